SELECT month, PRIOR(gmv, '1 month') FROM shop GROUP BY 1
