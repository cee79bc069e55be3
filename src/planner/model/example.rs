//! Worked examples, built from the slice itself, so that they always fit the layer at hand.
//!
//! Verified questions that are near to the one at hand stand after them, each with its statement.
//! They are given as earlier turns of the exchange: small models follow those far better than examples inside the instructions.

use chrono::NaiveDate;

use super::WorkedExample;
use super::calendar;
use super::reply::{
    DimensionName, Direction, Filter, Grain, MetricName, Offset, Operator, Order, OrderKey,
    TimeRange, TypedQuery,
    wire::{Kind, WireReply},
};
use super::slice::{Language, LayerSlice, SliceDimension, SliceMetric};

/// A question with the reply that it should have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Example {
    pub(super) question: String,
    /// The reply as JSON text.
    pub(super) reply: String,
    pub(super) language: Language,
}

/// Returns up to four examples: a ranking, a filtered trend, a comparison, and a filtered total.
pub(super) fn examples(slice: &LayerSlice, today: NaiveDate) -> Vec<Example> {
    let Some(metric) = slice.metrics.first() else {
        return Vec::new();
    };
    let other = slice.metrics.get(1).unwrap_or(metric);
    let mut examples = Vec::new();
    if let Some(dimension) = slice.dimensions.first() {
        examples.push(ranking(metric, dimension, today));
    }
    let coded = slice.dimensions.iter().find(|it| !it.values.is_empty());
    if let Some(dimension) = coded {
        examples.push(filtered_trend(other, dimension, today));
    }
    examples.push(comparison(metric, today));
    if let Some(dimension) = coded {
        examples.push(filtered_total(other, dimension, today));
    }
    examples
}

/// A verified question with the statement that answers it.
pub(super) fn of_statement(example: &WorkedExample) -> Example {
    let reply = WireReply {
        reading: example.question.clone(),
        kind: Kind::SemanticSql,
        semantic_sql: Some(example.sql.clone()),
        ..WireReply::default()
    };
    Example {
        question: example.question.clone(),
        reply: serde_json::to_string(&reply).expect("a reply is plain data"),
        language: example.language,
    }
}

fn ranking(metric: &SliceMetric, dimension: &SliceDimension, today: NaiveDate) -> Example {
    let query = TypedQuery {
        metrics: vec![MetricName(metric.name.clone())],
        dimensions: vec![DimensionName(dimension.name.clone())],
        time: Some(named("last week 上周", today)),
        order: Some(Order {
            by: OrderKey(metric.name.clone()),
            dir: Direction::Descending,
        }),
        limit: Some(5),
        ..TypedQuery::default()
    };
    let text = format!("上周{}最高的5个{}", metric.zh, dimension.zh);
    example(Language::Chinese, text.clone(), text, query)
}

fn filtered_trend(metric: &SliceMetric, dimension: &SliceDimension, today: NaiveDate) -> Example {
    let value = &dimension.values[0];
    let query = TypedQuery {
        metrics: vec![MetricName(metric.name.clone())],
        filters: vec![Filter {
            field: DimensionName(dimension.name.clone()),
            op: Operator::Equal,
            values: vec![value.code.clone()],
        }],
        time: Some(named("last 30 days 近30天", today)),
        grain: Some(Grain::Day),
        ..TypedQuery::default()
    };
    example(
        Language::English,
        format!("daily {} of {} in the last 30 days", metric.en, value.code),
        format!("{} of {} by day, last 30 days", metric.en, value.code),
        query,
    )
}

fn filtered_total(metric: &SliceMetric, dimension: &SliceDimension, today: NaiveDate) -> Example {
    let value = dimension.values.last().unwrap_or(&dimension.values[0]);
    let query = TypedQuery {
        metrics: vec![MetricName(metric.name.clone())],
        filters: vec![Filter {
            field: DimensionName(dimension.name.clone()),
            op: Operator::Equal,
            values: vec![value.code.clone()],
        }],
        time: Some(named("yesterday 昨天", today)),
        ..TypedQuery::default()
    };
    let text = format!("昨天{}的{}是多少", value.label, metric.zh);
    example(Language::Chinese, text.clone(), text, query)
}

fn comparison(metric: &SliceMetric, today: NaiveDate) -> Example {
    let query = TypedQuery {
        metrics: vec![MetricName(metric.name.clone())],
        time: Some(named("last month 上个月", today)),
        compare: Some(Offset::Year),
        ..TypedQuery::default()
    };
    let text = format!("上个月{}同比", metric.zh);
    example(Language::Chinese, text.clone(), text, query)
}

fn example(language: Language, question: String, reading: String, query: TypedQuery) -> Example {
    let reply = WireReply::of_query(reading, query);
    Example {
        question,
        reply: serde_json::to_string(&reply).expect("a reply is plain data"),
        language,
    }
}

fn named(label: &str, today: NaiveDate) -> TimeRange {
    let range = calendar::calendar(today)
        .into_iter()
        .find(|range| range.label == label)
        .expect("the examples name ranges of the calendar");
    TimeRange {
        start: range.start.to_string(),
        end: range.end.to_string(),
    }
}
