-- Small cells: `age_band` and `city` say something about people (min_cell 3). `equals` is the answer
-- without suppression: a cell of the result equals it or is NULL, and a row may be absent.
-- `-- suppressed n` says how many columns are keys. `-- hide [keys]` names a row that must not show a number,
-- `-- hide-cell [keys, column]` a cell, `-- hide-row [keys]` a row that must be absent. `-- show n`: at
-- least n rows keep a number in every cell. `-- not-alone`: where the row with GROUPING 1 shows a number,
-- not exactly one other cell of the column is hidden. `-- not-both`: the cells of the row do not all show.
-- A refusal is right in each of them but for those with `-- show`.

== S1 one person, many orders
-- suppressed 1
-- hide ["0-17"]
-- hide ["45+"]
-- show 2
SELECT age_band, MEASURE(order_cnt), MEASURE(gmv), MEASURE(buyer_cnt), MEASURE(aov) FROM live WHERE age_band IS NOT NULL GROUP BY 1
--- equals
SELECT a.k, a.n, b.g, a.p, b.v FROM (SELECT age_band AS k, COUNT(*) AS n, COUNT(DISTINCT buyer_id) AS p FROM x_order GROUP BY 1) a
 JOIN (SELECT age_band AS k, SUM(gmv_amt) AS g, SUM(gmv_amt) / COUNT(DISTINCT order_id) AS v FROM x_line GROUP BY 1) b USING (k)

== S2 a total must not give the one hidden cell away
-- suppressed 2
-- hide ["北京", 0]
-- not-alone
-- show 1
SELECT city, GROUPING(city) AS g, MEASURE(order_cnt) FROM live WHERE city IS NOT NULL GROUP BY ROLLUP(city) ORDER BY 2, 1
--- equals
SELECT city, GROUPING(city), COUNT(*) FROM x_order WHERE city IS NOT NULL GROUP BY ROLLUP (city) ORDER BY 2, 1

== S3 two hidden cells keep each other
-- suppressed 2
-- hide ["0-17", 0]
-- hide ["45+", 0]
-- not-alone
-- show 2
SELECT age_band, GROUPING(age_band) AS g, MEASURE(gmv) FROM live WHERE age_band IS NOT NULL GROUP BY ROLLUP(age_band) ORDER BY 2, 1
--- equals
SELECT age_band, GROUPING(age_band), SUM(gmv_amt) FROM x_line WHERE age_band IS NOT NULL GROUP BY ROLLUP (age_band) ORDER BY 2, 1

== S4 a filter makes a cell small
-- suppressed 1
-- hide ["杭州"]
-- show 1
SELECT city, MEASURE(order_cnt) FROM live WHERE platform_name = 'jd' GROUP BY 1
--- equals
SELECT city, COUNT(*) FROM x_order WHERE pname = 'jd' GROUP BY 1

== S5 a cell that a filter alone describes
-- suppressed 0
-- hide []
SELECT MEASURE(order_cnt), MEASURE(gmv) FROM live WHERE age_band = '0-17'
--- equals
SELECT 4, (SELECT SUM(gmv_amt) FROM x_line WHERE age_band = '0-17')

== S6 a cell that a measure filter describes
-- suppressed 0
-- hide []
SELECT MEASURE(order_cnt) FILTER (WHERE age_band = '0-17') AS n FROM live
--- equals
SELECT 4

== S7 the total beside the total without the cell
-- suppressed 0
-- not-both
SELECT MEASURE(order_cnt) AS a, MEASURE(order_cnt) FILTER (WHERE city <> '北京' OR city IS NULL) AS b FROM live
--- equals
SELECT 23, 22

== S8 a CASE over the dimension
-- suppressed 1
-- hide ["minor"]
SELECT CASE WHEN age_band = '0-17' THEN 'minor' ELSE 'other' END AS k, MEASURE(order_cnt) FROM live GROUP BY 1
--- equals
SELECT CASE WHEN age_band = '0-17' THEN 'minor' ELSE 'other' END, COUNT(*) FROM x_order GROUP BY 1

