//! Group keys of an earlier period, moved forward so that its buckets meet the current ones.

use chrono::NaiveDate;

use crate::bind::names::{DimLeaf, Resolver};
use crate::bind::{days, period};
use crate::expr::{DataType, DatePart, Expr, Function, Grain, Interval, Literal};
use crate::layer::TimeUnit;

use super::clock::part_moves;

/// Moves the time of keys forward to the current period.
pub(super) struct Forward<'a> {
    leaf: &'a DimLeaf,
    back: Interval,
    /// Whether the time is of days alone.
    of_days: bool,
    /// Minutes after midnight at which the business day starts, where an offset of months is
    /// counted from business days and not from points in time: the two differ at the end of a
    /// month, where a day that the later month does not have becomes its last.
    day_start: i64,
    /// The first and the last business day, where the filter is about points in time inside of
    /// them: the calendar moves its ends and its days differently.
    within: Option<(NaiveDate, NaiveDate)>,
}

impl<'a> Forward<'a> {
    /// By an offset, under a filter.
    pub(super) fn new(
        resolver: &Resolver<'_>,
        filter: &[Expr<DimLeaf>],
        leaf: &'a DimLeaf,
        back: Interval,
    ) -> Self {
        let of_days = resolver.data_type(leaf) == Some(DataType::Date);
        let minutes = resolver.layer.time.day_start_minutes;
        let differs = back.unit.months().is_some() && !of_days && minutes > 0;
        let range =
            period::range_of(resolver, filter, leaf).filter(|range| differs && !range.is_of_days());
        Self {
            leaf,
            back,
            of_days,
            day_start: if differs { i64::from(minutes) } else { 0 },
            within: range.map(|range| (range.first_day(minutes), range.last_day(minutes))),
        }
    }

    /// A key, moved.
    pub(super) fn key(&self, key: &Expr<DimLeaf>) -> Expr<DimLeaf> {
        let compared = Expr::Leaf(self.leaf.clone());
        key.rewrite(&mut |node| match node {
            Expr::Truncate { grain, expr } if **expr == compared => Some(self.bucket(*grain)),
            Expr::Extract { part, expr } if **expr == compared => Some(if part_moves(*part) {
                self.part(*part)
            } else {
                node.clone()
            }),
            Expr::Leaf(DimLeaf::Time(unit)) if *self.leaf == DimLeaf::Axis => Some(match unit {
                TimeUnit::Truncate(grain) => self.bucket(*grain),
                TimeUnit::Extract(part) if part_moves(*part) => self.part(*part),
                TimeUnit::Extract(_) => node.clone(),
            }),
            Expr::Leaf(known) if known == self.leaf => Some(if self.of_days {
                as_date(self.point())
            } else {
                self.point()
            }),
            _ => None,
        })
    }

    fn time(&self) -> Expr<DimLeaf> {
        Expr::Leaf(self.leaf.clone())
    }

    fn shifted(&self, expr: Expr<DimLeaf>) -> Expr<DimLeaf> {
        Expr::Shift {
            expr: Box::new(expr),
            by: self.back,
        }
    }

    /// The point in time, moved: its business day moves, and its place in that day stays.
    fn point(&self) -> Expr<DimLeaf> {
        if self.day_start == 0 {
            return self.shifted(self.time());
        }
        let business = days::later(self.time(), -self.day_start);
        days::later(self.shifted(business), self.day_start)
    }

    /// What days and longer buckets are taken of: where business days move, the day itself.
    fn day(&self) -> Expr<DimLeaf> {
        if self.day_start == 0 {
            return self.point();
        }
        let day = self.shifted(truncated(self.time(), Grain::Day));
        let Some((first, last)) = self.within else {
            return day;
        };
        let bound = |function, expr, day| Expr::Call {
            function,
            args: vec![expr, Expr::Literal(Literal::Date(day))],
        };
        let late = bound(Function::Greatest, as_date(day), first);
        bound(Function::Least, late, last)
    }

    fn part(&self, part: DatePart) -> Expr<DimLeaf> {
        Expr::Extract {
            part,
            expr: Box::new(self.day()),
        }
    }

    /// A bucket moved forward. Where both the bucket and the offset are made of months, the bucket
    /// itself moves: the 31st then lands in the month after, however short that is. A day that the
    /// later month does not have meets its last day.
    fn bucket(&self, grain: Grain) -> Expr<DimLeaf> {
        let whole = match (grain.months(), self.back.unit.months()) {
            (Some(bucket), Some(unit)) => (self.back.count * unit) % bucket == 0,
            _ => false,
        };
        if whole && self.within.is_none() {
            as_date(self.shifted(truncated(self.time(), grain)))
        } else if grain >= Grain::Day {
            truncated(self.day(), grain)
        } else {
            truncated(self.point(), grain)
        }
    }
}

fn truncated(expr: Expr<DimLeaf>, grain: Grain) -> Expr<DimLeaf> {
    Expr::Truncate {
        grain,
        expr: Box::new(expr),
    }
}

fn as_date(expr: Expr<DimLeaf>) -> Expr<DimLeaf> {
    Expr::Cast {
        expr: Box::new(expr),
        to: DataType::Date,
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
