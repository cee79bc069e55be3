//! Calls about time: truncation, differences, parts, and the offsets of comparisons.

use sqlparser::ast;

use crate::diagnostic::Diagnostic;
use crate::expr::{DatePart, Expr, Grain, Interval, Literal};
use crate::syntax::{FieldPath, Name, Offset};

use super::Lowering;
use super::call::Call;
use super::scalar::lower;
use super::units::parse_interval;

pub(super) fn lower_truncate(cx: &mut Lowering, call: Call) -> Result<Expr<Name>, Diagnostic> {
    let [grain, expr]: [ast::Expr; 2] = call.args.try_into().map_err(|_| {
        Diagnostic::not_allowed("DATE_TRUNC takes a grain and an expression").with_span(call.span)
    })?;
    Ok(Expr::Truncate {
        grain: lower_grain(cx, grain)?,
        expr: Box::new(lower(cx, expr)?),
    })
}

pub(super) fn lower_difference(cx: &mut Lowering, call: Call) -> Result<Expr<Name>, Diagnostic> {
    let [unit, from, to]: [ast::Expr; 3] = call.args.try_into().map_err(|_| {
        Diagnostic::not_allowed("DATE_DIFF takes a unit and two expressions").with_span(call.span)
    })?;
    Ok(Expr::Difference {
        unit: lower_grain(cx, unit)?,
        from: Box::new(lower(cx, from)?),
        to: Box::new(lower(cx, to)?),
    })
}

pub(super) fn lower_date_part(cx: &mut Lowering, call: Call) -> Result<Expr<Name>, Diagnostic> {
    let [part, expr]: [ast::Expr; 2] = call.args.try_into().map_err(|_| {
        Diagnostic::not_allowed("DATE_PART takes a part and an expression").with_span(call.span)
    })?;
    let Expr::Literal(Literal::String(name)) = lower(cx, part)? else {
        return Err(
            Diagnostic::not_allowed("the part of DATE_PART is a string").with_span(call.span)
        );
    };
    let part = DatePart::from_name(&name).ok_or_else(|| {
        Diagnostic::not_allowed(format!("'{name}' is not a part of a date")).with_span(call.span)
    })?;
    Ok(Expr::Extract {
        part,
        expr: Box::new(lower(cx, expr)?),
    })
}

fn lower_grain(cx: &mut Lowering, expr: ast::Expr) -> Result<Grain, Diagnostic> {
    let refuse = |text: &str| {
        Diagnostic::not_allowed(format!("'{text}' is not a time grain")).with_hint(
            "The grains are 'minute', 'hour', 'day', 'week', 'month', 'quarter' and 'year'.",
        )
    };
    match lower(cx, expr)? {
        Expr::Literal(Literal::String(text)) => {
            Grain::from_name(&text).ok_or_else(|| refuse(&text))
        }
        Expr::Leaf(Name::Field(FieldPath { name, .. })) => {
            Grain::from_name(&name).ok_or_else(|| refuse(&name))
        }
        _ => Err(refuse("this")),
    }
}

/// Lowers the second argument of a comparison.
pub(super) fn lower_offset(
    cx: &mut Lowering,
    arg: ast::Expr,
    name: &str,
) -> Result<Offset, Diagnostic> {
    let refuse = |message: String| {
        Diagnostic::not_allowed(message).with_hint(
            "The offsets are 'previous_period', 'N day', 'N week', 'N month', 'N quarter', 'N year', 'same_week_last_year' and 'event'.",
        )
    };
    let Expr::Literal(Literal::String(text)) = lower(cx, arg)? else {
        return Err(refuse(format!("the offset of {name} is a string")));
    };
    match text.to_ascii_lowercase().as_str() {
        "previous_period" => return Ok(Offset::PreviousPeriod),
        "same_week_last_year" => return Ok(Offset::SameWeekLastYear),
        "event" => return Ok(Offset::Event),
        _ => {}
    }
    let coarse = |interval: &Interval| interval.unit >= Grain::Day && interval.count > 0;
    parse_interval(&text)
        .filter(coarse)
        .map(Offset::Back)
        .ok_or_else(|| {
            refuse(format!(
                "'{text}' is not an offset of {name} that is supported"
            ))
        })
}
