SELECT category, MEASURE(shipping_fee) FROM shop GROUP BY 1
