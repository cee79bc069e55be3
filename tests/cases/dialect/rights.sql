-- A fact without a policy is closed to whoever some policy binds, also through joins; what a dataset
-- is where no line says it; masked fields in their parts; the fact's own time among many ways.

== rule 2 a closed fact alone
-- layer ../../../crates/semantic_sql/tests/layers/rights.yml
-- as {"user": "u", "roles": ["channel"], "attributes": {"platform_ids": [1, 2]}}
SELECT status, MEASURE(order_count) FROM rights
--- equals
SELECT 1, 2 WHERE FALSE

== rule 2 a closed fact from a dimension
-- layer ../../../crates/semantic_sql/tests/layers/rights.yml
-- as {"user": "u", "roles": ["channel"], "attributes": {"platform_ids": [1, 2]}}
SELECT spend_id, MEASURE(platform_count) FROM rights
--- equals
SELECT 1, 2 WHERE FALSE

== rule 2 a closed fact as a filter of a dimension
-- layer ../../../crates/semantic_sql/tests/layers/rights.yml
-- as {"user": "u", "roles": ["channel"], "attributes": {"platform_ids": [1, 2]}}
SELECT MEASURE(platform_count) FROM rights WHERE spend_id = 1
--- equals
SELECT 0

== rule 2 a closed fact is not told by what it lacks
-- layer ../../../crates/semantic_sql/tests/layers/rights.yml
-- as {"user": "u", "roles": ["channel"], "attributes": {"platform_ids": [1, 2]}}
SELECT platform, MEASURE(platform_count) FROM rights WHERE spend_id IS NULL
--- equals
SELECT 1, 2 WHERE FALSE

== rule 2 a closed fact in the filter of one metric leaves its neighbour alone
-- layer ../../../crates/semantic_sql/tests/layers/rights.yml
-- as {"user": "u", "roles": ["channel"], "attributes": {"platform_ids": [1, 2]}}
SELECT MEASURE(platform_count) AS n, MEASURE(platform_count) FILTER (WHERE spend_id > 0) AS spent FROM rights
--- equals
SELECT 6, 0

== rule 2 a closed header of open lines
-- layer ../../../crates/semantic_sql/tests/layers/rights.yml
-- as {"user": "u", "roles": ["channel"], "attributes": {"platform_ids": [1, 2]}}
SELECT status, MEASURE(line_count) FROM rights
--- equals
SELECT 1, 2 WHERE FALSE

== rule 2 a closed header by its key
-- layer ../../../crates/semantic_sql/tests/layers/rights.yml
-- as {"user": "u", "roles": ["channel"], "attributes": {"platform_ids": [1, 2]}}
SELECT order_id, MEASURE(line_count) FROM rights
--- equals
SELECT 1, 2 WHERE FALSE

== rule 2 a closed header on the way to a dimension
-- layer ../../../crates/semantic_sql/tests/layers/rights.yml
-- as {"user": "u", "roles": ["channel"], "attributes": {"platform_ids": [1, 2]}}
SELECT platform, MEASURE(line_count) FROM rights
--- equals
SELECT 1, 2 WHERE FALSE

== rule 2 a closed header beside its lines
-- layer ../../../crates/semantic_sql/tests/layers/rights.yml
-- as {"user": "u", "roles": ["channel"], "attributes": {"platform_ids": [1, 2]}}
SELECT line_id, status FROM rights
--- equals
SELECT 1, 2 WHERE FALSE

== rule 2 a closed header inside a metric
-- layer ../../../crates/semantic_sql/tests/layers/rights.yml
-- as {"user": "u", "roles": ["channel"], "attributes": {"platform_ids": [1, 2]}}
SELECT MEASURE(line_count), MEASURE(paid_lines) FROM rights
--- equals
SELECT COUNT(*), 0 FROM f_line

== rule 2 open lines stay as they are
-- layer ../../../crates/semantic_sql/tests/layers/rights.yml
-- as {"user": "u", "roles": ["channel"], "attributes": {"platform_ids": [1, 2]}}
SELECT product, MEASURE(line_count), MEASURE(gmv) FROM rights
--- equals
SELECT p.name, COUNT(*), SUM(gmv_amt) FROM f_line l LEFT JOIN d_product p USING (product_id) GROUP BY 1 ORDER BY 1 NULLS LAST

== rule 2 a closed fact inside a subquery
-- layer ../../../crates/semantic_sql/tests/layers/rights.yml
-- as {"user": "u", "roles": ["channel"], "attributes": {"platform_ids": [1, 2]}}
SELECT platform, MEASURE(parcel_count) FROM rights WHERE platform IN (SELECT platform FROM rights WHERE spend_id = 1)
--- equals
SELECT 1, 2 WHERE FALSE

== rule 2 subtotals of a closed fact
-- layer ../../../crates/semantic_sql/tests/layers/rights.yml
-- as {"user": "u", "roles": ["channel"], "attributes": {"platform_ids": [1, 2]}}
SELECT status, MEASURE(line_count) FROM rights GROUP BY ROLLUP(status)
--- equals
SELECT NULL, 0

