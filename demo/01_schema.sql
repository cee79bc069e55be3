-- The physical tables of the demo world.
--
-- Amounts are whole fen in BIGINT, so sums are exact; times are Asia/Shanghai wall clock.
-- NULL means that the platform does not provide the number, which is never the same as 0.

-- Dimensions: what a row of a fact can be grouped or filtered by.
CREATE TABLE dim_platform(platform_id VARCHAR PRIMARY KEY, name_zh VARCHAR, name_en VARCHAR, ad_system_zh VARCHAR, raw_amount_unit VARCHAR, raw_time_format VARCHAR);
CREATE TABLE dim_brand(brand_id VARCHAR PRIMARY KEY, brand_name VARCHAR, brand_name_en VARCHAR);
CREATE TABLE dim_shop(shop_id VARCHAR PRIMARY KEY, platform_id VARCHAR, platform_shop_id VARCHAR, shop_name VARCHAR, brand_id VARCHAR, shop_type VARCHAR, opened_on DATE, is_active BOOLEAN);
CREATE TABLE dim_account(account_id VARCHAR PRIMARY KEY, platform_id VARCHAR, platform_account_id VARCHAR, account_name VARCHAR, account_type VARCHAR, shop_id VARCHAR, owner_streamer_id VARCHAR, region VARCHAR);
CREATE TABLE dim_streamer(streamer_id VARCHAR PRIMARY KEY, streamer_name VARCHAR, streamer_alias VARCHAR, employment VARCHAR, mcn_name VARCHAR, joined_on DATE, left_on DATE);
CREATE TABLE dim_streamer_tier(streamer_id VARCHAR, tier VARCHAR, follower_cnt BIGINT, valid_from DATE, valid_to DATE);
CREATE TABLE dim_category(category_id VARCHAR PRIMARY KEY, category_l1 VARCHAR, category_l2 VARCHAR, category_l3 VARCHAR, l1_en VARCHAR, l2_en VARCHAR);
CREATE TABLE dim_product(product_id VARCHAR PRIMARY KEY, product_name VARCHAR, short_name VARCHAR, product_name_en VARCHAR, brand_id VARCHAR, category_id VARCHAR, product_role VARCHAR, launch_date DATE, list_price_fen BIGINT, is_gift BOOLEAN);
CREATE TABLE dim_sku(sku_id VARCHAR PRIMARY KEY, product_id VARCHAR, sku_code VARCHAR, spec_text VARCHAR, color VARCHAR, size VARCHAR, list_price_fen BIGINT);
CREATE TABLE map_platform_item(platform_id VARCHAR, platform_item_id VARCHAR, platform_sku_id VARCHAR, product_id VARCHAR, sku_id VARCHAR);
CREATE TABLE dim_sku_cost(sku_id VARCHAR, valid_from DATE, valid_to DATE, unit_cost_fen BIGINT);
CREATE TABLE dim_customer(customer_key VARCHAR PRIMARY KEY, platform_id VARCHAR, gender VARCHAR, age_band VARCHAR, city_tier VARCHAR, region VARCHAR, province VARCHAR, city VARCHAR, crowd VARCHAR, member_level VARCHAR, first_paid_at TIMESTAMP);
CREATE TABLE dim_customer_segment(customer_key VARCHAR, as_of DATE, segment VARCHAR, model_version VARCHAR);
CREATE TABLE dim_traffic_source(source_id VARCHAR PRIMARY KEY, source_zh VARCHAR, source_en VARCHAR, traffic_type VARCHAR);
CREATE TABLE dim_campaign(campaign_id VARCHAR, campaign_year INTEGER, platform_id VARCHAR, campaign_name VARCHAR, phase VARCHAR, start_at TIMESTAMP, end_at TIMESTAMP, level VARCHAR);
CREATE TABLE dim_date(date DATE PRIMARY KEY, iso_year INTEGER, iso_week INTEGER, week_start DATE, month_start DATE, quarter_start DATE, year INTEGER, weekday INTEGER, is_weekend BOOLEAN, holiday_name VARCHAR, is_workday BOOLEAN, fiscal_year INTEGER, fiscal_quarter INTEGER);
CREATE TABLE dim_time_slot(slot_id VARCHAR PRIMARY KEY, slot_zh VARCHAR, slot_en VARCHAR, start_minute INTEGER, end_minute INTEGER);
CREATE TABLE dim_coupon(coupon_id VARCHAR PRIMARY KEY, coupon_name VARCHAR, coupon_type VARCHAR, bearer VARCHAR, platform_id VARCHAR, threshold_fen BIGINT, discount_fen BIGINT, start_at TIMESTAMP, end_at TIMESTAMP);
CREATE TABLE dim_refund_reason(platform_id VARCHAR, raw_reason VARCHAR, reason_code VARCHAR, reason_zh VARCHAR, reason_group VARCHAR);
CREATE TABLE dim_warehouse(warehouse_id VARCHAR PRIMARY KEY, warehouse_name VARCHAR, province VARCHAR);
CREATE TABLE map_order_status(platform_id VARCHAR, raw_status VARCHAR, order_status VARCHAR, counts_as_paid BOOLEAN, needs_paid_at BOOLEAN);

