-- Semantic SQL and what it must equal. `== name` starts a case, `--- equals` its hand-written SQL.

== 1 orphan keys and NULL keys are one group, platforms without orders are absent
SELECT platform, MEASURE(gmv) FROM shop GROUP BY 1
--- equals
SELECT p.code, SUM(l.amount) FROM fct_line l LEFT JOIN fct_order o USING (order_id) LEFT JOIN dim_room r USING (room_id) LEFT JOIN dim_platform p ON p.platform_id = r.platform_id GROUP BY 1 ORDER BY 1 NULLS LAST

== 1 groups add up to the total
SELECT MEASURE(gmv) FROM shop
--- equals
SELECT SUM(v) FROM (VALUES (275.14), (100.00), (NULL), (176.33)) t(v)

== 2 IS NULL finds NULL and orphan keys
SELECT MEASURE(gmv) FROM shop WHERE platform IS NULL
--- equals
SELECT 33.33 + 20.00 + 15.00 + 100.00 + 8.00

== 3 unequal leaves NULL out
SELECT MEASURE(gmv) FROM shop WHERE platform <> 'jd'
--- equals
SELECT 275.14

== 3 NOT IN leaves NULL out
SELECT platform, MEASURE(gmv) FROM shop WHERE platform NOT IN ('jd', 'taobao') GROUP BY 1
--- equals
SELECT 'douyin', 275.14

== 4 a dimension alone reads the dimension alone
SELECT platform FROM shop GROUP BY 1
--- equals
SELECT code FROM dim_platform ORDER BY 1

== 4 DISTINCT of two dimensions
SELECT DISTINCT tier, streamer FROM shop
--- equals
SELECT tier, name FROM dim_streamer ORDER BY 1 NULLS LAST, 2

== 5 no rows still give one row
SELECT MEASURE(gmv), MEASURE(order_count), MEASURE(buyers) FROM shop WHERE platform = 'nowhere'
--- equals
SELECT NULL::INT, 0, 0

== 6 a measure beside a field groups by the field
SELECT orders.order_id, MEASURE(shipping_fee) FROM shop
--- equals
SELECT order_id, shipping_fee FROM fct_order ORDER BY 1

== 7 a row query over one fact
SELECT orders.order_id, platform FROM shop WHERE status = 'paid' ORDER BY 1 LIMIT 3
--- equals
SELECT * FROM (VALUES (1, 'douyin'), (2, 'douyin'), (4, 'jd')) t

== 8 header and line metrics do not multiply each other
SELECT platform, MEASURE(shipping_fee), MEASURE(gmv) FROM shop GROUP BY 1
--- equals
SELECT * FROM (VALUES ('douyin', 15.00, 275.14), ('jd', 7.50, 100.00), ('taobao', 1.00, NULL), (NULL, 15.00, 176.33)) t

== 11 two facts meet in a full outer join
SELECT platform, MEASURE(gmv), MEASURE(watch_seconds) FROM shop GROUP BY 1
--- equals
SELECT * FROM (VALUES ('douyin', 275.14, 16200), ('jd', 100.00, NULL), ('taobao', NULL, NULL), ('xhs', NULL, 4500), (NULL, 176.33, 2100)) t

== 13 three facts give one row per key
SELECT platform, MEASURE(gmv), MEASURE(watch_seconds), MEASURE(spend) FROM shop GROUP BY 1
--- equals
SELECT * FROM (VALUES ('bilibili', NULL, NULL, 99.00), ('douyin', 275.14, 16200, 50.00), ('jd', 100.00, NULL, 0), ('taobao', NULL, NULL, 0), ('xhs', NULL, 4500, 12.50), (NULL, 176.33, 2100, 8.00)) t

== 14 two facts without a dimension are one row
SELECT MEASURE(gmv), MEASURE(watch_seconds) FROM shop
--- equals
SELECT (SELECT SUM(amount) FROM fct_line), (SELECT SUM(watch_seconds) FROM fct_session)

