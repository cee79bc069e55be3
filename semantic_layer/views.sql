-- Prepared views of the semantic layer.
-- They give each fact the keys that its table lacks, and turn intervals into equal keys:
-- a streamer's tier, a product's stage and a campaign are looked up by day.
-- A view never multiplies rows of its fact: every join is to a key of the other side.
-- Attributes that few questions need (order amount, live price, tier, stage, segment) stand in views
-- of their own, so that the others do not pay for them.

-- ============ codes that several facts share ============

CREATE OR REPLACE VIEW lv_carrier AS
  SELECT * FROM (VALUES ('live'), ('short_video'), ('product_card'), ('other')) t(carrier_code);

CREATE OR REPLACE VIEW lv_buyer_type AS
  SELECT * FROM (VALUES (TRUE, 'new'), (FALSE, 'old')) t(is_new_buyer, buyer_type);

CREATE OR REPLACE VIEW lv_follower_flag AS
  SELECT * FROM (VALUES (TRUE), (FALSE)) t(flag);

CREATE OR REPLACE VIEW lv_session_phase AS
  SELECT * FROM (VALUES ('opening'), ('middle'), ('closing')) t(phase);

CREATE OR REPLACE VIEW lv_order_status AS
  SELECT * FROM (VALUES ('unpaid'), ('partial_paid'), ('paid'), ('part_shipped'), ('shipped'), ('completed'), ('closed_refunded'), ('cancelled_unpaid'), ('locked')) t(status);

CREATE OR REPLACE VIEW lv_sentiment AS
  SELECT * FROM (VALUES ('positive'), ('neutral'), ('negative')) t(sentiment_code);

CREATE OR REPLACE VIEW lv_comment_topic AS
  SELECT * FROM (VALUES ('price'), ('quality'), ('logistics'), ('effect'), ('size_color'), ('service'), ('authenticity'), ('safety'), ('host')) t(topic_code);

CREATE OR REPLACE VIEW lv_comment_intent AS
  SELECT * FROM (VALUES ('question'), ('purchase'), ('complaint'), ('praise'), ('noise')) t(intent_code);

-- ============ what a row is looked up in ============

-- Grouped by their keys, although these are unique: so the engine knows it too, and where a view has no other join
-- it leaves this one out for everybody who does not ask for what it brings.
CREATE OR REPLACE VIEW lv_shop_brand AS
  SELECT shop_id, ANY_VALUE(brand_id) AS brand_id FROM dim_shop GROUP BY shop_id;

CREATE OR REPLACE VIEW lv_account_brand AS
  SELECT a.account_id, ANY_VALUE(h.brand_id) AS brand_id
  FROM dim_account a LEFT JOIN dim_shop h USING (shop_id) GROUP BY a.account_id;

CREATE OR REPLACE VIEW lv_session_clock AS
  SELECT session_id, ANY_VALUE(start_at) AS start_at FROM fct_session GROUP BY session_id;

-- ============ calendar ============

-- One row per day. A holiday wins over a weekend; a weekend worked to make up for a holiday stays a weekend.
CREATE OR REPLACE VIEW lv_calendar_day AS
  SELECT date AS day,
         CASE WHEN holiday_name IS NOT NULL THEN 'holiday'
              WHEN is_weekend THEN 'weekend'
              ELSE 'weekday' END AS day_type,
         holiday_name
  FROM dim_date;

-- One row per hour of the day with its time slot.
CREATE OR REPLACE VIEW lv_hour AS
  SELECT h.hour_of_day, s.slot_id, s.slot_zh, s.slot_en
  FROM (SELECT CAST(range AS INTEGER) AS hour_of_day FROM range(24)) h
  LEFT JOIN dim_time_slot s ON h.hour_of_day * 60 >= s.start_minute AND h.hour_of_day * 60 < s.end_minute;

