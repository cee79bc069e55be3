//! The period that a filter bounds, and the same period moved back.

use chrono::{
    Datelike as _, Days, IsoWeek, Months, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta,
};

use crate::diagnostic::Diagnostic;
use crate::expr::{BinaryOp, Expr, Grain, Interval, Literal};
use crate::layer::TimeUnit;

use super::names::{DimLeaf, Resolver};

/// A filter's bounded range on one time leaf.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct BoundedRange {
    /// The time that is bounded.
    pub(super) leaf: DimLeaf,
    /// The first point inside.
    pub(super) start: NaiveDateTime,
    /// The end, not included.
    pub(super) end: NaiveDateTime,
    whole_days: bool,
    /// Whether the first point was written as a day, which begins with the business day.
    starts_with_day: bool,
    /// The same of the end.
    ends_with_day: bool,
}

/// The bounded range of a normalised filter; the axis wins over fields.
pub(super) fn bounded_range(
    resolver: &Resolver<'_>,
    filter: &[Expr<DimLeaf>],
) -> Option<BoundedRange> {
    let mut leaves: Vec<&DimLeaf> = Vec::new();
    for conjunct in filter {
        if let Some((leaf, ..)) = range_part(resolver, conjunct)
            && !leaves.contains(&leaf)
        {
            leaves.push(leaf);
        }
    }
    leaves.sort_by_key(|leaf| **leaf != DimLeaf::Axis);
    leaves
        .into_iter()
        .find_map(|leaf| range_of(resolver, filter, leaf))
}

/// The bounded range of a normalised filter on one leaf.
pub(super) fn range_of(
    resolver: &Resolver<'_>,
    filter: &[Expr<DimLeaf>],
    leaf: &DimLeaf,
) -> Option<BoundedRange> {
    let parts = || {
        filter
            .iter()
            .filter_map(|part| range_part(resolver, part))
            .filter(|(known, ..)| *known == leaf)
    };
    let (start, starts_with_day) = parts()
        .filter_map(|(_, op, at, day)| (op == BinaryOp::GtEq).then_some((at, day)))
        .max()?;
    let (end, ends_with_day) = parts()
        .filter_map(|(_, op, at, day)| (op == BinaryOp::Lt).then_some((at, day)))
        .min()?;
    let is_midnight = |at: NaiveDateTime| at.time() == NaiveTime::MIN;
    (start < end).then(|| BoundedRange {
        leaf: leaf.clone(),
        start,
        end,
        whole_days: is_midnight(start) && is_midnight(end),
        starts_with_day,
        ends_with_day,
    })
}

/// Whether a conjunct bounds a time.
pub(super) fn is_bound_on(
    resolver: &Resolver<'_>,
    conjunct: &Expr<DimLeaf>,
    leaf: &DimLeaf,
) -> bool {
    range_part(resolver, conjunct).is_some_and(|(known, ..)| known == leaf)
}

/// A conjunct as `leaf >= at` or `leaf < at`, and whether it was written as a day; `<=` of a day is the next day's start, and `=` of a
/// day is not a part: [`super::time::normalise`] has made two of it for points in time, and a
/// field of days is bounded by itself.
fn range_part<'a>(
    resolver: &Resolver<'_>,
    conjunct: &'a Expr<DimLeaf>,
) -> Option<(&'a DimLeaf, BinaryOp, NaiveDateTime, bool)> {
    let Expr::Binary { op, left, right } = conjunct else {
        return None;
    };
    let Expr::Leaf(leaf) = &**left else {
        return None;
    };
    let timely = match leaf {
        DimLeaf::Axis => true,
        DimLeaf::Field(id) | DimLeaf::Part(id, _) => resolver.layer.field(*id).is_time,
        DimLeaf::Masked(..)
        | DimLeaf::Time(_)
        | DimLeaf::Person(..)
        | DimLeaf::EventDays
        | DimLeaf::Column(_) => false,
    };
    if !timely {
        return None;
    }
    let next = |day: NaiveDate| day.checked_add_days(Days::new(1)).map(midnight);
    match (&**right, op) {
        (Expr::Literal(Literal::Date(day)), BinaryOp::GtEq | BinaryOp::Lt) => {
            Some((leaf, *op, midnight(*day), true))
        }
        (Expr::Literal(Literal::Date(day)), BinaryOp::LtEq) => {
            Some((leaf, BinaryOp::Lt, next(*day)?, true))
        }
        (Expr::Literal(Literal::Date(day)), BinaryOp::Gt) => {
            Some((leaf, BinaryOp::GtEq, next(*day)?, true))
        }
        (Expr::Literal(Literal::DateTime(at)), BinaryOp::GtEq | BinaryOp::Lt) => {
            Some((leaf, *op, *at, false))
        }
        _ => None,
    }
}

