SELECT MEASURE(gmv, units) FROM shop
