//! Time in expressions: day literals as half-open bounds, and grains that a field does not have.

use chrono::{Days, NaiveDate};

use crate::diagnostic::Diagnostic;
use crate::expr::{BinaryOp, DataType, Expr, Grain, Literal};
use crate::layer::{SemanticLayer, TimeUnit};
use crate::parse::{parse_date, parse_datetime};

use super::names::{DimLeaf, Resolver};

const DAY: DimLeaf = DimLeaf::Time(TimeUnit::Truncate(Grain::Day));

/// Rewrites comparisons of time with literals into half-open bounds.
///
/// A day literal against a point in time means the whole business day, whose start the branch
/// knows; the day grain of the axis is compared as the axis itself, so that a range stays a range
/// for the engine.
pub(super) fn normalise(resolver: &Resolver<'_>, expr: &Expr<DimLeaf>) -> Expr<DimLeaf> {
    expr.rewrite(&mut |node| match node {
        Expr::Binary { op, left, right } if op.is_comparison() => {
            compare(resolver, *op, left, right)
                .or_else(|| compare(resolver, op.flipped(), right, left))
        }
        Expr::InList {
            expr,
            list,
            negated,
        } if is_point(resolver, expr) => any_of(resolver, expr, list, *negated),
        Expr::InList {
            expr,
            list,
            negated,
        } if is_date(resolver, expr) => Some(Expr::InList {
            expr: expr.clone(),
            list: list.iter().map(date_literal).collect(),
            negated: *negated,
        }),
        _ => None,
    })
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
    resolver: &Resolver<'_>,
    op: BinaryOp,
    side: &Expr<DimLeaf>,
    literal: &Expr<DimLeaf>,
) -> Option<Expr<DimLeaf>> {
    let (leaf, kind) = time_side(resolver, side)?;
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
    let at = |op, day: NaiveDate| bound(leaf, op, Literal::Date(day));
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

/// The leaf that a comparison is about, and how it tells time.
fn time_side<'a>(
    resolver: &Resolver<'_>,
    side: &'a Expr<DimLeaf>,
) -> Option<(&'a DimLeaf, TimeKind)> {
    match side {
        Expr::Leaf(leaf) if *leaf == DAY => Some((&DimLeaf::Axis, TimeKind::Point)),
        Expr::Leaf(leaf) => match resolver.data_type(leaf)? {
            DataType::Date => Some((leaf, TimeKind::Day)),
            DataType::DateTime | DataType::DateTimeTz => Some((leaf, TimeKind::Point)),
            _ => None,
        },
        Expr::Truncate {
            grain: Grain::Day,
            expr,
        } => time_side(resolver, expr),
        _ => None,
    }
}

fn bound(leaf: &DimLeaf, op: BinaryOp, literal: Literal) -> Expr<DimLeaf> {
    Expr::binary(op, Expr::Leaf(leaf.clone()), Expr::Literal(literal))
}

fn is_point(resolver: &Resolver<'_>, expr: &Expr<DimLeaf>) -> bool {
    matches!(time_side(resolver, expr), Some((_, TimeKind::Point)))
}

/// A list of days against a point in time: any of the whole days.
fn any_of(
    resolver: &Resolver<'_>,
    expr: &Expr<DimLeaf>,
    list: &[Expr<DimLeaf>],
    negated: bool,
) -> Option<Expr<DimLeaf>> {
    let any = list
        .iter()
        .map(|item| compare(resolver, BinaryOp::Eq, expr, item))
        .collect::<Option<Vec<_>>>()?
        .into_iter()
        .reduce(|left, right| Expr::binary(BinaryOp::Or, left, right))?;
    Some(if negated {
        Expr::Not(Box::new(any))
    } else {
        any
    })
}

fn is_date(resolver: &Resolver<'_>, expr: &Expr<DimLeaf>) -> bool {
    match expr {
        Expr::Leaf(leaf) => resolver.data_type(leaf) == Some(DataType::Date),
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

/// Refuses a day literal against an expression of points in time: it would mean midnight, not the
/// whole day.
pub(super) fn check_days(resolver: &Resolver<'_>, expr: &Expr<DimLeaf>) -> Result<(), Diagnostic> {
    let mut found = false;
    expr.visit_nodes(&mut |node| {
        let Expr::Binary { op, left, right } = node else {
            return;
        };
        let day = |side: &Expr<DimLeaf>| matches!(side, Expr::Literal(Literal::Date(_)));
        let other = match (day(left), day(right)) {
            (false, true) => left,
            (true, false) => right,
            _ => return,
        };
        // A bare time was given its whole day; only these are left.
        let bare = matches!(**other, Expr::Leaf(_)) && op.is_comparison();
        found |= (op.is_comparison() || *op == BinaryOp::Same)
            && !bare
            && is_point_valued(resolver, other);
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

fn is_point_valued(resolver: &Resolver<'_>, expr: &Expr<DimLeaf>) -> bool {
    match expr {
        Expr::Leaf(leaf) => matches!(
            resolver.data_type(leaf),
            Some(DataType::DateTime | DataType::DateTimeTz)
        ),
        Expr::Shift { expr, .. } => is_point_valued(resolver, expr),
        Expr::Call { args, .. } => args.iter().any(|arg| is_point_valued(resolver, arg)),
        Expr::Case { whens, otherwise } => whens
            .iter()
            .map(|(_, result)| result)
            .chain(otherwise.as_deref())
            .any(|result| is_point_valued(resolver, result)),
        _ => false,
    }
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
