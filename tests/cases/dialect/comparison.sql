-- PRIOR, CHANGE and CHANGE_RATE: earlier periods by the calendar.

== 35 a month with nothing now but something before appears, a gap is no shift
SELECT DATE_TRUNC('month', date_key) AS m, MEASURE(gmv), PRIOR(gmv, '1 month') AS before FROM live WHERE date_key >= DATE '2026-03-01' AND date_key < DATE '2026-06-01' GROUP BY 1
--- equals
SELECT * FROM (VALUES (DATE '2026-03-01', 34.36, 478.99), (DATE '2026-04-01', NULL, 34.36), (DATE '2026-05-01', NULL, NULL)) t

== 35 a day that only the earlier period has
-- columns date_key:date, gmv, before
SELECT date_key, MEASURE(gmv), PRIOR(gmv, '1 day') AS before FROM live WHERE date_key BETWEEN DATE '2026-02-10' AND DATE '2026-02-13' GROUP BY 1
--- equals
SELECT * FROM (VALUES (DATE '2026-02-10', 349.00, NULL), (DATE '2026-02-11', 20.00, 349.00), (DATE '2026-02-12', NULL, 20.00)) t

== 35 change and rate
SELECT MEASURE(gmv), CHANGE(gmv, '1 month') AS c, CHANGE_RATE(gmv, '1 month') AS r FROM live WHERE date_key >= DATE '2026-02-01' AND date_key < DATE '2026-03-01'
--- equals
SELECT 478.99, 478.99 - 346.85, (478.99 - 346.85) / 346.85

== 35 the rate is NULL where the base is NULL or nothing
SELECT platform_name, CHANGE(spend, '1 month') AS c, CHANGE_RATE(spend, '1 month') AS r, CHANGE_RATE(gmv, '1 month') AS g FROM live WHERE date_key >= DATE '2026-02-01' AND date_key < DATE '2026-03-01' GROUP BY 1
--- equals
SELECT * FROM (VALUES ('bilibili', 99.00, NULL, NULL), ('douyin', -10.00, -10.00 / 30, (358.99 - 204.85) / 204.85), ('jd', 0.00, NULL, (100.00 - 27.00) / 27), ('xhs', -12.50, -1.0, NULL), (NULL, -7.00, -1.0, (20.00 - 115.00) / 115)) t

== 35 the previous period is as long
SELECT MEASURE(gmv), PRIOR(gmv, 'previous_period') AS before FROM live WHERE date_key >= DATE '2026-02-01' AND date_key < DATE '2026-02-13'
--- equals
SELECT 99.99 + 349.00 + 20.00, 15.00 + 100.00 + 9.90 + 25.00 + 25.00 + 2.00

== 35 the previous period with an inclusive end
SELECT MEASURE(order_cnt), PRIOR(order_cnt, 'previous_period') AS before FROM live WHERE date_key BETWEEN DATE '2026-02-10' AND DATE '2026-02-11'
--- equals
SELECT 4, 0

== 35 the previous period day by day
SELECT date_key, MEASURE(order_cnt), PRIOR(order_cnt, 'previous_period') AS before FROM live WHERE date_key >= DATE '2026-02-01' AND date_key < DATE '2026-02-05' GROUP BY 1
--- equals
SELECT * FROM (VALUES (DATE '2026-02-01', 1, 0), (DATE '2026-02-02', 0, 1), (DATE '2026-02-03', 0, 1), (DATE '2026-02-04', 0, 2)) t

== 35 days, weeks, quarters and years
SELECT PRIOR(gmv, '7 day') AS d, PRIOR(gmv, '1 week') AS w, PRIOR(gmv, '2 week') AS w2, PRIOR(gmv, '1 quarter') AS q, PRIOR(gmv, '1 year') AS y FROM live WHERE date_key >= DATE '2026-02-05' AND date_key < DATE '2026-02-19'
--- equals
SELECT a(DATE '2026-01-29', DATE '2026-02-12'), a(DATE '2026-01-29', DATE '2026-02-12'), a(DATE '2026-01-22', DATE '2026-02-05'), a(DATE '2025-11-05', DATE '2025-11-19'), a(DATE '2025-02-05', DATE '2025-02-19')

== 35 an end past the end of a month is the first of the next
SELECT PRIOR(gmv, '1 month') AS before FROM live WHERE date_key >= DATE '2026-03-01' AND date_key < DATE '2026-03-31'
--- equals
SELECT a(DATE '2026-02-01', DATE '2026-03-01')

== 35 a whole month against a longer one
SELECT PRIOR(gmv, '1 month') AS before, PRIOR(order_cnt, '1 month') AS n FROM live WHERE date_key >= DATE '2026-02-01' AND date_key < DATE '2026-03-01'
--- equals
SELECT 346.85, 8

== 35 a start past the end of a month is the first of the next
SELECT MEASURE(gmv), PRIOR(gmv, '1 month') AS before, PRIOR(order_cnt, '1 month') AS n FROM live WHERE date_key >= DATE '2026-03-29' AND date_key < DATE '2026-04-01'
--- equals
SELECT 1.00, NULL::INT, 0

