SELECT platform, CHANGE(last_order, '1 year') AS c FROM shop WHERE date >= DATE '2026-02-01' AND date < DATE '2026-03-01' GROUP BY 1
