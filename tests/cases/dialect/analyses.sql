-- The questions of an analyst, each one statement: cohorts, funnels, Pareto, contribution, buckets.

== A1 contribution of each platform to the change
WITH c AS (SELECT platform_name AS p, CHANGE(gmv, '1 month') AS d FROM live WHERE date_key >= DATE '2026-02-01' AND date_key < DATE '2026-03-01' GROUP BY 1)
SELECT p, d, d / SUM(d) OVER () AS part FROM c ORDER BY d DESC, p
--- equals
SELECT * FROM (VALUES ('douyin', 154.14, 154.14 / 132.14), ('jd', 73.00, 73.00 / 132.14), (NULL, -95.00, -95.00 / 132.14)) t

== A2 price and volume
SELECT platform_name, MEASURE(units) AS u, MEASURE(gmv) / NULLIF(MEASURE(units), 0) AS price, PRIOR(units, '1 month') AS u0, PRIOR(gmv, '1 month') / NULLIF(PRIOR(units, '1 month'), 0) AS price0 FROM live WHERE platform_name = 'douyin' AND date_key >= DATE '2026-02-01' AND date_key < DATE '2026-03-01' GROUP BY 1
--- equals
SELECT 'douyin', SUM(qty) FILTER (WHERE date_key >= DATE '2026-02-01'), SUM(gmv_amt) FILTER (WHERE date_key >= DATE '2026-02-01') / SUM(qty) FILTER (WHERE date_key >= DATE '2026-02-01'),
 SUM(qty) FILTER (WHERE date_key < DATE '2026-02-01'), SUM(gmv_amt) FILTER (WHERE date_key < DATE '2026-02-01') / SUM(qty) FILTER (WHERE date_key < DATE '2026-02-01')
 FROM x_line WHERE pname = 'douyin' AND date_key >= DATE '2026-01-01' AND date_key < DATE '2026-03-01'

== A3 best day of each month
WITH d AS (SELECT date_key AS d, MEASURE(gmv) AS g FROM live WHERE date_key >= DATE '2026-01-01' GROUP BY 1),
     r AS (SELECT d, g, ROW_NUMBER() OVER (PARTITION BY DATE_TRUNC('month', d) ORDER BY g DESC, d) AS n FROM d)
SELECT d, g FROM r WHERE n = 1 ORDER BY d
--- equals
SELECT date_key, SUM(gmv_amt) FROM x_line WHERE date_key >= DATE '2026-01-01' GROUP BY 1 QUALIFY ROW_NUMBER() OVER (PARTITION BY DATE_TRUNC('month', date_key) ORDER BY SUM(gmv_amt) DESC NULLS LAST, date_key) = 1 ORDER BY 1

== A4 top n and the others
WITH p AS (SELECT product_name AS p, MEASURE(gmv) AS g, ROW_NUMBER() OVER (ORDER BY MEASURE(gmv) DESC) AS n FROM live GROUP BY 1)
SELECT CASE WHEN n <= 2 THEN p ELSE '其他' END AS k, SUM(g) AS g FROM p GROUP BY 1 ORDER BY 2 DESC
--- equals
SELECT * FROM (VALUES ('精华', 587.10), ('其他', 338.03), ('牛奶', 225.07)) t

== A5 a funnel over two facts
SELECT platform_name, MEASURE(comment_cnt) AS c, MEASURE(order_cnt) AS o, MEASURE(order_cnt) FILTER (WHERE status = 'paid') AS p, MEASURE(order_cnt) FILTER (WHERE status = 'paid') / NULLIF(MEASURE(order_cnt), 0) AS r FROM live WHERE platform_name IN ('douyin', 'xhs') GROUP BY 1
--- equals
SELECT * FROM (VALUES ('douyin', 2, 13, 11, 11 / 13), ('xhs', 1, 0, 0, NULL)) t

