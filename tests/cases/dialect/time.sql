-- Days, buckets, business days, instants and calendars without gaps.

== 25 a truncated date is a date
-- columns date_key:date, gmv, spend
SELECT DATE_TRUNC('month', date_key) AS date_key, MEASURE(gmv), MEASURE(spend) FROM live GROUP BY 1
--- equals
SELECT k, SUM(g), COALESCE(SUM(s), 0) FROM (SELECT CAST(DATE_TRUNC('month', date_key) AS DATE) AS k, gmv_amt AS g, NULL AS s FROM x_line
 UNION ALL SELECT CAST(DATE_TRUNC('month', biz_date) AS DATE), NULL, spend_amt FROM f_spend) GROUP BY 1 ORDER BY 1 NULLS LAST

== 25 week, quarter and year
SELECT DATE_TRUNC('year', date_key) AS y, DATE_TRUNC('quarter', date_key) AS q, DATE_TRUNC('week', date_key) AS w, MEASURE(line_cnt) FROM live WHERE date_key IS NOT NULL GROUP BY 1, 2, 3
--- equals
SELECT CAST(DATE_TRUNC('year', date_key) AS DATE), CAST(DATE_TRUNC('quarter', date_key) AS DATE), CAST(DATE_TRUNC('week', date_key) AS DATE), COUNT(*) FROM x_line WHERE date_key IS NOT NULL GROUP BY 1, 2, 3 ORDER BY 1, 2, 3

== rule 19 a day of a timestamp is a date, an hour a timestamp
-- columns d:date, h:datetime, order_cnt
SELECT DATE_TRUNC('day', ordered_at) AS d, DATE_TRUNC('hour', ordered_at) AS h, MEASURE(order_cnt) FROM live WHERE ordered_at >= DATE '2026-02-10' AND ordered_at < DATE '2026-02-12' GROUP BY 1, 2
--- equals
SELECT * FROM (VALUES (DATE '2026-02-10', TIMESTAMP '2026-02-10 09:00:00', 1), (DATE '2026-02-10', TIMESTAMP '2026-02-10 10:00:00', 1), (DATE '2026-02-10', TIMESTAMP '2026-02-10 12:00:00', 1), (DATE '2026-02-11', TIMESTAMP '2026-02-11 12:00:00', 1)) t

== rule 19 EXTRACT
SELECT EXTRACT(month FROM ordered_at) AS m, EXTRACT(hour FROM ordered_at) AS h, MEASURE(order_cnt) FROM live WHERE ordered_at < DATE '2026-01-31' GROUP BY 1, 2
--- equals
SELECT EXTRACT(month FROM ordered_at), EXTRACT(hour FROM ordered_at), COUNT(*) FROM f_order WHERE ordered_at < TIMESTAMP '2026-01-31' GROUP BY 1, 2 ORDER BY 1, 2

== 26 BETWEEN over a timestamp includes all of the last day
SELECT MEASURE(order_cnt) FROM live WHERE ordered_at BETWEEN '2026-01-01' AND '2026-01-31'
--- equals
SELECT COUNT(*) FROM f_order WHERE ordered_at >= TIMESTAMP '2026-01-01' AND ordered_at < TIMESTAMP '2026-02-01'

== 26 NOT BETWEEN is its complement
SELECT MEASURE(order_cnt) FROM live WHERE ordered_at NOT BETWEEN DATE '2026-01-01' AND DATE '2026-01-31'
--- equals
SELECT COUNT(*) FROM f_order WHERE ordered_at < TIMESTAMP '2026-01-01' OR ordered_at >= TIMESTAMP '2026-02-01'

== 26 up to and including a day
SELECT MEASURE(order_cnt) FROM live WHERE ordered_at <= DATE '2026-01-31' AND ordered_at > DATE '2026-01-30'
--- equals
SELECT 2

== 26 equal to a day, unequal to a day
SELECT MEASURE(order_cnt) FILTER (WHERE ordered_at = DATE '2026-01-31') AS a, MEASURE(order_cnt) FILTER (WHERE ordered_at <> DATE '2026-01-31') AS b FROM live
--- equals
SELECT 2, 20

== 26 IN a list of days
SELECT MEASURE(order_cnt) FROM live WHERE ordered_at IN (DATE '2026-01-31', DATE '2026-02-10')
--- equals
SELECT 5

== 26 a timestamp literal is exact
SELECT MEASURE(order_cnt) FROM live WHERE ordered_at <= TIMESTAMP '2026-01-31 12:00:00' AND ordered_at >= TIMESTAMP '2026-01-31 00:00:00'
--- equals
SELECT 1

== 26 a text that is a moment is exact
SELECT MEASURE(order_cnt) FROM live WHERE ordered_at BETWEEN '2026-01-31 00:00:00' AND '2026-01-31 12:00:00'
--- equals
SELECT 1

