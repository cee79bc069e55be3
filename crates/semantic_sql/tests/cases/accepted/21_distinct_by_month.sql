SELECT month, MEASURE(buyers) FROM shop GROUP BY month
