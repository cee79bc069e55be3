//! The parser's expressions → [`Expr`] over names, with everything outside the allow-list refused.

use sqlparser::ast;

use crate::diagnostic::{Diagnostic, Span};
use crate::expr::{BinaryOp, DatePart, Expr, Function, Literal};
use crate::syntax::Name;

use super::call::lower_function;
use super::literal::{lower_typed_string, lower_value};
use super::units::{lower_interval, lower_type};
use super::{Lowering, field_path};

/// The qualifier that `:user.` is read as; no dataset can have it, since it is not an identifier
/// that a layer may use.
pub(super) const USER_QUALIFIER: &str = "__asker__";

/// More values in one IN list are refused.
const MAX_LIST: usize = 10_000;

/// Lowers one expression.
///
/// # Errors
/// A diagnostic for anything outside the dialect.
#[expect(
    clippy::too_many_lines,
    reason = "one arm for each form of the dialect"
)]
pub(crate) fn lower(cx: &mut Lowering, expr: ast::Expr) -> Result<Expr<Name>, Diagnostic> {
    let mut boxed = |expr: Box<ast::Expr>| lower(cx, *expr).map(Box::new);
    match expr {
        ast::Expr::Identifier(ident) => lower_path(std::slice::from_ref(&ident)),
        ast::Expr::CompoundIdentifier(parts) => lower_path(&parts),
        ast::Expr::Nested(inner) => lower(cx, *inner),
        ast::Expr::Value(value) => lower_value(value.value).map(Expr::Literal),
        ast::Expr::TypedString(typed) => lower_typed_string(&typed).map(Expr::Literal),
        ast::Expr::IsNull(expr) => Ok(Expr::IsNull {
            expr: boxed(expr)?,
            negated: false,
        }),
        ast::Expr::IsNotNull(expr) => Ok(Expr::IsNull {
            expr: boxed(expr)?,
            negated: true,
        }),
        ast::Expr::IsTrue(expr) => same_as(cx, *expr, Literal::Boolean(true)),
        ast::Expr::IsFalse(expr) => same_as(cx, *expr, Literal::Boolean(false)),
        ast::Expr::IsNotDistinctFrom(left, right) => Ok(Expr::binary(
            BinaryOp::Same,
            lower(cx, *left)?,
            lower(cx, *right)?,
        )),
        ast::Expr::IsDistinctFrom(left, right) => Ok(Expr::Not(Box::new(Expr::binary(
            BinaryOp::Same,
            lower(cx, *left)?,
            lower(cx, *right)?,
        )))),
        ast::Expr::In {
            expr,
            target,
            negated,
            global,
        } => lower_in(cx, *expr, target, negated, global),
        ast::Expr::Between {
            expr,
            negated,
            low,
            high,
        } => lower_between(
            lower(cx, *expr)?,
            negated,
            lower(cx, *low)?,
            lower(cx, *high)?,
        ),
        ast::Expr::BinaryOp { left, op, right } => lower_binary(cx, *left, &op, *right),
        ast::Expr::UnaryOp { op, expr } => lower_unary(op, lower(cx, *expr)?),
        ast::Expr::Like {
            negated,
            any: false,
            expr,
            pattern,
            escape_char: None,
        } => Ok(Expr::Like {
            expr: boxed(expr)?,
            pattern: boxed(pattern)?,
            negated,
            ignore_case: false,
        }),
        ast::Expr::ILike {
            negated,
            any: false,
            expr,
            pattern,
            escape_char: None,
        } => Ok(Expr::Like {
            expr: boxed(expr)?,
            pattern: boxed(pattern)?,
            negated,
            ignore_case: true,
        }),
        ast::Expr::Cast {
            kind: ast::CastKind::Cast | ast::CastKind::DoubleColon,
            expr,
            data_type,
            format: None,
        } => Ok(Expr::Cast {
            expr: boxed(expr)?,
            to: lower_type(&data_type)?,
        }),
        ast::Expr::Extract {
            field,
            syntax: _,
            expr,
        } => {
            let part = DatePart::from_name(&field.to_string()).ok_or_else(|| {
                Diagnostic::not_allowed(format!("EXTRACT({field} …) is not part of semantic SQL"))
                    .with_hint(
                        "The parts are minute, hour, day, isodow, week, month, quarter and year.",
                    )
            })?;
            Ok(Expr::Extract {
                part,
                expr: boxed(expr)?,
            })
        }
        ast::Expr::Ceil {
            expr,
            field: ast::CeilFloorKind::DateTimeField(ast::DateTimeField::NoDateTime),
        } => Ok(Expr::Call {
            function: Function::Ceil,
            args: vec![lower(cx, *expr)?],
        }),
        ast::Expr::Floor {
            expr,
            field: ast::CeilFloorKind::DateTimeField(ast::DateTimeField::NoDateTime),
        } => Ok(Expr::Call {
            function: Function::Floor,
            args: vec![lower(cx, *expr)?],
        }),
        ast::Expr::Substring {
            expr,
            substring_from: Some(from),
            substring_for,
            ..
        } => {
            let mut args = vec![lower(cx, *expr)?, lower(cx, *from)?];
            args.extend(substring_for.map(|count| lower(cx, *count)).transpose()?);
            Ok(Expr::Call {
                function: Function::Substring,
                args,
            })
        }
        ast::Expr::Trim {
            trim_where: None,
            trim_what: None,
            expr,
            trim_characters: None,
        } => Ok(Expr::Call {
            function: Function::Trim,
            args: vec![lower(cx, *expr)?],
        }),
        ast::Expr::Case {
            case_token: _,
            end_token: _,
            operand,
            conditions,
            else_result,
        } => lower_case(cx, operand, conditions, else_result),
        ast::Expr::Function(function) => lower_function(cx, function),
        ast::Expr::Subquery(query) => cx.subquery(*query).map(Expr::Subquery),
        ast::Expr::Exists { .. } => Err(Diagnostic::not_allowed(
            "EXISTS is not part of semantic SQL",
        )
        .with_hint("Write dimension IN (SELECT dimension FROM …).")),
        other => Err(Diagnostic::not_allowed(format!(
            "`{other}` is not part of semantic SQL"
        ))),
    }
}

