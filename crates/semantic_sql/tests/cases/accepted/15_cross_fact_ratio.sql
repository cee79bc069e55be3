SELECT platform, MEASURE(gmv_per_watch_hour) FROM shop GROUP BY 1
