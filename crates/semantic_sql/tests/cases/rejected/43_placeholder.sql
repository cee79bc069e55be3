SELECT MEASURE(gmv) FROM shop WHERE platform = ?
