-- Advertising: what was spent on each session, by plan and hour, and what came of it.

CREATE TEMP TABLE t_hour AS
SELECT sess_no, date_trunc('hour', minute_at) AS hour_at, sum(enter_cnt)::BIGINT AS enters FROM t_minute GROUP BY ALL;
-- What the platform ascribes to ads, by the hour of payment.
CREATE TEMP TABLE t_ad_sale AS
SELECT session_id, date_trunc('hour', paid_at) AS hour_at, sum(gmv_fen)::BIGINT AS gmv_fen, count(DISTINCT order_id) AS orders
FROM fct_order_line WHERE ad_attributed AND is_paid AND NOT is_test AND NOT is_gift GROUP BY ALL;

-- The products each platform sells to advertisers. cost and sale: hundredths of the session's
-- spend and of its ascribed sales, so plans differ in what they return.
CREATE TEMP TABLE t_plan_kind(platform_id VARCHAR, n INTEGER, ad_product VARCHAR, ad_goal VARCHAR, goal_zh VARCHAR, cost INTEGER, sale INTEGER, cpm INTEGER);
INSERT INTO t_plan_kind VALUES
  ('douyin', 1, 'qianchuan', 'pay', '成交', 44, 48, 5200), ('douyin', 2, 'qianchuan_uni', 'pay', '全域', 38, 45, 4400), ('douyin', 3, 'suixintui', 'follow', '涨粉', 7, 2, 3000), ('douyin', 4, 'suixintui', 'enter', '进房', 11, 5, 2600),
  ('taobao', 1, 'taobao_live_boost', 'enter', '进房', 70, 74, 3600), ('taobao', 2, 'zhitongche', 'click_product', '点击', 30, 26, 4100),
  ('kuaishou', 1, 'cilijinniu', 'pay', '成交', 72, 84, 3100), ('kuaishou', 2, 'cilijinniu', 'follow', '涨粉', 28, 16, 2300),
  ('jd', 1, 'jingzhuntong', 'enter', '进房', 100, 100, 3900), ('wechat_channels', 1, 'adq', 'enter', '进房', 60, 52, 4600), ('wechat_channels', 2, 'adq', 'pay', '成交', 40, 48, 5600);

-- A session's budget follows what it was expected to sell through ads, over the return aimed at.
CREATE TEMP TABLE t_budget AS
SELECT s.sess_no, (greatest(coalesce(g.gmv_fen, 0), 5000 * s.watch * s.conv) * s.ad_share / s.roi)::BIGINT AS cost_fen
FROM t_session s
LEFT JOIN (SELECT session_id, sum(gmv_fen)::BIGINT AS gmv_fen FROM fct_order_line WHERE is_paid AND NOT is_test AND session_id IS NOT NULL GROUP BY 1) g USING (session_id)
WHERE s.fate <> 'test' AND s.ad_share > 0;

INSERT INTO fct_ad_spend
WITH hours AS (
  SELECT s.sess_no, s.session_id, s.platform_id, s.account_id, s.d, s.k, h.hour_at, b.cost_fen,
         sum(h.enters) OVER (PARTITION BY s.sess_no ORDER BY h.hour_at ROWS UNBOUNDED PRECEDING)::BIGINT AS up_to, h.enters, sum(h.enters) OVER (PARTITION BY s.sess_no)::BIGINT AS all_in
  FROM t_budget b JOIN t_session s USING (sess_no) JOIN t_hour h USING (sess_no)),
spent AS (
  SELECT *, cost_fen * up_to // all_in - cost_fen * (up_to - enters) // all_in AS hour_fen FROM hours),
planned AS (
  SELECT p.*, k.n, k.ad_product, k.ad_goal, k.goal_zh, k.cpm, hour_fen * k.cost // 100 AS plan_fen, coalesce(a.gmv_fen, 0) * k.sale // 100 AS sale_fen, coalesce(a.orders, 0) * k.sale // 100 AS orders,
         hash(p.sess_no, p.hour_at, k.n) AS hk
  FROM spent p JOIN t_plan_kind k USING (platform_id) JOIN t_cut c USING (platform_id)
  LEFT JOIN t_ad_sale a ON a.session_id = p.session_id AND a.hour_at = p.hour_at
  WHERE p.hour_at + INTERVAL 1 HOUR <= c.ad_cut)
SELECT x.platform_id, 'AD_' || account_id, 'PL_' || account_id || '_' || strftime(d, '%Y%m') || '_' || n, a.account_name || '-' || goal_zh || '-' || strftime(d, '%Y%m'),
       ad_product, ad_goal, account_id, session_id, NULL, hour_at, plan_fen, shows, clicks, enters, whole(enters * .02, 'adfan', hk), orders, orders, sale_fen
FROM (SELECT *, clicks * 7 // 10 AS enters
      FROM (SELECT * EXCLUDE (enters), (shows * (.028 + .02 * rnd('ctr', hk)))::BIGINT AS clicks
            FROM (SELECT *, (plan_fen * 1000.0 / (cpm * (.8 + .4 * rnd('cpm', hk))))::BIGINT AS shows FROM planned))) x
JOIN t_account a USING (account_id)
ORDER BY hour_at, session_id, n;

-- Plans for single products on the shelf, which belong to no session: four rows a day.
INSERT INTO fct_ad_spend
SELECT a.platform_id, 'AD_' || a.account_id, 'PL_' || a.account_id || '_' || p.product_id || '_S', a.account_name || '-' || p.short_name || '-货架', v.ad_product, 'click_product',
       a.account_id, NULL, p.product_id, x.d + to_hours(h), cost_fen, cost_fen // 4, cost_fen // 130, 0, 0, gmv_fen // 40000, gmv_fen // 40000, gmv_fen * 30 // 100
FROM t_account a JOIN t_product p ON (a.account_id, p.product_id) IN (('A02', 'P0101'), ('A04', 'P0201'), ('A09', 'P0501'), ('A12', 'P0703'))
JOIN (VALUES ('taobao', 'zhitongche'), ('jd', 'jingzhuntong')) v(platform_id, ad_product) USING (platform_id)
JOIN t_cut c USING (platform_id)
JOIN LATERAL (SELECT unnest([9, 13, 17, 21]) AS h) hours ON TRUE
JOIN t_day x ON x.platform_id = a.platform_id
JOIN LATERAL (SELECT (900 + 2600 * rnd('shelfad', hash(a.account_id, x.d, h)) * x.lift * (SELECT scale FROM t_world))::BIGINT AS cost_fen) m ON TRUE
LEFT JOIN LATERAL (SELECT coalesce(sum(l.gmv_fen), 0)::BIGINT // 4 AS gmv_fen FROM fct_order_line l
  WHERE l.carrier = 'product_card' AND l.platform_id = a.platform_id AND l.product_id = p.product_id AND l.is_paid AND NOT l.is_test AND l.paid_at::DATE = x.d) s ON TRUE
WHERE x.d + to_hours(h + 1) <= c.ad_cut
ORDER BY x.d, a.account_id, h;
