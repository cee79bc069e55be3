SELECT read_text('secret.txt') FROM shop
