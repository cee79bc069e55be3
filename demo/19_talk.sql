-- What hosts say and what happens in the room: script segments, events, alerts, reviews.

CREATE TEMP TABLE t_line(segment_type VARCHAR, text VARCHAR);
INSERT INTO t_line VALUES
  ('opening', '欢迎来到直播间，今天{p}给大家准备了福利'), ('retain', '别走开，十分钟后整点放{p}的福利价'), ('pain_point', '{p}解决的就是大家平时最头疼的问题，听我讲三个卖点'),
  ('trust', '{p}有检测报告和备案号，评论区可以看'), ('price_reveal', '{p}今天直播间的价格，三二一上链接'), ('close', '库存只剩最后几十件，拍到{p}的扣1'),
  ('lucky_bag', '左上角福袋点一下，开奖送{p}'), ('qa', '来看公屏的问题，{p}敏感肌和尺码怎么选'), ('closing', '明天同一时间，{p}继续有福利，点个关注');

-- Transcripts exist for our own rooms since September. The steps of a pitch are unnested and not
-- joined, and the join is a table of its own: a join or an unnest on top of one can trip up DuckDB.
CREATE TEMP TABLE t_told AS
  SELECT p.*, s.host, s.start_at, s.end_eff
  FROM t_pitch p JOIN t_session s USING (sess_no)
  WHERE s.account_type <> 'kol' AND s.fate = 'full' AND s.d >= DATE '2026-09-01';

CREATE TEMP TABLE t_said AS
WITH step AS (
  SELECT *, unnest([{'j': 0, 'a': 0, 'b': 3, 'what': 'pain_point'}, {'j': 1, 'a': 3, 'b': 5, 'what': 'trust'}, {'j': 2, 'a': 5, 'b': 8, 'what': 'retain'},
         {'j': 3, 'a': 8, 'b': 9, 'what': 'price_reveal'}, {'j': 4, 'a': 9, 'b': 11, 'what': 'close'}, {'j': 5, 'a': 11, 'b': 12, 'what': 'qa'}]) AS v
  FROM t_told)
SELECT * EXCLUDE (v), v.j, from_at + to_seconds(v.a * 60) AS a_at, least(to_at, from_at + to_seconds(v.b * 60)) AS b_at,
       CASE WHEN block = 0 AND v.j = 0 THEN 'opening' WHEN to_at = end_eff AND v.j = 5 THEN 'closing' ELSE v.what END AS segment_type
FROM step WHERE from_at + to_seconds(v.a * 60) < to_at;
INSERT INTO fct_script_segment
SELECT 'SG' || format('{:08d}', row_number() OVER (ORDER BY c.sess_no, c.block, c.j)), c.session_id, coalesce(h.streamer_id, c.host),
       (row_number() OVER (PARTITION BY c.sess_no ORDER BY c.block, c.j))::INTEGER, greatest(a_at, c.start_at), b_at, c.segment_type, c.product_id,
       'SC_' || c.product_id || '_' || CASE WHEN b.variant_id LIKE '%B' THEN 'v2' ELSE 'v1' END, b.variant_id, replace(l.text, '{p}', g.short_name)
FROM t_said c JOIN t_line l USING (segment_type) JOIN t_product g ON g.product_id = c.product_id
LEFT JOIN fct_session_host h ON h.session_id = c.session_id AND h.host_role = 'main' AND c.a_at >= h.on_at AND c.a_at < h.off_at
LEFT JOIN t_block b ON b.sess_no = c.sess_no AND b.test_id <> 'T04' AND CASE WHEN b.unit_type = 'session' THEN c.segment_type = 'opening' ELSE b.block = c.block * 12 // 120 END
ORDER BY c.sess_no, c.block, c.j;
DROP TABLE t_said;
DROP TABLE t_told;

