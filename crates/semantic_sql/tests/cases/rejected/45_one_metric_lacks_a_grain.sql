-- layer: rights
SELECT hour, MEASURE(gmv), MEASURE(spend) FROM rights
