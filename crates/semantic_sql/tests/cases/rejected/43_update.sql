UPDATE shop SET amount = 0
