-- Stock of each SKU in each warehouse at the end of each day. What ships leaves, what was
-- ordered arrives, and on_hand(d) = on_hand(d-1) + inbound(d) - outbound(d) holds every day.

CREATE TEMP TABLE t_out AS
SELECT l.sku_id, CASE WHEN hash(l.order_id) % 10 < 5 THEN 'WH01' WHEN hash(l.order_id) % 10 < 8 THEN 'WH02' ELSE 'WH03' END AS warehouse_id, o.shipped_at::DATE AS d, sum(l.qty)::BIGINT AS qty
FROM fct_order_line l JOIN fct_order o USING (order_id)
WHERE l.is_shipped AND o.shipped_at IS NOT NULL GROUP BY ALL;

CREATE TEMP TABLE t_stock AS
WITH grid AS (
  SELECT k.sku_id, k.product_id, w.warehouse_id, x.date AS d, coalesce(o.qty, 0) AS out_qty, hash(k.sku_id, w.warehouse_id) AS sk,
         date_diff('day', DATE '2025-06-01', x.date) AS day_no, last_day, s.share = 0 AS retired
  FROM dim_sku k JOIN t_sku s ON s.product_id = k.product_id AND s.color IS NOT DISTINCT FROM k.color AND s.size IS NOT DISTINCT FROM k.size
  CROSS JOIN dim_warehouse w CROSS JOIN t_world JOIN dim_date x ON x.date BETWEEN first_day AND last_day - 1
  LEFT JOIN t_out o ON o.sku_id = k.sku_id AND o.warehouse_id = w.warehouse_id AND o.d = x.date),
ahead AS (
  SELECT *, sum(out_qty) OVER (PARTITION BY sku_id, warehouse_id ORDER BY d ROWS BETWEEN 1 FOLLOWING AND 17 FOLLOWING)::BIGINT AS next_qty,
         sum(out_qty) OVER (PARTITION BY sku_id, warehouse_id ORDER BY d ROWS 20 PRECEDING)::BIGINT AS last_qty,
         first_value(out_qty) OVER (PARTITION BY sku_id, warehouse_id ORDER BY d) AS first_qty
  FROM grid),
-- Every fortnight the buyer orders what the coming days need, some too much and some too
-- little. Near the end nobody knows the coming days, so the last three weeks stand for them;
-- a ninth of the SKUs gets nothing more after Double 11.
ordered AS (
  SELECT *, CASE WHEN retired OR (day_no + (sk % 14)::BIGINT) % 14 <> 0 THEN 0
                 WHEN d > DATE '2026-11-05' AND sk % 9 = 0 THEN 0
                 ELSE round(CASE WHEN d > last_day - 18 THEN greatest(coalesce(next_qty, 0), last_qty * 6 // 10) ELSE coalesce(next_qty, 0) END
                            * (.72 + .62 * rnd('buy', hash(sk, day_no))) * CASE WHEN product_id IN ('P0503', 'P0103') THEN 1.3 ELSE 1 END)::BIGINT END AS planned_qty,
         CASE WHEN retired THEN 300 + (sk % 200)::BIGINT ELSE 20 + first_qty * 12 END AS opening
  FROM ahead),
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
