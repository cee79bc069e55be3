//! How a question was read, in one sentence of each language.

mod assumed;

use semantic_sql::layer::{FieldId, SemanticLayer, Text};

use crate::grammar::time::{Grain, TimeOfDay};

use super::build::{self, Build};
use super::chosen::{Chosen, Many};
use super::slots::{Ranking, Restriction, Subject};

pub(super) use assumed::assumptions;

/// A grain by name.
pub(super) fn grain(grain: Grain) -> &'static str {
    match grain {
        Grain::Minute => "分钟 / minute",
        Grain::Hour | Grain::HourOfDay => "小时 / hour",
        Grain::Day => "天 / day",
        Grain::Week => "周 / week",
        Grain::Month => "月 / month",
        Grain::Quarter => "季度 / quarter",
        Grain::HalfYear => "半年 / half-year",
        Grain::Year => "年 / year",
        Grain::Weekday => "星期 / weekday",
    }
}

/// The reading of a plan.
pub(super) fn reading(build: &Build<'_>) -> Text {
    Text {
        zh: sentence(build, |text| &text.zh, true),
        en: sentence(build, |text| &text.en, false),
    }
}

type Pick = fn(&Text) -> &String;

fn sentence(build: &Build<'_>, pick: Pick, zh: bool) -> String {
    let (layer, slots) = (build.layer, build.slots);
    let either = |chinese: String, english: String| if zh { chinese } else { english };
    let time = build.period.reading.as_ref();
    let mut parts: Vec<String> = time
        .map(|time| pick(&time.label).clone())
        .into_iter()
        .collect();
    if let Some(count) = slots.times.latest {
        parts.push(either(
            format!("最近 {count} 场（已结束）"),
            format!("the latest {count} that have ended"),
        ));
    }
    for it in &slots.restrictions {
        parts.push(restriction(layer, it, zh));
    }
    if let Some(part) = &slots.part {
        let told = restriction(layer, part, zh);
        parts.push(either(format!("其中{told}"), format!("of which {told}")));
    }
    if let Some(focus) = &slots.focus {
        let told = restriction(layer, focus, zh);
        parts.push(either(format!("重点看{told}"), format!("above all {told}")));
    }
    let groups = group_names(build, pick);
    if !groups.is_empty() {
        let list = groups.join(if zh { "、" } else { ", " });
        parts.push(either(
            format!("按{list}"),
            format!("by {}", list.to_lowercase()),
        ));
    }
    parts.push(measured(build, pick, zh));
    for bound in &slots.bounds {
        let subject = match bound.subject {
            Subject::Metric(metric) => &layer.metric(build.read(metric)).label,
            Subject::Field(field) => &layer.field(field).label,
        };
        parts.push(format!("{} {} {}", pick(subject), bound.op, bound.value));
    }
    if slots.lacking {
        let (zh, en) = (
            "一点也没有的，只算曾经有过的",
            "none of it, out of those that ever had some",
        );
        parts.push(either(zh.to_owned(), en.to_owned()));
    }
    if let Some(chosen) = &slots.chosen {
        let told = chosen_groups(build, chosen, zh);
        parts.push(either(
            format!("{told}占全部的比例"),
            format!("{told} as a share of all"),
        ));
    }
    if let Some(by) = slots.by_change {
        let rate = either("变化率".to_owned(), "rate of change".to_owned());
        let change = either("变化".to_owned(), "change".to_owned());
        let what = if by.rate { rate } else { change };
        let (zh, en) = if by.up {
            ("上升", "rose")
        } else {
            ("下降", "fell")
        };
        parts.push(either(
            format!("只看{zh}的，按{what}排"),
            format!("only what {en}, by {what}"),
        ));
    }
    let way = |it: Ranking| Ranking {
        descending: slots.by_change.map_or(it.descending, |by| by.up),
        ..it
    };
    parts.extend(slots.ranking.map(|ranking| ranked(way(ranking), zh)));
    if let Some(base) = &build.base {
        let label = pick(&base.reading().label);
        parts.push(either(format!("对比{label}"), format!("against {label}")));
    }
    parts.join(if zh { "，" } else { ", " })
}

fn group_names(build: &Build<'_>, pick: Pick) -> Vec<String> {
    let fields = build
        .slots
        .groups
        .iter()
        .map(|group| &build.layer.field(group.field).label);
    let bucket = build
        .bucket
        .as_ref()
        .and_then(|name| build.layer.find_grain(name));
    fields
        .chain(bucket.map(|grain| &grain.label))
        .map(|label| pick(label).clone())
        .collect()
}

