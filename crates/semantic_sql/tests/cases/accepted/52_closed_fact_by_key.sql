-- layer: rights
-- as: {"user": "u", "roles": ["channel"], "attributes": {"platform_ids": [1, 2]}}
SELECT order_id, MEASURE(line_count) FROM rights
