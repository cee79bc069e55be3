SELECT platform, MEASURE(usual_gmv), MEASURE(gmv) FROM shop GROUP BY 1
