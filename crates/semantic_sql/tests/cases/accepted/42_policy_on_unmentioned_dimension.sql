-- as: {"user": "u", "roles": ["channel"], "attributes": {"platform_ids": [1, 2]}}
SELECT tier, MEASURE(gmv), MEASURE(watch_seconds) FROM shop GROUP BY 1
