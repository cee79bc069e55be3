-- Viewers one by one, where a platform gives them: WeChat Channels only. Everywhere else
-- distinct viewers across sessions cannot be counted, and answers have to say so.

CREATE TEMP TABLE t_buyer AS
SELECT s.sess_no, l.customer_key, min(l.created_at) AS bought_at, row_number() OVER (PARTITION BY s.sess_no ORDER BY l.customer_key) - 1 AS i
FROM fct_order_line l JOIN t_session s USING (session_id)
WHERE s.platform_id = 'wechat_channels' AND l.is_paid AND NOT l.is_test AND NOT l.is_gift GROUP BY s.sess_no, l.customer_key;

-- A step of odd length through a circle of a power of two never meets the same person twice.
CREATE TEMP TABLE t_viewer AS
SELECT s.sess_no, s.session_id, s.account_id, s.platform_id, s.start_at, s.seconds, s.ad_share, f.click_ucnt, t.seconds // f.watch_ucnt AS mean_seconds, i, hash(s.k, i) AS vk,
       (s.k >> 8)::BIGINT % circle AS first_i, 2 * ((s.k >> 33)::BIGINT % 4096) + 1 AS stride, circle, rnd('fan', hash(s.k, i)) < .34 AS fan
FROM t_session s JOIN t_funnel f USING (sess_no) JOIN t_total t USING (sess_no)
CROSS JOIN (SELECT (1 << (15 + greatest(0, ceil(log2(scale)))::INTEGER))::BIGINT AS circle FROM t_world) w,
LATERAL (SELECT unnest(range(f.watch_ucnt)) AS i) x
WHERE s.platform_id = 'wechat_channels';

-- The first rows of a session are its buyers, the others come from the room's circle.
INSERT INTO fct_view
SELECT session_id, coalesce(b.customer_key, opaque('V', account_id, (first_i + v.i * stride) % circle)), CASE WHEN rnd('ad', vk) < ad_share THEN 'ad' ELSE d.source_id END,
       greatest(start_at, least(start_at + to_seconds(floor(seconds * .98 * rnd('enter', vk))::BIGINT), coalesce(b.bought_at - INTERVAL 20 SECOND, TIMESTAMP '9999-01-01'))),
       1 + CASE WHEN rnd('again', vk) < .18 THEN 1 ELSE 0 END + CASE WHEN rnd('again', vk) < .04 THEN 1 ELSE 0 END,
       least(seconds, 3 + floor(wait(mean_seconds, 'stay', vk))::BIGINT), fan, NOT fan AND rnd('follow', vk) < .03, rnd('interact', vk) < .085, v.i < click_ucnt, b.customer_key IS NOT NULL
FROM t_viewer v
LEFT JOIN t_buyer b ON b.sess_no = v.sess_no AND b.i = v.i
JOIN t_source_deck d ON d.platform_id = v.platform_id AND d.card = card_of('viewsource', vk)
ORDER BY v.sess_no, v.i;
DROP TABLE t_viewer;

INSERT INTO fct_follow_event
SELECT account_id, viewer_key, ts, action, session_id FROM (
  SELECT s.account_id, v.viewer_key, v.first_enter_at + to_seconds(20 + (hash(v.viewer_key, v.session_id) % 300)::BIGINT) AS ts, 'follow' AS action, v.session_id FROM fct_view v JOIN fct_session s USING (session_id) WHERE v.followed
  UNION ALL
  SELECT s.account_id, v.viewer_key, v.first_enter_at + to_seconds(320 + (hash(v.viewer_key, v.session_id) % 500)::BIGINT), 'join_club', v.session_id FROM fct_view v JOIN fct_session s USING (session_id) WHERE v.followed AND hash(v.session_id, v.viewer_key) % 9 = 0
  UNION ALL
  SELECT s.account_id, v.viewer_key, v.first_enter_at + to_days(1 + (hash(v.viewer_key) % 20)::INTEGER), 'unfollow', NULL FROM fct_view v JOIN fct_session s USING (session_id) WHERE v.followed AND hash(v.session_id, v.viewer_key) % 10 = 1)
WHERE ts < world_clock() - INTERVAL 15 MINUTE ORDER BY ts, viewer_key, action;

-- Followers of each account at the end of each day.
INSERT INTO fct_follower_daily
SELECT account_id, d, base + coalesce(sum(gained) OVER past, 0)::BIGINT, base // 14 + coalesce(sum(club) OVER past, 0)::BIGINT
FROM (SELECT a.account_id, x.date AS d, coalesce(t.follower_cnt, (60000 + 900000 * rnd('base', a.account_id))::BIGINT) AS base, g.gained, g.club
      FROM t_account a JOIN dim_date x ON x.date BETWEEN (SELECT first_day FROM t_world) AND (SELECT last_day - 1 FROM t_world)
      LEFT JOIN (SELECT streamer_id, follower_cnt FROM dim_streamer_tier QUALIFY row_number() OVER (PARTITION BY streamer_id ORDER BY valid_from) = 1) t ON t.streamer_id = a.owner
      LEFT JOIN (SELECT account_id, biz_date, sum(new_follower_cnt - unfollow_cnt)::BIGINT AS gained, sum(fans_club_join_ucnt)::BIGINT AS club FROM fct_session GROUP BY ALL) g
        ON g.account_id = a.account_id AND g.biz_date = x.date)
WINDOW past AS (PARTITION BY account_id ORDER BY d ROWS UNBOUNDED PRECEDING)
ORDER BY 1, 2;
