-- Order lines: what is in each order and what it costs.

-- A first product, sometimes a second of the same brand, sometimes a gift.
CREATE TEMP TABLE t_item AS
SELECT order_no, 1 AS line_no, product_id FROM t_order
UNION ALL
SELECT o.order_no, 2, CASE WHEN o.trade_day < p.launch_date THEN p.fallback ELSE coalesce(y.instead, p.product_id) END
FROM t_order o JOIN t_deck d ON d.owner = o.brand_id AND d.season = o.season AND d.card = card_of('with', o.k) JOIN t_product p ON p.product_id = d.product_id
LEFT JOIN t_dry y ON y.product_id = d.product_id AND o.created_at >= y.from_at AND o.created_at < y.until_at
-- Creators list only part of a brand, so their orders stay with one product.
WHERE NOT (o.carrier = 'live' AND o.account_type = 'kol') AND rnd('second', o.k) < .18
UNION ALL
SELECT o.order_no, 3, g.product_id
FROM t_order o JOIN dim_product g ON g.brand_id = o.brand_id AND g.is_gift LEFT JOIN dim_coupon c USING (coupon_id)
WHERE c.coupon_type = 'gift' OR (o.carrier = 'live' AND rnd('gift', o.k) < .03);

-- The price on air is set for a session and a product, not for a buyer: both the product list
-- of the session and every line must show the same one.
CREATE TEMP MACRO live_discount(role, festive, stream_key) AS
  least(.62, CASE role WHEN 'traffic' THEN .46 WHEN 'hero' THEN .30 WHEN 'profit' THEN .22 ELSE .14 END
    + CASE WHEN festive THEN .07 ELSE 0 END + .03 * znorm('price', stream_key));

CREATE TEMP TABLE t_priced AS
WITH base AS (
  SELECT i.order_no, i.line_no, i.product_id, k.sku_id, g.is_gift, hash(o.k, i.line_no) AS lk, o.paid_at, o.created_at, o.coupon_id, o.phase, o.account_type, o.carrier, o.platform_id,
         CASE WHEN i.line_no = 3 OR rnd('multi', hash(o.k, i.line_no)) >= p.multi THEN 1 WHEN rnd('multi3', hash(o.k, i.line_no)) < .3 THEN 3 ELSE 2 END AS qty,
         k.list_price_fen AS unit_fen,
         1 - live_discount(g.product_role, o.phase = 'peak', hash(coalesce(o.sess_no, 0), i.product_id, CASE WHEN o.sess_no IS NULL THEN month(o.trade_day) ELSE 0 END)) AS keep
  FROM t_item i JOIN t_order o USING (order_no) JOIN dim_product g ON g.product_id = i.product_id LEFT JOIN t_product p ON p.product_id = i.product_id
  JOIN t_sku_deck d ON d.product_id = i.product_id AND d.card = card_of('sku', hash(o.k, i.line_no)) JOIN dim_sku k ON k.sku_id = d.sku_id),
netted AS (
  SELECT b.*, unit_fen * qty AS list_fen, CASE WHEN b.is_gift THEN 0 ELSE (round(unit_fen * keep / 100)::BIGINT * 100) * qty END AS live_fen
  FROM base b),
