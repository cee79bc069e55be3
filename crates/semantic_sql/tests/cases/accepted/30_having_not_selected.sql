SELECT platform, MEASURE(gmv) FROM shop GROUP BY 1 HAVING MEASURE(units) > 3 AND MEASURE(watch_seconds) IS NOT NULL
