-- layer: rights
-- as: {"user": "u", "roles": ["channel"], "attributes": {"platform_ids": [1, 2]}}
SELECT MEASURE(sale_count) FROM rights
