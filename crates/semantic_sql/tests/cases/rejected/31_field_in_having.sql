SELECT platform, MEASURE(gmv) FROM shop GROUP BY 1 HAVING status = 'paid'
