-- Stock of each SKU in each warehouse at the end of each day. What ships leaves, what was
-- ordered arrives, and on_hand(d) = on_hand(d-1) + inbound(d) - outbound(d) holds every day.

CREATE TEMP TABLE t_out AS
SELECT l.sku_id, CASE WHEN hash(l.order_id) % 10 < 5 THEN 'WH01' WHEN hash(l.order_id) % 10 < 8 THEN 'WH02' ELSE 'WH03' END AS warehouse_id, o.shipped_at::DATE AS d, sum(l.qty)::BIGINT AS qty
FROM fct_order_line l JOIN fct_order o USING (order_id)
WHERE l.is_shipped AND o.shipped_at IS NOT NULL GROUP BY ALL;

CREATE TEMP TABLE t_stock AS
WITH grid AS (
  SELECT k.sku_id, k.product_id, w.warehouse_id, x.date AS d, coalesce(o.qty, 0) AS out_qty, hash(k.sku_id, w.warehouse_id) AS sk,
         date_diff('day', DATE '2025-06-01', x.date) AS day_no, last_day, scale, s.share = 0 AS retired, y.from_at::DATE + 1 AS empty_day, y.until_at::DATE AS back_day
  FROM dim_sku k JOIN t_sku s ON s.product_id = k.product_id AND s.color IS NOT DISTINCT FROM k.color AND s.size IS NOT DISTINCT FROM k.size
  CROSS JOIN dim_warehouse w CROSS JOIN t_world JOIN dim_date x ON x.date BETWEEN first_day AND last_day - 1
  LEFT JOIN t_dry y ON y.product_id = k.product_id
  LEFT JOIN t_out o ON o.sku_id = k.sku_id AND o.warehouse_id = w.warehouse_id AND o.d = x.date),
ahead AS (
  SELECT *, coalesce(sum(out_qty) OVER (PARTITION BY sku_id, warehouse_id ORDER BY d ROWS BETWEEN 1 FOLLOWING AND 14 FOLLOWING), 0)::BIGINT AS next_qty,
         sum(out_qty) OVER (PARTITION BY sku_id, warehouse_id ORDER BY d ROWS 20 PRECEDING)::BIGINT AS last_qty,
         (sum(CASE WHEN day_no < coalesce(date_diff('day', DATE '2025-06-01', empty_day) % 14 + 1, 14) THEN out_qty ELSE 0 END) OVER (PARTITION BY sku_id, warehouse_id))::BIGINT AS first_qty,
         hash(sku_id) % 7 AS luck
  FROM grid),
