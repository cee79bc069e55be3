-- The data behind layer.yaml and events.yml: NULL and orphan keys, header and line grain, two
-- sessions on one day, gaps in the calendar, rows of the year before, small groups of people.

CREATE TABLE d_date (date_key DATE, is_festival BOOLEAN);
INSERT INTO d_date SELECT CAST(d AS DATE), CAST(d AS DATE) IN (DATE '2026-01-01', DATE '2026-02-10', DATE '2026-02-11') FROM generate_series(DATE '2025-01-01', DATE '2027-02-01', INTERVAL 1 DAY) t(d);

CREATE TABLE d_platform (platform_id INTEGER, pname VARCHAR);
INSERT INTO d_platform VALUES (1, 'douyin'), (2, 'jd'), (3, 'taobao'), (4, 'xhs'), (5, 'bilibili'), (6, 'idle');

CREATE TABLE d_streamer (streamer_id INTEGER, sname VARCHAR, tier VARCHAR);
INSERT INTO d_streamer VALUES (10, '安娜', 'S'), (11, 'Bo', 'A'), (12, 'Cy', NULL), (13, 'O''Hara', 'A');

-- Room 104 has no platform, room 105 one that does not exist.
CREATE TABLE d_room (room_id INTEGER, title VARCHAR, platform_id INTEGER, streamer_id INTEGER, room_type VARCHAR, slot_fee DECIMAL(12, 2));
INSERT INTO d_room VALUES
  (101, '首播间', 1, 10, '自营', 500.00), (102, 'R2', 2, 11, '达人', 300.00), (103, 'R3', 4, 10, '自营', 200.00),
  (104, 'R4', NULL, 12, '达人', 100.00), (105, 'R5', 99, 11, NULL, 50.00), (106, 'R6', 3, 13, '达人', 70.00), (107, 'R7', 1, 13, '达人', 90.00);

CREATE TABLE d_category (category_id INTEGER, cname VARCHAR);
INSERT INTO d_category VALUES (1, '美妆'), (2, '食品'), (3, '服饰'), (4, '家居');

-- Product 5 has no category, product 6 one that does not exist.
CREATE TABLE d_product (product_id INTEGER, category_id INTEGER, name VARCHAR, list_price DECIMAL(12, 2));
INSERT INTO d_product VALUES (1, 1, '精华', 199.00), (2, 2, '牛奶', 50.00), (3, 2, '燕麦', 25.00), (4, 3, '袜子', 9.90), (5, NULL, '孤品', 1.00), (6, 77, '散货', 2.00);

CREATE TABLE d_staff (staff_id INTEGER, staff_name VARCHAR, team VARCHAR);
INSERT INTO d_staff VALUES (1, 'Di', '甲'), (2, 'Ed', '乙'), (3, 'Fay', NULL);

-- One person under 18 with many orders, two over 45, one from 北京.
CREATE TABLE d_buyer (buyer_id INTEGER, age_band VARCHAR, city VARCHAR, phone VARCHAR);
INSERT INTO d_buyer VALUES
  (901, '18-24', '杭州', '13800000901'), (902, '18-24', '杭州', '13800000902'), (903, '18-24', '上海', '13800000903'),
  (904, '25-34', '杭州', '13800000904'), (905, '25-34', '上海', '13800000905'), (906, '25-34', '上海', '13800000906'), (907, '25-34', '北京', '13800000907'),
  (908, '0-17', '杭州', '13800000908'), (909, '45+', '上海', '13800000909'), (910, '45+', '上海', '13800000910'), (911, NULL, '杭州', '13800000911');

