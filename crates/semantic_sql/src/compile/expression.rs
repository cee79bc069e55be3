//! Scalar expressions in DuckDB's spelling.

use crate::expr::{BinaryOp, DataType, Expr, Function, Grain, Interval, Literal};
use crate::syntax::{Aggregate, AggregateFunction};

use super::is_constant;

/// A quoted identifier.
pub(crate) fn identifier(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A quoted string.
fn string(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// An expression as SQL; `leaf` writes its leaves. Compound parts are parenthesised.
#[expect(clippy::too_many_lines, reason = "one arm for each variant")]
pub(crate) fn scalar<L>(expr: &Expr<L>, leaf: &impl Fn(&L) -> String) -> String {
    match expr {
        Expr::Leaf(inner) => leaf(inner),
        Expr::Literal(value) => literal(value),
        Expr::Not(inner) => format!("(NOT {})", scalar(inner, leaf)),
        Expr::Negate(inner) => format!("(-{})", scalar(inner, leaf)),
        Expr::Binary {
            op: BinaryOp::Divide,
            left,
            right,
        } => divide(left, right, leaf),
        Expr::Binary { op, left, right } => {
            format!(
                "({} {} {})",
                scalar(left, leaf),
                operator(*op),
                scalar(right, leaf)
            )
        }
        Expr::IsNull { expr, negated } => {
            format!(
                "({} IS {}NULL)",
                scalar(expr, leaf),
                if *negated { "NOT " } else { "" }
            )
        }
        Expr::InList { list, .. } if list.is_empty() => "FALSE".to_owned(),
        Expr::InList {
            expr,
            list,
            negated,
        } => {
            let items: Vec<String> = list.iter().map(|item| scalar(item, leaf)).collect();
            format!(
                "({} {}IN ({}))",
                scalar(expr, leaf),
                if *negated { "NOT " } else { "" },
                items.join(", ")
            )
        }
        Expr::Like {
            expr,
            pattern,
            negated,
            ignore_case,
        } => format!(
            "({} {}{} {})",
            scalar(expr, leaf),
            if *negated { "NOT " } else { "" },
            if *ignore_case { "ILIKE" } else { "LIKE" },
            scalar(pattern, leaf),
        ),
        Expr::Case { whens, otherwise } => {
            let mut sql = "CASE".to_owned();
            for (condition, result) in whens {
                sql.push_str(&format!(
                    " WHEN {} THEN {}",
                    scalar(condition, leaf),
                    scalar(result, leaf)
                ));
            }
            if let Some(otherwise) = otherwise {
                sql.push_str(&format!(" ELSE {}", scalar(otherwise, leaf)));
            }
            sql.push_str(" END");
            sql
        }
        Expr::Cast { expr, to } => format!("CAST({} AS {})", scalar(expr, leaf), type_name(*to)),
        Expr::Call { function, args } => call(*function, args, leaf),
        Expr::Truncate { grain, expr } => truncate(*grain, &scalar(expr, leaf)),
        Expr::Extract { part, expr } => {
            format!("EXTRACT({} FROM {})", part.name(), scalar(expr, leaf))
        }
        Expr::Shift { expr, by } => format!("({} + {})", scalar(expr, leaf), interval(*by)),
        Expr::Difference { unit, from, to } => {
            format!(
                "DATE_DIFF('{}', {}, {})",
                unit.name(),
                scalar(from, leaf),
                scalar(to, leaf)
            )
        }
    }
}

fn call<L>(function: Function, args: &[Expr<L>], leaf: &impl Fn(&L) -> String) -> String {
    let args: Vec<String> = args.iter().map(|arg| scalar(arg, leaf)).collect();
    format!("{}({})", function.sql_name(), args.join(", "))
}

/// DuckDB gives a timestamp for any truncation; days and coarser are dates here, so that facts
/// with dates and facts with timestamps meet.
fn truncate(grain: Grain, sql: &str) -> String {
    match grain {
        Grain::Day => format!("CAST({sql} AS DATE)"),
        Grain::Second | Grain::Minute | Grain::Hour => {
            format!("DATE_TRUNC('{}', {sql})", grain.name())
        }
        Grain::Week | Grain::Month | Grain::Quarter | Grain::Year => {
            format!("CAST(DATE_TRUNC('{}', {sql}) AS DATE)", grain.name())
        }
    }
}

/// A division by a power of ten moves the point of an exact number; any other one is taken in
/// floating point, never by zero without NULLIF: a zero divisor gives NULL.
fn divide<L>(left: &Expr<L>, right: &Expr<L>, leaf: &impl Fn(&L) -> String) -> String {
    if let Some(places) = power_of_ten(right)
        && !is_constant(left)
    {
        let unit = format!("0.{}1", "0".repeat(places - 1));
        return format!(
            "({} * CAST({unit} AS DECIMAL({}, {places})))",
            scalar(left, leaf),
            places + 1
        );
    }
    let guarded = match right {
        Expr::Call {
            function: Function::NullIf,
            ..
        }
        | Expr::Literal(_) => scalar(right, leaf),
        other => format!("NULLIF({}, 0)", scalar(other, leaf)),
    };
    format!("({} / {guarded})", scalar(left, leaf))
}

/// 1 for 10, 2 for 100, …; `None` for anything else. `100.0` counts as 100.
fn power_of_ten<L>(expr: &Expr<L>) -> Option<usize> {
    let Expr::Literal(Literal::Number(text)) = expr else {
        return None;
    };
    let whole = match text.split_once('.') {
        Some((whole, zeros)) if zeros.chars().all(|c| c == '0') => whole,
        Some(_) => return None,
        None => text.as_str(),
    };
    let zeros = whole.strip_prefix('1')?;
    let fits = (1..=4).contains(&zeros.len()) && zeros.chars().all(|c| c == '0');
    fits.then_some(zeros.len())
}

fn operator(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::Add => "+",
        BinaryOp::Subtract => "-",
        BinaryOp::Multiply => "*",
        BinaryOp::Divide => "/",
        BinaryOp::Modulo => "%",
        BinaryOp::Eq => "=",
        BinaryOp::NotEq => "<>",
        BinaryOp::Lt => "<",
        BinaryOp::LtEq => "<=",
        BinaryOp::Gt => ">",
        BinaryOp::GtEq => ">=",
        BinaryOp::And => "AND",
        BinaryOp::Or => "OR",
        BinaryOp::Same => "IS NOT DISTINCT FROM",
        BinaryOp::Concat => "||",
    }
}

fn literal(value: &Literal) -> String {
    match value {
        Literal::Null => "NULL".to_owned(),
        Literal::Boolean(true) => "TRUE".to_owned(),
        Literal::Boolean(false) => "FALSE".to_owned(),
        Literal::Number(text) => text.clone(),
        Literal::String(text) => string(text),
        Literal::Date(day) => format!("DATE '{day}'"),
        Literal::DateTime(at) => format!("TIMESTAMP '{}'", at.format("%Y-%m-%d %H:%M:%S%.f")),
    }
}

fn type_name(data_type: DataType) -> &'static str {
    match data_type {
        DataType::String => "VARCHAR",
        DataType::Integer => "BIGINT",
        DataType::Decimal => "DECIMAL(38, 6)",
        DataType::Float => "DOUBLE",
        DataType::Boolean => "BOOLEAN",
        DataType::Date => "DATE",
        DataType::DateTime => "TIMESTAMP",
    }
}

fn interval(by: Interval) -> String {
    format!("INTERVAL ({}) {}", by.count, by.unit.name())
}

/// An aggregate call.
pub(super) fn aggregate<L>(wanted: &Aggregate<L>, leaf: &impl Fn(&L) -> String) -> String {
    let args: Vec<String> = wanted.args.iter().map(|arg| scalar(arg, leaf)).collect();
    let distinct = if wanted.distinct { "DISTINCT " } else { "" };
    let inside = if args.is_empty() && wanted.function == AggregateFunction::Count {
        "*".to_owned()
    } else {
        args.join(", ")
    };
    let call = format!("{}({distinct}{inside})", wanted.function.sql_name());
    match &wanted.filter {
        Some(filter) => format!("{call} FILTER (WHERE {})", scalar(filter, leaf)),
        None => call,
    }
}
