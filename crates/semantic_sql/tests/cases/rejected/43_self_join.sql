SELECT a.platform FROM shop a JOIN shop b ON a.platform = b.platform