-- What happens in a live room: sessions, shifts, minutes, sources, viewers, voices.
CREATE TABLE fct_session(session_id VARCHAR PRIMARY KEY, platform_id VARCHAR, platform_room_id VARCHAR, account_id VARCHAR, shop_id VARCHAR, streamer_id VARCHAR, live_mode VARCHAR, session_type VARCHAR, session_title VARCHAR, start_at TIMESTAMP, end_at TIMESTAMP, biz_date DATE, duration_sec BIGINT, is_valid BOOLEAN, status VARCHAR,
  exposure_cnt BIGINT, exposure_ucnt BIGINT, watch_cnt BIGINT, watch_ucnt BIGINT, watch_seconds BIGINT, watch_1min_ucnt BIGINT, acu DOUBLE, pcu BIGINT, like_cnt BIGINT, comment_cnt BIGINT, comment_ucnt BIGINT, share_cnt BIGINT, interact_ucnt BIGINT, new_follower_cnt BIGINT, unfollow_cnt BIGINT, fans_club_join_ucnt BIGINT, neg_feedback_cnt BIGINT, product_exposure_ucnt BIGINT, product_click_ucnt BIGINT, pay_ucnt BIGINT, loaded_at TIMESTAMP);
CREATE TABLE fct_session_host(session_id VARCHAR, streamer_id VARCHAR, host_role VARCHAR, on_at TIMESTAMP, off_at TIMESTAMP);
CREATE TABLE fct_session_minute(session_id VARCHAR, minute_at TIMESTAMP, online_cnt BIGINT, enter_cnt BIGINT, leave_cnt BIGINT, exposure_cnt BIGINT, like_cnt BIGINT, comment_cnt BIGINT, share_cnt BIGINT, follow_cnt BIGINT, fans_club_cnt BIGINT, product_click_cnt BIGINT, paid_order_cnt BIGINT, gmv_fen BIGINT, ad_cost_fen BIGINT, is_missing BOOLEAN, PRIMARY KEY(session_id, minute_at));
CREATE TABLE fct_session_source(session_id VARCHAR, source_id VARCHAR, exposure_ucnt BIGINT, watch_ucnt BIGINT, watch_cnt BIGINT, watch_seconds BIGINT, product_click_ucnt BIGINT, pay_ucnt BIGINT, gmv_fen BIGINT, PRIMARY KEY(session_id, source_id));
CREATE TABLE fct_view(session_id VARCHAR, viewer_key VARCHAR, source_id VARCHAR, first_enter_at TIMESTAMP, enter_cnt INTEGER, watch_seconds BIGINT, is_follower_at_enter BOOLEAN, followed BOOLEAN, interacted BOOLEAN, clicked_product BOOLEAN, paid BOOLEAN, PRIMARY KEY(session_id, viewer_key));
CREATE TABLE fct_session_product(session_id VARCHAR, product_id VARCHAR, listing_seq INTEGER, listed_at TIMESTAMP, delisted_at TIMESTAMP, live_price_fen BIGINT, explain_cnt INTEGER, explain_seconds BIGINT, exposure_cnt BIGINT, exposure_ucnt BIGINT, click_cnt BIGINT, click_ucnt BIGINT, cart_ucnt BIGINT, created_order_cnt BIGINT, pay_ucnt BIGINT, PRIMARY KEY(session_id, product_id));
CREATE TABLE fct_comment(comment_id VARCHAR PRIMARY KEY, session_id VARCHAR, viewer_key VARCHAR, ts TIMESTAMP, content VARCHAR, is_host BOOLEAN, sentiment VARCHAR, sentiment_score DOUBLE, topic VARCHAR, intent VARCHAR, product_id VARCHAR, model_version VARCHAR);
CREATE TABLE fct_comment_token(comment_id VARCHAR, session_id VARCHAR, ts TIMESTAMP, token VARCHAR);
CREATE TABLE fct_follow_event(account_id VARCHAR, viewer_key VARCHAR, ts TIMESTAMP, action VARCHAR, session_id VARCHAR);
CREATE TABLE fct_follower_daily(account_id VARCHAR, snap_date DATE, follower_cnt BIGINT, fans_club_cnt BIGINT, PRIMARY KEY(account_id, snap_date));
CREATE TABLE fct_script_segment(segment_id VARCHAR PRIMARY KEY, session_id VARCHAR, streamer_id VARCHAR, seq_no INTEGER, start_at TIMESTAMP, end_at TIMESTAMP, segment_type VARCHAR, product_id VARCHAR, script_id VARCHAR, variant_id VARCHAR, text VARCHAR);
CREATE TABLE fct_session_event(event_id VARCHAR PRIMARY KEY, session_id VARCHAR, ts TIMESTAMP, event_type VARCHAR, product_id VARCHAR, detail VARCHAR);

