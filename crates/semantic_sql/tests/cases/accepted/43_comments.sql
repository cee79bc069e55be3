SELECT /* DROP TABLE fct_line */ MEASURE(gmv) -- the total
FROM shop