/// One bucket written as `day = …` or `DATE_TRUNC('month', day) = …` becomes two bounds, so that
/// it can be moved and counted.
pub(super) fn split_buckets(
    resolver: &Resolver<'_>,
    conjuncts: Vec<Expr<DimLeaf>>,
) -> Vec<Expr<DimLeaf>> {
    let mut split = Vec::with_capacity(conjuncts.len());
    for conjunct in conjuncts {
        match bucket(resolver, &conjunct) {
            Some((leaf, start, end)) => {
                for (op, day) in [(BinaryOp::GtEq, start), (BinaryOp::Lt, end)] {
                    split.push(Expr::binary(
                        op,
                        Expr::Leaf(leaf.clone()),
                        Expr::Literal(Literal::Date(day)),
                    ));
                }
            }
            None => split.push(conjunct),
        }
    }
    split
}

/// The time, first day and end of a bucket that an equation names.
fn bucket(
    resolver: &Resolver<'_>,
    conjunct: &Expr<DimLeaf>,
) -> Option<(DimLeaf, NaiveDate, NaiveDate)> {
    let Expr::Binary {
        op: BinaryOp::Eq,
        left,
        right,
    } = conjunct
    else {
        return None;
    };
    let start = match &**right {
        Expr::Literal(Literal::Date(day)) => *day,
        Expr::Literal(Literal::String(text)) => crate::parse::parse_date(text)?,
        _ => return None,
    };
    let (leaf, grain) = match &**left {
        Expr::Leaf(DimLeaf::Time(TimeUnit::Truncate(grain))) => (DimLeaf::Axis, *grain),
        Expr::Leaf(leaf) => (leaf.clone(), Grain::Day),
        Expr::Truncate { grain, expr } => match &**expr {
            Expr::Leaf(leaf) => (leaf.clone(), *grain),
            _ => return None,
        },
        _ => return None,
    };
    let timely = leaf == DimLeaf::Axis
        || leaf
            .field()
            .is_some_and(|id| resolver.layer.field(id).is_time);
    let aligned = truncate(start, grain)? == start;
    let end = match grain.months() {
        Some(months) => start.checked_add_months(Months::new(u32::try_from(months).ok()?))?,
        None if grain == Grain::Week => start.checked_add_days(Days::new(7))?,
        None => start.checked_add_days(Days::new(1))?,
    };
    (timely && aligned).then_some((leaf, start, end))
}

/// The first day of the bucket that a day lies in; `None` for grains finer than a day.
pub(super) fn truncate(day: NaiveDate, grain: Grain) -> Option<NaiveDate> {
    match grain {
        Grain::Second | Grain::Minute | Grain::Hour => None,
        Grain::Day => Some(day),
        Grain::Week => {
            day.checked_sub_days(Days::new(u64::from(day.weekday().num_days_from_monday())))
        }
        Grain::Month => day.with_day(1),
        Grain::Quarter => day.with_day(1)?.with_month(day.month0() / 3 * 3 + 1),
        Grain::Year => day.with_day(1)?.with_month(1),
    }
}

/// A bound counted from the start of the business day; one that was written as a day is already.
fn business(at: NaiveDateTime, day: bool, day_start_minutes: u32) -> NaiveDateTime {
    if day {
        at
    } else {
        at - TimeDelta::minutes(i64::from(day_start_minutes))
    }
}

fn midnight(day: NaiveDate) -> NaiveDateTime {
    day.and_time(NaiveTime::MIN)
}

impl BoundedRange {
    /// Whether both ends were written as days.
    pub(super) fn is_of_days(&self) -> bool {
        self.starts_with_day && self.ends_with_day
    }

    /// The business day that the first point lies in.
    pub(super) fn first_day(&self, day_start_minutes: u32) -> NaiveDate {
        business(self.start, self.starts_with_day, day_start_minutes).date()
    }

    /// The end, counted from the start of the business day.
    pub(super) fn business_end(&self, day_start_minutes: u32) -> NaiveDateTime {
        business(self.end, self.ends_with_day, day_start_minutes)
    }

    /// The business day that the last point lies in.
    pub(super) fn last_day(&self, day_start_minutes: u32) -> NaiveDate {
        (self.business_end(day_start_minutes) - TimeDelta::microseconds(1)).date()
    }

    /// The interval of equal length, for the period just before.
    pub(super) fn length(&self) -> Interval {
        let length = self.end - self.start;
        if self.whole_days {
            Interval {
                count: length.num_days(),
                unit: Grain::Day,
            }
        } else {
            Interval {
                count: length.num_seconds(),
                unit: Grain::Second,
            }
        }
    }

