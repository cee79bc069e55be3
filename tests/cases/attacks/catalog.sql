-- What the database knows about itself.

== catalog information_schema
SELECT table_name FROM information_schema.tables

== catalog information_schema quoted
SELECT table_name FROM "information_schema"."tables"

== catalog pg_catalog
SELECT relname FROM pg_catalog.pg_class

== catalog pg_tables
SELECT * FROM pg_tables

== catalog sqlite_master
SELECT name FROM sqlite_master

== catalog duckdb_tables()
SELECT table_name FROM duckdb_tables()

== catalog duckdb_columns()
SELECT column_name FROM duckdb_columns

== catalog duckdb_settings()
SELECT * FROM duckdb_settings()

== catalog duckdb_secrets()
SELECT * FROM duckdb_secrets()

== catalog duckdb_functions()
SELECT * FROM duckdb_functions()

== catalog duckdb_logs
SELECT * FROM duckdb_logs

== catalog duckdb_extensions in a CTE
WITH a AS (SELECT extension_name FROM duckdb_extensions()) SELECT extension_name FROM a

== catalog in IN
SELECT MEASURE(gmv) FROM live WHERE platform_name IN (SELECT table_name FROM information_schema.tables)

== catalog in EXISTS
SELECT MEASURE(gmv) FROM live WHERE EXISTS (SELECT 1 FROM information_schema.tables WHERE table_name = 'salary')

== catalog pragma table functions
SELECT * FROM pragma_table_info('salary')

== catalog pragma_storage_info
SELECT * FROM pragma_storage_info('salary')

== catalog current_user and friends
SELECT current_user, MEASURE(gmv) FROM live GROUP BY 1

== catalog current_database()
SELECT current_database() AS d, MEASURE(gmv) FROM live GROUP BY 1

== catalog version()
SELECT version() AS v, MEASURE(gmv) FROM live GROUP BY 1

== catalog pg_typeof and typeof
SELECT typeof(platform_name) AS t, MEASURE(gmv) FROM live GROUP BY 1

== catalog has_table_privilege
SELECT MEASURE(gmv) FROM live WHERE has_table_privilege('salary', 'select')

== catalog a table name as a regclass
SELECT MEASURE(gmv) FROM live WHERE 'salary'::regclass IS NOT NULL
