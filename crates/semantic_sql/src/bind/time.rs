//! Time in expressions: day literals as half-open bounds, and grains that a field does not have.

use crate::diagnostic::Diagnostic;
use crate::expr::{DataType, Expr, Grain};
use crate::layer::{SemanticLayer, TimeUnit};

use super::days::{self, TimeKind};
use super::names::{DimLeaf, Resolver};

const DAY: DimLeaf = DimLeaf::Time(TimeUnit::Truncate(Grain::Day));

/// Rewrites comparisons of time with literals into half-open bounds, see [`days::whole_days`].
///
/// The day grain of the axis is compared as the axis itself, so that a range stays a range for the
/// engine.
pub(super) fn normalise(resolver: &Resolver<'_>, expr: &Expr<DimLeaf>) -> Expr<DimLeaf> {
    days::whole_days(expr, &|leaf| {
        if *leaf == DAY {
            return Some((DimLeaf::Axis, TimeKind::Point));
        }
        let kind = TimeKind::of(resolver.data_type(leaf)?)?;
        Some((leaf.clone(), kind))
    })
}

/// Refuses a day literal against an expression of points in time.
pub(super) fn check_days(resolver: &Resolver<'_>, expr: &Expr<DimLeaf>) -> Result<(), Diagnostic> {
    days::check_days(expr, &|leaf| is_point(resolver, leaf))
}

/// Whether a leaf is a point in time.
pub(super) fn is_point(resolver: &Resolver<'_>, leaf: &DimLeaf) -> bool {
    matches!(
        resolver.data_type(leaf),
        Some(DataType::DateTime | DataType::DateTimeTz)
    )
}

/// Refuses a truncation to a grain that the stored values do not have.
pub(super) fn check_grains(layer: &SemanticLayer, expr: &Expr<DimLeaf>) -> Result<(), Diagnostic> {
    let mut problem = None;
    expr.visit_nodes(&mut |node| {
        let Expr::Truncate { grain, expr } = node else {
            return;
        };
        let Expr::Leaf(leaf) = &**expr else { return };
        let Some(id) = leaf.field() else { return };
        let field = layer.field(id);
        let native = field
            .native_grain
            .or((field.data_type == Some(DataType::Date)).then_some(Grain::Day));
        let too_fine = native.is_some_and(|native| *grain < native);
        let unlisted = !field.grains.is_empty() && !field.grains.contains(grain);
        if !too_fine && !unlisted {
            return;
        }
        let allowed: Vec<String> = if field.grains.is_empty() {
            native
                .iter()
                .map(|native| native.name().to_owned())
                .collect()
        } else {
            field
                .grains
                .iter()
                .map(|grain| grain.name().to_owned())
                .collect()
        };
        problem = Some(
            Diagnostic::new(
                "E_GRAIN",
                format!(
                    "`{}` has no grain `{}`",
                    layer.field_reference(id),
                    grain.name()
                ),
            )
            .with_candidates(allowed)
            .with_hint("Truncate to one of the grains that the field has."),
        );
    });
    problem.map_or(Ok(()), Err)
}
