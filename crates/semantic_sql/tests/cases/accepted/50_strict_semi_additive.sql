-- layer: strict
SELECT DATE_TRUNC('month', days.day) AS m, MEASURE(fans) FROM studio GROUP BY 1
