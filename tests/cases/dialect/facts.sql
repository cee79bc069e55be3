-- Several facts, semi-additive metrics, fill, defaults, comparability, exact numbers.

== 11 two facts meet in a full outer join
SELECT platform_name, MEASURE(gmv), MEASURE(watch_seconds) FROM live GROUP BY 1
--- equals
SELECT * FROM (VALUES ('douyin', 789.87, 18600 - 1800), ('jd', 172.00, NULL), ('taobao', 5.00, NULL), ('xhs', NULL, 4500), (NULL, 183.33, 2100)) t

== 12 a NULL key of both facts is one row
SELECT tier, MEASURE(gmv), MEASURE(watch_seconds), MEASURE(comment_cnt) FROM live GROUP BY 1
--- equals
SELECT k, SUM(g), SUM(w), SUM(c)::BIGINT FROM (
 SELECT tier AS k, SUM(gmv_amt) AS g, NULL AS w, 0 AS c FROM x_line GROUP BY 1
 UNION ALL SELECT tier, NULL, SUM(watch_seconds), 0 FROM x_session GROUP BY 1
 UNION ALL SELECT tier, NULL, NULL, COUNT(*) FROM x_comment GROUP BY 1) GROUP BY 1 ORDER BY 1 NULLS LAST

== 12 two keys, either of them NULL
SELECT platform_name, tier, MEASURE(gmv), MEASURE(session_cnt) FROM live WHERE platform_name IS DISTINCT FROM 'jd' GROUP BY 1, 2
-- either
--- equals
SELECT p, t, SUM(g), SUM(n)::BIGINT FROM (
 SELECT pname AS p, tier AS t, SUM(gmv_amt) AS g, 0 AS n FROM x_line GROUP BY 1, 2
 UNION ALL SELECT pname, tier, NULL, COUNT(*) FROM x_session GROUP BY 1, 2) WHERE p IS DISTINCT FROM 'jd' GROUP BY 1, 2 ORDER BY 1 NULLS LAST, 2 NULLS LAST

== 13 three facts give one row per key
SELECT platform_name, MEASURE(gmv), MEASURE(watch_seconds), MEASURE(spend) FROM live GROUP BY 1
--- equals
SELECT * FROM (VALUES ('bilibili', NULL, NULL, 99.00), ('douyin', 789.87, 16800, 60.00), ('jd', 172.00, NULL, 0), ('taobao', 5.00, NULL, 0), ('xhs', NULL, 4500, 12.50), (NULL, 183.33, 2100, 8.00)) t

== 13 four facts by day
SELECT date_key, MEASURE(gmv), MEASURE(session_cnt), MEASURE(comment_cnt), MEASURE(spend) FROM live WHERE date_key >= DATE '2026-02-10' AND date_key < DATE '2026-02-21' GROUP BY 1
--- equals
SELECT * FROM (VALUES (DATE '2026-02-10', 349.00, 2, 1, 20.00), (DATE '2026-02-11', 20.00, 0, 1, 0), (DATE '2026-02-12', NULL, 1, 0, 0), (DATE '2026-02-13', NULL, 1, 0, 0), (DATE '2026-02-20', NULL, 0, 0, 99.00)) t

== 14 two facts without a dimension are one row
SELECT MEASURE(gmv), MEASURE(watch_seconds), MEASURE(spend) FROM live
--- equals
SELECT (SELECT SUM(gmv_amt) FROM f_line), (SELECT SUM(watch_seconds) FROM f_session), (SELECT SUM(spend_amt) FROM f_spend)

== 14 two facts of which one finds nothing
SELECT MEASURE(gmv), MEASURE(order_cnt), MEASURE(session_cnt), MEASURE(spend) FROM live WHERE platform_name = 'bilibili'
--- equals
SELECT NULL::INT, 0, 0, 99.00

== 15 a cross-fact ratio divides stitched sums
SELECT platform_name, MEASURE(gmv_per_watch_hour) FROM live GROUP BY 1
--- equals
SELECT * FROM (VALUES ('douyin', 789.87 / (16800 / 3600.0)), ('jd', NULL), ('taobao', NULL), ('xhs', NULL), (NULL, 183.33 / (2100 / 3600.0))) t

== 15 a ratio to a filled metric is NULL and never infinite
SELECT platform_name, MEASURE(roi) FROM live GROUP BY 1
--- equals
SELECT * FROM (VALUES ('bilibili', NULL), ('douyin', 789.87 / 60), ('jd', NULL), ('taobao', NULL), ('xhs', NULL), (NULL, 183.33 / 8)) t

