-- Randomness as a function, not as a state: a number depends only on the seed, on the name of
-- its stream and on its key, so the world is the same however many threads build it.

-- hash() joins its arguments by XOR, which would leave two streams of one key correlated;
-- hashing the result once more breaks that up.
CREATE TEMP MACRO rnd(stream, k) AS
  (hash(hash(getvariable('seed'), stream, k)) >> 11)::DOUBLE / 9007199254740992.0;

-- About normal, mean 0 and deviation 1, and never beyond 3: no outlier can break a bound.
CREATE TEMP MACRO znorm(stream, k) AS
  2.0 * (rnd(stream || '/1', k) + rnd(stream || '/2', k) + rnd(stream || '/3', k) - 1.5);

-- A factor around 1 for multiplying.
CREATE TEMP MACRO wobble(stream, k, sd) AS exp(sd * znorm(stream, k) - sd * sd / 2.0);

-- A whole number whose expectation is exactly x.
CREATE TEMP MACRO whole(x, stream, k) AS floor(x + rnd(stream, k))::BIGINT;

-- A card from a deck of a hundred.
CREATE TEMP MACRO card_of(stream, k) AS floor(rnd(stream, k) * 100)::BIGINT;

-- Waiting time with the given mean, cut at eight means.
CREATE TEMP MACRO wait(mean, stream, k) AS
  least(8.0, -ln(1.0 - rnd(stream, k))) * mean;

-- A stable opaque key: the stand-in for a salted hash of a person.
CREATE TEMP MACRO opaque(prefix, a, b) AS prefix || format('{:016x}', hash(hash(a, b)));

-- The edges of the world.
CREATE TEMP TABLE t_world AS
SELECT DATE '2025-06-01' AS first_day, as_of::DATE AS last_day,
       getvariable('scale')::DOUBLE AS scale,
       -- A small world also holds fewer sessions, or minutes alone would make it slow.
       least(1.0, 0.3 + 0.7 * getvariable('scale') / 0.3)::DOUBLE AS session_share
FROM wenbo_clock;
-- The clock once more, as a constant that bounds can use in every row.
CREATE TEMP MACRO world_clock() AS (TIMESTAMP '2026-11-19 10:30:00');

-- How far each platform's data had been loaded when the clock stopped: JD's orders and
-- Kuaishou's ads are late, and later rows really are not there.
CREATE TEMP TABLE t_cut(platform_id VARCHAR, session_cut TIMESTAMP, order_cut TIMESTAMP, ad_cut TIMESTAMP);
INSERT INTO t_cut VALUES
  ('douyin',          '2026-11-19 10:20:00', '2026-11-19 10:20:00', '2026-11-19 10:00:00'),
  ('taobao',          '2026-11-19 10:20:00', '2026-11-19 10:20:00', '2026-11-19 10:00:00'),
  ('wechat_channels', '2026-11-19 10:15:00', '2026-11-19 10:15:00', '2026-11-19 10:00:00'),
  ('kuaishou',        '2026-11-19 10:20:00', '2026-11-19 10:20:00', '2026-11-18 23:00:00'),
  ('jd',              '2026-11-19 10:00:00', '2026-11-19 06:00:00', '2026-11-19 10:00:00');
