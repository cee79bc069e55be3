-- Row policies: every shape of query as somebody who sees a part equals SQL with the filter written out.

== 42 a policy on a dimension that is not mentioned
-- as {"user": "u", "roles": ["channel"], "attributes": {"platform_ids": [1, 4]}}
SELECT tier, MEASURE(gmv), MEASURE(watch_seconds) FROM live GROUP BY 1
--- equals
SELECT * FROM (VALUES ('A', 30.70, 100), ('S', 759.17, 21200)) t

== 42 rows without a key are not visible
-- as {"user": "u", "roles": ["channel"], "attributes": {"platform_ids": [1, 2, 3, 4, 5, 6, 99]}}
SELECT MEASURE(gmv), MEASURE(order_cnt) FROM live
--- equals
SELECT SUM(gmv_amt), (SELECT COUNT(*) FROM x_order WHERE platform_id IS NOT NULL) FROM x_line WHERE platform_id IS NOT NULL

== 42 the host's own rooms
-- as {"user": "u", "roles": ["host"], "attributes": {"streamer": "Bo"}}
SELECT platform_name, MEASURE(gmv), MEASURE(buyer_cnt) FROM live GROUP BY 1
--- equals
SELECT * FROM (VALUES ('jd', 172.00, 4), (NULL, 100.00, 1)) t

== 42 an OR over two attributes
-- as {"user": "u", "roles": ["both"], "attributes": {"streamer": "Bo", "platform_ids": [3]}}
SELECT MEASURE(gmv), MEASURE(order_cnt), MEASURE(line_cnt) FROM live
--- equals
SELECT SUM(gmv_amt), (SELECT COUNT(*) FROM x_order WHERE platform_id = 3 OR sname = 'Bo'), COUNT(*) FROM x_line WHERE platform_id = 3 OR sname = 'Bo'

== 42 a role that sees every row lifts the policy
-- as {"user": "u", "roles": ["channel", "finance"], "attributes": {"platform_ids": [1]}}
SELECT MEASURE(gmv) FROM live
--- equals
SELECT 1150.20

== 42 role names match exactly
-- as {"user": "u", "roles": ["Owner", "OWNER", "owner "], "attributes": {"platform_ids": [2]}}
SELECT MEASURE(gmv) FROM live
--- equals
SELECT 172.00

== 43 an empty list sees nothing
-- as {"user": "u", "roles": ["channel"], "attributes": {"platform_ids": []}}
SELECT MEASURE(gmv), MEASURE(order_cnt), MEASURE(session_cnt) FROM live
--- equals
SELECT NULL::INT, 0, 0

== 43 an empty list and a group
-- as {"user": "u", "roles": ["channel"], "attributes": {"platform_ids": []}}
SELECT platform_name, MEASURE(gmv) FROM live GROUP BY 1
--- equals
SELECT 1, 2 WHERE FALSE

== 43 a missing attribute sees nothing
-- as {"user": "u", "roles": ["channel"]}
-- either
SELECT platform_name, MEASURE(gmv) FROM live GROUP BY 1
--- equals
SELECT 1, 2 WHERE FALSE

== 43 a null attribute sees nothing
-- as {"user": "u", "roles": ["channel"], "attributes": {"platform_ids": null}}
-- either
SELECT MEASURE(order_cnt) FROM live
--- equals
SELECT 0

== 43 a wrong type sees nothing
-- as {"user": "u", "roles": ["channel"], "attributes": {"platform_ids": "1"}}
-- either
SELECT MEASURE(order_cnt) FROM live
--- equals
SELECT 0

== 43 numbers as text see nothing
-- as {"user": "u", "roles": ["channel"], "attributes": {"platform_ids": ["1", "2"]}}
-- either
SELECT MEASURE(order_cnt) FROM live
--- equals
SELECT 0

== 43 a null within a list is no match
-- as {"user": "u", "roles": ["channel"], "attributes": {"platform_ids": [2, null]}}
-- either
SELECT MEASURE(order_cnt) FROM live
--- equals
SELECT 4

== 43 fractions see nothing
-- as {"user": "u", "roles": ["channel"], "attributes": {"platform_ids": [1.5]}}
-- either
SELECT MEASURE(order_cnt) FROM live
--- equals
SELECT 0

