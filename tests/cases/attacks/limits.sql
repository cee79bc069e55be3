-- Texts that are large, deep or many: a recursive CTE, bombs, long lists.

== limits a recursive CTE without an end
WITH RECURSIVE a(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM a) SELECT n FROM a

== limits a recursive CTE over the model
WITH RECURSIVE a AS (SELECT platform_name AS p FROM live GROUP BY 1 UNION ALL SELECT p FROM a) SELECT p FROM a

== limits parentheses
SELECT MEASURE(gmv) FROM live WHERE {{20000 (}}qty = 1{{20000 )}}

== limits NOT
SELECT MEASURE(gmv) FROM live WHERE {{20000 NOT }}qty = 1

== limits minus signs
SELECT MEASURE(gmv) FROM live WHERE qty = {{20000 - }}1

== limits CASE in CASE
SELECT {{3000 CASE WHEN qty = # THEN 1 ELSE }}0{{3000  END}} AS k, MEASURE(gmv) FROM live GROUP BY 1

== limits a tower of derived tables
SELECT g FROM {{2000 (SELECT g FROM }}(SELECT MEASURE(gmv) AS g FROM live) t{{2000 ) t}}

== limits a tower of subqueries
SELECT MEASURE(gmv) FROM live WHERE platform_name IN {{2000 (SELECT platform_name FROM live WHERE platform_name IN }}('jd'){{2000 )}}

== limits a chain of AND
-- may-run
SELECT MEASURE(gmv) FROM live WHERE {{20000 qty <> # AND }}qty = 1

== limits a chain of plus
-- may-run
SELECT qty {{20000 + # }}AS q, MEASURE(gmv) FROM live GROUP BY 1

== limits many CTEs
WITH {{5000 c# AS (SELECT MEASURE(gmv) AS g FROM live), }}z AS (SELECT MEASURE(gmv) AS g FROM live) SELECT g FROM z

== limits doubling CTEs
WITH c0 AS (SELECT platform_name AS p, MEASURE(gmv) AS g FROM live GROUP BY 1), {{40 d# AS (SELECT a.g FROM c0 a, c0 b, c0 c, c0 d), }}z AS (SELECT g FROM c0) SELECT g FROM z

== limits a list of a hundred thousand
-- may-run
SELECT MEASURE(gmv) FROM live WHERE qty IN ({{100000 #, }}1)

== limits ten thousand columns
-- may-run
SELECT {{10000 MEASURE(gmv) AS c#, }}MEASURE(gmv) AS z FROM live

== limits two thousand metrics in HAVING
-- may-run
SELECT platform_name FROM live GROUP BY 1 HAVING {{2000 MEASURE(gmv) > # AND }}MEASURE(gmv) > 0

== limits a text of four megabytes
SELECT MEASURE(gmv) FROM live WHERE platform_name = '{{4000000 x}}'

== limits a comment of four megabytes
SELECT MEASURE(gmv) FROM live /* {{4000000 x}} */

== limits a name of a megabyte
SELECT MEASURE({{1000000 x}}) FROM live

== limits LIMIT of a quadrillion
-- may-run
SELECT platform_name, MEASURE(gmv) FROM live GROUP BY 1 LIMIT 1000000000000000

== limits LIMIT beyond the integers
SELECT platform_name, MEASURE(gmv) FROM live GROUP BY 1 LIMIT 99999999999999999999999999999999999999999

== limits OFFSET beyond the integers
SELECT platform_name, MEASURE(gmv) FROM live GROUP BY 1 OFFSET 99999999999999999999999999999999999999999

== limits an ordinal beyond the integers
SELECT platform_name, MEASURE(gmv) FROM live GROUP BY 99999999999999999999999999999999999999999

== limits a year beyond the calendar
SELECT MEASURE(gmv) FROM live WHERE date_key < DATE '99999999-01-01'

== limits an offset beyond the calendar
SELECT PRIOR(gmv, '99999999999999 year') AS p FROM live WHERE date_key >= DATE '2026-01-01' AND date_key < DATE '2026-02-01'

== limits a spine over ten thousand years
-- may-run
SELECT SPINE(date_key) AS d, MEASURE(spend) FROM live WHERE date_key >= DATE '0001-01-01' AND date_key < DATE '9999-01-01' GROUP BY 1

== limits a cross join of the model with itself
SELECT MEASURE(gmv) FROM live{{200 , live}}
