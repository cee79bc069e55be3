-- Askers as attacks. A refusal is right in each; an answer must be the rows of `equals`.

== principals a quote that closes the literal
-- as {"user": "u", "roles": ["host"], "attributes": {"streamer": "' OR '1'='1"}}
-- either
SELECT MEASURE(order_cnt) FROM live
--- equals
SELECT 0

== principals a comment in an attribute
-- as {"user": "u", "roles": ["host"], "attributes": {"streamer": "Bo' --"}}
-- either
SELECT MEASURE(order_cnt) FROM live
--- equals
SELECT 0

== principals a backslash in an attribute
-- as {"user": "u", "roles": ["host"], "attributes": {"streamer": "Bo\\"}}
-- either
SELECT MEASURE(order_cnt) FROM live
--- equals
SELECT 0

== principals a second statement in an attribute
-- as {"user": "u", "roles": ["host"], "attributes": {"streamer": "x'; DROP TABLE salary; --"}}
-- either
SELECT MEASURE(order_cnt) FROM live
--- equals
SELECT 0

== principals NUL in an attribute
-- as {"user": "u", "roles": ["host"], "attributes": {"streamer": "Bo\u0000"}}
-- either
SELECT MEASURE(order_cnt) FROM live
--- equals
SELECT 0

== principals SQL in a list of numbers
-- as {"user": "u", "roles": ["channel"], "attributes": {"platform_ids": ["1) OR (1=1"]}}
-- either
SELECT MEASURE(order_cnt) FROM live
--- equals
SELECT 0

== principals SQL in place of a list
-- as {"user": "u", "roles": ["channel"], "attributes": {"platform_ids": "1) OR (1=1"}}
-- either
SELECT MEASURE(order_cnt) FROM live
--- equals
SELECT 0

== principals a nested list
-- as {"user": "u", "roles": ["channel"], "attributes": {"platform_ids": [[1, 2]]}}
-- either
SELECT MEASURE(order_cnt) FROM live
--- equals
SELECT 0

== principals an object in place of a list
-- as {"user": "u", "roles": ["channel"], "attributes": {"platform_ids": {"0": 1}}}
-- either
SELECT MEASURE(order_cnt) FROM live
--- equals
SELECT 0

== principals numbers as text
-- as {"user": "u", "roles": ["channel"], "attributes": {"platform_ids": ["1"]}}
-- either
SELECT MEASURE(order_cnt) FROM live
--- equals
SELECT 0

== principals true in a list of numbers
-- as {"user": "u", "roles": ["channel"], "attributes": {"platform_ids": [true]}}
-- either
SELECT MEASURE(order_cnt) FROM live
--- equals
SELECT 0

== principals a number beyond the integers
-- as {"user": "u", "roles": ["channel"], "attributes": {"platform_ids": [99999999999999999999999999]}}
-- either
SELECT MEASURE(order_cnt) FROM live
--- equals
SELECT 0

== principals one number in place of a list
-- as {"user": "u", "roles": ["channel"], "attributes": {"platform_ids": 1}}
-- either
SELECT MEASURE(order_cnt) FROM live
--- equals
SELECT 0

== principals a percent sign is no pattern
-- as {"user": "u", "roles": ["host"], "attributes": {"streamer": "%"}}
-- either
SELECT MEASURE(order_cnt) FROM live
--- equals
SELECT 0

== principals an empty text
-- as {"user": "u", "roles": ["host"], "attributes": {"streamer": ""}}
-- either
SELECT MEASURE(order_cnt) FROM live
--- equals
SELECT 0

== principals a role with a wildcard
-- as {"user": "u", "roles": ["*", "owner%", "admin"]}
-- either
SELECT MEASURE(order_cnt) FROM live
--- equals
SELECT 0

== principals a role as an attribute
-- as {"user": "owner", "roles": [], "attributes": {"role": "owner", "roles": ["owner"]}}
-- either
SELECT MEASURE(order_cnt) FROM live
--- equals
SELECT 0

== principals no roles and no attributes
-- as {"user": "u", "roles": []}
-- either
SELECT MEASURE(order_cnt) FROM live
--- equals
SELECT 0

== principals the name of an attribute in another case
-- as {"user": "u", "roles": ["channel"], "attributes": {"PLATFORM_IDS": [1]}}
-- either
SELECT MEASURE(order_cnt) FROM live
--- equals
SELECT 0

== principals a look-alike letter in an attribute
-- as {"user": "u", "roles": ["host"], "attributes": {"streamer": "Во"}}
-- either
SELECT MEASURE(order_cnt) FROM live
--- equals
SELECT 0
