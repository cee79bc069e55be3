-- Groups, rows, filters, order and limits. `== name` starts a case, `--- equals` its hand-written SQL.
-- The number in a name is that of the case in the table of tricky cases; `rule n` is a rule.

== 1 NULL keys and orphans are one group, platforms without orders are absent
-- columns platform_name, gmv
SELECT platform_name, MEASURE(gmv) FROM live GROUP BY 1
--- equals
SELECT * FROM (VALUES ('douyin', 789.87), ('jd', 172.00), ('taobao', 5.00), (NULL, 183.33)) t

== 1 groups add up to the total
SELECT MEASURE(gmv) FROM live
--- equals
SELECT 789.87 + 172.00 + 5.00 + 183.33

== 1 orphans two hops away
SELECT category_name, MEASURE(gmv), MEASURE(units) FROM live GROUP BY category_name
--- equals
SELECT cname, SUM(gmv_amt), SUM(qty) FROM x_line GROUP BY 1 ORDER BY 1 NULLS LAST

== 2 IS NULL finds NULL keys and orphans
SELECT MEASURE(gmv) FROM live WHERE platform_name IS NULL
--- equals
SELECT 183.33

== 2 IS NOT NULL leaves both out
SELECT MEASURE(gmv), MEASURE(line_cnt) FROM live WHERE platform_name IS NOT NULL
--- equals
SELECT 789.87 + 172.00 + 5.00, 22

== 2 COALESCE over an orphan
SELECT COALESCE(platform_name, 'none') AS p, MEASURE(gmv) FROM live GROUP BY 1
--- equals
SELECT COALESCE(pname, 'none'), SUM(gmv_amt) FROM x_line GROUP BY 1 ORDER BY 1

== 3 unequal leaves NULL out
-- noted platform_name|平台
SELECT MEASURE(gmv) FROM live WHERE platform_name <> 'jd'
--- equals
SELECT 789.87 + 5.00

== 3 NOT IN a list leaves NULL out
-- noted platform_name|平台
SELECT platform_name, MEASURE(gmv) FROM live WHERE platform_name NOT IN ('jd', 'taobao') GROUP BY 1
--- equals
SELECT 'douyin', 789.87

== 3 NOT of a comparison is three-valued
SELECT MEASURE(order_cnt) FROM live WHERE NOT (status = 'paid')
--- equals
SELECT COUNT(*) FROM f_order WHERE status <> 'paid'

== 3 IS DISTINCT FROM keeps NULL
-- either
SELECT MEASURE(order_cnt) FROM live WHERE status IS DISTINCT FROM 'paid'
--- equals
SELECT COUNT(*) FROM f_order WHERE status IS DISTINCT FROM 'paid'

== 4 a dimension alone reads the dimension alone
SELECT platform_name FROM live GROUP BY 1
--- equals
SELECT pname FROM d_platform ORDER BY 1

== 4 DISTINCT of a dimension
SELECT DISTINCT platform_name FROM live
--- equals
SELECT pname FROM d_platform ORDER BY 1

== 4 DISTINCT of two fields of a dimension
SELECT DISTINCT tier, streamer_name FROM live
--- equals
SELECT tier, sname FROM d_streamer ORDER BY 1 NULLS LAST, 2

== 4 a dimension and its parent
SELECT room_title, platform_name FROM live GROUP BY 1, 2
--- equals
SELECT title, pname FROM x_room ORDER BY 1, 2

== 4 DISTINCT with a filter and an order
SELECT DISTINCT tier FROM live WHERE streamer_name <> 'Bo' ORDER BY tier DESC NULLS FIRST
--- equals
SELECT * FROM (VALUES (NULL), ('S'), ('A')) t

== 5 no rows still give one row
SELECT MEASURE(gmv), MEASURE(order_cnt), MEASURE(buyer_cnt), MEASURE(aov), MEASURE(followers) FROM live WHERE platform_name = 'nowhere'
--- equals
SELECT NULL::INT, 0, 0, NULL::INT, NULL::INT

== 5 no rows and a group give none
SELECT platform_name, MEASURE(gmv) FROM live WHERE platform_name = 'nowhere' GROUP BY 1
--- equals
SELECT 1, 2 WHERE FALSE

