-- layer: rights
-- as: {"user": "u", "roles": ["channel"], "attributes": {"platform_ids": [1, 2]}}
SELECT product FROM rights GROUP BY 1
