-- Stock of each SKU in each warehouse at the end of each day. What ships leaves, what was
-- ordered arrives, and on_hand(d) = on_hand(d-1) + inbound(d) - outbound(d) holds every day.

CREATE TEMP TABLE t_out AS
SELECT l.sku_id, CASE WHEN hash(l.order_id) % 10 < 5 THEN 'WH01' WHEN hash(l.order_id) % 10 < 8 THEN 'WH02' ELSE 'WH03' END AS warehouse_id, o.shipped_at::DATE AS d, sum(l.qty)::BIGINT AS qty
FROM fct_order_line l JOIN fct_order o USING (order_id)
WHERE l.is_shipped AND o.shipped_at IS NOT NULL GROUP BY ALL;

CREATE TEMP TABLE t_stock AS
WITH grid AS (
  SELECT k.sku_id, k.product_id, w.warehouse_id, x.date AS d, coalesce(o.qty, 0) AS out_qty, hash(k.sku_id, w.warehouse_id) AS sk,
         date_diff('day', DATE '2025-06-01', x.date) AS day_no, last_day, scale, s.share = 0 AS retired
  FROM dim_sku k JOIN t_sku s ON s.product_id = k.product_id AND s.color IS NOT DISTINCT FROM k.color AND s.size IS NOT DISTINCT FROM k.size
  CROSS JOIN dim_warehouse w CROSS JOIN t_world JOIN dim_date x ON x.date BETWEEN first_day AND last_day - 1
  LEFT JOIN t_out o ON o.sku_id = k.sku_id AND o.warehouse_id = w.warehouse_id AND o.d = x.date),
ahead AS (
  SELECT *, coalesce(sum(out_qty) OVER (PARTITION BY sku_id, warehouse_id ORDER BY d ROWS BETWEEN 1 FOLLOWING AND 14 FOLLOWING), 0)::BIGINT AS next_qty,
         sum(out_qty) OVER (PARTITION BY sku_id, warehouse_id ORDER BY d ROWS 20 PRECEDING)::BIGINT AS last_qty,
         (sum(CASE WHEN day_no < 14 THEN out_qty ELSE 0 END) OVER (PARTITION BY sku_id, warehouse_id))::BIGINT AS first_qty,
         hash(sku_id) % 7 AS luck
  FROM grid),
-- Every fortnight the buyer orders what the coming days need and a margin, sometimes too thin.
-- Near the end nobody knows the coming days, so a part of the last three weeks stands for them.
-- A seventh of the SKUs gets nothing more in November, another seventh just enough.
needed AS (
  SELECT *, (day_no + (sk % 14)::BIGINT) % 14 = 0 AND NOT retired AS delivers,
         CASE WHEN d > last_day - 15 THEN greatest(next_qty, last_qty * CASE WHEN luck = 1 THEN 8 ELSE 40 END // 100) ELSE next_qty END AS need,
         CASE WHEN luck = 1 AND d > last_day - 30 THEN 2 ELSE floor(70 * rnd('margin', hash(sk, day_no)))::BIGINT - 10 + CASE WHEN product_id IN ('P0503', 'P0103') THEN 60 ELSE 0 END END AS margin
  FROM ahead),
-- What the margin of the last delivery left over comes off the next one, so surplus never piles up.
ordered AS (
  SELECT *, CASE WHEN NOT delivers OR (luck = 0 AND d > DATE '2026-10-28') THEN 0
                 ELSE greatest(0, need + need * margin // 100 - coalesce(lag(need * margin // 100, 14) OVER (PARTITION BY sku_id, warehouse_id ORDER BY d), 0)) END AS planned_qty,
         CASE WHEN retired THEN 300 + (sk % 200)::BIGINT ELSE first_qty + (4 * scale)::BIGINT END AS opening
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
DROP TABLE t_stock;
DROP TABLE t_out;
