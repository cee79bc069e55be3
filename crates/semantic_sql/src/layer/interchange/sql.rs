//! Expressions as text of the dialect that layers are written in.
//!
//! What is written here is read back to the same tree: exported metrics keep their values.

use crate::expr::{BinaryOp, DataType, Expr, Literal};
use crate::parse::parse_expression;
use crate::syntax::{Aggregate, AggregateFunction, FieldPath, Name};

/// How strongly the parts of an expression hold together; a weaker part is put in parentheses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Strength {
    /// Forms whose right side takes everything that follows.
    Loose,
    Or,
    And,
    Not,
    Comparison,
    Sum,
    Product,
    Sign,
    Atom,
}

/// Writes an expression; `leaf` writes its leaves.
pub(super) fn write<L>(expr: &Expr<L>, leaf: &mut impl FnMut(&L) -> String) -> String {
    match expr {
        Expr::Leaf(inner) => leaf(inner),
        Expr::Literal(literal) => write_literal(literal),
        // What a layer's expressions cannot hold is written so that they refuse it.
        Expr::Parameter(_) => "?".to_owned(),
        Expr::Subquery(_) | Expr::InQuery { .. } => "(SELECT)".to_owned(),
        Expr::Not(inner) => format!("NOT {}", part(inner, Strength::Comparison, leaf)),
        Expr::Negate(inner) => format!("-{}", part(inner, Strength::Atom, leaf)),
        Expr::Binary { op, left, right } => write_binary(*op, left, right, leaf),
        Expr::IsNull { expr, negated } => {
            let not = if *negated { "NOT " } else { "" };
            format!("{} IS {not}NULL", part(expr, Strength::Sum, leaf))
        }
        Expr::InList {
            expr,
            list,
            negated,
        } => {
            let not = if *negated { "NOT " } else { "" };
            let tested = part(expr, Strength::Sum, leaf);
            format!("{tested} {not}IN ({})", join(list, leaf))
        }
        Expr::Like {
            expr,
            pattern,
            negated,
            ignore_case,
        } => {
            let not = if *negated { "NOT " } else { "" };
            let like = if *ignore_case { "ILIKE" } else { "LIKE" };
            let tested = part(expr, Strength::Sum, leaf);
            format!(
                "{tested} {not}{like} {}",
                part(pattern, Strength::Sum, leaf)
            )
        }
        Expr::Case { whens, otherwise } => write_case(whens, otherwise.as_deref(), leaf),
        Expr::Cast { expr, to } => format!("CAST({} AS {})", write(expr, leaf), type_name(*to)),
        Expr::Call { function, args } => format!("{}({})", function.sql_name(), join(args, leaf)),
        Expr::Truncate { grain, expr } => {
            format!("DATE_TRUNC('{}', {})", grain.name(), write(expr, leaf))
        }
        Expr::Extract { part, expr } => {
            let name = part.name().to_uppercase();
            format!("EXTRACT({name} FROM {})", write(expr, leaf))
        }
        Expr::Shift { expr, by } => {
            let sign = if by.count < 0 { '-' } else { '+' };
            let unit = by.unit.name().to_uppercase();
            let moved = part(expr, Strength::Sum, leaf);
            format!("{moved} {sign} INTERVAL '{}' {unit}", by.count.abs())
        }
        Expr::Difference { unit, from, to } => {
            let (from, to) = (write(from, leaf), write(to, leaf));
            format!("DATE_DIFF('{}', {from}, {to})", unit.name())
        }
    }
}

/// Writes an aggregate call; `leaf` writes the leaves of its arguments and its filter.
pub(super) fn write_aggregate<L>(
    aggregate: &Aggregate<L>,
    leaf: &mut impl FnMut(&L) -> String,
) -> String {
    let distinct = if aggregate.distinct { "DISTINCT " } else { "" };
    let args = if aggregate.args.is_empty() {
        "*".to_owned()
    } else {
        join(&aggregate.args, leaf)
    };
    let filter = aggregate
        .filter
        .as_deref()
        .map_or_else(String::new, |filter| {
            format!(" FILTER (WHERE {})", write(filter, leaf))
        });
    let percentile = match aggregate.function {
        AggregateFunction::PercentileCont => Some("PERCENTILE_CONT"),
        AggregateFunction::PercentileDisc => Some("PERCENTILE_DISC"),
        _ => None,
    };
    if let (Some(name), [value, share]) = (percentile, aggregate.args.as_slice()) {
        let (value, share) = (write(value, leaf), write(share, leaf));
        return format!("{name}({share}) WITHIN GROUP (ORDER BY {value}){filter}");
    }
    format!(
        "{}({distinct}{args}){filter}",
        aggregate.function.sql_name()
    )
}

