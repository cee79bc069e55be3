SELECT platform, MEASURE(order_count) FILTER (WHERE status = 'paid') AS paid, MEASURE(order_count) FROM shop GROUP BY 1
