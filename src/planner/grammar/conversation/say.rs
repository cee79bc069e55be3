//! What was kept, and why a question cannot go on from the one before, in both languages.

use chrono::Duration;
use semantic_sql::layer::{FieldId, MetricId, SemanticLayer, Text};

use crate::grammar::time::{TimeRange, label_en, label_zh};
use crate::plan::{Choice, Clarification, Decline, EarlierRow, Plan};

use super::super::build::Build;
use super::super::say;
use super::super::slots::{Kept, Slots, Subject};
use super::{Broken, Context};

fn decline(code: &'static str, zh: String, en: String) -> Box<Plan> {
    Box::new(Plan::Decline(Decline {
        code,
        reason: Text { zh, en },
    }))
}

fn needs_context(zh: &str, en: &str) -> Box<Plan> {
    decline("needs_context", zh.to_owned(), en.to_owned())
}

/// There is no question to go on from.
pub(super) fn nothing_before(broken: Option<Broken>) -> Box<Plan> {
    match broken {
        None => needs_context(
            "这是一句追问，可是前面没有问题。请把指标和时间一起说出来。",
            "This goes on from an earlier question, and there is none. Name the metric and the time too.",
        ),
        Some(Broken::Refused) => needs_context(
            "上一问没有回答，没有可以沿用的内容。请把问题说完整。",
            "The question before was declined, so there is nothing to go on from. Ask the whole question.",
        ),
        Some(Broken::Unknown) => decline(
            "context_unknown",
            "上一问没有听懂，没有可以沿用的内容。请把问题说完整。".to_owned(),
            "The question before was not understood, so there is nothing to go on from. Ask the whole question.".to_owned(),
        ),
        Some(Broken::Verified) => decline(
            "context_unknown",
            "上一问是核准问题，按核准的语句回答，不能接着改。请把新问题说完整。".to_owned(),
            "The question before is a verified one, answered by a statement that a further question cannot change. Ask the whole question.".to_owned(),
        ),
        Some(Broken::Asked) => needs_context(
            "上一问还没有定下来。请先回答反问，或把问题说完整。",
            "The question before was asked back. Answer that first, or ask the whole question.",
        ),
    }
}

pub(super) fn nothing_listed() -> Box<Plan> {
    needs_context(
        "前面的回答里没有列出可以这样指的内容。",
        "No earlier answer lists what this points at.",
    )
}

pub(super) fn nobody_named() -> Box<Plan> {
    needs_context(
        "没有听出指的是谁：前面没有提到一个名字。",
        "I could not tell who is meant: no name was said before.",
    )
}

pub(super) fn no_rows() -> Box<Plan> {
    needs_context(
        "前面的结果是空的，没有可以指的内容。",
        "The earlier result is empty, so there is nothing to point at.",
    )
}

pub(super) fn no_name() -> Box<Plan> {
    needs_context(
        "前面结果里的这一行没有名字，不能单独再查。",
        "That row of the earlier result has no name, so it cannot be asked about.",
    )
}

pub(super) fn no_order() -> Box<Plan> {
    needs_context(
        "前面的结果没有排出名次，不能这样指。请说出名字。",
        "The earlier result is not in an order of places. Say the name.",
    )
}

pub(super) fn several_lists() -> Box<Plan> {
    needs_context(
        "前面的结果有不止一个分组，没有听出指的是哪一个。请说出名字。",
        "The earlier result is grouped by more than one thing, so I could not tell which is meant. Say the names.",
    )
}

pub(super) fn no_such_place(n: usize, rows: usize) -> Box<Plan> {
    decline(
        "needs_context",
        format!("前面的结果里没有单独的第 {n} 名（共 {rows} 行）。"),
        format!("The earlier result has no place {n} of its own ({rows} rows)."),
    )
}

pub(super) fn other_count(count: Option<u32>, rows: usize) -> Box<Plan> {
    match count {
        Some(count) => decline(
            "needs_context",
            format!("前面的结果有 {rows} 行，不是 {count} 行。"),
            format!("The earlier result has {rows} rows, not {count}."),
        ),
        None => decline(
            "needs_context",
            format!("前面的结果有 {rows} 行，太多了，请先缩小范围。"),
            format!("The earlier result has {rows} rows, too many to go on from. Narrow it first."),
        ),
    }
}

/// Several rows at one place.
pub(super) fn tied(n: usize, rows: &[&EarlierRow]) -> Box<Plan> {
    let names: Vec<String> = rows
        .iter()
        .filter_map(|row| row.names.first().cloned().flatten())
        .collect();
    decline(
        "needs_context",
        format!("第 {n} 名有并列：{}。请说出名字。", names.join("、")),
        format!("Place {n} is shared by {}. Say the name.", names.join(", ")),
    )
}