-- Money: orders, refunds, ad spend, coupons, fees.
CREATE TABLE fct_order(order_id VARCHAR PRIMARY KEY, platform_id VARCHAR, platform_order_id VARCHAR, shop_id VARCHAR, customer_key VARCHAR, order_status VARCHAR, created_at TIMESTAMP, paid_at TIMESTAMP, shipped_at TIMESTAMP, completed_at TIMESTAMP, cancelled_at TIMESTAMP, is_presale BOOLEAN, deposit_paid_at TIMESTAMP, deposit_fen BIGINT, freight_fen BIGINT, created_amount_fen BIGINT, is_test BOOLEAN, raw_status VARCHAR, loaded_at TIMESTAMP);
CREATE TABLE fct_order_line(order_line_id VARCHAR PRIMARY KEY, order_id VARCHAR, platform_id VARCHAR, shop_id VARCHAR, account_id VARCHAR, session_id VARCHAR, streamer_id VARCHAR, carrier VARCHAR, source_id VARCHAR, product_id VARCHAR, sku_id VARCHAR, customer_key VARCHAR, qty INTEGER, list_amount_fen BIGINT, merchant_discount_fen BIGINT, platform_subsidy_fen BIGINT, talent_subsidy_fen BIGINT, user_paid_fen BIGINT, gmv_fen BIGINT, cost_fen BIGINT, commission_fen BIGINT, platform_fee_fen BIGINT, created_at TIMESTAMP, paid_at TIMESTAMP, is_paid BOOLEAN, is_shipped BOOLEAN, is_gift BOOLEAN, is_test BOOLEAN, buyer_order_seq INTEGER, is_new_buyer BOOLEAN, is_follower_at_pay BOOLEAN, coupon_id VARCHAR, ad_attributed BOOLEAN);
CREATE TABLE fct_refund(refund_id VARCHAR PRIMARY KEY, order_line_id VARCHAR, order_id VARCHAR, platform_id VARCHAR, shop_id VARCHAR, refund_type VARCHAR, refund_stage VARCHAR, reason_code VARCHAR, apply_at TIMESTAMP, success_at TIMESTAMP, status VARCHAR, refund_user_fen BIGINT, refund_fen BIGINT, refund_qty INTEGER);
CREATE TABLE fct_ad_spend(platform_id VARCHAR, ad_account_id VARCHAR, plan_id VARCHAR, plan_name VARCHAR, ad_product VARCHAR, ad_goal VARCHAR, account_id VARCHAR, session_id VARCHAR, product_id VARCHAR, stat_hour TIMESTAMP, cost_fen BIGINT, show_cnt BIGINT, click_cnt BIGINT, enter_cnt BIGINT, follow_cnt BIGINT, convert_cnt BIGINT, pay_order_cnt BIGINT, ad_gmv_fen BIGINT);
CREATE TABLE fct_coupon_event(coupon_id VARCHAR, customer_key VARCHAR, event VARCHAR, ts TIMESTAMP, session_id VARCHAR, order_id VARCHAR, amount_fen BIGINT);
CREATE TABLE fct_fixed_fee(fee_id VARCHAR PRIMARY KEY, fee_type VARCHAR, session_id VARCHAR, streamer_id VARCHAR, fee_date DATE, fee_fen BIGINT);

