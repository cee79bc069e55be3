-- The trade tables, once everything that decides an order's state is known.

CREATE TEMP TABLE t_state AS
WITH lines AS (
  SELECT l.order_no, sum(l.list_fen - l.merchant_off) FILTER (WHERE NOT l.is_gift) AS amount_fen,
         bool_and(l.is_gift OR coalesce(r.status = 'success' AND r.refund_fen = r.gmv_fen, FALSE)) AS all_back,
         bool_and(l.is_gift OR coalesce(r.status = 'success' AND r.refund_fen = r.gmv_fen AND r.stage = 'pre_ship', FALSE)) AS none_sent,
         max(r.success_at) AS back_at
  FROM t_priced l LEFT JOIN t_refund r USING (order_no, line_no) GROUP BY 1),
sent AS (
  SELECT o.*, n.amount_fen, n.all_back AND o.paid_at IS NOT NULL AS all_back, n.back_at,
         CASE WHEN NOT n.none_sent AND o.paid_at + to_seconds(14400 + least(129600, floor(wait(50000, 'ship', o.k))::BIGINT)) < o.order_cut
              THEN o.paid_at + to_seconds(14400 + least(129600, floor(wait(50000, 'ship', o.k))::BIGINT)) END AS shipped_at
  FROM t_order o JOIN lines n USING (order_no)),
ended AS (
  SELECT *, CASE WHEN NOT all_back AND shipped_at + to_seconds(604800 + floor(345600 * rnd('done', k))::BIGINT) < order_cut
                 THEN shipped_at + to_seconds(604800 + floor(345600 * rnd('done', k))::BIGINT) END AS completed_at,
         CASE WHEN paid_at IS NULL AND NOT is_presale AND created_at + INTERVAL 30 MINUTE < order_cut THEN created_at + INTERVAL 30 MINUTE END AS cancelled_at
  FROM sent)
SELECT *, CASE WHEN all_back THEN 'closed_refunded' WHEN paid_at IS NOT NULL THEN CASE WHEN completed_at IS NOT NULL THEN 'completed' WHEN shipped_at IS NOT NULL THEN 'shipped'
                                                                                                     -- JD holds some back to look at them.
                                                                                                     WHEN platform_id = 'jd' AND rnd('held', k) < .2 THEN 'locked' ELSE 'paid' END
               WHEN is_presale AND deposit_at < order_cut THEN 'partial_paid' WHEN cancelled_at IS NOT NULL THEN 'cancelled_unpaid' ELSE 'unpaid' END AS order_status
FROM ended;

INSERT INTO fct_order
SELECT 'O' || format('{:09d}', s.order_no), s.platform_id, (6900000000000 + (s.order_no * 7919))::VARCHAR || lpad((hash(s.k) % 1000)::VARCHAR, 3, '0'),
       shop_id, customer_key, s.order_status, created_at, paid_at, shipped_at, completed_at, cancelled_at, is_presale,
       CASE WHEN deposit_at < order_cut THEN deposit_at END, CASE WHEN deposit_at < order_cut THEN amount_fen // 10 ELSE 0 END,
       CASE WHEN amount_fen < 4900 THEN 600 ELSE 0 END, amount_fen, is_test, m.raws[1 + (hash(s.k) % len(m.raws))::BIGINT],
       -- One order in ninety comes a day or two late.
       least(world_clock() - INTERVAL 10 MINUTE, coalesce(paid_at, created_at) + to_seconds(CASE WHEN rnd('late', s.k) < .011 THEN 86400 + floor(90000 * rnd('lateby', s.k))::BIGINT ELSE 300 + floor(2400 * rnd('lateby', s.k))::BIGINT END))
FROM t_state s JOIN (SELECT platform_id, order_status, list(raw_status ORDER BY raw_status) AS raws FROM map_order_status GROUP BY ALL) m
  ON m.platform_id = s.platform_id AND m.order_status = s.order_status
ORDER BY s.order_no;

-- Whose sale it is: the main host on shift when it was paid, else the session's streamer.
CREATE TEMP TABLE t_credit AS
SELECT o.order_no, s.session_id, s.host, coalesce(h.streamer_id, s.host) AS streamer_id
FROM t_order o JOIN t_session s USING (sess_no)
LEFT JOIN fct_session_host h ON h.session_id = s.session_id AND h.host_role = 'main' AND o.paid_at >= h.on_at AND o.paid_at < h.off_at;

