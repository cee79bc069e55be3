SELECT staff_name, MEASURE(order_count) FROM shop GROUP BY 1
