-- What was seen of the groups of an alert.
ALTER TABLE subscriptions ADD COLUMN by_group TEXT;  -- JSON: those that pass the bound and were told, those that wait
