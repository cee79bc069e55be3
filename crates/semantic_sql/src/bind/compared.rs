//! A comparison moves one time; whatever else the statement says of time must not move against it.

use crate::diagnostic::Diagnostic;
use crate::expr::{DatePart, Expr};
use crate::layer::TimeUnit;

use super::group::Grouping;
use super::measure::Measured;
use super::names::{DimLeaf, Resolver};
use super::period;

/// Refuses keys and conditions about another time than the one that the comparison moves.
///
/// # Errors
/// `E_UNBOUNDED_COMPARISON`.
pub(super) fn check(
    resolver: &Resolver<'_>,
    grouping: &Grouping,
    filter: &[Expr<DimLeaf>],
    measured: &Measured,
) -> Result<(), Diagnostic> {
    let Some(compared) = &measured.compared else {
        return Ok(());
    };
    let foreign = grouping
        .keys
        .iter()
        .any(|key| speaks_of_time(resolver, key, Some(compared)));
    let bent = filter.iter().any(|conjunct| {
        !period::is_bound_on(resolver, conjunct, compared)
            && speaks_of_time(resolver, conjunct, None)
    });
    let own = measured
        .requests
        .iter()
        .filter(|request| request.back.is_some())
        .filter_map(|request| request.own.as_deref())
        .any(|filter| speaks_of_time(resolver, filter, None));
    if !(foreign || bent || own) {
        return Ok(());
    }
    Err(Diagnostic::new(
        "E_UNBOUNDED_COMPARISON",
        "the comparison moves one time, and the statement speaks of time in another way as well",
    )
    .with_hint(
        "Bound one time in WHERE with >= and <, group by that time, and leave time out of FILTER.",
    ))
}

/// Whether an expression depends on a time that does not stay the same in every period; `moved`
/// is one that may.
fn speaks_of_time(resolver: &Resolver<'_>, expr: &Expr<DimLeaf>, moved: Option<&DimLeaf>) -> bool {
    let stays =
        |part: DatePart| matches!(part, DatePart::Minute | DatePart::Hour | DatePart::Weekday);
    let mut speaks = false;
    let kept = expr.rewrite(&mut |node| match node {
        Expr::Extract { part, .. } if stays(*part) => {
            Some(Expr::Literal(crate::expr::Literal::Null))
        }
        _ => None,
    });
    kept.visit_leaves(&mut |leaf| {
        let timely = match leaf {
            DimLeaf::Axis | DimLeaf::Time(TimeUnit::Truncate(_)) => true,
            DimLeaf::Time(TimeUnit::Extract(part)) => !stays(*part),
            DimLeaf::Field(id) | DimLeaf::Part(id, _) => resolver.layer.field(*id).is_time,
            DimLeaf::Masked(..) | DimLeaf::Person(..) | DimLeaf::EventDays | DimLeaf::Column(_) => {
                false
            }
        };
        let same = moved.is_some_and(|moved| {
            moved == leaf || (*moved == DimLeaf::Axis && matches!(leaf, DimLeaf::Time(_)))
        });
        speaks |= timely && !same;
    });
    speaks
}
