SELECT platform FROM main.shop