== 6 a measure beside a field groups by the field
SELECT orders.order_id, MEASURE(gmv) FROM live WHERE platform_name = 'jd'
--- equals
SELECT order_id, SUM(gmv_amt) FROM x_line WHERE pname = 'jd' GROUP BY 1 ORDER BY 1

== 6 implicit grouping by two
SELECT platform_name, status, MEASURE(order_cnt) FROM live
--- equals
SELECT pname, status, COUNT(*) FROM x_order GROUP BY 1, 2 ORDER BY 1 NULLS LAST, 2 NULLS LAST

== 7 a row query over one fact
SELECT orders.order_id, platform_name FROM live WHERE status = 'paid' ORDER BY 1 LIMIT 5
--- equals
SELECT order_id, pname FROM x_order WHERE status = 'paid' ORDER BY 1 LIMIT 5

== 7 a row query over lines reaches order, room and product
SELECT line_id, product_name, room_title, shipping_fee FROM live WHERE platform_name = 'jd' ORDER BY line_id DESC
--- equals
SELECT line_id, product, title, shipping_fee FROM x_line WHERE pname = 'jd' ORDER BY 1 DESC

== 7 a row query keeps equal rows
SELECT product_name, lines.gmv_amt FROM live WHERE product_name = '袜子' ORDER BY 1, 2
--- equals
SELECT product, gmv_amt FROM x_line WHERE product = '袜子' ORDER BY 1, 2

== 7 a row query with arithmetic and OFFSET
SELECT line_id, gmv_amt * qty AS v FROM live ORDER BY line_id LIMIT 3 OFFSET 2
--- equals
SELECT line_id, gmv_amt * qty FROM f_line ORDER BY 1 LIMIT 3 OFFSET 2

== rule 7 GROUP BY ALL
SELECT platform_name, tier, MEASURE(units) FROM live GROUP BY ALL
--- equals
SELECT pname, tier, SUM(qty) FROM x_line GROUP BY 1, 2 ORDER BY 1 NULLS LAST, 2 NULLS LAST

== rule 7 GROUP BY an alias
SELECT platform_name AS p, MEASURE(units) AS u FROM live GROUP BY p
--- equals
SELECT pname, SUM(qty) FROM x_line GROUP BY 1 ORDER BY 1 NULLS LAST

== rule 7 GROUP BY an expression
SELECT UPPER(platform_name) AS p, MEASURE(units) FROM live GROUP BY UPPER(platform_name)
--- equals
SELECT UPPER(pname), SUM(qty) FROM x_line GROUP BY 1 ORDER BY 1 NULLS LAST

== rule 7 GROUP BY ordinals in another order
SELECT MEASURE(units), tier, platform_name FROM live GROUP BY 3, 2
--- equals
SELECT SUM(qty), tier, pname FROM x_line GROUP BY 2, 3 ORDER BY 2 NULLS LAST, 3 NULLS LAST

== rule 7 GROUP BY the name and its qualified form are one
-- columns platform_name, units
SELECT platforms.platform_name, MEASURE(units) FROM live GROUP BY platform_name
--- equals
SELECT pname, SUM(qty) FROM x_line GROUP BY 1 ORDER BY 1 NULLS LAST

== rule 4 a CASE is computed before the aggregates
SELECT CASE WHEN tier = 'S' THEN 'top' ELSE 'rest' END AS part, MEASURE(aov), MEASURE(buyer_cnt), MEASURE(shipping_fee) FROM live GROUP BY part
--- equals
SELECT COALESCE(a.k, b.k), a.v, b.n, b.f FROM
 (SELECT CASE WHEN tier = 'S' THEN 'top' ELSE 'rest' END AS k, SUM(gmv_amt) / COUNT(DISTINCT order_id) AS v FROM x_line GROUP BY 1) a
 FULL JOIN (SELECT CASE WHEN tier = 'S' THEN 'top' ELSE 'rest' END AS k, COUNT(DISTINCT buyer_id) AS n, SUM(shipping_fee) AS f FROM x_order GROUP BY 1) b ON a.k = b.k ORDER BY 1

