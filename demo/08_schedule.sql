-- Who goes on air when.

-- at_min: minute of the day; weekday and weekend: chance of going on air; minutes: planned length;
-- weight: size against the account's full session. A host has at most one place in the day and
-- one in the evening, so nobody stands in two rooms at once.
CREATE TEMP TABLE t_slot(account_id VARCHAR, slot INTEGER, at_min INTEGER, weekday DOUBLE, weekend DOUBLE, minutes INTEGER, weight DOUBLE, host VARCHAR);
INSERT INTO t_slot VALUES
  ('A01', 1, 540, .42, .55, 175, .38, 'S02'), ('A01', 2, 1170, .90, .96, 262, 1.00, 'S01'),
  ('A02', 1, 600, .30, .45, 190, .50, 'S06'), ('A02', 2, 1200, .62, .80, 225, 1.00, 'S02'),
  ('A03', 1, 630, .30, .42, 180, .42, 'S01'), ('A03', 2, 1140, .76, .85, 250, 1.00, 'S06'),
  ('A04', 2, 1185, .50, .70, 215, 1.00, 'S13'),
  ('A05', 1, 570, .30, .35, 170, .40, 'S14'), ('A05', 2, 1170, .74, .85, 240, 1.00, 'S03'),
  ('A06', 1, 840, .52, .40, 185, 1.00, 'S03'),
  ('A07', 1, 690, .26, .40, 170, .45, 'S04'), ('A07', 2, 1155, .62, .78, 245, 1.00, 'S05'),
  ('A08', 1, 540, .28, .34, 180, .40, 'S05'), ('A08', 2, 1230, .66, .80, 242, 1.00, 'S04'),
  ('A09', 1, 840, .18, .30, 170, .55, 'S07'), ('A09', 2, 1185, .50, .66, 205, 1.00, 'S15'),
  ('A10', 2, 1290, .58, .72, 205, 1.00, 'S16'),
  ('A11', 1, 555, .26, .34, 180, .50, 'S17'), ('A11', 2, 1125, .62, .74, 235, 1.00, 'S17'),
  ('A12', 2, 1170, .48, .68, 210, 1.00, 'S18'),
  ('A13', 1, 720, .22, .36, 175, .45, 'S16'), ('A13', 2, 1245, .68, .84, 252, 1.00, 'S07'),
  ('A14', 2, 1200, .22, .46, 285, 1.00, 'S08'), ('A15', 2, 1215, .18, .38, 245, 1.00, 'S09'),
  ('A16', 2, 1170, .22, .34, 175, 1.00, 'S10'), ('A17', 2, 1140, .34, .46, 225, 1.00, 'S11'), ('A18', 2, 1170, .26, .40, 195, 1.00, 'S12');

-- Sessions that must exist because people ask for them: last night's, two of them past
-- midnight, and those on air this morning. minutes counts from the start.
CREATE TEMP TABLE t_anchor(d DATE, account_id VARCHAR, slot INTEGER, at_min INTEGER, minutes INTEGER, host VARCHAR);
INSERT INTO t_anchor VALUES
  ('2026-11-18', 'A01', 2, 1170, 312, 'S01'), ('2026-11-18', 'A01', 1, 540, 190, 'S02'), ('2026-11-18', 'A05', 2, 1155, 250, 'S03'),
  ('2026-11-18', 'A05', 1, 480, 180, 'S14'), ('2026-11-18', 'A13', 2, 1245, 258, 'S07'), ('2026-11-18', 'A02', 2, 1200, 230, 'S02'),
  ('2026-11-18', 'A07', 2, 1155, 245, 'S05'), ('2026-11-18', 'A12', 2, 1170, 210, 'S18'), ('2026-11-18', 'A06', 1, 840, 185, 'S03'),
  ('2026-11-17', 'A01', 2, 1170, 280, 'S01'), ('2026-11-17', 'A14', 2, 1200, 300, 'S08'), ('2026-11-11', 'A01', 2, 1170, 295, 'S01'),
  ('2026-11-11', 'A01', 1, 540, 200, 'S02'), ('2026-11-11', 'A14', 2, 1200, 300, 'S08'), ('2026-11-11', 'A05', 2, 1170, 260, 'S03'),
  ('2026-11-11', 'A15', 2, 1215, 250, 'S09'), ('2025-11-11', 'A14', 2, 1200, 290, 'S08'), ('2025-11-11', 'A01', 2, 1170, 285, 'S01'),
  ('2026-11-04', 'A05', 2, 1170, 245, 'S03'), ('2026-11-12', 'A09', 2, 1185, 210, 'S15'), ('2026-11-13', 'A16', 2, 1170, 180, 'S10'),
  ('2026-11-14', 'A17', 2, 1140, 230, 'S11'), ('2026-11-15', 'A18', 2, 1170, 200, 'S12'), ('2026-11-14', 'A15', 2, 1215, 250, 'S09'),
  ('2026-11-19', 'A01', 1, 480, 240, 'S01'), ('2026-11-19', 'A05', 1, 400, 165, 'S14'), ('2026-11-19', 'A08', 1, 480, 195, 'S05'), ('2026-11-19', 'A11', 1, 525, 200, 'S17'),
  -- The week that a story tells, with its usual hours: a small world must not skip it.
  ('2026-10-19', 'A03', 2, NULL, NULL, NULL), ('2026-10-20', 'A03', 2, NULL, NULL, NULL), ('2026-10-21', 'A03', 2, NULL, NULL, NULL),
  ('2026-10-23', 'A03', 2, NULL, NULL, NULL), ('2026-10-24', 'A03', 2, NULL, NULL, NULL);

