-- The curve of each session: who comes in when, how many are there, when orders are placed.
-- Weights are whole numbers, so that running sums are exact in whatever order they are made.

CREATE TEMP TABLE t_minute AS
WITH grid AS (
  SELECT sess_no, account_id, start_at, end_eff, watch, conv, seconds, planned, k,
         unnest(range(date_diff('minute', start_at, end_eff - INTERVAL 1 SECOND) + 1)) AS m
  FROM t_session),
weighed AS (
  SELECT g.*, date_trunc('minute', start_at) + to_minutes(m) AS minute_at, hash(hash(getvariable('seed'), k, m)) AS h,
         -- The platform pushes a room that opens, and the evening brings people.
         (1000 * (1 + 1.1 * exp(-m / 12.0)) * CASE WHEN hour(start_at + to_minutes(m)) IN (20, 21) THEN 1.25 WHEN hour(start_at + to_minutes(m)) BETWEEN 1 AND 6 THEN .7 ELSE 1 END
            * (1 + .25 * sin(m / 17.0 + (k % 7))))::BIGINT AS pull
  FROM grid g),
felt AS (
  SELECT w.*, greatest(60, pull * (80 + (h & 63)::BIGINT) // 100) AS come,
         -- A product is pitched for twelve minutes; most buy when the price is out.
         greatest(20, pull * CASE WHEN m % 12 IN (8, 9, 10) THEN 230 WHEN m % 12 < 5 THEN 55 ELSE 100 END
             * (40 + ((h >> 8) & 127)::BIGINT) // 10000
             -- Whole sessions have their variant's effect in their sum, below.
             * CASE WHEN b.unit_type = 'time_block' THEN (100 * effect_of(b.variant_id))::BIGINT ELSE 100 END // 100
             -- The spike of last night in the lip glaze room: a price cut and a red packet.
             * CASE WHEN account_id = 'A01' AND minute_at BETWEEN TIMESTAMP '2026-11-18 20:39:00' AND TIMESTAMP '2026-11-18 20:42:00' THEN 30 ELSE 1 END) AS urge
  FROM weighed w LEFT JOIN t_block b ON b.sess_no = w.sess_no AND b.test_id <> 'T04' AND b.block = CASE WHEN b.unit_type = 'session' THEN 0 ELSE m // 120 END),
summed AS (
  SELECT *, (sum(come) OVER so_far)::BIGINT AS come_to, (sum(urge) OVER so_far)::BIGINT AS urge_to,
         (sum(come) OVER whole_session)::BIGINT AS come_all, (sum(urge) OVER whole_session)::BIGINT AS urge_all
  FROM felt
  WINDOW so_far AS (PARTITION BY sess_no ORDER BY m ROWS UNBOUNDED PRECEDING), whole_session AS (PARTITION BY sess_no)),
counted AS (
  SELECT sess_no, m, minute_at, h, account_id,
         enters * come_to // come_all - enters * (come_to - come) // come_all AS enter_cnt,
         orders * urge_to // urge_all - orders * (urge_to - urge) // urge_all AS order_cnt
  FROM summed JOIN (
    SELECT sess_no, ceil(1.25 * watch * least(1.0, seconds / (planned * 60.0)))::BIGINT + 3 AS enters,
           -- A better opening sells more in the whole session, and so does a better order of talk.
           whole(watch * least(1.0, seconds / (planned * 60.0)) * conv * .95 * coalesce(v.gain, 1), 'orders', k) AS orders
    FROM t_session LEFT JOIN (SELECT sess_no, avg(effect_of(variant_id)) AS gain FROM t_block GROUP BY 1) v USING (sess_no)) USING (sess_no))
SELECT sess_no, m, minute_at, h, enter_cnt, order_cnt,
       -- Who is there: those who came in the last minutes, for as long as they stay.
       greatest(1, ((sum(enter_cnt) OVER lately) * (8 + ascii(right(account_id, 1)) % 5) * (88 + ((h >> 16) & 31)::BIGINT)
         // (least(m + 1, 6) * 600)))::BIGINT AS online_cnt
FROM counted WINDOW lately AS (PARTITION BY sess_no ORDER BY m ROWS 5 PRECEDING);

-- One session in twenty-five has a hole where the feed broke.
CREATE TEMP TABLE t_hole AS
SELECT sess_no, 5 + floor(rnd('hole', k) * greatest(1, seconds / 60 - 30))::BIGINT AS a, 2 + floor(rnd('holesize', k) * 14)::BIGINT AS size
FROM t_session
WHERE fate = 'full' AND (rnd('holed', k) < .04 OR session_id IN ('LS20261118-A13-2', 'LS20261111-A05-2', 'LS20261114-A17-2'));