== rule 4 a CASE over two facts is one domain
SELECT CASE WHEN platform_name IN ('douyin', 'xhs') THEN '短视频' WHEN platform_name IS NULL THEN NULL ELSE '货架' END AS kind, MEASURE(gmv), MEASURE(watch_seconds) FROM live GROUP BY 1
--- equals
SELECT * FROM (VALUES ('短视频', 789.87, 21300), ('货架', 177.00, NULL), (NULL, 183.33, 2100)) t

== rule 4 a simple CASE
SELECT CASE status WHEN 'paid' THEN 1 ELSE 0 END AS is_paid, MEASURE(order_cnt) FROM live GROUP BY is_paid
--- equals
SELECT CASE status WHEN 'paid' THEN 1 ELSE 0 END, COUNT(*) FROM f_order GROUP BY 1 ORDER BY 1

== rule 4 grouping by arithmetic
SELECT qty + 1 AS q, MEASURE(gmv), MEASURE(line_cnt) FROM live GROUP BY 1
--- equals
SELECT qty + 1, SUM(gmv_amt), COUNT(*) FROM f_line GROUP BY 1 ORDER BY 1

== rule 4 grouping by a Boolean
SELECT festival, MEASURE(gmv), MEASURE(spend) FROM live GROUP BY 1
--- equals
SELECT COALESCE(a.k, b.k), a.v, COALESCE(b.v, 0) FROM (SELECT is_festival AS k, SUM(gmv_amt) AS v FROM x_line GROUP BY 1) a
 FULL JOIN (SELECT d.is_festival AS k, SUM(spend_amt) AS v FROM f_spend s JOIN d_date d ON d.date_key = s.biz_date GROUP BY 1) b ON a.k IS NOT DISTINCT FROM b.k ORDER BY 1 NULLS LAST

== 8 header and line metrics do not multiply each other
SELECT platform_name, MEASURE(shipping_fee), MEASURE(gmv), MEASURE(order_cnt), MEASURE(line_cnt) FROM live GROUP BY 1
--- equals
SELECT a.k, a.f, b.g, a.n, b.n FROM (SELECT pname AS k, SUM(shipping_fee) AS f, COUNT(*) AS n FROM x_order GROUP BY 1) a
 JOIN (SELECT pname AS k, SUM(gmv_amt) AS g, COUNT(*) AS n FROM x_line GROUP BY 1) b ON a.k IS NOT DISTINCT FROM b.k ORDER BY 1 NULLS LAST

== 9 a header metric by a line dimension
-- either
SELECT category_name, MEASURE(shipping_fee) FROM live GROUP BY 1
--- equals
SELECT cname, SUM(shipping_fee) FROM (SELECT DISTINCT order_id, cname, shipping_fee FROM x_line) GROUP BY 1 ORDER BY 1 NULLS LAST

== 9 a header metric filtered by a line dimension
-- either
SELECT MEASURE(shipping_fee) FROM live WHERE category_name = '服饰'
--- equals
SELECT 8.00

== 9 a header metric with a FILTER on a line dimension
-- either
SELECT MEASURE(shipping_fee) FILTER (WHERE product_name = '袜子') AS f FROM live
--- equals
SELECT 8.00

== 10 a role is chosen by the metric
SELECT staff_name, MEASURE(order_cnt_placed), MEASURE(order_cnt_packed) FROM live GROUP BY 1
--- equals
SELECT COALESCE(a.k, b.k), COALESCE(a.n, 0), COALESCE(b.n, 0) FROM
 (SELECT staff_name AS k, COUNT(*) AS n FROM f_order LEFT JOIN d_staff ON staff_id = placed_by GROUP BY 1) a
 FULL JOIN (SELECT staff_name AS k, COUNT(*) AS n FROM f_order LEFT JOIN d_staff ON staff_id = packed_by GROUP BY 1) b ON a.k IS NOT DISTINCT FROM b.k ORDER BY 1 NULLS LAST

== 10 a filter takes the role of each metric
SELECT MEASURE(order_cnt_placed), MEASURE(order_cnt_packed) FROM live WHERE staff_name = 'Ed'
--- equals
SELECT 5, 12

