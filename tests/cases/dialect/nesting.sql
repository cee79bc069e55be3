-- CTEs, derived tables and subqueries over semantic queries.

== 38 the average of groups in a derived table
SELECT AVG(g) AS v FROM (SELECT platform_name, MEASURE(gmv) AS g FROM live GROUP BY 1) t
--- equals
SELECT 1150.20 / 4

== 38 the average of groups in a CTE
WITH per_buyer AS (SELECT orders.order_id, MEASURE(gmv) AS g FROM live WHERE status = 'paid' GROUP BY 1)
SELECT AVG(g) AS v, MAX(g) AS most, MIN(g) AS least, COUNT(g) AS n, SUM(g) AS s FROM per_buyer
--- equals
SELECT AVG(g), MAX(g), MIN(g), COUNT(g), SUM(g) FROM (SELECT order_id, SUM(gmv_amt) AS g FROM x_line WHERE status = 'paid' GROUP BY 1)

== 38 counting groups
SELECT COUNT(g) AS n FROM (SELECT room_title, MEASURE(gmv) AS g FROM live GROUP BY 1 HAVING MEASURE(gmv) > 30) t
--- equals
SELECT COUNT(*) FROM (SELECT title FROM x_line GROUP BY 1 HAVING SUM(gmv_amt) > 30)

== 38 a chain of CTEs
WITH daily AS (SELECT date_key AS d, platform_name AS p, MEASURE(gmv) AS g FROM live WHERE date_key IS NOT NULL GROUP BY 1, 2),
     best AS (SELECT p, MAX(g) AS g FROM daily GROUP BY p),
     final AS (SELECT p, g FROM best WHERE g > 50)
SELECT p, g FROM final ORDER BY g DESC
--- equals
SELECT p, MAX(g) AS g FROM (SELECT date_key, pname AS p, SUM(gmv_amt) AS g FROM x_line WHERE date_key IS NOT NULL GROUP BY 1, 2) GROUP BY 1 HAVING MAX(g) > 50 ORDER BY 2 DESC, 1 NULLS LAST

== 38 a grouped outer query
-- columns m:date, v
SELECT DATE_TRUNC('month', d) AS m, AVG(g) AS v FROM (SELECT date_key AS d, MEASURE(gmv) AS g FROM live WHERE date_key >= DATE '2026-01-01' GROUP BY 1) t GROUP BY 1 ORDER BY 1
--- equals
SELECT CAST(DATE_TRUNC('month', d) AS DATE), AVG(g) FROM (SELECT date_key AS d, SUM(gmv_amt) AS g FROM x_line WHERE date_key >= DATE '2026-01-01' GROUP BY 1) GROUP BY 1 ORDER BY 1

== 38 a derived table within a derived table
SELECT MAX(v) AS v FROM (SELECT p, AVG(g) AS v FROM (SELECT platform_name AS p, orders.order_id AS o, MEASURE(gmv) AS g FROM live GROUP BY 1, 2) a GROUP BY p) b
--- equals
SELECT MAX(v) FROM (SELECT p, AVG(g) AS v FROM (SELECT pname AS p, header_id, SUM(gmv_amt) AS g FROM x_line GROUP BY 1, 2) GROUP BY 1)

== 38 the outer WHERE works on evaluated columns
SELECT p, g FROM (SELECT platform_name AS p, MEASURE(gmv) AS g FROM live GROUP BY 1) t WHERE g > 100 AND p IS NOT NULL ORDER BY g
--- equals
SELECT * FROM (VALUES ('jd', 172.00), ('douyin', 789.87)) t

== 38 a bucket of groups by their size
WITH b AS (SELECT orders.order_id AS o, MEASURE(gmv) AS g FROM live GROUP BY 1)
SELECT CASE WHEN g >= 100 THEN 'big' WHEN g > 0 THEN 'small' ELSE 'none' END AS size, COUNT(o) AS n, SUM(g) AS s FROM b GROUP BY 1 ORDER BY 1
--- equals
SELECT CASE WHEN g >= 100 THEN 'big' WHEN g > 0 THEN 'small' ELSE 'none' END, COUNT(o), SUM(g) FROM (SELECT header_id AS o, SUM(gmv_amt) AS g FROM x_line GROUP BY 1) GROUP BY 1 ORDER BY 1

