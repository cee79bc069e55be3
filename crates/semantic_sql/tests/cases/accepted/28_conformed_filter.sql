SELECT platform, MEASURE(gmv), MEASURE(watch_seconds) FROM shop WHERE tier = 'S' GROUP BY 1
