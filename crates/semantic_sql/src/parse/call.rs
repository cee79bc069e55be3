//! Function calls: metrics, comparisons, windows, aggregates and scalar functions of the allow-list.

use sqlparser::ast;

use crate::diagnostic::{Diagnostic, Span, nearest};
use crate::expr::{Expr, Function, Literal};
use crate::syntax::{Aggregate, AggregateFunction, At, Measure, MeasureKind, Name};

use super::scalar::{CLOCK, lower, reads_clock};
use super::time_call::{lower_date_part, lower_difference, lower_offset, lower_truncate};
use super::window::lower_window;
use super::{Lowering, field_path};

/// The parts of a call that the dialect knows.
pub(super) struct Call {
    pub(super) name: String,
    pub(super) span: Option<Span>,
    pub(super) distinct: bool,
    /// `COUNT(*)`.
    star: bool,
    pub(super) args: Vec<ast::Expr>,
    pub(super) filter: Option<Box<Expr<Name>>>,
    pub(super) over: Option<ast::WindowSpec>,
    /// `WITHIN GROUP (ORDER BY …)`.
    within: Vec<ast::OrderByExpr>,
}

pub(super) fn lower_function(
    cx: &mut Lowering,
    function: ast::Function,
) -> Result<Expr<Name>, Diagnostic> {
    let call = take_call(cx, function)?;
    match call.name.to_ascii_uppercase().as_str() {
        "MEASURE" | "AGG" | "PRIOR" | "CHANGE" | "CHANGE_RATE" => return lower_measure(cx, call),
        "UNFILTERED" => return lower_unfiltered(&call),
        "GROUPING" => return lower_grouping(cx, call),
        "SPINE" => return lower_spine(cx, call),
        "DATE_TRUNC" => return lower_truncate(cx, call),
        "DATE_DIFF" => return lower_difference(cx, call),
        "DATE_PART" => return lower_date_part(cx, call),
        _ => {}
    }
    if call.over.is_some() && call.within.is_empty() {
        return lower_window(cx, call);
    }
    if !call.within.is_empty() {
        return lower_percentile(cx, call);
    }
    if let Some(function) = AggregateFunction::from_name(&call.name) {
        return lower_aggregate(cx, function, call);
    }
    lower_scalar_call(cx, call)
}

fn take_call(cx: &mut Lowering, function: ast::Function) -> Result<Call, Diagnostic> {
    let ast::Function {
        name,
        uses_odbc_syntax,
        parameters,
        args,
        within_group,
        filter,
        null_treatment,
        over,
    } = function;
    let text = name.to_string();
    let refuse =
        |what: &str| Diagnostic::not_allowed(format!("{what} is not part of semantic SQL"));
    let [ast::ObjectNamePart::Identifier(ident)] = name.0.as_slice() else {
        return Err(refuse(&format!("the function `{text}`")));
    };
    let odd = uses_odbc_syntax
        || !matches!(parameters, ast::FunctionArguments::None)
        || null_treatment.is_some();
    if odd {
        return Err(refuse(&format!("this form of `{text}`")));
    }
    let (distinct, star, args) = take_arguments(args, &text)?;
    let over = match over {
        None => None,
        Some(ast::WindowType::WindowSpec(spec)) => Some(spec),
        Some(ast::WindowType::NamedWindow(_)) => return Err(refuse("a named window")),
    };
    Ok(Call {
        name: ident.value.clone(),
        span: Span::of(ident.span),
        distinct,
        star,
        args,
        filter: filter
            .map(|expr| lower(cx, *expr).map(Box::new))
            .transpose()?,
        over,
        within: within_group,
    })
}

