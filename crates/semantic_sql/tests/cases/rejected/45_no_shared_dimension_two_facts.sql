SELECT product, MEASURE(gmv), MEASURE(comment_count) FROM shop GROUP BY 1
