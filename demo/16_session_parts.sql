-- A session by product and by traffic source.

-- What is pitched when: twelve minutes a product, as the orders already assume.
CREATE TEMP TABLE t_pitch AS
SELECT s.sess_no, s.session_id, s.account_id, b AS block, CASE WHEN s.d < p0.launch_date THEN p0.fallback ELSE coalesce(y.instead, p0.product_id) END AS product_id,
       date_trunc('minute', s.start_at) + to_minutes(b * 12) AS from_at, least(s.end_eff, date_trunc('minute', s.start_at) + to_minutes(b * 12 + 12)) AS to_at
FROM (SELECT *, unnest(range(1 + seconds // 720)) AS b FROM t_session) s
JOIN t_deck d ON d.owner = s.account_id AND d.season = s.season AND d.card = (b * 37 + s.sess_no) % 100
JOIN t_product p0 ON p0.product_id = d.product_id
-- Nobody pitches what cannot be had.
LEFT JOIN t_dry y ON y.product_id = d.product_id AND s.start_at >= y.from_at AND s.start_at < y.until_at
WHERE date_trunc('minute', s.start_at) + to_minutes(b * 12) < s.end_eff;

INSERT INTO fct_session_product
WITH sold AS (
  SELECT session_id, product_id, count(DISTINCT order_id) AS created, count(DISTINCT customer_key) FILTER (WHERE is_paid) AS pay_ucnt
  FROM fct_order_line WHERE session_id IS NOT NULL AND NOT is_gift AND NOT is_test GROUP BY ALL),
pitched AS (SELECT sess_no, product_id, count(*) AS times, sum(date_diff('second', from_at, to_at))::BIGINT AS seconds FROM t_pitch GROUP BY ALL),
listed AS (
  SELECT s.sess_no, s.session_id, s.start_at, s.end_eff, s.running, s.phase, p.product_id, p.product_role, p.list_price_fen, hash(s.sess_no, p.product_id) AS pk,
         row_number() OVER (PARTITION BY s.sess_no ORDER BY CASE p.product_role WHEN 'traffic' THEN 0 WHEN 'hero' THEN 1 ELSE 2 END, hash(s.sess_no, p.product_id)) AS seq
  FROM t_session s JOIN t_listed l USING (account_id) JOIN t_product p ON p.product_id = l.product_id WHERE p.launch_date <= s.d),
seen AS (
  SELECT l.*, coalesce(v.created, 0) AS created, coalesce(v.pay_ucnt, 0) AS pay_ucnt, coalesce(x.times, 0) AS times, coalesce(x.seconds, 0) AS seconds, f.product_ucnt,
         -- No product can be clicked by more people than clicked anything.
         least(f.click_ucnt, greatest((f.click_ucnt * (.10 + .24 * rnd('share', pk)) * (.6 + .8 * rnd('allure', l.product_id)) * (1 + least(1.0, coalesce(x.times, 0) * .08)))::BIGINT, coalesce(v.pay_ucnt, 0) * 5 // 4 + 1)) AS clicks
  FROM listed l JOIN t_funnel f USING (sess_no) LEFT JOIN sold v ON v.session_id = l.session_id AND v.product_id = l.product_id LEFT JOIN pitched x ON x.sess_no = l.sess_no AND x.product_id = l.product_id)
SELECT session_id, product_id, seq, start_at + to_seconds(15 * (seq - 1)), CASE WHEN NOT running THEN end_eff END,
       round(list_price_fen * (1 - live_discount(product_role, phase = 'peak', hash(sess_no, product_id, 0))) / 100)::BIGINT * 100,
       times, seconds, exposed * (13 + (pk % 8)::BIGINT) // 10, exposed, clicks * (11 + (pk % 6)::BIGINT) // 10, clicks,
       least(clicks, greatest(pay_ucnt, (clicks * (.10 + .22 * rnd('cart', pk)))::BIGINT)), created, pay_ucnt
FROM (SELECT *, least(product_ucnt, greatest(clicks, (product_ucnt * (.42 + .5 * rnd('exposed', pk)))::BIGINT)) AS exposed FROM seen)
ORDER BY sess_no, seq;

-- Sources overlap, since one viewer may come twice by two ways: their sum is above the session's.
INSERT INTO fct_session_source
WITH sold AS (
  SELECT session_id, source_id, count(DISTINCT customer_key) AS pay_ucnt, sum(gmv_fen)::BIGINT AS gmv_fen
  FROM fct_order_line WHERE session_id IS NOT NULL AND is_paid AND NOT is_gift AND NOT is_test GROUP BY ALL),
mixed AS (
  SELECT s.sess_no, s.session_id, s.k, v.source_id, v.keen, v.share * wobble('mix' || v.source_id, s.k, .25) AS weight, s.ad_share, sum(v.share * wobble('mix' || v.source_id, s.k, .25)) OVER (PARTITION BY s.sess_no) AS all_weight
  FROM t_session s JOIN t_source v USING (platform_id)),
parts AS (
  SELECT sess_no, session_id, k, source_id, keen, (1 - ad_share) * weight / all_weight AS part FROM mixed
  UNION ALL SELECT sess_no, session_id, k, 'ad', .9, ad_share FROM t_session),
counted AS (
  SELECT p.*, coalesce(v.pay_ucnt, 0) AS pay_ucnt, coalesce(v.gmv_fen, 0) AS gmv_fen, f.watch_ucnt AS all_watch, f.click_ucnt, t.seconds,
         least(f.watch_ucnt, greatest(ceil(f.watch_ucnt * 1.06 * part)::BIGINT, 2 * coalesce(v.pay_ucnt, 0))) AS watch_ucnt
  FROM parts p JOIN t_funnel f USING (sess_no) JOIN t_total t USING (sess_no) LEFT JOIN sold v ON v.session_id = p.session_id AND v.source_id = p.source_id)
SELECT c.session_id, c.source_id, CASE WHEN s.exposure_ucnt IS NOT NULL THEN greatest(c.watch_ucnt, s.exposure_ucnt * c.watch_ucnt // c.all_watch) END, c.watch_ucnt,
       CASE WHEN s.watch_cnt IS NOT NULL THEN c.watch_ucnt * 5 // 4 END, (c.seconds * least(1.0, c.part * (.7 + .3 * c.keen)))::BIGINT,
       least(c.watch_ucnt, greatest(c.pay_ucnt, (c.click_ucnt * c.part * (.6 + .4 * c.keen))::BIGINT)), c.pay_ucnt, c.gmv_fen
FROM counted c JOIN fct_session s USING (session_id)
ORDER BY c.sess_no, c.source_id;
