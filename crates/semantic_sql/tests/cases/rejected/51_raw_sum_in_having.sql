SELECT platform, MEASURE(gmv) FROM shop GROUP BY 1 HAVING SUM(order_lines.amount) > 1
