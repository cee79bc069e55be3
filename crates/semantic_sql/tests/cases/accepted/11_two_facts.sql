SELECT platform, MEASURE(gmv), MEASURE(watch_seconds) FROM shop GROUP BY ALL
