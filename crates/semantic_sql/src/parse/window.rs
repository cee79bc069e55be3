//! Window functions and their frames.

use sqlparser::ast;

use crate::diagnostic::Diagnostic;
use crate::expr::Expr;
use crate::syntax::{Frame, FrameBound, Name, Window, WindowFunction};

use super::Lowering;
use super::call::Call;
use super::scalar::lower;
use super::select::{lower_order_item, whole_number};

/// Lowers a window function.
pub(super) fn lower_window(cx: &mut Lowering, call: Call) -> Result<Expr<Name>, Diagnostic> {
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
    let misused = call.distinct || call.filter.is_some() || window_name.is_some();
    let count = call.args.len();
    if misused || count < least || count > most {
        return Err(Diagnostic::not_allowed(format!(
            "this form of {}() OVER is not part of semantic SQL",
            call.name
        ))
        .with_hint("Write FUNCTION(…) OVER (PARTITION BY … ORDER BY …).")
        .with_span(call.span));
    }
    let mut lower_all = |exprs: Vec<ast::Expr>| {
        exprs
            .into_iter()
            .map(|arg| lower(cx, arg))
            .collect::<Result<Vec<_>, _>>()
    };
    Ok(Expr::Leaf(Name::Window(Box::new(Window {
        function,
        args: lower_all(call.args)?,
        partition: lower_all(partition_by)?,
        order: order_by
            .into_iter()
            .map(|item| lower_order_item(cx, item))
            .collect::<Result<_, _>>()?,
        frame: window_frame
            .map(|frame| lower_frame(cx, frame))
            .transpose()?,
    }))))
}

/// `ROWS BETWEEN … AND …` with whole numbers.
fn lower_frame(cx: &mut Lowering, frame: ast::WindowFrame) -> Result<Frame, Diagnostic> {
    let ast::WindowFrame {
        units,
        start_bound,
        end_bound,
    } = frame;
    if !matches!(units, ast::WindowFrameUnits::Rows) {
        return Err(Diagnostic::not_allowed(format!(
            "a frame in {units} is not part of semantic SQL"
        ))
        .with_hint("Write ROWS BETWEEN n PRECEDING AND CURRENT ROW."));
    }
    Ok(Frame {
        start: lower_bound(cx, start_bound)?,
        end: end_bound.map_or(Ok(FrameBound::CurrentRow), |bound| lower_bound(cx, bound))?,
    })
}

fn lower_bound(cx: &mut Lowering, bound: ast::WindowFrameBound) -> Result<FrameBound, Diagnostic> {
    let mut number = |expr: Option<Box<ast::Expr>>| {
        expr.map(|expr| whole_number(cx, *expr, "a frame"))
            .transpose()
    };
    Ok(match bound {
        ast::WindowFrameBound::CurrentRow => FrameBound::CurrentRow,
        ast::WindowFrameBound::Preceding(count) => FrameBound::Preceding(number(count)?),
        ast::WindowFrameBound::Following(count) => FrameBound::Following(number(count)?),
    })
}
