WITH a AS (SELECT platform, MEASURE(gmv) / MEASURE(units) AS price, ROUND(MEASURE(buyers), 1) AS n, PRIOR(buyers, '1 month') AS before FROM shop WHERE date >= DATE '2026-02-01' AND date < DATE '2026-03-01' GROUP BY 1),
b AS (SELECT CASE WHEN platform = 'jd' THEN price ELSE 0 END AS p, n * 1 AS n, before FROM a)
SELECT SUM(p) AS p, AVG(n) AS n, SUM(before) AS before FROM b