/// A name, quoted where it would not be read as one.
pub(super) fn write_name(parts: &[&str]) -> String {
    let plain = parts.join(".");
    let reads = matches!(
        parse_expression(&plain),
        Ok(Expr::Leaf(Name::Field(FieldPath { qualifier, name, .. })))
            if qualifier.iter().chain([&name]).eq(parts.iter())
    );
    if reads {
        return plain;
    }
    let quoted: Vec<String> = parts
        .iter()
        .map(|part| format!("\"{}\"", part.replace('"', "\"\"")))
        .collect();
    quoted.join(".")
}

/// Writes an expression over names: fields and metrics as they are called, aggregates in full.
pub(super) fn write_names(expr: &Expr<Name>) -> String {
    write(expr, &mut |leaf| match leaf {
        Name::Field(path) => path.qualifier.as_ref().map_or_else(
            || write_name(&[&path.name]),
            |qualifier| write_name(&[qualifier, &path.name]),
        ),
        Name::UserAttribute(name) => format!(":user.{name}"),
        Name::Aggregate(aggregate) => write_aggregate(aggregate, &mut |inner| {
            write_names(&Expr::Leaf(inner.clone()))
        }),
        // What a layer's expressions cannot hold is written so that they refuse it.
        Name::Measure(measure) => format!("MEASURE({})", write_name(&[&measure.metric])),
        Name::Window(_) => "WINDOW()".to_owned(),
        Name::Grouping(_) => "GROUPING()".to_owned(),
        Name::Spine(_) => "SPINE()".to_owned(),
        Name::Unfiltered(path) => format!("UNFILTERED({})", write_name(&[&path.name])),
    })
}

/// Whether the text of an expression needs no parentheses anywhere.
pub(super) fn is_atom<L>(expr: &Expr<L>) -> bool {
    strength(expr) == Strength::Atom
}

fn part<L>(expr: &Expr<L>, least: Strength, leaf: &mut impl FnMut(&L) -> String) -> String {
    let text = write(expr, leaf);
    if strength(expr) < least {
        format!("({text})")
    } else {
        text
    }
}

fn join<L>(exprs: &[Expr<L>], leaf: &mut impl FnMut(&L) -> String) -> String {
    let texts: Vec<String> = exprs.iter().map(|expr| write(expr, leaf)).collect();
    texts.join(", ")
}

fn strength<L>(expr: &Expr<L>) -> Strength {
    match expr {
        Expr::Binary { op, .. } => strength_of(*op),
        Expr::Not(_) => Strength::Not,
        Expr::IsNull { .. } | Expr::InList { .. } | Expr::InQuery { .. } | Expr::Like { .. } => {
            Strength::Comparison
        }
        Expr::Shift { .. } => Strength::Sum,
        Expr::Negate(_) => Strength::Sign,
        Expr::Literal(Literal::Number(text)) if text.starts_with('-') => Strength::Sign,
        Expr::Leaf(_)
        | Expr::Literal(_)
        | Expr::Parameter(_)
        | Expr::Subquery(_)
        | Expr::Case { .. }
        | Expr::Cast { .. }
        | Expr::Call { .. }
        | Expr::Truncate { .. }
        | Expr::Extract { .. }
        | Expr::Difference { .. } => Strength::Atom,
    }
}

fn strength_of(op: BinaryOp) -> Strength {
    match op {
        BinaryOp::Same | BinaryOp::Concat => Strength::Loose,
        BinaryOp::Or => Strength::Or,
        BinaryOp::And => Strength::And,
        BinaryOp::Eq
        | BinaryOp::NotEq
        | BinaryOp::Lt
        | BinaryOp::LtEq
        | BinaryOp::Gt
        | BinaryOp::GtEq => Strength::Comparison,
        BinaryOp::Add | BinaryOp::Subtract => Strength::Sum,
        BinaryOp::Multiply | BinaryOp::Divide | BinaryOp::Modulo => Strength::Product,
    }
}

