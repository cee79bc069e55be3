//! Days and points in time, over leaves of any kind: rows, groups and columns of a query mean the
//! same by a day.

use chrono::{Days, NaiveDate, NaiveTime, TimeDelta};

use crate::diagnostic::Diagnostic;
use crate::expr::{BinaryOp, DataType, Expr, Function, Grain, Interval, Literal};
use crate::parse::{parse_date, parse_datetime};

/// How a leaf tells time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TimeKind {
    /// Days: `=` and `<=` mean what they say.
    Day,
    /// Points in time: a day literal means a whole day.
    Point,
}

impl TimeKind {
    /// How values of a type tell time.
    pub(super) fn of(data_type: DataType) -> Option<Self> {
        match data_type {
            DataType::Date => Some(Self::Day),
            DataType::DateTime | DataType::DateTimeTz => Some(Self::Point),
            _ => None,
        }
    }
}

/// The leaf that a comparison with a leaf is about, and how it tells time.
type Times<'a, L> = &'a dyn Fn(&L) -> Option<(L, TimeKind)>;

/// Rewrites comparisons of time with literals into half-open bounds: a day literal against a point
/// in time means the whole business day, whose start [`in_business_days`] knows.
pub(super) fn whole_days<L: Clone>(expr: &Expr<L>, times: Times<'_, L>) -> Expr<L> {
    expr.rewrite(&mut |node| match node {
        Expr::Binary { op, left, right } if op.is_comparison() => {
            compare(times, *op, left, right).or_else(|| compare(times, op.flipped(), right, left))
        }
        Expr::InList {
            expr,
            list,
            negated,
        } => match time_side(times, expr) {
            Some((_, TimeKind::Point)) => any_of(times, expr, list, *negated),
            _ if is_date(times, expr) => Some(Expr::InList {
                expr: expr.clone(),
                list: list.iter().map(date_literal).collect(),
                negated: *negated,
            }),
            _ => None,
        },
        _ => None,
    })
}

fn compare<L: Clone>(
    times: Times<'_, L>,
    op: BinaryOp,
    side: &Expr<L>,
    literal: &Expr<L>,
) -> Option<Expr<L>> {
    let (leaf, kind) = time_side(times, side)?;
    let Expr::Literal(literal) = literal else {
        return None;
    };
    let bound = |op, literal| Expr::binary(op, Expr::Leaf(leaf.clone()), Expr::Literal(literal));
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
        return Some(bound(op, Literal::DateTime(point)));
    };
    if kind == TimeKind::Day {
        return Some(bound(op, Literal::Date(day)));
    }
    let at = |op, day: NaiveDate| bound(op, Literal::Date(day));
    let next = day.checked_add_days(Days::new(1))?;
    Some(match op {
        BinaryOp::GtEq => at(BinaryOp::GtEq, day),
        BinaryOp::Gt => at(BinaryOp::GtEq, next),
        BinaryOp::Lt => at(BinaryOp::Lt, day),
        BinaryOp::LtEq => at(BinaryOp::Lt, next),
        BinaryOp::NotEq => Expr::binary(
            BinaryOp::Or,
            at(BinaryOp::Lt, day),
            at(BinaryOp::GtEq, next),
        ),
        _ => Expr::binary(
            BinaryOp::And,
            at(BinaryOp::GtEq, day),
            at(BinaryOp::Lt, next),
        ),
    })
}

fn time_side<L: Clone>(times: Times<'_, L>, side: &Expr<L>) -> Option<(L, TimeKind)> {
    match side {
        Expr::Leaf(leaf) => times(leaf),
        Expr::Truncate {
            grain: Grain::Day,
            expr,
        } => time_side(times, expr),
        _ => None,
    }
}

/// A list of days against a point in time: any of the whole days.
fn any_of<L: Clone>(
    times: Times<'_, L>,
    expr: &Expr<L>,
    list: &[Expr<L>],
    negated: bool,
) -> Option<Expr<L>> {
    let any = list
        .iter()
        .map(|item| compare(times, BinaryOp::Eq, expr, item))
        .collect::<Option<Vec<_>>>()?
        .into_iter()
        .reduce(|left, right| Expr::binary(BinaryOp::Or, left, right))?;
    Some(if negated {
        Expr::Not(Box::new(any))
    } else {
        any
    })
}

fn is_date<L>(times: Times<'_, L>, expr: &Expr<L>) -> bool {
    match expr {
        Expr::Leaf(leaf) => matches!(times(leaf), Some((_, TimeKind::Day))),
        Expr::Truncate { grain, .. } => *grain >= Grain::Day,
        _ => false,
    }
}

