-- Semantic SQL that must be refused: `== code name`. Several codes apart by `|` are all right; E_ANY is any
-- code of ours. `-- names a, b`: the message, hint or candidates must contain them.

== E_NO_PATH 45 a dimension that the fact does not reach
-- names comment_cnt
SELECT category_name, MEASURE(comment_cnt) FROM live GROUP BY 1

== E_AMBIGUOUS_PATH 10 two ways to the staff
-- names orders_placer|placer, orders_packer|packer
SELECT staff_name, MEASURE(order_cnt) FROM live GROUP BY 1

== E_AMBIGUOUS_PATH 10 two ways to the day
-- names refunds_applied|applied, refunds_done|done
SELECT date_key, MEASURE(refund_amt) FROM live GROUP BY 1

== E_AMBIGUOUS_PATH 10 two ways in a filter
SELECT MEASURE(order_cnt) FROM live WHERE staff_name = 'Di'

== E_AMBIGUOUS_PATH 10 two ways in a measure filter
SELECT MEASURE(refund_amt) FILTER (WHERE date_key >= DATE '2026-01-01') AS r FROM live

== E_AMBIGUOUS_PATH 10 two ways beside a metric that has one
SELECT staff_name, MEASURE(order_cnt_placed), MEASURE(order_cnt) FROM live GROUP BY 1

== E_FAN_OUT_IN_SCALAR_QUERY 7 rows of two facts
SELECT orders.order_id, session_id FROM live

== E_FAN_OUT_IN_SCALAR_QUERY 4 dimensions without a common home
-- names platform_name
SELECT platform_name, tier, product_name, 场次类型 FROM live GROUP BY 1, 2, 3, 4

== E_NOT_ALLOWED|E_UNSAFE_REAGGREGATION|E_NESTED_AGGREGATION_DEFERRED 20 a sum of a ratio
SELECT platform_name, SUM(MEASURE(aov)) FROM live GROUP BY 1

== E_NOT_ALLOWED|E_UNSAFE_REAGGREGATION|E_NESTED_AGGREGATION_DEFERRED 20 an average of a metric
SELECT AVG(MEASURE(gmv)) FROM live

== E_NOT_ALLOWED|E_UNSAFE_REAGGREGATION|E_NESTED_AGGREGATION_DEFERRED 20 a most of a metric
SELECT platform_name, MAX(MEASURE(gmv)) FROM live GROUP BY 1

== E_NO_PATH 29 a filter that one fact cannot reach
-- names watch_seconds, status
SELECT platform_name, MEASURE(gmv), MEASURE(watch_seconds) FROM live WHERE status = 'paid' GROUP BY 1

== E_NO_PATH 29 within an OR
-- names spend
SELECT MEASURE(gmv), MEASURE(spend) FROM live WHERE platform_name = 'jd' OR tier = 'S'

== E_NO_PATH 29 the other fact stands in HAVING
-- names watch_seconds
SELECT platform_name, MEASURE(gmv) FROM live WHERE status = 'paid' GROUP BY 1 HAVING MEASURE(watch_seconds) > 0

== E_NO_PATH 29 the other fact stands in ORDER BY
-- names spend
SELECT platform_name, MEASURE(gmv) FROM live WHERE tier = 'S' GROUP BY 1 ORDER BY MEASURE(spend)

== E_NO_PATH 29 the other fact is a part of a ratio
-- names roi|spend
SELECT platform_name, MEASURE(roi) FROM live WHERE status = 'paid' GROUP BY 1

== E_NO_PATH 29 a measure filter that the metric cannot reach
-- names watch_seconds
SELECT MEASURE(watch_seconds) FILTER (WHERE status = 'paid') AS w FROM live

== E_AGGREGATE_IN_WHERE 31 a metric in WHERE
-- names HAVING
SELECT platform_name, MEASURE(gmv) FROM live WHERE MEASURE(gmv) > 100 GROUP BY 1

== E_AGGREGATE_IN_WHERE 31 an earlier period in WHERE
SELECT platform_name, MEASURE(gmv) FROM live WHERE PRIOR(gmv, '1 month') > 100 AND date_key >= DATE '2026-01-01' AND date_key < DATE '2026-02-01' GROUP BY 1

== E_MIXED_PREDICATE_LEVEL|E_AGGREGATE_IN_WHERE 31 both levels in one condition
SELECT platform_name, MEASURE(gmv) FROM live WHERE MEASURE(gmv) > 100 OR platform_name = 'jd' GROUP BY 1