== 43 a list where a text is declared sees nothing
-- as {"user": "u", "roles": ["host"], "attributes": {"streamer": ["Bo"]}}
-- either
SELECT MEASURE(order_cnt) FROM live
--- equals
SELECT 0

== 43 a hostile attribute is a string
-- as {"user": "u", "roles": ["host"], "attributes": {"streamer": "x' OR 1=1 --"}}
SELECT MEASURE(gmv), MEASURE(order_cnt) FROM live
--- equals
SELECT NULL::INT, 0

== 43 a quote in an attribute
-- as {"user": "u", "roles": ["host"], "attributes": {"streamer": "O'Hara"}}
SELECT MEASURE(order_cnt) FROM live
--- equals
SELECT COUNT(*) FROM x_order WHERE sname = 'O''Hara'

== 43 a Chinese attribute
-- as {"user": "u", "roles": ["host"], "attributes": {"streamer": "安娜"}}
SELECT MEASURE(gmv) FROM live
--- equals
SELECT 759.17

== 43 an attribute that the layer does not declare opens nothing
-- as {"user": "u", "roles": ["channel"], "attributes": {"platform_id": [1], "admin": true}}
-- either
SELECT MEASURE(order_cnt) FROM live
--- equals
SELECT 0

== 43 nobody sees no fact but the shared one
-- noted lines
-- as nobody
SELECT MEASURE(gmv), MEASURE(comment_cnt), MEASURE(spend) FROM live
--- equals
SELECT NULL::INT, 5, 0

== 43 nobody sees open dimensions
-- as nobody
SELECT DISTINCT platform_name FROM live
--- equals
SELECT pname FROM d_platform ORDER BY 1

== 43 nobody sees no row of a guarded fact
-- noted orders
-- as nobody
SELECT orders.order_id, status FROM live
--- equals
SELECT 1, 2 WHERE FALSE

== 43 nobody sees no row of a guarded dimension
-- noted staff
-- as nobody
SELECT DISTINCT staff_name FROM live
--- equals
SELECT 1 WHERE FALSE

== 43 a fact without a policy is closed to those whom a policy binds
-- as {"user": "u", "roles": ["channel"], "attributes": {"platform_ids": [1]}}
SELECT MEASURE(spend), MEASURE(gmv) FROM live
--- equals
SELECT 0, 789.87

== 43 a ratio over a closed fact is NULL
-- as {"user": "u", "roles": ["channel"], "attributes": {"platform_ids": [1]}}
SELECT MEASURE(roi) FROM live
--- equals
SELECT NULL::INT

== 42 a dimension with a policy of its own
-- as {"user": "u", "roles": ["lead"], "attributes": {"teams": ["甲"]}}
SELECT DISTINCT staff_name, team FROM live
--- equals
SELECT * FROM (VALUES ('Di', '甲')) t

== 44 totals and distinct counts
-- as {"user": "u", "roles": ["channel"], "attributes": {"platform_ids": [1]}}
SELECT MEASURE(buyer_cnt), MEASURE(gmv), MEASURE(aov), MEASURE(median_line), MEASURE(sold_orders) FROM live
--- equals
SELECT 7, SUM(gmv_amt), SUM(gmv_amt) / COUNT(DISTINCT order_id), MEDIAN(gmv_amt), COUNT(DISTINCT order_id) FROM x_line WHERE platform_id IN (1)

== 44 three branches
-- as {"user": "u", "roles": ["channel"], "attributes": {"platform_ids": [1, 4]}}
SELECT platform_name, MEASURE(gmv), MEASURE(watch_seconds), MEASURE(order_cnt), MEASURE(refund_amt) FROM live GROUP BY 1
--- equals
SELECT * FROM (VALUES ('douyin', 789.87, 16800, 13, 15.50), ('xhs', NULL, 4500, 0, NULL)) t

== 44 rows
-- as {"user": "u", "roles": ["channel"], "attributes": {"platform_ids": [2]}}
SELECT orders.order_id, platform_name FROM live ORDER BY 1
--- equals
SELECT order_id, pname FROM x_order WHERE platform_id IN (2) ORDER BY 1

== 44 rows of lines
-- as {"user": "u", "roles": ["channel"], "attributes": {"platform_ids": [2]}}
SELECT line_id, product_name FROM live WHERE qty > 1 ORDER BY 1
--- equals
SELECT line_id, product FROM x_line WHERE platform_id IN (2) AND qty > 1 ORDER BY 1