-- Order 6 has no room, order 7 one that does not exist, order 23 no time, order 16 no buyer.
CREATE TABLE f_order (order_id INTEGER, room_id INTEGER, buyer_id INTEGER, placed_by INTEGER, packed_by INTEGER, status VARCHAR, shipping_fee DECIMAL(12, 2), ordered_at TIMESTAMP, biz_date DATE, paid_at TIMESTAMPTZ);
INSERT INTO f_order SELECT a, b, c, d, e, f, g, CAST(h AS TIMESTAMP), CAST(CAST(h AS TIMESTAMP) AS DATE), CAST(i AS TIMESTAMPTZ) FROM (VALUES
  (1, 101, 901, 1, 2, 'paid', 10.00, '2026-01-05 20:00:00', '2026-01-05 12:01:00+00'),
  (2, 101, 902, 1, 1, 'paid', 5.00, '2026-01-31 23:59:59', '2026-01-31 16:30:00+00'),
  (3, 101, 901, 2, 2, 'cancelled', 0.00, '2026-02-01 03:00:00', NULL),
  (4, 102, 903, 1, 2, 'paid', 7.50, '2026-02-10 12:00:00', '2026-02-10 04:00:30+00'),
  (5, 104, 904, 1, 2, 'paid', 3.00, '2026-03-02 12:00:00', NULL),
  (6, NULL, 905, 1, 2, 'paid', 4.00, '2026-02-11 12:00:00', NULL),
  (7, 777, 906, 2, 1, 'refunded', 6.00, '2026-01-20 12:00:00', NULL),
  (8, 105, 907, 2, 1, 'paid', 2.00, '2026-01-21 12:00:00', NULL),
  (9, 106, 902, 2, 1, 'cancelled', 1.00, '2026-04-01 00:00:00', NULL),
  (10, 107, 908, 3, NULL, 'paid', 8.00, '2026-01-05 21:30:00', NULL),
  (11, 101, 908, 1, 2, 'paid', 2.50, '2026-02-10 09:00:00', NULL),
  (12, 101, 908, 1, 2, 'paid', 2.50, '2026-02-10 10:00:00', NULL),
  (13, 107, 908, NULL, 9, 'paid', 0.00, '2026-03-31 23:59:59.5', NULL),
  (14, 102, 909, 1, 1, 'paid', 6.00, '2026-01-31 12:00:00', '2026-01-31 15:59:59+00'),
  (15, 102, 910, 1, 1, 'paid', 1.00, '2026-01-30 00:00:00', NULL),
  (16, 101, NULL, 1, 2, 'paid', 1.50, '2026-03-15 06:00:00', NULL),
  (17, 101, 999, 1, 2, 'paid', 1.25, '2026-03-15 05:59:59', NULL),
  (18, 101, 903, 1, 2, 'paid', 3.00, '2025-02-10 12:00:00', NULL),
  (19, 101, 901, 2, 1, 'paid', 4.00, '2025-12-29 08:00:00', NULL),
  (20, 102, 904, 1, 2, 'paid', 5.00, '2025-01-06 10:00:00', NULL),
  (21, 101, 905, 1, 2, NULL, 2.00, '2026-02-28 10:00:00', NULL),
  (22, 107, 906, 1, 1, 'paid', NULL, '2026-01-29 10:00:00', NULL),
  (23, 106, 910, 1, 1, 'paid', 1.00, NULL, NULL)) t(a, b, c, d, e, f, g, h, i);

-- Line 12 has an order that does not exist, line 28 none.
CREATE TABLE f_line (line_id INTEGER, order_id INTEGER, product_id INTEGER, gmv_amt DECIMAL(18, 2), gmv_fen BIGINT, qty INTEGER, sold_at TIMESTAMP);
INSERT INTO f_line SELECT a, b, c, d, CAST(d * 100 AS BIGINT), e, COALESCE((SELECT ordered_at FROM f_order o WHERE o.order_id = b), CAST(f AS TIMESTAMP)) FROM (VALUES
  (1, 1, 1, 100.10, 1, NULL), (2, 1, 2, 50.05, 2, NULL), (3, 2, 3, 25.00, 1, NULL), (4, 3, 1, 99.99, 1, NULL),
  (5, 4, 2, 60.00, 3, NULL), (6, 4, NULL, 40.00, 1, NULL), (7, 5, 3, 33.33, 1, NULL), (8, 6, 1, 20.00, 1, NULL),
  (9, 7, 2, 15.00, 1, NULL), (10, 8, 9, 100.00, 4, NULL), (11, 9, 1, NULL, 1, NULL), (12, 55, 1, 8.00, 1, '2026-02-05 08:00:00'),
  (13, 10, 4, 9.90, 1, NULL), (14, 10, 4, 9.90, 1, NULL), (15, 11, 1, 199.00, 1, NULL), (16, 12, 2, 50.00, 1, NULL),
  (17, 13, 5, 1.00, 1, NULL), (18, 14, 6, 2.00, 2, NULL), (19, 15, 3, 25.00, 1, NULL), (20, 16, 1, 0.01, 1, NULL),
  (21, 17, 2, 0.02, 1, NULL), (22, 18, 1, 150.00, 1, NULL), (23, 19, 3, 75.00, 3, NULL), (24, 20, 2, 45.00, 1, NULL),
  (25, 21, 1, 10.00, 1, NULL), (26, 22, 4, 9.90, 1, NULL), (27, 23, 2, 5.00, 1, NULL), (28, NULL, 3, 7.00, 1, NULL)) t(a, b, c, d, e, f);

