//! What one would ask next: into the largest part, along another dimension, over time.
//!
//! The texts are made of the layer's names and dates; the pipeline keeps those that are understood.

use crate::answer::Computed;
use crate::answer::labels::Labels;
use crate::answer::next::{days, period, scope};
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
    let metric = labels
        .language
        .pick(&labels.layer.metric(change.spec.metric).label);
    let Some(scope) = scope(labels, computed) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let base = base(computed, zh);
    let why = |scope: &str, metric: &str| match (zh, scope.is_empty()) {
        (true, true) => format!("{period}{metric}为什么{base}变了"),
        (true, false) => format!("{period}{scope}的{metric}为什么{base}变了"),
        (false, true) => format!("Why did {metric} change {period}{base}"),
        (false, false) => format!("Why did {metric} of {scope} change {period}{base}"),
    };
    if !change.totals.change.is_zero()
        && let Some((breakdown, _)) = change.breakdowns.first()
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
    }
    if let Some((_, parts, _)) = &change.factors {
        let largest = parts
            .iter()
            .filter(|part| !part.is_rest)
            .max_by_key(|part| part.effect.abs());
        found.extend(largest.map(|part| why(&scope, &part.name)));
    }
    let untold = change.breakdowns.get(super::TOLD);
    if let Some((breakdown, _)) = untold.filter(|_| !change.spec.asked) {
        let field = labels
            .language
            .pick(&labels.layer.field(breakdown.field).label);
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

/// The base that the question names, where it is not one that is taken without being named.
fn base(computed: &Computed, zh: bool) -> String {
    let compare = computed.plan.interpretation.compare.as_ref();
    let named = compare
        .filter(|base| base.kind == "custom")
        .and_then(|base| {
            let days = days(base.start?, base.end?)?;
            Some(if zh {
                format!("比{days}")
            } else {
                format!(" compared with {days}")
            })
        });
    named.unwrap_or_default()
}