== 15 a cross-fact ratio divides stitched sums
SELECT platform, MEASURE(gmv_per_watch_hour) FROM shop GROUP BY 1
--- equals
SELECT * FROM (VALUES ('douyin', 275.14 / 4.5), ('jd', NULL), ('taobao', NULL), ('xhs', NULL), (NULL, 176.33 / (2100 / 3600.0))) t

== 17 a neighbour changes no value
SELECT platform, MEASURE(gmv), MEASURE(shipping_fee), MEASURE(followers), MEASURE(gmv_per_watch_hour) FROM shop WHERE platform = 'douyin' GROUP BY 1
--- equals
SELECT 'douyin', 275.14, 15.00, 1200, 275.14 / 4.5

== 19 a filter stands inside each aggregate
SELECT platform, MEASURE(order_count) FILTER (WHERE status = 'paid') AS paid, MEASURE(gmv) FILTER (WHERE status = 'paid') AS paid_gmv, MEASURE(order_count) FROM shop GROUP BY 1
--- equals
SELECT * FROM (VALUES ('douyin', 2, 175.15, 3), ('jd', 1, 100.00, 1), ('taobao', 0, NULL, 1), (NULL, 3, 153.33, 4)) t

== 20 a ratio is a ratio of sums at each grain
SELECT platform, MEASURE(aov) FROM shop GROUP BY 1
--- equals
SELECT * FROM (VALUES ('douyin', 275.14 / 3), ('jd', 100.00), ('taobao', NULL), (NULL, 176.33 / 5)) t

== 20 the ratio in total
SELECT MEASURE(aov) FROM shop
--- equals
SELECT SUM(amount) / COUNT(DISTINCT order_id) FROM fct_line

== 21 distinct counts are recomputed per grain
SELECT month, MEASURE(buyers) FROM shop GROUP BY 1
--- equals
SELECT CAST(DATE_TRUNC('month', ordered_at) AS DATE), COUNT(DISTINCT buyer_id) FROM fct_order GROUP BY 1 ORDER BY 1

== 21 distinct in total
SELECT MEASURE(buyers) FROM shop
--- equals
SELECT 6

== 22 semi-additive takes the last session of each room
SELECT MEASURE(followers) FROM shop
--- equals
SELECT 1200 + 55 + 6

== 22 and after the filters
SELECT MEASURE(followers) FROM shop WHERE date < DATE '2026-02-01'
--- equals
SELECT 1150 + 50 + 5

== 23 the last of each month
SELECT month, MEASURE(followers) FROM shop GROUP BY 1
--- equals
SELECT * FROM (VALUES (DATE '2026-01-01', 1150 + 50 + 5), (DATE '2026-02-01', 55 + 6), (DATE '2026-03-01', 1200)) t

== 23 the last of each platform and month
SELECT platform, DATE_TRUNC('month', at) AS m, MEASURE(followers) FROM shop WHERE platform = 'xhs' GROUP BY 1, 2
--- equals
SELECT * FROM (VALUES ('xhs', DATE '2026-01-01', 50), ('xhs', DATE '2026-02-01', 55)) t

== 26 BETWEEN includes all of the last day
SELECT MEASURE(gmv) FROM shop WHERE date BETWEEN '2026-01-01' AND '2026-01-31'
--- equals
SELECT 100.10 + 50.05 + 25.00 + 15.00 + 100.00

== 26 so does a field of the fact
SELECT MEASURE(gmv) FROM shop WHERE sold_at <= DATE '2026-01-31' AND sold_at >= DATE '2026-01-31'
--- equals
SELECT 25.00

== 26 a business day that starts at six
-- day_start 06:00
SELECT date, MEASURE(gmv) FROM shop WHERE date BETWEEN '2026-01-31' AND '2026-02-01' GROUP BY 1
--- equals
SELECT DATE '2026-01-31', 25.00 + 99.99

