-- Traffic sources, coupons, refund reasons, order statuses, permissions.

INSERT INTO dim_traffic_source VALUES
  ('recommend', '推荐feed', 'feed recommendation', 'natural'), ('follow', '关注', 'follow tab', 'private'),
  ('search', '搜索', 'search', 'natural'), ('short_video', '短视频引流', 'short video', 'natural'),
  ('mall', '商城/货架', 'mall', 'natural'), ('share', '分享/私域', 'share & private', 'private'),
  ('ad', '付费广告', 'paid ads', 'paid'), ('other', '其他', 'other', 'natural');
-- Where viewers who were not bought come from, in hundredths.
CREATE TEMP TABLE t_source(platform_id VARCHAR, source_id VARCHAR, share INTEGER, keen DOUBLE);
INSERT INTO t_source
SELECT p.platform_id, v.source_id, CASE p.platform_id WHEN 'taobao' THEN v.tb WHEN 'jd' THEN v.tb WHEN 'wechat_channels' THEN v.wx ELSE v.dy END, v.keen
FROM dim_platform p CROSS JOIN (VALUES ('recommend', 46, 26, 24, 0.8), ('follow', 16, 22, 20, 1.9), ('search', 7, 20, 6, 1.6),
  ('short_video', 18, 6, 10, 0.9), ('mall', 6, 18, 4, 1.3), ('share', 3, 4, 32, 1.5), ('other', 4, 4, 4, 0.5)) v(source_id, dy, tb, wx, keen)
ORDER BY 1, 2;
-- A buyer's source, weighted by how keen each source's viewers are.
CREATE TEMP TABLE t_source_deck AS
WITH spread AS (
  SELECT platform_id, source_id, row_number() OVER (PARTITION BY platform_id ORDER BY source_id, i) - 1 AS pos, count(*) OVER (PARTITION BY platform_id) AS n
  FROM (SELECT platform_id, source_id, unnest(range(round(share * keen)::INTEGER)) AS i FROM t_source))
SELECT platform_id, card, source_id FROM spread JOIN range(100) r(card) ON pos = card * n // 100;

-- bearer: who pays for the discount, which decides in which column of a line it stands.
INSERT INTO dim_coupon
SELECT 'CP_' || p.code || '_' || v.code, p.name_zh || v.name_zh, v.coupon_type,
       CASE WHEN v.coupon_type = 'red_packet' AND p.platform_id IN ('douyin', 'taobao', 'jd') THEN 'platform'
            WHEN v.coupon_type = 'lucky_bag' AND p.platform_id IN ('douyin', 'kuaishou') THEN 'talent' ELSE v.bearer END,
       p.platform_id, v.threshold, v.discount, TIMESTAMP '2025-05-01 00:00:00', TIMESTAMP '2026-12-31 23:59:59'
FROM (SELECT *, CASE platform_id WHEN 'douyin' THEN 'DY' WHEN 'taobao' THEN 'TB' WHEN 'jd' THEN 'JD' WHEN 'kuaishou' THEN 'KS' ELSE 'WX' END AS code FROM dim_platform) p
CROSS JOIN (VALUES ('MJ1', '满199减20', 'threshold', 'merchant', 19900, 2000), ('MJ2', '满99减8', 'threshold', 'merchant', 9900, 800),
  ('ZK', '直播间92折券', 'percent', 'merchant', 0, 800), ('MZ', '买就送小样', 'gift', 'merchant', 0, 0),
  ('HB', '直播红包', 'red_packet', 'merchant', 0, 500), ('MS', '整点秒杀', 'flash', 'merchant', 0, 1200),
  ('FD', '福袋专享券', 'lucky_bag', 'merchant', 0, 600)) v(code, name_zh, coupon_type, bearer, threshold, discount)
ORDER BY 1;
CREATE TEMP TABLE t_coupon_deck AS
WITH spread AS (
  SELECT platform_id, coupon_id, row_number() OVER (PARTITION BY platform_id ORDER BY coupon_id, i) - 1 AS pos, count(*) OVER (PARTITION BY platform_id) AS n
  FROM (SELECT platform_id, coupon_id, unnest(range(CASE coupon_type WHEN 'threshold' THEN 14 WHEN 'percent' THEN 16 WHEN 'gift' THEN 12
                 WHEN 'red_packet' THEN 18 WHEN 'flash' THEN 16 ELSE 10 END)) AS i FROM dim_coupon))
SELECT platform_id, card, coupon_id FROM spread JOIN range(100) r(card) ON pos = card * n // 100;

-- Every platform words the reasons its own way.
INSERT INTO dim_refund_reason
SELECT p.platform_id, CASE p.platform_id WHEN 'taobao' THEN v.tb WHEN 'jd' THEN v.jd ELSE v.raw END, v.code, v.zh, v.grp
FROM dim_platform p CROSS JOIN (VALUES
  ('不想要了', '多拍/拍错/不想要', '我不想要了', 'not_wanted', '不想要了', 'buyer'), ('商品质量问题', '质量问题', '商品质量有问题', 'quality', '质量问题', 'product'),
  ('与描述不符', '商品描述不符/色差', '与页面描述不一致', 'mismatch', '描述不符', 'product'), ('未按约定时间发货', '未按约定时间发货', '配送太慢', 'late', '发货慢/物流', 'logistics'),
  ('降价/差价', '协商一致退差价', '降价补差', 'price', '降价/差价', 'price'), ('使用后过敏/不适', '过敏', '使用后不适', 'allergy', '过敏/不适', 'product'),
  ('其他', '其他', '其他原因', 'other', '其他', 'other')) v(raw, tb, jd, code, zh, grp) ORDER BY 1, 3;