/// Whether the arguments are DISTINCT, whether they are `*`, and the plain arguments.
fn take_arguments(
    args: ast::FunctionArguments,
    name: &str,
) -> Result<(bool, bool, Vec<ast::Expr>), Diagnostic> {
    let list = match args {
        ast::FunctionArguments::None => return Ok((false, false, Vec::new())),
        ast::FunctionArguments::List(list) => list,
        ast::FunctionArguments::Subquery(_) => {
            return Err(Diagnostic::not_allowed(format!(
                "`{name}` does not take a query"
            )));
        }
    };
    let ast::FunctionArgumentList {
        duplicate_treatment,
        args,
        clauses,
    } = list;
    if !clauses.is_empty() {
        return Err(Diagnostic::not_allowed(format!(
            "`{name}` takes plain arguments only"
        )));
    }
    let mut star = false;
    let mut plain = Vec::new();
    for arg in args {
        match arg {
            ast::FunctionArg::Unnamed(ast::FunctionArgExpr::Expr(expr)) => plain.push(expr),
            ast::FunctionArg::Unnamed(ast::FunctionArgExpr::Wildcard) => star = true,
            other => {
                return Err(Diagnostic::not_allowed(format!(
                    "`{other}` is not an argument for `{name}`"
                )));
            }
        }
    }
    let distinct = duplicate_treatment == Some(ast::DuplicateTreatment::Distinct);
    Ok((distinct, star, plain))
}

fn lower_measure(cx: &mut Lowering, call: Call) -> Result<Expr<Name>, Diagnostic> {
    let name = call.name.to_ascii_uppercase();
    let wrong = |message: String| {
        Err(Diagnostic::not_allowed(message)
            .with_hint("Write MEASURE(metric), or PRIOR(metric, '1 month').")
            .with_span(call.span))
    };
    if call.distinct || call.star || call.over.is_some() {
        return wrong(format!(
            "{name} takes a metric and neither DISTINCT, * nor OVER"
        ));
    }
    let mut args = call.args.into_iter();
    let Some(ast::Expr::Identifier(metric)) = args.next() else {
        return wrong(format!("{name} takes the name of a metric"));
    };
    let offset = match (args.next(), name.as_str()) {
        (Some(_), "MEASURE" | "AGG") => {
            return wrong(format!("{name} takes one metric and nothing else"));
        }
        (arg, _) => arg.map(|arg| lower_offset(cx, arg, &name)).transpose()?,
    };
    if args.next().is_some() {
        return wrong(format!("{name} has too many arguments"));
    }
    let kind = match (name.as_str(), offset) {
        ("MEASURE" | "AGG", _) => MeasureKind::Value,
        ("PRIOR", Some(offset)) => MeasureKind::Prior(offset),
        ("CHANGE", Some(offset)) => MeasureKind::Change(offset),
        ("CHANGE_RATE", Some(offset)) => MeasureKind::ChangeRate(offset),
        _ => {
            return wrong(format!(
                "{name} needs an offset, such as 'previous_period' or '1 month'"
            ));
        }
    };
    Ok(Expr::Leaf(Name::Measure(Measure {
        metric: metric.value,
        kind,
        filter: call.filter,
        at: At(Span::of(metric.span).or(call.span)),
    })))
}

fn lower_unfiltered(call: &Call) -> Result<Expr<Name>, Diagnostic> {
    let path = match call.args.as_slice() {
        [ast::Expr::Identifier(ident)] => field_path(std::slice::from_ref(ident))?,
        [ast::Expr::CompoundIdentifier(parts)] => field_path(parts)?,
        _ => {
            return Err(
                Diagnostic::not_allowed("UNFILTERED takes the name of a field")
                    .with_span(call.span),
            );
        }
    };
    Ok(Expr::Leaf(Name::Unfiltered(path)))
}

/// `GROUPING(key, …)`.
fn lower_grouping(cx: &mut Lowering, call: Call) -> Result<Expr<Name>, Diagnostic> {
    if call.is_decorated() || call.args.is_empty() || call.args.len() > 8 {
        return Err(
            Diagnostic::not_allowed("GROUPING takes expressions of GROUP BY").with_span(call.span),
        );
    }
    let keys = call
        .args
        .into_iter()
        .map(|arg| lower(cx, arg))
        .collect::<Result<_, _>>()?;
    Ok(Expr::Leaf(Name::Grouping(keys)))
}

/// `SPINE(time)`.
fn lower_spine(cx: &mut Lowering, call: Call) -> Result<Expr<Name>, Diagnostic> {
    let span = call.span;
    let decorated = call.is_decorated();
    let Ok([time]) = <[ast::Expr; 1]>::try_from(call.args) else {
        return Err(Diagnostic::not_allowed("SPINE takes one time").with_span(span));
    };
    if decorated {
        return Err(Diagnostic::not_allowed("SPINE takes one time").with_span(span));
    }
    Ok(Expr::Leaf(Name::Spine(Box::new(lower(cx, time)?))))
}

