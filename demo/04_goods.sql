-- Categories, products, SKUs, costs, warehouses.

INSERT INTO dim_category VALUES
  ('C01', '美妆护肤', '彩妆', '唇部彩妆', 'Beauty', 'Makeup'), ('C02', '美妆护肤', '彩妆', '底妆', 'Beauty', 'Makeup'),
  ('C03', '美妆护肤', '彩妆', '眼部彩妆', 'Beauty', 'Makeup'), ('C04', '美妆护肤', '防晒', '面部防晒', 'Beauty', 'Sun care'),
  ('C05', '美妆护肤', '护肤', '精华', 'Beauty', 'Skincare'), ('C06', '美妆护肤', '护肤', '洁面', 'Beauty', 'Skincare'),
  ('C07', '美妆护肤', '护肤', '面霜', 'Beauty', 'Skincare'), ('C08', '美妆护肤', '护肤', '面膜', 'Beauty', 'Skincare'),
  ('C09', '母婴', '奶粉', '羊奶粉', 'Mom & Baby', 'Milk powder'), ('C10', '母婴', '奶粉', '有机奶粉', 'Mom & Baby', 'Milk powder'),
  ('C11', '母婴', '纸尿裤', '拉拉裤', 'Mom & Baby', 'Diapers'), ('C12', '母婴', '辅食', '米粉', 'Mom & Baby', 'Baby food'),
  ('C13', '食品饮料', '坚果', '混合坚果', 'Food & Drink', 'Nuts'), ('C14', '食品饮料', '咖啡冲饮', '速溶咖啡', 'Food & Drink', 'Coffee & cereal'),
  ('C15', '食品饮料', '咖啡冲饮', '燕麦', 'Food & Drink', 'Coffee & cereal'), ('C16', '家居家纺', '床品', '枕头', 'Home & Living', 'Bedding'),
  ('C17', '家居家纺', '床品', '四件套', 'Home & Living', 'Bedding'), ('C18', '家居家纺', '收纳', '收纳箱', 'Home & Living', 'Storage'),
  ('C19', '家清日化', '洗衣清洁', '洗衣凝珠', 'Household', 'Laundry & cleaning'), ('C20', '家清日化', '洗衣清洁', '厨房清洁', 'Household', 'Laundry & cleaning'),
  ('C21', '家清日化', '纸品', '抽纸', 'Household', 'Paper'), ('C22', '运动户外', '运动服', 'T恤', 'Sports & Outdoor', 'Sportswear'),
  ('C23', '运动户外', '运动服', '冲锋衣', 'Sports & Outdoor', 'Sportswear'), ('C24', '运动户外', '运动鞋', '跑鞋', 'Sports & Outdoor', 'Running shoes');

-- cost_rate: unit cost over list price. warm and cold: appeal from April to September and from
-- October to March. fallback: what is sold in its place before the launch. multi: chance of
-- more than one piece. refund: chance that a paid line is refunded.
CREATE TEMP TABLE t_product(product_id VARCHAR, product_name VARCHAR, short_name VARCHAR, product_name_en VARCHAR,
  brand_id VARCHAR, category_id VARCHAR, product_role VARCHAR, launch_date DATE, list_price_fen BIGINT,
  cost_rate DOUBLE, warm INTEGER, cold INTEGER, fallback VARCHAR, multi DOUBLE, refund DOUBLE);
