SELECT MEASURE(gmv) FROM shop WHERE tier = (SELECT tier FROM dim_streamer LIMIT 1)