== 26 the last half second of a month belongs to it
SELECT DATE_TRUNC('month', ordered_at) AS m, MEASURE(order_cnt) FROM live WHERE ordered_at BETWEEN DATE '2026-03-31' AND DATE '2026-04-01' GROUP BY 1
--- equals
SELECT * FROM (VALUES (DATE '2026-03-01', 1), (DATE '2026-04-01', 1)) t

== 26 a business day that starts at six
-- day_start 06:00
SELECT DATE_TRUNC('day', ordered_at) AS d, MEASURE(order_cnt) FROM live WHERE ordered_at BETWEEN DATE '2026-01-31' AND DATE '2026-02-01' GROUP BY 1
--- equals
SELECT DATE '2026-01-31', 3

== 26 both sides of six o'clock
-- day_start 06:00
SELECT DATE_TRUNC('day', ordered_at) AS d, MEASURE(shipping_fee) FROM live WHERE ordered_at >= DATE '2026-03-14' AND ordered_at < DATE '2026-03-16' GROUP BY 1
--- equals
SELECT * FROM (VALUES (DATE '2026-03-14', 1.25), (DATE '2026-03-15', 1.50)) t

== 26 a month of business days
-- day_start 06:00
SELECT DATE_TRUNC('month', ordered_at) AS m, MEASURE(order_cnt) FROM live GROUP BY 1
--- equals
SELECT CAST(DATE_TRUNC('month', ordered_at - INTERVAL 6 HOUR) AS DATE), COUNT(*) FROM f_order GROUP BY 1 ORDER BY 1 NULLS LAST

== 26 a date field is never shifted
-- day_start 06:00
SELECT date_key, MEASURE(order_cnt) FROM live WHERE date_key BETWEEN '2026-01-31' AND '2026-02-01' GROUP BY 1
--- equals
SELECT * FROM (VALUES (DATE '2026-01-31', 2), (DATE '2026-02-01', 1)) t

== 26 a timestamp literal is exact with a business day too
-- day_start 06:00
SELECT MEASURE(order_cnt) FROM live WHERE ordered_at >= TIMESTAMP '2026-02-01 00:00:00' AND ordered_at < TIMESTAMP '2026-02-02 00:00:00'
--- equals
SELECT 1

== 26 equal to a business day in a measure filter
-- day_start 06:00
SELECT MEASURE(gmv) FILTER (WHERE sold_at = DATE '2026-01-31') AS g FROM live
--- equals
SELECT 25.00 + 99.99 + 2.00

== 26 a business day that starts at a half hour
-- day_start 12:30
SELECT DATE_TRUNC('day', ordered_at) AS d, MEASURE(order_cnt) FROM live WHERE ordered_at BETWEEN DATE '2026-01-30' AND DATE '2026-01-31' GROUP BY 1
--- equals
SELECT * FROM (VALUES (DATE '2026-01-30', 1), (DATE '2026-01-31', 2)) t

== rule 18 instants use the time zone of the model
-- columns d:date, order_cnt
SELECT DATE_TRUNC('day', paid_at) AS d, MEASURE(order_cnt) FROM live WHERE paid_at IS NOT NULL GROUP BY 1
--- equals
SELECT * FROM (VALUES (DATE '2026-01-05', 1), (DATE '2026-01-31', 1), (DATE '2026-02-01', 1), (DATE '2026-02-10', 1)) t

== rule 18 a day of instants
SELECT MEASURE(order_cnt) FROM live WHERE paid_at BETWEEN DATE '2026-01-01' AND DATE '2026-01-31'
--- equals
SELECT 2

== rule 18 a business day of instants
-- day_start 06:00
SELECT MEASURE(order_cnt) FROM live WHERE paid_at = DATE '2026-01-31'
--- equals
SELECT 2

== rule 18 a day literal against a Date field
SELECT MEASURE(spend) FROM live WHERE ad_spend.biz_date <= '2026-01-05'
--- equals
SELECT 30.00 + 7.00 + 10.00

== 37 a spine gives every day inside the filter
SELECT SPINE(date_key) AS d, MEASURE(spend), MEASURE(gmv), MEASURE(roi) FROM live WHERE date_key >= DATE '2026-02-09' AND date_key < DATE '2026-02-13' GROUP BY 1
--- equals
SELECT * FROM (VALUES (DATE '2026-02-09', 0, NULL, NULL), (DATE '2026-02-10', 20.00, 349.00, 349.00 / 20), (DATE '2026-02-11', 0, 20.00, NULL), (DATE '2026-02-12', 0, NULL, NULL)) t

== 37 a spine of months without any row
-- columns m:date, spend
SELECT SPINE(DATE_TRUNC('month', date_key)) AS m, MEASURE(spend) FROM live WHERE date_key BETWEEN DATE '2026-02-01' AND DATE '2026-06-30' GROUP BY 1
--- equals
SELECT * FROM (VALUES (DATE '2026-02-01', 119.00), (DATE '2026-03-01', 1.00), (DATE '2026-04-01', 0), (DATE '2026-05-01', 0), (DATE '2026-06-01', 0)) t

