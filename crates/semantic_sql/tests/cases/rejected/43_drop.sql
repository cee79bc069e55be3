DROP TABLE fct_line
