SELECT platform, DATE_TRUNC('month', at) AS m, MEASURE(followers) FROM shop GROUP BY 1, m
