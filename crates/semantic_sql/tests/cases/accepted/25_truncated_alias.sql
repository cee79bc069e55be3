SELECT DATE_TRUNC('month', date) AS date, MEASURE(gmv), MEASURE(spend) FROM shop GROUP BY 1