pub(super) fn no_time_to_move() -> Box<Plan> {
    needs_context(
        "前面的问题没有一段时间可以往前推。",
        "The earlier question has no period that could be moved.",
    )
}

pub(super) fn not_split(layer: &SemanticLayer, field: FieldId) -> Box<Plan> {
    let label = &layer.field(field).label;
    decline(
        "needs_context",
        format!("前面的问题没有按{}来分。", label.zh),
        format!(
            "The earlier question was not split by {}.",
            label.en.to_lowercase()
        ),
    )
}

pub(super) fn bound_without_groups() -> Box<Plan> {
    decline(
        "unsupported",
        "前面的问题对每一组的数值有限制，合起来以后这个限制就没有意义了。请把问题说完整。".to_owned(),
        "The earlier question bounds the number of each group, which means nothing for the total. Ask the whole question.".to_owned(),
    )
}

pub(super) fn not_among(values: &[String], kept: &[String]) -> Box<Plan> {
    let (new, old) = (values.join("、"), kept.join("、"));
    decline(
        "needs_context",
        format!("前面的问题只看{old}，里面没有{new}可以去掉。"),
        format!("The earlier question looks at {old} only, so there is no {new} to leave out."),
    )
}

/// 去掉抖音 where only 抖音 was asked for: without the restriction, or all the others?
pub(super) fn nothing_left(layer: &SemanticLayer, field: FieldId, values: &[String]) -> Box<Plan> {
    let label = &layer.field(field).label;
    let names = |zh: bool| {
        let name = |value: &String| say::value(layer, field, value, zh);
        let names: Vec<String> = values.iter().map(name).collect();
        names.join(if zh { "、" } else { " and " })
    };
    let (zh, en) = (names(true), names(false));
    let lower = label.en.to_lowercase();
    let choice = |zh: String, en: String| Choice {
        question: zh.clone(),
        label: Text { zh, en },
    };
    Box::new(Plan::Clarify(Clarification {
        question: Text {
            zh: format!("前面只看{zh}。去掉以后，要看全部，还是看{zh}以外的？"),
            en: format!("Only {en} was asked for. Without it: everything, or all but {en}?"),
        },
        choices: vec![
            choice(format!("所有{}", label.zh), format!("every {lower}")),
            choice(format!("只看{zh}以外的"), format!("only without {en}")),
        ],
    }))
}

/// 退款率呢 after the five best by another metric: those five, or the five best by this one?
pub(super) fn same_list_or_new(layer: &SemanticLayer, metric: MetricId) -> Box<Plan> {
    let label = &layer.metric(metric).label;
    Box::new(Plan::Clarify(Clarification {
        question: Text {
            zh: format!(
                "是看刚才这几个的{}，还是改按{}重新排名？",
                label.zh, label.zh
            ),
            en: format!(
                "The {} of those same rows, or a new ranking by {}?",
                label.en, label.en
            ),
        },
        choices: vec![
            Choice {
                label: Text {
                    zh: "刚才这几个".to_owned(),
                    en: "Those same rows".to_owned(),
                },
                question: format!("这几个的{}", label.zh),
            },
            Choice {
                label: Text {
                    zh: "重新排名".to_owned(),
                    en: "A new ranking".to_owned(),
                },
                question: format!("换成{}", label.zh),
            },
        ],
    }))
}

/// 去年呢 after a month: that month of last year, or all of the year?
pub(super) fn which_year(year: &TimeRange, same: &TimeRange) -> Box<Plan> {
    let choice = |range: &TimeRange| {
        let last = range.end - Duration::seconds(1);
        let days = (range.start.format("%Y-%m-%d"), last.format("%Y-%m-%d"));
        Choice {
            label: Text {
                zh: label_zh(range),
                en: label_en(range),
            },
            question: format!("{} 到 {}", days.0, days.1),
        }
    };
    Box::new(Plan::Clarify(Clarification {
        question: Text {
            zh: "是看那一年的同一段时间，还是整年？".to_owned(),
            en: "The same period of that year, or the whole year?".to_owned(),
        },
        choices: vec![choice(same), choice(year)],
    }))
}

