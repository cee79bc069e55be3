SELECT MEASURE(gmv) FROM shop WHERE platform = :user.streamer