== E_MIXED_PREDICATE_LEVEL|E_AGGREGATE_IN_WHERE 31 a metric compared with a field
SELECT platform_name, MEASURE(gmv) FROM live WHERE MEASURE(gmv) > shipping_fee GROUP BY 1

== E_AGGREGATE_IN_WHERE|E_NOT_ALLOWED 31 a raw aggregate in WHERE
SELECT platform_name, MEASURE(gmv) FROM live WHERE SUM(gmv_amt) > 100 GROUP BY 1

== E_NON_AGGREGATE_IN_HAVING 31 a field in HAVING
SELECT platform_name, MEASURE(gmv) FROM live GROUP BY 1 HAVING tier = 'S'

== E_NON_AGGREGATE_IN_HAVING|E_MIXED_PREDICATE_LEVEL 31 a field beside a metric in HAVING
SELECT platform_name, MEASURE(gmv) FROM live GROUP BY 1 HAVING MEASURE(gmv) > 10 OR status = 'paid'

== E_WINDOW_IN_WHERE 31 a window in WHERE
SELECT platform_name, MEASURE(gmv) FROM live WHERE RANK() OVER (ORDER BY platform_name) <= 3 GROUP BY 1

== E_WINDOW_IN_WHERE|E_NOT_ALLOWED|E_AGGREGATE_IN_WHERE 31 a window over a metric in WHERE
SELECT platform_name, MEASURE(gmv) FROM live WHERE RANK() OVER (ORDER BY MEASURE(gmv)) <= 3 GROUP BY 1

== E_ANY 38 MEASURE over an evaluated column
SELECT MEASURE(g) FROM (SELECT platform_name, MEASURE(gmv) AS g FROM live GROUP BY 1) t

== E_ANY 38 MEASURE of a metric in a query over a CTE
WITH a AS (SELECT platform_name, MEASURE(gmv) AS g FROM live GROUP BY 1) SELECT platform_name, MEASURE(gmv) FROM a GROUP BY 1

== E_NAME_NOT_FOUND 38 a field of the model in a query over a CTE
WITH a AS (SELECT platform_name, MEASURE(gmv) AS g FROM live GROUP BY 1) SELECT tier FROM a

== E_NAME_NOT_FOUND 38 a column that the inner query does not have
SELECT h FROM (SELECT platform_name, MEASURE(gmv) AS g FROM live GROUP BY 1) t

== E_ANY 38 SPINE outside of a semantic query
SELECT SPINE(d) FROM (SELECT date_key AS d, MEASURE(gmv) AS g FROM live GROUP BY 1) t

== E_ANY 38 a CTE named like the model
WITH live AS (SELECT platform_name, MEASURE(gmv) AS g FROM live GROUP BY 1) SELECT g FROM live

== E_ANY 38 a CTE named like the model in another case
WITH "LIVE" AS (SELECT platform_name, MEASURE(gmv) AS g FROM live GROUP BY 1) SELECT g FROM LIVE

== E_ANY 38 two CTEs of one name
WITH a AS (SELECT MEASURE(gmv) AS g FROM live), a AS (SELECT MEASURE(units) AS g FROM live) SELECT g FROM a

== E_ANY 38 a CTE that reads itself
WITH RECURSIVE a AS (SELECT platform_name AS p, MEASURE(gmv) AS g FROM live GROUP BY 1 UNION ALL SELECT p, g FROM a) SELECT g FROM a

== E_ANY 39 a subquery of two columns
SELECT MEASURE(gmv) FROM live WHERE platform_name IN (SELECT platform_name, tier FROM live GROUP BY 1, 2)

== E_ANY 39 a correlated subquery
SELECT platform_name, MEASURE(gmv) FROM live l WHERE EXISTS (SELECT 1 FROM live i WHERE i.tier = l.tier)

== E_ANY 40 CUBE
SELECT platform_name, tier, MEASURE(gmv) FROM live GROUP BY CUBE(platform_name, tier)

== E_ANY 40 GROUPING SETS
SELECT platform_name, tier, MEASURE(gmv) FROM live GROUP BY GROUPING SETS ((platform_name), (tier), ())

== E_ANY 40 GROUPING of what is not grouped
SELECT platform_name, GROUPING(tier) AS g, MEASURE(gmv) FROM live GROUP BY ROLLUP(platform_name)

== E_ANY 40 ROLLUP of a metric
SELECT platform_name, MEASURE(gmv) AS g FROM live GROUP BY ROLLUP(platform_name, g)

