SELECT AVG(f + 0) AS f FROM (SELECT status, MEASURE(slot_fee) AS f FROM shop GROUP BY 1) AS t