-- Room 101 has two sessions on 31 January, room 103 two at one moment; rooms NULL and 888.
CREATE TABLE f_session (session_id INTEGER, room_id INTEGER, biz_date DATE, started_at TIMESTAMP, watch_seconds BIGINT, follower_cnt INTEGER, bytes_sent BIGINT, kind VARCHAR);
INSERT INTO f_session SELECT a, b, CAST(CAST(c AS TIMESTAMP) AS DATE), CAST(c AS TIMESTAMP), d, e, f, g FROM (VALUES
  (1, 101, '2026-01-05 19:00:00', 3600, 1000, 9223372036854775807, '日播'), (2, 101, '2026-01-31 09:00:00', 7200, 1100, 9223372036854775807, '日播'),
  (3, 101, '2026-01-31 19:00:00', 1800, 1150, 1, '大场'), (4, 101, '2026-03-01 19:00:00', 3600, 1200, NULL, '日播'),
  (5, 103, '2026-01-10 19:00:00', 900, 50, NULL, '日播'), (6, 103, '2026-02-10 19:00:00', 1800, 60, NULL, NULL),
  (7, 103, '2026-02-10 19:00:00', 1800, 55, NULL, '大场'), (8, NULL, '2026-01-11 19:00:00', 600, 5, NULL, '日播'),
  (9, 888, '2026-02-12 19:00:00', 700, 6, NULL, '日播'), (10, 104, '2026-02-13 19:00:00', 800, NULL, NULL, '日播'),
  (11, 107, '2026-01-31 20:00:00', 100, 300, NULL, '大场'), (12, 107, '2026-02-28 20:00:00', NULL, 310, NULL, '日播'),
  (13, 101, '2025-02-10 19:00:00', 500, 900, NULL, '日播')) t(a, b, c, d, e, f, g);

CREATE TABLE f_comment (comment_id INTEGER, room_id INTEGER, biz_date DATE);
INSERT INTO f_comment VALUES (1, 101, DATE '2026-01-05'), (2, 101, DATE '2026-01-05'), (3, 103, NULL), (4, NULL, DATE '2026-02-10'), (5, 105, DATE '2026-02-11');

CREATE TABLE f_spend (spend_id INTEGER, platform_id INTEGER, biz_date DATE, spend_amt DECIMAL(12, 2));
INSERT INTO f_spend VALUES
  (1, 1, DATE '2026-01-05', 30.00), (2, 1, DATE '2026-02-10', 20.00), (3, 4, DATE '2026-01-10', 12.50), (4, 5, DATE '2026-02-20', 99.00),
  (5, NULL, DATE '2026-01-01', 7.00), (6, 99, DATE '2026-03-05', 1.00), (7, 1, DATE '2025-02-10', 10.00);

CREATE TABLE f_refund (refund_id INTEGER, room_id INTEGER, apply_date DATE, done_date DATE, refund_amt DECIMAL(12, 2));
INSERT INTO f_refund VALUES
  (1, 101, DATE '2026-01-30', DATE '2026-02-02', 10.00), (2, 101, DATE '2026-01-31', DATE '2026-01-31', 5.50),
  (3, 102, DATE '2026-02-11', DATE '2026-03-01', 7.00), (4, NULL, DATE '2026-02-12', NULL, 1.00);

-- A fact that the layer does not name, and a secret.
CREATE TABLE salary (name VARCHAR, amount INTEGER);
INSERT INTO salary VALUES ('Di', 1), ('Ed', 2);
CREATE VIEW v_salary AS SELECT * FROM salary;

-- Facts with the dimensions that they reach, for the hand-written SQL of the cases.
CREATE VIEW x_room AS SELECT r.*, p.pname, s.sname, s.tier FROM d_room r LEFT JOIN d_platform p USING (platform_id) LEFT JOIN d_streamer s USING (streamer_id);
CREATE VIEW x_order AS
  SELECT o.* EXCLUDE (room_id), r.*, b.age_band, b.city, d.date_key, d.is_festival
  FROM f_order o LEFT JOIN x_room r USING (room_id) LEFT JOIN d_buyer b USING (buyer_id) LEFT JOIN d_date d ON d.date_key = o.biz_date;
