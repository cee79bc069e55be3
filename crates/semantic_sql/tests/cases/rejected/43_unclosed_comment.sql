SELECT MEASURE(gmv) FROM shop /* WHERE platform = 1
