-- as: {"user": "u", "roles": ["channel"], "attributes": {"platform_ids": [1]}}
SELECT streamer, MEASURE(buyers), PRIOR(buyers, '1 week') FROM shop WHERE date >= DATE '2026-02-02' AND date < DATE '2026-02-09' GROUP BY 1 ORDER BY 2 DESC LIMIT 3
