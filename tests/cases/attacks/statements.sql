-- Statements that are not a SELECT, and more than one.

== statements DROP
DROP TABLE salary

== statements DELETE
DELETE FROM salary

== statements DELETE with RETURNING
DELETE FROM salary RETURNING amount

== statements UPDATE
UPDATE salary SET amount = 0

== statements INSERT
INSERT INTO salary VALUES ('x', 1)

== statements INSERT from the model
INSERT INTO salary SELECT platform_name, MEASURE(gmv) FROM live GROUP BY 1

== statements MERGE
MERGE INTO salary USING d_staff ON name = staff_name WHEN MATCHED THEN DELETE

== statements TRUNCATE
TRUNCATE salary

== statements CREATE TABLE AS
CREATE TABLE leak AS SELECT * FROM salary

== statements CREATE VIEW
CREATE OR REPLACE VIEW v_salary AS SELECT 1

== statements CREATE SECRET
CREATE SECRET s (TYPE S3, KEY_ID 'k', SECRET 's')

== statements CREATE SCHEMA
CREATE SCHEMA leak

== statements CREATE FUNCTION
CREATE FUNCTION f() AS 1

== statements CREATE TYPE
CREATE TYPE t AS ENUM (SELECT name FROM salary)

== statements ALTER
ALTER TABLE salary RENAME TO live

== statements COPY TO
COPY salary TO 'leak.csv'

== statements COPY a query
COPY (SELECT * FROM salary) TO '/dev/stdout'

== statements COPY FROM
COPY salary FROM '/etc/passwd'

== statements ATTACH
ATTACH 'other.db' AS o

== statements ATTACH in memory
ATTACH ':memory:' AS o

== statements DETACH
DETACH memory

== statements USE
USE memory

== statements INSTALL
INSTALL httpfs

== statements LOAD
LOAD httpfs

== statements EXPORT
EXPORT DATABASE 'leak'

== statements IMPORT
IMPORT DATABASE 'leak'

== statements PRAGMA
PRAGMA enable_external_access=true

== statements PRAGMA show tables
PRAGMA show_tables

== statements SET
SET enable_external_access = true

== statements SET of a session
SET SESSION threads = 1

== statements RESET
RESET ALL

== statements SET VARIABLE
SET VARIABLE x = (SELECT MAX(amount) FROM salary)

== statements BEGIN
BEGIN TRANSACTION

== statements COMMIT
COMMIT

== statements CHECKPOINT
FORCE CHECKPOINT

== statements VACUUM
VACUUM

== statements ANALYZE
ANALYZE

== statements DESCRIBE
DESCRIBE salary

== statements DESCRIBE a query
DESCRIBE SELECT * FROM salary

== statements SHOW
SHOW TABLES

== statements SHOW ALL
SHOW ALL TABLES

== statements SUMMARIZE
SUMMARIZE salary

== statements EXPLAIN
EXPLAIN SELECT MEASURE(gmv) FROM live

== statements EXPLAIN ANALYZE
EXPLAIN ANALYZE SELECT * FROM salary

== statements GRANT
GRANT ALL ON salary TO PUBLIC

== statements COMMENT
COMMENT ON TABLE salary IS 'x'

== statements KILL
KILL 1

== statements two
SELECT MEASURE(gmv) FROM live; SELECT amount FROM salary

== statements two with a comment between
SELECT MEASURE(gmv) FROM live; /* nothing */ -- here
DROP TABLE salary

== statements two after an empty one
;; SELECT MEASURE(gmv) FROM live; DROP TABLE salary;

== statements two in one line comment that ends
SELECT MEASURE(gmv) FROM live -- x
; DROP TABLE salary

== statements two good ones
SELECT MEASURE(gmv) FROM live; SELECT MEASURE(gmv) FROM live

== statements a CTE before DELETE
WITH a AS (SELECT MEASURE(gmv) AS g FROM live) DELETE FROM salary

== statements DELETE within a CTE
WITH a AS (DELETE FROM salary RETURNING amount) SELECT amount FROM a

== statements INSERT within a CTE
WITH a AS (INSERT INTO salary VALUES ('x', 1) RETURNING amount) SELECT amount FROM a
