SELECT platform, MEASURE(usual_gmv) FROM shop WHERE UNFILTERED(status) GROUP BY 1
