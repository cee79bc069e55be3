-- layer: rights
SELECT status, MEASURE(line_count), MEASURE(paid_lines) FROM rights
