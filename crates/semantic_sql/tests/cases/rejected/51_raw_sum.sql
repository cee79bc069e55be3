SELECT platform, SUM(order_lines.amount) FROM shop GROUP BY 1
