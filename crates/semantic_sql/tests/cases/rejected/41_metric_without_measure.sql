SELECT platform, gmv FROM shop GROUP BY 1, 2
