-- SQL within a string, and everything that runs another statement.

== dynamic query()
SELECT * FROM query('SELECT * FROM salary')

== dynamic query() in a CTE
WITH a AS (SELECT amount FROM query('SELECT amount FROM salary')) SELECT amount FROM a

== dynamic query_table()
SELECT * FROM query_table('sal' || 'ary')

== dynamic query_table of a list
SELECT amount FROM query_table(['salary', 'salary'])

== dynamic query_table in a scalar subquery
SELECT MEASURE(gmv), (SELECT MAX(amount) FROM query_table('salary')) AS m FROM live

== dynamic json_execute_serialized_sql
SELECT * FROM json_execute_serialized_sql(json_serialize_sql('SELECT * FROM salary'))

== dynamic json_serialize_sql
SELECT json_serialize_sql('SELECT 1')

== dynamic json_deserialize_sql
SELECT json_deserialize_sql('{}')

== dynamic json_serialize_plan
SELECT json_serialize_plan('SELECT * FROM salary')

== dynamic EXECUTE
EXECUTE stmt

== dynamic PREPARE
PREPARE stmt AS SELECT * FROM salary

== dynamic DEALLOCATE
DEALLOCATE stmt

== dynamic EXECUTE IMMEDIATE
EXECUTE IMMEDIATE 'SELECT * FROM salary'

== dynamic CALL
CALL pragma_version()

== dynamic a macro of the world
SELECT a(DATE '2026-01-01', DATE '2026-02-01') AS v, MEASURE(gmv) FROM live GROUP BY 1

== dynamic a macro made here
CREATE MACRO leak() AS TABLE SELECT * FROM salary

== dynamic a temporary macro
CREATE OR REPLACE TEMP MACRO live(x) AS x

== dynamic SQL in a comparison
SELECT MEASURE(gmv) FROM live WHERE platform_name IN (SELECT name FROM query('FROM salary'))

== dynamic eval by getvariable
SELECT getvariable('x') AS x, MEASURE(gmv) FROM live GROUP BY 1

== dynamic nextval
SELECT nextval('s') AS x, MEASURE(gmv) FROM live GROUP BY 1

== dynamic sql_auto_complete
SELECT * FROM sql_auto_complete('SEL')
