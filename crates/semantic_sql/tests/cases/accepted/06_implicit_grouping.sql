SELECT order_lines.line_id, MEASURE(gmv) FROM shop
