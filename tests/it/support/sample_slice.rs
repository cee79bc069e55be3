//! A slice of a semantic layer as the planner would get it.

use wenbo::planner::model::slice::{
    LayerSlice, MatchedValue, SliceDimension, SliceMetric, SliceValue, ValueKind,
};

const METRICS: &[[&str; 5]] = &[
    [
        "gmv",
        "成交金额",
        "GMV",
        "已支付，含平台补贴；卖了多少、销售额",
        "CNY",
    ],
    ["net_gmv", "净成交金额", "Net GMV", "成交金额减退款", "CNY"],
    [
        "paid_orders",
        "成交订单数",
        "Paid orders",
        "已支付订单；单量、多少单",
        "单",
    ],
    [
        "paid_items",
        "成交件数",
        "Units sold",
        "件数，不含赠品；销量",
        "件",
    ],
    ["paid_buyers", "成交人数", "Buyers", "支付的人，去重", "人"],
    [
        "spend_per_buyer",
        "客单价",
        "Spend per buyer",
        "成交金额 / 成交人数",
        "CNY",
    ],
    [
        "refund_amount",
        "退款金额",
        "Refund amount",
        "按退款成功时间",
        "CNY",
    ],
    [
        "refund_rate",
        "退款率",
        "Refund rate",
        "支付口径，按金额",
        "%",
    ],
    [
        "live_sessions",
        "开播场次",
        "Live sessions",
        "有效场次，多少场",
        "场",
    ],
    ["live_hours", "直播时长", "Live hours", "播了多久", "小时"],
    [
        "viewers",
        "看播人数",
        "Unique viewers",
        "去重观看人数",
        "人",
    ],
    ["watch_cnt", "观看次数", "Views", "进入直播间次数", "次"],
    ["acu", "平均在线人数", "Average concurrent users", "", "人"],
    [
        "ad_spend",
        "投放消耗",
        "Ad spend",
        "投流花费、烧了多少",
        "CNY",
    ],
    ["roas", "投产比", "ROAS", "广告成交 / 投放消耗；ROI", ""],
];

type Dimension = (
    &'static str,
    &'static str,
    &'static str,
    &'static [(&'static str, &'static str)],
);

const DIMENSIONS: &[Dimension] = &[
    ("streamer", "主播", "Streamer", &[]),
    (
        "platform",
        "平台",
        "Platform",
        &[
            ("douyin", "抖音"),
            ("taobao", "淘宝"),
            ("kuaishou", "快手"),
            ("jd", "京东"),
            ("shipinhao", "视频号"),
        ],
    ),
    ("account", "直播间", "Live room", &[]),
    ("product", "商品", "Product", &[]),
    (
        "category_l1",
        "一级类目",
        "Category",
        &[
            ("美妆护肤", "beauty"),
            ("母婴", "baby"),
            ("服饰", "apparel"),
            ("食品", "food"),
        ],
    ),
    (
        "live_mode",
        "自播/达播",
        "Live mode",
        &[("self", "自播"), ("kol", "达播")],
    ),
    (
        "buyer_type",
        "新老客",
        "Buyer type",
        &[("new", "新客"), ("old", "老客")],
    ),
    (
        "gender",
        "性别",
        "Gender",
        &[("female", "女"), ("male", "男")],
    ),
    (
        "traffic_source",
        "流量来源",
        "Traffic source",
        &[
            ("recommend", "推荐"),
            ("follow", "关注"),
            ("search", "搜索"),
            ("paid", "付费"),
        ],
    ),
    (
        "ad_product",
        "投放产品",
        "Ad product",
        &[("qianchuan", "千川"), ("suixintui", "随心推")],
    ),
    (
        "is_follower",
        "粉丝身份",
        "Follower",
        &[("true", "粉丝"), ("false", "非粉丝")],
    ),
    ("order_amount", "订单金额", "Order amount", &[]),
];

/// Returns fifteen metrics, twelve dimensions and a matched value.
pub(crate) fn sample_slice() -> LayerSlice {
    LayerSlice {
        relation: "livestream".to_owned(),
        metrics: METRICS.iter().map(|it| metric(*it)).collect(),
        dimensions: DIMENSIONS.iter().map(|it| dimension(*it)).collect(),
        matched_values: vec![MatchedValue {
            id: "v1".to_owned(),
            field: "streamer".to_owned(),
            asked_as: "小雅".to_owned(),
            value: "小雅's".to_owned(),
        }],
    }
}

fn metric([name, zh, en, description, unit]: [&str; 5]) -> SliceMetric {
    SliceMetric {
        name: name.to_owned(),
        zh: zh.to_owned(),
        en: en.to_owned(),
        description: description.to_owned(),
        unit: unit.to_owned(),
    }
}

fn dimension((name, zh, en, values): Dimension) -> SliceDimension {
    let kind = match name {
        "order_amount" => ValueKind::Number,
        "is_follower" => ValueKind::Boolean,
        _ => ValueKind::Text,
    };
    let value = |(code, label): &(&str, &str)| SliceValue {
        code: (*code).to_owned(),
        label: (*label).to_owned(),
    };
    SliceDimension {
        name: name.to_owned(),
        zh: zh.to_owned(),
        en: en.to_owned(),
        kind,
        values: values.iter().map(value).collect(),
    }
}
