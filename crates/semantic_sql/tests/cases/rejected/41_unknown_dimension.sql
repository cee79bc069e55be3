SELECT platfrom, MEASURE(gmv) FROM shop GROUP BY 1