== S9 with another dimension the cells are smaller
-- suppressed 2
-- hide ["上海", "taobao"]
-- hide ["杭州", "jd"]
-- hide ["北京", null]
-- hide ["杭州", "taobao"]
SELECT city, platform_name, MEASURE(order_cnt), MEASURE(buyer_cnt) FROM live GROUP BY 1, 2
--- equals
SELECT city, pname, COUNT(*), COUNT(DISTINCT buyer_id) FROM x_order GROUP BY 1, 2

== S10 HAVING must not find the hidden number
-- suppressed 1
-- hide-row ["北京"]
SELECT city FROM live GROUP BY 1 HAVING MEASURE(order_cnt) = 1
--- equals
SELECT city FROM x_order GROUP BY 1 HAVING COUNT(*) = 1

== S11 a window sum must not carry the hidden cell
-- suppressed 1
-- hide ["北京"]
SELECT city, MEASURE(order_cnt) AS n, MEASURE(order_cnt) / SUM(MEASURE(order_cnt)) OVER () AS share FROM live WHERE city IS NOT NULL GROUP BY 1
--- equals
SELECT city, COUNT(*), COUNT(*) / SUM(COUNT(*)) OVER () FROM x_order WHERE city IS NOT NULL GROUP BY 1

== S12 a CTE does not unhide
-- suppressed 1
-- hide ["北京"]
WITH c AS (SELECT city AS c, MEASURE(gmv) AS g FROM live GROUP BY 1) SELECT c, g FROM c ORDER BY 1
--- equals
SELECT city, SUM(gmv_amt) FROM x_line GROUP BY 1

== S13 an earlier period has cells of its own
-- suppressed 1
-- hide-cell ["上海", 2]
SELECT city, MEASURE(order_cnt), PRIOR(order_cnt, '1 year') AS before FROM live WHERE date_key >= DATE '2026-01-01' AND date_key < DATE '2027-01-01' GROUP BY 1
--- equals
SELECT city, COUNT(*) FILTER (WHERE biz_date >= DATE '2026-01-01'), COUNT(*) FILTER (WHERE biz_date < DATE '2026-01-01') FROM x_order WHERE biz_date IS NOT NULL GROUP BY 1

== S14 lines are counted by their people
-- suppressed 1
-- hide ["0-17"]
-- hide ["45+"]
-- show 2
SELECT age_band, MEASURE(units), MEASURE(line_cnt) FROM live WHERE age_band IS NOT NULL GROUP BY 1
--- equals
SELECT age_band, SUM(qty), COUNT(*) FROM x_line WHERE age_band IS NOT NULL GROUP BY 1

== S15 a change carries the number as well
-- suppressed 1
-- hide-cell ["北京", 1]
SELECT city, CHANGE(order_cnt, '1 year') AS c FROM live WHERE date_key >= DATE '2026-01-01' AND date_key < DATE '2027-01-01' GROUP BY 1
--- equals
SELECT city, COUNT(*) FILTER (WHERE biz_date >= DATE '2026-01-01') - COUNT(*) FILTER (WHERE biz_date < DATE '2026-01-01') FROM x_order WHERE biz_date IS NOT NULL GROUP BY 1

== S16 IN a subquery does not name the person
-- suppressed 0
-- hide []
SELECT MEASURE(gmv) FROM live WHERE city IN (SELECT city FROM live GROUP BY 1 HAVING MEASURE(order_cnt) = 1)
--- equals
SELECT 100.00

== S17 without a dimension of people nothing is hidden
-- suppressed 1
-- show 4
SELECT platform_name, MEASURE(order_cnt), MEASURE(buyer_cnt) FROM live GROUP BY 1
--- equals
SELECT pname, COUNT(*), COUNT(DISTINCT buyer_id) FROM x_order GROUP BY 1

== S18 the suppressed row sorts as if it had no number
-- suppressed 1
-- hide ["0-17"]
SELECT age_band, MEASURE(aov) FROM live WHERE age_band IS NOT NULL GROUP BY 1 ORDER BY 2 DESC LIMIT 4
--- equals
SELECT age_band, SUM(gmv_amt) / COUNT(DISTINCT order_id) FROM x_line WHERE age_band IS NOT NULL GROUP BY 1 ORDER BY 2 DESC
