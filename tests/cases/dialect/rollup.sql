-- ROLLUP and GROUPING: every level is computed from the rows.

== 40 a total and a NULL bucket are told apart
SELECT platform_name, MEASURE(gmv), GROUPING(platform_name) AS g FROM live GROUP BY ROLLUP(platform_name) ORDER BY 3, 1
--- equals
SELECT * FROM (VALUES ('douyin', 789.87, 0), ('jd', 172.00, 0), ('taobao', 5.00, 0), (NULL, 183.33, 0), (NULL, 1150.20, 1)) t

== 40 ratios, distinct counts and averages of each level
SELECT platform_name, tier, GROUPING(platform_name) AS gp, GROUPING(tier) AS gt, MEASURE(aov), MEASURE(avg_line), MEASURE(median_line), MEASURE(sold_orders) FROM live GROUP BY ROLLUP(platform_name, tier) ORDER BY gp, platform_name, gt, tier
--- equals
SELECT pname, tier, GROUPING(pname), GROUPING(tier), SUM(gmv_amt) / COUNT(DISTINCT order_id), AVG(gmv_amt), MEDIAN(gmv_amt), COUNT(DISTINCT order_id) FROM x_line GROUP BY ROLLUP (pname, tier) ORDER BY 3, 1 NULLS LAST, 4, 2 NULLS LAST

== 40 distinct buyers of each level
SELECT platform_name, status, GROUPING(platform_name) AS a, GROUPING(status) AS b, MEASURE(buyer_cnt), MEASURE(order_cnt) FROM live GROUP BY ROLLUP(platform_name, status) ORDER BY a, platform_name, b, status
--- equals
SELECT pname, status, GROUPING(pname), GROUPING(status), COUNT(DISTINCT buyer_id), COUNT(*) FROM x_order GROUP BY ROLLUP (pname, status) ORDER BY 3, 1 NULLS LAST, 4, 2 NULLS LAST

== 40 two facts meet at each level
SELECT platform_name, GROUPING(platform_name) AS g, MEASURE(gmv), MEASURE(watch_seconds), MEASURE(spend), MEASURE(roi) FROM live GROUP BY ROLLUP(platform_name) ORDER BY 2, 1
--- equals
SELECT * FROM (VALUES ('bilibili', 0, NULL, NULL, 99.00, NULL), ('douyin', 0, 789.87, 16800, 60.00, 789.87 / 60), ('jd', 0, 172.00, NULL, 0, NULL), ('taobao', 0, 5.00, NULL, 0, NULL), ('xhs', 0, NULL, 4500, 12.50, NULL), (NULL, 0, 183.33, 2100, 8.00, 183.33 / 8), (NULL, 1, 1150.20, 23400, 179.50, 1150.20 / 179.50)) t

== 40 a semi-additive metric of each level
SELECT tier, GROUPING(tier) AS g, MEASURE(followers) FROM live GROUP BY ROLLUP(tier) ORDER BY 2, 1
--- equals
SELECT * FROM (VALUES ('A', 0, 310), ('S', 0, 1255), (NULL, 0, 11), (NULL, 1, 1576)) t

== 40 a semi-additive metric by month and in total
-- columns m:date, g, followers
SELECT DATE_TRUNC('month', date_key) AS m, GROUPING(DATE_TRUNC('month', date_key)) AS g, MEASURE(followers) FROM live WHERE date_key >= DATE '2026-01-01' GROUP BY ROLLUP(DATE_TRUNC('month', date_key)) ORDER BY 2, 1
--- equals
SELECT * FROM (VALUES (DATE '2026-01-01', 0, 1505), (DATE '2026-02-01', 0, 371), (DATE '2026-03-01', 0, 1200), (NULL, 1, 1576)) t

== 40 by an alias, an ordinal and an expression
SELECT DATE_TRUNC('month', date_key) AS m, COALESCE(platform_name, '-') AS p, GROUPING(m) AS a, GROUPING(p) AS b, MEASURE(order_cnt) FROM live WHERE date_key >= DATE '2026-02-01' GROUP BY ROLLUP(1, p) ORDER BY a, m, b, p
-- either
--- equals
SELECT CAST(DATE_TRUNC('month', date_key) AS DATE) AS m, COALESCE(pname, '-') AS p, GROUPING(CAST(DATE_TRUNC('month', date_key) AS DATE)), GROUPING(COALESCE(pname, '-')), COUNT(*) FROM x_order WHERE date_key >= DATE '2026-02-01' GROUP BY ROLLUP (CAST(DATE_TRUNC('month', date_key) AS DATE), COALESCE(pname, '-')) ORDER BY 3, 1 NULLS LAST, 4, 2 NULLS LAST

== 40 filters, HAVING and a metric filter hold at each level
SELECT platform_name, GROUPING(platform_name) AS g, MEASURE(gmv) FILTER (WHERE status = 'paid') AS v FROM live WHERE tier = 'S' OR tier = 'A' GROUP BY ROLLUP(platform_name) HAVING MEASURE(units) > 4 ORDER BY g, platform_name
--- equals
SELECT pname, GROUPING(pname), SUM(gmv_amt) FILTER (WHERE status = 'paid') FROM x_line WHERE tier IN ('S', 'A') GROUP BY ROLLUP (pname) HAVING SUM(qty) > 4 ORDER BY 2, 1 NULLS LAST

== 40 a default filter at each level
SELECT platform_name, GROUPING(platform_name) AS g, MEASURE(usual_gmv) FROM live GROUP BY ROLLUP(platform_name) ORDER BY 2, 1
--- equals
SELECT pname, GROUPING(pname), SUM(gmv_amt) FILTER (WHERE status = 'paid') FROM x_line GROUP BY ROLLUP (pname) ORDER BY 2, 1 NULLS LAST

== 40 no rows give the total alone
-- either
SELECT platform_name, GROUPING(platform_name) AS g, MEASURE(order_cnt) FROM live WHERE platform_name = 'nowhere' GROUP BY ROLLUP(platform_name)
--- equals
SELECT NULL::VARCHAR, 1, 0

== 40 an earlier period at each level
-- either
SELECT platform_name, GROUPING(platform_name) AS g, MEASURE(gmv), PRIOR(gmv, '1 month') AS before FROM live WHERE date_key >= DATE '2026-02-01' AND date_key < DATE '2026-03-01' GROUP BY ROLLUP(platform_name) ORDER BY 2, 1
--- equals
SELECT * FROM (VALUES ('douyin', 0, 358.99, 204.85), ('jd', 0, 100.00, 27.00), (NULL, 0, 20.00, 115.00), (NULL, 1, 478.99, 346.85)) t

== 40 only the total
SELECT GROUPING(platform_name) AS g, platform_name, MEASURE(buyer_cnt) FROM live GROUP BY ROLLUP(platform_name) HAVING GROUPING(platform_name) = 1
-- either
--- equals
SELECT 1, NULL::VARCHAR, 11

== 40 a rollup within a CTE
WITH r AS (SELECT platform_name AS p, GROUPING(platform_name) AS g, MEASURE(gmv) AS v FROM live GROUP BY ROLLUP(platform_name)) SELECT p, v FROM r WHERE g = 0 ORDER BY v DESC
--- equals
SELECT * FROM (VALUES ('douyin', 789.87), (NULL, 183.33), ('jd', 172.00), ('taobao', 5.00)) t
