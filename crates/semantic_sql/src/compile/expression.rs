//! Scalar expressions in DuckDB's spelling, appended to the text so far.

use std::fmt::Write as _;

use crate::expr::{BinaryOp, DataType, Expr, Function, Grain, Interval, Literal};
use crate::syntax::{Aggregate, AggregateFunction};

/// A quoted identifier.
pub(crate) fn identifier(name: &str) -> String {
    let mut sql = String::with_capacity(name.len() + 2);
    push_identifier(&mut sql, name);
    sql
}

/// Appends a quoted identifier.
pub(super) fn push_identifier(sql: &mut String, name: &str) {
    quoted(sql, name, '"');
}

fn quoted(sql: &mut String, text: &str, quote: char) {
    sql.push(quote);
    for c in text.chars() {
        if c == quote {
            sql.push(quote);
        }
        sql.push(c);
    }
    sql.push(quote);
}

/// An expression as SQL of its own.
pub(crate) fn to_sql<L>(expr: &Expr<L>, leaf: &impl Fn(&mut String, &L)) -> String {
    let mut sql = String::new();
    scalar(&mut sql, expr, leaf);
    sql
}

/// Appends expressions with commas between them.
pub(super) fn list<'a, L: 'a>(
    sql: &mut String,
    exprs: impl Iterator<Item = &'a Expr<L>>,
    leaf: &impl Fn(&mut String, &L),
) {
    for (index, expr) in exprs.enumerate() {
        if index > 0 {
            sql.push_str(", ");
        }
        scalar(sql, expr, leaf);
    }
}

/// Appends an expression; `leaf` writes its leaves. Compound parts are parenthesised.
#[expect(clippy::too_many_lines, reason = "one arm for each variant")]
pub(super) fn scalar<L>(sql: &mut String, expr: &Expr<L>, leaf: &impl Fn(&mut String, &L)) {
    match expr {
        Expr::Leaf(inner) => leaf(sql, inner),
        Expr::Literal(value) => literal(sql, value),
        Expr::Parameter(id) => {
            let _ = write!(sql, "${}", id.0 + 1);
        }
        Expr::Subquery(query) => {
            let _ = write!(sql, "(SELECT c0 FROM q{})", query.0);
        }
        Expr::Not(inner) => wrapped(sql, "(NOT ", inner, ")", leaf),
        Expr::Negate(inner) => wrapped(sql, "(-", inner, ")", leaf),
        Expr::Binary {
            op: BinaryOp::Divide,
            left,
            right,
        } => divide(sql, left, right, leaf),
        Expr::Binary {
            op: BinaryOp::Modulo,
            left,
            right,
        } => {
            wrapped(sql, "(", left, " % ", leaf);
            divisor(sql, right, leaf);
            sql.push(')');
        }
        Expr::Binary { op, left, right } => {
            wrapped(sql, "(", left, " ", leaf);
            sql.push_str(op.symbol());
            wrapped(sql, " ", right, ")", leaf);
        }
        Expr::IsNull { expr, negated } => {
            let end = if *negated {
                " IS NOT NULL)"
            } else {
                " IS NULL)"
            };
            wrapped(sql, "(", expr, end, leaf);
        }
        Expr::InList { list: items, .. } if items.is_empty() => sql.push_str("FALSE"),
        Expr::InList {
            expr,
            list: items,
            negated,
        } => {
            let middle = if *negated { " NOT IN (" } else { " IN (" };
            wrapped(sql, "(", expr, middle, leaf);
            list(sql, items.iter(), leaf);
            sql.push_str("))");
        }
        Expr::InQuery {
            expr,
            query,
            negated,
        } => in_query(sql, expr, query.0, *negated, leaf),
        Expr::Like {
            expr,
            pattern,
            negated,
            ignore_case,
        } => {
            let not = if *negated { " NOT" } else { "" };
            let operator = if *ignore_case { " ILIKE " } else { " LIKE " };
            wrapped(sql, "(", expr, not, leaf);
            wrapped(sql, operator, pattern, ")", leaf);
        }
        Expr::Case { whens, otherwise } => {
            sql.push_str("CASE");
            for (condition, result) in whens {
                wrapped(sql, " WHEN ", condition, " THEN ", leaf);
                scalar(sql, result, leaf);
            }
            if let Some(otherwise) = otherwise {
                wrapped(sql, " ELSE ", otherwise, "", leaf);
            }
            sql.push_str(" END");
        }
        Expr::Cast { expr, to } => {
            wrapped(sql, "CAST(", expr, " AS ", leaf);
            sql.push_str(type_name(*to));
            sql.push(')');
        }
        Expr::Call { function, args } => call(sql, *function, args, leaf),
        Expr::Truncate { grain, expr } => truncate(sql, *grain, expr, leaf),
        Expr::Extract { part, expr } => {
            let _ = write!(sql, "EXTRACT({} FROM ", part.name());
            wrapped(sql, "", expr, ")", leaf);
        }
        Expr::Shift { expr, by } => {
            wrapped(sql, "(", expr, " + ", leaf);
            interval(sql, *by);
            sql.push(')');
        }
        Expr::Difference { unit, from, to } => {
            let _ = write!(sql, "DATE_DIFF('{}', ", unit.name());
            wrapped(sql, "", from, ", ", leaf);
            wrapped(sql, "", to, ")", leaf);
        }
    }
}

fn wrapped<L>(
    sql: &mut String,
    before: &str,
    expr: &Expr<L>,
    after: &str,
    leaf: &impl Fn(&mut String, &L),
) {
    sql.push_str(before);
    scalar(sql, expr, leaf);
    sql.push_str(after);
}