== 38 an inner LIMIT
SELECT SUM(g) AS top2 FROM (SELECT platform_name, MEASURE(gmv) AS g FROM live GROUP BY 1 ORDER BY 2 DESC LIMIT 2) t
--- equals
SELECT 789.87 + 183.33

== 38 a CTE used twice
-- either
WITH p AS (SELECT platform_name AS k, MEASURE(gmv) AS g FROM live GROUP BY 1)
SELECT k, g FROM p WHERE g > (SELECT AVG(g) FROM p) ORDER BY 1
--- equals
SELECT 'douyin', 789.87

== 38 joined CTEs
-- either
WITH a AS (SELECT platform_name AS k, MEASURE(gmv) AS g FROM live GROUP BY 1), b AS (SELECT platform_name AS k, MEASURE(spend) AS s FROM live GROUP BY 1)
SELECT a.k, g, s FROM a JOIN b ON a.k = b.k ORDER BY 1
--- equals
SELECT 'douyin', 789.87, 60.00

== 38 UNION ALL of two queries
-- either
SELECT platform_name AS k, MEASURE(gmv) AS v FROM live WHERE platform_name = 'jd' GROUP BY 1 UNION ALL SELECT tier, MEASURE(gmv) FROM live WHERE tier = 'S' GROUP BY 1 ORDER BY 2
--- equals
SELECT * FROM (VALUES ('jd', 172.00), ('S', 759.17)) t

== 38 a CTE named like a physical table
-- either
WITH salary AS (SELECT platform_name, MEASURE(gmv) AS amount FROM live WHERE platform_name = 'jd' GROUP BY 1) SELECT amount FROM salary
--- equals
SELECT 172.00

== 38 a chain that ends with no row
WITH a AS (SELECT platform_name AS k, MEASURE(gmv) AS g FROM live GROUP BY 1 HAVING MEASURE(gmv) < 0) SELECT COUNT(k) AS n, SUM(g) AS s FROM a
--- equals
SELECT 0, NULL::INT

== 38 a dimension-only query within
SELECT COUNT(platform_name) AS n FROM (SELECT DISTINCT platform_name FROM live) t
--- equals
SELECT 6

== 38 a row query within
-- either
SELECT COUNT(line_id) AS n, SUM(q) AS s FROM (SELECT line_id, qty AS q FROM live WHERE platform_name = 'jd') t
--- equals
SELECT 5, 8

== 38 an earlier period within
SELECT MAX(c) AS c FROM (SELECT platform_name, CHANGE(gmv, '1 month') AS c FROM live WHERE date_key >= DATE '2026-02-01' AND date_key < DATE '2026-03-01' GROUP BY 1) t
--- equals
SELECT 358.99 - 204.85

== 38 a spine within, gaps count as zero
SELECT AVG(COALESCE(g, 0)) AS v, COUNT(d) AS n FROM (SELECT SPINE(date_key) AS d, MEASURE(gmv) AS g FROM live WHERE date_key BETWEEN DATE '2026-02-01' AND DATE '2026-02-10' GROUP BY 1) t
--- equals
SELECT 448.99 / 10, 10

== 38 an inner alias of Chinese
WITH 日 AS (SELECT date_key AS 天, MEASURE(gmv) AS "额 度" FROM live WHERE date_key IS NOT NULL GROUP BY 1) SELECT MAX("额 度") AS 最高 FROM 日
--- equals
SELECT 349.00

== 38 an outer alias shadows an inner column
-- columns p, g
SELECT g AS p, p AS g FROM (SELECT platform_name AS p, MEASURE(gmv) AS g FROM live GROUP BY 1) t ORDER BY 1
--- equals
SELECT * FROM (VALUES (5.00, 'taobao'), (172.00, 'jd'), (183.33, NULL), (789.87, 'douyin')) t

