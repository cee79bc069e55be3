SELECT platform FROM shop, fct_line