fn lower_path(parts: &[ast::Ident]) -> Result<Expr<Name>, Diagnostic> {
    let path = field_path(parts)?;
    if path.qualifier.as_deref() == Some(USER_QUALIFIER) {
        return Ok(Expr::Leaf(Name::UserAttribute(path.name)));
    }
    if path.qualifier.is_none()
        && CLOCK
            .iter()
            .any(|name| path.name.eq_ignore_ascii_case(name))
    {
        return Err(reads_clock(&path.name, path.at.0));
    }
    Ok(Expr::Leaf(Name::Field(path)))
}

/// Names that read the clock, called or not: nothing here knows now.
pub(super) const CLOCK: [&str; 8] = [
    "current_date",
    "current_timestamp",
    "current_time",
    "localtimestamp",
    "localtime",
    "now",
    "today",
    "getdate",
];

pub(super) fn reads_clock(name: &str, span: Option<Span>) -> Diagnostic {
    Diagnostic::not_allowed(format!("`{name}` reads the clock"))
        .with_hint("Write the day as a literal, such as DATE '2026-11-18'.")
        .with_span(span)
}

fn same_as(cx: &mut Lowering, expr: ast::Expr, literal: Literal) -> Result<Expr<Name>, Diagnostic> {
    Ok(Expr::binary(
        BinaryOp::Same,
        lower(cx, expr)?,
        Expr::Literal(literal),
    ))
}

