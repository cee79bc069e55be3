-- layer: rights
SELECT day, MEASURE(gmv) FROM rights
