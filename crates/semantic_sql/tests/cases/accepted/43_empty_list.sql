-- as: {"user": "u", "roles": ["channel"], "attributes": {"platform_ids": []}}
SELECT MEASURE(gmv), MEASURE(order_count) FROM shop