fn lower_in(
    cx: &mut Lowering,
    expr: ast::Expr,
    target: ast::InTarget,
    negated: bool,
    global: bool,
) -> Result<Expr<Name>, Diagnostic> {
    if global {
        return Err(Diagnostic::not_allowed(
            "GLOBAL IN is not part of semantic SQL",
        ));
    }
    let list = match target {
        ast::InTarget::List(list) => list,
        ast::InTarget::Subquery(query) => {
            return Ok(Expr::InQuery {
                expr: Box::new(lower(cx, expr)?),
                query: cx.subquery(*query)?,
                negated,
            });
        }
        ast::InTarget::Unnest(_) | ast::InTarget::Table { .. } => {
            return Err(Diagnostic::not_allowed(
                "IN takes a list of values or a SELECT",
            ));
        }
    };
    if list.len() > MAX_LIST {
        return Err(Diagnostic::not_allowed(format!(
            "the list of IN has {} values; at most {MAX_LIST} are allowed",
            list.len()
        )));
    }
    Ok(Expr::InList {
        expr: Box::new(lower(cx, expr)?),
        list: list
            .into_iter()
            .map(|item| lower(cx, item))
            .collect::<Result<_, _>>()?,
        negated,
    })
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "one shape for all arms of `lower`"
)]
fn lower_between(
    expr: Expr<Name>,
    negated: bool,
    low: Expr<Name>,
    high: Expr<Name>,
) -> Result<Expr<Name>, Diagnostic> {
    let inside = Expr::binary(
        BinaryOp::And,
        Expr::binary(BinaryOp::GtEq, expr.clone(), low),
        Expr::binary(BinaryOp::LtEq, expr, high),
    );
    Ok(if negated {
        Expr::Not(Box::new(inside))
    } else {
        inside
    })
}

fn lower_unary(op: ast::UnaryOperator, expr: Expr<Name>) -> Result<Expr<Name>, Diagnostic> {
    match op {
        ast::UnaryOperator::Not => Ok(Expr::Not(Box::new(expr))),
        ast::UnaryOperator::Minus => Ok(match expr {
            Expr::Literal(Literal::Number(text)) => {
                Expr::Literal(Literal::Number(format!("-{text}")))
            }
            other => Expr::Negate(Box::new(other)),
        }),
        ast::UnaryOperator::Plus => Ok(expr),
        other => Err(Diagnostic::not_allowed(format!(
            "the operator `{other}` is not part of semantic SQL"
        ))),
    }
}

fn lower_binary(
    cx: &mut Lowering,
    left: ast::Expr,
    op: &ast::BinaryOperator,
    right: ast::Expr,
) -> Result<Expr<Name>, Diagnostic> {
    use ast::BinaryOperator as Op;
    if let (Op::Plus | Op::Minus, ast::Expr::Interval(interval)) = (op, &right) {
        let mut by = lower_interval(cx, interval)?;
        if *op == Op::Minus {
            by.count = -by.count;
        }
        return Ok(Expr::Shift {
            expr: Box::new(lower(cx, left)?),
            by,
        });
    }
    let op = match op {
        Op::Plus => BinaryOp::Add,
        Op::Minus => BinaryOp::Subtract,
        Op::Multiply => BinaryOp::Multiply,
        Op::Divide => BinaryOp::Divide,
        Op::Modulo => BinaryOp::Modulo,
        Op::Eq => BinaryOp::Eq,
        Op::NotEq => BinaryOp::NotEq,
        Op::Lt => BinaryOp::Lt,
        Op::LtEq => BinaryOp::LtEq,
        Op::Gt => BinaryOp::Gt,
        Op::GtEq => BinaryOp::GtEq,
        Op::And => BinaryOp::And,
        Op::Or => BinaryOp::Or,
        Op::StringConcat => BinaryOp::Concat,
        other => {
            return Err(Diagnostic::not_allowed(format!(
                "the operator `{other}` is not part of semantic SQL"
            )));
        }
    };
    Ok(Expr::binary(op, lower(cx, left)?, lower(cx, right)?))
}

fn lower_case(
    cx: &mut Lowering,
    operand: Option<Box<ast::Expr>>,
    conditions: Vec<ast::CaseWhen>,
    else_result: Option<Box<ast::Expr>>,
) -> Result<Expr<Name>, Diagnostic> {
    let operand = operand.map(|operand| lower(cx, *operand)).transpose()?;
    let whens = conditions
        .into_iter()
        .map(|ast::CaseWhen { condition, result }| {
            let condition = lower(cx, condition)?;
            let condition = match &operand {
                Some(operand) => Expr::binary(BinaryOp::Eq, operand.clone(), condition),
                None => condition,
            };
            Ok((condition, lower(cx, result)?))
        })
        .collect::<Result<_, Diagnostic>>()?;
    let otherwise = else_result
        .map(|expr| lower(cx, *expr).map(Box::new))
        .transpose()?;
    Ok(Expr::Case { whens, otherwise })
}