== 37 a spine of weeks that the filter cuts
SELECT SPINE(DATE_TRUNC('week', date_key)) AS w, MEASURE(spend), MEASURE(gmv) FROM live WHERE date_key >= DATE '2026-01-01' AND date_key < DATE '2026-01-14' GROUP BY 1
--- equals
SELECT * FROM (VALUES (DATE '2025-12-29', 7.00, NULL), (DATE '2026-01-05', 42.50, 169.95), (DATE '2026-01-12', 0, NULL)) t

== 37 a spine of a fact's own timestamp
SELECT SPINE(DATE_TRUNC('day', ordered_at)) AS d, MEASURE(shipping_fee) FROM live WHERE ordered_at BETWEEN DATE '2026-01-29' AND DATE '2026-02-02' GROUP BY 1
--- equals
SELECT * FROM (VALUES (DATE '2026-01-29', NULL), (DATE '2026-01-30', 1.00), (DATE '2026-01-31', 11.00), (DATE '2026-02-01', 0.00), (DATE '2026-02-02', NULL)) t

== 37 a spine for each platform that appears
-- either
SELECT platform_name, SPINE(date_key) AS d, MEASURE(spend) FROM live WHERE platform_name IN ('douyin', 'xhs') AND date_key BETWEEN DATE '2026-01-09' AND DATE '2026-01-10' GROUP BY 1, 2
--- equals
SELECT * FROM (VALUES ('xhs', DATE '2026-01-09', 0), ('xhs', DATE '2026-01-10', 12.50)) t

== 37 a spine with a filter that leaves nothing
SELECT SPINE(date_key) AS d, MEASURE(spend), MEASURE(gmv) FROM live WHERE platform_name = 'idle' AND date_key BETWEEN DATE '2026-01-01' AND DATE '2026-01-02' GROUP BY 1
--- equals
SELECT * FROM (VALUES (DATE '2026-01-01', 0, NULL), (DATE '2026-01-02', 0, NULL)) t

== 37 counts of a spine
SELECT SPINE(date_key) AS d, MEASURE(order_cnt), MEASURE(buyer_cnt) FROM live WHERE date_key BETWEEN DATE '2026-02-09' AND DATE '2026-02-10' GROUP BY 1
--- equals
SELECT * FROM (VALUES (DATE '2026-02-09', 0, 0), (DATE '2026-02-10', 3, 2)) t
--- or
SELECT * FROM (VALUES (DATE '2026-02-09', NULL, NULL), (DATE '2026-02-10', 3, 2)) t

== 37 order and limit of a spine
SELECT SPINE(date_key) AS d, MEASURE(spend) FROM live WHERE date_key BETWEEN DATE '2026-02-08' AND DATE '2026-02-11' GROUP BY 1 ORDER BY 1 DESC LIMIT 2
--- equals
SELECT * FROM (VALUES (DATE '2026-02-11', 0), (DATE '2026-02-10', 20.00)) t

== 37 HAVING sees the filled zero
SELECT SPINE(date_key) AS d, MEASURE(spend) FROM live WHERE date_key BETWEEN DATE '2026-02-08' AND DATE '2026-02-11' GROUP BY 1 HAVING MEASURE(spend) = 0
--- equals
SELECT * FROM (VALUES (DATE '2026-02-08', 0), (DATE '2026-02-09', 0), (DATE '2026-02-11', 0)) t

== 26 a literal on the left
SELECT MEASURE(order_cnt) FROM live WHERE DATE '2026-01-31' >= ordered_at AND DATE '2026-01-30' < ordered_at
--- equals
SELECT 2

== 26 NOT before a day
SELECT MEASURE(order_cnt) FROM live WHERE NOT (ordered_at > DATE '2026-01-31') AND NOT (ordered_at < '2026-01-31')
--- equals
SELECT 2

== 26 a day within a CASE
SELECT CASE WHEN ordered_at <= DATE '2026-01-31' THEN 'old' ELSE 'new' END AS k, MEASURE(order_cnt) FROM live WHERE ordered_at >= DATE '2026-01-31' AND ordered_at <= DATE '2026-02-01' GROUP BY 1
--- equals
SELECT * FROM (VALUES ('new', 1), ('old', 2)) t

== 26 NOT IN a list of days
SELECT MEASURE(order_cnt) FROM live WHERE ordered_at NOT IN (DATE '2026-01-31') AND ordered_at >= DATE '2026-01-30' AND ordered_at <= DATE '2026-02-01'
--- equals
SELECT 2

== 26 a business day in a CASE and in IN
-- day_start 06:00
SELECT CASE WHEN ordered_at IN (DATE '2026-01-31') THEN 1 ELSE 0 END AS k, MEASURE(order_cnt) FROM live WHERE ordered_at >= DATE '2026-01-29' AND ordered_at <= DATE '2026-01-31' GROUP BY 1
--- equals
SELECT * FROM (VALUES (0, 2), (1, 3)) t
