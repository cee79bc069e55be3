SELECT MEASURE(gmv), MEASURE(order_count) FROM shop
