//! Operands whose kinds do not fit, found before the database would.

use crate::diagnostic::Diagnostic;
use crate::expr::{BinaryOp, DataType, Expr, Function, Grain, Literal};
use crate::parse::parse_datetime;

/// What values are, as far as operators care.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Whole numbers, decimals, floats.
    Number,
    /// Texts.
    Text,
    /// True and false.
    Boolean,
    /// Days and points in time.
    Time,
}

impl Kind {
    /// The kind of a type.
    pub(super) fn of(data_type: DataType) -> Self {
        match data_type {
            DataType::String => Self::Text,
            DataType::Integer | DataType::Decimal | DataType::Float => Self::Number,
            DataType::Boolean => Self::Boolean,
            DataType::Date | DataType::DateTime | DataType::DateTimeTz => Self::Time,
        }
    }

    /// What a person calls it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Number => "a number",
            Self::Text => "a text",
            Self::Boolean => "true or false",
            Self::Time => "a time",
        }
    }
}

/// Kinds of leaves.
type Leaves<'a, L> = &'a dyn Fn(&L) -> Option<Kind>;

/// Refuses operands that do not fit their operator.
///
/// # Errors
/// `E_TYPE`, or `E_LITERAL` for a literal that is not of the kind it is compared with.
pub(super) fn check<L>(expr: &Expr<L>, leaves: Leaves<'_, L>) -> Result<(), Diagnostic> {
    let mut problem = None;
    expr.visit_nodes(&mut |node| {
        if problem.is_none() {
            problem = check_node(node, leaves).err();
        }
    });
    problem.map_or(Ok(()), Err)
}

/// Refuses a condition that is not true or false.
///
/// # Errors
/// `E_TYPE`.
pub(super) fn check_condition<L>(expr: &Expr<L>, leaves: Leaves<'_, L>) -> Result<(), Diagnostic> {
    check(expr, leaves)?;
    expect(expr, Kind::Boolean, "a condition", leaves)
}

fn check_node<L>(node: &Expr<L>, leaves: Leaves<'_, L>) -> Result<(), Diagnostic> {
    use BinaryOp as Op;
    match node {
        Expr::Binary { op, left, right } => match op {
            Op::And | Op::Or => {
                expect(left, Kind::Boolean, "AND and OR", leaves)?;
                expect(right, Kind::Boolean, "AND and OR", leaves)
            }
            Op::Add | Op::Subtract | Op::Multiply | Op::Divide | Op::Modulo => {
                expect(left, Kind::Number, "arithmetic", leaves)?;
                expect(right, Kind::Number, "arithmetic", leaves)
            }
            Op::Concat => Ok(()),
            Op::Eq | Op::NotEq | Op::Lt | Op::LtEq | Op::Gt | Op::GtEq | Op::Same => {
                compare(left, right, leaves)
            }
        },
        Expr::Not(inner) => expect(inner, Kind::Boolean, "NOT", leaves),
        Expr::Negate(inner) => expect(inner, Kind::Number, "a minus sign", leaves),
        Expr::InList { expr, list, .. } => {
            list.iter().try_for_each(|item| compare(expr, item, leaves))
        }
        Expr::Like { expr, pattern, .. } => {
            expect(expr, Kind::Text, "LIKE", leaves)?;
            expect(pattern, Kind::Text, "LIKE", leaves)
        }
        Expr::Truncate { expr, .. } => expect(expr, Kind::Time, "DATE_TRUNC", leaves),
        Expr::Extract { expr, .. } => expect(expr, Kind::Time, "EXTRACT", leaves),
        Expr::Shift { expr, .. } => expect(expr, Kind::Time, "an interval", leaves),
        Expr::Difference { from, to, .. } => {
            expect(from, Kind::Time, "DATE_DIFF", leaves)?;
            expect(to, Kind::Time, "DATE_DIFF", leaves)
        }
        Expr::Case { whens, otherwise } => {
            for (condition, _) in whens {
                expect(condition, Kind::Boolean, "WHEN", leaves)?;
            }
            let results = whens.iter().map(|(_, result)| result);
            alike(results.chain(otherwise.as_deref()), "CASE", leaves)
        }
        Expr::Call { function, args } => check_call(*function, args, leaves),
        Expr::Leaf(_)
        | Expr::Literal(_)
        | Expr::Parameter(_)
        | Expr::Subquery(_)
        | Expr::IsNull { .. }
        | Expr::InQuery { .. }
        | Expr::Cast { .. } => Ok(()),
    }
}

