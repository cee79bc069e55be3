-- Dates, day parts, campaigns, and how much each day lifts trade.

CREATE TEMP TABLE t_holiday(name VARCHAR, a DATE, b DATE);
INSERT INTO t_holiday VALUES
  ('元旦', '2025-01-01', '2025-01-01'), ('春节', '2025-01-28', '2025-02-04'), ('清明', '2025-04-04', '2025-04-06'),
  ('五一', '2025-05-01', '2025-05-05'), ('端午', '2025-05-31', '2025-06-02'), ('国庆', '2025-10-01', '2025-10-08'),
  ('元旦', '2026-01-01', '2026-01-03'), ('春节', '2026-02-15', '2026-02-23'), ('清明', '2026-04-04', '2026-04-06'),
  ('五一', '2026-05-01', '2026-05-05'), ('端午', '2026-06-19', '2026-06-21'), ('中秋', '2026-09-25', '2026-09-27'),
  ('国庆', '2026-10-01', '2026-10-07'), ('元旦', '2027-01-01', '2027-01-03'), ('春节', '2027-02-05', '2027-02-11'),
  ('清明', '2027-04-03', '2027-04-05'), ('五一', '2027-05-01', '2027-05-05'), ('端午', '2027-06-09', '2027-06-11'),
  ('中秋', '2027-09-15', '2027-09-17'), ('国庆', '2027-10-01', '2027-10-07');
-- Weekend days worked to make up for a long holiday.
CREATE TEMP TABLE t_makeup(d DATE);
INSERT INTO t_makeup VALUES ('2025-01-26'), ('2025-02-08'), ('2025-04-27'), ('2025-09-28'), ('2025-10-11'), ('2026-01-04'),
  ('2026-02-14'), ('2026-02-28'), ('2026-05-09'), ('2026-09-20'), ('2026-10-10');

-- isoyear and the Monday start agree, so a week never splits at New Year.
INSERT INTO dim_date
SELECT d, isoyear(d), weekofyear(d), date_trunc('week', d)::DATE, date_trunc('month', d)::DATE, date_trunc('quarter', d)::DATE,
       year(d), isodow(d), isodow(d) >= 6, h.name,
       (isodow(d) < 6 AND h.name IS NULL) OR m.d IS NOT NULL, year(d), quarter(d)
FROM (SELECT unnest(generate_series(DATE '2025-01-01', DATE '2027-12-31', INTERVAL 1 DAY))::DATE AS d) x
LEFT JOIN t_holiday h ON x.d BETWEEN h.a AND h.b LEFT JOIN t_makeup m USING (d) ORDER BY x.d;

INSERT INTO dim_time_slot VALUES
  ('early', '凌晨', 'after midnight', 0, 360), ('morning', '早间', 'morning', 360, 600), ('midday', '午间', 'midday', 600, 840),
  ('afternoon', '下午', 'afternoon', 840, 1080), ('prime', '晚间黄金', 'prime time', 1080, 1320), ('late', '深夜', 'late night', 1320, 1440);

-- Dates of the demo only, month and day; the same days in both years. Every platform has its own.
CREATE TEMP TABLE t_festival(campaign_id VARCHAR, campaign_name VARCHAR, platform_id VARCHAR, a VARCHAR, b VARCHAR, level VARCHAR);
INSERT INTO t_festival VALUES
  ('double11', '双11', 'douyin', '10-09', '11-11', 'S'), ('double11', '双11', 'taobao', '10-15', '11-14', 'S'),
  ('double11', '双11', 'jd', '10-09', '11-14', 'S'), ('double11', '双11', 'kuaishou', '10-10', '11-11', 'S'),
  ('double11', '双11', 'wechat_channels', '10-12', '11-11', 'S'),
  ('618', '618', 'douyin', '05-13', '06-18', 'S'), ('618', '618', 'taobao', '05-13', '06-20', 'S'),
  ('618', '618', 'jd', '05-13', '06-20', 'S'), ('618', '618', 'kuaishou', '05-16', '06-18', 'S'),
  ('618', '618', 'wechat_channels', '05-20', '06-18', 'S'),
  ('38', '38节', 'douyin', '02-27', '03-08', 'A'), ('38', '38节', 'taobao', '03-01', '03-08', 'A'), ('38', '38节', 'jd', '03-02', '03-08', 'A'),
  ('38', '38节', 'kuaishou', '03-01', '03-08', 'A'), ('38', '38节', 'wechat_channels', '03-02', '03-08', 'A'),
  ('nianhuo', '年货节', 'douyin', '01-06', '01-25', 'A'), ('nianhuo', '年货节', 'taobao', '01-05', '01-22', 'A'),
  ('nianhuo', '年货节', 'jd', '01-04', '01-26', 'A'), ('nianhuo', '年货节', 'kuaishou', '01-06', '01-24', 'A'),
  ('nianhuo', '年货节', 'wechat_channels', '01-08', '01-25', 'A'),
  ('515', '515好物节', 'kuaishou', '05-06', '05-15', 'B'),
  ('818', '818发现好物节', 'douyin', '08-01', '08-18', 'A'), ('818', '818购物节', 'kuaishou', '08-08', '08-18', 'B'),
  ('818', '818', 'taobao', '08-12', '08-18', 'B'), ('818', '818', 'jd', '08-10', '08-18', 'B'), ('818', '818', 'wechat_channels', '08-12', '08-18', 'B'),
  ('double12', '双12', 'douyin', '12-01', '12-12', 'A'), ('double12', '双12', 'taobao', '12-04', '12-12', 'A'),
  ('double12', '双12', 'jd', '12-01', '12-12', 'A'), ('double12', '双12', 'kuaishou', '12-03', '12-12', 'A'),
  ('double12', '双12', 'wechat_channels', '12-04', '12-12', 'A');