INSERT INTO fct_session_event
SELECT 'EV' || format('{:07d}', row_number() OVER (ORDER BY ts, session_id, event_type, product_id)), session_id, ts, event_type, product_id, detail FROM (
  SELECT session_id, listed_at AS ts, 'list_product' AS event_type, product_id, listing_seq || '号链接上架' AS detail FROM fct_session_product
  UNION ALL
  SELECT s.session_id, s.start_at + to_minutes(CASE WHEN b.variant_id = 'T04B' THEN 20 ELSE 0 END + 6 + n * 55 + (s.k % 9)::BIGINT), 'lucky_bag', NULL, '福袋第' || (n + 1) || '轮'
  FROM t_session s LEFT JOIN t_block b ON b.sess_no = s.sess_no AND b.test_id = 'T04', LATERAL (SELECT unnest(range(1 + s.seconds // 4200)) AS n) x WHERE s.fate = 'full'
  UNION ALL
  SELECT s.session_id, s.start_at + to_minutes(40 + (s.k % 60)::BIGINT), 'red_packet', NULL, '直播红包雨' FROM t_session s WHERE s.fate = 'full' AND rnd('packet', s.k) < .45
  UNION ALL
  SELECT p.session_id, p.from_at + INTERVAL 8 MINUTE, 'price_change', p.product_id, '限时直降' FROM t_pitch p WHERE rnd('cut', hash(p.sess_no, p.block)) < .08
  UNION ALL
  SELECT s.session_id, s.start_at + to_minutes(30 + (s.k % 70)::BIGINT), 'raid', NULL, '与友号连麦' FROM t_session s WHERE s.fate = 'full' AND rnd('raid', s.k) < .05
  UNION ALL
  SELECT s.session_id, s.start_at + to_minutes(25 + (s.k % 80)::BIGINT), 'violation', NULL, '用语提醒一次' FROM t_session s WHERE s.fate = 'full' AND rnd('warn', s.k) < .012
  UNION ALL
  SELECT s.session_id, date_trunc('minute', s.start_at) + to_minutes(o.a), 'stream_break', NULL, '推流中断' || o.size || '分钟' FROM t_hole o JOIN t_session s USING (sess_no) WHERE rnd('break', s.k) < .5
  UNION ALL
  SELECT s.session_id, s.end_eff, 'stream_break', NULL, '推流中断，提前下播' FROM t_session s WHERE s.fate = 'broken'
  -- The spike of last night, and this morning's stutter.
  UNION ALL VALUES ('LS20261118-A01-2', TIMESTAMP '2026-11-18 20:38:20', 'price_change', 'P0101', '唇釉限时直降20元'), ('LS20261118-A01-2', TIMESTAMP '2026-11-18 20:38:50', 'red_packet', NULL, '整点红包雨'),
    ('LS20261118-A01-2', TIMESTAMP '2026-11-18 20:40:10', 'lucky_bag', 'P0101', '福袋加场'), ('LS20261119-A01-1', TIMESTAMP '2026-11-19 09:12:30', 'stream_break', NULL, '推流卡顿40秒')) e
JOIN (SELECT session_id AS sid, end_eff FROM t_session) q ON q.sid = e.session_id
WHERE ts <= end_eff ORDER BY ts, session_id, event_type, product_id;

-- Alerts: some follow from what happened, some from the numbers of the session.
INSERT INTO fct_alert
SELECT 'AL' || format('{:06d}', row_number() OVER (ORDER BY ts, session_id, alert_type)), session_id, ts, alert_type, severity, metric_id, observed, expected,
       CASE WHEN rnd('ack', hash(session_id, alert_type)) < .8 AND ts + INTERVAL 40 MINUTE < world_clock() THEN 'acked' ELSE 'open' END,
       CASE WHEN rnd('ack', hash(session_id, alert_type)) < .8 AND ts + INTERVAL 40 MINUTE < world_clock() THEN ts + to_seconds(60 + (hash(session_id) % 2300)::BIGINT) END
FROM (
  SELECT s.session_id, date_trunc('minute', s.start_at) + to_minutes(o.a + o.size) AS ts, 'data_gap' AS alert_type, 'mid' AS severity, 'data_missing_rate' AS metric_id, round(o.size * 60.0 / s.seconds, 4) AS observed, 0.005 AS expected
  FROM t_hole o JOIN t_session s USING (sess_no) WHERE date_trunc('minute', s.start_at) + to_minutes(o.a + o.size) < s.end_eff
  UNION ALL
  SELECT session_id, ts + INTERVAL 2 MINUTE, 'traffic_drop', 'high', 'online_cnt', 35, 88 FROM fct_session_event WHERE event_type = 'stream_break' AND detail NOT LIKE '%下播'
  UNION ALL
  SELECT session_id, ts + INTERVAL 1 MINUTE, 'violation', 'high', 'event_cnt', 1, 0 FROM fct_session_event WHERE event_type = 'violation'
  UNION ALL
  SELECT session_id, start_at + to_seconds(duration_sec // 2), 'conversion_drop', 'mid', 'watch_to_pay_rate', round(pay_ucnt * 1.0 / watch_ucnt, 5), .006 FROM fct_session
  WHERE is_valid AND pay_ucnt * 1.0 / watch_ucnt < .0022 AND duration_sec > 7200
  UNION ALL
  SELECT c.session_id, max(c.ts), 'sentiment', 'mid', 'neg_comment_share', round(count(*) FILTER (WHERE sentiment = 'negative') * 1.0 / count(*), 3), .12
  FROM fct_comment c GROUP BY 1 HAVING count(*) >= 40 AND count(*) FILTER (WHERE sentiment = 'negative') * 1.0 / count(*) > .25
  UNION ALL
  SELECT 'LS20261112-A09-2', TIMESTAMP '2026-11-12 21:10:00', 'refund_spike', 'high', 'refund_rate', .31, .16) a
WHERE ts < world_clock() ORDER BY ts, session_id, alert_type;

INSERT INTO fct_review_report
SELECT session_id, published_at, CASE WHEN auto THEN 'wenbo' ELSE '运营复盘组' END, auto
FROM (SELECT session_id, start_at, rnd('auto', hash(session_id)) < .6 AS auto,
             end_at + to_seconds(CASE WHEN rnd('auto', hash(session_id)) < .6 THEN 1800 + floor(wait(5000, 'review', hash(session_id)))::BIGINT ELSE 36000 + floor(wait(40000, 'review', hash(session_id)))::BIGINT END) AS published_at
      FROM fct_session WHERE is_valid AND status = 'ended' AND rnd('reviewed', hash(session_id)) < .86)
WHERE published_at < world_clock() ORDER BY start_at, session_id;