INSERT INTO t_product VALUES
  ('P0101', '花漾丝绒唇釉', '唇釉', 'velvet lip glaze', 'B01', 'C01', 'hero', '2023-04-01', 12900, .22, 34, 42, NULL, .22, .13),
  ('P0102', '花漾水光气垫', '气垫', 'dewy cushion', 'B01', 'C02', 'profit', '2024-02-14', 18900, .24, 26, 30, NULL, .05, .16),
  ('P0103', '花漾九宫格眼影', '眼影', 'eyeshadow palette', 'B01', 'C03', 'image', '2023-09-10', 15900, .26, 12, 20, NULL, .03, .15),
  ('P0104', '花漾小金管防晒', '防晒', 'gold-tube sunscreen', 'B01', 'C04', 'traffic', '2026-03-02', 9900, .28, 28, 8, 'P0101', .18, .10),
  ('P0201', '沐棠玻尿酸精华', '精华', 'hyaluronic serum', 'B02', 'C05', 'hero', '2022-10-01', 25900, .18, 30, 34, NULL, .08, .12),
  ('P0202', '沐棠氨基酸洁面', '洁面', 'amino cleanser', 'B02', 'C06', 'traffic', '2023-03-15', 7900, .30, 28, 18, NULL, .25, .08),
  ('P0203', '沐棠神经酰胺面霜', '面霜', 'ceramide cream', 'B02', 'C07', 'profit', '2024-09-20', 21900, .20, 12, 26, NULL, .05, .14),
  ('P0204', '沐棠补水面膜', '面膜', 'hydrating mask', 'B02', 'C08', 'hero', '2022-05-20', 9900, .25, 30, 22, NULL, .35, .09),
  ('P0301', '启萌羊奶粉3段800g', '3段羊奶粉', 'goat formula stage 3', 'B03', 'C09', 'hero', '2022-08-08', 32800, .48, 30, 30, NULL, .38, .06),
  ('P0302', '启萌有机奶粉2段800g', '2段有机', 'organic formula stage 2', 'B03', 'C10', 'profit', '2023-06-01', 36800, .46, 20, 20, NULL, .34, .06),
  ('P0303', '启萌拉拉裤XL', '拉拉裤', 'pull-up diapers XL', 'B03', 'C11', 'traffic', '2022-08-08', 11900, .58, 34, 32, NULL, .40, .09),
  ('P0304', '启萌辅食米粉', '米粉', 'rice cereal', 'B03', 'C12', 'image', '2026-02-10', 6900, .40, 16, 18, 'P0303', .20, .07),
  ('P0401', '优禾每日坚果30包', '每日坚果', 'daily nuts 30-pack', 'B04', 'C13', 'hero', '2022-11-01', 12900, .52, 34, 44, NULL, .24, .06),
  ('P0402', '优禾冻干咖啡', '冻干咖啡', 'freeze-dried coffee', 'B04', 'C14', 'profit', '2024-04-10', 8900, .38, 40, 32, NULL, .20, .07),
  ('P0403', '优禾低糖燕麦片', '燕麦片', 'low-sugar oatmeal', 'B04', 'C15', 'traffic', '2026-09-25', 5900, .50, 26, 28, 'P0401', .22, .08),
  ('P0501', '屿居乳胶枕', '乳胶枕', 'latex pillow', 'B05', 'C16', 'hero', '2023-05-01', 25900, .40, 36, 34, NULL, .28, .15),
  ('P0502', '屿居四件套', '四件套', 'bedding set', 'B05', 'C17', 'profit', '2023-08-15', 39900, .42, 24, 40, NULL, .06, .18),
  ('P0503', '屿居折叠收纳箱', '收纳箱', 'folding storage box', 'B05', 'C18', 'traffic', '2023-05-01', 5900, .48, 40, 26, NULL, .42, .09),
  ('P0601', '净蓝洗衣凝珠', '凝珠', 'laundry pods', 'B06', 'C19', 'hero', '2023-01-01', 6900, .42, 40, 40, NULL, .34, .05),
  ('P0602', '净蓝厨房湿巾', '厨房湿巾', 'kitchen wipes', 'B06', 'C20', 'traffic', '2023-04-01', 3900, .46, 30, 26, NULL, .38, .06),
  ('P0603', '净蓝抽纸24包', '抽纸', 'tissues 24-pack', 'B06', 'C21', 'traffic', '2023-01-01', 5900, .66, 30, 34, NULL, .30, .05),
  ('P0701', '森驰速干T恤', '速干T恤', 'quick-dry tee', 'B07', 'C22', 'traffic', '2024-03-20', 12900, .30, 48, 12, NULL, .25, .22),
  ('P0702', '森驰冲锋衣', '冲锋衣', 'shell jacket', 'B07', 'C23', 'hero', '2025-09-05', 59900, .36, 14, 50, 'P0703', .03, .27),
  ('P0703', '森驰缓震跑鞋', '跑鞋', 'cushioned running shoes', 'B07', 'C24', 'profit', '2024-08-01', 49900, .38, 38, 38, NULL, .04, .24);
INSERT INTO dim_product
SELECT product_id, product_name, short_name, product_name_en, brand_id, category_id, product_role, launch_date, list_price_fen, FALSE
FROM t_product ORDER BY product_id;
-- One gift for each brand: it ships with an order, costs money and never counts as a sale.
INSERT INTO dim_product
SELECT 'P' || substr(b.brand_id, 2) || '90', b.brand_name || v.what || '(赠品)', v.what, v.en, b.brand_id, v.cat, 'traffic', DATE '2024-01-01', v.price, TRUE
FROM (VALUES ('B01', '便携化妆刷', 'travel brush', 'C01', 1900), ('B02', '面膜体验装', 'mask sample', 'C08', 1500),
             ('B03', '辅食勺', 'feeding spoon', 'C12', 1200), ('B04', '坚果尝鲜包', 'nuts taster', 'C13', 900),
             ('B05', '真空收纳袋', 'vacuum bag', 'C18', 1500), ('B06', '洗衣袋', 'laundry bag', 'C19', 800),
             ('B07', '运动毛巾', 'sports towel', 'C22', 1600)) v(brand_id, what, en, cat, price)
