SELECT platform, COALESCE(MEASURE(spend), 0) AS cost, MEASURE(gmv) FROM shop GROUP BY 1
