//! What each column of the result is, for whoever reads it.

use crate::bind::measure::Slots;
use crate::bind::names::{DimLeaf, Resolver};
use crate::bound::{ColumnRole, Comparison, OutputColumn};
use crate::diagnostic::Diagnostic;
use crate::expr::{DataType, Expr, Grain};
use crate::layer::{MetricId, SemanticLayer, Text, TimeUnit};
use crate::syntax::{MeasureKind, Name, SelectItem};

/// What a column of the result is.
pub(super) fn describe(
    resolver: &Resolver<'_>,
    slots: &Slots<'_>,
    item: &SelectItem,
    key: Option<&Expr<DimLeaf>>,
) -> Result<OutputColumn, Diagnostic> {
    let layer = resolver.layer;
    let named = |default: String| item.alias.clone().unwrap_or(default);
    let plain = |name: String, role, label, data_type| OutputColumn {
        name,
        role,
        unit: String::new(),
        format: String::new(),
        label,
        data_type,
    };
    if let Some(key) = key {
        if let Expr::Leaf(DimLeaf::Column(index)) = key
            && let Some((_, table)) = resolver.table()
        {
            let column = table.columns[*index].clone();
            return Ok(OutputColumn {
                name: named(column.name.clone()),
                ..column
            });
        }
        let (default, role, label) = describe_key(layer, key, item);
        let data_type = key_type(resolver, key);
        return Ok(plain(named(default), role, label, data_type));
    }
    let Expr::Leaf(Name::Measure(measure)) = &item.expr else {
        let name = named(item.text.clone());
        let label = Text {
            zh: name.clone(),
            en: name.clone(),
        };
        return Ok(plain(name, ColumnRole::Derived, label, None));
    };
    let id = slots.metric(measure)?;
    let metric = layer.metric(id);
    let (role, suffix, zh, en) = sides(id, measure.kind);
    let is_rate = matches!(measure.kind, MeasureKind::ChangeRate(_));
    Ok(OutputColumn {
        name: named(format!("{}{suffix}", metric.name)),
        role,
        unit: if is_rate {
            "ratio".to_owned()
        } else {
            metric.unit.clone()
        },
        format: if is_rate {
            "pct1".to_owned()
        } else {
            metric.format.clone()
        },
        label: Text {
            zh: format!("{}{zh}", metric.label.zh),
            en: format!("{}{en}", metric.label.en),
        },
        data_type: None,
    })
}

/// The role of a measure's column, and what its name and labels end with.
fn sides(
    id: MetricId,
    kind: MeasureKind,
) -> (ColumnRole, &'static str, &'static str, &'static str) {
    match kind {
        MeasureKind::Value => (ColumnRole::Metric(id), "", "", ""),
        MeasureKind::Prior(_) => (
            ColumnRole::Comparison(id, Comparison::Prior),
            "_prior",
            "（对比期）",
            " (prior)",
        ),
        MeasureKind::Change(_) => (
            ColumnRole::Comparison(id, Comparison::Change),
            "_change",
            "变化",
            " change",
        ),
        MeasureKind::ChangeRate(_) => (
            ColumnRole::Comparison(id, Comparison::ChangeRate),
            "_change_rate",
            "变化率",
            " change rate",
        ),
    }
}

fn describe_key(
    layer: &SemanticLayer,
    key: &Expr<DimLeaf>,
    item: &SelectItem,
) -> (String, ColumnRole, Text) {
    match key {
        Expr::Leaf(DimLeaf::Field(id) | DimLeaf::Part(id, _) | DimLeaf::Masked(id, _)) => {
            let field = layer.field(*id);
            let role = if field.is_time {
                ColumnRole::Time(None)
            } else {
                ColumnRole::Dimension(*id)
            };
            (field.name.clone(), role, field.label.clone())
        }
        Expr::Leaf(DimLeaf::Time(unit)) => {
            let grain = layer.time.grains.iter().find(|grain| grain.unit == *unit);
            let name = grain.map_or_else(|| item.text.clone(), |grain| grain.name.clone());
            let label = grain.map(|grain| grain.label.clone()).unwrap_or_default();
            (name, ColumnRole::Time(grain_of(*unit)), label)
        }
        Expr::Truncate { grain, .. } => {
            let label = Text {
                zh: item.text.clone(),
                en: item.text.clone(),
            };
            (item.text.clone(), ColumnRole::Time(Some(*grain)), label)
        }
        _ => {
            let label = Text {
                zh: item.text.clone(),
                en: item.text.clone(),
            };
            (item.text.clone(), ColumnRole::Derived, label)
        }
    }
}

/// The type of a key, where the layer knows it.
fn key_type(resolver: &Resolver<'_>, key: &Expr<DimLeaf>) -> Option<DataType> {
    match key {
        Expr::Leaf(leaf) => match resolver.data_type(leaf) {
            Some(DataType::DateTimeTz) => Some(DataType::DateTime),
            known => known,
        },
        Expr::Truncate { grain, .. } if *grain >= Grain::Day => Some(DataType::Date),
        Expr::Truncate { .. } => Some(DataType::DateTime),
        Expr::Cast { to, .. } => Some(*to),
        _ => None,
    }
}

fn grain_of(unit: TimeUnit) -> Option<Grain> {
    match unit {
        TimeUnit::Truncate(grain) => Some(grain),
        TimeUnit::Extract(_) => None,
    }
}