JOIN dim_brand b USING (brand_id) ORDER BY 1;

-- share: how many of a hundred pieces of the product are this one; 0 no longer sells and only
-- lies in the warehouse.
CREATE TEMP TABLE t_sku(product_id VARCHAR, color VARCHAR, size VARCHAR, share INTEGER, price_factor DOUBLE);
INSERT INTO t_sku VALUES
  ('P0101', '07豆沙', NULL, 44, 1), ('P0101', '12枫叶红', NULL, 34, 1), ('P0101', '18蜜桃乌龙', NULL, 22, 1),
  ('P0102', '01象牙白', NULL, 58, 1), ('P0102', '02自然色', NULL, 42, 1),
  ('P0103', '大地盘', NULL, 62, 1), ('P0103', '粉雾盘', NULL, 38, 1), ('P0103', '新年限定盘', NULL, 0, 1),
  ('P0104', NULL, '30ml', 40, .65), ('P0104', NULL, '50ml', 60, 1),
  ('P0201', NULL, '30ml', 64, 1), ('P0201', NULL, '50ml', 36, 1.5),
  ('P0202', NULL, '100g', 70, 1), ('P0202', NULL, '100g*2', 30, 1.8),
  ('P0203', NULL, '50g', 100, 1), ('P0204', NULL, '10片', 55, 1), ('P0204', NULL, '20片', 45, 1.7),
  ('P0301', NULL, '3段', 100, 1), ('P0302', NULL, '2段', 100, 1),
  ('P0303', NULL, 'XL36片', 60, 1), ('P0303', NULL, 'XL72片', 40, 1.85),
  ('P0304', NULL, '原味', 55, 1), ('P0304', NULL, '蔬菜味', 45, 1),
  ('P0401', NULL, '30包', 100, 1), ('P0402', NULL, '24颗', 60, 1), ('P0402', NULL, '48颗', 40, 1.8),
  ('P0403', NULL, '500g', 55, 1), ('P0403', NULL, '1kg', 45, 1.7),
  ('P0501', NULL, '低枕', 45, 1), ('P0501', NULL, '高枕', 55, 1.1),
  ('P0502', '雾霾蓝', '1.5m', 24, 1), ('P0502', '雾霾蓝', '1.8m', 36, 1.1), ('P0502', '燕麦色', '1.5m', 16, 1), ('P0502', '燕麦色', '1.8m', 24, 1.1),
  ('P0503', NULL, '小号', 45, .8), ('P0503', NULL, '大号', 55, 1),
  ('P0601', NULL, '30颗', 40, 1), ('P0601', NULL, '60颗', 60, 1.8), ('P0602', NULL, '80抽', 100, 1), ('P0603', NULL, '24包', 100, 1),
  ('P0701', '黑色', 'M', 16, 1), ('P0701', '黑色', 'L', 24, 1), ('P0701', '黑色', 'XL', 18, 1),
  ('P0701', '白色', 'M', 14, 1), ('P0701', '白色', 'L', 17, 1), ('P0701', '白色', 'XL', 11, 1), ('P0701', '藏青', 'XL', 0, 1),
  ('P0702', '岩灰', 'M', 14, 1), ('P0702', '岩灰', 'L', 22, 1), ('P0702', '岩灰', 'XL', 15, 1),
  ('P0702', '松绿', 'M', 13, 1), ('P0702', '松绿', 'L', 20, 1), ('P0702', '松绿', 'XL', 16, 1),
  ('P0703', '黑白', '39', 14, 1), ('P0703', '黑白', '41', 22, 1), ('P0703', '黑白', '42', 24, 1), ('P0703', '黑白', '43', 14, 1),
  ('P0703', '荧光绿', '41', 13, 1), ('P0703', '荧光绿', '42', 13, 1);
INSERT INTO t_sku SELECT product_id, NULL, NULL, 100, 1 FROM dim_product WHERE is_gift ORDER BY product_id;
INSERT INTO dim_sku
SELECT p.product_id || '-' || format('{:02d}', n), p.product_id, 'HY' || substr(p.product_id, 2) || format('{:03d}', n * 7),
       coalesce(nullif(concat_ws(' ', s.color, s.size), ''), '标准'), s.color, s.size, round(p.list_price_fen * s.price_factor / 100)::BIGINT * 100
