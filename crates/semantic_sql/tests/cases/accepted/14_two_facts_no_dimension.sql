SELECT MEASURE(gmv), MEASURE(watch_seconds) FROM shop
