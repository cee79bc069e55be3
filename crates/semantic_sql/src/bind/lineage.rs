//! What the columns of a SELECT are made of, for the sums that are taken over them: what cannot be
//! added up stays so through arithmetic and through other SELECTs.

mod levels;
mod overlap;

use crate::bound::{Note, Output, ResultLeaf};
use crate::diagnostic::Diagnostic;
use crate::expr::{BinaryOp, DataType, Expr};
use crate::layer::{Additivity, MetricId, Text};
use crate::syntax::{AggregateFunction, MeasureKind, Name, WindowFunction};

use super::group::Grouping;
use super::names::{DimLeaf, Resolver};

pub(super) use levels::{Level, check_levels, levels};
pub(super) use overlap::{Overlap, check_windows, finished, note_overlap, overlapping};

/// What a column is made of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Lineage {
    /// Its type, where it is known.
    pub(super) data_type: Option<DataType>,
    /// Whether its values are computed from metrics.
    pub(super) measured: bool,
    /// The metrics in it whose groups cannot be added up.
    pub(super) not_additive: Vec<MetricId>,
    /// Whether metrics are divided or multiplied by each other in it.
    pub(super) ratio: bool,
    /// The metric whose groups share rows, and the columns that tell those groups apart: `None`
    /// for a key that is not among the columns.
    pub(super) overlap: Option<(MetricId, Vec<Option<usize>>)>,
}

impl Lineage {
    /// What an expression of a statement is made of. Conditions choose values and are none.
    pub(super) fn of(resolver: &Resolver<'_>, expr: &Expr<Name>) -> Self {
        let part = |expr: &Expr<Name>| Self::of(resolver, expr);
        match expr {
            Expr::Leaf(name) => Self::of_name(resolver, name),
            Expr::Binary { op, left, right } => {
                let (left, right) = (part(left), part(right));
                let bent = match op {
                    BinaryOp::Multiply => left.measured && right.measured,
                    BinaryOp::Divide | BinaryOp::Modulo => right.measured,
                    BinaryOp::Add | BinaryOp::Subtract => false,
                    _ => return Self::default(),
                };
                let mut both = left.with(right);
                both.ratio |= bent;
                both
            }
            Expr::Negate(expr) | Expr::Cast { expr, .. } => part(expr),
            Expr::Case { whens, otherwise } => Self::all(
                whens
                    .iter()
                    .map(|(_, result)| result)
                    .chain(otherwise.as_deref())
                    .map(part),
            ),
            Expr::Call { args, .. } => Self::all(args.iter().map(part)),
            _ => Self::default(),
        }
    }

    fn of_name(resolver: &Resolver<'_>, name: &Name) -> Self {
        let all =
            |exprs: &[Expr<Name>]| Self::all(exprs.iter().map(|expr| Self::of(resolver, expr)));
        match name {
            Name::Measure(measure) => {
                let Some(id) = resolver.layer.find_metric(&measure.metric) else {
                    return Self::default();
                };
                let additive = matches!(resolver.layer.metric(id).additivity, Additivity::Additive);
                Self {
                    measured: true,
                    not_additive: if additive { Vec::new() } else { vec![id] },
                    ratio: matches!(measure.kind, MeasureKind::ChangeRate(_)),
                    ..Self::default()
                }
            }
            Name::Field(path) => match (resolver.table(), resolver.field(path)) {
                (Some((_, table)), Ok(DimLeaf::Column(index))) => table.lineages[index].clone(),
                _ => Self::default(),
            },
            Name::Aggregate(aggregate) => Self {
                measured: true,
                ..match aggregate.function {
                    AggregateFunction::Count => Self::default(),
                    _ => all(&aggregate.args),
                }
            },
            Name::Window(window) => Self {
                // A total over groups is the same for each of them: a share of it adds up.
                measured: matches!(
                    window.function,
                    WindowFunction::Lag
                        | WindowFunction::Lead
                        | WindowFunction::FirstValue
                        | WindowFunction::LastValue
                ),
                ..all(&window.args)
            },
            Name::Grouping(_) | Name::Spine(_) | Name::Unfiltered(_) | Name::UserAttribute(_) => {
                Self::default()
            }
        }
    }