== 26 a business day that starts at six, by a field of the fact
-- day_start 06:00
SELECT MEASURE(gmv) FROM shop WHERE sold_at = DATE '2026-01-31'
--- equals
SELECT 25.00 + 99.99

== 27 parentheses survive
SELECT MEASURE(gmv) FROM shop WHERE (tier = 'S' OR tier = 'A') AND status = 'paid'
--- equals
SELECT 175.15 + 100.00 + 100.00

== 28 a conformed filter applies to both facts
SELECT platform, MEASURE(gmv), MEASURE(watch_seconds) FROM shop WHERE tier = 'S' GROUP BY 1
--- equals
SELECT * FROM (VALUES ('douyin', 275.14, 16200), ('xhs', NULL, 4500)) t

== 29 the rewrite that the refusal suggests
SELECT platform, MEASURE(gmv) FILTER (WHERE status = 'paid') AS g, MEASURE(watch_seconds) FROM shop WHERE platform = 'douyin' GROUP BY 1
--- equals
SELECT 'douyin', 175.15, 16200

== 30 HAVING on a metric that is not selected
SELECT platform, MEASURE(gmv) FROM shop GROUP BY 1 HAVING MEASURE(units) > 4
--- equals
SELECT * FROM (VALUES ('douyin', 275.14), (NULL, 176.33)) t

== 30 HAVING of another fact runs after the stitch
SELECT platform, MEASURE(gmv) FROM shop GROUP BY 1 HAVING MEASURE(watch_seconds) > 4000
--- equals
SELECT * FROM (VALUES ('douyin', 275.14), ('xhs', NULL)) t

== 32 order by ordinal, NULL last
SELECT platform, MEASURE(gmv) FROM shop GROUP BY 1 ORDER BY 2 DESC
--- equals
SELECT * FROM (VALUES ('douyin', 275.14), (NULL, 176.33), ('jd', 100.00), ('taobao', NULL)) t

== 32 order by a metric that is not selected
SELECT platform FROM shop GROUP BY 1 ORDER BY MEASURE(units) DESC, platform
--- equals
SELECT * FROM (VALUES (NULL), ('douyin'), ('jd'), ('taobao')) t

== 32 order by an alias, NULL first when asked
SELECT platform, MEASURE(gmv) AS v FROM shop GROUP BY 1 ORDER BY v NULLS FIRST LIMIT 2
--- equals
SELECT * FROM (VALUES ('taobao', NULL), ('jd', 100.00)) t

== 33 a limit inside a tie is cut by the keys
SELECT streamer, MEASURE(session_count) FILTER (WHERE watch_seconds > 99999) AS n FROM shop GROUP BY 1 ORDER BY 2 DESC LIMIT 2
--- equals
SELECT * FROM (VALUES ('Ann', 0), ('Cy', 0)) t

== 33 with ties
SELECT status, MEASURE(order_count) FILTER (WHERE shipping_fee > 99) AS n FROM shop GROUP BY 1 ORDER BY 2 DESC FETCH FIRST 1 ROW WITH TIES
--- equals
SELECT * FROM (VALUES ('cancelled', 0), ('paid', 0), ('refunded', 0)) t

== 34 ranks over groups
SELECT platform, RANK() OVER (ORDER BY MEASURE(gmv) DESC) AS place FROM shop GROUP BY 1 HAVING MEASURE(gmv) IS NOT NULL ORDER BY 2
--- equals
SELECT * FROM (VALUES ('douyin', 1), (NULL, 2), ('jd', 3)) t

== 34 a share is of the groups after HAVING
SELECT platform, MEASURE(gmv) / SUM(MEASURE(gmv)) OVER () AS share FROM shop GROUP BY 1 HAVING MEASURE(gmv) > 150
--- equals
SELECT * FROM (VALUES ('douyin', 275.14 / 451.47), (NULL, 176.33 / 451.47)) t

