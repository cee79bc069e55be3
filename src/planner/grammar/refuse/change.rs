//! Refusals of questions about why a number changed.

use semantic_sql::layer::{MetricId, SemanticLayer};

use crate::plan::Plan;

use super::decline;

/// A change that the layer gives no way to take apart.
pub(in super::super) fn not_taken_apart(layer: &SemanticLayer, metric: MetricId) -> Box<Plan> {
    let label = &layer.metric(metric).label;
    decline(
        "unsupported",
        format!(
            "{}的变化还不能拆：没有声明它由什么组成，各组也不能相加。",
            label.zh
        ),
        format!(
            "A change of {} cannot be taken apart yet: nothing says what it is made of, and its groups do not add up.",
            label.en
        ),
    )
}

/// Several metrics, none of which is made of the others.
pub(in super::super) fn one_change_at_a_time() -> Box<Plan> {
    decline(
        "unsupported",
        "一次只能拆一个指标的变化，问到的几个指标之间没有声明组成关系。".to_owned(),
        "The change of one metric can be taken apart at a time, and none of these is made of the others."
            .to_owned(),
    )
}

/// A row of an earlier result: why it is high or low is no change.
pub(in super::super) fn no_level() -> Box<Plan> {
    decline(
        "unsupported",
        "目前能拆的是两段时间之间的变化，还不支持解释某一行为什么高或低。".to_owned(),
        "A change between two periods can be taken apart; why one row is high or low cannot be told yet."
            .to_owned(),
    )
}