FROM (SELECT *, row_number() OVER (PARTITION BY product_id ORDER BY share DESC, color, size) AS n FROM t_sku) s
JOIN dim_product p USING (product_id) ORDER BY 1;

-- A weighted choice is a deck of a hundred cards: card says which one a draw takes.
CREATE TEMP TABLE t_sku_deck AS
WITH spread AS (
  SELECT k.product_id, k.sku_id, row_number() OVER (PARTITION BY k.product_id ORDER BY k.sku_id, i) - 1 AS pos, count(*) OVER (PARTITION BY k.product_id) AS n
  FROM (SELECT *, unnest(range(share)) AS i FROM t_sku) s
  JOIN dim_sku k ON s.product_id = k.product_id AND s.color IS NOT DISTINCT FROM k.color AND s.size IS NOT DISTINCT FROM k.size)
SELECT product_id, card, sku_id FROM spread JOIN range(100) r(card) ON pos = card * n // 100;

-- Costs change at the turn of the year and in summer; valid_to is the last day.
INSERT INTO dim_sku_cost
SELECT k.sku_id, v.a, v.b, greatest(100, round(k.list_price_fen * coalesce(t.cost_rate, .5) * v.f * (1 + .03 * znorm('cost', k.sku_id))))::BIGINT
FROM dim_sku k LEFT JOIN t_product t USING (product_id)
CROSS JOIN (VALUES (DATE '2025-01-01', DATE '2025-12-31', 1.00), (DATE '2026-01-01', DATE '2026-06-30', 1.04),
                   (DATE '2026-07-01', DATE '9999-12-31', 0.99)) v(a, b, f)
ORDER BY 1, 2;

INSERT INTO dim_warehouse VALUES ('WH01', '杭州仓', '浙江'), ('WH02', '广州仓', '广东'), ('WH03', '成都仓', '四川');

-- A brand's goods are listed on every platform where the brand has a shop.
INSERT INTO map_platform_item
SELECT s.platform_id, s.platform_id || '_i' || substr(k.product_id, 2), s.platform_id || '_s' || replace(substr(k.sku_id, 2), '-', ''), k.product_id, k.sku_id
FROM t_shop s JOIN dim_product p USING (brand_id) JOIN dim_sku k USING (product_id) ORDER BY 1, 3;
-- Items that the platforms know and nobody has mapped yet.
INSERT INTO map_platform_item VALUES ('douyin', 'douyin_i9901', 'douyin_s990101', NULL, NULL), ('douyin', 'douyin_i9902', 'douyin_s990201', NULL, NULL),
  ('taobao', 'taobao_i9901', 'taobao_s990101', NULL, NULL), ('kuaishou', 'kuaishou_i9903', 'kuaishou_s990301', NULL, NULL);

-- What each room sells, as a deck for each season: the brand's own goods, or a creator's choice.
CREATE TEMP TABLE t_listed AS
SELECT a.account_id, p.product_id, p.brand_id FROM t_account a JOIN t_shop s USING (shop_id) JOIN t_product p USING (brand_id)
UNION ALL
SELECT v.account_id, p.product_id, p.brand_id
FROM (VALUES ('A14', ['P0101', 'P0102', 'P0201', 'P0204', 'P0501', 'P0401', 'P0702', 'P0703']), ('A15', ['P0101', 'P0103', 'P0201', 'P0203', 'P0204']),
             ('A16', ['P0301', 'P0302', 'P0303', 'P0304', 'P0401']), ('A17', ['P0401', 'P0402', 'P0601', 'P0603']),
             ('A18', ['P0502', 'P0503', 'P0602', 'P0601', 'P0402', 'P0204'])) v(account_id, items)
JOIN t_product p ON list_contains(v.items, p.product_id);
-- The same deck keyed by room, and by brand for the shelf.
CREATE TEMP TABLE t_deck AS
WITH spread AS (
  SELECT owner, season, product_id, row_number() OVER (PARTITION BY owner, season ORDER BY product_id, i) - 1 AS pos, count(*) OVER (PARTITION BY owner, season) AS n
  FROM (SELECT o.owner, season, p.product_id, unnest(range(CASE season WHEN 'warm' THEN p.warm ELSE p.cold END)) AS i
        FROM (SELECT account_id AS owner, product_id FROM t_listed UNION ALL SELECT brand_id, product_id FROM t_product) o
        JOIN t_product p USING (product_id) CROSS JOIN (VALUES ('warm'), ('cold')) v(season)))
SELECT owner, season, card, product_id FROM spread JOIN range(100) r(card) ON pos = card * n // 100;
