SELECT MEASURE(gmv) FROM shop WHERE platform = 'x''; DROP TABLE fct_line; --'
