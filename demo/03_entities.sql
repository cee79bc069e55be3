-- Platforms, brands, shops, accounts, streamers. All names are fictional.

INSERT INTO dim_platform VALUES
  ('douyin', '抖音', 'Douyin', '巨量千川', 'fen', 'epoch_s'),
  ('taobao', '淘宝', 'Taobao', '超级直播', 'yuan_text', 'text'),
  ('wechat_channels', '视频号', 'WeChat Channels', '腾讯广告ADQ', 'fen', 'epoch_s'),
  ('kuaishou', '快手', 'Kuaishou', '磁力金牛', 'fen', 'epoch_ms'),
  ('jd', '京东', 'JD', '京准通', 'yuan', 'text');

INSERT INTO dim_brand VALUES
  ('B01', '花漾', 'Huayang'), ('B02', '沐棠', 'Mutang'), ('B03', '启萌', 'Qimeng'),
  ('B04', '优禾', 'Youhe'), ('B05', '屿居', 'Yuju'), ('B06', '净蓝', 'Jinglan'), ('B07', '森驰', 'Senchi');

-- shelf_rate: orders a day outside live rooms (product cards, short videos, windows) at scale 1.
CREATE TEMP TABLE t_shop(shop_id VARCHAR, platform_id VARCHAR, shop_name VARCHAR, brand_id VARCHAR,
                         shop_type VARCHAR, opened_on DATE, shelf_rate DOUBLE, is_active BOOLEAN);
INSERT INTO t_shop VALUES
  ('SH01', 'douyin', '花漾官方旗舰店', 'B01', 'flagship', '2021-03-08', 17, TRUE),
  ('SH02', 'taobao', '花漾天猫旗舰店', 'B01', 'tmall', '2018-06-01', 15, TRUE),
  ('SH03', 'douyin', '沐棠护肤旗舰店', 'B02', 'flagship', '2021-09-01', 13, TRUE),
  ('SH04', 'taobao', '沐棠天猫旗舰店', 'B02', 'tmall', '2019-04-15', 13, TRUE),
  ('SH05', 'douyin', '启萌母婴旗舰店', 'B03', 'flagship', '2022-01-10', 10, TRUE),
  ('SH06', 'wechat_channels', '启萌视频号小店', 'B03', 'flagship', '2023-02-20', 4, TRUE),
  ('SH07', 'jd', '启萌京东自营店', 'B03', 'flagship', '2020-05-06', 8, TRUE),
  ('SH08', 'kuaishou', '优禾快手旗舰店', 'B04', 'flagship', '2022-07-01', 7, TRUE),
  ('SH09', 'douyin', '优禾抖音旗舰店', 'B04', 'flagship', '2022-08-18', 10, TRUE),
  ('SH10', 'wechat_channels', '优禾视频号小店', 'B04', 'specialty', '2024-03-01', 3, TRUE),
  ('SH11', 'jd', '屿居京东旗舰店', 'B05', 'flagship', '2020-11-11', 8, TRUE),
  ('SH12', 'douyin', '屿居抖音旗舰店', 'B05', 'flagship', '2022-05-20', 6, TRUE),
  ('SH13', 'douyin', '净蓝家清旗舰店', 'B06', 'flagship', '2022-03-15', 9, TRUE),
  ('SH14', 'kuaishou', '净蓝快手小店', 'B06', 'specialty', '2023-06-18', 4, TRUE),
  ('SH15', 'jd', '森驰京东旗舰店', 'B07', 'flagship', '2019-09-09', 8, TRUE),
  ('SH16', 'douyin', '森驰抖音旗舰店', 'B07', 'flagship', '2022-10-01', 8, TRUE),
  ('SH17', 'taobao', '森驰天猫旗舰店', 'B07', 'tmall', '2018-10-24', 6, TRUE);
INSERT INTO dim_shop
SELECT shop_id, platform_id, 'p' || (880000 + row_number() OVER (ORDER BY shop_id) * 137)::VARCHAR,
       shop_name, brand_id, shop_type, opened_on, is_active
FROM t_shop ORDER BY shop_id;

