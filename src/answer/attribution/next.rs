//! What one would ask next: into the largest part, along another dimension, over time.
//!
//! The texts are made of the layer's names and dates; the pipeline keeps those that are understood.

use chrono::{Duration, NaiveTime};

use crate::answer::Computed;
use crate::answer::labels::Labels;
use crate::plan::TimeReading;
use crate::question::Language;

use super::Change;

/// Candidates, the best first.
pub(super) fn questions(
    labels: &Labels<'_>,
    computed: &Computed,
    change: &Change<'_>,
) -> Vec<String> {
    let Some(period) = computed.plan.interpretation.time.as_ref().and_then(period) else {
        return Vec::new();
    };
    let zh = labels.language == Language::Zh;
    let metric = labels.language.pick(&labels.layer.metric(change.spec.metric).label);
    let scope = scope(labels, computed);
    let mut found = Vec::new();
    let why = |scope: &str, metric: &str| match (zh, scope.is_empty()) {
        (true, true) => format!("{period}{metric}为什么变了"),
        (true, false) => format!("{period}{scope}的{metric}为什么变了"),
        (false, true) => format!("Why did {metric} change {period}"),
        (false, false) => format!("Why did {metric} of {scope} change {period}"),
    };
    if let Some((breakdown, _)) = change.breakdowns.first()
        && let Some(part) = breakdown.parts.first().filter(|part| !part.is_rest)
    {
        let within = if scope.is_empty() {
            part.name.clone()
        } else if zh {
            format!("{scope}{}", part.name)
        } else {
            format!("{scope} {}", part.name)
        };
        found.push(why(&within, metric));
        // What the shown name does not say alone may still be meant within the metric's own words.
        found.push(why(&part.name, metric));
    }
    if let Some((_, parts, _)) = &change.factors {
        let largest = parts
            .iter()
            .filter(|part| !part.is_rest)
            .max_by_key(|part| part.effect.abs());
        found.extend(largest.map(|part| why(&scope, &part.name)));
    }
    if let Some((breakdown, _)) = change.breakdowns.get(super::TOLD.min(change.breakdowns.len().saturating_sub(1))) {
        let field = labels.language.pick(&labels.layer.field(breakdown.field).label);
        found.push(if zh {
            format!("{}，按{field}拆", why(&scope, metric))
        } else {
            format!("{} by {}", why(&scope, metric), field.to_lowercase())
        });
    }
    found.push(match (zh, scope.is_empty()) {
        (true, true) => format!("近30天每天的{metric}"),
        (true, false) => format!("近30天每天{scope}的{metric}"),
        (false, true) => format!("Daily {metric} in the last 30 days"),
        (false, false) => format!("Daily {metric} of {scope} in the last 30 days"),
    });
    found
}

/// Whole days as dates that the time grammar reads.
fn period(time: &TimeReading) -> Option<String> {
    if time.start.time() != NaiveTime::MIN {
        return None;
    }
    let last = time.end.checked_sub_signed(Duration::seconds(1))?.date();
    let first = time.start.date();
    Some(if first == last {
        first.to_string()
    } else {
        format!("{first}~{last}")
    })
}

/// The values that the question keeps to.
fn scope(labels: &Labels<'_>, computed: &Computed) -> String {
    let filters = computed.plan.interpretation.filters.iter();
    let values = filters
        .filter(|filter| filter.op == "=")
        .flat_map(|filter| {
            let field = labels.field(&filter.dimension);
            let name = move |value: &String| {
                field.map_or_else(|| value.clone(), |id| labels.field_value(id, value))
            };
            filter.values.iter().map(name)
        });
    let values: Vec<String> = values.collect();
    values.join(labels.language.choose("", " "))
}
