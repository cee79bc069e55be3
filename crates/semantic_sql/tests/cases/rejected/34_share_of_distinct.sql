SELECT platform, MEASURE(buyers) / SUM(MEASURE(buyers)) OVER () FROM shop GROUP BY 1
