-- as: {"user": "u", "roles": ["channel"], "attributes": {"platform_ids": ["1) OR (1=1"]}}
SELECT MEASURE(gmv) FROM shop