-- watch: viewers of a full prime-time session at scale 1; conv: orders per viewer; trend: growth a
-- month; ad_share and roi: the part of the traffic that is bought, and what a yuan of it returns.
CREATE TEMP TABLE t_account(account_id VARCHAR, platform_id VARCHAR, account_name VARCHAR, account_type VARCHAR,
                            shop_id VARCHAR, owner VARCHAR, region VARCHAR, watch DOUBLE, conv DOUBLE,
                            trend DOUBLE, ad_share DOUBLE, roi DOUBLE);
INSERT INTO t_account VALUES
  ('A01', 'douyin', '花漾官方旗舰店', 'brand_self', 'SH01', NULL, '华东', 9350, .0065, .014, .38, 2.4),
  ('A02', 'taobao', '花漾美妆直播间', 'brand_self', 'SH02', NULL, '华东', 4750, .0069, -.006, .22, 2.9),
  ('A03', 'douyin', '沐棠护肤旗舰店', 'brand_self', 'SH03', NULL, '华东', 6350, .0061, .018, .35, 2.2),
  ('A04', 'taobao', '沐棠天猫直播间', 'brand_self', 'SH04', NULL, '华东', 3500, .0071, .002, .20, 3.1),
  ('A05', 'douyin', '启萌母婴旗舰店', 'brand_self', 'SH05', NULL, '华北', 5800, .0058, .004, .33, 3.3),
  ('A06', 'wechat_channels', '启萌妈妈优选', 'brand_self', 'SH06', NULL, '华北', 690, .0158, .022, .15, 3.1),
  ('A07', 'kuaishou', '优禾食品官方号', 'brand_self', 'SH08', NULL, '东北', 4200, .0065, .008, .28, 2.1),
  ('A08', 'douyin', '优禾抖音旗舰店', 'brand_self', 'SH09', NULL, '西南', 3950, .0059, .026, .36, 1.9),
  ('A09', 'jd', '屿居家居馆', 'brand_self', 'SH11', NULL, '华南', 2600, .0053, -.016, .18, 3.0),
  ('A10', 'douyin', '屿居抖音直播间', 'brand_self', 'SH12', NULL, '华南', 3400, .0045, .012, .40, 1.7),
  ('A11', 'douyin', '净蓝家清旗舰店', 'matrix', 'SH13', NULL, '华中', 4050, .0066, .000, .34, 1.8),
  ('A12', 'jd', '森驰运动旗舰店', 'brand_self', 'SH15', NULL, '华南', 2700, .0048, -.008, .20, 2.7),
  ('A13', 'douyin', '森驰抖音直播间', 'brand_self', 'SH16', NULL, '华南', 4400, .0048, .016, .42, 1.9),
  ('A14', 'douyin', '林一直播间', 'kol', NULL, 'S08', '华东', 34100, .0044, .004, .30, 1.5),
  ('A15', 'taobao', 'Mia的美妆间', 'kol', NULL, 'S09', '华东', 14300, .0051, .012, .16, 2.3),
  ('A16', 'wechat_channels', '陈老师育儿', 'kol', NULL, 'S10', '华中', 1040, .0145, .016, .08, 2.4),
  ('A17', 'kuaishou', '小北探货', 'kol', NULL, 'S11', '东北', 4950, .0034, -.028, .25, 1.2),
  ('A18', 'douyin', '阿朵生活', 'kol', NULL, 'S12', '西南', 4300, .0029, -.010, .34, 0.9);
INSERT INTO dim_account
SELECT account_id, platform_id, platform_id || '_' || (60000 + row_number() OVER (ORDER BY account_id) * 911)::VARCHAR,
       account_name, account_type, shop_id, owner, region
FROM t_account ORDER BY account_id;