CREATE VIEW x_line AS
  SELECT l.*, o.* EXCLUDE (order_id), o.order_id AS header_id, p.name AS product, p.list_price, c.cname
  FROM f_line l LEFT JOIN x_order o USING (order_id) LEFT JOIN d_product p USING (product_id) LEFT JOIN d_category c USING (category_id);
CREATE VIEW x_session AS
  SELECT s.* EXCLUDE (room_id), s.room_id AS own_room, r.*, d.date_key, d.is_festival
  FROM f_session s LEFT JOIN x_room r USING (room_id) LEFT JOIN d_date d ON d.date_key = s.biz_date;
CREATE VIEW x_comment AS SELECT c.* EXCLUDE (room_id), r.* FROM f_comment c LEFT JOIN x_room r USING (room_id);
CREATE VIEW x_spend AS SELECT s.*, p.pname FROM f_spend s LEFT JOIN d_platform p USING (platform_id);
CREATE VIEW x_refund AS SELECT f.* EXCLUDE (room_id), r.* FROM f_refund f LEFT JOIN x_room r USING (room_id);

-- The amount of the lines whose order falls into a range of days.
CREATE MACRO a(since, until) AS (SELECT SUM(gmv_amt) FROM x_line WHERE date_key >= since AND date_key < until);

-- Campaigns of two years whose days differ, and sales in and around them: behind events.yml.
CREATE TABLE d_campaign (campaign VARCHAR, campaign_year INTEGER, start_at TIMESTAMP, end_at TIMESTAMP);
INSERT INTO d_campaign VALUES
  ('brand_day', 2024, TIMESTAMP '2024-05-10', TIMESTAMP '2024-05-15'), ('brand_day', 2025, TIMESTAMP '2025-05-16', TIMESTAMP '2025-05-21'),
  ('double11', 2024, TIMESTAMP '2024-11-01', TIMESTAMP '2024-11-12'), ('double11', 2025, TIMESTAMP '2025-11-01', TIMESTAMP '2025-11-12');
CREATE VIEW d_campaign_day AS
  SELECT CAST(g.d AS DATE) AS day, campaign, campaign_year FROM d_campaign, generate_series(start_at, end_at - INTERVAL 1 DAY, INTERVAL 1 DAY) g(d);
CREATE TABLE f_sale (sale_id INTEGER, sold_on DATE, channel VARCHAR, amount DECIMAL(12, 2));
INSERT INTO f_sale VALUES
  (1, DATE '2024-05-09', 'a', 1.00), (2, DATE '2024-05-10', 'a', 10.00), (3, DATE '2024-05-10', 'b', 5.00), (4, DATE '2024-05-11', 'a', 20.00),
  (5, DATE '2024-05-14', 'a', 40.00), (6, DATE '2024-05-16', 'a', 300.00), (7, DATE '2025-05-15', 'a', 2.00), (8, DATE '2025-05-16', 'a', 11.00),
  (9, DATE '2025-05-18', 'b', 22.00), (10, DATE '2025-05-20', 'a', 44.00), (11, DATE '2025-05-21', 'a', 500.00),
  (12, DATE '2024-11-01', 'a', 7.00), (13, DATE '2024-11-11', 'a', 70.00), (14, DATE '2025-11-02', 'a', 8.00), (15, DATE '2025-11-11', 'b', 80.00);

-- Contracts that follow each other, and takings within them, between them and outside: behind history.yaml.
CREATE TABLE d_contract (streamer_id INTEGER, valid_from DATE, valid_to DATE, agency VARCHAR);
INSERT INTO d_contract VALUES (10, DATE '2026-01-01', DATE '2026-02-01', '甲社'), (10, DATE '2026-02-01', NULL, '乙社'), (11, DATE '2026-01-10', DATE '2026-01-20', '甲社');
CREATE TABLE f_taking (taking_id INTEGER, host_id INTEGER, taken_on DATE, amount DECIMAL(12, 2));
INSERT INTO f_taking VALUES
  (1, 10, DATE '2026-01-15', 1.00), (2, 10, DATE '2026-03-15', 20.00), (3, 10, DATE '2025-12-15', 300.00), (4, 11, DATE '2026-01-15', 4000.00),
  (5, 11, DATE '2026-01-25', 50000.00), (6, NULL, DATE '2026-01-15', 600000.00), (7, 10, NULL, 7000000.00);