    /// How far back the same ISO weeks and weekdays of the year before are.
    ///
    /// # Errors
    /// Where the range holds weeks that are differently far back, or a week that the year before
    /// does not have.
    pub(super) fn weeks_of_last_year(&self) -> Result<Interval, Diagnostic> {
        let last = self.end - TimeDelta::seconds(1);
        let refuse = |message: &str| {
            Diagnostic::new("E_UNBOUNDED_COMPARISON", message)
                .with_hint("Compare weeks of one ISO year at a time, or use '52 week' or '1 year'.")
        };
        let back = |at: NaiveDateTime| days_to_last_year(at.date().iso_week());
        let (Some(first), Some(second)) = (back(self.start), back(last)) else {
            return Err(refuse("the year before has no such ISO week"));
        };
        if first != second {
            return Err(refuse(
                "the range holds ISO weeks of two years, which lie differently far from their last year's",
            ));
        }
        Ok(Interval {
            count: first,
            unit: Grain::Day,
        })
    }
}

/// Days from an ISO week to the same week of the ISO year before; `None` where it has no such week.
fn days_to_last_year(week: IsoWeek) -> Option<i64> {
    let before = week.year() - 1;
    // The 28th of December always lies in the last ISO week of its year.
    let weeks = NaiveDate::from_ymd_opt(before, 12, 28)?.iso_week().week();
    (week.week() <= weeks).then(|| i64::from(weeks) * 7)
}

/// The filter with every bound on `leaf` moved back.
pub(super) fn shift_bounds(
    filter: &[Expr<DimLeaf>],
    leaf: &DimLeaf,
    back: Interval,
) -> Vec<Expr<DimLeaf>> {
    filter
        .iter()
        .map(|conjunct| match conjunct {
            Expr::Binary { op, left, right } if **left == Expr::Leaf(leaf.clone()) => {
                match &**right {
                    Expr::Literal(literal) => {
                        let moved = move_bound(*op, literal, back);
                        moved.map_or_else(
                            || conjunct.clone(),
                            |(op, literal)| {
                                Expr::binary(op, (**left).clone(), Expr::Literal(literal))
                            },
                        )
                    }
                    _ => conjunct.clone(),
                }
            }
            other => other.clone(),
        })
        .collect()
}

/// A bound moved back. An inclusive end is the exclusive end of the next day: moving the day
/// itself would lose the days that a longer month before has.
fn move_bound(op: BinaryOp, literal: &Literal, back: Interval) -> Option<(BinaryOp, Literal)> {
    let (op, literal) = match (op, literal) {
        (BinaryOp::LtEq, Literal::Date(day)) => (
            BinaryOp::Lt,
            Literal::Date(day.checked_add_days(Days::new(1))?),
        ),
        (BinaryOp::Gt, Literal::Date(day)) => (
            BinaryOp::GtEq,
            Literal::Date(day.checked_add_days(Days::new(1))?),
        ),
        (op, literal) => (op, literal.clone()),
    };
    let moved = match literal {
        Literal::Date(day) => {
            let moved = move_back(midnight(day), back)?;
            if moved == midnight(moved.date()) {
                Literal::Date(moved.date())
            } else {
                Literal::DateTime(moved)
            }
        }
        Literal::DateTime(at) => Literal::DateTime(move_back(at, back)?),
        _ => return None,
    };
    Some((op, moved))
}

/// A bound moved back on the calendar; a day that the earlier month does not have becomes the
/// first of the month after it.
pub(super) fn move_back(at: NaiveDateTime, back: Interval) -> Option<NaiveDateTime> {
    let months = match back.unit {
        Grain::Month => back.count,
        Grain::Quarter => back.count.checked_mul(3)?,
        Grain::Year => back.count.checked_mul(12)?,
        Grain::Week => return at.checked_sub_signed(TimeDelta::try_weeks(back.count)?),
        Grain::Day => return at.checked_sub_signed(TimeDelta::try_days(back.count)?),
        Grain::Hour => return at.checked_sub_signed(TimeDelta::try_hours(back.count)?),
        Grain::Minute => return at.checked_sub_signed(TimeDelta::try_minutes(back.count)?),
        Grain::Second => return at.checked_sub_signed(TimeDelta::try_seconds(back.count)?),
    };
    let moved = at.checked_sub_months(Months::new(u32::try_from(months).ok()?))?;
    if moved.day() == at.day() {
        return Some(moved);
    }
    let first = moved
        .date()
        .with_day(1)?
        .checked_add_months(Months::new(1))?;
    Some(midnight(first))
}