== 10 role-playing dates
SELECT DATE_TRUNC('month', date_key) AS m, MEASURE(refund_applied), MEASURE(refund_done) FROM live GROUP BY 1
--- equals
SELECT * FROM (VALUES (DATE '2026-01-01', 15.50, 5.50), (DATE '2026-02-01', 8.00, 10.00), (DATE '2026-03-01', NULL, 7.00), (NULL, NULL, 1.00)) t

== 10 a role written in the query
-- either
SELECT packer.staff_name, MEASURE(order_cnt) FROM live GROUP BY 1
--- equals
SELECT staff_name, COUNT(*) FROM f_order LEFT JOIN d_staff ON staff_id = packed_by GROUP BY 1 ORDER BY 1 NULLS LAST

== 19 a filter stands inside each aggregate
SELECT platform_name, MEASURE(order_cnt) FILTER (WHERE status = 'paid') AS paid, MEASURE(gmv) FILTER (WHERE status = 'cancelled') AS lost, MEASURE(order_cnt) FROM live GROUP BY 1
--- equals
SELECT a.k, a.p, b.g, a.n FROM (SELECT pname AS k, COUNT(*) FILTER (WHERE status = 'paid') AS p, COUNT(*) AS n FROM x_order GROUP BY 1) a
 LEFT JOIN (SELECT pname AS k, SUM(gmv_amt) FILTER (WHERE status = 'cancelled') AS g FROM x_line GROUP BY 1) b ON a.k IS NOT DISTINCT FROM b.k ORDER BY 1 NULLS LAST

== 19 a filter of a ratio stands in both halves
SELECT MEASURE(aov) FILTER (WHERE tier = 'S') AS top, MEASURE(avg_line) FILTER (WHERE qty > 1) AS big, MEASURE(max_line) FILTER (WHERE qty > 1) AS most FROM live
--- equals
SELECT SUM(gmv_amt) FILTER (WHERE tier = 'S') / COUNT(DISTINCT order_id) FILTER (WHERE tier = 'S'), AVG(gmv_amt) FILTER (WHERE qty > 1), MAX(gmv_amt) FILTER (WHERE qty > 1) FROM x_line

== 19 two filters of one metric
SELECT MEASURE(buyer_cnt) FILTER (WHERE status = 'paid') AS a, MEASURE(buyer_cnt) FILTER (WHERE platform_name = 'douyin' OR platform_name IS NULL) AS b, MEASURE(buyer_cnt) AS c FROM live
--- equals
SELECT COUNT(DISTINCT buyer_id) FILTER (WHERE status = 'paid'), COUNT(DISTINCT buyer_id) FILTER (WHERE pname = 'douyin' OR pname IS NULL), COUNT(DISTINCT buyer_id) FROM x_order

== 19 arithmetic of a filtered and a whole metric
SELECT MEASURE(order_cnt) FILTER (WHERE status = 'paid') / NULLIF(MEASURE(order_cnt), 0) AS rate FROM live
--- equals
SELECT COUNT(*) FILTER (WHERE status = 'paid') / COUNT(*) FROM f_order

== 20 a ratio is a ratio of sums at each grain
SELECT platform_name, MEASURE(aov) FROM live GROUP BY 1
--- equals
SELECT pname, SUM(gmv_amt) / COUNT(DISTINCT order_id) FROM x_line GROUP BY 1 ORDER BY 1 NULLS LAST

== 20 the ratio in total
SELECT MEASURE(aov) FROM live
--- equals
SELECT SUM(gmv_amt) / COUNT(DISTINCT order_id) FROM f_line

== 20 average, median and most are of lines
SELECT platform_name, MEASURE(avg_line), MEASURE(median_line), MEASURE(max_line) FROM live GROUP BY 1
--- equals
SELECT pname, AVG(gmv_amt), MEDIAN(gmv_amt), MAX(gmv_amt) FROM x_line GROUP BY 1 ORDER BY 1 NULLS LAST

