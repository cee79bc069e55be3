//! What a reader must know beside the numbers: basis, defaults, maturity, freshness.

pub(super) mod empty;

use chrono::{Duration, NaiveDate, NaiveDateTime};
use semantic_sql::bound::Note;
use semantic_sql::expr::{BinaryOp, Expr, Literal};
use semantic_sql::layer::{DefaultFilter, FieldId};

use crate::knowledge::Freshness;
use crate::plan::ChartWish;
use crate::question::Language;

use super::chart::Chart;
use super::coverage;
use super::labels::Labels;
use super::losses;
use super::{AnswerNote, Computed};

/// Everything that must be said, most important first, each thing once.
pub(super) fn notes(labels: &Labels<'_>, computed: &Computed) -> Vec<AnswerNote> {
    let mut notes: Vec<AnswerNote> = Vec::new();
    let mut say = |code: &str, text: String| {
        if !text.is_empty() && !notes.iter().any(|known| known.text == text) {
            notes.push(AnswerNote {
                code: code.to_owned(),
                text,
            });
        }
    };
    let language = labels.language;
    if let Some((code, text)) = empty::kind(labels, computed) {
        say(code, text);
    }
    if computed
        .plan
        .interpretation
        .time
        .as_ref()
        .is_some_and(|time| time.partial)
    {
        let text = language.choose("这段时间还没有结束。", "The period is still running.");
        say("partial_period", text.to_owned());
    }
    if let Some(note) = coverage::note(labels, computed) {
        say(&note.code, note.text);
    }
    if let Some(by) = &computed.plan.verified {
        let (owner, since) = (&by.owner, by.since);
        let text = match language {
            Language::Zh => format!("这是核准问题“{}”，由{owner}负责，{since} 起。", by.label.zh),
            Language::En => format!(
                "A verified question, \"{}\": {owner} answers for it since {since}.",
                by.label.en
            ),
        };
        say("verified", text);
    }
    if computed.result.truncated {
        let text = language.choose(
            "行数太多，只取了前面的。",
            "Too many rows: only the first ones are here.",
        );
        say("truncated", text.to_owned());
    }
    if losses::any(&computed.result) {
        let text = language.choose(
            "对比期是负数的，变化率的正负会反过来，不列出。",
            "Where the earlier value is below zero a rate of change would have the wrong sign, so none is given.",
        );
        say("negative_base", text.to_owned());
    }
    for assumption in &computed.plan.assumptions {
        say("assumption", language.pick(assumption).to_owned());
    }
    for text in maturity(labels, computed) {
        say("maturity", text);
    }
    for note in &computed.notes {
        if note.code != "default_filter" {
            say(note.code, language.pick(&note.text).to_owned());
        }
    }
    for text in default_filters(labels, computed) {
        say("default_filter", text);
    }
    for metric in &computed.metrics {
        for caveat in &labels.layer.metric(*metric).caveats {
            say("caveat", language.pick(caveat).to_owned());
        }
    }
    if let Some(until) = data_until(labels, computed) {
        let at = labels.moment(until);
        let text = match language {
            Language::Zh => format!("数据更新至 {at}。"),
            Language::En => format!("Data to {at}."),
        };
        say("data_until", text);
    }
    notes
}

/// What is still going to change, where the range reaches into the days in which it does.
fn maturity(labels: &Labels<'_>, computed: &Computed) -> Vec<String> {
    let end = computed
        .plan
        .interpretation
        .time
        .as_ref()
        .map_or(labels.asked_at, |time| time.end);
    let mut said: Vec<String> = Vec::new();
    for metric in &computed.metrics {
        for formula in labels.layer.formulas_of(*metric) {
            let Some(maturity) = &labels.layer.metric(formula.metric).maturity else {
                continue;
            };
            let text = labels.language.pick(&maturity.note);
            let moving = end + Duration::days(i64::from(maturity.days)) > labels.asked_at;
            if moving && !said.iter().any(|known| known.starts_with(text)) {
                said.push(text.to_owned() + &open_days(labels, computed, maturity.days));
            }
        }
    }
    said
}

