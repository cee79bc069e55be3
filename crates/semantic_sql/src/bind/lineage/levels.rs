//! Rows of several levels of subtotals, which no aggregate and no window may mix.

use crate::bind::group::Grouping;
use crate::bind::names::{DimLeaf, Resolver, Table};
use crate::bound::{Output, ResultLeaf};
use crate::diagnostic::Diagnostic;
use crate::expr::Expr;
use crate::syntax::{Name, Select, SelectItem};

use super::{pins, shown};

/// How the rows of a SELECT tell whether one key of ROLLUP was rolled up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::bind) struct Level {
    /// Columns that are GROUPING of the key.
    marks: Vec<usize>,
    /// The column that is the key.
    key: Option<usize>,
}

/// Refuses to put rows of a SELECT together that are of several levels of subtotals, unless each
/// level stays alone: by a condition, or by what is `fixed`.
///
/// # Errors
/// `E_NOT_ALLOWED`.
pub(in crate::bind) fn check_levels(
    table: &Table,
    filter: &[Expr<DimLeaf>],
    what: &str,
    fixed: &dyn Fn(&DimLeaf) -> bool,
) -> Result<(), Diagnostic> {
    let column = |index: usize| Expr::Leaf(DimLeaf::Column(index));
    let apart = |level: &Level| {
        level
            .marks
            .iter()
            .any(|mark| fixed(&DimLeaf::Column(*mark)) || pins(filter, &column(*mark)))
            || level.key.is_some_and(|key| has_value(filter, &column(key)))
    };
    if table.levels.iter().all(apart) {
        return Ok(());
    }
    Err(
        Diagnostic::not_allowed(format!("{what} over subtotals would mix their levels")).with_hint(
            "Keep one level, by a column GROUPING(…) and a condition such as g = 0, or leave ROLLUP out.",
        ),
    )
}

/// Whether a condition leaves out the rows where an expression is NULL, as subtotals are.
fn has_value(filter: &[Expr<DimLeaf>], expr: &Expr<DimLeaf>) -> bool {
    pins(filter, expr)
        || filter.iter().any(|conjunct| {
            matches!(conjunct, Expr::IsNull { expr: tested, negated: true } if **tested == *expr)
        })
}

/// The levels of subtotals that the rows of a SELECT are of.
pub(in crate::bind) fn levels(
    resolver: &Resolver<'_>,
    select: &Select,
    grouping: &Grouping,
    outputs: &[Output],
    filter: &[Expr<DimLeaf>],
) -> Vec<Level> {
    let column_of = |index: usize| shown(outputs, grouping, &Expr::Leaf(DimLeaf::Column(index)));
    let mut levels: Vec<Level> = Vec::new();
    if let Some((_, table)) = resolver.table()
        && check_levels(table, filter, "", &|_| false).is_err()
    {
        levels.extend(table.levels.iter().map(|level| {
            Level {
                marks: level
                    .marks
                    .iter()
                    .filter_map(|mark| column_of(*mark))
                    .collect(),
                key: level.key.and_then(column_of),
            }
        }));
    }
    levels.extend(grouping.rolled.iter().map(|key| {
        let marks = |(output, item): (&Output, &SelectItem)| {
            matches!(item.expr, Expr::Leaf(Name::Grouping(_)))
                && output
                    .expr
                    .any_leaf(|leaf| *leaf == ResultLeaf::Grouping(*key))
        };
        let is_key = Expr::Leaf(ResultLeaf::Key(*key));
        Level {
            marks: outputs
                .iter()
                .zip(&select.items)
                .enumerate()
                .filter(|(_, pair)| marks(*pair))
                .map(|(index, _)| index)
                .collect(),
            key: outputs.iter().position(|output| output.expr == is_key),
        }
    }));
    levels
}