-- One row per platform and day. A day belongs to a campaign when any part of it does.
-- Where windows overlap: the higher level (S, A, B, …), then peak, presale, warm-up and encore in this order,
-- then the window that began last, then the campaign's id. A day outside every window is 'daily'.
CREATE OR REPLACE VIEW lv_campaign_day AS
  SELECT p.platform_id, d.date AS day,
         COALESCE(c.campaign_id, 'daily') AS campaign_id, c.campaign_year, c.phase
  FROM dim_platform p
  CROSS JOIN dim_date d
  LEFT JOIN dim_campaign c
    ON c.platform_id = p.platform_id
   AND d.date + INTERVAL 1 DAY > c.start_at
   AND CAST(d.date AS TIMESTAMP) < c.end_at
  QUALIFY row_number() OVER (
    PARTITION BY p.platform_id, d.date
    ORDER BY CASE c.level WHEN 'S' THEN 1 WHEN 'A' THEN 2 WHEN 'B' THEN 3 ELSE 4 END,
             CASE c.phase WHEN 'peak' THEN 1 WHEN 'presale' THEN 2 WHEN 'warmup' THEN 3 WHEN 'encore' THEN 4 ELSE 5 END,
             c.start_at DESC, c.campaign_id) = 1;

-- ============ dimensions ============

-- A session as people name it: title, and when it began.
CREATE OR REPLACE VIEW lv_session_info AS
  SELECT session_id, COALESCE(session_title, session_id) || ' ' || strftime(start_at, '%m-%d %H:%M') AS session_name,
         live_mode, session_type, start_at AS session_start_at, end_at AS session_end_at
  FROM fct_session;

CREATE OR REPLACE VIEW lv_sku AS
  SELECT k.sku_id, concat_ws(' ', COALESCE(p.short_name, p.product_name), k.spec_text) AS sku_name, k.color, k.size
  FROM dim_sku k LEFT JOIN dim_product p USING (product_id);

-- The tier that a streamer had on a day. valid_to is the last day of a tier; of two that touch the newer counts.
CREATE OR REPLACE VIEW lv_streamer_day AS
  SELECT t.streamer_id, d.date AS day, t.tier
  FROM dim_streamer_tier t
  JOIN dim_date d ON d.date >= t.valid_from AND (t.valid_to IS NULL OR d.date <= t.valid_to)
  QUALIFY row_number() OVER (PARTITION BY t.streamer_id, d.date ORDER BY t.valid_from DESC) = 1;

-- A product is new for the first 30 days from its launch.
CREATE OR REPLACE VIEW lv_product_day AS
  SELECT p.product_id, d.date AS day,
         CASE WHEN d.date < p.launch_date + 30 THEN 'new' ELSE 'regular' END AS product_stage
  FROM dim_product p CROSS JOIN dim_date d
  WHERE p.launch_date IS NOT NULL;

-- The band of the price that a product had in a session.
CREATE OR REPLACE VIEW lv_live_price AS
  SELECT session_id, product_id,
         CASE WHEN live_price_fen < 5000 THEN '0-50'
              WHEN live_price_fen < 10000 THEN '50-100'
              WHEN live_price_fen < 20000 THEN '100-200'
              WHEN live_price_fen < 50000 THEN '200-500'
              WHEN live_price_fen >= 50000 THEN '500+' END AS price_band
  FROM fct_session_product;

-- What the order of a line is as a whole. The amount is in yuan. One row per line and not per order, so that
-- the row policy of lines binds it: whoever may not see a line cannot list the amount of its order either.
CREATE OR REPLACE VIEW lv_order_attr AS
  SELECT l.order_line_id, l.platform_id, l.shop_id, p.brand_id, l.streamer_id, o.order_status, o.is_presale,
         CAST(CAST(a.order_fen AS BIGINT) * 0.01 AS DECIMAL(18, 2)) AS order_amount
  FROM fct_order_line l
  JOIN fct_order o USING (order_id)
  LEFT JOIN dim_product p ON p.product_id = l.product_id
  LEFT JOIN (SELECT order_id, SUM(gmv_fen) AS order_fen FROM fct_order_line WHERE NOT is_test AND NOT is_gift GROUP BY order_id) a ON a.order_id = l.order_id
  WHERE NOT l.is_test;

-- The newest segment of each customer.
CREATE OR REPLACE VIEW lv_customer_segment AS
  SELECT customer_key, ARG_MAX(segment, as_of) AS segment FROM dim_customer_segment GROUP BY customer_key;

-- ============ trade ============

CREATE OR REPLACE VIEW lv_line AS
  SELECT * FROM fct_order_line WHERE NOT is_test;