-- Every fortnight the buyer orders what the coming days need and a margin, sometimes too thin.
-- Near the end nobody knows the coming days, so a part of the last three weeks stands for them.
-- A seventh of the SKUs gets nothing more in November, another seventh just enough.
-- What a story sells out gets exactly what it needs, in deliveries that are counted back from the
-- day on which the shelf is empty, and then nothing until the day it is back.
needed AS (
  SELECT *, CASE WHEN empty_day IS NULL THEN (day_no + (sk % 14)::BIGINT) % 14 = 0 AND NOT retired
                 ELSE d < empty_day AND date_diff('day', d, empty_day) % 14 = 0 OR d >= back_day AND date_diff('day', back_day, d) % 14 = 0 END AS delivers,
         CASE WHEN d > last_day - 15 THEN greatest(next_qty, last_qty * CASE WHEN luck = 1 THEN 8 ELSE 40 END // 100) ELSE next_qty END + CASE WHEN d = back_day THEN out_qty ELSE 0 END AS need,
         CASE WHEN d < back_day THEN 0 WHEN luck = 1 AND d > last_day - 30 THEN 2 ELSE floor(70 * rnd('margin', hash(sk, day_no)))::BIGINT - 10 + CASE WHEN product_id IN ('P0503', 'P0103') THEN 60 ELSE 0 END END AS margin
  FROM ahead),
-- What the margin of the last delivery left over comes off the next one, so surplus never piles up.
ordered AS (
  SELECT *, CASE WHEN NOT delivers OR (luck = 0 AND empty_day IS NULL AND d > DATE '2026-10-28') THEN 0
                 ELSE greatest(0, need + need * margin // 100 - coalesce(lag(need * margin // 100, 14) OVER (PARTITION BY sku_id, warehouse_id ORDER BY d), 0)) END AS planned_qty,
         CASE WHEN retired THEN 300 + (sk % 200)::BIGINT ELSE first_qty + CASE WHEN empty_day IS NULL THEN (4 * scale)::BIGINT ELSE 0 END END AS opening
  FROM needed),
balanced AS (
  SELECT *, opening + sum(planned_qty - out_qty) OVER (PARTITION BY sku_id, warehouse_id ORDER BY d ROWS UNBOUNDED PRECEDING)::BIGINT AS level FROM ordered),
-- Where the plan would go below nothing, an emergency delivery brings exactly what is short:
-- the shelf is empty that evening, which is a stock-out.
floored AS (
  SELECT *, greatest(0, -min(level) OVER (PARTITION BY sku_id, warehouse_id ORDER BY d ROWS UNBOUNDED PRECEDING)) AS topped FROM balanced)
SELECT *, level + topped AS on_hand, planned_qty + topped - coalesce(lag(topped) OVER (PARTITION BY sku_id, warehouse_id ORDER BY d), 0) AS inbound,
       coalesce(lead(out_qty) OVER (PARTITION BY sku_id, warehouse_id ORDER BY d), out_qty // 2) AS promised,
       coalesce(sum(planned_qty) OVER (PARTITION BY sku_id, warehouse_id ORDER BY d ROWS BETWEEN 1 FOLLOWING AND 4 FOLLOWING), 0)::BIGINT AS coming
FROM floored;

INSERT INTO fct_inventory_daily
SELECT d, s.sku_id, warehouse_id, on_hand, on_hand - least(on_hand, promised), least(on_hand, promised), coming, inbound, out_qty, on_hand * c.unit_cost_fen
FROM t_stock s JOIN dim_sku_cost c ON c.sku_id = s.sku_id AND s.d BETWEEN c.valid_from AND c.valid_to
ORDER BY d, s.sku_id, warehouse_id;

-- The first session of each week that goes on air with a product of which a whole SKU is sold out
-- says so, a minute after it starts.
INSERT INTO fct_alert
WITH gone AS (
  SELECT k.product_id, i.snap_date + 1 AS d, min(i.all_qty) AS left_qty
  FROM (SELECT sku_id, snap_date, sum(sellable_qty)::BIGINT AS all_qty FROM fct_inventory_daily GROUP BY ALL) i JOIN dim_sku k USING (sku_id)
  WHERE i.all_qty = 0 GROUP BY ALL),
warned AS (
  SELECT s.session_id, s.start_at, p.product_id, p.created_order_cnt FROM fct_session s JOIN fct_session_product p USING (session_id) JOIN gone g ON g.product_id = p.product_id AND g.d = s.biz_date
  WHERE s.is_valid QUALIFY row_number() OVER (PARTITION BY p.product_id, s.account_id, date_trunc('week', s.biz_date) ORDER BY s.start_at) = 1)
SELECT 'AL' || format('{:06d}', 500000 + row_number() OVER (ORDER BY start_at, session_id, product_id)), session_id, start_at + INTERVAL 1 MINUTE, 'stockout', 'high', 'sellable_qty', 0, 50,
       CASE WHEN rnd('ack', hash(session_id, product_id)) < .8 AND start_at + INTERVAL 40 MINUTE < world_clock() THEN 'acked' ELSE 'open' END,
       CASE WHEN rnd('ack', hash(session_id, product_id)) < .8 AND start_at + INTERVAL 40 MINUTE < world_clock() THEN start_at + to_seconds(120 + (hash(session_id) % 2100)::BIGINT) END
FROM warned ORDER BY start_at, session_id, product_id;
DROP TABLE t_stock;
DROP TABLE t_out;
