SELECT orders.order_id, sessions.session_id FROM shop