== 15 a cross-fact ratio in total
SELECT MEASURE(roi), MEASURE(gmv_per_watch_hour) FROM live
--- equals
SELECT 1150.20 / 179.50, 1150.20 / ((SELECT SUM(watch_seconds) FROM f_session) / 3600.0)

== 15 a cross-fact ratio written in the query
SELECT platform_name, MEASURE(gmv) / NULLIF(MEASURE(watch_seconds) / 3600.0, 0) AS v FROM live GROUP BY 1
--- equals
SELECT * FROM (VALUES ('douyin', 789.87 / (16800 / 3600.0)), ('jd', NULL), ('taobao', NULL), ('xhs', NULL), (NULL, 183.33 / (2100 / 3600.0))) t

== 16 a ratio keeps its value beside others
SELECT platform_name, MEASURE(spend), MEASURE(gmv_per_watch_hour), MEASURE(gmv_per_watch_hour) * 2 AS twice, MEASURE(buyer_cnt) FROM live WHERE platform_name = 'douyin' GROUP BY 1
--- equals
SELECT 'douyin', 60.00, 789.87 / (16800 / 3600.0), 2 * 789.87 / (16800 / 3600.0), 7

== 17 a neighbour changes no value
SELECT platform_name, MEASURE(gmv), MEASURE(shipping_fee), MEASURE(followers), MEASURE(comment_cnt), MEASURE(refund_amt), MEASURE(aov) FROM live WHERE platform_name = 'douyin' GROUP BY 1
--- equals
SELECT 'douyin', 789.87, 39.75, 1200 + 310, 2, 15.50, 789.87 / 13

== 22 semi-additive takes the last session of each room
SELECT MEASURE(followers) FROM live
--- equals
SELECT 1200 + 310 + 55 + 5 + 6

== 22 after the filters
SELECT MEASURE(followers) FROM live WHERE date_key < DATE '2026-02-01'
--- equals
SELECT 1150 + 300 + 50 + 5

== 22 a filter of its own comes before the choice
SELECT MEASURE(followers) FILTER (WHERE 场次类型 = '日播') AS daily, MEASURE(followers) FROM live
--- equals
SELECT 1200 + 310 + 50 + 5 + 6, 1200 + 310 + 55 + 5 + 6

== 22 first instead of last
SELECT MEASURE(first_followers) FROM live WHERE date_key >= DATE '2026-01-01'
--- equals
SELECT 1000 + 300 + 50 + 5 + 6

== 22 by a dimension, each entity in one group
SELECT tier, MEASURE(followers) FROM live GROUP BY 1
--- equals
SELECT * FROM (VALUES ('A', 310), ('S', 1200 + 55), (NULL, 5 + 6)) t

== 22 by a field of the sessions an entity may stand in several groups
SELECT 场次类型, MEASURE(followers) FROM live GROUP BY 1
--- equals
SELECT * FROM (VALUES ('大场', 1150 + 300 + 55), ('日播', 1200 + 310 + 50 + 5 + 6), (NULL, 60)) t

== 23 the last of each month
SELECT DATE_TRUNC('month', date_key) AS m, MEASURE(followers) FROM live WHERE date_key >= DATE '2026-01-01' GROUP BY 1
--- equals
SELECT * FROM (VALUES (DATE '2026-01-01', 1150 + 300 + 50 + 5), (DATE '2026-02-01', 310 + 55 + 6), (DATE '2026-03-01', 1200)) t

== 23 by platform and quarter
SELECT platform_name, DATE_TRUNC('quarter', date_key) AS q, MEASURE(followers) FROM live WHERE platform_name IN ('douyin', 'xhs') GROUP BY 1, 2
--- equals
SELECT * FROM (VALUES ('douyin', DATE '2025-01-01', 900), ('douyin', DATE '2026-01-01', 1200 + 310), ('xhs', DATE '2026-01-01', 55)) t

== 24 two sessions on the last day are one by the tie-break
SELECT date_key, MEASURE(followers) FROM live WHERE platform_name IN ('douyin', 'xhs') AND date_key >= DATE '2026-01-31' GROUP BY 1
--- equals
SELECT * FROM (VALUES (DATE '2026-01-31', 1150 + 300), (DATE '2026-02-10', 55), (DATE '2026-02-28', 310), (DATE '2026-03-01', 1200)) t

== 24 the first of a day by the tie-break
SELECT MEASURE(first_followers) FROM live WHERE date_key = DATE '2026-01-31'
--- equals
SELECT 1100 + 300