fn measured(build: &Build<'_>, pick: Pick, zh: bool) -> String {
    let metrics: Vec<String> = build
        .metrics()
        .into_iter()
        .map(|metric| {
            let label = pick(&build.layer.metric(metric).label).clone();
            match build.own_condition(metric) {
                None => label,
                Some(own) if zh => format!("{label}（{}）", restriction(build.layer, own, zh)),
                Some(own) => format!("{label} ({})", restriction(build.layer, own, zh)),
            }
        })
        .collect();
    let mut what = metrics.join(if zh { "、" } else { ", " });
    if let Some(over) = build.slots.over {
        let label = pick(&build.layer.field(over).label);
        what = match zh {
            true => format!("{what}（平均每{label}）"),
            false => format!("{what} per {}", label.to_lowercase()),
        };
    }
    if build.slots.share {
        what.push_str(if zh { "及占比" } else { " and shares" });
    }
    what
}

/// Some of all groups: 成交金额前 20% 的商品, products with refund rate > 20%.
pub(super) fn chosen_groups(build: &Build<'_>, chosen: &Chosen, zh: bool) -> String {
    let field = build::chosen::label(build, chosen.field, zh);
    let Some(first) = &chosen.first else {
        let bounds = build.slots.bounds.iter();
        let bounds = bounds.map(|bound| build::chosen::bound_text(build, bound, zh));
        let bounds: Vec<String> = bounds.collect();
        return match zh {
            true => format!("{}的{field}", bounds.join("、")),
            false => format!("{field} with {}", bounds.join(" and ")),
        };
    };
    let by = &build.layer.metric(build.read(first.by)).label;
    let many = match &first.many {
        Many::Count(n) => n.to_string(),
        Many::Part(part) => build::chosen::percentage(part),
    };
    match (zh, first.descending) {
        (true, true) => format!("{}前 {many} 的{field}", by.zh),
        (true, false) => format!("{}后 {many} 的{field}", by.zh),
        (false, true) => format!("top {many} of {field} by {}", by.en),
        (false, false) => format!("bottom {many} of {field} by {}", by.en),
    }
}

/// The order of a ranking and how many rows it has.
pub(super) fn ranked(ranking: Ranking, zh: bool) -> String {
    let way = match (zh, ranking.descending) {
        (true, true) => "从高到低",
        (true, false) => "从低到高",
        (false, true) => "highest first",
        (false, false) => "lowest first",
    };
    match ranking.limit {
        None => way.to_owned(),
        Some(n) if zh => format!("{way}前 {n}"),
        Some(n) => format!("{way}, {n} of them"),
    }
}

/// A value by the layer's name for it.
pub(super) fn value(layer: &SemanticLayer, field: FieldId, value: &String, zh: bool) -> String {
    let known = layer
        .field(field)
        .values
        .iter()
        .find(|known| known.value == *value);
    let label = known.map(|known| if zh { &known.label.zh } else { &known.label.en });
    label.unwrap_or(value).clone()
}

/// Hours of a day: 20:00–22:00.
pub(super) fn hours(part: TimeOfDay) -> String {
    let clock = |minute: u32| format!("{:02}:{:02}", minute / 60, minute % 60);
    format!("{}–{}", clock(part.from_minute), clock(part.to_minute))
}

/// What rows without a value of a field are called.
fn without(layer: &SemanticLayer, field: FieldId) -> Option<&semantic_sql::layer::Without> {
    layer.language.without.iter().find(|it| it.field == field)
}

/// A restriction for people.
pub(super) fn restriction(layer: &SemanticLayer, it: &Restriction, zh: bool) -> String {
    let field = layer.field(it.field);
    if it.empty {
        let said = without(layer, it.field);
        let said = said.map_or(&field.label, |known| &known.label);
        return match (zh, it.excluded) {
            (true, false) => said.zh.clone(),
            (true, true) => format!("不含{}", said.zh),
            (false, false) => said.en.clone(),
            (false, true) => format!("not {}", said.en),
        };
    }
    let name = |known: &String| value(layer, it.field, known, zh);
    let values: Vec<String> = it.values.iter().map(name).collect();
    let list = values.join(if zh { "、" } else { ", " });
    match (zh, it.excluded) {
        (true, false) => format!("{}：{list}", field.label.zh),
        (true, true) => format!("{}不含{list}", field.label.zh),
        (false, false) => format!("{}: {list}", field.label.en.to_lowercase()),
        (false, true) => format!("{} without {list}", field.label.en.to_lowercase()),
    }
}
