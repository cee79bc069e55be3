SELECT platform, MEASURE(gmv) FROM shop GROUP BY ROLLUP(platform)