== 35 an inclusive end past the end of a month
SELECT PRIOR(order_cnt, '1 month') AS before FROM live WHERE date_key BETWEEN DATE '2026-03-01' AND DATE '2026-03-28'
--- equals
SELECT COUNT(*) FROM f_order WHERE biz_date >= DATE '2026-02-01' AND biz_date < DATE '2026-03-01'

== 35 February by day against January
SELECT date_key, PRIOR(order_cnt, '1 month') AS before FROM live WHERE date_key >= DATE '2026-02-27' AND date_key < DATE '2026-03-01' GROUP BY 1
--- equals
SELECT DATE '2026-02-28', 4

== 35 months against the year before
-- columns m:date, gmv, y, r
SELECT DATE_TRUNC('month', date_key) AS m, MEASURE(gmv), PRIOR(gmv, '1 year') AS y, CHANGE_RATE(gmv, '1 year') AS r FROM live WHERE date_key >= DATE '2026-01-01' AND date_key < DATE '2026-03-01' GROUP BY 1
--- equals
SELECT * FROM (VALUES (DATE '2026-01-01', 346.85, 45.00, (346.85 - 45.00) / 45), (DATE '2026-02-01', 478.99, 150.00, (478.99 - 150.00) / 150)) t

== 35 same week last year: ISO week and weekday, 364 days before
SELECT MEASURE(gmv), PRIOR(gmv, 'same_week_last_year') AS before FROM live WHERE date_key >= DATE '2026-02-09' AND date_key < DATE '2026-02-10'
--- equals
SELECT NULL::INT, 150.00

== 35 same week last year in a year after 53 weeks
SELECT date_key, MEASURE(gmv), PRIOR(gmv, 'same_week_last_year') AS before FROM live WHERE date_key >= DATE '2027-01-04' AND date_key < DATE '2027-01-18' GROUP BY 1
--- equals
SELECT * FROM (VALUES (DATE '2027-01-04', NULL, 75.00), (DATE '2027-01-11', NULL, 169.95)) t

== 35 same week last year across New Year
SELECT PRIOR(gmv, 'same_week_last_year') AS before FROM live WHERE date_key >= DATE '2025-12-29' AND date_key < DATE '2026-01-12'
--- equals
SELECT 45.00

== 35 other filters stay
SELECT PRIOR(gmv, '1 month') AS before, MEASURE(gmv) FROM live WHERE platform_name = 'douyin' AND date_key >= DATE '2026-02-01' AND date_key < DATE '2026-03-01'
--- equals
SELECT 204.85, 358.99

== 35 a filter on the status stays too
SELECT PRIOR(order_cnt, '1 month') AS before FROM live WHERE status = 'paid' AND date_key BETWEEN DATE '2026-02-01' AND DATE '2026-02-28'
--- equals
SELECT 7

== 35 distinct counts and ratios of the earlier period
SELECT platform_name, MEASURE(buyer_cnt), PRIOR(buyer_cnt, '1 month') AS b, PRIOR(aov, '1 month') AS a FROM live WHERE date_key >= DATE '2026-02-01' AND date_key < DATE '2026-03-01' GROUP BY 1
--- equals
SELECT * FROM (VALUES ('douyin', 3, 4, 204.85 / 4), ('jd', 1, 2, 13.5), (NULL, 1, 2, 57.5)) t

== 35 a semi-additive metric of the earlier period
SELECT MEASURE(followers), PRIOR(followers, '1 month') AS before FROM live WHERE date_key >= DATE '2026-02-01' AND date_key < DATE '2026-03-01'
--- equals
SELECT 310 + 55 + 6, 1150 + 300 + 50 + 5

== 35 by a fact's own timestamp
SELECT DATE_TRUNC('day', ordered_at) AS d, MEASURE(order_cnt), PRIOR(order_cnt, '1 day') AS before FROM live WHERE ordered_at BETWEEN DATE '2026-01-31' AND DATE '2026-02-02' GROUP BY 1
--- equals
SELECT * FROM (VALUES (DATE '2026-01-31', 2, 1), (DATE '2026-02-01', 1, 2), (DATE '2026-02-02', 0, 1)) t

== 35 the business day shifts whole days
-- day_start 06:00
SELECT DATE_TRUNC('day', ordered_at) AS d, MEASURE(order_cnt), PRIOR(order_cnt, '1 day') AS before FROM live WHERE ordered_at BETWEEN DATE '2026-01-31' AND DATE '2026-02-01' GROUP BY 1
--- equals
SELECT * FROM (VALUES (DATE '2026-01-31', 3, 0), (DATE '2026-02-01', 0, 3)) t

== 35 an earlier period in HAVING and ORDER BY
SELECT platform_name, MEASURE(gmv) FROM live WHERE date_key >= DATE '2026-02-01' AND date_key < DATE '2026-03-01' GROUP BY 1 HAVING PRIOR(gmv, '1 month') > 20 ORDER BY CHANGE(gmv, '1 month') DESC
--- equals
SELECT * FROM (VALUES ('douyin', 358.99), ('jd', 100.00), (NULL, 20.00)) t

