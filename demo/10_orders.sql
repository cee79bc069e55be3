-- Orders: when, where, who. One row is one order with its first product.

-- In a live room the orders of a minute follow the curve of the session.
CREATE TEMP TABLE t_intent AS
SELECT 'live' AS carrier, s.sess_no, s.account_id, s.account_type, s.platform_id, s.d AS trade_day, s.season, s.phase,
       hash(s.k, m.m, i) AS k, s.ad_share,
       least(greatest(m.minute_at + to_seconds(floor(60 * rnd('sec', hash(s.k, m.m, i)))::BIGINT), s.start_at), s.end_eff - INTERVAL 1 SECOND) AS created_at,
       -- Half of the buyers take what is being pitched, the others look through the list.
       CASE WHEN rnd('pitched', hash(s.k, m.m, i)) < .5 THEN ((m.m // 12) * 37 + s.sess_no) % 100 ELSE card_of('listed', hash(s.k, m.m, i)) END AS card,
       s.account_id AS owner, NULL::VARCHAR AS shop_id
FROM (SELECT sess_no, m, minute_at, unnest(range(order_cnt)) AS i FROM t_minute WHERE order_cnt > 0) m
JOIN t_session s USING (sess_no);

-- On the shelf they follow the day.
INSERT INTO t_intent
SELECT CASE WHEN rnd('carrier', k) < .60 THEN 'product_card' WHEN rnd('carrier', k) < .92 THEN 'short_video' ELSE 'other' END,
       NULL, account_id, account_type, platform_id, d, season, phase, k, .12,
       d + to_minutes(60 * [0, 7, 8, 9, 10, 10, 11, 12, 12, 13, 14, 15, 16, 17, 18, 19, 20, 20, 20, 21, 21, 21, 22, 22, 23][1 + floor(25 * rnd('hour', k))::BIGINT]
         + floor(60 * rnd('minute', k))::BIGINT) + to_seconds(floor(60 * rnd('sec', k))::BIGINT),
       card_of('listed', k), brand_id, shop_id
FROM (SELECT s.shop_id, s.brand_id, a.account_id, coalesce(a.account_type, 'brand_self') AS account_type, x.platform_id, x.d, x.season, x.phase, hash(s.shop_id, x.d, i) AS k
      FROM t_shop s JOIN t_day x USING (platform_id) CROSS JOIN t_world w LEFT JOIN t_account a ON a.shop_id = s.shop_id,
      LATERAL (SELECT unnest(range(whole(w.scale * s.shelf_rate * .72 * x.lift, 'shelf', hash(s.shop_id, x.d)))) AS i) n) q;

-- What a video brings on top goes to one product, so its card is picked and not drawn.
INSERT INTO t_intent
SELECT CASE WHEN rnd('carrier', k) < .8 THEN 'short_video' ELSE 'product_card' END, NULL, account_id, account_type, platform_id, d, season, phase, k, .05,
       d + to_seconds(28800 + floor(57000 * (1 - power(rnd('hour', k), 1.4)))::BIGINT), card, brand_id, shop_id
FROM (SELECT s.shop_id, s.brand_id, a.account_id, a.account_type, x.platform_id, x.d, x.season, x.phase, c.card, hash('viral', v.product_id, x.d, i) AS k
      FROM t_viral v JOIN t_shop s USING (shop_id) JOIN t_account a ON a.shop_id = s.shop_id JOIN t_day x ON x.d = v.d AND x.platform_id = s.platform_id
      JOIN (SELECT owner, season, product_id, min(card) AS card FROM t_deck GROUP BY ALL) c ON c.owner = s.brand_id AND c.season = x.season AND c.product_id = v.product_id
      CROSS JOIN t_world w,
      LATERAL (SELECT unnest(range(whole(w.scale * v.orders, 'viral', hash(v.product_id, x.d)))) AS i) n) q;

-- Nothing sells before its launch or while it is sold out, and nothing after the load of its
-- platform is known. Six in ten of those who find their product sold out buy nothing.
CREATE TEMP TABLE t_sold AS
SELECT i.* EXCLUDE (card, owner, shop_id), p.product_id, p.brand_id, coalesce(i.shop_id, s.shop_id) AS shop_id, c.order_cut,
       CASE WHEN rnd('pool', k) < .15 THEN '*' ELSE p.brand_id END AS pool,
       rnd('fresh', k) < CASE WHEN account_type = 'kol' THEN .72 WHEN p.brand_id = 'B03' THEN .38 WHEN p.brand_id IN ('B04', 'B06') THEN .44 ELSE .52 END AS fresh
FROM t_intent i JOIN t_deck d ON d.owner = i.owner AND d.season = i.season AND d.card = i.card
JOIN t_product p0 ON p0.product_id = d.product_id
LEFT JOIN t_dry y ON y.product_id = d.product_id AND i.created_at >= y.from_at AND i.created_at < y.until_at
JOIN t_product p ON p.product_id = CASE WHEN i.trade_day < p0.launch_date THEN p0.fallback ELSE coalesce(y.instead, d.product_id) END
LEFT JOIN t_shop s ON s.platform_id = i.platform_id AND s.brand_id = p.brand_id
JOIN t_cut c ON c.platform_id = i.platform_id
WHERE i.created_at < c.order_cut AND (y.instead IS NULL OR rnd('walked', k) < .4);
DROP TABLE t_intent;

-- People. Part of the orders come from someone new to the pool, the others from someone who
-- was there before, more often from the recent ones and from the loyal seventh. A pool is a
-- brand on a platform, or the whole platform for those who shop across brands.
-- The number of an order is its place in time. Only the keys are sorted here, not the rows.
CREATE TEMP TABLE t_place_in_line AS
SELECT k, order_no, (sum(fresh::INTEGER) OVER (PARTITION BY pool_no ORDER BY order_no ROWS UNBOUNDED PRECEDING))::BIGINT AS known
FROM (SELECT k, fresh, hash(platform_id, pool) AS pool_no, row_number() OVER (ORDER BY created_at, k) AS order_no FROM t_sold);

CREATE TEMP TABLE t_order AS
WITH met AS (
  SELECT s.*, order_no, CASE WHEN fresh OR known <= 1 THEN known ELSE known - floor((known - 1) * power(rnd('whom', k), CASE WHEN brand_id = 'B03' THEN 2.2 ELSE 1.8 END))::BIGINT END AS person
  FROM t_sold s JOIN t_place_in_line USING (k)),
numbered AS (
  SELECT *, opaque('C', platform_id || pool, CASE WHEN NOT fresh AND person > 7 AND rnd('loyal', k) < .5 THEN person - person % 7 ELSE person END) AS customer_key
  FROM met),
-- A presale order puts down a deposit and is paid when the peak opens; a few never return.
presold AS (
  SELECT *, coalesce(phase = 'presale', FALSE) AND platform_id IN ('douyin', 'taobao', 'jd') AND rnd('presale', k) < .16 AS is_presale,
         CASE WHEN month(trade_day) >= 9 THEN make_timestamp(year(trade_day), 10, 31, 20, 0, 0) ELSE make_timestamp(year(trade_day), 5, 31, 20, 0, 0) END AS peak_at
  FROM numbered),
timed AS (
  SELECT *, CASE WHEN is_presale THEN rnd('return', k) < .88 ELSE rnd('unpaid', k) >= .082 END AS will_pay,
         created_at + to_seconds(4 + floor(wait(CASE WHEN rnd('slow', k) < .03 THEN 2400 ELSE 45 END, 'pay', k))::BIGINT) AS soon,
         peak_at + to_seconds(floor(wait(5400, 'tail', k))::BIGINT) AS then_at
  FROM presold)
SELECT order_no, carrier, sess_no, account_id, account_type, t.platform_id, shop_id, brand_id, product_id, trade_day, season, phase, k, ad_share, order_cut,
       customer_key, created_at, is_presale, rnd('test', k) < .0015 AS is_test,
       CASE WHEN is_presale THEN soon END AS deposit_at,
       CASE WHEN NOT will_pay THEN NULL WHEN is_presale THEN CASE WHEN then_at < order_cut THEN then_at END WHEN soon < order_cut THEN soon END AS paid_at,
       -- Coupons are handed out in the room; on the shelf fewer orders carry one.
       CASE WHEN rnd('coupon', k) < CASE WHEN carrier = 'live' THEN .34 ELSE .18 END THEN cd.coupon_id END AS coupon_id,
       CASE WHEN rnd('source', k) < ad_share THEN 'ad' ELSE sd.source_id END AS source_id
FROM timed t JOIN t_coupon_deck cd ON cd.platform_id = t.platform_id AND cd.card = card_of('coupon_id', t.k)
JOIN t_source_deck sd ON sd.platform_id = t.platform_id AND sd.card = card_of('source_id', t.k);
DROP TABLE t_sold;
DROP TABLE t_place_in_line;
