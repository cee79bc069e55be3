-- layer: shop
SELECT platform, MEASURE(last_order) FROM shop GROUP BY 1 HAVING MEASURE(last_order) <= DATE '2026-01-31'
