-- Plans: forecasts, picks, targets, and fees that do not follow sales.

CREATE TEMP TABLE t_daily AS
SELECT platform_id, product_id, account_id, paid_at::DATE AS d, sum(gmv_fen)::BIGINT AS gmv_fen, sum(qty)::BIGINT AS items
FROM fct_order_line WHERE is_paid AND NOT is_test AND NOT is_gift GROUP BY ALL;

-- What a future day should bring against an ordinary one.
CREATE TEMP MACRO season_of(d) AS
  CASE WHEN strftime(d, '%m-%d') = '12-12' THEN 2.3 WHEN strftime(d, '%m-%d') IN ('12-10', '12-11') THEN 1.6 WHEN month(d) = 12 THEN 1.1 ELSE .85 END * CASE WHEN isodow(d) >= 6 THEN 1.18 ELSE 1.0 END;

-- A run every day for the whole and for each platform. Past days are right within an error that
-- grows with the lead; future days follow September, the last month without a great sale.
INSERT INTO fct_forecast
WITH entity AS (
  SELECT 'total' AS entity_type, 'ALL' AS entity_id, NULL::VARCHAR AS platform_id, d, sum(gmv_fen)::BIGINT AS y FROM t_daily GROUP BY d
  UNION ALL SELECT 'platform', platform_id, platform_id, d, sum(gmv_fen)::BIGINT FROM t_daily GROUP BY platform_id, d),
ordinary AS (SELECT entity_type, entity_id, platform_id, sum(y) / 3000.0 AS y FROM entity WHERE d BETWEEN DATE '2026-09-01' AND DATE '2026-09-30' GROUP BY ALL),
runs AS (SELECT date AS made_on, unnest(range(1, 29)) AS lead FROM dim_date WHERE date BETWEEN DATE '2026-01-01' AND (SELECT last_day FROM t_world)),
guessed AS (
  SELECT r.made_on, (r.made_on + r.lead::INTEGER) AS target, r.lead, o.entity_type, o.entity_id, o.platform_id,
         CASE WHEN r.made_on + r.lead::INTEGER < (SELECT last_day FROM t_world) THEN coalesce(e.y, 0) / 100.0 ELSE o.y * season_of(r.made_on + r.lead::INTEGER) END
           * (1 + (.062 + .004 * r.lead) * znorm('forecast', hash(o.entity_id, r.made_on, r.lead))) AS yhat, .10 + .008 * r.lead AS width
  FROM runs r CROSS JOIN ordinary o LEFT JOIN entity e ON e.entity_type = o.entity_type AND e.entity_id = o.entity_id AND e.d = r.made_on + r.lead::INTEGER)
SELECT 'FC' || strftime(made_on, '%Y%m%d'), CASE WHEN made_on < DATE '2026-06-01' THEN 'fc-v1' ELSE 'fc-v2' END, made_on, target, entity_type, entity_id, platform_id, 'gmv',
       round(yhat, 2), round(yhat * (1 - width), 2), round(yhat * (1 + width), 2)
FROM guessed ORDER BY made_on, entity_type, entity_id, target;

-- Pieces for each product, on Mondays and in the newest run.
INSERT INTO fct_forecast
WITH entity AS (SELECT product_id, d, sum(items)::BIGINT AS y FROM t_daily GROUP BY ALL),
ordinary AS (SELECT product_id, sum(y) / 39.0 AS y FROM entity WHERE d BETWEEN DATE '2026-08-20' AND DATE '2026-09-30' OR (product_id = 'P0403' AND d BETWEEN DATE '2026-09-25' AND DATE '2026-10-30') GROUP BY 1),
runs AS (SELECT date AS made_on, unnest(range(1, 29)) AS lead FROM dim_date, t_world WHERE date BETWEEN DATE '2026-01-05' AND last_day AND (weekday = 1 OR date = last_day)),
guessed AS (
  SELECT r.made_on, (r.made_on + r.lead::INTEGER) AS target, r.lead, o.product_id,
         greatest(0, CASE WHEN r.made_on + r.lead::INTEGER < (SELECT last_day FROM t_world) THEN coalesce(e.y, 0) ELSE o.y * season_of(r.made_on + r.lead::INTEGER) END
           * (1 + (.10 + .006 * r.lead) * znorm('units', hash(o.product_id, r.made_on, r.lead)))) AS yhat
  FROM runs r CROSS JOIN ordinary o LEFT JOIN entity e ON e.product_id = o.product_id AND e.d = r.made_on + r.lead::INTEGER)
SELECT 'FC' || strftime(made_on, '%Y%m%d'), CASE WHEN made_on < DATE '2026-06-01' THEN 'fc-v1' ELSE 'fc-v2' END, made_on, target, 'product', product_id, NULL, 'paid_items', round(yhat, 1), round(yhat * .78, 1), round(yhat * 1.24, 1)
FROM guessed ORDER BY made_on, product_id, target;