== 28 a conformed filter applies to both facts
SELECT platform_name, MEASURE(gmv), MEASURE(watch_seconds) FROM live WHERE tier = 'S' GROUP BY 1
--- equals
SELECT * FROM (VALUES ('douyin', 759.17, 16700), ('xhs', NULL, 4500)) t

== 28 with IS NULL in both facts
SELECT MEASURE(gmv), MEASURE(watch_seconds) FROM live WHERE platform_name IS NULL AND streamer_name IS NULL
--- equals
SELECT 20.00 + 15.00 + 8.00 + 7.00, 600 + 700

== 29 the rewrite that the refusal suggests
SELECT platform_name, MEASURE(gmv) FILTER (WHERE status = 'paid') AS g, MEASURE(watch_seconds) FROM live WHERE platform_name = 'douyin' GROUP BY 1
--- equals
SELECT 'douyin', 789.87 - 99.99 - 10.00, 16800

== 30 HAVING of another fact runs after the stitch
SELECT platform_name, MEASURE(gmv) FROM live GROUP BY 1 HAVING MEASURE(watch_seconds) > 4000
--- equals
SELECT * FROM (VALUES ('douyin', 789.87), ('xhs', NULL)) t

== 30 HAVING of two facts
SELECT platform_name FROM live GROUP BY 1 HAVING MEASURE(gmv) > 100 OR MEASURE(spend) > 90
--- equals
SELECT * FROM (VALUES ('bilibili'), ('douyin'), ('jd'), (NULL)) t

== 32 order by another fact's metric
SELECT platform_name, MEASURE(gmv) FROM live GROUP BY 1 ORDER BY MEASURE(spend) DESC, platform_name LIMIT 3
--- equals
SELECT * FROM (VALUES ('bilibili', NULL), ('douyin', 789.87), ('xhs', NULL)) t

== 36 a group that only the other fact has
SELECT platform_name, COALESCE(MEASURE(watch_seconds), 0) AS w, MEASURE(spend), MEASURE(order_cnt), MEASURE(buyer_cnt) FROM live GROUP BY 1
--- equals
SELECT * FROM (VALUES ('bilibili', 0, 99.00, 0, 0), ('douyin', 16800, 60.00, 13, 7), ('jd', 0, 0, 4, 4), ('taobao', 0, 0, 2, 2), ('xhs', 4500, 12.50, 0, 0), (NULL, 2100, 8.00, 4, 4)) t

== 36 a sum over rows that are all NULL stays NULL
SELECT orders.order_id, MEASURE(gmv), MEASURE(units) FROM live WHERE orders.order_id = 9 GROUP BY 1
--- equals
SELECT 9, NULL::INT, 1

== rule 15 comparability: NULL where a platform does not give the metric
-- noted JD gives no sessions
SELECT platform_name, MEASURE(order_cnt), MEASURE(session_cnt) FROM live GROUP BY 1
--- equals
SELECT * FROM (VALUES ('douyin', 13, 7), ('jd', 4, NULL), ('taobao', 2, 0), ('xhs', 0, 3), (NULL, 4, 3)) t

== rule 15 comparability within a filter
SELECT MEASURE(session_cnt), MEASURE(order_cnt) FROM live WHERE platform_name = 'jd'
-- either
--- equals
SELECT NULL::INT, 4

== rule 15 comparability does not touch a total
SELECT MEASURE(session_cnt) FROM live
--- equals
SELECT 13

== rule 8a a default filter applies
-- noted status
SELECT platform_name, MEASURE(usual_gmv), MEASURE(gmv) FROM live GROUP BY 1
--- equals
SELECT pname, SUM(gmv_amt) FILTER (WHERE status = 'paid'), SUM(gmv_amt) FROM x_line GROUP BY 1 ORDER BY 1 NULLS LAST

== rule 8a and not where its field is grouped by
-- noted nothing
SELECT status, MEASURE(usual_gmv) FROM live GROUP BY 1
--- equals
SELECT status, SUM(gmv_amt) FROM x_line GROUP BY 1 ORDER BY 1 NULLS LAST

== rule 8a and not where its field is filtered
-- noted nothing
SELECT MEASURE(usual_gmv) FROM live WHERE status IN ('cancelled', 'paid')
--- equals
SELECT SUM(gmv_amt) FROM x_line WHERE status IN ('cancelled', 'paid')

== rule 8a lifted by UNFILTERED
-- noted nothing
SELECT MEASURE(usual_gmv) FROM live WHERE UNFILTERED(status) AND platform_name = 'douyin'
--- equals
SELECT 789.87

