SELECT DISTINCT platform, tier FROM shop ORDER BY tier DESC;
