SELECT platform, MEASURE(gmv), MEASURE(watch_seconds), MEASURE(spend) FROM shop GROUP BY 1