== A6 a heat map of weekday and hour
SELECT EXTRACT(isodow FROM ordered_at) AS w, EXTRACT(hour FROM ordered_at) AS h, MEASURE(order_cnt) FROM live WHERE ordered_at IS NOT NULL GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2 LIMIT 3
--- equals
SELECT EXTRACT(isodow FROM ordered_at), EXTRACT(hour FROM ordered_at), COUNT(*) FROM f_order WHERE ordered_at IS NOT NULL GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2 LIMIT 3

== A7 orders by their value
WITH o AS (SELECT orders.order_id AS o, MEASURE(gmv) AS g FROM live WHERE status = 'paid' GROUP BY 1)
SELECT CASE WHEN g < 10 THEN 'a' WHEN g < 100 THEN 'b' ELSE 'c' END AS band, COUNT(o) AS n, AVG(g) AS v FROM o GROUP BY 1 ORDER BY 1
--- equals
SELECT CASE WHEN g < 10 THEN 'a' WHEN g < 100 THEN 'b' ELSE 'c' END, COUNT(*), AVG(g) FROM (SELECT order_id, SUM(gmv_amt) AS g FROM x_line WHERE status = 'paid' GROUP BY 1) GROUP BY 1 ORDER BY 1

== A8 days above the average day
WITH d AS (SELECT date_key AS d, MEASURE(gmv) AS g FROM live WHERE date_key >= DATE '2026-02-01' AND date_key < DATE '2026-03-01' GROUP BY 1),
     m AS (SELECT d, g, AVG(g) OVER () AS a FROM d)
SELECT d FROM m WHERE g > a ORDER BY 1
--- equals
SELECT DATE '2026-02-10'

== A9 rooms that grew
SELECT room_title, MEASURE(gmv), PRIOR(gmv, '1 month') AS before FROM live WHERE date_key >= DATE '2026-02-01' AND date_key < DATE '2026-03-01' GROUP BY 1 HAVING CHANGE(gmv, '1 month') > 0 ORDER BY CHANGE_RATE(gmv, '1 month') DESC
--- equals
SELECT * FROM (VALUES ('R2', 100.00, 27.00), ('首播间', 358.99, 175.15), (NULL, 20.00, 15.00)) t

== A10 a mean of days with the empty ones counted
SELECT SUM(g) / COUNT(d) AS v FROM (SELECT SPINE(date_key) AS d, COALESCE(MEASURE(gmv), 0) AS g FROM live WHERE date_key >= DATE '2026-02-01' AND date_key < DATE '2026-03-01' GROUP BY 1) t
--- equals
SELECT 478.99 / 28

== A11 median of rooms
SELECT MEDIAN(g) AS v FROM (SELECT room_title, MEASURE(gmv) AS g FROM live GROUP BY 1) t
-- either
--- equals
SELECT MEDIAN(g) FROM (SELECT SUM(gmv_amt) AS g FROM x_line GROUP BY title)

== A12 streamers whose every platform counts
WITH s AS (SELECT streamer_name AS s, platform_name AS p, MEASURE(gmv) AS g FROM live GROUP BY 1, 2), c AS (SELECT s, COUNT(p) AS n, SUM(g) AS g FROM s GROUP BY s)
SELECT s, n, g FROM c WHERE n >= 2 ORDER BY 1
--- equals
SELECT 'O''Hara', 2, 35.70

== A13 a share of paid orders above the total share
WITH r AS (SELECT platform_name AS p, MEASURE(order_cnt) FILTER (WHERE status = 'paid') AS a, MEASURE(order_cnt) AS n FROM live GROUP BY 1),
     t AS (SELECT p, a / n AS rate, SUM(a) OVER () / SUM(n) OVER () AS whole FROM r)
SELECT p, rate FROM t WHERE rate > whole ORDER BY p
--- equals
SELECT * FROM (VALUES ('douyin', 11 / 13), ('jd', 1.0)) t
