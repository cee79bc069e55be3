-- layer: rights
-- as: {"user": "u", "roles": ["channel"], "attributes": {"platform_ids": [1, 2]}}
SELECT platform, MEASURE(line_count) FROM rights