== 39 IN over a semantic subquery
SELECT platform_name, MEASURE(gmv) FROM live WHERE streamer_name IN (SELECT streamer_name FROM live GROUP BY 1 ORDER BY MEASURE(gmv) DESC LIMIT 2) GROUP BY 1
--- equals
SELECT pname, SUM(gmv_amt) FROM x_line WHERE sname IN ('安娜', 'Bo') GROUP BY 1 ORDER BY 1 NULLS LAST

== 39 the subquery of another fact
SELECT MEASURE(gmv), MEASURE(order_cnt) FROM live WHERE platform_name IN (SELECT platform_name FROM live GROUP BY 1 HAVING MEASURE(spend) > 15)
--- equals
SELECT 789.87, 13

== 39 NOT IN is NULL-safe
SELECT platform_name, MEASURE(gmv) FROM live WHERE platform_name NOT IN (SELECT platform_name FROM live GROUP BY 1 HAVING MEASURE(spend) > 0) GROUP BY 1
--- equals
SELECT * FROM (VALUES ('jd', 172.00), ('taobao', 5.00)) t
--- or
SELECT * FROM (VALUES ('jd', 172.00), ('taobao', 5.00), (NULL, 183.33)) t

== 39 NOT IN a subquery without NULL keeps the rows without a value
SELECT platform_name, MEASURE(gmv) FROM live WHERE platform_name NOT IN (SELECT platform_name FROM live WHERE platform_name = 'jd' GROUP BY 1) GROUP BY 1
--- equals
SELECT * FROM (VALUES ('douyin', 789.87), ('taobao', 5.00), (NULL, 183.33)) t

== 39 NOT IN an empty subquery is everything
SELECT MEASURE(gmv) FROM live WHERE platform_name NOT IN (SELECT platform_name FROM live GROUP BY 1 HAVING MEASURE(gmv) < 0)
--- equals
SELECT 1150.20

== 39 IN an empty subquery is nothing
SELECT MEASURE(gmv), MEASURE(order_cnt) FROM live WHERE platform_name IN (SELECT platform_name FROM live GROUP BY 1 HAVING MEASURE(gmv) < 0)
--- equals
SELECT NULL::INT, 0

== 39 IN within two facts is applied to both
SELECT MEASURE(gmv), MEASURE(watch_seconds) FROM live WHERE room_title IN (SELECT room_title FROM live WHERE room_title IS NOT NULL GROUP BY 1 ORDER BY MEASURE(gmv) DESC LIMIT 1)
--- equals
SELECT 759.17, 16700

== 39 IN over a CTE
WITH top AS (SELECT room_title AS r, MEASURE(gmv) AS g FROM live GROUP BY 1 HAVING MEASURE(gmv) > 100)
SELECT MEASURE(buyer_cnt) FROM live WHERE room_title IN (SELECT r FROM top)
--- equals
SELECT COUNT(DISTINCT buyer_id) FROM x_order WHERE title IN (SELECT title FROM x_line GROUP BY 1 HAVING SUM(gmv_amt) > 100)

== 39 IN in a measure filter
-- either
SELECT MEASURE(gmv) FILTER (WHERE streamer_name IN (SELECT streamer_name FROM live WHERE tier = 'S' GROUP BY 1)) AS g FROM live
--- equals
SELECT 759.17

== 39 IN combined with other filters
SELECT MEASURE(order_cnt) FROM live WHERE status = 'paid' AND (platform_name IN (SELECT platform_name FROM live GROUP BY 1 HAVING MEASURE(units) > 10) OR platform_name = 'jd')
--- equals
SELECT COUNT(*) FROM x_order WHERE status = 'paid' AND pname IN ('douyin', 'jd')

== 39 the subquery has a date filter of its own
SELECT MEASURE(gmv) FROM live WHERE date_key >= DATE '2026-02-01' AND date_key < DATE '2026-03-01' AND streamer_name IN (SELECT streamer_name FROM live WHERE date_key < DATE '2026-01-01' GROUP BY 1 HAVING MEASURE(gmv) > 100)
--- equals
SELECT 358.99

