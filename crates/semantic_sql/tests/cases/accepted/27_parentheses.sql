SELECT MEASURE(gmv) FROM shop WHERE (tier = 'S' OR tier = 'A') AND status = 'paid'
