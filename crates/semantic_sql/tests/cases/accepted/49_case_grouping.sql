SELECT CASE WHEN tier = 'S' THEN 'top' ELSE 'rest' END AS part, MEASURE(aov), MEASURE(buyers) FROM shop GROUP BY part