    fn all(parts: impl Iterator<Item = Self>) -> Self {
        parts.reduce(Self::with).unwrap_or_default()
    }

    fn with(mut self, other: Self) -> Self {
        self.data_type = None;
        self.measured |= other.measured;
        self.ratio |= other.ratio;
        for metric in other.not_additive {
            if !self.not_additive.contains(&metric) {
                self.not_additive.push(metric);
            }
        }
        self.overlap = self.overlap.or(other.overlap);
        self
    }

    /// Whether groups of it can be added up as far as their values go.
    pub(super) fn is_additive(&self) -> bool {
        self.not_additive.is_empty() && !self.ratio
    }

    /// Says that a sum of values that cannot be summed is what it is.
    pub(super) fn note_sum(&self, resolver: &Resolver<'_>) {
        let note = |zh: String, en: String| {
            resolver.note(Note {
                code: "aggregate_of_groups",
                text: Text { zh, en },
            });
        };
        for id in &self.not_additive {
            let label = &resolver.layer.metric(*id).label;
            note(
                format!(
                    "{}不可加：这是各组数值的汇总，不是整体的{}",
                    label.zh, label.zh
                ),
                format!(
                    "{} is not additive: this aggregates the groups' values and is not the overall figure",
                    label.en
                ),
            );
        }
        if self.ratio && self.not_additive.is_empty() {
            note(
                "比率不可加：这是各组比率的汇总，不是整体的比率".to_owned(),
                "ratios are not additive: this aggregates the groups' ratios and is not the overall ratio"
                    .to_owned(),
            );
        }
    }

    /// The refusal of a sum over values that cannot be added up.
    pub(super) fn unsafe_sum(&self, resolver: &Resolver<'_>) -> Diagnostic {
        let layer = resolver.layer;
        let message = match self.not_additive.first() {
            Some(id) => format!(
                "groups of `{}` cannot be added up: it is not additive",
                layer.metric(*id).name
            ),
            None => "ratios of groups cannot be added up".to_owned(),
        };
        let metric = self
            .not_additive
            .first()
            .map_or("metric", |id| layer.metric(*id).name.as_str());
        Diagnostic::new("E_UNSAFE_REAGGREGATION", message).with_hint(format!(
            "Divide by a total that is recomputed: (SELECT MEASURE({metric}) FROM {} WHERE …).",
            layer.name
        ))
    }

    /// Whether groups of an earlier SELECT share rows, where not each key that tells them apart is
    /// kept apart by what is `fixed` as well.
    pub(super) fn overlaps(&self, fixed: &dyn Fn(&DimLeaf) -> bool) -> Option<MetricId> {
        let (metric, keys) = self.overlap.as_ref()?;
        let apart = keys
            .iter()
            .all(|key| key.is_some_and(|index| fixed(&DimLeaf::Column(index))));
        (!apart).then_some(*metric)
    }
}

/// Whether a condition keeps one value of an expression.
pub(super) fn pins(filter: &[Expr<DimLeaf>], expr: &Expr<DimLeaf>) -> bool {
    filter.iter().any(|conjunct| {
        matches!(
            conjunct,
            Expr::Binary { op: BinaryOp::Eq, left, right }
                if **left == *expr && matches!(**right, Expr::Literal(_))
        )
    })
}

/// The column of a SELECT that shows a key.
fn shown(outputs: &[Output], grouping: &Grouping, leaf: &Expr<DimLeaf>) -> Option<usize> {
    let key = Expr::Leaf(ResultLeaf::Key(grouping.key_of(leaf)?));
    outputs.iter().position(|output| output.expr == key)
}
