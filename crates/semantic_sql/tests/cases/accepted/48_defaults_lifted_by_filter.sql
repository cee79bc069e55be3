SELECT MEASURE(usual_gmv) FILTER (WHERE status = 'new') AS new_ones, MEASURE(usual_gmv) FROM shop
