//! How a question was read, in one sentence of each language.

use semantic_sql::layer::{SemanticLayer, Text};

use crate::grammar::time::Grain;

use super::build::Build;
use super::slots::{Restriction, Subject};

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
    let gap = if zh { "、" } else { ", " };
    let mut parts: Vec<String> = Vec::new();
    parts.extend(
        build
            .period
            .reading
            .as_ref()
            .map(|time| pick(&time.label).clone()),
    );
    for it in &slots.restrictions {
        parts.push(restriction(layer, it, pick, zh));
    }
    if let Some(focus) = &slots.focus {
        let told = restriction(layer, focus, pick, zh);
        parts.push(if zh {
            format!("重点看{told}")
        } else {
            format!("above all {told}")
        });
    }
    let mut groups: Vec<String> = slots
        .groups
        .iter()
        .map(|g| pick(&layer.field(g.field).label).clone())
        .collect();
    let bucket = build
        .bucket
        .as_ref()
        .and_then(|name| layer.find_grain(name));
    groups.extend(bucket.map(|grain| pick(&grain.label).clone()));
    if !groups.is_empty() {
        let list = groups.join(gap);
        parts.push(if zh {
            format!("按{list}")
        } else {
            format!("by {}", list.to_lowercase())
        });
    }
    let metrics: Vec<String> = build
        .metrics()
        .into_iter()
        .map(|metric| pick(&layer.metric(metric).label).clone())
        .collect();
    let mut what = metrics.join(gap);
    if slots.share {
        what.push_str(if zh { "及占比" } else { " and shares" });
    }
    parts.push(what);
    for bound in &slots.bounds {
        let subject = match bound.subject {
            Subject::Metric(metric) => &layer.metric(build.read(metric)).label,
            Subject::Field(field) => &layer.field(field).label,
        };
        parts.push(format!("{} {} {}", pick(subject), bound.op, bound.value));
    }
    if let Some(ranking) = slots.ranking {
        let n = ranking.limit.map(|n| n.to_string()).unwrap_or_default();
        parts.push(match (zh, ranking.descending) {
            (true, true) => format!(
                "从高到低{}",
                if n.is_empty() { n } else { format!("前 {n}") }
            ),
            (true, false) => format!(
                "从低到高{}",
                if n.is_empty() { n } else { format!("前 {n}") }
            ),
            (false, true) => format!(
                "highest first{}",
                if n.is_empty() {
                    n
                } else {
                    format!(", {n} of them")
                }
            ),
            (false, false) => format!(
                "lowest first{}",
                if n.is_empty() {
                    n
                } else {
                    format!(", {n} of them")
                }
            ),
        });
    }
    if let Some(base) = &build.base {
        let label = pick(&base.reading().label);
        parts.push(if zh {
            format!("对比{label}")
        } else {
            format!("against {label}")
        });
    }
    parts.join(if zh { "，" } else { ", " })
}

fn restriction(layer: &SemanticLayer, it: &Restriction, pick: Pick, zh: bool) -> String {
    let field = layer.field(it.field);
    let name = |value: &String| {
        let known = field.values.iter().find(|known| known.value == *value);
        known.map_or_else(|| value.clone(), |known| pick(&known.label).clone())
    };
    let values: Vec<String> = it.values.iter().map(name).collect();
    let list = values.join(if zh { "、" } else { ", " });
    match (zh, it.excluded) {
        (true, false) => format!("{}：{list}", field.label.zh),
        (true, true) => format!("{}不含{list}", field.label.zh),
        (false, false) => format!("{}: {list}", field.label.en.to_lowercase()),
        (false, true) => format!("{} without {list}", field.label.en.to_lowercase()),
    }
}

/// What was taken for granted.
pub(super) fn assumptions(build: &Build<'_>) -> Vec<Text> {
    let mut said = Vec::new();
    if let Some(time) = build.period.reading.as_ref().filter(|time| time.defaulted) {
        said.push(Text {
            zh: format!("问题没有说时间，默认看{}。", time.label.zh),
            en: format!("No time was named, so this covers {}.", time.label.en),
        });
    }
    for (wrong, right) in &build.tokens.mended {
        said.push(Text {
            zh: format!("“{wrong}”按“{right}”理解。"),
            en: format!("\"{wrong}\" was read as \"{right}\"."),
        });
    }
    for mention in &build.slots.metrics {
        let (asked, read) = (mention.metric, build.read(mention.metric));
        if asked != read {
            let (asked, read) = (
                &build.layer.metric(asked).label,
                &build.layer.metric(read).label,
            );
            said.push(Text {
                zh: format!("在这个粒度上，{}取{}。", asked.zh, read.zh),
                en: format!("At this grain {} is {}.", asked.en, read.en),
            });
        }
    }
    if build.slots.times.reread {
        said.push(Text {
            zh: "“开始前”按开始后的头几分钟理解。".to_owned(),
            en: "\"Before the start\" was read as the first minutes after it.".to_owned(),
        });
    }
    said
}
