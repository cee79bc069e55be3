-- Wildcards, raw aggregates, clauses and relations outside of the dialect.

== wildcard star
SELECT * FROM live

== wildcard of the model
SELECT live.* FROM live

== wildcard of an alias
SELECT l.* FROM live l

== wildcard of a dataset
SELECT buyers.* FROM live

== wildcard with a metric
SELECT *, MEASURE(gmv) FROM live GROUP BY ALL

== wildcard COLUMNS(*)
SELECT COLUMNS(*) FROM live

== wildcard COLUMNS of a pattern
SELECT COLUMNS('.*') FROM live

== wildcard COLUMNS of a lambda
SELECT COLUMNS(c -> c LIKE 'p%') FROM live

== wildcard EXCLUDE
SELECT * EXCLUDE (phone) FROM live

== wildcard EXCEPT
SELECT * EXCEPT (phone) FROM live

== wildcard REPLACE
SELECT * REPLACE (1 AS phone) FROM live

== wildcard RENAME
SELECT * RENAME (phone AS p) FROM live

== wildcard ILIKE
SELECT * ILIKE '%phone%' FROM live

== wildcard over a derived table
SELECT * FROM (SELECT platform_name, MEASURE(gmv) AS g FROM live GROUP BY 1) t

== wildcard over a CTE
WITH a AS (SELECT platform_name, MEASURE(gmv) AS g FROM live GROUP BY 1) SELECT a.* FROM a

== wildcard in an IN subquery
SELECT MEASURE(gmv) FROM live WHERE platform_name IN (SELECT * FROM live)

== wildcard in a function
SELECT COUNT(live.*) FROM live

== wildcard unpacked
SELECT UNPACK(COLUMNS(*)) FROM live

== raw SUM
SELECT SUM(lines.gmv_amt) FROM live

== raw COUNT(*)
SELECT platform_name, COUNT(*) FROM live GROUP BY 1

== raw COUNT()
SELECT COUNT() FROM live

== raw COUNT(1)
SELECT COUNT(1) FROM live

== raw COUNT DISTINCT
SELECT COUNT(DISTINCT orders.order_id) FROM live

== raw aggregate within arithmetic
SELECT 1 + SUM(qty) AS x FROM live

== raw aggregate within a metric filter
SELECT MEASURE(gmv) FILTER (WHERE qty > AVG(qty)) AS g FROM live

== raw aggregate as a window
SELECT line_id, SUM(qty) OVER () AS s FROM live

== raw aggregate with FILTER
SELECT SUM(qty) FILTER (WHERE qty > 1) FROM live

== raw aggregate WITHIN GROUP
SELECT PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY qty) FROM live

== raw histogram and list
SELECT HISTOGRAM(qty) FROM live

== raw ARRAY_AGG
SELECT ARRAY_AGG(platform_name) FROM live

== raw reservoir and approximations
SELECT APPROX_COUNT_DISTINCT(orders.order_id) FROM live

== raw bit_or, checksum and product
SELECT PRODUCT(qty) FROM live

== clauses CUBE
SELECT platform_name, MEASURE(gmv) FROM live GROUP BY CUBE(platform_name)

== clauses GROUPING SETS
SELECT platform_name, MEASURE(gmv) FROM live GROUP BY GROUPING SETS ((platform_name), ())

== clauses an empty GROUP BY beside a field
SELECT platform_name, MEASURE(gmv) FROM live GROUP BY ()

== clauses WITH ROLLUP of another dialect
SELECT platform_name, MEASURE(gmv) FROM live GROUP BY platform_name WITH CUBE

== clauses DISTINCT ON
SELECT DISTINCT ON (platform_name) platform_name, tier FROM live

== clauses a named window
SELECT platform_name, SUM(MEASURE(gmv)) OVER w AS s FROM live GROUP BY 1 WINDOW w AS (ORDER BY (SELECT amount FROM salary))

== clauses QUALIFY over a count of groups
-- may-run
SELECT platform_name, MEASURE(gmv) FROM live GROUP BY 1 QUALIFY COUNT(*) OVER () > 1

== clauses QUALIFY with a subquery
SELECT platform_name, MEASURE(gmv) FROM live GROUP BY 1 QUALIFY (SELECT MAX(amount) FROM salary) > 1

== clauses TABLESAMPLE
SELECT MEASURE(gmv) FROM live TABLESAMPLE 10%

== clauses USING SAMPLE
SELECT MEASURE(gmv) FROM live USING SAMPLE 10 ROWS

== clauses FOR UPDATE
SELECT MEASURE(gmv) FROM live FOR UPDATE

== clauses time travel
SELECT MEASURE(gmv) FROM live AT (VERSION => 1)

== clauses time travel of another dialect
SELECT MEASURE(gmv) FROM live FOR SYSTEM_TIME AS OF TIMESTAMP '2026-01-01 00:00:00'

== clauses an alias with columns
SELECT MEASURE(gmv) FROM live AS l(a, b, c)

== clauses WITH ORDINALITY
SELECT MEASURE(gmv) FROM live WITH ORDINALITY

== clauses PIVOT
PIVOT live ON platform_name USING SUM(gmv_amt)

== clauses PIVOT in FROM
SELECT * FROM live PIVOT (SUM(gmv_amt) FOR platform_name IN ('jd'))

== clauses UNPIVOT
UNPIVOT salary ON amount INTO NAME n VALUE v

== clauses MATCH_RECOGNIZE
SELECT * FROM live MATCH_RECOGNIZE (PATTERN (a) DEFINE a AS TRUE)

== clauses VALUES
VALUES (1), (2)

== clauses VALUES in FROM
SELECT a FROM (VALUES (1), (2)) t(a)

== clauses VALUES in IN
SELECT MEASURE(gmv) FROM live WHERE platform_name IN (VALUES ('jd'))

== clauses FROM first
FROM live SELECT MEASURE(gmv)

== clauses FROM alone
FROM salary

== clauses SELECT without FROM
SELECT 1

== clauses an empty select list
SELECT FROM live

== clauses POSITIONAL and ASOF joins
SELECT MEASURE(gmv) FROM live POSITIONAL JOIN live

== clauses the relation twice
SELECT MEASURE(gmv) FROM live, live

== clauses CONNECT BY
SELECT MEASURE(gmv) FROM live CONNECT BY 1 = 1

== clauses LIMIT by percent
SELECT platform_name, MEASURE(gmv) FROM live GROUP BY 1 LIMIT 10%

== clauses LIMIT of an expression
SELECT platform_name, MEASURE(gmv) FROM live GROUP BY 1 LIMIT 1 + 1

== clauses a negative LIMIT
SELECT platform_name, MEASURE(gmv) FROM live GROUP BY 1 LIMIT -1

== clauses ORDER BY ALL
-- may-run
SELECT platform_name, MEASURE(gmv) FROM live GROUP BY 1 ORDER BY ALL

== clauses SETTINGS and FORMAT
SELECT MEASURE(gmv) FROM live FORMAT JSON

== clauses hints of other engines
SELECT MEASURE(gmv) FROM live WITH (NOLOCK)

== clauses TOP
SELECT TOP 3 platform_name, MEASURE(gmv) FROM live GROUP BY 1