-- Order lines with what was refunded of them until now, and the clock of the session that they belong to.
CREATE OR REPLACE VIEW lv_line_settled AS
  SELECT l.*, s.start_at AS session_start_at FROM v_line l LEFT JOIN lv_session_clock s USING (session_id);

-- Order lines that belong to a session, with the session's clock. What is paid before or after the session is in no phase.
CREATE OR REPLACE VIEW lv_session_line AS
  SELECT l.*, s.start_at AS session_start_at,
         CASE WHEN l.paid_at < s.start_at OR l.paid_at >= s.end_at THEN NULL
              WHEN l.paid_at < s.start_at + INTERVAL 30 MINUTE THEN 'opening'
              WHEN l.paid_at >= s.end_at - INTERVAL 30 MINUTE THEN 'closing'
              WHEN s.start_at IS NOT NULL THEN 'middle' END AS session_phase
  FROM fct_order_line l JOIN fct_session s USING (session_id)
  WHERE NOT l.is_test;

CREATE OR REPLACE VIEW lv_order AS
  SELECT o.*, s.brand_id FROM fct_order o LEFT JOIN lv_shop_brand s USING (shop_id) WHERE NOT o.is_test;

CREATE OR REPLACE VIEW lv_refund AS
  SELECT r.refund_id, r.order_line_id, r.order_id, r.platform_id, r.shop_id, r.refund_type, r.refund_stage, r.reason_code,
         r.apply_at, r.success_at, r.refund_user_fen, r.refund_fen, r.refund_qty,
         l.carrier, l.session_id, l.streamer_id, l.account_id, l.source_id, l.product_id, l.sku_id, l.customer_key, l.coupon_id,
         l.is_new_buyer, l.is_follower_at_pay, l.paid_at
  FROM fct_refund r JOIN fct_order_line l USING (order_line_id)
  WHERE r.status = 'success' AND NOT l.is_test;

CREATE OR REPLACE VIEW lv_coupon_event AS
  SELECT e.coupon_id, e.customer_key, e.event, e.ts, e.session_id, e.order_id, e.amount_fen,
         c.platform_id, s.account_id, s.shop_id, s.streamer_id, h.brand_id
  FROM fct_coupon_event e
  LEFT JOIN dim_coupon c USING (coupon_id)
  LEFT JOIN fct_session s ON s.session_id = e.session_id
  LEFT JOIN dim_shop h ON h.shop_id = s.shop_id;

-- ============ sessions ============

-- The brand of a session is the brand of its account's shop; a creator's own room has none.
-- A session counts when it is valid (25 minutes or more) and not a test.
CREATE OR REPLACE VIEW lv_session AS
  SELECT s.*, a.brand_id, s.is_valid AND s.status <> 'test' AS is_counted
  FROM fct_session s LEFT JOIN lv_account_brand a USING (account_id);

-- The same as what rows of other tables are looked up in, where the engine would group the brands for nothing.
CREATE OR REPLACE VIEW lv_session_of AS
  SELECT s.*, h.brand_id, s.is_valid AND s.status <> 'test' AS is_counted
  FROM fct_session s
  LEFT JOIN dim_account a USING (account_id)
  LEFT JOIN dim_shop h ON h.shop_id = a.shop_id;

CREATE OR REPLACE VIEW lv_host_shift AS
  SELECT t.session_id, t.streamer_id, t.host_role, t.on_at, t.off_at, date_diff('second', t.on_at, t.off_at) AS shift_seconds,
         s.platform_id, s.account_id, s.shop_id, s.brand_id
  FROM fct_session_host t LEFT JOIN lv_session_of s USING (session_id);

-- Minutes belong to the session's main streamer. Opening and closing are the first and last 30 rows of a session;
-- in a session shorter than an hour opening wins.
CREATE OR REPLACE VIEW lv_minute AS
  SELECT m.*, s.start_at AS session_start_at, s.is_counted, s.platform_id, s.account_id, s.shop_id, s.brand_id, s.streamer_id,
         CASE WHEN m.minute_at < date_trunc('minute', s.start_at) + INTERVAL 30 MINUTE THEN 'opening'
              WHEN m.minute_at >= date_trunc('minute', s.end_at - INTERVAL 1 SECOND) - INTERVAL 29 MINUTE THEN 'closing'
              ELSE 'middle' END AS session_phase
  FROM fct_session_minute m LEFT JOIN lv_session_of s USING (session_id);