== 44 top and ties
-- as {"user": "u", "roles": ["channel"], "attributes": {"platform_ids": [1, 2]}}
SELECT product_name, MEASURE(line_cnt) FROM live GROUP BY 1 ORDER BY 2 DESC FETCH FIRST 1 ROW WITH TIES
--- equals
SELECT product, COUNT(*) FROM x_line WHERE platform_id IN (1, 2) GROUP BY 1 QUALIFY RANK() OVER (ORDER BY COUNT(*) DESC) <= 1 ORDER BY 2 DESC, 1 NULLS LAST

== 44 a share is of what one sees
-- as {"user": "u", "roles": ["channel"], "attributes": {"platform_ids": [1, 2]}}
SELECT platform_name, MEASURE(gmv) / SUM(MEASURE(gmv)) OVER () AS share FROM live GROUP BY 1
--- equals
SELECT * FROM (VALUES ('douyin', 789.87 / 961.87), ('jd', 172.00 / 961.87)) t

== 44 a derived table
-- as {"user": "u", "roles": ["channel"], "attributes": {"platform_ids": [1, 2]}}
SELECT AVG(g) AS v FROM (SELECT platform_name, MEASURE(gmv) AS g FROM live GROUP BY 1) t
--- equals
SELECT 961.87 / 2

== 44 a chain of CTEs
-- as {"user": "u", "roles": ["channel"], "attributes": {"platform_ids": [2]}}
WITH a AS (SELECT room_title AS r, MEASURE(gmv) AS g FROM live GROUP BY 1), b AS (SELECT r, g FROM a WHERE g > 1) SELECT r, g FROM b ORDER BY 1
--- equals
SELECT 'R2', 172.00

== 44 the subquery of IN
-- as {"user": "u", "roles": ["host"], "attributes": {"streamer": "Bo"}}
SELECT MEASURE(gmv) FROM live WHERE room_title IN (SELECT room_title FROM live GROUP BY 1 ORDER BY MEASURE(gmv) DESC LIMIT 1)
--- equals
SELECT 172.00

== 44 the subquery of NOT IN
-- as {"user": "u", "roles": ["host"], "attributes": {"streamer": "Bo"}}
SELECT room_title, MEASURE(gmv) FROM live WHERE room_title NOT IN (SELECT room_title FROM live GROUP BY 1 HAVING MEASURE(gmv) > 150) GROUP BY 1
--- equals
SELECT 'R5', 100.00

== 44 a subquery cannot see rooms that the asker does not
-- as {"user": "u", "roles": ["host"], "attributes": {"streamer": "Bo"}}
SELECT MEASURE(comment_cnt) FROM live WHERE room_title IN (SELECT room_title FROM live GROUP BY 1 HAVING MEASURE(order_cnt) > 0)
--- equals
SELECT 1

== 44 the earlier period
-- as {"user": "u", "roles": ["channel"], "attributes": {"platform_ids": [1]}}
SELECT MEASURE(buyer_cnt), PRIOR(buyer_cnt, '1 month') AS before, CHANGE(gmv, '1 month') AS c FROM live WHERE date_key >= DATE '2026-02-01' AND date_key < DATE '2026-03-01'
--- equals
SELECT 3, 4, 358.99 - 204.85

== 44 the earlier period by group
-- as {"user": "u", "roles": ["channel"], "attributes": {"platform_ids": [1]}}
SELECT platform_name, PRIOR(gmv, '1 month') AS before FROM live WHERE date_key >= DATE '2026-02-01' AND date_key < DATE '2026-03-01' GROUP BY 1
--- equals
SELECT 'douyin', 204.85

== 44 ROLLUP
-- as {"user": "u", "roles": ["channel"], "attributes": {"platform_ids": [1, 2]}}
SELECT platform_name, GROUPING(platform_name) AS g, MEASURE(gmv), MEASURE(buyer_cnt) FROM live GROUP BY ROLLUP(platform_name) ORDER BY 2, 1
--- equals
SELECT * FROM (VALUES ('douyin', 0, 789.87, 7), ('jd', 0, 172.00, 4), (NULL, 1, 961.87, 10)) t

