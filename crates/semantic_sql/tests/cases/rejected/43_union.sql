SELECT platform FROM shop UNION ALL SELECT name FROM dim_streamer