== 21 distinct counts are recomputed per grain
SELECT DATE_TRUNC('month', date_key) AS m, MEASURE(buyer_cnt) FROM live GROUP BY 1
--- equals
SELECT CAST(DATE_TRUNC('month', biz_date) AS DATE), COUNT(DISTINCT buyer_id) FROM f_order GROUP BY 1 ORDER BY 1 NULLS LAST

== 21 distinct in total
SELECT MEASURE(buyer_cnt), MEASURE(sold_orders) FROM live
--- equals
SELECT (SELECT COUNT(DISTINCT buyer_id) FROM f_order), (SELECT COUNT(DISTINCT order_id) FROM f_line)

== 27 parentheses survive
SELECT MEASURE(gmv) FROM live WHERE (tier = 'S' OR tier = 'A') AND status = 'paid'
--- equals
SELECT SUM(gmv_amt) FROM x_line WHERE tier IN ('S', 'A') AND status = 'paid'

== 27 NOT over OR
SELECT MEASURE(order_cnt) FROM live WHERE NOT (platform_name = 'jd' OR status = 'cancelled')
--- equals
SELECT COUNT(*) FROM x_order WHERE NOT (pname = 'jd' OR status = 'cancelled')

== 27 AND binds closer than OR
SELECT MEASURE(order_cnt) FROM live WHERE platform_name = 'jd' OR platform_name = 'douyin' AND status = 'cancelled'
--- equals
SELECT COUNT(*) FROM x_order WHERE pname = 'jd' OR (pname = 'douyin' AND status = 'cancelled')

== 27 LIKE, IN and BETWEEN of numbers
SELECT MEASURE(units) FROM live WHERE product_name LIKE '%奶' AND qty BETWEEN 2 AND 3 AND status IN ('paid', 'refunded')
--- equals
SELECT SUM(qty) FROM x_line WHERE product LIKE '%奶' AND qty BETWEEN 2 AND 3 AND status IN ('paid', 'refunded')

== 30 HAVING on a metric that is not selected
SELECT platform_name, MEASURE(gmv) FROM live GROUP BY 1 HAVING MEASURE(units) > 7
--- equals
SELECT pname, SUM(gmv_amt) FROM x_line GROUP BY 1 HAVING SUM(qty) > 7 ORDER BY 1 NULLS LAST

== 30 HAVING of two metrics and a grouping column
SELECT platform_name, MEASURE(gmv) FROM live GROUP BY 1 HAVING MEASURE(units) > 1 AND (MEASURE(aov) > 40 OR platform_name IS NULL)
--- equals
SELECT pname, SUM(gmv_amt) FROM x_line GROUP BY 1 HAVING SUM(qty) > 1 AND (SUM(gmv_amt) / COUNT(DISTINCT order_id) > 40 OR pname IS NULL) ORDER BY 1 NULLS LAST

== 30 HAVING without groups
SELECT MEASURE(gmv) FROM live HAVING MEASURE(units) > 100000
--- equals
SELECT 1 WHERE FALSE

== 30 HAVING on a filtered metric
SELECT tier FROM live GROUP BY 1 HAVING MEASURE(order_cnt) FILTER (WHERE status = 'cancelled') > 0
--- equals
SELECT tier FROM x_order GROUP BY 1 HAVING COUNT(*) FILTER (WHERE status = 'cancelled') > 0 ORDER BY 1

== 32 order by ordinal, NULL last
SELECT room_title, MEASURE(gmv) FROM live GROUP BY 1 ORDER BY 2 DESC
--- equals
SELECT title, SUM(gmv_amt) FROM x_line GROUP BY 1 ORDER BY 2 DESC NULLS LAST, 1

== 32 order by a metric that is not selected
SELECT platform_name FROM live GROUP BY 1 ORDER BY MEASURE(units) DESC
--- equals
SELECT pname FROM x_line GROUP BY 1 ORDER BY SUM(qty) DESC, 1

== 32 order by an alias, NULL first when asked
SELECT status, MEASURE(gmv) FILTER (WHERE tier = 'S') AS v FROM live GROUP BY 1 ORDER BY v NULLS FIRST, status
--- equals
SELECT status, SUM(gmv_amt) FILTER (WHERE tier = 'S') FROM x_line GROUP BY 1 ORDER BY 2 NULLS FIRST, 1 NULLS LAST

