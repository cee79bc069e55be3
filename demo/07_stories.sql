-- What went well or badly on purpose. Each of these tables turns a knob of a later script, and
-- stories.yml says how each story shows in the numbers.

-- A host's or a room's days that were unlike its others, as factors: on the viewers, on the
-- orders per viewer, and on the part of the traffic that is bought. Periods must not overlap for
-- one session. 可可 lost her voice for a week; 森驰's room moved its budget away for three.
CREATE TEMP TABLE t_swing(host VARCHAR, account_id VARCHAR, from_day DATE, to_day DATE, watch DOUBLE, conv DOUBLE, bought DOUBLE);
INSERT INTO t_swing VALUES
  ('S06', NULL, '2026-10-19', '2026-10-25', .72, .50, 1),
  (NULL, 'A13', '2026-09-07', '2026-09-27', 1, 1, .12);

-- A short video of a cleaning trick went round: orders a day on the shelf, at scale 1, that come
-- on top of the usual ones.
CREATE TEMP TABLE t_viral AS
SELECT 'SH13' AS shop_id, 'P0602' AS product_id, DATE '2026-10-12' + i::INTEGER AS d, orders
FROM (SELECT unnest(range(14)) AS i, unnest([8, 20, 45, 80, 100, 95, 80, 62, 48, 36, 27, 20, 14, 9]) AS orders);

-- Sold out: from from_at on nobody can order the product, and the next delivery comes on the day
-- of until_at. Some of those who wanted it take another one, the others leave.
CREATE TEMP TABLE t_dry(product_id VARCHAR, instead VARCHAR, from_at TIMESTAMP, until_at TIMESTAMP);
INSERT INTO t_dry VALUES ('P0203', 'P0201', '2026-10-20 00:00:00', '2026-10-30 00:00:00');

-- A wave of scolding: who got a rash says so, and others join in. share: of the comments then.
CREATE TEMP TABLE t_wave(session_id VARCHAR, product_id VARCHAR, from_at TIMESTAMP, until_at TIMESTAMP, share DOUBLE);
INSERT INTO t_wave VALUES ('LS20261114-A15-2', 'P0204', '2026-11-14 21:20:00', '2026-11-14 23:00:00', .72);
