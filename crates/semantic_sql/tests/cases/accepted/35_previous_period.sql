SELECT MEASURE(gmv), PRIOR(gmv, 'previous_period') FROM shop WHERE date >= DATE '2026-02-01' AND date <= DATE '2026-02-07'