== 35 a month with nothing now but something before appears, a gap is no shift
SELECT month, MEASURE(gmv), PRIOR(gmv, '1 month') AS before FROM shop WHERE date >= DATE '2026-03-01' AND date < DATE '2026-06-01' GROUP BY 1
--- equals
SELECT * FROM (VALUES (DATE '2026-03-01', 33.33, 219.99), (DATE '2026-04-01', NULL, 33.33), (DATE '2026-05-01', NULL, NULL)) t

== 35 change and rate
SELECT MEASURE(gmv), CHANGE(gmv, '1 month') AS c, CHANGE_RATE(gmv, '1 month') AS r FROM shop WHERE date >= DATE '2026-02-01' AND date < DATE '2026-03-01'
--- equals
SELECT 219.99, 219.99 - 290.15, (219.99 - 290.15) / 290.15

== 35 the previous period is as long
SELECT MEASURE(gmv), PRIOR(gmv, 'previous_period') AS before FROM shop WHERE date >= DATE '2026-02-01' AND date < DATE '2026-02-13'
--- equals
SELECT 219.99, 15.00 + 100.00 + 25.00

== 35 other filters stay
SELECT PRIOR(gmv, '1 month') AS before FROM shop WHERE platform = 'douyin' AND date >= DATE '2026-02-01' AND date < DATE '2026-03-01'
--- equals
SELECT 175.15

== 22 a filter of its own comes before the choice of the last row
SELECT MEASURE(followers) FILTER (WHERE at < DATE '2026-02-01') AS january, MEASURE(followers) FROM shop
--- equals
SELECT 1150 + 50 + 5, 1200 + 55 + 6

== 36 a group that only the other fact has
SELECT platform, COALESCE(MEASURE(watch_seconds), 0) AS w, MEASURE(spend), MEASURE(order_count) FROM shop GROUP BY 1
--- equals
SELECT * FROM (VALUES ('bilibili', 0, 99.00, 0), ('douyin', 16200, 50.00, 3), ('jd', 0, 0, 1), ('taobao', 0, 0, 1), ('xhs', 4500, 12.50, 0), (NULL, 2100, 8.00, 4)) t

== 41 names in any case, aliases in Chinese
SELECT Platform AS "平台", MEASURE(成交额) AS 总额 FROM SHOP WHERE SHOP.platform = 'jd' GROUP BY "平台"
--- equals
SELECT 'jd', 100.00

== 41 an alias that is also a metric
SELECT platform AS gmv, MEASURE(gmv) AS platform FROM shop GROUP BY gmv ORDER BY platform LIMIT 1
--- equals
SELECT 'jd', 100.00

== 42 a policy on a dimension that is not mentioned
-- as {"user": "u", "roles": ["channel"], "attributes": {"platform_ids": [1, 4]}}
SELECT tier, MEASURE(gmv), MEASURE(watch_seconds) FROM shop GROUP BY 1
--- equals
SELECT 'S', 275.14, 20700

== 42 rows without a key are not visible
-- as {"user": "u", "roles": ["channel"], "attributes": {"platform_ids": [1, 2, 3, 4, 5, 6, 99]}}
SELECT MEASURE(gmv), MEASURE(order_count) FROM shop
--- equals
SELECT 275.14 + 100.00 + 100.00, 6

== 42 the host's own rooms
-- as {"user": "u", "roles": ["host"], "attributes": {"streamer": "Bo"}}
SELECT platform, MEASURE(gmv) FROM shop GROUP BY 1
--- equals
SELECT * FROM (VALUES ('jd', 100.00), ('taobao', NULL), (NULL, 100.00)) t

== 43 an empty list sees nothing
-- as {"user": "u", "roles": ["channel"], "attributes": {"platform_ids": []}}
SELECT MEASURE(gmv), MEASURE(order_count) FROM shop
--- equals
SELECT NULL::INT, 0

== 43 a missing attribute sees nothing
-- as {"user": "u", "roles": ["channel"]}
SELECT platform, MEASURE(gmv) FROM shop GROUP BY 1
--- equals
SELECT 1 WHERE FALSE