== E_ANY 40 ROLLUP that leaves an item out
SELECT platform_name, tier, MEASURE(gmv) FROM live GROUP BY ROLLUP(platform_name)

== E_NO_PATH 45 no shared dimension
-- names comment_cnt
SELECT product_name, MEASURE(comment_cnt) FROM live GROUP BY 1

== E3013_NO_STITCHING_DIMENSION|E_NO_PATH 45 no shared dimension of two facts
-- names comment_cnt
SELECT product_name, MEASURE(gmv), MEASURE(comment_cnt) FROM live GROUP BY 1

== E_NO_PATH 46 too fine a grain
-- names spend, platform_name
SELECT room_title, MEASURE(spend) FROM live GROUP BY 1

== E_NO_PATH|E3013_NO_STITCHING_DIMENSION 46 a ratio at too fine a grain
-- names spend|roi
SELECT room_title, MEASURE(gmv), MEASURE(roi) FROM live GROUP BY 1

== E_NO_PATH|E3013_NO_STITCHING_DIMENSION 46 a header metric by a line's key
-- names watch_seconds
SELECT line_id, MEASURE(watch_seconds) FROM live GROUP BY 1

== E_NAME_NOT_FOUND 41 an unknown dimension has candidates
-- names platform_name
SELECT platfrom_name, MEASURE(gmv) FROM live GROUP BY 1

== E_NAME_NOT_FOUND 41 an unknown metric has candidates
-- names gmv
SELECT MEASURE(gmvv) FROM live

== E_NAME_NOT_FOUND 41 a dimension as a metric
SELECT MEASURE(platform_name) FROM live

== E_NAME_NOT_FOUND 41 an unknown dataset
SELECT nothing.platform_name, MEASURE(gmv) FROM live GROUP BY 1

== E_NAME_NOT_FOUND|E_NAME_COLLISION rule 11 a field of several datasets has candidates
-- names rooms.room_id, sessions.room_id
SELECT room_id, MEASURE(session_cnt) FROM live GROUP BY 1

== E_NAME_NOT_FOUND|E_NAME_COLLISION rule 11 in WHERE
-- names orders.biz_date
SELECT MEASURE(order_cnt) FROM live WHERE biz_date = DATE '2026-01-05'

== E_NAME_COLLISION 41 two columns of one name
SELECT platform_name AS x, tier AS x, MEASURE(gmv) FROM live GROUP BY 1, 2

== E_NAME_NOT_FOUND 41 a hidden field
SELECT orders.buyer_id, MEASURE(gmv) FROM live GROUP BY 1

== E_NAME_NOT_FOUND 41 a hidden field in a filter, bare
SELECT MEASURE(gmv) FROM live WHERE phone LIKE '138%'

== E_MIXED_QUERY_SHAPE|E_NOT_ALLOWED rule 7 GROUP BY leaves an item out
SELECT platform_name, tier, MEASURE(gmv) FROM live GROUP BY platform_name

== E_MIXED_QUERY_SHAPE|E_NOT_ALLOWED rule 7 GROUP BY has an item more
SELECT platform_name, MEASURE(gmv) FROM live GROUP BY platform_name, tier

== E_MIXED_QUERY_SHAPE|E_NOT_ALLOWED rule 7 GROUP BY a metric
SELECT platform_name, MEASURE(gmv) AS g FROM live GROUP BY 1, g

== E_ANY rule 7 an ordinal out of range
SELECT platform_name, MEASURE(gmv) FROM live GROUP BY 3

== E_ANY rule 7 ORDER BY an ordinal out of range
SELECT platform_name, MEASURE(gmv) FROM live GROUP BY 1 ORDER BY 9

== E_ANY rule 7 ORDER BY a field that is not grouped
SELECT platform_name, MEASURE(gmv) FROM live GROUP BY 1 ORDER BY tier

== E_NOT_ALLOWED rule 10 a raw sum
SELECT platform_name, SUM(gmv_amt) FROM live GROUP BY 1

== E_NOT_ALLOWED rule 10 COUNT(*)
SELECT COUNT(*) FROM live

== E_NOT_ALLOWED rule 10 a raw sum in HAVING
SELECT platform_name, MEASURE(gmv) FROM live GROUP BY 1 HAVING SUM(gmv_amt) > 1

== E_NOT_ALLOWED rule 10 a raw sum in ORDER BY
SELECT platform_name, MEASURE(gmv) FROM live GROUP BY 1 ORDER BY SUM(gmv_amt)

== E_NOT_ALLOWED rule 10 a wildcard
SELECT * FROM live

