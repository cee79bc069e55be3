//! How a question was read, in one sentence of each language.

use semantic_sql::layer::{DatasetId, FieldId, MetricId, SemanticLayer, Text};

use crate::grammar::time::{Grain, TimeOfDay, label_en, label_zh};

use super::build::Build;
use super::slots::{Ranking, Restriction, Subject};

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
    for range in &slots.times.without {
        parts.push(either(
            format!("不含{}", label_zh(range)),
            format!("without {}", label_en(range)),
        ));
    }
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
    parts.extend(slots.ranking.map(|ranking| ranked(ranking, zh)));
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
        .map(|metric| pick(&build.layer.metric(metric).label).clone())
        .collect();
    let mut what = metrics.join(if zh { "、" } else { ", " });
    if build.slots.share {
        what.push_str(if zh { "及占比" } else { " and shares" });
    }
    what
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
    if let Some((word, name)) = &build.slots.own {
        said.push(Text {
            zh: format!("“{word}”按“{}”理解。", name.zh),
            en: format!("\"{word}\" was read as \"{}\".", name.en),
        });
    }
    for (of, expected) in &build.slots.foreseen {
        let [of, expected] = [of, expected].map(|id| &build.layer.metric(*id).label);
        said.push(Text {
            zh: format!("问的是还没发生的，{}取{}。", of.zh, expected.zh),
            en: format!(
                "It is about what is expected: {} is {}.",
                of.en, expected.en
            ),
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
    for (at, others) in &build.slots.ambiguous {
        said.extend(taken_for(build, *at, others));
    }
    if let Some(text) = averaged_over(build) {
        said.push(text);
    }
    if !build.slots.left_out.is_empty() {
        said.push(left_out(build));
    }
    if let Some((scope, metric)) = &build.slots.given {
        let label = &build.layer.metric(*metric).label;
        let value = |zh| {
            let values = scope.values.iter();
            let values = values.map(|it| value(build.layer, scope.field, it, zh));
            values.collect::<Vec<_>>().join(", ")
        };
        said.push(Text {
            zh: format!("{}本来就只统计{}。", label.zh, value(true)),
            en: format!("{} is counted for {} only anyway.", label.en, value(false)),
        });
    }
    said.extend(other_facts(build));
    said.extend(whole_sessions(build));
    if build.slots.times.reread {
        said.push(Text {
            zh: "“开始前”按开始后的头几分钟理解。".to_owned(),
            en: "\"Before the start\" was read as the first minutes after it.".to_owned(),
        });
    }
    said
}

/// Rows that are finer than sessions, listed by session, are placed by when the session began.
fn whole_sessions(build: &Build<'_>) -> Option<Text> {
    let sessions = build.layer.facts_of(build.layer.language.sessions?);
    let finer = |id: MetricId| {
        let facts = build.layer.facts_of(id);
        facts.iter().any(|fact| !sessions.contains(fact))
    };
    let placed = build.by_start.is_some() && build.period.range.is_some();
    let finer = placed && build.metrics().into_iter().any(finer);
    finer.then(|| Text {
        zh: "场次按开播时间归入这段时间，整场计入。".to_owned(),
        en: "Sessions are placed by when they began and counted whole.".to_owned(),
    })
}

/// Which of the metrics that a word may mean was taken.
fn taken_for(build: &Build<'_>, at: usize, others: &[MetricId]) -> Option<Text> {
    let taken = build
        .slots
        .metrics
        .iter()
        .find(|mention| mention.at == at)?;
    let word = build.tokens.text(build.tokens.list.get(at)?);
    let label = &build.layer.metric(taken.metric).label;
    let names = |pick: Pick, gap: &str| {
        let labels = others
            .iter()
            .map(|id| pick(&build.layer.metric(*id).label).clone());
        labels.collect::<Vec<_>>().join(gap)
    };
    Some(Text {
        zh: format!(
            "“{word}”按{}理解，也可以问{}。",
            label.zh,
            names(|text| &text.zh, "、")
        ),
        en: format!(
            "\"{word}\" was taken as {}; it may also mean {}.",
            label.en,
            names(|text| &text.en, ", ")
        ),
    })
}

/// Over how much of today an average goes.
fn averaged_over(build: &Build<'_>) -> Option<Text> {
    build.slots.average?;
    let range = build.period.range.as_ref()?;
    range.partial.then(|| Text {
        zh: "日均把今天也算作一天，今天还没过完。".to_owned(),
        en: "The average counts today as a day, which is not over yet.".to_owned(),
    })
}

/// Steps of a funnel that are counted in other rows than the first, by another time.
fn other_facts(build: &Build<'_>) -> Option<Text> {
    let layer = build.layer;
    build.slots.funnel?;
    let metrics = build.metrics();
    let facts = |metric: &MetricId| layer.facts_of(*metric);
    let first = facts(metrics.first()?);
    let others: Vec<&MetricId> = metrics.iter().filter(|it| facts(it) != first).collect();
    let second = facts(others.first()?);
    // Where they come from several places, naming one would be wrong.
    if others.iter().any(|it| facts(it) != second) {
        return None;
    }
    let label = |facts: &[DatasetId]| Some(layer.dataset(*facts.first()?).label.clone());
    let (home, other) = (label(&first)?, label(&second)?);
    let names = |pick: Pick, gap: &str| {
        let labels = others.iter();
        let labels = labels.map(|id| pick(&layer.metric(**id).label).clone());
        labels.collect::<Vec<_>>().join(gap)
    };
    Some(Text {
        zh: format!(
            "{}来自“{}”，按它自己的时间；其余各步来自“{}”。",
            names(|text| &text.zh, "、"),
            other.zh,
            home.zh
        ),
        en: format!(
            "{} come from \"{}\", by their own time; the other steps from \"{}\".",
            names(|text| &text.en, ", "),
            other.en,
            home.en
        ),
    })
}

/// Steps of a funnel that are not known for the scope of the question.
fn left_out(build: &Build<'_>) -> Text {
    let names = |pick: Pick, gap: &str| {
        let labels = build.slots.left_out.iter();
        let labels = labels.map(|id| pick(&build.layer.metric(*id).label).clone());
        labels.collect::<Vec<_>>().join(gap)
    };
    Text {
        zh: format!(
            "这个范围分不到{}，漏斗从后一步开始。",
            names(|text| &text.zh, "、")
        ),
        en: format!(
            "{} cannot be told for this scope, so the funnel leaves that out.",
            names(|text| &text.en, ", ")
        ),
    }
}