== 43 a hostile attribute is a string
-- as {"user": "u", "roles": ["host"], "attributes": {"streamer": "x' OR 1=1 --"}}
SELECT MEASURE(gmv) FROM shop
--- equals
SELECT NULL::INT

== 43 a hostile literal is a string
SELECT MEASURE(order_count) FROM shop WHERE platform = 'x'' OR 1=1 --'
--- equals
SELECT 0

== 43 nobody sees no fact but the shared one
-- as nobody
SELECT MEASURE(gmv), MEASURE(comment_count), MEASURE(spend) FROM shop
--- equals
SELECT NULL::INT, 4, 0

== 43 a fact without a policy is closed to those whom a policy binds
-- as {"user": "u", "roles": ["channel"], "attributes": {"platform_ids": [1]}}
SELECT MEASURE(spend), MEASURE(gmv) FROM shop
--- equals
SELECT 0, 275.14

== 44 policies hold in totals, distinct counts and prior periods
-- as {"user": "u", "roles": ["channel"], "attributes": {"platform_ids": [1]}}
SELECT MEASURE(buyers), PRIOR(buyers, '1 month') AS before FROM shop WHERE date >= DATE '2026-02-01' AND date < DATE '2026-03-01'
--- equals
SELECT 1, 2

== 44 and in row queries
-- as {"user": "u", "roles": ["channel"], "attributes": {"platform_ids": [2]}}
SELECT orders.order_id FROM shop
--- equals
SELECT 4

== 47 a division by a power of ten is exact
SELECT MEASURE(fen) FROM shop WHERE platform = 'douyin'
--- equals
SELECT CAST('2.7514' AS DECIMAL(10, 4))

== 48 a default filter applies, and not where its field is grouped by
SELECT status, MEASURE(usual_gmv) FROM shop GROUP BY 1
--- equals
SELECT * FROM (VALUES ('cancelled', 99.99), ('paid', 428.48), ('refunded', 15.00), (NULL, 8.00)) t

== 48 a default filter by another field
SELECT platform, MEASURE(usual_gmv) FROM shop WHERE platform IN ('douyin', 'jd') GROUP BY 1
--- equals
SELECT * FROM (VALUES ('douyin', 175.15), ('jd', 100.00)) t

== 48 a default filter lifted
SELECT MEASURE(usual_gmv) FROM shop WHERE UNFILTERED(status) AND platform = 'douyin'
--- equals
SELECT 275.14

== 48 a default filter lifted for one metric
SELECT MEASURE(usual_gmv) FILTER (WHERE status = 'cancelled') AS c, MEASURE(usual_gmv) AS u FROM shop
--- equals
SELECT 99.99, 428.48

== 49 a grouping expression is computed before the aggregates
SELECT CASE WHEN tier = 'S' THEN 'top' ELSE 'rest' END AS part, MEASURE(aov), MEASURE(buyers) FROM shop GROUP BY part
--- equals
SELECT * FROM (VALUES ('rest', 276.33 / 7, 6), ('top', 275.14 / 3, 2)) t

== 12 overlapping groups are added up where each total has one of them
SELECT status, SUM(f) AS f FROM (SELECT status, room, MEASURE(slot_fee) AS f FROM shop GROUP BY 1, 2) t GROUP BY status
--- equals
SELECT status, SUM(slot_fee) FROM (SELECT DISTINCT r.room_id, r.slot_fee, o.status FROM dim_room r LEFT JOIN fct_order o USING (room_id)) GROUP BY 1 ORDER BY 1 NULLS LAST

== 12 one of the overlapping groups
SELECT SUM(f) AS f FROM (SELECT status, MEASURE(slot_fee) AS f FROM shop GROUP BY 1) t WHERE status = 'paid'
--- equals
SELECT 950.00

