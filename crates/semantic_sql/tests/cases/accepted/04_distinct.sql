SELECT DISTINCT tier, streamer FROM shop ORDER BY tier DESC;
