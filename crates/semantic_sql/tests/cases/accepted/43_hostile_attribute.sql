-- as: {"user": "u", "roles": ["host"], "attributes": {"streamer": "x' OR 1=1 --"}}
SELECT MEASURE(gmv) FROM shop
