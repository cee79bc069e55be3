-- layer: rights
-- as: {"user": "u", "roles": ["channel"], "attributes": {"platform_ids": [1, 2]}}
SELECT product, MEASURE(line_count), MEASURE(paid_lines), MEASURE(line_count) FILTER (WHERE status = 'paid') AS paid FROM rights
