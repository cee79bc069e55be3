-- as: {"user": "u", "roles": ["Owner"]}
SELECT MEASURE(gmv) FROM shop
