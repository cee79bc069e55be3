SELECT platform, MEASURE(gmv) FROM shop WHERE MEASURE(gmv) > 100 OR platform = 'jd' GROUP BY 1
