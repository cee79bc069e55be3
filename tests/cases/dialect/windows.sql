-- Windows over grouped queries, shares, and tops within groups.

== 34 ranks over groups
SELECT platform_name, RANK() OVER (ORDER BY MEASURE(gmv) DESC) AS place FROM live GROUP BY 1 ORDER BY 2
--- equals
SELECT * FROM (VALUES ('douyin', 1), (NULL, 2), ('jd', 3), ('taobao', 4)) t

== 34 row numbers and dense ranks with a tie
SELECT tier, status, MEASURE(order_cnt), DENSE_RANK() OVER (ORDER BY MEASURE(order_cnt) DESC) AS r FROM live GROUP BY 1, 2 ORDER BY 4, 1, 2
--- equals
SELECT tier, status, COUNT(*), DENSE_RANK() OVER (ORDER BY COUNT(*) DESC) FROM x_order GROUP BY 1, 2 ORDER BY 4, 1 NULLS LAST, 2 NULLS LAST

== 34 a rank within a partition
SELECT platform_name, room_title, MEASURE(gmv), RANK() OVER (PARTITION BY platform_name ORDER BY MEASURE(gmv) DESC) AS place FROM live GROUP BY 1, 2
--- equals
SELECT pname, title, SUM(gmv_amt), RANK() OVER (PARTITION BY pname ORDER BY SUM(gmv_amt) DESC NULLS LAST) FROM x_line GROUP BY 1, 2 ORDER BY 1 NULLS LAST, 2 NULLS LAST

== 34 a share of the groups after HAVING
SELECT platform_name, MEASURE(gmv) / SUM(MEASURE(gmv)) OVER () AS share FROM live GROUP BY 1 HAVING MEASURE(gmv) > 172
--- equals
SELECT * FROM (VALUES ('douyin', 789.87 / 973.20), (NULL, 183.33 / 973.20)) t

== 34 a share within a partition
SELECT platform_name, room_title, MEASURE(gmv) / NULLIF(SUM(MEASURE(gmv)) OVER (PARTITION BY platform_name), 0) AS share FROM live GROUP BY 1, 2
--- equals
SELECT pname, title, SUM(gmv_amt) / SUM(SUM(gmv_amt)) OVER (PARTITION BY pname) FROM x_line GROUP BY 1, 2 ORDER BY 1 NULLS LAST, 2 NULLS LAST

== rule 16 a share of a distinct count divides by the recomputed total
-- either
SELECT platform_name, MEASURE(buyer_cnt) / SUM(MEASURE(buyer_cnt)) OVER () AS share FROM live GROUP BY 1
--- equals
SELECT pname, COUNT(DISTINCT buyer_id) / (SELECT COUNT(DISTINCT buyer_id) FROM f_order) FROM x_order GROUP BY 1 ORDER BY 1 NULLS LAST

== 34 a running sum
SELECT DATE_TRUNC('month', date_key) AS m, MEASURE(gmv), SUM(MEASURE(gmv)) OVER (ORDER BY DATE_TRUNC('month', date_key)) AS so_far FROM live WHERE date_key >= DATE '2026-01-01' GROUP BY 1
--- equals
SELECT * FROM (VALUES (DATE '2026-01-01', 346.85, 346.85), (DATE '2026-02-01', 478.99, 825.84), (DATE '2026-03-01', 34.36, 860.20), (DATE '2026-04-01', NULL, 860.20)) t

