SELECT platform, AGG(aov) FROM shop GROUP BY 1
