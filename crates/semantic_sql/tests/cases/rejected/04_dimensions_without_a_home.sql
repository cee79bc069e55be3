SELECT DISTINCT platform, tier FROM shop
