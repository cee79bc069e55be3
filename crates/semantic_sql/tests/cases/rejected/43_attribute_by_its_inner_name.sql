SELECT MEASURE(gmv) FROM shop WHERE platform = __asker__.streamer
