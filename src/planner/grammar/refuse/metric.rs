//! Refusals of what a metric cannot be used for.

use semantic_sql::layer::{FieldId, MetricId, SemanticLayer};

use crate::plan::Plan;

use super::decline;

pub(in super::super) fn share_not_additive(layer: &SemanticLayer, metric: MetricId) -> Box<Plan> {
    let label = &layer.metric(metric).label;
    decline(
        "unsupported",
        format!("{}不能跨组相加，所以不能算占比。", label.zh),
        format!(
            "{} does not add up over groups, so it has no shares.",
            label.en
        ),
    )
}

pub(in super::super) fn no_average(layer: &SemanticLayer, metric: MetricId) -> Box<Plan> {
    let label = &layer.metric(metric).label;
    decline(
        "unsupported",
        format!(
            "{}在这个时间范围上没有日均（周均）：不能按天相加，或时间不是整天整周。",
            label.zh
        ),
        format!(
            "{} has no average over days here: it does not add up over days, or the period is not one of whole days.",
            label.en
        ),
    )
}

/// A number of things beside those things: it is 1 for each.
pub(in super::super) fn counts_itself(
    layer: &SemanticLayer,
    metric: MetricId,
    field: FieldId,
) -> Box<Plan> {
    let (label, each) = (&layer.metric(metric).label, &layer.field(field).label);
    decline(
        "unsupported",
        format!(
            "按{}看，{}都是 1：请说要看它们的哪个指标。",
            each.zh, label.zh
        ),
        format!(
            "{} is 1 for each {}: say which number of them you want.",
            label.en,
            each.en.to_lowercase()
        ),
    )
}
