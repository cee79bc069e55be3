SELECT platform, MEASURE(shipping_fee), MEASURE(gmv) FROM shop GROUP BY platform