/// A refusal of a question that goes on says what it had kept.
pub(super) fn refused_after(
    layer: &SemanticLayer,
    context: &Context,
    mut refused: Box<Plan>,
) -> Box<Plan> {
    if let Plan::Decline(decline) = &mut *refused
        && decline.code != "needs_context"
    {
        let kept = |zh: bool| said(layer, None, &whole(&context.slots), zh);
        let reason = &mut decline.reason;
        reason.zh = format!("{}（沿用上一问：{}。）", reason.zh, kept(true));
        reason.en = format!("{} (Going on from: {}.)", reason.en, kept(false));
    }
    refused
}

/// All parts of a question, as if everything were kept.
fn whole(slots: &Slots) -> Vec<Kept> {
    let restrictions = slots.restrictions.iter().cloned().map(Kept::Restriction);
    let groups = slots.groups.iter().map(|group| Kept::Group(group.field));
    let metrics = slots
        .metrics
        .iter()
        .map(|mention| Kept::Metric(mention.metric));
    restrictions.chain(groups).chain(metrics).collect()
}

/// What a question kept from the one before.
pub(super) fn kept(build: &Build<'_>) -> Text {
    let time = build.period.whole_label(build.layer);
    let time = time.as_ref();
    let told = |zh: bool| said(build.layer, time, &build.slots.kept, zh);
    let (zh, en) = (told(true), told(false));
    if zh.is_empty() {
        return Text {
            zh: "接着上一问，没有沿用其中的内容。".to_owned(),
            en: "This goes on from the question before and keeps nothing of it.".to_owned(),
        };
    }
    Text {
        zh: format!("沿用上一问：{zh}。"),
        en: format!("Kept from before: {en}."),
    }
}

fn said(layer: &SemanticLayer, time: Option<&Text>, kept: &[Kept], zh: bool) -> String {
    let pick = |text: &Text| if zh { text.zh.clone() } else { text.en.clone() };
    let choose = |chinese: &str, english: &str| if zh { chinese } else { english }.to_owned();
    let mut parts: Vec<String> = Vec::new();
    let mut kept: Vec<&Kept> = kept.iter().collect();
    kept.sort_by_key(|part| place(part));
    for part in kept {
        let told = match part {
            Kept::Time => time.map_or_else(|| choose("时间", "the time"), pick),
            Kept::Hours(part) => say::hours(*part),
            Kept::Weekdays(days) => {
                let days: Vec<String> = days.iter().map(u32::to_string).collect();
                format!("{} {}", choose("星期", "weekdays"), days.join("、"))
            }
            Kept::Grain(grain) => {
                let name = say::grain(*grain).split(" / ").nth(usize::from(!zh));
                format!("{}{}", choose("按", "by "), name.unwrap_or_default())
            }
            Kept::Metric(metric) => pick(&layer.metric(*metric).label),
            Kept::Group(field) => {
                let label = pick(&layer.field(*field).label);
                format!(
                    "{}{}",
                    choose("按", "by "),
                    if zh { label } else { label.to_lowercase() }
                )
            }
            Kept::Restriction(it) if it.empty => say::restriction(layer, it, zh),
            Kept::Restriction(it) => {
                let name = |value: &String| say::value(layer, it.field, value, zh);
                let names: Vec<String> = it.values.iter().map(name).collect();
                let names = names.join(if zh { "、" } else { ", " });
                match (it.lifts, it.excluded) {
                    (true, _) => format!("{}{names}", choose("包括", "including ")),
                    (_, true) => format!("{}{names}", choose("不含", "without ")),
                    _ => names,
                }
            }
            Kept::Ranking(ranking) => say::ranked(*ranking, zh),
            Kept::Compare => choose("对比", "the comparison"),
            Kept::Share => choose("占比", "the share"),
            Kept::Trend => choose("趋势", "the trend"),
            Kept::Bound(bound) => {
                let subject = match bound.subject {
                    Subject::Metric(metric) => pick(&layer.metric(metric).label),
                    Subject::Field(field) => pick(&layer.field(field).label),
                };
                format!("{subject} {} {}", bound.op, bound.value)
            }
        };
        if !parts.contains(&told) {
            parts.push(told);
        }
    }
    parts.join(if zh { "、" } else { ", " })
}

/// Where a part stands in the sentence: when, of what, by what, which number.
fn place(part: &Kept) -> u8 {
    match part {
        Kept::Time | Kept::Hours(_) | Kept::Weekdays(_) => 0,
        Kept::Restriction(_) => 1,
        Kept::Group(_) | Kept::Grain(_) => 2,
        Kept::Metric(_) => 3,
        Kept::Bound(_) | Kept::Ranking(_) => 4,
        Kept::Compare | Kept::Share | Kept::Trend => 5,
    }
}
