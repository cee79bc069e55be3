-- layer: rights
-- as: nobody
SELECT status, MEASURE(line_count) FROM rights