fn date_literal<L: Clone>(expr: &Expr<L>) -> Expr<L> {
    match expr {
        Expr::Literal(Literal::String(text)) => {
            parse_date(text).map_or_else(|| expr.clone(), |day| Expr::Literal(Literal::Date(day)))
        }
        other => other.clone(),
    }
}

/// Refuses a day literal against an expression of points in time: it would mean midnight, not the
/// whole day.
///
/// # Errors
/// `E_TYPE`.
pub(super) fn check_days<L>(expr: &Expr<L>, point: &dyn Fn(&L) -> bool) -> Result<(), Diagnostic> {
    let mut found = false;
    expr.visit_nodes(&mut |node| {
        let Expr::Binary { op, left, right } = node else {
            return;
        };
        let day = |side: &Expr<L>| matches!(side, Expr::Literal(Literal::Date(_)));
        let other = match (day(left), day(right)) {
            (false, true) => left,
            (true, false) => right,
            _ => return,
        };
        // A bare time was given its whole day; only these are left.
        let bare = matches!(**other, Expr::Leaf(_)) && op.is_comparison();
        found |=
            (op.is_comparison() || *op == BinaryOp::Same) && !bare && is_point_valued(other, point);
    });
    if !found {
        return Ok(());
    }
    Err(Diagnostic::new(
        "E_TYPE",
        "a day is compared with an expression of points in time",
    )
    .with_hint("Compare DATE_TRUNC('day', …) with the day, or write a TIMESTAMP."))
}

fn is_point_valued<L>(expr: &Expr<L>, point: &dyn Fn(&L) -> bool) -> bool {
    match expr {
        Expr::Leaf(leaf) => point(leaf),
        Expr::Shift { expr, .. } => is_point_valued(expr, point),
        Expr::Call { args, .. } => args.iter().any(|arg| is_point_valued(arg, point)),
        Expr::Case { whens, otherwise } => whens
            .iter()
            .map(|(_, result)| result)
            .chain(otherwise.as_deref())
            .any(|result| is_point_valued(result, point)),
        _ => false,
    }
}

/// Whether an expression is a point in time, so that the business day's start moves it.
pub(super) fn is_point<L>(expr: &Expr<L>, point: &dyn Fn(&L) -> bool) -> bool {
    match expr {
        Expr::Leaf(leaf) => point(leaf),
        Expr::Shift { expr, .. } => is_point(expr, point),
        Expr::Call {
            function: Function::AddDays,
            args,
        } => args.first().is_some_and(|time| is_point(time, point)),
        _ => false,
    }
}

/// Days, and what is made of days, counted from the start of the business day.
pub(super) fn in_business_days<L: Clone>(
    expr: &Expr<L>,
    minutes: u32,
    point: &dyn Fn(&L) -> bool,
) -> Expr<L> {
    if minutes == 0 {
        return expr.clone();
    }
    let minutes = i64::from(minutes);
    let earlier = |expr: &Expr<L>| Box::new(later(expr.clone(), -minutes));
    expr.rewrite(&mut |node| match node {
        Expr::Truncate { grain, expr } if *grain >= Grain::Day && is_point(expr, point) => {
            Some(Expr::Truncate {
                grain: *grain,
                expr: earlier(expr),
            })
        }
        Expr::Extract { part, expr } if part.is_of_days() && is_point(expr, point) => {
            Some(Expr::Extract {
                part: *part,
                expr: earlier(expr),
            })
        }
        Expr::Cast {
            expr,
            to: DataType::Date,
        } if is_point(expr, point) => Some(Expr::Cast {
            expr: earlier(expr),
            to: DataType::Date,
        }),
        Expr::Binary { op, left, right } if op.is_comparison() && is_point(left, point) => {
            let Expr::Literal(Literal::Date(day)) = &**right else {
                return None;
            };
            let start = day.and_time(NaiveTime::MIN) + TimeDelta::minutes(minutes);
            Some(Expr::binary(
                *op,
                (**left).clone(),
                Expr::Literal(Literal::DateTime(start)),
            ))
        }
        _ => None,
    })
}

/// A time moved by minutes.
pub(super) fn later<L>(expr: Expr<L>, minutes: i64) -> Expr<L> {
    Expr::Shift {
        expr: Box::new(expr),
        by: Interval {
            count: minutes,
            unit: Grain::Minute,
        },
    }
}