== E_NOT_ALLOWED rule 10 the relation with itself
SELECT a.platform_name, MEASURE(gmv) FROM live a JOIN live b ON a.platform_name = b.platform_name GROUP BY 1

== E_UNBOUNDED_COMPARISON|E_ANY 35 no bound on the time
SELECT PRIOR(gmv, '1 month') AS b FROM live

== E_ANY 35 only one end
SELECT PRIOR(gmv, '1 month') AS b FROM live WHERE date_key >= DATE '2026-01-01'

== E_ANY 35 the bound stands in an OR
SELECT PRIOR(gmv, '1 month') AS b FROM live WHERE (date_key >= DATE '2026-01-01' AND date_key < DATE '2026-02-01') OR platform_name = 'jd'

== E_ANY 35 an offset that is none
SELECT PRIOR(gmv, 'a while') AS b FROM live WHERE date_key >= DATE '2026-01-01' AND date_key < DATE '2026-02-01'

== E_ANY 35 an offset of a field
SELECT PRIOR(gmv, platform_name) AS b FROM live WHERE date_key >= DATE '2026-01-01' AND date_key < DATE '2026-02-01'

== E_ANY 35 a negative offset
SELECT PRIOR(gmv, '-1 month') AS b FROM live WHERE date_key >= DATE '2026-01-01' AND date_key < DATE '2026-02-01'

== E_ANY 35 an earlier period of a field
SELECT PRIOR(platform_name, '1 month') AS b FROM live WHERE date_key >= DATE '2026-01-01' AND date_key < DATE '2026-02-01'

== E_ANY 35 an earlier period of an earlier period
SELECT PRIOR(PRIOR(gmv, '1 month'), '1 month') AS b FROM live WHERE date_key >= DATE '2026-01-01' AND date_key < DATE '2026-02-01'

== E_ANY 37 a spine without an end
SELECT SPINE(date_key) AS d, MEASURE(spend) FROM live WHERE date_key >= DATE '2026-01-01' GROUP BY 1

== E_ANY 37 a spine of a text
SELECT SPINE(platform_name) AS d, MEASURE(spend) FROM live GROUP BY 1

== E_ANY 37 a spine in a filter
SELECT MEASURE(spend) FROM live WHERE SPINE(date_key) = DATE '2026-01-01'

== E_ANY deny a denied field
-- as {"user": "u", "roles": ["host"], "attributes": {"streamer": "Bo"}}
SELECT slot_fee FROM live GROUP BY 1

== E_ANY deny a denied field in a filter
-- as {"user": "u", "roles": ["host"], "attributes": {"streamer": "Bo"}}
SELECT MEASURE(gmv) FROM live WHERE slot_fee > 100

== E_ANY deny a denied field in a measure filter
-- as {"user": "u", "roles": ["host"], "attributes": {"streamer": "Bo"}}
SELECT MEASURE(gmv) FILTER (WHERE rooms.slot_fee > 100) AS g FROM live

== E_ANY deny a metric that touches a denied field
-- as {"user": "u", "roles": ["host"], "attributes": {"streamer": "Bo"}}
SELECT platform_name, MEASURE(room_fee) FROM live GROUP BY 1

== E_ANY deny a metric that touches a denied field, in HAVING alone
-- as {"user": "u", "roles": ["host"], "attributes": {"streamer": "Bo"}}
SELECT platform_name FROM live GROUP BY 1 HAVING MEASURE(room_fee) > 100

== E_ANY deny a metric that touches a denied field, in ORDER BY alone
-- as {"user": "u", "roles": ["host"], "attributes": {"streamer": "Bo"}}
SELECT platform_name FROM live GROUP BY 1 ORDER BY MEASURE(room_fee)

== E_ANY deny a denied metric
-- as {"user": "u", "roles": ["host"], "attributes": {"streamer": "Bo"}}
SELECT MEASURE(margin_secret) FROM live

== E_ANY deny holds beside another role
-- as {"user": "u", "roles": ["host", "channel"], "attributes": {"streamer": "Bo", "platform_ids": [1]}}
SELECT MEASURE(margin_secret) FROM live

== E_ANY deny a denied field within a subquery
-- as {"user": "u", "roles": ["host"], "attributes": {"streamer": "Bo"}}
SELECT MEASURE(gmv) FROM live WHERE room_title IN (SELECT room_title FROM live WHERE slot_fee > 400 GROUP BY 1)

