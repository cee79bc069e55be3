-- layer: rights
SELECT hour, MEASURE(spend) FROM rights
