-- layer: rights
SELECT placer.staff_name, MEASURE(parcel_count), MEASURE(line_count) FROM rights
