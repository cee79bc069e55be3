//! Time in filters: day literals, bounds, and moving both to an earlier period.

use chrono::{Datelike as _, Days, Months, NaiveDate, NaiveDateTime, TimeDelta};

use crate::expr::{BinaryOp, DataType, Expr, Grain, Interval, Literal};
use crate::layer::{SemanticLayer, TimeUnit};
use crate::parse::{parse_date, parse_datetime};

use super::names::DimLeaf;

const DAY: DimLeaf = DimLeaf::Time(TimeUnit::Truncate(Grain::Day));

/// Rewrites comparisons of time with literals into half-open bounds.
///
/// A day literal against a point in time means the whole business day; the day grain of the axis
/// is compared as the axis itself, so that a range stays a range for the engine.
pub(super) fn normalise(layer: &SemanticLayer, expr: &Expr<DimLeaf>) -> Expr<DimLeaf> {
    match expr {
        Expr::Binary { op, left, right } if op.is_comparison() => compare(layer, *op, left, right)
            .or_else(|| compare(layer, op.flipped(), right, left))
            .unwrap_or_else(|| expr.clone()),
        Expr::Binary { op, left, right } => {
            Expr::binary(*op, normalise(layer, left), normalise(layer, right))
        }
        Expr::Not(inner) => Expr::Not(Box::new(normalise(layer, inner))),
        Expr::InList {
            expr,
            list,
            negated,
        } if is_date(layer, expr) => Expr::InList {
            expr: expr.clone(),
            list: list.iter().map(date_literal).collect(),
            negated: *negated,
        },
        other => other.clone(),
    }
}

/// How a leaf tells time.
#[derive(Clone, Copy, PartialEq)]
enum TimeKind {
    /// Days: `=` and `<=` mean what they say.
    Day,
    /// Points in time: a day literal means a whole day.
    Point,
}

fn compare(
    layer: &SemanticLayer,
    op: BinaryOp,
    side: &Expr<DimLeaf>,
    literal: &Expr<DimLeaf>,
) -> Option<Expr<DimLeaf>> {
    let (leaf, kind) = time_side(layer, side)?;
    let Expr::Literal(literal) = literal else {
        return None;
    };
    let day = match literal {
        Literal::Date(day) => Some(*day),
        Literal::String(text) => parse_date(text),
        _ => None,
    };
    let Some(day) = day else {
        let point = match literal {
            Literal::DateTime(point) => *point,
            Literal::String(text) => parse_datetime(text)?,
            _ => return None,
        };
        return Some(bound(leaf, op, Literal::DateTime(point)));
    };
    if kind == TimeKind::Day {
        return Some(bound(leaf, op, Literal::Date(day)));
    }
    let start = |day: NaiveDate| start_of(layer, leaf, day);
    let next = day.checked_add_days(Days::new(1))?;
    Some(match op {
        BinaryOp::GtEq => bound(leaf, BinaryOp::GtEq, start(day)),
        BinaryOp::Gt => bound(leaf, BinaryOp::GtEq, start(next)),
        BinaryOp::Lt => bound(leaf, BinaryOp::Lt, start(day)),
        BinaryOp::LtEq => bound(leaf, BinaryOp::Lt, start(next)),
        BinaryOp::NotEq => Expr::binary(
            BinaryOp::Or,
            bound(leaf, BinaryOp::Lt, start(day)),
            bound(leaf, BinaryOp::GtEq, start(next)),
        ),
        _ => Expr::binary(
            BinaryOp::And,
            bound(leaf, BinaryOp::GtEq, start(day)),
            bound(leaf, BinaryOp::Lt, start(next)),
        ),
    })
}

/// The leaf that a comparison is about, and how it tells time.
fn time_side<'a>(
    layer: &SemanticLayer,
    side: &'a Expr<DimLeaf>,
) -> Option<(&'a DimLeaf, TimeKind)> {
    match side {
        Expr::Leaf(leaf) if *leaf == DAY => Some((&DimLeaf::Axis, TimeKind::Point)),
        Expr::Leaf(leaf @ DimLeaf::Axis) => Some((leaf, TimeKind::Point)),
        Expr::Leaf(leaf @ DimLeaf::Time(TimeUnit::Truncate(grain))) if *grain > Grain::Day => {
            Some((leaf, TimeKind::Day))
        }
        Expr::Leaf(leaf @ DimLeaf::Field(id)) => match layer.field(*id).data_type {
            Some(DataType::Date) => Some((leaf, TimeKind::Day)),
            Some(DataType::DateTime) => Some((leaf, TimeKind::Point)),
            _ => None,
        },
        Expr::Truncate {
            grain: Grain::Day,
            expr,
        } => time_side(layer, expr),
        _ => None,
    }
}

fn bound(leaf: &DimLeaf, op: BinaryOp, literal: Literal) -> Expr<DimLeaf> {
    Expr::binary(op, Expr::Leaf(leaf.clone()), Expr::Literal(literal))
}

