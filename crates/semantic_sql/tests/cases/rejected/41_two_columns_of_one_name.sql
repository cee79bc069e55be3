SELECT platform AS x, MEASURE(gmv) AS x FROM shop GROUP BY 1