couponed AS (
  SELECT n.*, c.bearer, CASE WHEN n.is_gift OR c.coupon_id IS NULL OR live_fen < c.threshold_fen THEN NULL ELSE c.coupon_id END AS used,
         CASE WHEN n.is_gift OR c.coupon_id IS NULL OR live_fen < c.threshold_fen THEN 0 WHEN c.coupon_type = 'percent' THEN live_fen * 8 // 100
              ELSE least(c.discount_fen, live_fen * 3 // 10) END AS off_fen,
         -- In the peaks platforms pay part of the price themselves.
         CASE WHEN NOT n.is_gift AND phase = 'peak' AND rnd('subsidy', lk) < .35 THEN live_fen * 5 // 100 ELSE 0 END AS subsidy_fen
  FROM netted n LEFT JOIN dim_coupon c USING (coupon_id))
SELECT order_no, line_no, product_id, sku_id, is_gift, lk, qty, list_fen,
       list_fen - live_fen + CASE WHEN bearer = 'merchant' THEN off_fen ELSE 0 END AS merchant_off,
       subsidy_fen + CASE WHEN bearer = 'platform' THEN off_fen ELSE 0 END AS platform_off,
       CASE WHEN bearer = 'talent' THEN off_fen ELSE 0 END AS talent_off,
       live_fen - CASE WHEN bearer = 'merchant' THEN off_fen ELSE 0 END AS gmv_fen,
       cost.unit_cost_fen * qty AS cost_fen, used AS coupon_id
FROM couponed q JOIN dim_sku_cost cost USING (sku_id)
WHERE coalesce(q.paid_at, q.created_at)::DATE BETWEEN cost.valid_from AND cost.valid_to;
DROP TABLE t_item;

-- Place of an order among the paid ones of its buyer in its shop.
CREATE TEMP TABLE t_seq AS
SELECT order_no, row_number() OVER (PARTITION BY shop_id, customer_key ORDER BY paid_at, order_no) AS seq
FROM t_order WHERE paid_at IS NOT NULL AND NOT is_test;
CREATE TEMP TABLE t_first AS
SELECT shop_id, customer_key, min(paid_at) AS first_paid_at FROM t_order WHERE paid_at IS NOT NULL AND NOT is_test GROUP BY ALL;

-- Refunds, at most one a line. Everything is settled within fifteen days after payment.
CREATE TEMP TABLE t_refund AS
WITH asked AS (
  SELECT l.order_no, l.line_no, l.lk, l.qty, l.gmv_fen, l.platform_off + l.talent_off AS subsidy_fen, o.paid_at, o.order_cut, o.platform_id, p.brand_id, p.product_id,
         o.paid_at::DATE BETWEEN DATE '2026-11-09' AND DATE '2026-11-15' AND p.product_id = 'P0502' AS bad_batch, rnd('stage', l.lk) AS u
  FROM t_priced l JOIN t_order o USING (order_no) JOIN t_product p ON p.product_id = l.product_id
  WHERE o.paid_at IS NOT NULL AND NOT o.is_test AND NOT l.is_gift AND l.gmv_fen > 0
    AND rnd('refund', l.lk) < p.refund * CASE WHEN o.account_type = 'kol' AND o.carrier = 'live' THEN 1.4 ELSE 1 END * CASE WHEN o.phase = 'peak' THEN 1.2 ELSE 1 END
      * CASE o.platform_id WHEN 'douyin' THEN 1.2 WHEN 'jd' THEN .75 WHEN 'wechat_channels' THEN .6 WHEN 'kuaishou' THEN 1.1 ELSE 1 END
      -- A batch of bedding came out in the wrong shade: the spike of last week.
      * CASE WHEN o.paid_at::DATE BETWEEN DATE '2026-11-09' AND DATE '2026-11-15' AND p.product_id = 'P0502' THEN 2.3 ELSE 1 END),
staged AS (
  SELECT *, CASE WHEN u < .28 OR bad_batch AND u < .6 THEN 'pre_ship' WHEN u < .52 OR bad_batch THEN 'post_ship' ELSE 'post_receipt' END AS stage, rnd('reason', lk) AS v FROM asked),
applied AS (
  SELECT *, paid_at + to_seconds(CASE stage WHEN 'pre_ship' THEN 600 + floor(rnd('when', lk) * 100000)::BIGINT WHEN 'post_ship' THEN 172800 + floor(rnd('when', lk) * 400000)::BIGINT
                                   ELSE 345600 + floor(rnd('when', lk) * 750000)::BIGINT END) AS apply_at,
         CASE WHEN bad_batch AND v < .75 THEN 'mismatch'
              WHEN stage = 'pre_ship' THEN CASE WHEN v < .62 THEN 'not_wanted' WHEN v < .84 THEN 'late' WHEN v < .93 THEN 'price' ELSE 'other' END
              WHEN brand_id IN ('B01', 'B02') THEN CASE WHEN v < .30 THEN 'not_wanted' WHEN v < .52 THEN 'mismatch' WHEN v < .72 THEN 'allergy' WHEN v < .86 THEN 'quality' WHEN v < .94 THEN 'price' ELSE 'other' END
              WHEN brand_id IN ('B05', 'B07') THEN CASE WHEN v < .30 THEN 'not_wanted' WHEN v < .66 THEN 'mismatch' WHEN v < .86 THEN 'quality' WHEN v < .93 THEN 'price' ELSE 'other' END
              ELSE CASE WHEN v < .34 THEN 'not_wanted' WHEN v < .60 THEN 'quality' WHEN v < .72 THEN 'late' WHEN v < .80 THEN 'allergy' WHEN v < .93 THEN 'price' ELSE 'other' END END AS reason_code
  FROM staged),
shaped AS (
  SELECT *, least(apply_at + to_seconds(1800 + floor(wait(40000, 'settle', lk))::BIGINT), paid_at + INTERVAL 15 DAY) AS done_at,
         CASE WHEN stage = 'pre_ship' OR reason_code = 'price' THEN 'only_refund' WHEN rnd('kind', lk) < .05 THEN 'exchange'
              WHEN rnd('kind', lk) < CASE WHEN stage = 'post_ship' THEN .55 ELSE .80 END THEN 'return_refund' ELSE 'only_refund' END AS kind,
         rnd('verdict', lk) < .05 AS refused
  FROM applied WHERE apply_at < order_cut),
measured AS (
  SELECT *, CASE WHEN kind = 'exchange' THEN 0 WHEN reason_code = 'price' THEN (gmv_fen * (.08 + .15 * rnd('part', lk)))::BIGINT
                 WHEN qty > 1 AND stage <> 'pre_ship' AND rnd('some', lk) < .35 THEN gmv_fen // qty
                 WHEN kind = 'only_refund' AND stage = 'post_receipt' AND rnd('some', lk) < .5 THEN (gmv_fen * (.2 + .5 * rnd('part', lk)))::BIGINT ELSE gmv_fen END AS refund_fen
  FROM shaped)
SELECT order_no, line_no, platform_id, stage, reason_code, kind, apply_at, paid_at, qty, gmv_fen, refund_fen,
       CASE WHEN refused THEN 'rejected' WHEN done_at < order_cut THEN 'success' ELSE 'processing' END AS status,
       CASE WHEN NOT refused AND done_at < order_cut THEN done_at END AS success_at,
       CASE WHEN refund_fen = gmv_fen THEN gmv_fen - subsidy_fen ELSE least(refund_fen, gmv_fen - subsidy_fen) END AS user_fen,
       CASE WHEN kind = 'exchange' OR reason_code = 'price' THEN 0 WHEN refund_fen = gmv_fen THEN qty WHEN kind = 'return_refund' AND qty > 1 THEN 1 ELSE 0 END AS refund_qty
FROM measured;