fn check_call<L>(
    function: Function,
    args: &[Expr<L>],
    leaves: Leaves<'_, L>,
) -> Result<(), Diagnostic> {
    let name = function.sql_name();
    match function {
        Function::Abs
        | Function::Round
        | Function::Floor
        | Function::Ceil
        | Function::Sqrt
        | Function::Ln => args
            .iter()
            .try_for_each(|arg| expect(arg, Kind::Number, name, leaves)),
        Function::Lower | Function::Upper | Function::Length | Function::Trim => args
            .iter()
            .try_for_each(|arg| expect(arg, Kind::Text, name, leaves)),
        Function::Substring => args
            .first()
            .map_or(Ok(()), |arg| expect(arg, Kind::Text, name, leaves)),
        Function::Coalesce | Function::NullIf | Function::Greatest | Function::Least => {
            alike(args.iter(), name, leaves)
        }
        Function::Concat | Function::UtcDateTime | Function::AddDays | Function::Try => Ok(()),
    }
}

/// Two sides of a comparison: of one kind, or a literal that can be read as the other's.
fn compare<L>(left: &Expr<L>, right: &Expr<L>, leaves: Leaves<'_, L>) -> Result<(), Diagnostic> {
    for (side, other) in [(left, right), (right, left)] {
        let (Some(wanted), Expr::Literal(Literal::String(text))) = (kind(side, leaves), other)
        else {
            continue;
        };
        let fits = match wanted {
            Kind::Text => true,
            Kind::Number => text.trim().parse::<f64>().is_ok_and(f64::is_finite),
            Kind::Boolean => ["true", "false"].contains(&text.to_lowercase().as_str()),
            Kind::Time => parse_datetime(text).is_some(),
        };
        if !fits {
            return Err(Diagnostic::new(
                "E_LITERAL",
                format!("'{text}' is compared with {}", wanted.name()),
            )
            .with_hint(match wanted {
                Kind::Time => "Write a day such as DATE '2026-11-18', or a time such as TIMESTAMP '2026-11-18 20:00:00'.",
                Kind::Number => "Write a number without quotes.",
                Kind::Boolean => "Write TRUE or FALSE.",
                Kind::Text => "Write a text in single quotes.",
            }));
        }
        return Ok(());
    }
    match (kind(left, leaves), kind(right, leaves)) {
        (Some(left), Some(right)) if left != right => Err(mismatch(format!(
            "{} is compared with {}",
            left.name(),
            right.name()
        ))),
        _ => Ok(()),
    }
}

fn expect<L>(
    expr: &Expr<L>,
    wanted: Kind,
    what: &str,
    leaves: Leaves<'_, L>,
) -> Result<(), Diagnostic> {
    match strict_kind(expr, leaves) {
        Some(found) if found != wanted => Err(mismatch(format!(
            "{what} takes {}, not {}",
            wanted.name(),
            found.name()
        ))),
        _ => Ok(()),
    }
}

/// Several results of one expression are of one kind.
fn alike<'e, L: 'e>(
    exprs: impl Iterator<Item = &'e Expr<L>>,
    what: &str,
    leaves: Leaves<'_, L>,
) -> Result<(), Diagnostic> {
    let mut known: Option<Kind> = None;
    for expr in exprs {
        match (known, strict_kind(expr, leaves)) {
            (Some(first), Some(found)) if first != found => {
                return Err(mismatch(format!(
                    "{what} mixes {} and {}",
                    first.name(),
                    found.name()
                )));
            }
            (None, found) => known = found,
            _ => {}
        }
    }
    Ok(())
}

fn mismatch(message: String) -> Diagnostic {
    Diagnostic::new("E_TYPE", message).with_hint("Use values of one kind, or CAST(… AS …).")
}