fn write_binary<L>(
    op: BinaryOp,
    left: &Expr<L>,
    right: &Expr<L>,
    leaf: &mut impl FnMut(&L) -> String,
) -> String {
    // Operators of one strength are read from the left, so only the right side needs more.
    let (least_left, least_right) = match strength_of(op) {
        Strength::Or => (Strength::Or, Strength::And),
        Strength::And => (Strength::And, Strength::Not),
        Strength::Comparison => (Strength::Sum, Strength::Sum),
        Strength::Sum => (Strength::Sum, Strength::Product),
        Strength::Product => (Strength::Product, Strength::Sign),
        Strength::Loose | Strength::Not | Strength::Sign | Strength::Atom => {
            (Strength::Atom, Strength::Atom)
        }
    };
    let left = part(left, least_left, leaf);
    let right = part(right, least_right, leaf);
    format!("{left} {} {right}", op.symbol())
}

fn write_case<L>(
    whens: &[(Expr<L>, Expr<L>)],
    otherwise: Option<&Expr<L>>,
    leaf: &mut impl FnMut(&L) -> String,
) -> String {
    let mut text = "CASE".to_owned();
    for (condition, result) in whens {
        let (condition, result) = (write(condition, leaf), write(result, leaf));
        text.push_str(&format!(" WHEN {condition} THEN {result}"));
    }
    if let Some(otherwise) = otherwise {
        text.push_str(&format!(" ELSE {}", write(otherwise, leaf)));
    }
    text.push_str(" END");
    text
}

fn write_literal(literal: &Literal) -> String {
    match literal {
        Literal::Null => "NULL".to_owned(),
        Literal::Boolean(value) => value.to_string().to_uppercase(),
        Literal::Number(text) => text.clone(),
        Literal::String(text) => format!("'{}'", text.replace('\'', "''")),
        Literal::Date(day) => format!("DATE '{}'", day.format("%Y-%m-%d")),
        Literal::DateTime(moment) => {
            format!("TIMESTAMP '{}'", moment.format("%Y-%m-%d %H:%M:%S%.f"))
        }
    }
}

fn type_name(data_type: DataType) -> &'static str {
    match data_type {
        DataType::String => "VARCHAR",
        DataType::Integer => "BIGINT",
        DataType::Decimal => "DECIMAL",
        DataType::Float => "DOUBLE",
        DataType::Boolean => "BOOLEAN",
        DataType::Date => "DATE",
        DataType::DateTime | DataType::DateTimeTz => "TIMESTAMP",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        for text in [
            "a + b * c",
            "(a + b) * c",
            "a - (b - c) - d",
            "a / (b * c)",
            "NOT (a = 1 OR b = 2) AND c IS NOT NULL",
            "(a OR b) AND (c OR d)",
            "a AND (b AND c)",
            "-a * -3 - -2",
            "-(a + b)",
            "(a IS NOT DISTINCT FROM b) AND c",
            "a IS TRUE OR b",
            "(a || 'x') = 'it''s'",
            "a NOT BETWEEN 1 AND 2",
            "a NOT IN ('x', 'y') AND b LIKE '%z_' AND c NOT ILIKE 'q'",
            "CASE a WHEN 1 THEN 'x' ELSE NULL END",
            "CASE WHEN a > DATE '2026-11-18' THEN TRUE END",
            "d < TIMESTAMP '2026-11-18 20:00:00.5'",
            "CAST(a AS BIGINT) % 7 + CAST(b AS DOUBLE)",
            "DATE_TRUNC('month', d - INTERVAL '7' DAY) + INTERVAL '1 month'",
            "EXTRACT(isodow FROM d) + DATE_PART('year', d)",
            "DATE_DIFF('day', a, b) / 7",
            "CEIL(a) + FLOOR(b) + SUBSTRING(c, 1, 2) || TRIM(d)",
            "NULLIF(SUM(t.x) FILTER (WHERE t.y AND (t.z OR t.w)), 0)",
            "COUNT(DISTINCT CASE WHEN t.a THEN t.b END) / COUNT(*)",
            "\"order\".\"group by\" = 1 AND \"case\"",
            "名.字 > 1",
            "NOT NOT a",
            "NOT a = b",
            "t.a IN (:user.ids) OR t.b = :user.own",
        ] {
            let expr = parse_expression(text).unwrap();
            let written = write_names(&expr);
            assert_eq!(parse_expression(&written), Ok(expr), "{text} -> {written}");
        }
    }
}
