-- layer: rights
-- as: {"user": "u", "roles": ["channel"], "attributes": {"platform_ids": [1, 2]}}
SELECT MEASURE(line_count) FROM rights WHERE status = 'paid'
