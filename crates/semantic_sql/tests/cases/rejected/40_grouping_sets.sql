SELECT platform, MEASURE(gmv) FROM shop GROUP BY GROUPING SETS ((platform), ())