CREATE OR REPLACE VIEW lv_session_source AS
  SELECT c.*, t.traffic_type AS source_type, s.start_at, s.is_counted, s.platform_id, s.account_id, s.shop_id, s.brand_id, s.streamer_id
  FROM fct_session_source c
  LEFT JOIN dim_traffic_source t USING (source_id)
  LEFT JOIN lv_session_of s USING (session_id);

CREATE OR REPLACE VIEW lv_session_product AS
  SELECT p.*, s.start_at, s.is_valid AND s.status <> 'test' AS is_counted, s.platform_id, s.account_id, s.shop_id, s.streamer_id
  FROM fct_session_product p JOIN fct_session s USING (session_id);

CREATE OR REPLACE VIEW lv_view AS
  SELECT v.*, s.platform_id, s.account_id, s.shop_id, s.brand_id, s.streamer_id
  FROM fct_view v LEFT JOIN lv_session_of s USING (session_id);

CREATE OR REPLACE VIEW lv_session_event AS
  SELECT e.event_id, e.session_id, e.ts, e.event_type, e.product_id, s.platform_id, s.account_id, s.shop_id, s.brand_id, s.streamer_id,
         CASE WHEN e.ts < s.start_at OR e.ts >= s.end_at THEN NULL
              WHEN e.ts < s.start_at + INTERVAL 30 MINUTE THEN 'opening'
              WHEN e.ts >= s.end_at - INTERVAL 30 MINUTE THEN 'closing'
              WHEN s.start_at IS NOT NULL THEN 'middle' END AS session_phase
  FROM fct_session_event e LEFT JOIN lv_session_of s USING (session_id);

CREATE OR REPLACE VIEW lv_script_segment AS
  SELECT g.segment_id, g.session_id, COALESCE(g.streamer_id, s.streamer_id) AS streamer_id, g.segment_type, g.product_id, g.script_id,
         g.start_at, g.end_at, date_diff('second', g.start_at, g.end_at) AS segment_seconds,
         s.platform_id, s.account_id, s.shop_id, s.brand_id
  FROM fct_script_segment g LEFT JOIN lv_session_of s USING (session_id);

CREATE OR REPLACE VIEW lv_follower_day AS
  SELECT f.*, a.platform_id, a.shop_id, h.brand_id, a.owner_streamer_id AS streamer_id
  FROM fct_follower_daily f
  LEFT JOIN dim_account a USING (account_id)
  LEFT JOIN dim_shop h ON h.shop_id = a.shop_id;

-- Follows, unfollows and joins of the fan club; the streamer is the main one of the session, if there was one.
CREATE OR REPLACE VIEW lv_follow_event AS
  SELECT e.account_id, e.viewer_key, e.ts, e.action, e.session_id, a.platform_id, a.shop_id, h.brand_id, s.streamer_id
  FROM fct_follow_event e
  LEFT JOIN dim_account a ON a.account_id = e.account_id
  LEFT JOIN dim_shop h ON h.shop_id = a.shop_id
  LEFT JOIN fct_session s ON s.session_id = e.session_id;

-- ============ advertising and fees ============

-- Spend belongs to the brand of the advertised account's shop, and to the main streamer of its session if it has one.
-- By the session's day, spend after midnight belongs to the day on which its session began;
-- spend without a session keeps its hour.
CREATE OR REPLACE VIEW lv_ad AS
  SELECT f.*, a.shop_id, h.brand_id, s.streamer_id, COALESCE(s.start_at, f.stat_hour) AS session_start_at
  FROM fct_ad_spend f
  LEFT JOIN dim_account a ON a.account_id = f.account_id
  LEFT JOIN dim_shop h ON h.shop_id = a.shop_id
  LEFT JOIN fct_session s ON s.session_id = f.session_id;

CREATE OR REPLACE VIEW lv_fixed_fee AS
  SELECT f.fee_id, f.fee_type, f.session_id, COALESCE(f.streamer_id, s.streamer_id) AS streamer_id, f.fee_date, f.fee_fen,
         s.platform_id, s.account_id, s.shop_id, s.brand_id
  FROM fct_fixed_fee f LEFT JOIN lv_session_of s USING (session_id);