== 32 order by the metric again and a key descending
SELECT platform_name, MEASURE(order_cnt) FROM live GROUP BY 1 ORDER BY MEASURE(order_cnt), platform_name DESC
--- equals
SELECT pname, COUNT(*) FROM x_order GROUP BY 1 ORDER BY 2, 1 DESC NULLS LAST

== 32 order by an expression of metrics
SELECT platform_name FROM live GROUP BY 1 ORDER BY MEASURE(gmv) - 100 * MEASURE(units)
--- equals
SELECT pname FROM x_line GROUP BY 1 ORDER BY SUM(gmv_amt) - 100 * SUM(qty), 1 NULLS LAST

== 33 a limit inside a tie is cut by the keys
SELECT streamer_name, MEASURE(session_cnt) FILTER (WHERE watch_seconds > 99999) AS n FROM live GROUP BY 1 ORDER BY 2 DESC LIMIT 2
--- equals
SELECT sname, 0 FROM x_session GROUP BY 1 ORDER BY 1 NULLS LAST LIMIT 2

== 33 LIMIT alone takes the first keys
SELECT platform_name, MEASURE(gmv) FROM live GROUP BY 1 LIMIT 2
--- equals
SELECT pname, SUM(gmv_amt) FROM x_line GROUP BY 1 ORDER BY 1 LIMIT 2

== 33 with ties
SELECT status, MEASURE(order_cnt) FILTER (WHERE shipping_fee > 99) AS n FROM live GROUP BY 1 ORDER BY 2 DESC FETCH FIRST 1 ROW WITH TIES
--- equals
SELECT * FROM (VALUES ('cancelled', 0), ('paid', 0), ('refunded', 0), (NULL, 0)) t

== 33 with ties at the cut
SELECT product_name, MEASURE(line_cnt) FROM live GROUP BY 1 ORDER BY 2 DESC FETCH FIRST 3 ROWS WITH TIES
--- equals
SELECT product, COUNT(*) FROM x_line GROUP BY 1 QUALIFY RANK() OVER (ORDER BY COUNT(*) DESC) <= 3 ORDER BY 2 DESC, 1 NULLS LAST

== 33 FETCH FIRST ROWS ONLY and OFFSET
SELECT product_name, MEASURE(line_cnt) FROM live GROUP BY 1 ORDER BY 2 DESC, 1 OFFSET 1 ROWS FETCH FIRST 2 ROWS ONLY
--- equals
SELECT product, COUNT(*) FROM x_line GROUP BY 1 ORDER BY 2 DESC, 1 NULLS LAST LIMIT 2 OFFSET 1

== 33 OFFSET past the end
SELECT platform_name, MEASURE(gmv) FROM live GROUP BY 1 ORDER BY 1 LIMIT 5 OFFSET 50
--- equals
SELECT 1, 2 WHERE FALSE

== 33 LIMIT 0
SELECT platform_name, MEASURE(gmv) FROM live GROUP BY 1 LIMIT 0
--- equals
SELECT 1, 2 WHERE FALSE

== 41 names in any case, aliases in Chinese
-- columns 平台, 合计
SELECT Platform_Name AS "平台", measure(总额) AS 合计 FROM LIVE WHERE LIVE.PLATFORM_NAME = 'jd' GROUP BY "平台"
--- equals
SELECT 'jd', 172.00

== 41 quoted Chinese identifiers with a space
SELECT "房间 类型", MEASURE("总额") AS "总 额" FROM live GROUP BY "房间 类型" ORDER BY "总 额" DESC
--- equals
SELECT room_type, SUM(gmv_amt) FROM x_line GROUP BY 1 ORDER BY 2 DESC, 1 NULLS LAST

== 41 bare Chinese identifiers
SELECT 场次类型, MEASURE(session_cnt) FROM live GROUP BY 场次类型
--- equals
SELECT kind, COUNT(*) FROM f_session GROUP BY 1 ORDER BY 1 NULLS LAST

== 41 an alias that is also a metric
-- columns gmv, platform_name
SELECT platform_name AS gmv, MEASURE(gmv) AS platform_name FROM live GROUP BY gmv ORDER BY platform_name LIMIT 1
--- equals
SELECT 'taobao', 5.00

