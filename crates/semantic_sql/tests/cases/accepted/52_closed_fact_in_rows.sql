-- layer: rights
-- as: {"user": "u", "roles": ["channel"], "attributes": {"platform_ids": [1, 2]}}
SELECT line_id, status FROM rights
