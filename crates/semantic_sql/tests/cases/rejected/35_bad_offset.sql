SELECT PRIOR(gmv, 'a while') FROM shop WHERE date >= DATE '2026-02-01' AND date < DATE '2026-04-01'