/// The start of a business day. The axis already runs in business time.
fn start_of(layer: &SemanticLayer, leaf: &DimLeaf, day: NaiveDate) -> Literal {
    let minutes = i64::from(layer.time.day_start_minutes);
    if *leaf == DimLeaf::Axis || minutes == 0 {
        return Literal::Date(day);
    }
    Literal::DateTime(day.and_time(chrono::NaiveTime::MIN) + TimeDelta::minutes(minutes))
}

fn is_date(layer: &SemanticLayer, expr: &Expr<DimLeaf>) -> bool {
    match expr {
        Expr::Leaf(DimLeaf::Field(id)) => layer.field(*id).data_type == Some(DataType::Date),
        Expr::Leaf(DimLeaf::Time(TimeUnit::Truncate(grain))) => *grain >= Grain::Day,
        Expr::Truncate { grain, .. } => *grain >= Grain::Day,
        _ => false,
    }
}

fn date_literal(expr: &Expr<DimLeaf>) -> Expr<DimLeaf> {
    match expr {
        Expr::Literal(Literal::String(text)) => {
            parse_date(text).map_or_else(|| expr.clone(), |day| Expr::Literal(Literal::Date(day)))
        }
        other => other.clone(),
    }
}

/// A filter's bounded range on one time leaf.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct BoundedRange {
    /// The time that is bounded.
    pub(super) leaf: DimLeaf,
    start: NaiveDateTime,
    end: NaiveDateTime,
    whole_days: bool,
}

/// The bounded range of a normalised filter; the axis wins over fields.
pub(super) fn bounded_range(
    layer: &SemanticLayer,
    filter: &[Expr<DimLeaf>],
) -> Option<BoundedRange> {
    let mut leaves: Vec<&DimLeaf> = Vec::new();
    for conjunct in filter {
        if let Some((leaf, ..)) = range_part(layer, conjunct)
            && !leaves.contains(&leaf)
        {
            leaves.push(leaf);
        }
    }
    leaves.sort_by_key(|leaf| **leaf != DimLeaf::Axis);
    leaves.into_iter().find_map(|leaf| {
        let parts = || {
            filter
                .iter()
                .filter_map(|part| range_part(layer, part))
                .filter(|(l, ..)| *l == leaf)
        };
        let start = parts()
            .filter_map(|(_, op, at, _)| (op == BinaryOp::GtEq).then_some(at))
            .max()?;
        let end = parts()
            .filter_map(|(_, op, at, _)| (op == BinaryOp::Lt).then_some(at))
            .min()?;
        let midnight = |at: NaiveDateTime| at.time() == chrono::NaiveTime::MIN;
        (start < end).then(|| BoundedRange {
            leaf: leaf.clone(),
            start,
            end,
            whole_days: midnight(start) && midnight(end),
        })
    })
}

/// A conjunct as `leaf >= at` or `leaf < at`; `<=` of a day is the next day's start.
fn range_part<'a>(
    layer: &SemanticLayer,
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
        DimLeaf::Field(id) => layer.field(*id).is_time,
        DimLeaf::Time(_) => false,
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

fn midnight(day: NaiveDate) -> NaiveDateTime {
    day.and_time(chrono::NaiveTime::MIN)
}

impl BoundedRange {
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
                        let moved = move_literal(literal, back).unwrap_or_else(|| literal.clone());
                        Expr::binary(*op, (**left).clone(), Expr::Literal(moved))
                    }
                    _ => conjunct.clone(),
                }
            }
            other => other.clone(),
        })
        .collect()
}

fn move_literal(literal: &Literal, back: Interval) -> Option<Literal> {
    match literal {
        Literal::Date(day) => {
            let moved = move_back(midnight(*day), back)?;
            Some(if moved == midnight(moved.date()) {
                Literal::Date(moved.date())
            } else {
                Literal::DateTime(moved)
            })
        }
        Literal::DateTime(at) => move_back(*at, back).map(Literal::DateTime),
        _ => None,
    }
}

/// A bound moved back on the calendar; a day that the earlier month does not have becomes the
/// first of the month after it.
pub(super) fn move_back(at: NaiveDateTime, back: Interval) -> Option<NaiveDateTime> {
    let months = match back.unit {
        Grain::Month => back.count,
        Grain::Quarter => back.count * 3,
        Grain::Year => back.count * 12,
        Grain::Week => return at.checked_sub_days(Days::new(u64::try_from(back.count * 7).ok()?)),
        Grain::Day => return at.checked_sub_days(Days::new(u64::try_from(back.count).ok()?)),
        Grain::Hour => return at.checked_sub_signed(TimeDelta::hours(back.count)),
        Grain::Minute => return at.checked_sub_signed(TimeDelta::minutes(back.count)),
        Grain::Second => return at.checked_sub_signed(TimeDelta::seconds(back.count)),
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