-- ============ voice of the customer ============

CREATE OR REPLACE VIEW lv_comment AS
  SELECT c.comment_id, c.session_id, c.ts, c.sentiment, c.topic, c.intent, c.product_id, c.model_version,
         s.platform_id, s.account_id, s.shop_id, s.brand_id, s.streamer_id
  FROM fct_comment c LEFT JOIN lv_session_of s USING (session_id)
  WHERE NOT c.is_host;

CREATE OR REPLACE VIEW lv_comment_word AS
  SELECT t.comment_id, t.session_id, t.ts, t.token, c.sentiment, c.topic, c.intent, c.product_id,
         s.platform_id, s.account_id, s.shop_id, s.brand_id, s.streamer_id
  FROM fct_comment_token t
  LEFT JOIN fct_comment c USING (comment_id)
  LEFT JOIN lv_session_of s ON s.session_id = t.session_id;

-- One row per comment, word and product that the script spoke of when the comment was written.
CREATE OR REPLACE VIEW lv_pitch_word AS
  WITH spoken AS (
    SELECT DISTINCT c.comment_id, g.product_id
    FROM fct_comment c
    JOIN fct_script_segment g ON g.session_id = c.session_id AND c.ts BETWEEN g.start_at AND g.end_at
    WHERE NOT c.is_host AND g.product_id IS NOT NULL
  )
  SELECT w.comment_id, w.token, p.product_id, 'pitch' AS moment, w.session_id, w.ts, w.platform_id, w.account_id, w.shop_id, w.brand_id, w.streamer_id
  FROM spoken p JOIN lv_comment_word w USING (comment_id);

CREATE OR REPLACE VIEW lv_word AS
  SELECT DISTINCT token AS word FROM fct_comment_token;

CREATE OR REPLACE VIEW lv_alert AS
  SELECT r.alert_id, r.session_id, r.ts, r.alert_type, r.severity, s.platform_id, s.account_id, s.shop_id, s.brand_id, s.streamer_id
  FROM fct_alert r LEFT JOIN lv_session_of s USING (session_id);

-- ============ stock ============

CREATE OR REPLACE VIEW lv_stock AS
  SELECT i.*, k.product_id
  FROM fct_inventory_daily i LEFT JOIN dim_sku k USING (sku_id);

-- The cost of a SKU from a day on.
CREATE OR REPLACE VIEW lv_sku_cost AS
  SELECT c.sku_id, c.valid_from, c.unit_cost_fen, k.product_id
  FROM dim_sku_cost c LEFT JOIN dim_sku k USING (sku_id);

-- One row per SKU and day over all warehouses, with what it sold in the 7 and 30 days up to that day.
CREATE OR REPLACE VIEW lv_sku_stock AS
  WITH stock AS (
    SELECT snap_date, sku_id, SUM(sellable_qty) AS sellable_qty FROM fct_inventory_daily GROUP BY snap_date, sku_id
  ), sold AS (
    SELECT sku_id, CAST(paid_at AS DATE) AS day, SUM(qty) AS qty
    FROM fct_order_line WHERE is_paid AND NOT is_test GROUP BY sku_id, CAST(paid_at AS DATE)
  ), days AS (
    SELECT COALESCE(i.snap_date, d.day) AS day, COALESCE(i.sku_id, d.sku_id) AS sku_id, i.snap_date, i.sellable_qty, COALESCE(d.qty, 0) AS qty
    FROM stock i FULL OUTER JOIN sold d ON d.sku_id = i.sku_id AND d.day = i.snap_date
  ), rolled AS (
    SELECT snap_date, sku_id, sellable_qty,
           SUM(qty) OVER (PARTITION BY sku_id ORDER BY day RANGE BETWEEN INTERVAL 6 DAY PRECEDING AND CURRENT ROW) AS sold_7d,
           SUM(qty) OVER (PARTITION BY sku_id ORDER BY day RANGE BETWEEN INTERVAL 29 DAY PRECEDING AND CURRENT ROW) AS sold_30d
    FROM days
  )
  SELECT r.snap_date, r.sku_id, k.product_id, r.sellable_qty, r.sold_7d, r.sold_30d,
         1 AS skus, CAST(r.sellable_qty <= 0 AS INTEGER) AS skus_out, CAST(r.sellable_qty > 0 AND r.sold_30d = 0 AS INTEGER) AS skus_slow,
         CASE WHEN r.sellable_qty <= 0 THEN 'out'
              WHEN r.sold_30d = 0 THEN 'dead'
              WHEN r.sellable_qty * 7 < r.sold_7d * 7 THEN 'low'
              WHEN r.sellable_qty * 7 > r.sold_7d * 60 THEN 'over'
              ELSE 'healthy' END AS stock_status
  FROM rolled r LEFT JOIN dim_sku k USING (sku_id)
  WHERE r.snap_date IS NOT NULL;