CREATE TEMP TABLE t_fest AS
SELECT campaign_id, campaign_name, platform_id, level, y AS campaign_year, (y || '-' || a)::DATE AS a, (y || '-' || b)::DATE AS b
FROM t_festival CROSS JOIN (VALUES (2025), (2026)) v(y);
-- The phase of each day of a festival. Double 11 and 618 open with seven days of presale and
-- peak twice; the smaller ones peak on their last three days. Where a festival
-- outlives its great day, the rest is an encore.
CREATE TEMP TABLE t_fest_day AS
SELECT f.*, d, CASE
    WHEN campaign_id = 'double11' AND (strftime(d, '%m-%d') BETWEEN '10-31' AND '11-03' OR strftime(d, '%m-%d') BETWEEN '11-08' AND '11-11') THEN 'peak'
    WHEN campaign_id = 'double11' AND strftime(d, '%m-%d') >= '11-12' THEN 'encore'
    WHEN campaign_id = '618' AND (strftime(d, '%m-%d') BETWEEN '05-31' AND '06-03' OR strftime(d, '%m-%d') BETWEEN '06-15' AND '06-18') THEN 'peak'
    WHEN campaign_id = '618' AND strftime(d, '%m-%d') >= '06-19' THEN 'encore'
    WHEN level = 'S' AND d < f.a + 7 THEN 'presale'
    WHEN level <> 'S' AND d > f.b - 3 THEN 'peak' ELSE 'warmup' END AS phase
FROM t_fest f, (SELECT date AS d FROM dim_date) x
WHERE d BETWEEN f.a AND f.b;
-- One row for each unbroken run of a phase: a phase that comes twice has two rows.
INSERT INTO dim_campaign
SELECT campaign_id, campaign_year, platform_id, campaign_name, phase, min(d)::TIMESTAMP, max(d)::TIMESTAMP + INTERVAL 86399 SECOND, any_value(level)
FROM (SELECT *, d - row_number() OVER (PARTITION BY campaign_id, campaign_year, platform_id, phase ORDER BY d)::INTEGER AS run FROM t_fest_day)
GROUP BY campaign_id, campaign_year, platform_id, campaign_name, phase, run
ORDER BY 2, 1, 3, 6;

-- A day's lift of traffic for each platform: campaign, weekend, holiday, mood of the day.
CREATE TEMP TABLE t_day AS
SELECT x.d, p.platform_id, f.campaign_id, f.phase,
       CASE WHEN month(x.d) BETWEEN 4 AND 9 THEN 'warm' ELSE 'cold' END AS season,
       (isodow(x.d) >= 6) AS weekend,
       date_diff('day', DATE '2026-01-01', x.d) / 30.4 AS months,
       CASE WHEN strftime(x.d, '%m-%d') = '11-11' THEN 5.6
            WHEN strftime(x.d, '%m-%d') = '10-31' AND f.campaign_id = 'double11' THEN 3.2
            WHEN strftime(x.d, '%m-%d') = '06-18' THEN 4.2 WHEN strftime(x.d, '%m-%d') = '12-12' THEN 2.3
            WHEN strftime(x.d, '%m-%d') = '03-08' THEN 2.2 WHEN strftime(x.d, '%m-%d') = '08-18' THEN 1.9
            WHEN f.phase = 'peak' AND f.level = 'S' THEN 2.2 WHEN f.phase = 'peak' THEN 1.6
            WHEN f.phase = 'presale' THEN 1.25 WHEN f.phase = 'encore' THEN 1.05
            WHEN f.level = 'S' THEN 1.25 WHEN f.phase = 'warmup' THEN 1.12
            -- Nobody parcels in the Spring Festival, and buyers rest after the great sales.
            WHEN h.name = '春节' THEN 0.55
            WHEN strftime(x.d, '%m-%d') BETWEEN '11-12' AND '11-22' THEN 0.72
            WHEN strftime(x.d, '%m-%d') BETWEEN '06-19' AND '06-27' THEN 0.78 ELSE 1.0 END
       * CASE WHEN isodow(x.d) >= 6 THEN 1.18 WHEN isodow(x.d) = 5 THEN 1.06 ELSE 1.0 END
       * wobble('day', hash(x.d, p.platform_id), .07)
       -- Yesterday fell by about three tenths; questions ask why.
       * CASE WHEN x.d = DATE '2026-11-18' AND p.platform_id IN ('douyin', 'taobao') THEN 0.60 ELSE 1.0 END AS lift
FROM (SELECT date AS d FROM dim_date, t_world WHERE date BETWEEN first_day AND last_day) x
CROSS JOIN dim_platform p
LEFT JOIN (SELECT * FROM t_fest_day
           QUALIFY row_number() OVER (PARTITION BY d, platform_id ORDER BY level DESC, campaign_id) = 1) f
  ON f.d = x.d AND f.platform_id = p.platform_id
LEFT JOIN t_holiday h ON x.d BETWEEN h.a AND h.b;
