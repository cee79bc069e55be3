-- Who bought. Keys are opaque, and a person of two platforms is two customers: that is how
-- the platforms deliver it.

CREATE TEMP TABLE t_place(region VARCHAR, province VARCHAR, city VARCHAR, tier VARCHAR, weight INTEGER);
INSERT INTO t_place VALUES
  ('华东', '上海', '上海', 'T1', 6), ('华北', '北京', '北京', 'T1', 5), ('华南', '广东', '广州', 'T1', 4), ('华南', '广东', '深圳', 'T1', 4),
  ('华东', '浙江', '杭州', 'N1', 5), ('华东', '江苏', '苏州', 'N1', 4), ('华东', '江苏', '南京', 'N1', 3), ('西南', '四川', '成都', 'N1', 5), ('西南', '重庆', '重庆', 'N1', 4),
  ('华中', '湖北', '武汉', 'N1', 3), ('西北', '陕西', '西安', 'N1', 3), ('华中', '湖南', '长沙', 'N1', 3),
  ('华东', '福建', '厦门', 'T2', 3), ('华东', '山东', '济南', 'T2', 3), ('东北', '辽宁', '大连', 'T2', 3), ('华南', '广东', '佛山', 'T2', 3), ('华北', '河北', '石家庄', 'T2', 2), ('西南', '云南', '昆明', 'T2', 2),
  ('华东', '江苏', '盐城', 'T3', 4), ('华东', '安徽', '芜湖', 'T3', 3), ('华中', '河南', '洛阳', 'T3', 4), ('华南', '广西', '柳州', 'T3', 3), ('东北', '吉林', '吉林市', 'T3', 2), ('华北', '山西', '大同', 'T3', 2), ('西南', '贵州', '遵义', 'T3', 3),
  ('华东', '山东', '菏泽', 'T4', 4), ('华中', '河南', '周口', 'T4', 4), ('西南', '四川', '南充', 'T4', 3), ('华南', '广东', '揭阳', 'T4', 3), ('东北', '黑龙江', '绥化', 'T4', 2), ('西北', '甘肃', '天水', 'T4', 2), ('华中', '湖南', '邵阳', 'T4', 2);
CREATE TEMP TABLE t_place_deck AS
WITH spread AS (SELECT *, row_number() OVER (ORDER BY city, i) - 1 AS pos, count(*) OVER () AS n FROM (SELECT *, unnest(range(weight)) AS i FROM t_place))
SELECT card, region, province, city, tier FROM spread JOIN range(100) r(card) ON pos = card * n // 100;

CREATE TEMP TABLE t_customer AS
SELECT customer_key, any_value(platform_id) AS platform_id, mode(brand_id ORDER BY brand_id) AS brand_id,
       min(paid_at) FILTER (WHERE NOT is_test) AS first_paid_at, count(paid_at) FILTER (WHERE NOT is_test) AS orders, hash(customer_key) AS ck
FROM t_order GROUP BY customer_key;

INSERT INTO dim_customer
SELECT customer_key, platform_id,
       -- Platforms know part of their people only.
       CASE WHEN rnd('nogender', ck) < .06 THEN 'unknown' WHEN rnd('gender', ck) < CASE brand_id WHEN 'B01' THEN .90 WHEN 'B02' THEN .86 WHEN 'B03' THEN .84 WHEN 'B07' THEN .38 ELSE .66 END THEN 'female' ELSE 'male' END,
       CASE WHEN rnd('noage', ck) < .07 THEN 'unknown' ELSE age END,
       CASE WHEN rnd('nowhere', ck) < .04 THEN 'unknown' ELSE tier END, CASE WHEN rnd('nowhere', ck) < .04 THEN 'unknown' ELSE region END,
       CASE WHEN rnd('nowhere', ck) < .04 THEN 'unknown' ELSE province END, CASE WHEN rnd('nowhere', ck) < .04 THEN 'unknown' ELSE city END,
       CASE WHEN rnd('nocrowd', ck) < .08 THEN 'unknown'
            WHEN brand_id = 'B03' AND rnd('mum', ck) < .48 THEN '精致妈妈'
            WHEN age = '18-23' THEN CASE WHEN tier IN ('T3', 'T4') AND rnd('crowd', ck) < .45 THEN '小镇青年' ELSE 'Z世代' END
            WHEN age = '24-30' THEN CASE WHEN tier IN ('T3', 'T4') THEN '小镇青年' WHEN rnd('crowd', ck) < .7 THEN '新锐白领' ELSE '都市蓝领' END
            WHEN age = '31-40' THEN CASE WHEN rnd('crowd', ck) < .35 THEN '精致妈妈' WHEN rnd('crowd', ck) < .7 THEN '资深中产' ELSE '都市蓝领' END
            WHEN age = '41-50' THEN CASE WHEN tier IN ('T3', 'T4') THEN '小镇中老年' ELSE '资深中产' END
            ELSE CASE WHEN tier IN ('T3', 'T4') THEN '小镇中老年' ELSE '都市银发' END END,
       CASE WHEN orders >= 6 THEN 'V4' WHEN orders >= 4 THEN 'V3' WHEN orders >= 2 THEN 'V2' WHEN orders = 1 THEN 'V1' ELSE 'V0' END,
       first_paid_at
FROM (SELECT *, CASE WHEN brand_id IN ('B01', 'B07') THEN ['18-23', '18-23', '18-23', '24-30', '24-30', '24-30', '24-30', '31-40', '31-40', '41-50']
                     WHEN brand_id = 'B03' THEN ['24-30', '24-30', '24-30', '31-40', '31-40', '31-40', '31-40', '31-40', '41-50', '50+']
                     ELSE ['18-23', '24-30', '24-30', '31-40', '31-40', '31-40', '41-50', '41-50', '50+', '50+'] END[1 + floor(10 * rnd('age', ck))::BIGINT] AS age
      FROM t_customer) c
JOIN t_place_deck p ON p.card = card_of('place', c.ck)
ORDER BY customer_key;

-- Groups at three dates, from what a customer had done by then.
INSERT INTO dim_customer_segment
SELECT customer_key, as_of, CASE WHEN last_at < as_of - INTERVAL 120 DAY THEN 'sleeping' WHEN first_at >= as_of - INTERVAL 30 DAY THEN 'new'
         WHEN orders >= 2 AND spent >= 60000 THEN 'high_value' WHEN coupons * 2 > orders AND orders >= 2 THEN 'price_sensitive' ELSE 'potential' END, 'rfm-v2'
FROM (SELECT customer_key, as_of, min(paid_at) AS first_at, max(paid_at) AS last_at, count(*) AS orders, sum(amount_fen) AS spent, count(coupon_id) AS coupons
      FROM t_state JOIN (VALUES (DATE '2026-06-30'), (DATE '2026-09-30'), (DATE '2026-11-18')) v(as_of) ON paid_at < as_of + INTERVAL 1 DAY
      WHERE NOT is_test GROUP BY ALL)
ORDER BY 2, 1;
