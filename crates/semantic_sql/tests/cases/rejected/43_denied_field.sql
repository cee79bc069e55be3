-- as: {"user": "u", "roles": ["host"], "attributes": {"streamer": "x"}}
SELECT rooms.slot_fee FROM shop
