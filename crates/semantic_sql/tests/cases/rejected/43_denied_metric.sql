-- as: {"user": "u", "roles": ["host"], "attributes": {"streamer": "x"}}
SELECT MEASURE(slot_fee) FROM shop
