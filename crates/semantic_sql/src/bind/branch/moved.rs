//! Group keys of an earlier period, moved forward so that its buckets meet the current ones.

use crate::bind::names::{DimLeaf, Resolver};
use crate::expr::{DataType, Expr, Function, Grain, Interval};
use crate::layer::TimeUnit;

use super::clock::part_moves;

/// A key whose time `leaf` is moved forward by `back`.
pub(super) fn forward(
    resolver: &Resolver<'_>,
    key: &Expr<DimLeaf>,
    leaf: &DimLeaf,
    back: Interval,
) -> Expr<DimLeaf> {
    let compared = Expr::Leaf(leaf.clone());
    let of_days = resolver.data_type(leaf) == Some(DataType::Date);
    key.rewrite(&mut |node| match node {
        Expr::Truncate { grain, expr } if **expr == compared => {
            Some(bucket(&compared, *grain, back))
        }
        Expr::Extract { part, expr } if **expr == compared && !part_moves(*part) => {
            Some(node.clone())
        }
        Expr::Leaf(DimLeaf::Time(unit)) if *leaf == DimLeaf::Axis => Some(match unit {
            TimeUnit::Truncate(grain) => bucket(&compared, *grain, back),
            TimeUnit::Extract(part) if part_moves(*part) => Expr::Extract {
                part: *part,
                expr: Box::new(shift(compared.clone(), back)),
            },
            TimeUnit::Extract(_) => node.clone(),
        }),
        Expr::Leaf(known) if known == leaf => Some(if of_days {
            as_date(shift(compared.clone(), back))
        } else {
            shift(compared.clone(), back)
        }),
        _ => None,
    })
}

fn shift(expr: Expr<DimLeaf>, by: Interval) -> Expr<DimLeaf> {
    Expr::Shift {
        expr: Box::new(expr),
        by,
    }
}

fn as_date(expr: Expr<DimLeaf>) -> Expr<DimLeaf> {
    Expr::Cast {
        expr: Box::new(expr),
        to: DataType::Date,
    }
}

/// A bucket moved forward. Where both the bucket and the offset are made of months, the bucket
/// itself moves: the 31st then lands in the month after, however short that is. A day that the
/// later month does not have meets its last day.
fn bucket(time: &Expr<DimLeaf>, grain: Grain, back: Interval) -> Expr<DimLeaf> {
    let truncated = |expr: Expr<DimLeaf>| Expr::Truncate {
        grain,
        expr: Box::new(expr),
    };
    let whole = match (grain.months(), back.unit.months()) {
        (Some(bucket), Some(unit)) => (back.count * unit) % bucket == 0,
        _ => false,
    };
    if whole {
        as_date(shift(truncated(time.clone()), back))
    } else {
        truncated(shift(time.clone(), back))
    }
}

/// A key, or a bound of the filter, whose time `leaf` is moved forward to the day of the current
/// event.
pub(in crate::bind) fn to_event(
    resolver: &Resolver<'_>,
    expr: &Expr<DimLeaf>,
    leaf: &DimLeaf,
) -> Expr<DimLeaf> {
    let moved = |leaf: &DimLeaf| {
        let later = Expr::Call {
            function: Function::AddDays,
            args: vec![Expr::Leaf(leaf.clone()), Expr::Leaf(DimLeaf::EventDays)],
        };
        if resolver.data_type(leaf) == Some(DataType::Date) {
            as_date(later)
        } else {
            later
        }
    };
    expr.rewrite(&mut |node| match node {
        Expr::Leaf(DimLeaf::Time(unit)) if *leaf == DimLeaf::Axis => {
            let axis = Box::new(moved(leaf));
            Some(match unit {
                TimeUnit::Truncate(grain) => Expr::Truncate {
                    grain: *grain,
                    expr: axis,
                },
                TimeUnit::Extract(part) => Expr::Extract {
                    part: *part,
                    expr: axis,
                },
            })
        }
        Expr::Leaf(known) if known == leaf => Some(moved(leaf)),
        _ => None,
    })
}