== 39 buyers of one product who bought another, by orders
SELECT MEASURE(order_cnt) FROM live WHERE orders.order_id IN (SELECT orders.order_id FROM live WHERE product_name = '精华' GROUP BY 1 HAVING MEASURE(gmv) > 100)
--- equals
SELECT COUNT(*) FROM f_order WHERE order_id IN (SELECT order_id FROM x_line WHERE product = '精华' GROUP BY 1 HAVING SUM(gmv_amt) > 100)

== 39 EXISTS and scalar subqueries
-- either
SELECT platform_name, MEASURE(gmv) FROM live GROUP BY 1 HAVING MEASURE(gmv) > (SELECT AVG(g) FROM (SELECT platform_name, MEASURE(gmv) AS g FROM live GROUP BY 1) t)
--- equals
SELECT 'douyin', 789.87

== 38 counting the rows of a table that a query made
-- either
SELECT COUNT(*) AS n FROM (SELECT platform_name, MEASURE(gmv) AS g FROM live GROUP BY 1) t
--- equals
SELECT 4

== 38 an outer aggregate with FILTER, an outer DISTINCT
WITH a AS (SELECT platform_name AS p, tier AS t, MEASURE(gmv) AS g FROM live GROUP BY 1, 2)
SELECT COUNT(g) FILTER (WHERE g > 100) AS n, COUNT(DISTINCT t) AS tiers, SUM(g) AS s FROM a
--- equals
SELECT 2, 2, 1150.20

== 38 an outer name that is also a field of the model is the inner column
SELECT tier, gmv FROM (SELECT platform_name AS tier, MEASURE(gmv) AS gmv FROM live GROUP BY 1) t WHERE tier = 'jd' ORDER BY tier
--- equals
SELECT 'jd', 172.00

== 38 outer HAVING, order and offset
WITH a AS (SELECT platform_name AS p, room_title AS r, MEASURE(units) AS u FROM live GROUP BY 1, 2)
SELECT p, SUM(u) AS u FROM a GROUP BY p HAVING SUM(u) > 2 ORDER BY u DESC LIMIT 2 OFFSET 1
--- equals
SELECT * FROM (VALUES (NULL, 9), ('jd', 8)) t

== 38 a stitched query within
SELECT SUM(w) AS w, COUNT(s) AS n, MAX(s) AS m FROM (SELECT platform_name AS p, MEASURE(watch_seconds) AS w, MEASURE(spend) AS s FROM live GROUP BY 1) t
--- equals
SELECT 23400, 4, 99.00

== 38 division in an outer query is taken once and never infinite
-- either
SELECT p, g / s AS r FROM (SELECT platform_name AS p, MEASURE(gmv) AS g, MEASURE(spend) AS s FROM live GROUP BY 1) t WHERE p IN ('douyin', 'jd') ORDER BY p
--- equals
SELECT * FROM (VALUES ('douyin', 789.87 / 60), ('jd', NULL)) t

== 39 NOT IN a list that holds NULL finds nothing
-- either
SELECT MEASURE(order_cnt) FROM live WHERE platform_name NOT IN ('jd', NULL)
--- equals
SELECT 0

== 39 a subquery within a subquery
SELECT MEASURE(gmv) FROM live WHERE room_title IN (SELECT room_title FROM live WHERE streamer_name IN (SELECT streamer_name FROM live WHERE streamer_name IS NOT NULL GROUP BY 1 ORDER BY MEASURE(gmv) DESC LIMIT 1) GROUP BY 1)
--- equals
SELECT 759.17

== 39 a truncated day in a subquery
SELECT MEASURE(order_cnt) FROM live WHERE date_key IN (SELECT date_key FROM live GROUP BY 1 HAVING MEASURE(spend) > 19)
--- equals
SELECT COUNT(*) FROM f_order WHERE biz_date IN (SELECT biz_date FROM f_spend GROUP BY 1 HAVING SUM(spend_amt) > 19)
