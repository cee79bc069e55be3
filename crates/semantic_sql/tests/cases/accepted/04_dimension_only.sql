SELECT platform FROM shop GROUP BY 1
