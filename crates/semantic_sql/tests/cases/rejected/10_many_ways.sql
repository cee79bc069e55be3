-- layer: rights
SELECT day, MEASURE(order_count) FROM rights