CREATE TEMP TABLE t_plan AS
SELECT a.account_id, a.platform_id, a.account_type, s.slot, x.d, x.lift, x.phase, x.campaign_id, x.season, x.months,
       coalesce(n.host, s.host) AS host, s.weight, hash(a.account_id, s.slot, x.d) AS k,
       x.d + to_minutes(coalesce(n.at_min, s.at_min + 5 * floor(4 * (rnd('at', hash(a.account_id, s.slot, x.d)) - .5))::INTEGER)::BIGINT)
           + to_seconds(floor(60 * rnd('second', hash(a.account_id, s.slot, x.d)))::BIGINT) AS start_at,
       coalesce(n.minutes, round(s.minutes * (1 + .10 * znorm('length', hash(a.account_id, s.slot, x.d)))
         * CASE WHEN x.phase = 'peak' THEN 1.12 ELSE 1 END)::INTEGER) AS minutes,
       n.d IS NOT NULL AS wanted
FROM t_day x JOIN t_account a USING (platform_id) JOIN t_slot s USING (account_id)
CROSS JOIN t_world w
LEFT JOIN t_anchor n ON n.d = x.d AND n.account_id = a.account_id AND n.slot = s.slot
-- This morning holds the wanted sessions only, or a host might be asked twice.
WHERE n.d IS NOT NULL OR (x.d < w.last_day
  AND rnd('air', hash(a.account_id, s.slot, x.d)) < w.session_share * least(1, CASE WHEN x.weekend THEN s.weekend ELSE s.weekday END * CASE WHEN x.phase = 'peak' THEN 1.25 ELSE 1 END));

CREATE TEMP TABLE t_session AS
WITH typed AS (
  SELECT p.*, c.session_cut,
         CASE WHEN wanted THEN 0 ELSE rnd('odd', k) END AS odd,
         CASE WHEN EXISTS (SELECT 1 FROM t_listed l JOIN t_product g USING (product_id)
                           WHERE l.account_id = p.account_id AND p.d BETWEEN g.launch_date AND g.launch_date + 2) THEN 'launch'
              WHEN p.slot = 2 AND p.phase = 'peak' AND rnd('type', k) < .45 THEN 'event'
              WHEN p.slot = 2 AND rnd('type', k) < .035 THEN 'brand_day' ELSE 'daily' END AS session_type
  FROM t_plan p JOIN t_cut c USING (platform_id)),
-- One in eighty is a rehearsal and one in sixty breaks off early: neither counts as a session.
cut_short AS (
  SELECT *, CASE WHEN odd > .9875 THEN 'test' WHEN odd > .970 THEN 'broken' ELSE 'full' END AS fate,
         CASE WHEN odd > .970 THEN 8 + (rnd('short', k) * 15)::INTEGER ELSE minutes END AS planned
  FROM typed),
ended AS (
  SELECT *, least(start_at + to_minutes(planned::BIGINT), date_trunc('minute', session_cut)) AS end_eff,
         start_at + to_minutes(planned::BIGINT) > session_cut AS running
  FROM cut_short WHERE start_at < session_cut - INTERVAL 20 MINUTE)