/// How many of the period's days are still within the days in which the number changes.
fn open_days(labels: &Labels<'_>, computed: &Computed, days: u32) -> String {
    let Some(time) = &computed.plan.interpretation.time else {
        return String::new();
    };
    let day = |moment: NaiveDateTime| {
        moment
            .date()
            .signed_duration_since(NaiveDate::MIN)
            .num_days()
    };
    let last = day(time.end.min(labels.asked_at) - Duration::seconds(1));
    let (first, open) = (day(time.start), day(labels.asked_at) - i64::from(days));
    let (all, still) = (last - first + 1, last - open.max(first - 1));
    if all < 2 || still < 1 {
        return String::new();
    }
    match labels.language {
        Language::Zh => format!("这段时间 {all} 天里，有 {still} 天还在这 {days} 天之内。"),
        Language::En => format!(" Of the {all} days here {still} are still within those {days}."),
    }
}

/// The default filters that were applied, in people's words.
pub(super) fn default_filters(labels: &Labels<'_>, computed: &Computed) -> Vec<String> {
    let mut said: Vec<String> = Vec::new();
    let applied: Vec<&Note> = computed
        .notes
        .iter()
        .filter(|note| note.code == "default_filter")
        .collect();
    let mut known: Vec<&DefaultFilter> = Vec::new();
    for formula in computed
        .metrics
        .iter()
        .flat_map(|metric| labels.layer.formulas_of(*metric))
    {
        known.extend(&labels.layer.metric(formula.metric).defaults);
    }
    for note in applied {
        // The binder writes the filter into its sentence as the layer writes it.
        let filter = known
            .iter()
            .find(|filter| note.text.en.contains(&format!(" {} (", filter.text)));
        let words = filter.and_then(|filter| in_words(labels, &filter.predicate));
        let text = words.unwrap_or_else(|| labels.language.pick(&note.text).to_owned());
        if !said.contains(&text) {
            said.push(text);
        }
    }
    said
}

/// A filter on one field as a person says it; nothing for a filter of another shape.
fn in_words(labels: &Labels<'_>, predicate: &Expr<FieldId>) -> Option<String> {
    let (field, values, negated) = match predicate {
        Expr::Binary { op, left, right } if matches!(op, BinaryOp::Eq | BinaryOp::NotEq) => {
            let Expr::Leaf(field) = left.as_ref() else {
                return None;
            };
            (*field, vec![literal(right)?], *op == BinaryOp::NotEq)
        }
        Expr::InList {
            expr,
            list,
            negated,
        } => {
            let Expr::Leaf(field) = expr.as_ref() else {
                return None;
            };
            (
                *field,
                list.iter().map(literal).collect::<Option<Vec<_>>>()?,
                *negated,
            )
        }
        Expr::Leaf(field) => (*field, vec!["true".to_owned()], false),
        Expr::Not(inner) => {
            let Expr::Leaf(field) = inner.as_ref() else {
                return None;
            };
            (*field, vec!["true".to_owned()], true)
        }
        _ => return None,
    };
    let language = labels.language;
    let name = language.pick(&labels.layer.field(field).label);
    let values: Vec<String> = values
        .iter()
        .map(|value| labels.field_value(field, value))
        .collect();
    let values = values.join(language.choose("、", ", "));
    Some(match (language, negated) {
        (Language::Zh, false) => format!("默认只算{name}为{values}"),
        (Language::Zh, true) => format!("默认不算{name}为{values}"),
        (Language::En, false) => format!("{name}: {values} (by default)"),
        (Language::En, true) => format!("without {name}: {values} (by default)"),
    })
}

fn literal(expr: &Expr<FieldId>) -> Option<String> {
    match expr {
        Expr::Literal(Literal::String(text) | Literal::Number(text)) => Some(text.clone()),
        Expr::Literal(Literal::Boolean(value)) => Some(value.to_string()),
        _ => None,
    }
}

