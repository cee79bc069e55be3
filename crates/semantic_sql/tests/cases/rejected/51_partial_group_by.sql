SELECT platform, tier, MEASURE(gmv) FROM shop GROUP BY 1