-- How each SKU stood on each day, over all warehouses.
CREATE OR REPLACE VIEW lv_stock_state AS
  SELECT sku_id, snap_date AS day, stock_status FROM lv_sku_stock;

-- One row per session and SKU whose product was explained in it. The script names products, so every SKU of
-- a product has the product's explanations.
CREATE OR REPLACE VIEW lv_pitched_sku AS
  SELECT p.session_id, k.sku_id, p.product_id, p.explain_cnt, s.start_at, s.platform_id, s.account_id, s.shop_id, s.streamer_id, d.brand_id
  FROM fct_session_product p
  JOIN fct_session s USING (session_id)
  JOIN dim_sku k ON k.product_id = p.product_id
  LEFT JOIN dim_product d ON d.product_id = p.product_id
  WHERE p.explain_cnt > 0 AND s.status <> 'test';

-- ============ customers over time ============

-- Every paid order of every customer, numbered in the order of payment, with the first line that stands in it.
CREATE OR REPLACE VIEW lv_customer_order AS
  WITH lines AS (
    SELECT customer_key, order_id, order_line_id, paid_at, platform_id, shop_id, account_id, session_id, streamer_id, carrier, source_id, product_id
    FROM fct_order_line WHERE is_paid AND NOT is_gift AND NOT is_test
    QUALIFY row_number() OVER (PARTITION BY customer_key, order_id ORDER BY paid_at, order_line_id) = 1
  )
  SELECT *, row_number() OVER (PARTITION BY customer_key ORDER BY paid_at, order_id) AS order_no FROM lines;

-- One row per customer, dated by the first paid order, with where that order came from and when the next one came.
CREATE OR REPLACE VIEW lv_first_order AS
  SELECT f.customer_key, f.paid_at AS first_paid_at, n.paid_at AS second_paid_at, f.platform_id, f.shop_id, h.brand_id,
         f.account_id, f.session_id, f.streamer_id, f.carrier, f.source_id,
         n.paid_at IS NOT NULL AND n.paid_at <= f.paid_at + INTERVAL 30 DAY AS repeat_30d,
         n.paid_at IS NOT NULL AND n.paid_at <= f.paid_at + INTERVAL 90 DAY AS repeat_90d
  FROM lv_customer_order f
  LEFT JOIN lv_customer_order n ON n.customer_key = f.customer_key AND n.order_no = 2
  LEFT JOIN dim_shop h ON h.shop_id = f.shop_id
  WHERE f.order_no = 1;

-- What each customer brought in the 90 days from the first paid line, gifts included in "first", refunds deducted.
CREATE OR REPLACE VIEW lv_customer_value AS
  WITH f AS (
    SELECT customer_key, paid_at AS first_paid_at, platform_id, shop_id, account_id, session_id, streamer_id, carrier, source_id
    FROM fct_order_line WHERE is_paid AND NOT is_test
    QUALIFY row_number() OVER (PARTITION BY customer_key ORDER BY paid_at, order_line_id) = 1
  ), v AS (
    SELECT l.customer_key, SUM(l.gmv_fen - l.refund_fen) AS net_90d_fen
    FROM v_line l JOIN f ON f.customer_key = l.customer_key
    WHERE l.is_paid AND NOT l.is_gift AND l.paid_at <= f.first_paid_at + INTERVAL 90 DAY
    GROUP BY l.customer_key
  )
  SELECT f.*, s.brand_id, v.net_90d_fen
  FROM f LEFT JOIN v ON v.customer_key = f.customer_key LEFT JOIN dim_shop s ON s.shop_id = f.shop_id;