== rule 2 a policy may read a closed fact
-- layer ../../../crates/semantic_sql/tests/layers/rights.yml
-- as {"user": "u", "roles": ["channel"], "attributes": {"platform_ids": [1, 2]}}
SELECT MEASURE(sale_count) FROM rights
--- equals
SELECT COUNT(*) FROM x_line WHERE status = 'paid' AND platform_id IN (1, 2)

== rule 2 nobody
-- layer ../../../crates/semantic_sql/tests/layers/rights.yml
-- as nobody
SELECT status, MEASURE(line_count) FROM rights
--- equals
SELECT 1, 2 WHERE FALSE

== rule 2 whom no policy binds
-- layer ../../../crates/semantic_sql/tests/layers/rights.yml
SELECT status, MEASURE(line_count) FROM rights
--- equals
SELECT status, COUNT(*) FROM x_line GROUP BY 1 ORDER BY 1 NULLS LAST

== rule 2 a dimension by a fact, whom no policy binds
-- layer ../../../crates/semantic_sql/tests/layers/rights.yml
SELECT spend_id, MEASURE(platform_count) FROM rights
--- equals
SELECT spend_id, COUNT(*) FROM d_platform LEFT JOIN f_spend USING (platform_id) GROUP BY 1 ORDER BY 1 NULLS LAST

== A.3 what is only referred to is a dimension
-- layer ../../../crates/semantic_sql/tests/layers/rights.yml
-- as {"user": "u", "roles": ["channel"], "attributes": {"platform_ids": [1, 2]}}
SELECT streamer FROM rights GROUP BY 1
--- equals
SELECT sname FROM d_streamer ORDER BY 1

== A.3 what refers to dimensions alone is one
-- layer ../../../crates/semantic_sql/tests/layers/rights.yml
-- as {"user": "u", "roles": ["channel"], "attributes": {"platform_ids": [1, 2]}}
SELECT room, MEASURE(parcel_count) FROM rights
--- equals
SELECT title, COUNT(*) FROM x_order WHERE platform_id IN (1, 2) GROUP BY 1 ORDER BY 1

== A.3 rooms alone
-- layer ../../../crates/semantic_sql/tests/layers/rights.yml
-- as {"user": "u", "roles": ["channel"], "attributes": {"platform_ids": [1, 2]}}
SELECT room FROM rights GROUP BY 1
--- equals
SELECT title FROM d_room ORDER BY 1

== A.3 a calendar is a dimension
-- layer ../../../crates/semantic_sql/tests/layers/rights.yml
-- as {"user": "u", "roles": ["channel"], "attributes": {"platform_ids": [1, 2]}}
SELECT festival FROM rights GROUP BY 1
--- equals
SELECT DISTINCT is_festival FROM d_date ORDER BY 1

== A.3 what a metric counts is a fact
-- layer ../../../crates/semantic_sql/tests/layers/rights.yml
-- as {"user": "u", "roles": ["channel"], "attributes": {"platform_ids": [1, 2]}}
SELECT product FROM rights GROUP BY 1
--- equals
SELECT 1 WHERE FALSE

== 43 a mask by a role
-- layer ../../../crates/semantic_sql/tests/layers/rights.yml
-- as {"user": "u", "roles": ["channel"], "attributes": {"platform_ids": [1, 2]}}
SELECT placer.staff_name, MEASURE(parcel_count) FROM rights
--- equals
SELECT '***', COUNT(*) FROM x_order WHERE platform_id IN (1, 2)

== 43 a mask by a role as a filter
-- layer ../../../crates/semantic_sql/tests/layers/rights.yml
-- as {"user": "u", "roles": ["channel"], "attributes": {"platform_ids": [1, 2]}}
SELECT MEASURE(parcel_count) FROM rights WHERE packer.staff_name = '***'
--- equals
SELECT COUNT(*) FROM x_order WHERE platform_id IN (1, 2)

== 43 a mask by two roles in rows
-- layer ../../../crates/semantic_sql/tests/layers/rights.yml
-- as {"user": "u", "roles": ["channel"], "attributes": {"platform_ids": [1, 2]}}
SELECT parcel_id, placer.staff_name, packer.staff_name AS packed FROM rights WHERE platform = 'jd'
--- equals
SELECT order_id, '***', '***' FROM x_order WHERE platform_id = 2 ORDER BY 1

== 43 a role without its mask
-- layer ../../../crates/semantic_sql/tests/layers/rights.yml
SELECT packer.staff_name, MEASURE(parcel_count) FROM rights
--- equals
SELECT s.staff_name, COUNT(*) FROM f_order o LEFT JOIN d_staff s ON s.staff_id = o.packed_by GROUP BY 1 ORDER BY 1 NULLS LAST

== 10 the fact's own time among six ways
-- layer ../../../crates/semantic_sql/tests/layers/rights.yml
SELECT day, MEASURE(gmv) FROM rights
--- equals
SELECT d.date_key, SUM(gmv_amt) FROM f_line l LEFT JOIN d_date d ON d.date_key = CAST(l.sold_at AS DATE) GROUP BY 1 ORDER BY 1 NULLS LAST

== 10 a role among six ways
-- layer ../../../crates/semantic_sql/tests/layers/rights.yml
SELECT ordered.day, MEASURE(gmv) FROM rights
--- equals
SELECT date_key, SUM(gmv_amt) FROM x_line GROUP BY 1 ORDER BY 1 NULLS LAST
