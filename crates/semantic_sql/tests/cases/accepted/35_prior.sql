SELECT month, MEASURE(gmv), PRIOR(gmv, '1 month') AS before, CHANGE(gmv, '1 month'), CHANGE_RATE(gmv, '1 month') FROM shop WHERE date >= DATE '2026-02-01' AND date < DATE '2026-04-01' GROUP BY 1