-- Who bought twice. Whether a customer has two orders in a period cannot be seen from one row, but the orders of a
-- customer alternate between odd and even numbers, so whoever has two in a row without a gap has both. Buyers with an
-- odd order plus buyers with an even one less all buyers are therefore those with two or more: exact for any stretch
-- of time, for any part of the customers and, in the views by shop and category, for one shop or category, where the
-- orders are numbered within it. It is not exact for a choice that leaves orders out between others (hours, weekdays).
CREATE OR REPLACE VIEW lv_buyer_order AS
  SELECT customer_key, order_id, paid_at, platform_id, order_no % 2 = 1 AS is_odd FROM lv_customer_order;

CREATE OR REPLACE VIEW lv_buyer_shop_order AS
  SELECT o.customer_key || ' ' || o.shop_id AS buyer_key, o.customer_key, o.order_id, o.paid_at, o.platform_id, o.shop_id, h.brand_id,
         row_number() OVER (PARTITION BY o.customer_key, o.shop_id ORDER BY o.paid_at, o.order_id) % 2 = 1 AS is_odd
  FROM lv_customer_order o LEFT JOIN dim_shop h ON h.shop_id = o.shop_id;

-- An order with products of two categories is an order of both.
CREATE OR REPLACE VIEW lv_buyer_category_order AS
  WITH o AS (
    SELECT l.customer_key, c.category_l1, l.order_id, MIN(l.paid_at) AS paid_at, ANY_VALUE(l.platform_id) AS platform_id
    FROM fct_order_line l LEFT JOIN dim_product p USING (product_id) LEFT JOIN dim_category c USING (category_id)
    WHERE l.is_paid AND NOT l.is_gift AND NOT l.is_test
    GROUP BY l.customer_key, c.category_l1, l.order_id
  )
  SELECT o.*, customer_key || ' ' || COALESCE(category_l1, '') AS buyer_key,
         row_number() OVER (PARTITION BY customer_key, category_l1 ORDER BY paid_at, order_id) % 2 = 1 AS is_odd FROM o;

-- One row per order with a category that followed another with it of the same customer, with the days between.
CREATE OR REPLACE VIEW lv_category_order_gap AS
  SELECT customer_key, category_l1, order_id, paid_at, platform_id,
         date_diff('day', LAG(paid_at) OVER (PARTITION BY customer_key, category_l1 ORDER BY paid_at, order_id), paid_at) AS gap_days
  FROM lv_buyer_category_order
  QUALIFY row_number() OVER (PARTITION BY customer_key, category_l1 ORDER BY paid_at, order_id) > 1;

CREATE OR REPLACE VIEW lv_category_l1 AS
  SELECT DISTINCT category_l1 AS l1 FROM dim_category;

-- One row per order that followed another of the same customer, with the days between.
CREATE OR REPLACE VIEW lv_order_gap AS
  SELECT o.order_id, o.customer_key, o.paid_at, o.platform_id, o.shop_id, h.brand_id,
         date_diff('day', LAG(o.paid_at) OVER (PARTITION BY o.customer_key ORDER BY o.order_no), o.paid_at) AS gap_days
  FROM lv_customer_order o LEFT JOIN dim_shop h ON h.shop_id = o.shop_id
  QUALIFY o.order_no > 1;

-- ============ plans and control ============

-- Forecasts of the newest run of each metric. A forecast is made for the whole business, for a platform or for a product;
-- these overlap, so a metric takes one kind only.
CREATE OR REPLACE VIEW lv_forecast AS
  SELECT f.run_id, f.model_version, f.made_on, f.target_date, f.metric_id, f.entity_type, f.entity_id, f.yhat, f.yhat_lo, f.yhat_hi,
         CASE WHEN f.entity_type = 'platform' THEN f.entity_id END AS platform_id,
         CASE WHEN f.entity_type = 'product' THEN f.entity_id END AS product_id
  FROM fct_forecast f
  JOIN (SELECT metric_id, MAX(made_on) AS made_on FROM fct_forecast GROUP BY metric_id) n USING (metric_id, made_on);

