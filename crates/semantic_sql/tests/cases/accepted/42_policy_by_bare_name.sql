-- layer: strict
-- as: {"user": "u", "roles": [], "attributes": {"channel_ids": [7]}}
SELECT channel_name, MEASURE(gmv), MEASURE(cost) FROM studio GROUP BY 1
