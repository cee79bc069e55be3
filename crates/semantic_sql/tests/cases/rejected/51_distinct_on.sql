SELECT DISTINCT ON (platform) platform FROM shop
