//! Function calls: metrics, comparisons, windows, aggregates and scalar functions of the allow-list.

use sqlparser::ast;

use crate::diagnostic::{Diagnostic, Span, nearest};
use crate::expr::{DatePart, Expr, Function, Grain, Interval, Literal};
use crate::syntax::{
    Aggregate, AggregateFunction, At, FieldPath, Measure, MeasureKind, Name, Offset, Window,
    WindowFunction,
};

use super::scalar::{CLOCK, lower, parse_interval, reads_clock};
use super::{field_path, lower_order_item};

/// The parts of a call that the dialect knows.
struct Call {
    name: String,
    span: Option<Span>,
    distinct: bool,
    /// `COUNT(*)`.
    star: bool,
    args: Vec<ast::Expr>,
    filter: Option<Box<Expr<Name>>>,
    over: Option<ast::WindowSpec>,
}

pub(super) fn lower_function(function: ast::Function) -> Result<Expr<Name>, Diagnostic> {
    let call = take_call(function)?;
    match call.name.to_ascii_uppercase().as_str() {
        "MEASURE" | "AGG" | "PRIOR" | "CHANGE" | "CHANGE_RATE" => return lower_measure(call),
        "UNFILTERED" => return lower_unfiltered(&call),
        "DATE_TRUNC" => return lower_truncate(call),
        "DATE_DIFF" => return lower_difference(call),
        "DATE_PART" => return lower_date_part(call),
        _ => {}
    }
    if call.over.is_some() {
        return lower_window(call);
    }
    if let Some(function) = AggregateFunction::from_name(&call.name) {
        return lower_aggregate(function, call);
    }
    lower_scalar_call(call)
}

fn take_call(function: ast::Function) -> Result<Call, Diagnostic> {
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
        || !within_group.is_empty()
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
        filter: filter.map(|expr| lower(*expr).map(Box::new)).transpose()?,
        over,
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

fn lower_measure(call: Call) -> Result<Expr<Name>, Diagnostic> {
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
        (arg, _) => arg.map(|arg| lower_offset(arg, &name)).transpose()?,
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
        at: At(call.span),
    })))
}

fn lower_offset(arg: ast::Expr, name: &str) -> Result<Offset, Diagnostic> {
    let refuse = |message: String| {
        Diagnostic::not_allowed(message).with_hint(
            "The offsets are 'previous_period' and 'N day', 'N week', 'N month', 'N quarter' or 'N year'.",
        )
    };
    let Expr::Literal(Literal::String(text)) = lower(arg)? else {
        return Err(refuse(format!("the offset of {name} is a string")));
    };
    if text.eq_ignore_ascii_case("previous_period") {
        return Ok(Offset::PreviousPeriod);
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

fn lower_truncate(call: Call) -> Result<Expr<Name>, Diagnostic> {
    let [grain, expr]: [ast::Expr; 2] = call.args.try_into().map_err(|_| {
        Diagnostic::not_allowed("DATE_TRUNC takes a grain and an expression").with_span(call.span)
    })?;
    Ok(Expr::Truncate {
        grain: lower_grain(grain)?,
        expr: Box::new(lower(expr)?),
    })
}

fn lower_difference(call: Call) -> Result<Expr<Name>, Diagnostic> {
    let [unit, from, to]: [ast::Expr; 3] = call.args.try_into().map_err(|_| {
        Diagnostic::not_allowed("DATE_DIFF takes a unit and two expressions").with_span(call.span)
    })?;
    Ok(Expr::Difference {
        unit: lower_grain(unit)?,
        from: Box::new(lower(from)?),
        to: Box::new(lower(to)?),
    })
}

fn lower_date_part(call: Call) -> Result<Expr<Name>, Diagnostic> {
    let [part, expr]: [ast::Expr; 2] = call.args.try_into().map_err(|_| {
        Diagnostic::not_allowed("DATE_PART takes a part and an expression").with_span(call.span)
    })?;
    let Expr::Literal(Literal::String(name)) = lower(part)? else {
        return Err(
            Diagnostic::not_allowed("the part of DATE_PART is a string").with_span(call.span)
        );
    };
    let part = DatePart::from_name(&name).ok_or_else(|| {
        Diagnostic::not_allowed(format!("'{name}' is not a part of a date")).with_span(call.span)
    })?;
    Ok(Expr::Extract {
        part,
        expr: Box::new(lower(expr)?),
    })
}

fn lower_grain(expr: ast::Expr) -> Result<Grain, Diagnostic> {
    let refuse = |text: &str| {
        Diagnostic::not_allowed(format!("'{text}' is not a time grain")).with_hint(
            "The grains are 'minute', 'hour', 'day', 'week', 'month', 'quarter' and 'year'.",
        )
    };
    match lower(expr)? {
        Expr::Literal(Literal::String(text)) => {
            Grain::from_name(&text).ok_or_else(|| refuse(&text))
        }
        Expr::Leaf(Name::Field(FieldPath { name, .. })) => {
            Grain::from_name(&name).ok_or_else(|| refuse(&name))
        }
        _ => Err(refuse("this")),
    }
}

fn lower_window(call: Call) -> Result<Expr<Name>, Diagnostic> {
    let Some((function, least, most)) = WindowFunction::from_name(&call.name) else {
        return Err(Diagnostic::not_allowed(format!(
            "{}() OVER is not part of semantic SQL",
            call.name
        ))
        .with_span(call.span));
    };
    let Some(ast::WindowSpec {
        window_name,
        partition_by,
        order_by,
        window_frame,
    }) = call.over
    else {
        return Err(Diagnostic::not_allowed("a window needs OVER").with_span(call.span));
    };
    let misused =
        call.distinct || call.filter.is_some() || window_name.is_some() || window_frame.is_some();
    let count = call.args.len();
    if misused || count < least || count > most {
        return Err(Diagnostic::not_allowed(format!(
            "this form of {}() OVER is not part of semantic SQL",
            call.name
        ))
        .with_hint("Write FUNCTION(…) OVER (PARTITION BY … ORDER BY …) without a frame.")
        .with_span(call.span));
    }
    let lower_all =
        |exprs: Vec<ast::Expr>| exprs.into_iter().map(lower).collect::<Result<Vec<_>, _>>();
    Ok(Expr::Leaf(Name::Window(Box::new(Window {
        function,
        args: lower_all(call.args)?,
        partition: lower_all(partition_by)?,
        order: order_by
            .into_iter()
            .map(lower_order_item)
            .collect::<Result<_, _>>()?,
    }))))
}

fn lower_aggregate(function: AggregateFunction, call: Call) -> Result<Expr<Name>, Diagnostic> {
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
        args: call.args.into_iter().map(lower).collect::<Result<_, _>>()?,
        filter: call.filter,
    })))
}

fn lower_scalar_call(call: Call) -> Result<Expr<Name>, Diagnostic> {
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
        args: call.args.into_iter().map(lower).collect::<Result<_, _>>()?,
    })
}