SELECT row_number() OVER (ORDER BY start_at, account_id) AS sess_no,
       'LS' || strftime(d, '%Y%m%d') || '-' || account_id || '-' || slot AS session_id,
       e.account_id, e.platform_id, a.account_type, a.shop_id, slot, d, season, phase, campaign_id, months, e.host, k, start_at, end_eff, running, planned, fate,
       CASE WHEN fate = 'full' THEN session_type ELSE 'daily' END AS session_type,
       date_diff('second', start_at, end_eff) AS seconds,
       -- Viewers if it ran to its end, and orders per viewer.
       w.scale * a.watch * weight * exp(a.trend * months) * power(lift, .62) * wobble('watch', k, .26) * planned / 235.0
         * CASE WHEN fate <> 'full' THEN .5 WHEN session_type IN ('event', 'launch') THEN 1.7 WHEN session_type = 'brand_day' THEN 1.35 ELSE 1 END
         -- Who buys less traffic has fewer viewers, and the others are the larger part of them.
         * coalesce(g.watch, 1) * coalesce(h.watch, 1) * (1 - q.share * (1 - q.bought)) AS watch,
       a.conv * power(lift, .38) * wobble('conv', k, .20)
         * CASE WHEN fate = 'test' THEN .3 ELSE 1 END
         -- The lip glaze room learned a better opening in October; last week converted worse.
         * CASE WHEN e.account_id = 'A01' AND d >= DATE '2026-10-01' THEN 1.14 ELSE 1 END
         * CASE WHEN d BETWEEN DATE '2026-11-12' AND DATE '2026-11-18' THEN .90 ELSE 1 END * coalesce(g.conv, 1) * coalesce(h.conv, 1) AS conv,
       q.share * q.bought / (1 - q.share * (1 - q.bought)) AS ad_share,
       a.roi * wobble('roi', k, .24)
         * CASE WHEN e.account_id IN ('A05', 'A06') AND d >= DATE '2026-10-01' THEN .82 ELSE 1 END
         * CASE WHEN session_type = 'event' THEN .80 ELSE 1 END AS roi
FROM ended e JOIN t_account a USING (account_id) CROSS JOIN t_world w
LEFT JOIN t_swing g ON g.host = e.host AND e.d BETWEEN g.from_day AND g.to_day
LEFT JOIN t_swing h ON h.account_id = e.account_id AND e.d BETWEEN h.from_day AND h.to_day,
-- One session in ten buys no traffic at all.
LATERAL (SELECT CASE WHEN rnd('noads', k) < .10 THEN 0 ELSE 1 END * least(.78, a.ad_share * wobble('ads', k, .34) * CASE WHEN phase = 'peak' THEN 1.25 ELSE 1 END) AS share,
                coalesce(g.bought, 1) * coalesce(h.bought, 1) AS bought) q;

-- Experiments. T01 and T04 assign sessions, T02 and T03 blocks of two hours.
INSERT INTO ab_test VALUES
  ('T01', '开场话术AB', '痛点提问开场比直接报价更能留住人并带动成交', 'session', 'watch_to_pay_rate', '2026-10-08 00:00:00', '2026-11-08 23:59:59', 'finished'),
  ('T02', '奶粉讲解顺序测试', '先讲3段能提高点击成交率', 'time_block', 'click_to_pay_rate', '2026-09-15 00:00:00', '2026-10-31 23:59:59', 'finished'),
  ('T03', '憋单时长测试', '憋单180秒带来更多下单但更多人离开', 'time_block', 'paid_orders', '2026-10-12 00:00:00', '2026-11-10 23:59:59', 'finished'),
  ('T04', '福袋口播测试', '中段发福袋的互动率高于开场发', 'session', 'interact_rate', '2026-10-20 00:00:00', '2026-11-18 23:59:59', 'running');
INSERT INTO ab_variant VALUES
  ('T01A', 'T01', 'A 直接报价', TRUE, '开场三分钟内直接报价'), ('T01B', 'T01', 'B 痛点提问', FALSE, '开场先问痛点再报价'),
  ('T02A', 'T02', 'A 先讲2段', TRUE, '每个时段先讲2段奶粉'), ('T02B', 'T02', 'B 先讲3段', FALSE, '每个时段先讲3段奶粉'),
  ('T03A', 'T03', 'A 60秒', TRUE, '憋单60秒放单'), ('T03B', 'T03', 'B 180秒', FALSE, '憋单180秒放单'),
  ('T04A', 'T04', 'A 开场发福袋', TRUE, '开播10分钟内发福袋'), ('T04B', 'T04', 'B 中段发福袋', FALSE, '播到一半发福袋');
