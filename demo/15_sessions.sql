-- Sessions and their minutes.

-- What a minute holds, from one hash: each count takes its own bits of it.
CREATE TEMP MACRO bits(h, from_bit) AS ((h >> from_bit) & 1023)::DOUBLE / 1024;
CREATE TEMP MACRO likes_of(online, h) AS floor(online * (.6 + 1.5 * bits(h, 20)) + bits(h, 3))::BIGINT;
CREATE TEMP MACRO comments_of(enters, charm, h) AS floor(enters * charm * (.03 + .08 * bits(h, 24)) + bits(h, 34))::BIGINT;
CREATE TEMP MACRO shares_of(enters, h) AS floor(enters * .012 + bits(h, 38))::BIGINT;
CREATE TEMP MACRO follows_of(enters, charm, h) AS floor(enters * charm * (.010 + .016 * bits(h, 28)) + bits(h, 44))::BIGINT;
CREATE TEMP MACRO clubs_of(enters, charm, h) AS floor(enters * charm * .0025 + bits(h, 48))::BIGINT;
CREATE TEMP MACRO clicks_of(enters, h) AS floor(enters * (.40 + .30 * bits(h, 33)) + bits(h, 52))::BIGINT;
CREATE TEMP MACRO shown_of(enters, rate, h) AS floor(enters / rate + bits(h, 13))::BIGINT;

-- The part of those shown the room who come in; taobao and jd keep that to themselves. Charm is
-- the host's: how many follow, join and write.
CREATE TEMP TABLE t_appeal AS
SELECT sess_no, session_id, (.55 + .9 * rnd('charm', host)) * wobble('mood', k, .15) AS charm,
       .15 + .12 * rnd('appeal', k) + .06 * rnd('cover', account_id) + CASE WHEN session_type = 'event' THEN .03 ELSE 0 END AS enter_rate, platform_id NOT IN ('taobao', 'jd') AS tells_exposure FROM t_session;

-- Sales and spend of each minute.
CREATE TEMP TABLE t_sale AS
SELECT s.sess_no, date_trunc('minute', l.paid_at) AS minute_at, sum(l.gmv_fen)::BIGINT AS gmv_fen, count(DISTINCT l.order_id) AS orders
FROM fct_order_line l JOIN t_session s USING (session_id)
WHERE l.is_paid AND NOT l.is_gift AND NOT l.is_test GROUP BY ALL;
CREATE TEMP TABLE t_spend AS
SELECT s.sess_no, a.stat_hour AS hour_at, sum(a.cost_fen)::BIGINT AS cost_fen FROM fct_ad_spend a JOIN t_session s USING (session_id) GROUP BY ALL;

INSERT INTO fct_session_minute
SELECT a.session_id, q.minute_at, CASE WHEN NOT gone THEN online_cnt END, CASE WHEN NOT gone THEN enter_cnt END,
       CASE WHEN NOT gone THEN greatest(0, enter_cnt - online_cnt + coalesce(was_online, 0)) END,
       CASE WHEN NOT gone AND tells_exposure THEN shown_of(enter_cnt, enter_rate, h) END,
       CASE WHEN NOT gone THEN likes_of(online_cnt, h) END, CASE WHEN NOT gone THEN comments_of(enter_cnt, charm, h) END, CASE WHEN NOT gone THEN shares_of(enter_cnt, h) END,
       CASE WHEN NOT gone THEN follows_of(enter_cnt, charm, h) END, CASE WHEN NOT gone THEN clubs_of(enter_cnt, charm, h) END, CASE WHEN NOT gone THEN clicks_of(enter_cnt, h) END,
       CASE WHEN NOT gone THEN coalesce(v.orders, 0) END, CASE WHEN NOT gone THEN coalesce(v.gmv_fen, 0) END,
       CASE WHEN NOT gone AND w.cost_fen IS NOT NULL THEN w.cost_fen * enter_cnt // greatest(1, x.enters) END, gone
FROM (SELECT m.*, lag(online_cnt) OVER (PARTITION BY sess_no ORDER BY m.m) AS was_online, coalesce(m.m >= o.a AND m.m < o.a + o.size, FALSE) AS gone
      FROM t_minute m LEFT JOIN t_hole o USING (sess_no)) q
JOIN t_appeal a USING (sess_no)
LEFT JOIN t_sale v ON v.sess_no = q.sess_no AND v.minute_at = q.minute_at
LEFT JOIN t_hour x ON x.sess_no = q.sess_no AND x.hour_at = date_trunc('hour', q.minute_at)
LEFT JOIN t_spend w ON w.sess_no = q.sess_no AND w.hour_at = x.hour_at
ORDER BY q.sess_no, q.minute_at;

-- The totals count the minutes that the feed lost too: platforms report them apart.
CREATE TEMP TABLE t_total AS
SELECT sess_no, any_value(k) AS k, any_value(watch_mean) AS watch_mean, sum(enter_cnt)::BIGINT AS enters, sum(shown_of(enter_cnt, enter_rate, h))::BIGINT AS shown, (sum(online_cnt) * 60)::BIGINT AS seconds,
       sum(likes_of(online_cnt, h))::BIGINT AS likes, sum(comments_of(enter_cnt, charm, h))::BIGINT AS comments, sum(shares_of(enter_cnt, h))::BIGINT AS shares,
       sum(follows_of(enter_cnt, charm, h))::BIGINT AS follows, sum(clubs_of(enter_cnt, charm, h))::BIGINT AS clubs, any_value(tells_exposure) AS tells_exposure
