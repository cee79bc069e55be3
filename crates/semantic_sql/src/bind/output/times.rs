//! Time over groups: a day literal means whole business days there as it does over rows.

use crate::bind::days::{self, TimeKind};
use crate::bind::group::Grouping;
use crate::bind::measure::Slots;
use crate::bind::names::Resolver;
use crate::bind::types::{self, Kind};
use crate::bound::ResultLeaf;
use crate::diagnostic::Diagnostic;
use crate::expr::{DataType, Expr};
use crate::syntax::WindowFunction;

/// The type of a leaf's values, where they are times.
pub(super) fn time_type(
    resolver: &Resolver<'_>,
    grouping: &Grouping,
    slots: &Slots<'_>,
    leaf: &ResultLeaf,
) -> Option<DataType> {
    match leaf {
        ResultLeaf::Key(key) => {
            types::time_type(&grouping.keys[*key], &|leaf| resolver.data_type(leaf))
        }
        ResultLeaf::Slot(slot) => slots.time_type(*slot),
        ResultLeaf::Grouping(_) => None,
        ResultLeaf::Window(window) => match window.function {
            WindowFunction::Lag
            | WindowFunction::Lead
            | WindowFunction::FirstValue
            | WindowFunction::LastValue
            | WindowFunction::Min
            | WindowFunction::Max => types::time_type(window.args.first()?, &|leaf| {
                time_type(resolver, grouping, slots, leaf)
            }),
            _ => None,
        },
    }
}

/// The kind of a leaf's values, where it is known.
pub(super) fn kind_of(
    resolver: &Resolver<'_>,
    grouping: &Grouping,
    slots: &Slots<'_>,
    leaf: &ResultLeaf,
) -> Option<Kind> {
    if time_type(resolver, grouping, slots, leaf).is_some() {
        return Some(Kind::Time);
    }
    match leaf {
        ResultLeaf::Key(key) => match &grouping.keys[*key] {
            Expr::Leaf(leaf) => resolver.kind(leaf),
            _ => None,
        },
        ResultLeaf::Slot(slot) => slots.kind(*slot),
        ResultLeaf::Grouping(_) => Some(Kind::Number),
        ResultLeaf::Window(_) => None,
    }
}

/// An expression over groups in which days are business days.
///
/// # Errors
/// `E_TYPE` for a day against an expression of points in time.
pub(super) fn in_days(
    resolver: &Resolver<'_>,
    grouping: &Grouping,
    slots: &Slots<'_>,
    expr: &Expr<ResultLeaf>,
) -> Result<Expr<ResultLeaf>, Diagnostic> {
    let known = |leaf: &ResultLeaf| time_type(resolver, grouping, slots, leaf);
    let kind = |leaf: &ResultLeaf| TimeKind::of(known(leaf)?);
    let point = |leaf: &ResultLeaf| kind(leaf) == Some(TimeKind::Point);
    let whole = days::whole_days(expr, &|leaf| Some((leaf.clone(), kind(leaf)?)));
    days::check_days(&whole, &point)?;
    let minutes = resolver.layer.time.day_start_minutes;
    Ok(days::in_business_days(&whole, minutes, &point))
}