/// `PERCENTILE_CONT(p) WITHIN GROUP (ORDER BY x)`, and `PERCENTILE_DISC`.
fn lower_percentile(cx: &mut Lowering, call: Call) -> Result<Expr<Name>, Diagnostic> {
    let function = match call.name.to_ascii_uppercase().as_str() {
        "PERCENTILE_CONT" => AggregateFunction::PercentileCont,
        "PERCENTILE_DISC" => AggregateFunction::PercentileDisc,
        _ => {
            return Err(Diagnostic::not_allowed(format!(
                "WITHIN GROUP after `{}` is not part of semantic SQL",
                call.name
            ))
            .with_span(call.span));
        }
    };
    let refuse = || {
        Diagnostic::not_allowed("a percentile is a number from 0 to 1 over one ascending order")
            .with_hint("Write PERCENTILE_CONT(0.9) WITHIN GROUP (ORDER BY field).")
            .with_span(call.span)
    };
    if call.distinct || call.star || call.over.is_some() {
        return Err(refuse());
    }
    let (Ok([share]), Ok([order])) = (
        <[ast::Expr; 1]>::try_from(call.args),
        <[ast::OrderByExpr; 1]>::try_from(call.within),
    ) else {
        return Err(refuse());
    };
    let share = lower(cx, share)?;
    let order = super::select::lower_order_item(cx, order)?;
    let inside = matches!(&share, Expr::Literal(Literal::Number(text))
        if text.parse::<f64>().is_ok_and(|share| (0.0..=1.0).contains(&share)));
    if !inside || order.descending {
        return Err(refuse());
    }
    Ok(Expr::Leaf(Name::Aggregate(Aggregate {
        function,
        distinct: false,
        args: vec![order.expr, share],
        filter: call.filter,
    })))
}

impl Call {
    /// Whether anything but plain arguments stands in the call.
    fn is_decorated(&self) -> bool {
        self.distinct || self.star || self.filter.is_some() || self.over.is_some()
    }
}

fn lower_aggregate(
    cx: &mut Lowering,
    function: AggregateFunction,
    call: Call,
) -> Result<Expr<Name>, Diagnostic> {
    let wanted = match function {
        AggregateFunction::ArgMax | AggregateFunction::ArgMin => 2,
        _ => 1,
    };
    let starred = call.star && function == AggregateFunction::Count && call.args.is_empty();
    if !starred && call.args.len() != wanted {
        return Err(
            Diagnostic::not_allowed(format!("{} takes {wanted} argument(s)", call.name))
                .with_span(call.span),
        );
    }
    Ok(Expr::Leaf(Name::Aggregate(Aggregate {
        function,
        distinct: call.distinct,
        args: call
            .args
            .into_iter()
            .map(|arg| lower(cx, arg))
            .collect::<Result<_, _>>()?,
        filter: call.filter,
    })))
}

fn lower_scalar_call(cx: &mut Lowering, call: Call) -> Result<Expr<Name>, Diagnostic> {
    let Some((function, least, most)) = Function::from_name(&call.name) else {
        if CLOCK
            .iter()
            .any(|name| call.name.eq_ignore_ascii_case(name))
        {
            return Err(reads_clock(&call.name, call.span));
        }
        let known = Function::ALL.iter().map(|(_, name, ..)| *name);
        return Err(Diagnostic::not_allowed(format!(
            "the function `{}` is not part of semantic SQL",
            call.name
        ))
        .with_candidates(nearest(&call.name, known, 3))
        .with_span(call.span));
    };
    if call.distinct
        || call.star
        || call.filter.is_some()
        || call.args.len() < least
        || call.args.len() > most
    {
        return Err(Diagnostic::not_allowed(format!(
            "`{}` takes {least} to {most} plain arguments",
            call.name
        ))
        .with_span(call.span));
    }
    Ok(Expr::Call {
        function,
        args: call
            .args
            .into_iter()
            .map(|arg| lower(cx, arg))
            .collect::<Result<_, _>>()?,
    })
}
