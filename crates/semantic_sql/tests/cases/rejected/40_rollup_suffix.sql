SELECT platform, MEASURE(gmv) FROM shop GROUP BY platform WITH ROLLUP