/// NULLs of the subquery are left out, so that `NOT IN` is true where nothing matches: also for a
/// value that is NULL itself, as NOT EXISTS has it.
fn in_query<L>(
    sql: &mut String,
    expr: &Expr<L>,
    query: usize,
    negated: bool,
    leaf: &impl Fn(&mut String, &L),
) {
    wrapped(sql, "((", expr, " IN (SELECT c0 FROM ", leaf);
    let _ = write!(sql, "q{query} WHERE c0 IS NOT NULL))");
    sql.push_str(if negated { " IS NOT TRUE)" } else { ")" });
}

fn call<L>(
    sql: &mut String,
    function: Function,
    args: &[Expr<L>],
    leaf: &impl Fn(&mut String, &L),
) {
    if function == Function::UtcDateTime {
        sql.push_str("MAKE_TIMESTAMP(EPOCH_US(");
        list(sql, args.iter(), leaf);
        sql.push_str("))");
        return;
    }
    if let (Function::Try, [tried]) = (function, args) {
        wrapped(sql, "TRY(", tried, ")", leaf);
        return;
    }
    if let (Function::AddDays, [time, days]) = (function, args) {
        wrapped(sql, "(", time, " + TO_DAYS(CAST(", leaf);
        wrapped(sql, "", days, " AS INTEGER)))", leaf);
        return;
    }
    sql.push_str(function.sql_name());
    sql.push('(');
    list(sql, args.iter(), leaf);
    sql.push(')');
}

/// DuckDB gives a timestamp for any truncation; days and coarser are dates here, so that facts
/// with dates and facts with timestamps meet.
fn truncate<L>(sql: &mut String, grain: Grain, expr: &Expr<L>, leaf: &impl Fn(&mut String, &L)) {
    match grain {
        Grain::Day => wrapped(sql, "CAST(", expr, " AS DATE)", leaf),
        Grain::Second | Grain::Minute | Grain::Hour => {
            let _ = write!(sql, "DATE_TRUNC('{}', ", grain.name());
            wrapped(sql, "", expr, ")", leaf);
        }
        Grain::Week | Grain::Month | Grain::Quarter | Grain::Year => {
            let _ = write!(sql, "CAST(DATE_TRUNC('{}', ", grain.name());
            wrapped(sql, "", expr, ") AS DATE)", leaf);
        }
    }
}

/// A division by a power of ten moves the point of an exact number; any other one is taken in
/// floating point, never by zero without NULLIF: a zero divisor gives NULL.
fn divide<L>(sql: &mut String, left: &Expr<L>, right: &Expr<L>, leaf: &impl Fn(&mut String, &L)) {
    let constant = !left.any_leaf(|_| true);
    if let (Some(places), false) = (power_of_ten(right), constant) {
        wrapped(sql, "(", left, " * CAST(0.", leaf);
        let _ = write!(
            sql,
            "{}1 AS DECIMAL({}, {places})))",
            "0".repeat(places - 1),
            places + 1
        );
        return;
    }
    wrapped(sql, "(", left, " / ", leaf);
    divisor(sql, right, leaf);
    sql.push(')');
}

/// What is divided by: NULL where it is zero.
fn divisor<L>(sql: &mut String, right: &Expr<L>, leaf: &impl Fn(&mut String, &L)) {
    match right {
        Expr::Call {
            function: Function::NullIf,
            args,
        } if args.get(1).is_some_and(is_zero) => scalar(sql, right, leaf),
        Expr::Literal(Literal::Number(text))
            if text.parse::<f64>().is_ok_and(|number| number != 0.0) =>
        {
            scalar(sql, right, leaf);
        }
        other => wrapped(sql, "NULLIF(", other, ", 0)", leaf),
    }
}

fn is_zero<L>(expr: &Expr<L>) -> bool {
    matches!(expr, Expr::Literal(Literal::Number(text)) if text.parse::<f64>() == Ok(0.0))
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

fn literal(sql: &mut String, value: &Literal) {
    match value {
        Literal::Null => sql.push_str("NULL"),
        Literal::Boolean(true) => sql.push_str("TRUE"),
        Literal::Boolean(false) => sql.push_str("FALSE"),
        Literal::Number(text) => sql.push_str(text),
        Literal::String(text) => quoted(sql, text, '\''),
        Literal::Date(day) => {
            let _ = write!(sql, "DATE '{day}'");
        }
        Literal::DateTime(at) => {
            let _ = write!(sql, "TIMESTAMP '{}'", at.format("%Y-%m-%d %H:%M:%S%.f"));
        }
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
        DataType::DateTime | DataType::DateTimeTz => "TIMESTAMP",
    }
}

fn interval(sql: &mut String, by: Interval) {
    let _ = write!(sql, "INTERVAL ({}) {}", by.count, by.unit.name());
}

/// Appends an aggregate call.
pub(super) fn aggregate<L>(
    sql: &mut String,
    wanted: &Aggregate<L>,
    leaf: &impl Fn(&mut String, &L),
) {
    sql.push_str(wanted.function.sql_name());
    sql.push('(');
    if wanted.distinct {
        sql.push_str("DISTINCT ");
    }
    let tuple = wanted.distinct && wanted.args.len() > 1;
    if wanted.args.is_empty() && wanted.function == AggregateFunction::Count {
        sql.push('*');
    }
    if tuple {
        sql.push('(');
    }
    list(sql, wanted.args.iter(), leaf);
    if tuple {
        sql.push(')');
    }
    sql.push(')');
    if let Some(filter) = &wanted.filter {
        wrapped(sql, " FILTER (WHERE ", filter, ")", leaf);
    }
}
