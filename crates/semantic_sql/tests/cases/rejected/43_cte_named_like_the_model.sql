WITH shop AS (SELECT * FROM fct_line) SELECT MEASURE(gmv) FROM shop
