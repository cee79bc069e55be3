-- Semantic SQL that must be refused: `== code name`.

== E_NO_PATH 9 a header metric by a line dimension
SELECT category, MEASURE(shipping_fee) FROM shop GROUP BY 1

== E_AMBIGUOUS_PATH 10 two ways
SELECT staff_name, MEASURE(order_count) FROM shop GROUP BY 1

== E_NOT_ALLOWED 20 an aggregate over a metric
SELECT platform, SUM(MEASURE(aov)) FROM shop GROUP BY 1

== E_NO_PATH 29 a filter that one fact cannot reach
SELECT platform, MEASURE(gmv), MEASURE(watch_seconds) FROM shop WHERE status = 'paid' GROUP BY 1

== E_AGGREGATE_IN_WHERE 31 a metric in WHERE
SELECT platform, MEASURE(gmv) FROM shop WHERE MEASURE(gmv) > 100 GROUP BY 1

== E_UNSAFE_REAGGREGATION 34 a share of a distinct count
SELECT platform, MEASURE(buyers) / SUM(MEASURE(buyers)) OVER () AS share FROM shop GROUP BY 1

== E_NO_PATH 45 no shared dimension
SELECT product, MEASURE(comment_count) FROM shop GROUP BY 1

== E3013_NO_STITCHING_DIMENSION 45 no shared dimension of two facts
SELECT product, MEASURE(gmv), MEASURE(comment_count) FROM shop GROUP BY 1

== E_NO_PATH 46 too fine a grain
SELECT room, MEASURE(spend) FROM shop GROUP BY 1

== E_UNSAFE_REAGGREGATION 12 a share of overlapping groups
SELECT status, MEASURE(slot_fee) / SUM(MEASURE(slot_fee)) OVER () AS share FROM shop GROUP BY 1

== E_UNSAFE_REAGGREGATION 12 a running sum of overlapping groups
SELECT status, room, SUM(MEASURE(slot_fee)) OVER (PARTITION BY room ORDER BY status) AS s FROM shop GROUP BY 1, 2

== E_UNSAFE_REAGGREGATION 12 an outer sum of overlapping groups
SELECT SUM(f) AS f FROM (SELECT status, MEASURE(slot_fee) AS f FROM shop GROUP BY 1) t

== E_UNSAFE_REAGGREGATION 12 an outer sum of overlapping groups by another key
SELECT room, SUM(f) AS f FROM (SELECT status, room, MEASURE(slot_fee) AS f FROM shop GROUP BY 1, 2) t GROUP BY room

== E_UNSAFE_REAGGREGATION 12 arithmetic and another query do not hide them
WITH a AS (SELECT status AS s, ROUND(MEASURE(slot_fee), 1) + 0 AS f FROM shop GROUP BY 1), b AS (SELECT s, CASE WHEN f > 0 THEN f ELSE 0 END AS g FROM a) SELECT SUM(g) AS f FROM b

== E_UNSAFE_REAGGREGATION 12 nor does a window over a query
WITH a AS (SELECT status, MEASURE(slot_fee) AS f FROM shop GROUP BY 1) SELECT status, f / SUM(f) OVER () AS share FROM a

== E_UNSAFE_REAGGREGATION 34 a share of a distinct count over a query
WITH a AS (SELECT platform, MEASURE(buyers) + 0 AS n FROM shop GROUP BY 1) SELECT platform, n / SUM(n) OVER () AS share FROM a

== E_UNSAFE_REAGGREGATION 34 a sum of ratios that are written out
SELECT platform, SUM(MEASURE(gmv) / MEASURE(units)) OVER () AS v FROM shop GROUP BY 1

== E_NOT_ALLOWED 40 an aggregate over subtotals
SELECT SUM(v) AS v FROM (SELECT platform, MEASURE(gmv) AS v FROM shop GROUP BY ROLLUP(platform)) t

== E_NOT_ALLOWED 40 an aggregate over subtotals of another query
WITH a AS (SELECT platform, MEASURE(gmv) AS v FROM shop GROUP BY ROLLUP(platform)), b AS (SELECT platform, v * 2 AS w FROM a) SELECT SUM(w) AS v FROM b

== E_NOT_ALLOWED 40 a window over subtotals of another query
WITH a AS (SELECT platform, MEASURE(gmv) AS v FROM shop GROUP BY ROLLUP(platform)) SELECT platform, v / SUM(v) OVER () AS share FROM a

== E_TYPE rule 20 the change of a time
SELECT CHANGE(last_order, '1 month') AS c FROM shop WHERE date >= DATE '2026-02-01' AND date < DATE '2026-03-01'

== E_TYPE rule 18 a day against an expression of points in time
SELECT platform, MEASURE(last_order) FROM shop GROUP BY 1 HAVING COALESCE(MEASURE(last_order), MEASURE(last_order)) <= DATE '2026-01-31'