== 44 a spine
-- as {"user": "u", "roles": ["channel"], "attributes": {"platform_ids": [2]}}
SELECT SPINE(date_key) AS d, MEASURE(gmv) FROM live WHERE date_key >= DATE '2026-02-09' AND date_key < DATE '2026-02-12' GROUP BY 1
--- equals
SELECT * FROM (VALUES (DATE '2026-02-09', NULL), (DATE '2026-02-10', 100.00), (DATE '2026-02-11', NULL)) t

== 44 a measure filter
-- as {"user": "u", "roles": ["channel"], "attributes": {"platform_ids": [1]}}
SELECT MEASURE(order_cnt) FILTER (WHERE platform_name <> 'douyin') AS others, MEASURE(order_cnt) FILTER (WHERE platform_name IS NULL) AS none, MEASURE(order_cnt) AS mine FROM live
--- equals
SELECT 0, 0, 13

== 44 OR cannot widen a policy
-- as {"user": "u", "roles": ["channel"], "attributes": {"platform_ids": [2]}}
SELECT MEASURE(order_cnt) FROM live WHERE platform_name = 'douyin' OR platform_name = 'jd' OR status IS NOT NULL
--- equals
SELECT 4

== 44 NOT cannot turn a policy round
-- as {"user": "u", "roles": ["channel"], "attributes": {"platform_ids": [2]}}
SELECT platform_name, MEASURE(order_cnt) FROM live WHERE NOT (platform_name = 'jd') GROUP BY 1
--- equals
SELECT 1, 2 WHERE FALSE

== 44 a semi-additive metric chooses among visible rows
-- as {"user": "u", "roles": ["channel"], "attributes": {"platform_ids": [4]}}
SELECT MEASURE(followers), MEASURE(first_followers) FROM live
--- equals
SELECT 55, 50

== 44 dimensions stay open
-- as {"user": "u", "roles": ["channel"], "attributes": {"platform_ids": [4]}}
SELECT platform_name, streamer_name FROM live GROUP BY 1, 2
-- either
--- equals
SELECT DISTINCT pname, sname FROM x_room ORDER BY 1 NULLS LAST, 2 NULLS LAST

== 44 a dimension-only query with IN
-- as {"user": "u", "roles": ["channel"], "attributes": {"platform_ids": [2]}}
SELECT DISTINCT platform_name FROM live WHERE platform_name IN (SELECT platform_name FROM live GROUP BY 1 HAVING MEASURE(gmv) > 0)
--- equals
SELECT 'jd'

== 44 HAVING of a closed fact
-- as {"user": "u", "roles": ["channel"], "attributes": {"platform_ids": [1, 2]}}
SELECT platform_name FROM live GROUP BY 1 HAVING MEASURE(spend) > 0 OR MEASURE(gmv) > 700
--- equals
SELECT 'douyin'

== 44 a shared fact keeps all its rows
-- as {"user": "u", "roles": ["channel"], "attributes": {"platform_ids": [2]}}
SELECT platform_name, MEASURE(comment_cnt), MEASURE(gmv) FROM live GROUP BY 1
--- equals
SELECT * FROM (VALUES ('douyin', 2, NULL), ('jd', 0, 172.00), ('xhs', 1, NULL), (NULL, 2, NULL)) t

== 44 a huge list is a list
-- as {"user": "u", "roles": ["channel"], "attributes": {"platform_ids": [2, 1000, 1001, 1002, 1003, 1004, 1005, 1006, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 1015, 1016, 1017, 1018, 1019, 1020, -1, 0, 2147483647]}}
SELECT MEASURE(order_cnt) FROM live
--- equals
SELECT 4

== 43 an error of the database tells nothing of a hidden row
-- as {"user": "u", "roles": ["host"], "attributes": {"platform_ids": [1]}}
SELECT MEASURE(session_cnt) FROM live WHERE CASE WHEN follower_cnt = 50 THEN follower_cnt % 0 ELSE 1 END = 1
--- equals
SELECT 7

== 43 a cast that fails tells nothing of a hidden row
-- as {"user": "u", "roles": ["host"], "attributes": {"platform_ids": [1]}}
SELECT MEASURE(session_cnt) FROM live WHERE CASE WHEN follower_cnt = 50 THEN follower_cnt * 9223372036854775807 ELSE 1 END = 1
--- equals
SELECT 7
