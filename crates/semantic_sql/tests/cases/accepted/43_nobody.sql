-- as: nobody
SELECT MEASURE(gmv), MEASURE(comment_count), MEASURE(spend) FROM shop
