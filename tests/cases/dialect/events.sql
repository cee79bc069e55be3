-- PRIOR(m, 'event'): the same campaign a year before, aligned by day of event.

== 35 an event against the year before
-- layer events.yml
-- either
SELECT MEASURE(amount), PRIOR(amount, 'event') AS before FROM fair WHERE campaign = 'brand_day' AND date >= DATE '2025-05-16' AND date < DATE '2025-05-21'
--- equals
SELECT 11.00 + 22.00 + 44.00, 10.00 + 5.00 + 20.00 + 40.00

== 35 an event day by day
-- layer events.yml
-- either
SELECT date, MEASURE(amount), PRIOR(amount, 'event') AS before FROM fair WHERE campaign = 'brand_day' AND date >= DATE '2025-05-16' AND date < DATE '2025-05-21' GROUP BY 1
--- equals
SELECT * FROM (VALUES (DATE '2025-05-16', 11.00, 15.00), (DATE '2025-05-17', NULL, 20.00), (DATE '2025-05-18', 22.00, NULL), (DATE '2025-05-20', 44.00, 40.00)) t

== 35 the first days of an event
-- layer events.yml
-- either
SELECT CHANGE(amount, 'event') AS c, PRIOR(sale_count, 'event') AS n FROM fair WHERE campaign = 'brand_day' AND date BETWEEN DATE '2025-05-16' AND DATE '2025-05-17'
--- equals
SELECT 11.00 - 35.00, 3

== 35 the other filters of an event stay
-- layer events.yml
-- either
SELECT PRIOR(amount, 'event') AS before FROM fair WHERE channel = 'a' AND campaign = 'brand_day' AND date >= DATE '2025-05-16' AND date < DATE '2025-05-21'
--- equals
SELECT 70.00

== 35 an event with a fixed day
-- layer events.yml
-- either
SELECT date, MEASURE(amount), PRIOR(amount, 'event') AS before FROM fair WHERE campaign = 'double11' AND date >= DATE '2025-11-01' AND date < DATE '2025-11-12' GROUP BY 1
--- equals
SELECT * FROM (VALUES (DATE '2025-11-01', NULL, 7.00), (DATE '2025-11-02', 8.00, NULL), (DATE '2025-11-11', 80.00, 70.00)) t

== 35 an event by its campaign and year
-- layer events.yml
-- either
SELECT MEASURE(amount), PRIOR(amount, 'event') AS before FROM fair WHERE campaign = 'double11' AND campaign_year = 2025 AND date >= DATE '2025-11-01' AND date < DATE '2025-11-12'
--- equals
SELECT 88.00, 77.00

== 35 a calendar shift of the time grains of a layer
-- layer events.yml
SELECT month, MEASURE(amount), PRIOR(amount, '1 year') AS before FROM fair WHERE date >= DATE '2025-05-01' AND date < DATE '2025-06-01' GROUP BY 1
--- equals
SELECT DATE '2025-05-01', 579.00, 376.00

== 37 a spine of the time grains of a layer
-- layer events.yml
SELECT SPINE(date) AS d, MEASURE(amount) FROM fair WHERE date >= DATE '2024-05-09' AND date < DATE '2024-05-13' GROUP BY 1
--- equals
SELECT * FROM (VALUES (DATE '2024-05-09', 1.00), (DATE '2024-05-10', 15.00), (DATE '2024-05-11', 20.00), (DATE '2024-05-12', NULL)) t

== 37 a spine of months
-- layer events.yml
SELECT SPINE(month) AS m, MEASURE(amount) FROM fair WHERE date >= DATE '2024-10-01' AND date < DATE '2025-01-01' GROUP BY 1
--- equals
SELECT * FROM (VALUES (DATE '2024-10-01', NULL), (DATE '2024-11-01', 77.00), (DATE '2024-12-01', NULL)) t