== 35 two offsets side by side
SELECT platform_name, PRIOR(gmv, '1 month') AS a, PRIOR(gmv, '1 year') AS b FROM live WHERE date_key >= DATE '2026-02-01' AND date_key < DATE '2026-03-01' GROUP BY 1
--- equals
SELECT * FROM (VALUES ('douyin', 204.85, 150.00), ('jd', 27.00, NULL), (NULL, 115.00, NULL)) t

== 35 a filter of a metric and its earlier period
-- either
SELECT MEASURE(gmv) FILTER (WHERE tier = 'S') AS now, PRIOR(gmv, '1 month') FILTER (WHERE tier = 'S') AS before FROM live WHERE date_key >= DATE '2026-02-01' AND date_key < DATE '2026-03-01'
--- equals
SELECT 358.99, 175.15

== 35 two facts and their earlier periods
SELECT platform_name, MEASURE(gmv), PRIOR(gmv, '1 month') AS g, MEASURE(session_cnt), PRIOR(watch_seconds, '1 month') AS w FROM live WHERE date_key >= DATE '2026-02-01' AND date_key < DATE '2026-03-01' AND tier = 'S' GROUP BY 1
--- equals
SELECT * FROM (VALUES ('douyin', 358.99, 175.15, 0, 12600), ('xhs', NULL, NULL, 2, 900)) t

== 35 a default filter holds in the earlier period
SELECT MEASURE(usual_gmv), PRIOR(usual_gmv, '1 month') AS before FROM live WHERE date_key >= DATE '2026-02-01' AND date_key < DATE '2026-03-01'
--- equals
SELECT 349.00 + 20.00, 346.85 - 15.00

== 35 a spine with an earlier period
SELECT SPINE(date_key) AS d, MEASURE(spend), PRIOR(spend, '1 day') AS before, PRIOR(gmv, '1 day') AS g FROM live WHERE date_key BETWEEN DATE '2026-02-10' AND DATE '2026-02-12' GROUP BY 1
--- equals
SELECT * FROM (VALUES (DATE '2026-02-10', 20.00, 0, NULL), (DATE '2026-02-11', 0, 20.00, 349.00), (DATE '2026-02-12', 0, 0, 20.00)) t

== 35 a rate over an earlier period by arithmetic
SELECT MEASURE(gmv) / NULLIF(PRIOR(gmv, '1 month'), 0) - 1 AS r FROM live WHERE date_key >= DATE '2026-02-01' AND date_key < DATE '2026-03-01'
--- equals
SELECT 478.99 / 346.85 - 1

== 35 hours are bounded by moments
-- either
SELECT MEASURE(order_cnt), PRIOR(order_cnt, '1 day') AS before FROM live WHERE ordered_at >= TIMESTAMP '2026-02-11 09:00:00' AND ordered_at < TIMESTAMP '2026-02-11 12:00:00'
--- equals
SELECT 0, 2

== 35 a semi-additive metric by month against the month before
SELECT DATE_TRUNC('month', date_key) AS m, MEASURE(followers), PRIOR(followers, '1 month') AS before FROM live WHERE date_key >= DATE '2026-02-01' AND date_key < DATE '2026-04-01' GROUP BY 1
--- equals
SELECT * FROM (VALUES (DATE '2026-02-01', 371, 1505), (DATE '2026-03-01', 1200, 371)) t

== 35 a dimension that only the earlier period has
SELECT room_title, MEASURE(order_cnt), PRIOR(order_cnt, '1 month') AS before FROM live WHERE date_key >= DATE '2026-02-01' AND date_key < DATE '2026-03-01' AND room_title IS NOT NULL GROUP BY 1
--- equals
SELECT * FROM (VALUES ('R2', 1, 2), ('R5', 0, 1), ('R7', 0, 2), ('首播间', 4, 2)) t

== 35 the inner range of a subquery does not shift
SELECT MEASURE(gmv), PRIOR(gmv, '1 month') AS before FROM live WHERE date_key >= DATE '2026-02-01' AND date_key < DATE '2026-03-01' AND streamer_name IN (SELECT streamer_name FROM live WHERE date_key >= DATE '2026-02-01' AND date_key < DATE '2026-03-01' AND streamer_name IS NOT NULL GROUP BY 1 HAVING MEASURE(gmv) > 200)
--- equals
SELECT 358.99, 175.15

== 35 a range by two inclusive ends and by BETWEEN are one
SELECT PRIOR(order_cnt, '1 month') AS before FROM live WHERE date_key >= DATE '2026-02-01' AND date_key <= DATE '2026-02-28'
--- equals
SELECT 8

== 35 one day is a range
SELECT PRIOR(gmv, 'previous_period') AS p, PRIOR(gmv, '1 year') AS y FROM live WHERE date_key = DATE '2026-02-10'
-- either
--- equals
SELECT NULL::INT, 150.00

== 35 the last day of a month against the month before
SELECT PRIOR(order_cnt, '1 month') AS before FROM live WHERE date_key BETWEEN DATE '2026-02-28' AND DATE '2026-02-28'
--- equals
SELECT 4