== E_ANY deny a denied field within a CTE
-- as {"user": "u", "roles": ["host"], "attributes": {"streamer": "Bo"}}
WITH a AS (SELECT room_title AS r, slot_fee AS f FROM live GROUP BY 1, 2) SELECT r FROM a WHERE f > 100

== E_ANY deny an earlier period of a denied metric
-- as {"user": "u", "roles": ["host"], "attributes": {"streamer": "Bo"}}
SELECT PRIOR(margin_secret, '1 month') AS b FROM live WHERE date_key >= DATE '2026-01-01' AND date_key < DATE '2026-02-01'

== E_LITERAL|E_ANY literals a day that is none
SELECT MEASURE(gmv) FROM live WHERE date_key >= DATE '2026-02-30'

== E_ANY literals a text for a number
SELECT MEASURE(gmv) FROM live WHERE qty > 'many'

== E_ANY literals a text for a day
SELECT MEASURE(gmv) FROM live WHERE date_key >= 'yesterday'

== E_ANY clocks CURRENT_DATE
SELECT MEASURE(gmv) FROM live WHERE date_key >= CURRENT_DATE

== E_ANY clocks NOW()
SELECT MEASURE(gmv) FROM live WHERE ordered_at >= NOW() - INTERVAL 1 DAY

== E_SMALL_CELL found rows of persons by DISTINCT
SELECT DISTINCT orders.order_id, shipping_fee, age_band FROM live WHERE age_band = '0-17'

== E_SMALL_CELL found rows of persons by GROUP BY
SELECT orders.order_id, age_band FROM live WHERE age_band = '0-17' GROUP BY 1, 2

== E_SMALL_CELL found a group of persons read by IN
SELECT MEASURE(gmv) AS g FROM live WHERE orders.order_id IN (SELECT orders.order_id FROM live WHERE age_band = '0-17' GROUP BY 1)

== E_SMALL_CELL found a total less the total without the cell
SELECT MEASURE(gmv) - (SELECT MEASURE(gmv) FROM live WHERE age_band <> '0-17' OR age_band IS NULL) AS x FROM live

== E_SMALL_CELL found three filters that can be solved
SELECT MEASURE(gmv) FILTER (WHERE age_band IN ('18-24', '0-17')) AS a, MEASURE(gmv) FILTER (WHERE age_band IN ('0-17', '25-34')) AS b FROM live

== E_SMALL_CELL found periods that overlap
SELECT CHANGE(gmv, '1 day') AS p FROM live WHERE age_band = '18-24' AND date_key >= DATE '2025-01-01' AND date_key < DATE '2026-02-11'

== E_SMALL_CELL found a sum over hidden cells
WITH a AS (SELECT platform_name, MEASURE(gmv) FILTER (WHERE city = '上海') AS h FROM live GROUP BY 1) SELECT SUM(h) AS h FROM a

== E_UNBOUNDED_COMPARISON found a key of another time than the filter's
SELECT DATE_TRUNC('month', ordered_at) AS d, PRIOR(gmv, '1 month') AS p FROM live WHERE date_key >= DATE '2026-02-01' AND date_key < DATE '2026-03-01' GROUP BY 1

== E_UNBOUNDED_COMPARISON found two bounded times
SELECT PRIOR(gmv, '1 month') AS p FROM live WHERE date_key >= DATE '2026-02-01' AND date_key < DATE '2026-03-01' AND ordered_at >= DATE '2026-02-01' AND ordered_at < DATE '2026-03-01'

== E_UNBOUNDED_COMPARISON found a bound within an OR
SELECT PRIOR(gmv, '1 month') AS p FROM live WHERE date_key >= DATE '2026-02-01' AND date_key < DATE '2026-03-01' AND (date_key >= DATE '2026-02-05' OR platform_name = 'jd')

== E_UNBOUNDED_COMPARISON found a time in the filter of a metric
SELECT PRIOR(gmv, '1 month') FILTER (WHERE date_key >= DATE '2026-02-10') AS p FROM live WHERE date_key >= DATE '2026-02-01' AND date_key < DATE '2026-03-01'

== E_TYPE found a day against a moved time
SELECT MEASURE(order_cnt) FROM live WHERE ordered_at + INTERVAL 1 DAY <= DATE '2026-02-01'

== E_TYPE found a day that is not distinct from a point in time
SELECT MEASURE(order_cnt) FROM live WHERE ordered_at IS NOT DISTINCT FROM DATE '2026-01-31'

== E_NOT_ALLOWED found a key inside ROLLUP and outside of it
SELECT status, MEASURE(gmv) AS k FROM live GROUP BY status, ROLLUP(status)
