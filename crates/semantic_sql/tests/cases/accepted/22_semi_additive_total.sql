SELECT MEASURE(followers) FROM shop
