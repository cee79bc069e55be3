SELECT platform AS gmv, MEASURE(gmv) AS platform FROM shop GROUP BY 1 ORDER BY platform DESC