/// [`kind`], where a quoted literal is a text.
fn strict_kind<L>(expr: &Expr<L>, leaves: Leaves<'_, L>) -> Option<Kind> {
    match expr {
        Expr::Literal(Literal::String(_)) => Some(Kind::Text),
        other => kind(other, leaves),
    }
}

/// The kind of an expression, where it is known. A quoted literal may be read as several.
pub(super) fn kind<L>(expr: &Expr<L>, leaves: Leaves<'_, L>) -> Option<Kind> {
    match expr {
        Expr::Leaf(leaf) => leaves(leaf),
        Expr::Literal(literal) => match literal {
            Literal::Null | Literal::String(_) => None,
            Literal::Boolean(_) => Some(Kind::Boolean),
            Literal::Number(_) => Some(Kind::Number),
            Literal::Date(_) | Literal::DateTime(_) => Some(Kind::Time),
        },
        Expr::Parameter(_) | Expr::Subquery(_) => None,
        Expr::Not(_)
        | Expr::IsNull { .. }
        | Expr::InList { .. }
        | Expr::InQuery { .. }
        | Expr::Like { .. } => Some(Kind::Boolean),
        Expr::Negate(_) | Expr::Extract { .. } | Expr::Difference { .. } => Some(Kind::Number),
        Expr::Binary { op, .. } => Some(match op {
            BinaryOp::Add
            | BinaryOp::Subtract
            | BinaryOp::Multiply
            | BinaryOp::Divide
            | BinaryOp::Modulo => Kind::Number,
            BinaryOp::Concat => Kind::Text,
            _ => Kind::Boolean,
        }),
        Expr::Cast { to, .. } => Some(Kind::of(*to)),
        Expr::Truncate { .. } | Expr::Shift { .. } => Some(Kind::Time),
        Expr::Case { whens, otherwise } => whens
            .iter()
            .map(|(_, result)| result)
            .chain(otherwise.as_deref())
            .find_map(|result| strict_kind(result, leaves)),
        Expr::Call { function, args } => match function {
            Function::Abs
            | Function::Round
            | Function::Floor
            | Function::Ceil
            | Function::Sqrt
            | Function::Ln
            | Function::Length => Some(Kind::Number),
            Function::Lower
            | Function::Upper
            | Function::Trim
            | Function::Substring
            | Function::Concat => Some(Kind::Text),
            Function::UtcDateTime | Function::AddDays => Some(Kind::Time),
            Function::Coalesce
            | Function::NullIf
            | Function::Greatest
            | Function::Least
            | Function::Try => args.iter().find_map(|arg| strict_kind(arg, leaves)),
        },
    }
}

/// The type of an expression that tells time, where it is known.
pub(super) fn time_type<L>(
    expr: &Expr<L>,
    leaves: &dyn Fn(&L) -> Option<DataType>,
) -> Option<DataType> {
    let of = |expr: &Expr<L>| time_type(expr, leaves);
    match expr {
        Expr::Leaf(leaf) => leaves(leaf).filter(|known| Kind::of(*known) == Kind::Time),
        Expr::Literal(Literal::Date(_)) => Some(DataType::Date),
        Expr::Literal(Literal::DateTime(_)) => Some(DataType::DateTime),
        Expr::Truncate { grain, .. } if *grain >= Grain::Day => Some(DataType::Date),
        Expr::Truncate { .. } => Some(DataType::DateTime),
        Expr::Cast { to, .. } => Some(*to).filter(|to| Kind::of(*to) == Kind::Time),
        Expr::Shift { expr, .. } => time_type(expr, leaves),
        Expr::Case { whens, otherwise } => whens
            .iter()
            .map(|(_, result)| result)
            .chain(otherwise.as_deref())
            .find_map(of),
        Expr::Call { function, args } => match function {
            Function::UtcDateTime => Some(DataType::DateTime),
            Function::AddDays
            | Function::Coalesce
            | Function::NullIf
            | Function::Greatest
            | Function::Least
            | Function::Try => args.iter().find_map(of),
            _ => None,
        },
        _ => None,
    }
}
