SELECT platform, SUM(MEASURE(aov)) FROM shop GROUP BY 1
