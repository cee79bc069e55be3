WITH fct_line AS (SELECT 1) SELECT MEASURE(gmv) FROM fct_line