-- Twice a month the picker names the products it expects among the seven best of the next
-- fourteen days; whether it was right is known once those days are over.
INSERT INTO fct_hit_pick
SELECT r.made_on, p.product_id, CASE WHEN rnd('sure', hash(r.made_on, p.product_id)) < .76 THEN coalesce(t.place, 99) <= 7 ELSE rnd('pick', hash(r.made_on, p.product_id)) < .3 END,
       CASE WHEN r.made_on + 14 <= DATE '2026-11-18' THEN coalesce(t.place, 99) <= 7 END, 14, CASE WHEN r.made_on < DATE '2026-05-01' THEN 'pick-v1' ELSE 'pick-v2' END
FROM (SELECT date AS made_on FROM dim_date WHERE day(date) IN (1, 15) AND date BETWEEN DATE '2026-01-01' AND DATE '2026-11-18') r
JOIN t_product p ON p.launch_date <= r.made_on
LEFT JOIN (SELECT made_on, product_id, row_number() OVER (PARTITION BY made_on ORDER BY sum(gmv_fen) DESC, product_id) AS place
           FROM t_daily JOIN (SELECT date AS made_on FROM dim_date WHERE day(date) IN (1, 15)) m ON d BETWEEN made_on AND made_on + 13 GROUP BY made_on, product_id) t
  ON t.made_on = r.made_on AND t.product_id = p.product_id
ORDER BY 1, 2;

-- Monthly targets in yuan. A scope adds up only within itself.
INSERT INTO fct_target
WITH monthly AS (
  SELECT date_trunc('month', d)::DATE AS m, 'account' AS scope_type, account_id AS scope_id, sum(gmv_fen)::BIGINT AS y FROM t_daily WHERE account_id IS NOT NULL GROUP BY ALL
  UNION ALL SELECT date_trunc('month', d)::DATE, 'platform', platform_id, sum(gmv_fen)::BIGINT FROM t_daily GROUP BY ALL
  UNION ALL SELECT date_trunc('month', d)::DATE, 'brand', p.brand_id, sum(gmv_fen)::BIGINT FROM t_daily JOIN t_product p USING (product_id) GROUP BY ALL
  UNION ALL SELECT date_trunc('month', d)::DATE, 'total', 'ALL', sum(gmv_fen)::BIGINT FROM t_daily GROUP BY ALL),
-- November is still running, and December takes September as its measure.
known AS (
  SELECT m, scope_type, scope_id, y * CASE WHEN m = DATE '2026-11-01' THEN 1.22 ELSE 1 END AS y FROM monthly
  UNION ALL SELECT DATE '2026-12-01', scope_type, scope_id, y * 1.25 FROM monthly WHERE m = DATE '2026-09-01')
SELECT m, (m + INTERVAL 1 MONTH - INTERVAL 1 DAY)::DATE, scope_type, scope_id, 'gmv', greatest(1000, round(y / 100.0 * (.86 + .3 * rnd('target', hash(m, scope_type, scope_id))) / 1000) * 1000)
FROM known ORDER BY 1, 3, 4;

-- Fees that do not follow sales. A creator's slot is paid whether it sells or not: some lose money.
INSERT INTO fct_fixed_fee
SELECT 'FF' || format('{:06d}', row_number() OVER (ORDER BY fee_date, fee_type, streamer_id, session_id)), fee_type, session_id, streamer_id, fee_date, fee_fen FROM (
  SELECT 'slot' AS fee_type, s.session_id, s.host AS streamer_id, s.d AS fee_date,
         (CASE s.account_id WHEN 'A14' THEN 800000 WHEN 'A15' THEN 350000 WHEN 'A16' THEN 60000 WHEN 'A17' THEN 120000 ELSE 180000 END * (.8 + .5 * rnd('slotfee', s.k)))::BIGINT // 10000 * 10000 AS fee_fen
  FROM t_session s WHERE s.account_type = 'kol' AND s.fate = 'full'
  UNION ALL
  SELECT 'host_wage', NULL, d.streamer_id, x.date, CASE d.employment WHEN 'in_house' THEN 1200000 ELSE 900000 END + (hash(d.streamer_id) % 5)::BIGINT * 100000
  FROM dim_streamer d CROSS JOIN dim_date x CROSS JOIN t_world WHERE d.employment <> 'kol' AND day(x.date) = 10 AND x.date BETWEEN first_day AND last_day
  UNION ALL
  SELECT v.t, NULL, NULL, x.date, v.fee FROM (VALUES ('venue', 4200000), ('other', 900000)) v(t, fee) CROSS JOIN dim_date x CROSS JOIN t_world WHERE day(x.date) = 5 AND x.date BETWEEN first_day AND last_day)
ORDER BY 1;
