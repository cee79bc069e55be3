-- A small world for crates/semantic_sql/tests/layers/shop.yml: NULL and orphan keys, header and
-- line grain, ties, gaps in time, a session that ends a day twice.

CREATE TABLE dim_platform (platform_id INTEGER, code VARCHAR);
INSERT INTO dim_platform VALUES (1, 'douyin'), (2, 'jd'), (3, 'taobao'), (4, 'xhs'), (5, 'bilibili'), (6, 'idle');

CREATE TABLE dim_streamer (streamer_id INTEGER, name VARCHAR, tier VARCHAR);
INSERT INTO dim_streamer VALUES (10, 'Ann', 'S'), (11, 'Bo', 'A'), (12, 'Cy', NULL);

-- Room 104 has no platform, room 105 one that does not exist.
CREATE TABLE dim_room (room_id INTEGER, title VARCHAR, platform_id INTEGER, streamer_id INTEGER, slot_fee DECIMAL(12, 2));
INSERT INTO dim_room VALUES
  (101, 'R1', 1, 10, 500.00), (102, 'R2', 2, 11, 300.00), (103, 'R3', 4, 10, 200.00),
  (104, 'R4', NULL, 12, 100.00), (105, 'R5', 99, 11, 50.00), (106, 'R6', 3, 11, 70.00);

CREATE TABLE dim_product (product_id INTEGER, name VARCHAR, category VARCHAR);
INSERT INTO dim_product VALUES (1, 'serum', 'beauty'), (2, 'milk', 'food'), (3, 'oat', 'food');

CREATE TABLE dim_staff (staff_id INTEGER, staff_name VARCHAR);
INSERT INTO dim_staff VALUES (1, 'Di'), (2, 'Ed');

-- Order 6 has no room, order 7 one that does not exist.
CREATE TABLE fct_order (order_id INTEGER, room_id INTEGER, placed_by INTEGER, packed_by INTEGER, buyer_id INTEGER, status VARCHAR, shipping_fee DECIMAL(12, 2), ordered_at TIMESTAMP);
INSERT INTO fct_order VALUES
  (1, 101, 1, 2, 900, 'paid', 10.00, TIMESTAMP '2026-01-05 20:00:00'),
  (2, 101, 1, 1, 901, 'paid', 5.00, TIMESTAMP '2026-01-31 23:59:59'),
  (3, 101, 2, 2, 900, 'cancelled', 0.00, TIMESTAMP '2026-02-01 03:00:00'),
  (4, 102, 1, 2, 902, 'paid', 7.50, TIMESTAMP '2026-02-10 12:00:00'),
  (5, 104, 1, 2, 903, 'paid', 3.00, TIMESTAMP '2026-03-02 12:00:00'),
  (6, NULL, 1, 2, 900, 'paid', 4.00, TIMESTAMP '2026-02-11 12:00:00'),
  (7, 777, 2, 1, 904, 'refunded', 6.00, TIMESTAMP '2026-01-20 12:00:00'),
  (8, 105, 2, 1, 905, 'paid', 2.00, TIMESTAMP '2026-01-21 12:00:00'),
  (9, 106, 2, 1, 901, 'cancelled', 1.00, TIMESTAMP '2026-04-01 00:00:00');

CREATE TABLE fct_line (line_id INTEGER, order_id INTEGER, product_id INTEGER, amount DECIMAL(18, 2), qty INTEGER, sold_at TIMESTAMP);
INSERT INTO fct_line VALUES
  (1, 1, 1, 100.10, 1, TIMESTAMP '2026-01-05 20:00:00'),
  (2, 1, 2, 50.05, 2, TIMESTAMP '2026-01-05 20:00:00'),
  (3, 2, 3, 25.00, 1, TIMESTAMP '2026-01-31 23:59:59'),
  (4, 3, 1, 99.99, 1, TIMESTAMP '2026-02-01 03:00:00'),
  (5, 4, 2, 60.00, 3, TIMESTAMP '2026-02-10 12:00:00'),
  (6, 4, NULL, 40.00, 1, TIMESTAMP '2026-02-10 12:00:00'),
  (7, 5, 3, 33.33, 1, TIMESTAMP '2026-03-02 12:00:00'),
  (8, 6, 1, 20.00, 1, TIMESTAMP '2026-02-11 12:00:00'),
  (9, 7, 2, 15.00, 1, TIMESTAMP '2026-01-20 12:00:00'),
  (10, 8, 9, 100.00, 4, TIMESTAMP '2026-01-21 12:00:00'),
  (11, 9, 1, NULL, 1, TIMESTAMP '2026-04-01 00:00:00'),
  (12, 55, 1, 8.00, 1, NULL);

-- Rooms 101 and 103 have two sessions at the end of their last day.
CREATE TABLE fct_session (session_id INTEGER, room_id INTEGER, watch_seconds BIGINT, followers_now INTEGER, started_at TIMESTAMP);
INSERT INTO fct_session VALUES
  (1, 101, 3600, 1000, TIMESTAMP '2026-01-05 19:00:00'),
  (2, 101, 7200, 1100, TIMESTAMP '2026-01-31 19:00:00'),
  (3, 101, 1800, 1150, TIMESTAMP '2026-01-31 19:00:00'),
  (4, 101, 3600, 1200, TIMESTAMP '2026-03-01 19:00:00'),
  (5, 103, 900, 50, TIMESTAMP '2026-01-10 19:00:00'),
  (6, 103, 1800, 60, TIMESTAMP '2026-02-10 19:00:00'),
  (7, 103, 1800, 55, TIMESTAMP '2026-02-10 19:00:00'),
  (8, NULL, 600, 5, TIMESTAMP '2026-01-11 19:00:00'),
  (9, 888, 700, 6, TIMESTAMP '2026-02-12 19:00:00'),
  (10, 104, 800, NULL, TIMESTAMP '2026-02-13 19:00:00');

CREATE TABLE fct_comment (comment_id INTEGER, room_id INTEGER, commented_at TIMESTAMP);
INSERT INTO fct_comment VALUES (1, 101, TIMESTAMP '2026-01-05 19:30:00'), (2, 101, TIMESTAMP '2026-01-05 19:31:00'), (3, 103, NULL), (4, NULL, TIMESTAMP '2026-02-10 19:31:00');

CREATE TABLE fct_spend (spend_id INTEGER, platform_id INTEGER, day DATE, cost DECIMAL(12, 2));
INSERT INTO fct_spend VALUES
  (1, 1, DATE '2026-01-05', 30.00), (2, 1, DATE '2026-02-10', 20.00), (3, 4, DATE '2026-01-10', 12.50),
  (4, 5, DATE '2026-02-20', 99.00), (5, NULL, DATE '2026-01-01', 7.00), (6, 99, DATE '2026-03-05', 1.00);
