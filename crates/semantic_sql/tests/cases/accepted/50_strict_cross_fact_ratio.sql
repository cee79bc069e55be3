-- layer: strict
SELECT channel_name, days.day, MEASURE(roi) FROM studio WHERE is_festival GROUP BY ALL
