-- Physical tables and views, datasets as relations, and names that shadow.

== tables FROM a table
SELECT amount FROM salary

== tables FROM a view
SELECT amount FROM v_salary

== tables FROM the table behind a dataset
SELECT gmv_amt FROM f_line

== tables FROM a dataset
SELECT gmv_amt FROM lines

== tables with its schema
SELECT amount FROM main.salary

== tables with its database and schema
SELECT amount FROM memory.main.salary

== tables the model with a schema
SELECT MEASURE(gmv) FROM main.live

== tables JOIN
SELECT MEASURE(gmv) FROM live JOIN salary ON TRUE

== tables LEFT JOIN USING
SELECT MEASURE(gmv) FROM live LEFT JOIN salary USING (name)

== tables NATURAL JOIN
SELECT MEASURE(gmv) FROM live NATURAL JOIN salary

== tables comma
SELECT MEASURE(gmv), amount FROM live, salary GROUP BY 2

== tables CTE body
WITH a AS (SELECT amount FROM salary) SELECT amount FROM a

== tables CTE body that nobody reads
WITH a AS (SELECT amount FROM salary) SELECT MEASURE(gmv) FROM live

== tables derived table
SELECT amount FROM (SELECT amount FROM salary) t

== tables derived table in parentheses
SELECT amount FROM ((SELECT amount FROM salary)) t

== tables IN
SELECT MEASURE(gmv) FROM live WHERE streamer_name IN (SELECT name FROM salary)

== tables NOT IN
SELECT MEASURE(gmv) FROM live WHERE streamer_name NOT IN (SELECT name FROM salary)

== tables EXISTS
SELECT MEASURE(gmv) FROM live WHERE EXISTS (SELECT 1 FROM salary WHERE amount > 1)

== tables scalar in SELECT
SELECT MEASURE(gmv), (SELECT MAX(amount) FROM salary) AS m FROM live

== tables scalar in WHERE
SELECT MEASURE(gmv) FROM live WHERE qty > (SELECT MIN(amount) FROM salary)

== tables scalar in HAVING
SELECT platform_name, MEASURE(gmv) FROM live GROUP BY 1 HAVING MEASURE(gmv) > (SELECT MAX(amount) FROM salary)

== tables scalar in ORDER BY
SELECT platform_name, MEASURE(gmv) FROM live GROUP BY 1 ORDER BY (SELECT MAX(amount) FROM salary)

== tables scalar in LIMIT
SELECT platform_name, MEASURE(gmv) FROM live GROUP BY 1 LIMIT (SELECT MAX(amount) FROM salary)

== tables scalar in CASE
SELECT CASE WHEN (SELECT MAX(amount) FROM salary) > 1 THEN 'y' ELSE 'n' END AS k, MEASURE(gmv) FROM live GROUP BY 1

== tables in a measure filter
SELECT MEASURE(gmv) FILTER (WHERE streamer_name IN (SELECT name FROM salary)) AS g FROM live

== tables ANY
SELECT MEASURE(gmv) FROM live WHERE streamer_name = ANY (SELECT name FROM salary)

== tables ALL
SELECT MEASURE(gmv) FROM live WHERE qty > ALL (SELECT amount FROM salary)

== tables LATERAL
SELECT MEASURE(gmv) FROM live, LATERAL (SELECT amount FROM salary) t

== tables a row of a table
SELECT MEASURE(gmv) FROM live WHERE (streamer_name, 1) IN (SELECT name, amount FROM salary)

== tables UNION
SELECT platform_name, MEASURE(gmv) FROM live GROUP BY 1 UNION SELECT name, amount FROM salary

== tables UNION ALL
SELECT platform_name, MEASURE(gmv) FROM live GROUP BY 1 UNION ALL SELECT name, amount FROM salary

== tables EXCEPT
SELECT platform_name FROM live GROUP BY 1 EXCEPT SELECT name FROM salary

== tables INTERSECT
SELECT platform_name FROM live GROUP BY 1 INTERSECT SELECT name FROM salary

== tables UNION within a CTE
WITH a AS (SELECT platform_name AS n FROM live GROUP BY 1 UNION ALL SELECT name FROM salary) SELECT n FROM a

== tables a CTE named like the model
WITH live AS (SELECT amount AS gmv FROM salary) SELECT gmv FROM live

== tables a CTE named like the model around the model
WITH live AS (SELECT platform_name, MEASURE(gmv) AS g FROM live GROUP BY 1) SELECT g FROM live

== tables a CTE named like a table, then the schema
WITH salary AS (SELECT platform_name AS name, MEASURE(gmv) AS amount FROM live GROUP BY 1) SELECT amount FROM main.salary

== tables a CTE of an inner query read outside of it
SELECT a.g, s.amount FROM (WITH salary AS (SELECT MEASURE(gmv) AS g FROM live) SELECT g FROM salary) a, salary s

== tables a CTE read before it is made
WITH a AS (SELECT amount FROM salary), salary AS (SELECT MEASURE(gmv) AS amount FROM live) SELECT amount FROM a

== tables a derived table named like the model
SELECT gmv FROM (SELECT amount AS gmv FROM salary) live

== tables correlated
SELECT platform_name, MEASURE(gmv) FROM live GROUP BY 1 HAVING EXISTS (SELECT 1 FROM salary WHERE name = platform_name)

== tables quoted, another case
SELECT "AMOUNT" FROM "SALARY"

== tables TABLE
TABLE salary

== tables SELECT INTO
SELECT MEASURE(gmv) INTO leak FROM live

== tables a comment inside a name
SELECT amount FROM sal/**/ary

== tables a generated name of the compiler
SELECT d0 FROM f0
