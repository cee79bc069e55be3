SELECT MEASURE(units) % MEASURE(order_count) AS r, MEASURE(units) % 4 AS q FROM shop
