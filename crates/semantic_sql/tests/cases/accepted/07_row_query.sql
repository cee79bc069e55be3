SELECT orders.order_id, platform, status FROM shop WHERE tier = 'S' ORDER BY 1 DESC LIMIT 5 OFFSET 2