== 34 a moving average with a frame
-- either
SELECT date_key, AVG(MEASURE(gmv)) OVER (ORDER BY date_key ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS v FROM live WHERE date_key >= DATE '2026-02-01' AND date_key < DATE '2026-03-01' GROUP BY 1
--- equals
SELECT date_key, AVG(SUM(gmv_amt)) OVER (ORDER BY date_key ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) FROM x_line WHERE date_key >= DATE '2026-02-01' AND date_key < DATE '2026-03-01' GROUP BY 1 ORDER BY 1

== 34 LAG is the row before, not the period before
SELECT date_key, MEASURE(gmv), LAG(MEASURE(gmv)) OVER (ORDER BY date_key) AS row_before FROM live WHERE date_key >= DATE '2026-02-01' AND date_key < DATE '2026-03-01' GROUP BY 1
--- equals
SELECT * FROM (VALUES (DATE '2026-02-01', 99.99, NULL), (DATE '2026-02-10', 349.00, 99.99), (DATE '2026-02-11', 20.00, 349.00), (DATE '2026-02-28', 10.00, 20.00)) t

== 34 windows of two facts stand after the stitch
SELECT platform_name, RANK() OVER (ORDER BY MEASURE(watch_seconds) DESC) AS w, RANK() OVER (ORDER BY MEASURE(gmv) DESC) AS g FROM live GROUP BY 1
--- equals
SELECT * FROM (VALUES ('douyin', 1, 1), ('jd', 4, 3), ('taobao', 4, 4), ('xhs', 2, 5), (NULL, 3, 2)) t

== 34 the windows see the rows before LIMIT
SELECT platform_name, MEASURE(gmv) / SUM(MEASURE(gmv)) OVER () AS share FROM live GROUP BY 1 ORDER BY 2 DESC LIMIT 1
--- equals
SELECT 'douyin', 789.87 / 1150.20

== 34 the top two rooms of each platform
SELECT platform_name, room_title, g FROM (SELECT platform_name, room_title, MEASURE(gmv) AS g, ROW_NUMBER() OVER (PARTITION BY platform_name ORDER BY MEASURE(gmv) DESC) AS n FROM live GROUP BY 1, 2) t WHERE n <= 1 ORDER BY 1, 2
--- equals
SELECT pname, title, SUM(gmv_amt) FROM x_line GROUP BY 1, 2 QUALIFY ROW_NUMBER() OVER (PARTITION BY pname ORDER BY SUM(gmv_amt) DESC NULLS LAST) <= 1 ORDER BY 1 NULLS LAST, 2 NULLS LAST

== 34 the top product of each category by a CTE
WITH ranked AS (SELECT category_name, product_name, MEASURE(units) AS u, RANK() OVER (PARTITION BY category_name ORDER BY MEASURE(units) DESC) AS r FROM live GROUP BY 1, 2)
SELECT category_name, product_name, u FROM ranked WHERE r = 1 ORDER BY category_name, product_name
--- equals
SELECT cname, product, SUM(qty) FROM x_line GROUP BY 1, 2 QUALIFY RANK() OVER (PARTITION BY cname ORDER BY SUM(qty) DESC) = 1 ORDER BY 1 NULLS LAST, 2 NULLS LAST

== 34 a window over a CTE
WITH m AS (SELECT DATE_TRUNC('month', date_key) AS mo, MEASURE(gmv) AS g FROM live WHERE date_key >= DATE '2026-01-01' GROUP BY 1)
SELECT mo, g, SUM(g) OVER (ORDER BY mo) AS s, g / SUM(g) OVER () AS share FROM m ORDER BY mo
--- equals
SELECT * FROM (VALUES (DATE '2026-01-01', 346.85, 346.85, 346.85 / 860.20), (DATE '2026-02-01', 478.99, 825.84, 478.99 / 860.20), (DATE '2026-03-01', 34.36, 860.20, 34.36 / 860.20), (DATE '2026-04-01', NULL, 860.20, NULL)) t

== 34 Pareto: the products that make four fifths
WITH p AS (SELECT product_name, MEASURE(gmv) AS g FROM live WHERE product_name IS NOT NULL GROUP BY 1),
     c AS (SELECT product_name, g, SUM(g) OVER (ORDER BY g DESC, product_name) / SUM(g) OVER () AS upto FROM p)
SELECT product_name, g FROM c WHERE upto - g / 1010.20 < 0.8 ORDER BY g DESC
--- equals
SELECT product, g FROM (SELECT product, g, SUM(g) OVER (ORDER BY g DESC, product) / SUM(g) OVER () AS upto FROM (SELECT product, SUM(gmv_amt) AS g FROM x_line WHERE product IS NOT NULL GROUP BY 1)) WHERE upto - g / 1010.20 < 0.8 ORDER BY g DESC
