SELECT MEASURE(gmv) AS gmv FROM livestream WHERE date >= DATE '2026-11-18' AND date < DATE '2026-11-19' AND platform = 'douyin';
SELECT platform, MEASURE(gmv) AS gmv, MEASURE(gpm) AS gpm FROM livestream WHERE date >= DATE '2026-11-01' AND date < DATE '2026-11-20' AND platform IN ('douyin', 'kuaishou') GROUP BY platform ORDER BY MEASURE(gmv) DESC LIMIT 5;
SELECT date, MEASURE(gmv) AS gmv FROM livestream WHERE date >= DATE '2026-11-01' AND date < DATE '2026-12-01' AND (platform <> 'jd' OR platform IS NULL) GROUP BY date ORDER BY date;
SELECT MEASURE(gmv) AS gmv, PRIOR(gmv, '1 year') AS gmv_prior, CHANGE_RATE(gmv, '1 year') AS gmv_change_rate FROM livestream WHERE date >= DATE '2026-10-01' AND date < DATE '2026-11-01';
SELECT platform, MEASURE(gmv) AS gmv, MEASURE(gmv) / SUM(MEASURE(gmv)) OVER () AS gmv_share FROM livestream WHERE date >= DATE '2026-11-09' AND date < DATE '2026-11-16' GROUP BY platform ORDER BY MEASURE(gmv) DESC;
SELECT streamer, MEASURE(gmv) AS gmv FROM livestream WHERE metric_time >= TIMESTAMP '2026-11-18 20:00:00' AND metric_time < TIMESTAMP '2026-11-18 22:00:00' GROUP BY streamer HAVING MEASURE(gmv) > 10000;
SELECT MEASURE(gmv) FILTER (WHERE platform = 'douyin') AS on_douyin, MEASURE(gmv) AS gmv FROM livestream;
SELECT DATE_TRUNC('hour', metric_time) AS hour, MEASURE(gmv) AS gmv FROM livestream WHERE date = DATE '2026-11-18' GROUP BY DATE_TRUNC('hour', metric_time) ORDER BY DATE_TRUNC('hour', metric_time);
WITH ranked AS (SELECT platform, streamer, MEASURE(gmv) AS gmv, ROW_NUMBER() OVER (PARTITION BY platform ORDER BY MEASURE(gmv) DESC) AS place FROM livestream WHERE date >= DATE '2026-11-09' AND date < DATE '2026-11-16' GROUP BY platform, streamer) SELECT platform, streamer, gmv FROM ranked WHERE place <= 3 ORDER BY platform, place;