-- Stock, plans, experiments, control.
CREATE TABLE fct_inventory_daily(snap_date DATE, sku_id VARCHAR, warehouse_id VARCHAR, on_hand_qty BIGINT, sellable_qty BIGINT, reserved_qty BIGINT, in_transit_qty BIGINT, inbound_qty BIGINT, outbound_qty BIGINT, stock_cost_fen BIGINT, PRIMARY KEY(snap_date, sku_id, warehouse_id));
CREATE TABLE fct_forecast(run_id VARCHAR, model_version VARCHAR, made_on DATE, target_date DATE, entity_type VARCHAR, entity_id VARCHAR, platform_id VARCHAR, metric_id VARCHAR, yhat DOUBLE, yhat_lo DOUBLE, yhat_hi DOUBLE);
CREATE TABLE fct_hit_pick(made_on DATE, product_id VARCHAR, predicted_hit BOOLEAN, became_hit BOOLEAN, window_days INTEGER, model_version VARCHAR);
CREATE TABLE fct_target(period_start DATE, period_end DATE, scope_type VARCHAR, scope_id VARCHAR, metric_id VARCHAR, target_value DOUBLE);
CREATE TABLE ab_test(test_id VARCHAR PRIMARY KEY, test_name VARCHAR, hypothesis VARCHAR, unit_type VARCHAR, primary_metric VARCHAR, start_at TIMESTAMP, end_at TIMESTAMP, status VARCHAR);
CREATE TABLE ab_variant(variant_id VARCHAR PRIMARY KEY, test_id VARCHAR, variant_name VARCHAR, is_control BOOLEAN, description VARCHAR);
CREATE TABLE ab_assignment(test_id VARCHAR, variant_id VARCHAR, unit_type VARCHAR, unit_id VARCHAR, session_id VARCHAR, from_at TIMESTAMP, to_at TIMESTAMP);
CREATE TABLE fct_review_report(session_id VARCHAR PRIMARY KEY, published_at TIMESTAMP, author VARCHAR, auto_generated BOOLEAN);
CREATE TABLE fct_alert(alert_id VARCHAR PRIMARY KEY, session_id VARCHAR, ts TIMESTAMP, alert_type VARCHAR, severity VARCHAR, metric_id VARCHAR, observed DOUBLE, expected DOUBLE, status VARCHAR, ack_at TIMESTAMP);
CREATE TABLE meta_load(table_name VARCHAR, platform_id VARCHAR, loaded_until TIMESTAMP, loaded_at TIMESTAMP, row_cnt BIGINT, missing_pct DOUBLE);
CREATE TABLE sec_user_scope(user_id VARCHAR, role VARCHAR, dim VARCHAR, allowed_value VARCHAR);
CREATE TABLE sec_role_deny(role VARCHAR, object_type VARCHAR, object_id VARCHAR);

-- Views that metrics build on: test orders are out, refunds folded onto their line.
CREATE VIEW v_refund_line AS
  SELECT order_line_id, SUM(refund_fen) AS refund_fen, SUM(refund_qty) AS refund_qty,
         SUM(CASE WHEN refund_type='return_refund' AND refund_stage<>'pre_ship' THEN refund_qty ELSE 0 END) AS return_qty,
         SUM(CASE WHEN refund_type='return_refund' OR refund_stage='pre_ship' THEN refund_qty ELSE 0 END) AS restocked_qty,
         SUM(CASE WHEN refund_stage='pre_ship' THEN refund_fen ELSE 0 END) AS pre_ship_refund_fen
  FROM fct_refund WHERE status='success' GROUP BY 1;
CREATE VIEW v_line AS
  SELECT l.*, COALESCE(r.refund_fen,0) AS refund_fen, COALESCE(r.refund_qty,0) AS refund_qty,
         COALESCE(r.return_qty,0) AS return_qty, COALESCE(r.restocked_qty,0) AS restocked_qty, COALESCE(r.pre_ship_refund_fen,0) AS pre_ship_refund_fen
  FROM fct_order_line l LEFT JOIN v_refund_line r USING(order_line_id)
  WHERE NOT l.is_test;
CREATE VIEW v_refund AS
  SELECT r.*, l.carrier, l.session_id, l.streamer_id, l.account_id, l.product_id, l.sku_id, l.customer_key, l.paid_at
  FROM fct_refund r JOIN fct_order_line l USING(order_line_id) WHERE r.status='success' AND NOT l.is_test;
CREATE VIEW v_session_product AS
  SELECT p.*, s.start_at, s.platform_id, s.account_id, s.streamer_id FROM fct_session_product p JOIN fct_session s USING(session_id);
CREATE VIEW v_comment AS SELECT * FROM fct_comment WHERE NOT is_host;

-- The clock of the file: what a question means by "now" when nobody says otherwise.
CREATE TABLE wenbo_clock(as_of TIMESTAMP, timezone VARCHAR);
INSERT INTO wenbo_clock VALUES (TIMESTAMP '2026-11-19 10:30:00', 'Asia/Shanghai');