-- S13 to S18 are hosts lent by an agency: thirteen brand rooms on air in one evening need
-- more people than the seven employed, and nobody may stand in two rooms at once.
INSERT INTO dim_streamer VALUES
  ('S01', '小雅', '雅雅|雅姐|Xiaoya', 'in_house', NULL, '2023-03-01', NULL),
  ('S02', '糖糖', 'Tangtang', 'in_house', NULL, '2023-07-15', NULL),
  ('S03', '果果妈', '果妈|Guoguo Mom', 'in_house', NULL, '2022-11-01', NULL),
  ('S04', '阿凯', '凯哥|Kai', 'in_house', NULL, '2023-01-09', NULL),
  ('S05', '老周', '周老师|Lao Zhou', 'in_house', NULL, '2022-06-20', NULL),
  ('S06', '可可', 'Coco', 'in_house', NULL, '2024-02-26', NULL),
  ('S07', '大鹏', '鹏哥|Dapeng', 'in_house', NULL, '2023-10-08', NULL),
  ('S08', '林一', 'Lin Yi', 'kol', '星河传媒', '2021-05-01', NULL),
  ('S09', 'Mia', '米娅|Mia', 'kol', '星河传媒', '2021-08-12', NULL),
  ('S10', '陈老师', 'Teacher Chen', 'kol', '橙果文化', '2022-09-01', NULL),
  ('S11', '小北', 'Xiaobei', 'kol', '北原互娱', '2024-05-20', NULL),
  ('S12', '阿朵', 'Aduo', 'kol', NULL, '2024-01-15', NULL),
  ('S13', '苗苗', 'Miaomiao', 'agency', '云朵代播', '2024-06-01', NULL),
  ('S14', '小七', 'Xiaoqi', 'agency', '云朵代播', '2024-06-01', NULL),
  ('S15', '大海', 'Dahai', 'agency', '云朵代播', '2024-09-10', NULL),
  ('S16', '安琪', 'Angel', 'agency', '云朵代播', '2024-11-01', NULL),
  ('S17', '阿雯', 'Awen', 'agency', '声浪代播', '2025-01-06', NULL),
  ('S18', '老韩', 'Lao Han', 'agency', '声浪代播', '2025-03-03', '2026-11-30');

-- Tiers move; valid_to is the last day of the tier, 9999-12-31 for the one that holds.
INSERT INTO dim_streamer_tier VALUES
  ('S01', 'tail', 86000, '2024-01-01', '2025-11-30'), ('S01', 'waist', 212000, '2025-12-01', '9999-12-31'),
  ('S02', 'tail', 41000, '2024-01-01', '2026-05-31'), ('S02', 'waist', 118000, '2026-06-01', '9999-12-31'),
  ('S03', 'waist', 145000, '2024-01-01', '9999-12-31'),
  ('S04', 'nano', 8200, '2024-01-01', '2025-09-30'), ('S04', 'tail', 36000, '2025-10-01', '9999-12-31'),
  ('S05', 'waist', 190000, '2024-01-01', '2026-03-31'), ('S05', 'tail', 92000, '2026-04-01', '9999-12-31'),
  ('S06', 'nano', 5300, '2024-03-01', '2026-01-31'), ('S06', 'tail', 15800, '2026-02-01', '9999-12-31'),
  ('S07', 'tail', 52000, '2024-01-01', '9999-12-31'),
  ('S08', 'head', 6100000, '2024-01-01', '9999-12-31'),
  ('S09', 'waist', 830000, '2024-01-01', '2026-02-28'), ('S09', 'shoulder', 1380000, '2026-03-01', '9999-12-31'),
  ('S10', 'tail', 94000, '2024-01-01', '2025-12-31'), ('S10', 'waist', 260000, '2026-01-01', '9999-12-31'),
  ('S11', 'waist', 121000, '2024-06-01', '2026-06-30'), ('S11', 'tail', 88000, '2026-07-01', '9999-12-31'),
  ('S12', 'nano', 7400, '2024-02-01', '2025-08-31'), ('S12', 'tail', 33000, '2025-09-01', '9999-12-31'),
  ('S13', 'tail', 12500, '2024-06-01', '9999-12-31'), ('S14', 'nano', 4100, '2024-06-01', '9999-12-31'),
  ('S15', 'nano', 3900, '2024-10-01', '9999-12-31'), ('S16', 'nano', 6800, '2024-11-01', '9999-12-31'),
  ('S17', 'tail', 10900, '2025-01-06', '9999-12-31'), ('S18', 'nano', 2600, '2025-03-03', '9999-12-31');