== 41 a metric of the same name as a column
SELECT MEASURE(watch_seconds) AS a, MEASURE(watch_seconds) FILTER (WHERE watch_seconds > 700) AS b FROM live
--- equals
SELECT SUM(watch_seconds), SUM(watch_seconds) FILTER (WHERE watch_seconds > 700) FROM f_session

== 41 a column of the same name as a metric is a column in WHERE
SELECT MEASURE(shipping_fee) FROM live WHERE shipping_fee > 5
--- equals
SELECT SUM(shipping_fee) FROM f_order WHERE shipping_fee > 5

== 41 a shared key with its dataset
-- columns room_id, session_cnt
SELECT sessions.room_id, MEASURE(session_cnt) FROM live GROUP BY 1
--- equals
SELECT room_id, COUNT(*) FROM f_session GROUP BY 1 ORDER BY 1 NULLS LAST

== 41 the key of the dimension has no orphans
SELECT rooms.room_id, MEASURE(session_cnt) FROM live GROUP BY 1
--- equals
SELECT room_id, COUNT(*) FROM x_session GROUP BY 1 ORDER BY 1 NULLS LAST

== 43 a hostile literal is a string
SELECT MEASURE(order_cnt) FROM live WHERE streamer_name = 'x'' OR 1=1 --'
--- equals
SELECT 0

== 43 a quote within a literal
SELECT MEASURE(order_cnt) FROM live WHERE streamer_name = 'O''Hara'
--- equals
SELECT COUNT(*) FROM x_order WHERE sname = 'O''Hara'

== rule 8 comments and a trailing semicolon
SELECT /* which */ platform_name, -- the metric
 MEASURE(gmv) FROM live WHERE platform_name = 'jd' /* one */ GROUP BY 1;
--- equals
SELECT 'jd', 172.00

== rule 9 a bare metric, AGG, an alias in HAVING
-- either
SELECT platform_name, AGG(gmv) AS g FROM live GROUP BY 1 HAVING g > 172
--- equals
SELECT * FROM (VALUES ('douyin', 789.87), (NULL, 183.33)) t

== rule 9 a bare metric
-- either
SELECT platform_name, units FROM live GROUP BY 1
--- equals
SELECT pname, SUM(qty) FROM x_line GROUP BY 1 ORDER BY 1 NULLS LAST

== rule 9 OR 1=1 cannot widen what is asked
-- either
SELECT MEASURE(gmv) FROM live WHERE platform_name = 'jd' OR 1=1
--- equals
SELECT 1150.20

== rule 9 QUALIFY
-- either
SELECT platform_name, MEASURE(gmv) FROM live GROUP BY 1 QUALIFY RANK() OVER (ORDER BY MEASURE(gmv) DESC) <= 2 ORDER BY 2 DESC
--- equals
SELECT * FROM (VALUES ('douyin', 789.87), (NULL, 183.33)) t

== 19 a metric filters inside the expression
SELECT platform_name, MEASURE(beauty_gmv) FROM live GROUP BY 1
--- equals
SELECT pname, SUM(gmv_amt) FILTER (WHERE cname = '美妆') FROM x_line GROUP BY 1 ORDER BY 1 NULLS LAST

== 18 a metric of a dimension by a fact's attribute
-- either
SELECT status, MEASURE(room_fee) FROM live GROUP BY 1
--- equals
SELECT status, SUM(slot_fee) FROM (SELECT DISTINCT o.status, r.room_id, r.slot_fee FROM d_room r LEFT JOIN f_order o USING (room_id)) GROUP BY 1 ORDER BY 1 NULLS LAST

== 18 a metric of a dimension by its own parent
SELECT platform_name, MEASURE(room_fee) FROM live GROUP BY 1
--- equals
SELECT pname, SUM(slot_fee) FROM x_room GROUP BY 1 ORDER BY 1 NULLS LAST

== 18 a metric of a dimension in total
SELECT MEASURE(room_fee), MEASURE(order_cnt) FROM live
--- equals
SELECT 1310.00, 23
