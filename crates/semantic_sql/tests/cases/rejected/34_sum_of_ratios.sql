SELECT platform, SUM(MEASURE(gmv) / MEASURE(units)) OVER () AS v FROM shop GROUP BY 1
