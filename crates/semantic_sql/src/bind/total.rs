//! Expressions of a statement that could fail over a row become NULL there instead.
//!
//! A database may look at a condition before it has applied the rows' policies: an error would
//! tell of a row that the asker may not see.

use crate::expr::{BinaryOp, Expr, Function};

/// The expression with every part that can fail made total.
pub(super) fn made_total<L: Clone>(expr: &Expr<L>) -> Expr<L> {
    expr.rewrite(&mut |node| {
        if !can_fail(node) || reads_queries(node) {
            return None;
        }
        Some(Expr::Call {
            function: Function::Try,
            args: vec![node.clone()],
        })
    })
}

fn can_fail<L>(node: &Expr<L>) -> bool {
    match node {
        Expr::Binary { op, .. } => matches!(
            op,
            BinaryOp::Add
                | BinaryOp::Subtract
                | BinaryOp::Multiply
                | BinaryOp::Divide
                | BinaryOp::Modulo
        ),
        Expr::Negate(_) | Expr::Cast { .. } => true,
        Expr::Call { function, .. } => matches!(
            function,
            Function::Abs | Function::Round | Function::Sqrt | Function::Ln | Function::Substring
        ),
        _ => false,
    }
}

/// The engine tries no expression that reads another query.
fn reads_queries<L>(node: &Expr<L>) -> bool {
    let mut reads = false;
    node.visit_queries(&mut |_| reads = true);
    reads
}
