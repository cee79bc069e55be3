SELECT status, MEASURE(slot_fee) / SUM(MEASURE(slot_fee)) OVER () AS share FROM shop GROUP BY 1