-- What a variant does to the orders of its unit: the true effect that an analysis should find.
-- T04 does nothing to orders; its effect on those who interact is in 15_sessions.
CREATE TEMP MACRO effect_of(variant_id) AS CASE variant_id WHEN 'T01B' THEN 1.30 WHEN 'T02B' THEN 1.20 WHEN 'T03B' THEN 1.15 ELSE 1 END;
-- Units are assigned in pairs, one of each two that follow each other to each variant, so that
-- a good day falls to both. T04 draws each unit by itself from a crooked coin: the sample ratio
-- mismatch is there to be found.
CREATE TEMP TABLE t_block AS
WITH unit AS (
SELECT s.sess_no, s.session_id, s.k, t.test_id, t.unit_type, b AS block, row_number() OVER (PARTITION BY t.test_id ORDER BY s.start_at, s.sess_no, b) - 1 AS place,
       s.start_at + to_minutes(120 * b) AS from_at,
       CASE WHEN t.unit_type = 'session' THEN s.end_eff ELSE least(s.end_eff, s.start_at + to_minutes(120 * (b + 1))) END AS to_at
FROM t_session s JOIN ab_test t ON s.start_at BETWEEN t.start_at AND t.end_at AND s.fate = 'full' AND NOT s.running
 AND CASE t.test_id WHEN 'T01' THEN s.account_id = 'A01' WHEN 'T02' THEN s.account_id IN ('A05', 'A06')
                    WHEN 'T03' THEN s.account_id IN ('A07', 'A08') ELSE s.account_id = 'A11' END,
 LATERAL (SELECT unnest(range(CASE WHEN t.unit_type = 'session' THEN 1 ELSE 1 + (s.seconds - 1) // 7200 END)) AS b) x)
SELECT * EXCLUDE (k, place),
       test_id || CASE WHEN CASE WHEN test_id = 'T04' THEN rnd('variantT04', hash(k, block)) < .80
                                 ELSE (place + floor(2 * rnd('pair' || test_id, place // 2))::BIGINT) % 2 = 0 END THEN 'A' ELSE 'B' END AS variant_id
FROM unit;
INSERT INTO ab_assignment
SELECT test_id, variant_id, unit_type, CASE WHEN unit_type = 'session' THEN session_id ELSE session_id || '#' || block END, session_id, from_at, to_at
FROM t_block ORDER BY 1, 6, 4;

-- Shifts. Long sessions hand over to a second host, unless that host is busy elsewhere; one in
-- twenty has no shift on record, and then the session's own streamer stands for it.
CREATE TEMP TABLE t_relief AS
SELECT s.sess_no, r.host AS relief, s.start_at + to_seconds((s.seconds * (.50 + .12 * rnd('hand', s.k)))::BIGINT // 60 * 60) AS hand_at, s.end_eff
FROM t_session s
JOIN (VALUES ('A01', 'S02'), ('A02', 'S06'), ('A03', 'S02'), ('A04', 'S06'), ('A05', 'S14'), ('A07', 'S04'), ('A08', 'S05'), ('A09', 'S07'),
             ('A11', 'S18'), ('A12', 'S15'), ('A13', 'S16')) r(account_id, host) USING (account_id)
WHERE s.slot = 2 AND s.seconds > 10000 AND rnd('relief', s.k) < .6
  AND NOT EXISTS (SELECT 1 FROM t_session o WHERE o.host = r.host AND o.d = s.d AND o.start_at < s.end_eff AND o.end_eff > s.start_at);
DELETE FROM t_relief WHERE sess_no IN (
  SELECT b.sess_no FROM t_relief a JOIN t_relief b ON a.relief = b.relief AND a.sess_no < b.sess_no AND a.hand_at < b.end_eff AND a.end_eff > b.hand_at);
INSERT INTO fct_session_host
SELECT session_id, streamer_id, host_role, on_at, off_at FROM (
  SELECT s.session_id, s.host AS streamer_id, 'main' AS host_role, s.start_at AS on_at, coalesce(r.hand_at, s.end_eff) AS off_at
  FROM t_session s LEFT JOIN t_relief r USING (sess_no) WHERE rnd('noshift', s.k) >= .05
  UNION ALL
  SELECT s.session_id, r.relief, 'main', r.hand_at, s.end_eff FROM t_relief r JOIN t_session s USING (sess_no) WHERE rnd('noshift', s.k) >= .05
  UNION ALL
  -- The one who comes later sits in as assistant for the last half hour before taking over.
  SELECT s.session_id, r.relief, 'assist', r.hand_at - INTERVAL 30 MINUTE, r.hand_at FROM t_relief r JOIN t_session s USING (sess_no) WHERE rnd('noshift', s.k) >= .05)
ORDER BY 4, 1, 3, 2;
