-- Readers of files and of the network, in FROM and as functions.

== files read_csv in FROM
SELECT * FROM read_csv('/etc/passwd')

== files read_csv_auto with columns
SELECT column0 FROM read_csv_auto('/etc/passwd', delim=':')

== files read_parquet
SELECT a FROM read_parquet('x.parquet')

== files read_json
SELECT a FROM read_json('x.json')

== files read_text in the select list
SELECT read_text('/etc/passwd')

== files read_blob in a scalar subquery
SELECT MEASURE(gmv), (SELECT content FROM read_blob('/etc/passwd')) AS x FROM live

== files a path in single quotes
SELECT * FROM '/etc/passwd.csv'

== files a path in double quotes
SELECT a FROM "/etc/passwd.csv"

== files a path after the model
SELECT MEASURE(gmv) FROM live, 'data.csv'

== files a path in a CTE body
WITH a AS (SELECT x FROM 'data.parquet') SELECT x FROM a

== files a path in IN
SELECT MEASURE(gmv) FROM live WHERE platform_name IN (SELECT column0 FROM '/etc/passwd.csv')

== files glob as a table
SELECT file FROM glob('/etc/*')

== files glob as an operator
SELECT MEASURE(gmv) FROM live WHERE platform_name GLOB '*'

== files a reader in WHERE
SELECT MEASURE(gmv) FROM live WHERE platform_name = read_text('/etc/hostname')

== files a reader in a measure filter
SELECT MEASURE(gmv) FILTER (WHERE platform_name = read_text('/etc/hostname')) AS g FROM live

== files a URL
SELECT * FROM 'https://example.com/x.parquet'

== files an object store
SELECT * FROM read_parquet('s3://bucket/x.parquet')

== files parquet metadata
SELECT * FROM parquet_metadata('x.parquet')

== files sniff_csv
SELECT * FROM sniff_csv('/etc/passwd')

== files read_duckdb and sqlite_scan
SELECT * FROM sqlite_scan('x.db', 't')

== files delta and iceberg
SELECT * FROM iceberg_scan('x')

== files a reader joined laterally
SELECT MEASURE(gmv) FROM live CROSS JOIN LATERAL read_csv('/etc/passwd') t

== files arrow and pandas scans
SELECT * FROM arrow_scan(1, 2, 3)

== files write_log and the environment
SELECT getenv('HOME')

== files getenv in a filter
SELECT MEASURE(gmv) FROM live WHERE platform_name = getenv('PATH')

== files current_setting
SELECT current_setting('home_directory') AS x, MEASURE(gmv) FROM live GROUP BY 1