/// The oldest moment until which a table that was read is loaded; where none of them is known, the
/// newest load of all, else the data's clock.
pub(super) fn data_until(labels: &Labels<'_>, computed: &Computed) -> Option<NaiveDateTime> {
    let sources = computed
        .datasets
        .iter()
        .filter_map(|name| labels.layer.find_dataset(name));
    let tables: Vec<&String> = sources
        .map(|id| labels.layer.dataset(id))
        .flat_map(|dataset| {
            dataset
                .source
                .last()
                .into_iter()
                .chain(&dataset.loaded_from)
        })
        .collect();
    let known = |load: &&Freshness| {
        tables.contains(&&load.table) || computed.datasets.contains(&load.table)
    };
    let loads = labels
        .knowledge
        .freshness
        .iter()
        .filter(known)
        .filter(|load| is_group_asked_for(labels, computed, &load.group));
    loads
        .map(|load| load.until)
        .min()
        .or_else(|| {
            labels
                .knowledge
                .freshness
                .iter()
                .map(|load| load.until)
                .max()
        })
        .or(labels.knowledge.clock)
}

/// Whether the reading's filters keep a group of the calendar and of loads, such as a platform.
pub(super) fn is_group_asked_for(labels: &Labels<'_>, computed: &Computed, asked: &String) -> bool {
    let group = labels
        .layer
        .calendar
        .as_ref()
        .and_then(|calendar| calendar.group_field.as_deref());
    let filters = computed.plan.interpretation.filters.iter();
    let mut on_group = filters.filter(|filter| Some(filter.dimension.as_str()) == group);
    on_group.all(|filter| match filter.op.as_str() {
        "=" | "in" => filter.values.contains(asked),
        "!=" | "not in" => !filter.values.contains(asked),
        _ => true,
    })
}

/// Says so where the picture that was asked for does not fit the rows.
pub(super) fn another_chart(
    computed: &Computed,
    drawn: Option<&Chart>,
    language: Language,
) -> Option<AnswerNote> {
    let wish = computed
        .plan
        .chart
        .filter(|wish| *wish != ChartWish::Table)?;
    let fits = drawn.is_some_and(|chart| chart.kind.is_a(wish));
    let (zh, en) = match wish {
        ChartWish::Line => (
            "这个结果不能画成折线图：它没有按时间分。",
            "This cannot be drawn as a line: it is not split by time.",
        ),
        ChartWish::Bar => ("这个结果不适合画成柱状图。", "This does not suit bars."),
        ChartWish::Stacked => (
            "这个结果不能画成堆叠图：要有两个维度，各部分还要能相加。",
            "This cannot be stacked: that needs two dimensions whose parts add up.",
        ),
        ChartWish::Scatter => (
            "这个结果不能画成散点图：要有一个维度和两个指标。",
            "This cannot be a scatter plot: that needs one dimension and two metrics.",
        ),
        ChartWish::HeatMap => (
            "这个结果不能画成热力图：要有两个维度，每个都不能太多。",
            "This cannot be a heat map: that needs two dimensions of few values each.",
        ),
        ChartWish::Funnel => (
            "这个结果不能画成漏斗图：要有几个前后相接的数。",
            "This cannot be a funnel: that needs several numbers that follow each other.",
        ),
        ChartWish::Waterfall => (
            "这个结果不能画成瀑布图：问为什么变了，才有各部分的变化。",
            "This cannot be a waterfall: asking why a number changed gives the parts of its change.",
        ),
        ChartWish::Pie | ChartWish::Table => (
            "这个结果不能画成饼图：各部分合起来不是一个整体，或者部分太多。",
            "This cannot be drawn as a pie: the parts make no whole, or there are too many.",
        ),
    };
    let text = language.choose(zh, en);
    (!fits).then(|| AnswerNote {
        code: "chart".to_owned(),
        text: text.to_owned(),
    })
}