== rule 8a UNFILTERED alone restricts nothing
SELECT MEASURE(usual_gmv), MEASURE(line_cnt) FROM live WHERE UNFILTERED(status)
--- equals
SELECT 1150.20, 28

== rule 8a UNFILTERED of another field lifts nothing
-- either
SELECT MEASURE(usual_gmv) FROM live WHERE UNFILTERED(platform_name)
--- equals
SELECT SUM(gmv_amt) FROM x_line WHERE status = 'paid'

== rule 8a lifted for one metric
SELECT MEASURE(usual_gmv) FILTER (WHERE status = 'cancelled') AS c, MEASURE(usual_gmv) AS u FROM live
--- equals
SELECT SUM(gmv_amt) FILTER (WHERE status = 'cancelled'), SUM(gmv_amt) FILTER (WHERE status = 'paid') FROM x_line

== rule 8a a filter on another field keeps the default
SELECT MEASURE(usual_gmv) FILTER (WHERE tier = 'A') AS a FROM live
--- equals
SELECT SUM(gmv_amt) FROM x_line WHERE status = 'paid' AND tier = 'A'

== rule 8a grouping by an expression of the field drops it too
SELECT status = 'paid' AS is_paid, MEASURE(usual_gmv) FROM live GROUP BY 1
--- equals
SELECT status = 'paid', SUM(gmv_amt) FROM x_line GROUP BY 1 ORDER BY 1 NULLS LAST

== 47 a sum of many large integers is exact
SELECT MEASURE(bytes_sent) FROM live
--- equals
SELECT 18446744073709551615::HUGEINT

== 47 a division by a power of ten is exact
SELECT MEASURE(yuan), MEASURE(gmv) FROM live WHERE platform_name = 'douyin'
--- equals
SELECT CAST('789.87' AS DECIMAL(20, 2)), CAST('789.87' AS DECIMAL(20, 2))

== 47 a division of money by ten thousand in the query is exact
SELECT MEASURE(gmv) / 10000 AS wan FROM live
--- equals
SELECT CAST('0.11502' AS DECIMAL(20, 6))

== 47 cents do not drift
SELECT MEASURE(gmv) * 3 AS x, MEASURE(gmv) - MEASURE(yuan) AS zero FROM live
--- equals
SELECT CAST('3450.60' AS DECIMAL(20, 2)), CAST('0.00' AS DECIMAL(20, 2))

== 45 what both facts share is enough
SELECT platform_name, MEASURE(comment_cnt), MEASURE(refund_amt) FROM live GROUP BY 1
--- equals
SELECT * FROM (VALUES ('douyin', 2, 15.50), ('jd', 0, 7.00), ('xhs', 1, NULL), (NULL, 2, 1.00)) t

== 46 spend at its own grain
SELECT platform_name, date_key, MEASURE(spend), MEASURE(roi) FROM live WHERE date_key BETWEEN DATE '2026-01-01' AND DATE '2026-01-10' GROUP BY 1, 2
--- equals
SELECT * FROM (VALUES ('douyin', DATE '2026-01-05', 30.00, 169.95 / 30), ('xhs', DATE '2026-01-10', 12.50, NULL), (NULL, DATE '2026-01-01', 7.00, NULL)) t

== 19 a filtered count where the fact has no such group
SELECT platform_name, MEASURE(order_cnt) FILTER (WHERE status = 'paid') AS n, MEASURE(aov) FILTER (WHERE status = 'nothing') AS v, MEASURE(spend) FROM live WHERE platform_name IN ('bilibili', 'jd') GROUP BY 1
--- equals
SELECT * FROM (VALUES ('bilibili', 0, NULL, 99.00), ('jd', 4, NULL, 0)) t

== 36 HAVING sees the filled zero
SELECT platform_name, MEASURE(gmv) FROM live GROUP BY 1 HAVING MEASURE(spend) = 0
--- equals
SELECT * FROM (VALUES ('jd', 172.00), ('taobao', 5.00)) t

== 36 a count of another fact in HAVING is zero and not NULL
SELECT platform_name, MEASURE(watch_seconds) FROM live GROUP BY 1 HAVING MEASURE(order_cnt) = 0
-- either
--- equals
SELECT 'xhs', 4500

== rule 13 keys descending have NULL last
SELECT platform_name, MEASURE(gmv) FROM live GROUP BY 1 ORDER BY platform_name DESC
--- equals
SELECT * FROM (VALUES ('taobao', 5.00), ('jd', 172.00), ('douyin', 789.87), (NULL, 183.33)) t
