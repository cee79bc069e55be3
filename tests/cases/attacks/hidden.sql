-- Hidden and personal fields by every route; the answer of the database to each would name or test a person.

== hidden selected
SELECT phone FROM live GROUP BY 1

== hidden qualified
SELECT buyers.phone FROM live GROUP BY 1

== hidden by model and dataset
SELECT live.buyers.phone FROM live GROUP BY 1

== hidden quoted
SELECT "phone", MEASURE(order_cnt) FROM live GROUP BY 1

== hidden in capitals
SELECT PHONE, MEASURE(order_cnt) FROM live GROUP BY 1

== hidden quoted in capitals
SELECT "BUYERS"."PHONE", MEASURE(order_cnt) FROM live GROUP BY 1

== hidden with a full-width letter
SELECT ｐhone, MEASURE(order_cnt) FROM live GROUP BY 1

== hidden with a Cyrillic letter
SELECT phоne, MEASURE(order_cnt) FROM live GROUP BY 1

== hidden with a zero-width space
SELECT "pho​ne", MEASURE(order_cnt) FROM live GROUP BY 1

== hidden by an alias
SELECT phone AS platform, MEASURE(order_cnt) FROM live GROUP BY platform

== hidden in WHERE
SELECT MEASURE(order_cnt) FROM live WHERE phone = '13800000901'

== hidden in WHERE by LIKE
SELECT MEASURE(order_cnt) FROM live WHERE phone LIKE '1380000%'

== hidden in WHERE by IS NULL
SELECT MEASURE(order_cnt) FROM live WHERE phone IS NOT NULL

== hidden in WHERE by BETWEEN
SELECT MEASURE(order_cnt) FROM live WHERE orders.buyer_id BETWEEN 901 AND 902

== hidden in WHERE by IN
SELECT MEASURE(order_cnt) FROM live WHERE buyer_id IN (901)

== hidden in GROUP BY alone
SELECT MEASURE(order_cnt) FROM live GROUP BY phone

== hidden in ORDER BY
SELECT orders.order_id FROM live ORDER BY phone

== hidden in ORDER BY of groups
SELECT platform_name, MEASURE(order_cnt) FROM live GROUP BY 1 ORDER BY buyers.phone

== hidden in HAVING
SELECT platform_name, MEASURE(order_cnt) FROM live GROUP BY 1 HAVING phone = '13800000901'

== hidden in a window
SELECT orders.order_id, ROW_NUMBER() OVER (ORDER BY phone) AS n FROM live

== hidden in a partition
SELECT platform_name, RANK() OVER (PARTITION BY phone ORDER BY MEASURE(gmv)) AS n FROM live GROUP BY 1

== hidden in a measure filter
SELECT MEASURE(order_cnt) FILTER (WHERE phone = '13800000901') AS n FROM live

== hidden in CASE
SELECT CASE WHEN phone = '13800000901' THEN 1 ELSE 0 END AS k, MEASURE(order_cnt) FROM live GROUP BY 1

== hidden in COALESCE
SELECT COALESCE(phone, '-') AS k, MEASURE(order_cnt) FROM live GROUP BY 1

== hidden in a concatenation
SELECT 'x' || phone AS k, MEASURE(order_cnt) FROM live GROUP BY 1

== hidden in a cast
SELECT CAST(orders.buyer_id AS VARCHAR) AS k, MEASURE(order_cnt) FROM live GROUP BY 1

== hidden in a function
SELECT SUBSTRING(phone, 1, 3) AS k, MEASURE(order_cnt) FROM live GROUP BY 1

== hidden by MIN
SELECT MIN(phone) FROM live

== hidden by MAX
SELECT MAX(orders.buyer_id) FROM live

== hidden by LISTAGG
SELECT LISTAGG(phone, ',') FROM live

== hidden by STRING_AGG
SELECT platform_name, STRING_AGG(phone, ',') AS p FROM live GROUP BY 1

== hidden by ANY_VALUE
SELECT ANY_VALUE(phone) FROM live

== hidden by FIRST and ARG_MAX
SELECT ARG_MAX(phone, qty) FROM live

== hidden by MEASURE
SELECT MEASURE(phone) FROM live

== hidden by PRIOR
SELECT PRIOR(phone, '1 month') AS p FROM live WHERE date_key >= DATE '2026-01-01' AND date_key < DATE '2026-02-01'

== hidden by SPINE
SELECT SPINE(buyers.phone) AS p, MEASURE(order_cnt) FROM live GROUP BY 1

== hidden by UNFILTERED
SELECT MEASURE(order_cnt) FROM live WHERE UNFILTERED(phone)

== hidden by ROLLUP
SELECT phone, MEASURE(order_cnt) FROM live GROUP BY ROLLUP(phone)

== hidden by GROUPING
SELECT GROUPING(phone) AS g, MEASURE(order_cnt) FROM live GROUP BY ROLLUP(platform_name)

== hidden by DISTINCT
SELECT DISTINCT buyers.buyer_id FROM live

== hidden in an IN subquery
SELECT MEASURE(order_cnt) FROM live WHERE platform_name IN (SELECT platform_name FROM live WHERE phone = '13800000901' GROUP BY 1)

== hidden as the column of an IN subquery
SELECT MEASURE(order_cnt) FROM live WHERE age_band IN (SELECT phone FROM live GROUP BY 1)

== hidden in a CTE
WITH a AS (SELECT phone AS p, MEASURE(order_cnt) AS n FROM live GROUP BY 1) SELECT p, n FROM a

== hidden in a derived table
SELECT n FROM (SELECT buyers.phone, MEASURE(order_cnt) AS n FROM live GROUP BY 1) t

== hidden by the physical column
SELECT orders.placed_by, MEASURE(order_cnt) FROM live GROUP BY 1

== hidden by a physical name that no field has
SELECT platforms.pname, MEASURE(order_cnt) FROM live GROUP BY 1

== hidden by rowid
SELECT rowid, MEASURE(order_cnt) FROM live GROUP BY 1

== hidden by a qualified rowid
SELECT orders.rowid FROM live

== hidden by the row as a struct
SELECT buyers FROM live

== hidden by a struct of the model
SELECT live FROM live

== hidden by row()
SELECT ROW(buyers.phone) AS r, MEASURE(order_cnt) FROM live GROUP BY 1

== hidden by to_json
SELECT to_json(buyers) AS j, MEASURE(order_cnt) FROM live GROUP BY 1

== hidden hidden measure column
SELECT lines.gmv_fen FROM live

== hidden the key of a policy
SELECT rooms.platform_id, MEASURE(order_cnt) FROM live GROUP BY 1
