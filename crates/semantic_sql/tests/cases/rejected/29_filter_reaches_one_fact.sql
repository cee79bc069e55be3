SELECT platform, MEASURE(gmv), MEASURE(watch_seconds) FROM shop WHERE status = 'paid' GROUP BY 1
