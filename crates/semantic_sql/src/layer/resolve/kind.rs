//! What a dataset is whose file does not say it: a fact, unless everything about it says that it
//! describes things.
//!
//! A dimension is open to everybody, so its own rows stay closed where there is doubt, to those whom
//! some policy binds.

use crate::expr::DataType;
use crate::layer::load::RawDataset;
use crate::layer::{DatasetId, DatasetKind, JoinKey, MetricLeaf, Relationship, SemanticLayer};

/// The datasets of which no file says what they are.
pub(super) fn unsaid(datasets: &[RawDataset]) -> Vec<DatasetId> {
    let unsaid = datasets.iter().enumerate();
    unsaid
        .filter(|(_, raw)| raw.kind.is_none())
        .map(|(index, _)| DatasetId(index))
        .collect()
}

/// Makes dimensions of the datasets that nothing speaks against. Where one thing does, what other
/// rows refer to stays readable, and their own rows stay closed.
pub(super) fn infer(layer: &mut SemanticLayer, unsaid: &[DatasetId]) {
    let counted = counted(layer);
    let mut open: Vec<DatasetId> = unsaid.to_vec();
    open.retain(|id| layer.dataset(*id).time_dimension.is_none() && is_referred_to(layer, *id));
    // What refers to others may be one only after those are known to be; a circle is none.
    loop {
        let told = open.iter().enumerate().find_map(|(at, id)| {
            let kind = told(layer, *id, counted.contains(id))?;
            Some((at, kind))
        });
        let Some((at, kind)) = told else { return };
        let id = open.swap_remove(at);
        layer.datasets[id.0].kind = kind;
    }
}

/// What a dataset is to which others refer; `None` for a fact, as far as is known: it refers to a fact
/// itself, or by a time of its own, as to a calendar.
///
/// Two things speak against a dimension, each alone not enough for a fact: a metric counts its rows,
/// and they have a time. People and products have dates too, so that of rows which no metric counts
/// only a moment tells, and not of a calendar, which refers to nothing.
fn told(layer: &SemanticLayer, id: DatasetId, counted: bool) -> Option<DatasetKind> {
    let mut chained = false;
    for link in layer
        .relationships
        .iter()
        .filter(|link| link.from == id && link.to != id)
    {
        chained = true;
        let kind = layer.dataset(link.to).kind;
        let of_things = matches!(kind, DatasetKind::Dimension | DatasetKind::Unclear);
        if !of_things || is_by_time(layer, link) {
            return None;
        }
    }
    let mut fields = layer.dataset(id).fields.iter();
    let timed = if counted {
        fields.any(|field| field.is_time)
    } else {
        let moment = |it| matches!(it, Some(DataType::DateTime | DataType::DateTimeTz));
        chained && fields.any(|field| moment(field.data_type))
    };
    match (counted, timed) {
        (false, false) => Some(DatasetKind::Dimension),
        (true, true) => None,
        _ => Some(DatasetKind::Unclear),
    }
}

/// The datasets whose rows some metric counts.
fn counted(layer: &SemanticLayer) -> Vec<DatasetId> {
    let mut counted = Vec::new();
    for metric in &layer.metrics {
        metric.expression.visit_leaves(&mut |leaf| {
            if let MetricLeaf::Aggregate(aggregate) = leaf {
                counted.extend(layer.home_of_aggregate(aggregate));
            }
        });
    }
    counted
}

/// Whether rows of another dataset belong to one of its rows each.
fn is_referred_to(layer: &SemanticLayer, id: DatasetId) -> bool {
    let mut links = layer.relationships.iter();
    links.any(|link| link.many_to_one && link.to == id && link.from != id)
}

/// Whether a link joins on a time of its many side.
fn is_by_time(layer: &SemanticLayer, link: &Relationship) -> bool {
    let fields = &layer.dataset(link.from).fields;
    link.on.iter().any(|(many, _)| match many {
        JoinKey::Time(_) => true,
        JoinKey::Columns(key) => fields
            .iter()
            .any(|field| field.expression == *key && field.is_time),
    })
}