== 12 a window inside of one overlapping group
SELECT status, room, MEASURE(slot_fee) / SUM(MEASURE(slot_fee)) OVER (PARTITION BY status) AS share FROM shop WHERE status IN ('paid', 'cancelled') GROUP BY 1, 2
--- equals
SELECT * FROM (VALUES ('cancelled', 'R1', 500 / 570.0), ('cancelled', 'R6', 70 / 570.0), ('paid', 'R1', 500 / 950.0), ('paid', 'R2', 300 / 950.0), ('paid', 'R4', 100 / 950.0), ('paid', 'R5', 50 / 950.0)) t

== 12 a share of overlapping groups by the recomputed total
SELECT status, MEASURE(slot_fee) / (SELECT MEASURE(slot_fee) FROM shop) AS share FROM shop GROUP BY 1
--- equals
SELECT * FROM (VALUES ('cancelled', 570 / 1220.0), ('paid', 950 / 1220.0), (NULL, 200 / 1220.0)) t

== 12 a filter over a repeating link makes no overlap
SELECT streamer, SUM(MEASURE(slot_fee) FILTER (WHERE status = 'paid')) OVER () AS v FROM shop GROUP BY 1
--- equals
SELECT name, 950.00 FROM dim_streamer ORDER BY 1

== 17 a filled metric is 0 in a group of whose rows it counts none
SELECT platform, MEASURE(gmv), MEASURE(spend) FILTER (WHERE day < DATE '2026-02-01') AS early FROM shop GROUP BY 1
--- equals
SELECT * FROM (VALUES ('bilibili', NULL, 0), ('douyin', 275.14, 30.00), ('jd', 100.00, 0), ('taobao', NULL, 0), ('xhs', NULL, 12.50), (NULL, 176.33, 7.00)) t

== 17 the same in total
SELECT MEASURE(gmv), MEASURE(spend) FILTER (WHERE day < DATE '2020-01-01') AS early FROM shop
--- equals
SELECT 551.47, 0

== 17 a filled metric is 0 in a total of which its fact has no row
SELECT MEASURE(gmv), MEASURE(spend) FROM shop WHERE platform = 'jd'
--- equals
SELECT 100.00, 0

== 17 the same at each level of subtotals
SELECT platform, GROUPING(platform) AS g, MEASURE(gmv), MEASURE(spend), MEASURE(spend) FILTER (WHERE day < DATE '2020-01-01') AS early FROM shop WHERE platform IN ('jd', 'taobao', 'bilibili') GROUP BY ROLLUP(platform) ORDER BY 2, 1
--- equals
SELECT * FROM (VALUES ('bilibili', 0, NULL, 99.00, 0), ('jd', 0, 100.00, 0, 0), ('taobao', 0, NULL, 0, 0), (NULL, 1, 100.00, 99.00, 0)) t

== 17 a filled metric is 0 in a bucket of whose rows it counts none
SELECT SPINE(month) AS m, MEASURE(spend) FILTER (WHERE platform = 'xhs') AS v FROM shop WHERE date >= DATE '2026-02-01' AND date < DATE '2026-05-01' GROUP BY 1
--- equals
SELECT * FROM (VALUES (DATE '2026-02-01', 0), (DATE '2026-03-01', 0), (DATE '2026-04-01', 0)) t

== rule 18 a day against a metric of times is the whole business day
-- day_start 06:00
SELECT platform, MEASURE(last_order) FROM shop GROUP BY 1 HAVING MEASURE(last_order) <= DATE '2026-01-31' OR MEASURE(last_order) = '2026-03-31'
--- equals
SELECT * FROM (VALUES ('douyin', TIMESTAMP '2026-02-01 03:00:00'), ('taobao', TIMESTAMP '2026-04-01 00:00:00')) t

== rule 18 the same in the select list
-- day_start 06:00
SELECT platform, CASE WHEN MEASURE(last_order) > DATE '2026-01-31' THEN 1 ELSE 0 END AS later, DATE_TRUNC('day', MEASURE(last_order)) AS d FROM shop GROUP BY 1
--- equals
SELECT * FROM (VALUES ('douyin', 0, DATE '2026-01-31'), ('jd', 1, DATE '2026-02-10'), ('taobao', 1, DATE '2026-03-31'), (NULL, 1, DATE '2026-03-02')) t

