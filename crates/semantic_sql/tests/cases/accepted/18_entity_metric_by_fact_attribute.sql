SELECT status, MEASURE(slot_fee) FROM shop GROUP BY 1
