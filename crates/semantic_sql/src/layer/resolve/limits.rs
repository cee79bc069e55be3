//! Where a metric can be compared, and which one stands in for it at a grain.

use crate::layer::load::RawComparability;
use crate::layer::{ByGrain, Comparability, MetricId, SemanticLayer};

use super::metric::named_field;

fn named_metric(layer: &SemanticLayer, name: &str) -> Result<MetricId, String> {
    let found = layer.find_metric(name);
    found.ok_or_else(|| format!("comparability uses `{name}`, which does not exist"))
}

/// The values of fields outside of which a metric means nothing.
///
/// # Errors
/// A field that does not exist.
pub(super) fn comparability(
    layer: &SemanticLayer,
    raw: Vec<RawComparability>,
) -> Result<Vec<Comparability>, String> {
    raw.into_iter()
        .map(|raw| {
            Ok(Comparability {
                field: named_field(layer, &raw.field)?,
                values: raw.values,
                note: raw.note,
                instead: raw
                    .instead
                    .map(|name| named_metric(layer, &name))
                    .transpose()?,
            })
        })
        .collect()
}

/// The metrics that stand in for one at the grain of some fields.
///
/// # Errors
/// A metric that does not exist.
pub(super) fn by_grain(
    layer: &SemanticLayer,
    raw: Vec<(Vec<String>, String)>,
) -> Result<Vec<ByGrain>, String> {
    raw.into_iter()
        .map(|(fields, metric)| {
            let metric = layer
                .find_metric(&metric)
                .ok_or_else(|| format!("by_grain uses `{metric}`, which does not exist"))?;
            Ok(ByGrain { fields, metric })
        })
        .collect()
}
