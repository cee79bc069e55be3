SELECT platform, MEASURE(gmv) FROM shop WHERE platform NOT IN ('jd', 'x''y') AND platform <> 'taobao'
