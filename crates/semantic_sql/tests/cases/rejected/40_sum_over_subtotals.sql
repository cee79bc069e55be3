SELECT SUM(v) AS v FROM (SELECT platform, MEASURE(gmv) AS v FROM shop GROUP BY ROLLUP(platform)) AS t
