SELECT shop.* FROM shop
