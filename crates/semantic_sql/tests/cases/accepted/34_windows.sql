SELECT platform, RANK() OVER (ORDER BY MEASURE(gmv) DESC) AS place, MEASURE(gmv) / SUM(MEASURE(gmv)) OVER () AS share FROM shop GROUP BY 1
