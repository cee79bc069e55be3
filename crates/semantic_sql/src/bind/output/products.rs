//! Products of many metrics: no exact type is wide enough for them.

use crate::bound::ResultLeaf;
use crate::expr::{BinaryOp, DataType, Expr};

/// So many exact sums can be multiplied: two of 38 digits with cents leave room for any money.
const EXACT: usize = 2;

/// An expression in which a product of more metrics than [`EXACT`] is taken in floating point. It
/// is no money any more, and its overflow would be an error of the database.
pub(super) fn in_floats(expr: &Expr<ResultLeaf>) -> Expr<ResultLeaf> {
    expr.rewrite(&mut |node| {
        let mut factors = Vec::new();
        gather(node, &mut factors);
        (factors.len() > EXACT).then(|| floated(node))
    })
}

/// The factors of a product that are no constants.
fn gather<'e>(expr: &'e Expr<ResultLeaf>, factors: &mut Vec<&'e Expr<ResultLeaf>>) {
    match expr {
        Expr::Binary {
            op: BinaryOp::Multiply,
            left,
            right,
        } => {
            gather(left, factors);
            gather(right, factors);
        }
        other if other.any_leaf(|_| true) => factors.push(other),
        _ => {}
    }
}

/// A product with every factor in floating point.
fn floated(expr: &Expr<ResultLeaf>) -> Expr<ResultLeaf> {
    match expr {
        Expr::Binary {
            op: BinaryOp::Multiply,
            left,
            right,
        } => Expr::binary(BinaryOp::Multiply, floated(left), floated(right)),
        other if other.any_leaf(|_| true) => Expr::Cast {
            expr: Box::new(in_floats(other)),
            to: DataType::Float,
        },
        other => other.clone(),
    }
}