-- Whether an order counts is decided by paid_at alone: one raw status may hide both cases.
INSERT INTO map_order_status VALUES
  ('douyin', '1', 'unpaid', FALSE, FALSE), ('douyin', '103', 'partial_paid', FALSE, FALSE), ('douyin', '105', 'paid', TRUE, FALSE), ('douyin', '2', 'paid', TRUE, FALSE),
  ('douyin', '101', 'shipped', TRUE, FALSE), ('douyin', '3', 'shipped', TRUE, FALSE), ('douyin', '5', 'completed', TRUE, FALSE), ('douyin', '21', 'closed_refunded', TRUE, FALSE),
  ('douyin', '22', 'closed_refunded', TRUE, FALSE), ('douyin', '39', 'closed_refunded', TRUE, FALSE), ('douyin', '4', 'cancelled_unpaid', FALSE, TRUE),
  ('taobao', 'WAIT_BUYER_PAY', 'unpaid', FALSE, FALSE), ('taobao', 'FRONT_PAID_FINAL_NOPAID', 'partial_paid', FALSE, FALSE), ('taobao', 'WAIT_SELLER_SEND_GOODS', 'paid', TRUE, FALSE),
  ('taobao', 'WAIT_BUYER_CONFIRM_GOODS', 'shipped', TRUE, FALSE), ('taobao', 'TRADE_FINISHED', 'completed', TRUE, FALSE),
  ('taobao', 'TRADE_CLOSED', 'closed_refunded', TRUE, FALSE), ('taobao', 'TRADE_CLOSED_BY_TAOBAO', 'cancelled_unpaid', FALSE, FALSE),
  ('wechat_channels', '10', 'unpaid', FALSE, FALSE), ('wechat_channels', '20', 'paid', TRUE, FALSE), ('wechat_channels', '21', 'shipped', TRUE, FALSE), ('wechat_channels', '30', 'shipped', TRUE, FALSE),
  ('wechat_channels', '100', 'completed', TRUE, FALSE), ('wechat_channels', '200', 'closed_refunded', TRUE, FALSE), ('wechat_channels', '250', 'cancelled_unpaid', FALSE, TRUE),
  ('kuaishou', '10', 'unpaid', FALSE, FALSE), ('kuaishou', '30', 'paid', TRUE, FALSE), ('kuaishou', '40', 'shipped', TRUE, FALSE), ('kuaishou', '50', 'shipped', TRUE, FALSE),
  ('kuaishou', '70', 'completed', TRUE, FALSE), ('kuaishou', '80', 'cancelled_unpaid', FALSE, TRUE), ('kuaishou', '80', 'closed_refunded', TRUE, TRUE),
  ('jd', 'NOT_PAY', 'unpaid', FALSE, FALSE), ('jd', 'WAIT_BALANCE_PAY', 'partial_paid', FALSE, FALSE), ('jd', 'WAIT_SELLER_STOCK_OUT', 'paid', TRUE, FALSE), ('jd', 'WAIT_GOODS_RECEIVE_CONFIRM', 'shipped', TRUE, FALSE),
  ('jd', 'FINISHED_L', 'completed', TRUE, FALSE), ('jd', 'TRADE_CANCELED', 'cancelled_unpaid', FALSE, TRUE), ('jd', 'TRADE_CANCELED', 'closed_refunded', TRUE, TRUE), ('jd', 'LOCKED', 'locked', FALSE, TRUE);

INSERT INTO sec_user_scope VALUES
  ('u_owner', 'owner', '*', '*'), ('u_ops', 'ops_lead', 'platform', 'douyin'), ('u_ops', 'ops_lead', 'platform', 'taobao'),
  ('u_ks', 'channel_manager', 'platform', 'kuaishou'), ('u_b03', 'brand_manager', 'brand', 'B03'), ('u_xiaoya', 'streamer', 'streamer', 'S01'),
  ('u_linyi', 'external_kol', 'streamer', 'S08'), ('u_mcn', 'mcn', 'mcn', '星河传媒'), ('u_analyst', 'analyst_aggregate', '*', '*'), ('u_fin', 'finance', '*', '*');
INSERT INTO sec_role_deny VALUES
  ('ops_lead', 'metric', 'commission_amount'), ('channel_manager', 'column', 'cost_fen'), ('streamer', 'metric', 'cogs'), ('streamer', 'metric', 'gross_profit'),
  ('streamer', 'metric', 'gross_margin'), ('streamer', 'metric', 'contribution_profit'), ('external_kol', 'metric', 'cogs'), ('external_kol', 'metric', 'gross_profit'),
  ('external_kol', 'metric', 'gross_margin'), ('mcn', 'metric', 'cogs'), ('mcn', 'metric', 'gross_profit'), ('analyst_aggregate', 'row_export', '*'), ('analyst_aggregate', 'column', 'customer_key');
