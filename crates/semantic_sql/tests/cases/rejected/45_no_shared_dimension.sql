SELECT product, MEASURE(comment_count) FROM shop GROUP BY 1
