SELECT s.platform FROM shop AS s