INSERT INTO fct_order_line
SELECT 'O' || format('{:09d}', l.order_no) || '-' || l.line_no, 'O' || format('{:09d}', l.order_no), o.platform_id, o.shop_id,
       CASE WHEN o.carrier IN ('live', 'short_video') THEN o.account_id END, c.session_id, c.streamer_id, o.carrier,
       CASE WHEN o.carrier = 'live' THEN o.source_id WHEN o.carrier = 'short_video' THEN 'short_video' WHEN o.carrier = 'product_card' THEN CASE WHEN o.source_id = 'search' THEN 'search' ELSE 'mall' END ELSE 'other' END,
       l.product_id, l.sku_id, o.customer_key, l.qty, l.list_fen, l.merchant_off, l.platform_off, l.talent_off, l.gmv_fen - l.platform_off - l.talent_off, l.gmv_fen, l.cost_fen,
       CASE WHEN o.carrier <> 'live' THEN 0 WHEN o.account_type = 'kol' THEN l.gmv_fen * 20 // 100 WHEN st.employment = 'agency' THEN l.gmv_fen * 3 // 100 ELSE l.gmv_fen * 2 // 100 END,
       l.gmv_fen * CASE o.platform_id WHEN 'jd' THEN 6 WHEN 'wechat_channels' THEN 3 ELSE 5 END // 100,
       o.created_at, o.paid_at, o.paid_at IS NOT NULL,
       o.shipped_at IS NOT NULL AND NOT coalesce(r.status = 'success' AND r.stage = 'pre_ship' AND r.refund_fen = r.gmv_fen, FALSE),
       l.is_gift, o.is_test, q.seq, CASE WHEN o.is_test THEN FALSE WHEN q.seq IS NOT NULL THEN q.seq = 1 ELSE coalesce(o.created_at <= f.first_paid_at, TRUE) END,
       rnd('fan', o.k) < .22 + CASE WHEN q.seq > 1 THEN .33 ELSE 0 END + CASE WHEN o.source_id = 'follow' THEN .30 ELSE 0 END,
       l.coupon_id, o.carrier = 'live' AND o.source_id = 'ad'
FROM t_priced l JOIN t_state o USING (order_no) LEFT JOIN t_credit c USING (order_no) LEFT JOIN dim_streamer st ON st.streamer_id = c.streamer_id
LEFT JOIN t_seq q USING (order_no) LEFT JOIN t_first f ON f.shop_id = o.shop_id AND f.customer_key = o.customer_key
LEFT JOIN t_refund r ON r.order_no = l.order_no AND r.line_no = l.line_no
ORDER BY l.order_no, l.line_no;

INSERT INTO fct_refund
SELECT 'R' || format('{:09d}', r.order_no) || r.line_no, 'O' || format('{:09d}', r.order_no) || '-' || r.line_no, 'O' || format('{:09d}', r.order_no), r.platform_id, o.shop_id,
       r.kind, r.stage, r.reason_code, r.apply_at, r.success_at, r.status, r.user_fen, r.refund_fen, r.refund_qty
FROM t_refund r JOIN t_order o USING (order_no) ORDER BY r.order_no, r.line_no;

-- Coupons: a redemption for each paid order that used one, an issue before it, and many issues
-- that nobody came back for.
INSERT INTO fct_coupon_event
SELECT coupon_id, customer_key, event, ts, session_id, order_id, amount_fen FROM (
  WITH used AS (
    SELECT l.coupon_id, o.customer_key, o.k, o.paid_at, o.created_at, l.session_id, l.order_id,
           sum(CASE c.coupon_type WHEN 'percent' THEN l.gmv_fen * 8 // 92 WHEN 'gift' THEN 0 ELSE c.discount_fen END)::BIGINT AS amount_fen
    FROM fct_order_line l JOIN dim_coupon c USING (coupon_id) JOIN t_order o ON 'O' || format('{:09d}', o.order_no) = l.order_id
    WHERE l.is_paid AND NOT l.is_test GROUP BY ALL)
  SELECT coupon_id, customer_key, 'redeem' AS event, paid_at AS ts, session_id, order_id, amount_fen, k FROM used
  UNION ALL
  SELECT coupon_id, customer_key, 'issue', greatest(s.start_at, created_at - to_seconds(20 + floor(wait(900, 'issue', u.k))::BIGINT)), u.session_id, NULL, NULL, u.k FROM used u LEFT JOIN t_session s USING (session_id)
  UNION ALL
  SELECT d.coupon_id, o.customer_key, 'issue', greatest(s.start_at, o.created_at - to_seconds(20 + floor(wait(1500, 'idle', o.k))::BIGINT)), s.session_id, NULL, NULL, o.k
  FROM t_order o JOIN t_coupon_deck d ON d.platform_id = o.platform_id AND d.card = card_of('idle', o.k) LEFT JOIN t_session s USING (sess_no)
  WHERE o.carrier = 'live' AND NOT o.is_test AND rnd('idled', o.k) < .55)
ORDER BY ts, k, event, coupon_id;
DROP TABLE t_refund;
DROP TABLE t_seq;
DROP TABLE t_priced;
