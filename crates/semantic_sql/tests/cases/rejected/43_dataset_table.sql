SELECT amount FROM order_lines