FROM t_minute JOIN t_appeal USING (sess_no) JOIN (SELECT sess_no, k, CASE WHEN account_type = 'kol' THEN .23 ELSE .28 END + .11 * rnd('hold', host) AS watch_mean FROM t_session) USING (sess_no)
GROUP BY sess_no;
CREATE TEMP TABLE t_seen AS
SELECT session_id, avg(online_cnt) AS acu, max(online_cnt) AS pcu FROM fct_session_minute WHERE NOT is_missing GROUP BY 1;

-- Each stage is made from the one below it where chance would turn the order round, so the
-- funnel narrows in every session, however small.
CREATE TEMP TABLE t_funnel AS
WITH paid AS (
  SELECT session_id, count(DISTINCT customer_key) FILTER (WHERE is_paid) AS pay_ucnt, count(DISTINCT customer_key) AS order_ucnt FROM fct_order_line WHERE NOT is_test AND NOT is_gift AND session_id IS NOT NULL GROUP BY 1),
a AS (SELECT s.sess_no, s.session_id, s.account_id, s.k, coalesce(p.pay_ucnt, 0) AS pay_ucnt, coalesce(p.order_ucnt, 0) AS order_ucnt, greatest(t.enters * 4 // 5, 4 * coalesce(p.pay_ucnt, 0) + 8) AS watch_ucnt
      FROM t_session s JOIN t_total t USING (sess_no) LEFT JOIN paid p USING (session_id)),
b AS (SELECT *, greatest((watch_ucnt * (.13 + .12 * rnd('click', k) + .06 * rnd('cart', account_id)))::BIGINT, 2 * pay_ucnt + 1, order_ucnt) AS click_ucnt FROM a)
SELECT *, least(watch_ucnt, greatest((watch_ucnt * (.58 + .24 * rnd('shown', k)))::BIGINT, click_ucnt * 13 // 10)) AS product_ucnt FROM b;

INSERT INTO fct_session
SELECT s.session_id, s.platform_id, (7400000000000000000 + s.sess_no * 7777777)::VARCHAR, s.account_id, s.shop_id, s.host, CASE s.account_type WHEN 'kol' THEN 'kol' ELSE 'self' END, s.session_type,
       a.account_name || CASE s.session_type WHEN 'event' THEN '大场直播' WHEN 'brand_day' THEN '品牌专场' WHEN 'launch' THEN '新品首发' ELSE CASE s.slot WHEN 1 THEN '日间直播' ELSE '晚间直播' END END,
       s.start_at, CASE WHEN NOT s.running THEN s.end_eff END, s.d, s.seconds, s.fate <> 'test' AND s.seconds >= 1500,
       CASE WHEN s.fate = 'test' THEN 'test' WHEN s.running THEN 'live' ELSE 'ended' END,
       CASE WHEN t.tells_exposure THEN greatest(t.shown, watch_n * 2) END, CASE WHEN t.tells_exposure THEN greatest(greatest(t.shown, watch_n * 2) * 62 // 100, f.watch_ucnt * 5 // 4) END,
       CASE WHEN s.platform_id <> 'wechat_channels' THEN watch_n END, f.watch_ucnt, t.seconds,
       (f.watch_ucnt * (t.watch_mean + .10 * (rnd('minute1', s.k) - .5)))::BIGINT, n.acu, n.pcu, t.likes, t.comments,
       least(f.watch_ucnt, t.comments * 45 // 100), t.shares,
       least(f.watch_ucnt, t.comments * 45 // 100 + (f.watch_ucnt * (.025 + .035 * rnd('interact', s.k) + .03 * rnd('charm', s.host)) * CASE WHEN b.variant_id = 'T04B' THEN 1.22 ELSE 1 END)::BIGINT),
       t.follows, t.follows * (8 + (s.k % 9)::BIGINT) // 100, t.clubs, (f.watch_ucnt * (.002 * rnd('dislike', s.k) + CASE WHEN s.session_id IN (SELECT session_id FROM t_wave) THEN .006 ELSE 0 END))::BIGINT,
       f.product_ucnt, f.click_ucnt, f.pay_ucnt,
       least(world_clock() - INTERVAL 5 MINUTE, CASE WHEN s.running THEN c.session_cut + INTERVAL 4 MINUTE
         ELSE s.end_eff + to_seconds(CASE WHEN rnd('lateload', s.k) < .02 THEN 50000 + floor(110000 * rnd('loadlag', s.k))::BIGINT ELSE 900 + floor(2700 * rnd('loadlag', s.k))::BIGINT END) END)
FROM t_session s JOIN t_account a USING (account_id) JOIN t_total t USING (sess_no) JOIN t_funnel f USING (sess_no) JOIN t_cut c ON c.platform_id = s.platform_id
LEFT JOIN t_seen n ON n.session_id = s.session_id LEFT JOIN t_block b ON b.sess_no = s.sess_no AND b.test_id = 'T04',
LATERAL (SELECT greatest(t.enters, f.watch_ucnt * 23 // 20) AS watch_n) w
ORDER BY s.sess_no;
DROP TABLE t_sale;
DROP TABLE t_spend;
DROP TABLE t_appeal;
