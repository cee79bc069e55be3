SELECT streamer_id, MEASURE(gmv) FROM shop GROUP BY 1