-- Every past sales forecast for the whole business beside what came true (all carriers).
CREATE OR REPLACE VIEW lv_forecast_error AS
  SELECT f.run_id, f.model_version, f.made_on, f.target_date, date_diff('day', f.made_on, f.target_date) AS horizon_days,
         a.actual, f.yhat, f.yhat - a.actual AS error, ABS(f.yhat - a.actual) AS abs_error, ABS(f.yhat - a.actual) / NULLIF(a.actual, 0) AS ape
  FROM fct_forecast f
  JOIN (SELECT CAST(paid_at AS DATE) AS day, SUM(gmv_fen) / 100 AS actual
        FROM fct_order_line WHERE is_paid AND NOT is_gift AND NOT is_test GROUP BY 1) a ON a.day = f.target_date
  WHERE f.metric_id = 'gmv' AND f.entity_type = 'total';

CREATE OR REPLACE VIEW lv_forecast_model AS
  SELECT DISTINCT model_version AS version FROM fct_forecast WHERE model_version IS NOT NULL;

CREATE OR REPLACE VIEW lv_target AS
  SELECT t.period_start, t.period_end, t.scope_type, t.scope_id, t.metric_id, t.target_value,
         a.account_id, COALESCE(a.platform_id, p.platform_id) AS platform_id, a.shop_id, COALESCE(h.brand_id, b.brand_id) AS brand_id
  FROM fct_target t
  LEFT JOIN dim_account a ON t.scope_type = 'account' AND a.account_id = t.scope_id
  LEFT JOIN dim_shop h ON h.shop_id = a.shop_id
  LEFT JOIN dim_platform p ON t.scope_type = 'platform' AND p.platform_id = t.scope_id
  LEFT JOIN dim_brand b ON t.scope_type = 'brand' AND b.brand_id = t.scope_id;

CREATE OR REPLACE VIEW lv_review AS
  SELECT r.session_id, r.author, r.published_at, date_diff('minute', s.end_at, r.published_at) AS review_minutes,
         s.platform_id, s.account_id, s.shop_id, s.brand_id, s.streamer_id
  FROM fct_review_report r JOIN lv_session_of s USING (session_id);

-- Sessions that were assigned as a whole to a variant of an experiment.
CREATE OR REPLACE VIEW lv_ab_session AS
  SELECT a.test_id, a.variant_id, s.session_id, s.start_at, s.watch_ucnt, s.watch_cnt, s.pay_ucnt, s.is_counted, g.gmv_fen,
         s.platform_id, s.account_id, s.shop_id, s.brand_id, s.streamer_id
  FROM ab_assignment a
  JOIN lv_session_of s USING (session_id)
  LEFT JOIN (SELECT session_id, SUM(gmv_fen) AS gmv_fen FROM fct_order_line
             WHERE is_paid AND NOT is_gift AND NOT is_test AND carrier = 'live' GROUP BY session_id) g USING (session_id)
  WHERE a.unit_type = 'session';

-- The variants of all experiments, beside the experiment that each belongs to.
CREATE OR REPLACE VIEW lv_ab_variant AS
  SELECT v.variant_id, v.test_id, t.test_name, v.variant_name, v.is_control
  FROM ab_variant v LEFT JOIN ab_test t USING (test_id);

-- The units of all experiments, sessions and blocks of time alike, dated by when they began.
CREATE OR REPLACE VIEW lv_ab_unit AS
  SELECT a.test_id, a.variant_id, a.unit_type, a.unit_id, a.session_id, COALESCE(a.from_at, s.start_at) AS from_at,
         s.platform_id, s.account_id, s.shop_id, s.brand_id, s.streamer_id
  FROM ab_assignment a LEFT JOIN lv_session_of s USING (session_id);

CREATE OR REPLACE VIEW lv_platform_item AS
  SELECT m.*, p.brand_id FROM map_platform_item m LEFT JOIN dim_product p USING (product_id);

CREATE OR REPLACE VIEW lv_load AS
  SELECT table_name, platform_id, loaded_until, loaded_at, row_cnt, missing_pct,
         date_diff('minute', loaded_until, loaded_at) AS lag_minutes
  FROM meta_load;
