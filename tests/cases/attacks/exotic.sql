-- Functions, types and constructors outside of the dialect.

== exotic range as a table
SELECT * FROM range(1000000000)

== exotic generate_series in a join
SELECT MEASURE(gmv) FROM live, generate_series(1, 1000000000) t(x)

== exotic range in the select list
SELECT range(1000000000) AS r, MEASURE(gmv) FROM live GROUP BY 1

== exotic unnest
SELECT UNNEST([1, 2, 3]) AS x, MEASURE(gmv) FROM live GROUP BY 1

== exotic unnest in FROM
SELECT x FROM UNNEST([1, 2, 3]) t(x)

== exotic repeat
SELECT REPEAT(platform_name, 1000000000) AS r, MEASURE(gmv) FROM live GROUP BY 1

== exotic lpad to a gigabyte
SELECT LPAD(platform_name, 1000000000, 'x') AS r, MEASURE(gmv) FROM live GROUP BY 1

== exotic regexp_matches
SELECT MEASURE(gmv) FROM live WHERE regexp_matches(platform_name, '(a+)+$')

== exotic regexp_extract
SELECT regexp_extract(platform_name, '.*') AS k, MEASURE(gmv) FROM live GROUP BY 1

== exotic SIMILAR TO
SELECT MEASURE(gmv) FROM live WHERE platform_name SIMILAR TO '(a+)+'

== exotic the operator ~
SELECT MEASURE(gmv) FROM live WHERE platform_name ~ '(a+)+$'

== exotic a lambda
SELECT list_transform([1], x -> x + 1) AS l, MEASURE(gmv) FROM live GROUP BY 1

== exotic a lambda of Python style
SELECT list_transform([1], lambda x: x + 1) AS l, MEASURE(gmv) FROM live GROUP BY 1

== exotic a list
SELECT [platform_name] AS l, MEASURE(gmv) FROM live GROUP BY 1

== exotic a struct
SELECT {'a': platform_name} AS s, MEASURE(gmv) FROM live GROUP BY 1

== exotic a map
SELECT MAP {'a': platform_name} AS m, MEASURE(gmv) FROM live GROUP BY 1

== exotic ARRAY of a subquery
SELECT ARRAY(SELECT amount FROM salary) AS a, MEASURE(gmv) FROM live GROUP BY 1

== exotic a list comprehension
SELECT [x FOR x IN [1, 2]] AS a, MEASURE(gmv) FROM live GROUP BY 1

== exotic a slice
SELECT platform_name[1:2] AS a, MEASURE(gmv) FROM live GROUP BY 1

== exotic a cast to a blob
SELECT platform_name::BLOB AS b, MEASURE(gmv) FROM live GROUP BY 1

== exotic a cast to JSON
SELECT CAST(platform_name AS JSON) AS j, MEASURE(gmv) FROM live GROUP BY 1

== exotic a cast to a list
SELECT CAST(platform_name AS VARCHAR[]) AS j, MEASURE(gmv) FROM live GROUP BY 1

== exotic a cast to an enum
SELECT CAST(platform_name AS ENUM('jd')) AS j, MEASURE(gmv) FROM live GROUP BY 1

== exotic a cast to a type that is none
SELECT CAST(platform_name AS salary) AS j, MEASURE(gmv) FROM live GROUP BY 1

== exotic TRY_CAST to a union
SELECT TRY_CAST(platform_name AS UNION(a INTEGER)) AS j, MEASURE(gmv) FROM live GROUP BY 1

== exotic JSON arrows
SELECT platform_name -> '$.a' AS j, MEASURE(gmv) FROM live GROUP BY 1

== exotic random
SELECT random() AS r, MEASURE(gmv) FROM live GROUP BY 1

== exotic uuid and hash
SELECT md5(platform_name) AS r, MEASURE(gmv) FROM live GROUP BY 1

== exotic sleep
SELECT MEASURE(gmv) FROM live WHERE sleep_ms(100000) IS NULL

== exotic error()
SELECT MEASURE(gmv) FROM live WHERE error('x') IS NULL

== exotic the clock
SELECT MEASURE(gmv) FROM live WHERE ordered_at > CURRENT_TIMESTAMP

== exotic a method call
SELECT platform_name.upper() AS u, MEASURE(gmv) FROM live GROUP BY 1

== exotic a function with a schema
SELECT pg_catalog.upper(platform_name) AS u, MEASURE(gmv) FROM live GROUP BY 1

== exotic MEASURE with a schema
SELECT main.MEASURE(gmv) FROM live

== exotic a quoted function name
SELECT "read_text"('/etc/passwd') AS u, MEASURE(gmv) FROM live GROUP BY 1

== exotic a named argument
SELECT MEASURE(metric => gmv) FROM live

== exotic MEASURE of an expression
SELECT MEASURE(gmv + 1) FROM live

== exotic MEASURE of MEASURE
SELECT MEASURE(MEASURE(gmv)) FROM live

== exotic MEASURE of a string
SELECT MEASURE('gmv') FROM live

== exotic MEASURE with ORDER BY
SELECT MEASURE(gmv ORDER BY qty) FROM live

== exotic MEASURE DISTINCT
SELECT MEASURE(DISTINCT gmv) FROM live

== exotic MEASURE of two
SELECT MEASURE(gmv, units) FROM live

== exotic MEASURE OVER
SELECT MEASURE(gmv) OVER () FROM live

== exotic MEASURE of a subquery
SELECT MEASURE((SELECT gmv FROM live)) FROM live

== exotic NTH_VALUE over a field
SELECT line_id, NTH_VALUE(gmv_fen, 1) OVER (ORDER BY line_id) AS n FROM live

== exotic COLLATE
-- may-run
SELECT platform_name COLLATE NOCASE AS p, MEASURE(gmv) FROM live GROUP BY 1

== exotic OPERATOR()
SELECT MEASURE(gmv) FROM live WHERE qty OPERATOR(pg_catalog.=) 1

== exotic AT TIME ZONE
-- may-run
SELECT MEASURE(gmv) FROM live WHERE ordered_at AT TIME ZONE 'UTC' > TIMESTAMP '2026-01-01 00:00:00'

== exotic an interval of a thousand centuries
SELECT date_key + INTERVAL (100000 * 365) DAY AS d, MEASURE(gmv) FROM live GROUP BY 1