== rule 18 the same over a query
-- day_start 06:00
SELECT platform FROM (SELECT platform, MEASURE(last_order) AS l FROM shop GROUP BY 1) t WHERE l IN (DATE '2026-01-31', DATE '2026-03-31') ORDER BY 1
--- equals
SELECT * FROM (VALUES ('douyin'), ('taobao')) t

== rule 20 business days are moved, not points in time
-- day_start 20:00
SELECT date, PRIOR(session_count, '1 month') AS before FROM shop WHERE date >= DATE '2026-03-01' AND date < DATE '2026-04-01' GROUP BY 1
--- equals
SELECT CAST(CAST(started_at - INTERVAL 20 HOUR AS DATE) + INTERVAL 1 MONTH AS DATE), COUNT(*) FROM fct_session WHERE CAST(started_at - INTERVAL 20 HOUR AS DATE) BETWEEN DATE '2026-02-01' AND DATE '2026-02-28' GROUP BY 1 ORDER BY 1

== rule 20 a business day that the later month does not have is its last
-- day_start 20:00
SELECT date, PRIOR(session_count, '1 month') AS before FROM shop WHERE date >= DATE '2026-02-28' AND date < DATE '2026-03-01' GROUP BY 1
--- equals
SELECT DATE '2026-02-28', 2

== rule 20 weeks of business days
-- day_start 20:00
SELECT DATE_TRUNC('week', started_at) AS w, PRIOR(session_count, '1 month') AS before FROM shop WHERE started_at >= DATE '2026-03-23' AND started_at < DATE '2026-03-30' GROUP BY 1
--- equals
SELECT DATE '2026-03-23', 1

== rule 20 hours of business days
-- day_start 20:00
SELECT DATE_TRUNC('hour', started_at) AS h, PRIOR(session_count, '1 month') AS before FROM shop WHERE started_at >= DATE '2026-02-28' AND started_at < DATE '2026-03-01' GROUP BY 1
--- equals
SELECT TIMESTAMP '2026-03-01 19:00:00', 2

== rule 20 no bucket outside of a range of points in time
-- day_start 20:00
SELECT date, PRIOR(session_count, '1 month') AS before FROM shop WHERE at >= TIMESTAMP '2026-03-31 12:00:00' AND at < TIMESTAMP '2026-04-02 00:00:00' GROUP BY 1
--- equals
SELECT DATE '2026-03-30', 1

== rule 21 a spine is bounded by the time that its axis means
SELECT SPINE(date) AS d, MEASURE(order_count) FROM shop WHERE ordered_at BETWEEN DATE '2026-01-20' AND DATE '2026-01-22' GROUP BY 1
--- equals
SELECT * FROM (VALUES (DATE '2026-01-20', 1), (DATE '2026-01-21', 1), (DATE '2026-01-22', 0)) t

== rule 22 a remainder by zero is NULL
SELECT MEASURE(order_count) % 0 AS a, MEASURE(order_count) % (MEASURE(order_count) - 9) AS b, MEASURE(order_count) % 4 AS c FROM shop
--- equals
SELECT NULL, NULL, 1

== rule 22 a product of many sums does not overflow
SELECT MEASURE(gmv) * 100000000 * MEASURE(gmv) * 100000000 * MEASURE(gmv) * 100000000 * MEASURE(gmv) AS v FROM shop
--- equals
SELECT 551.47::DOUBLE ^ 4 * 1e24

== 40 one level of subtotals is added up
SELECT SUM(v) AS v FROM (SELECT platform, GROUPING(platform) AS g, MEASURE(gmv) AS v FROM shop GROUP BY ROLLUP(platform)) t WHERE g = 0
--- equals
SELECT 551.47
