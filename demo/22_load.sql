-- How fresh each table is for each platform, then the scaffolding comes down.

INSERT INTO meta_load
WITH held(table_name, platform_id, row_cnt, missing_pct) AS (
  SELECT 'fct_order', platform_id, count(*), 0.0 FROM fct_order GROUP BY platform_id
  UNION ALL SELECT 'fct_order_line', platform_id, count(*), 0.0 FROM fct_order_line GROUP BY platform_id
  UNION ALL SELECT 'fct_refund', platform_id, count(*), 0.0 FROM fct_refund GROUP BY platform_id
  UNION ALL SELECT 'fct_coupon_event', c.platform_id, count(*), 0.0 FROM fct_coupon_event JOIN dim_coupon c USING (coupon_id) GROUP BY c.platform_id
  UNION ALL SELECT 'fct_ad_spend', platform_id, count(*), 0.0 FROM fct_ad_spend GROUP BY platform_id
  UNION ALL SELECT 'fct_session', platform_id, count(*), 0.0 FROM fct_session GROUP BY platform_id
  UNION ALL SELECT 'fct_session_minute', s.platform_id, count(*), round(avg(m.is_missing::INTEGER), 5) FROM fct_session_minute m JOIN fct_session s USING (session_id) GROUP BY s.platform_id
  UNION ALL SELECT 'fct_session_source', s.platform_id, count(*), 0.0 FROM fct_session_source JOIN fct_session s USING (session_id) GROUP BY s.platform_id
  UNION ALL SELECT 'fct_session_product', s.platform_id, count(*), 0.0 FROM fct_session_product JOIN fct_session s USING (session_id) GROUP BY s.platform_id
  UNION ALL SELECT 'fct_comment', s.platform_id, count(*), 0.0 FROM fct_comment JOIN fct_session s USING (session_id) GROUP BY s.platform_id
  UNION ALL SELECT 'fct_view', 'wechat_channels', count(*), 0.0 FROM fct_view
  UNION ALL SELECT 'fct_inventory_daily', NULL, count(*), 0.0 FROM fct_inventory_daily
  UNION ALL SELECT 'fct_forecast', NULL, count(*), 0.0 FROM fct_forecast),
dated AS (
  SELECT h.*, CASE WHEN h.table_name = 'fct_inventory_daily' THEN TIMESTAMP '2026-11-19 00:00:00' WHEN h.table_name = 'fct_forecast' THEN TIMESTAMP '2026-11-19 05:00:00'
                   WHEN h.table_name = 'fct_ad_spend' THEN c.ad_cut WHEN h.table_name IN ('fct_order', 'fct_order_line', 'fct_refund', 'fct_coupon_event') THEN c.order_cut ELSE c.session_cut END AS until_at
  FROM held h LEFT JOIN t_cut c USING (platform_id))
SELECT table_name, platform_id, until_at, least(world_clock() - INTERVAL 2 MINUTE, until_at + to_minutes(4 + (hash(table_name, platform_id) % 5)::BIGINT)), row_cnt, missing_pct
FROM dated ORDER BY 1, 2;

-- Temporary tables and macros would go with the connection; it may live on, so they go now.
DROP TABLE t_daily;
DROP TABLE t_line;
DROP TABLE t_phrase_no;
DROP TABLE t_phrase;
DROP TABLE t_buyer;
DROP TABLE t_pitch;
DROP TABLE t_funnel;
DROP TABLE t_seen;
DROP TABLE t_total;
DROP TABLE t_budget;
DROP TABLE t_plan_kind;
DROP TABLE t_ad_sale;
DROP TABLE t_hour;
DROP TABLE t_customer;
DROP TABLE t_place_deck;
DROP TABLE t_place;
DROP TABLE t_credit;
DROP TABLE t_state;
DROP TABLE t_first;
DROP TABLE t_order;
DROP TABLE t_hole;
DROP TABLE t_minute;
DROP TABLE t_relief;
DROP TABLE t_block;
DROP TABLE t_session;
DROP TABLE t_plan;
DROP TABLE t_anchor;
DROP TABLE t_slot;
DROP TABLE t_coupon_deck;
DROP TABLE t_source_deck;
DROP TABLE t_source;
DROP TABLE t_day;
DROP TABLE t_fest_day;
DROP TABLE t_fest;
DROP TABLE t_festival;
DROP TABLE t_makeup;
DROP TABLE t_holiday;
DROP TABLE t_deck;
DROP TABLE t_listed;
DROP TABLE t_sku_deck;
DROP TABLE t_sku;
DROP TABLE t_product;
DROP TABLE t_account;
DROP TABLE t_shop;
DROP TABLE t_cut;
DROP TABLE t_wave;
DROP TABLE t_dry;
DROP TABLE t_viral;
DROP TABLE t_swing;
DROP TABLE t_world;
DROP MACRO season_of;
DROP MACRO shown_of;
DROP MACRO clicks_of;
DROP MACRO clubs_of;
DROP MACRO follows_of;
DROP MACRO shares_of;
DROP MACRO comments_of;
DROP MACRO likes_of;
DROP MACRO bits;
DROP MACRO live_discount;
DROP MACRO effect_of;
DROP MACRO world_clock;
DROP MACRO opaque;
DROP MACRO wait;
DROP MACRO card_of;
DROP MACRO whole;
DROP MACRO wobble;
DROP MACRO znorm;
DROP MACRO rnd;
CHECKPOINT;
