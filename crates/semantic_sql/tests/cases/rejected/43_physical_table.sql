SELECT amount FROM fct_line
