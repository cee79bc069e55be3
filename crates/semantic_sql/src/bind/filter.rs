//! WHERE: conditions on rows, and defaults that it lifts.

use crate::bound::Note;
use crate::diagnostic::Diagnostic;
use crate::expr::{BinaryOp, Expr};
use crate::layer::{FieldId, Text};
use crate::syntax::{Name, Select};

use super::names::{DimLeaf, Resolver};
use super::{measure, period, types};

/// The conjuncts of WHERE over resolved leaves, and the fields whose defaults are lifted.
pub(super) fn bind(
    resolver: &Resolver<'_>,
    select: &Select,
) -> Result<(Vec<Expr<DimLeaf>>, Vec<FieldId>), Diagnostic> {
    let mut conjuncts = Vec::new();
    let mut lifted = Vec::new();
    for part in select
        .filter
        .clone()
        .map(Expr::conjuncts)
        .unwrap_or_default()
    {
        if let Expr::Leaf(Name::Unfiltered(path)) = &part {
            match resolver.field(path)?.field() {
                Some(id) => lifted.push(id),
                None => {
                    return Err(Diagnostic::not_allowed(
                        "UNFILTERED takes a field, not a time",
                    ));
                }
            }
            continue;
        }
        refuse_aggregates(&part)?;
        let condition = resolver.dimensional(&part)?;
        types::check_condition(&condition, &|leaf| resolver.kind(leaf))?;
        conjuncts.extend(condition.conjuncts());
    }
    note_left_out(resolver, &conjuncts);
    let conjuncts = period::split_buckets(resolver, conjuncts);
    for conjunct in &conjuncts {
        lifted.extend(measure::fields_of(conjunct));
    }
    Ok((conjuncts, lifted))
}

/// Says that `<>` and `NOT IN` leave out the rows that have no value at all.
fn note_left_out(resolver: &Resolver<'_>, conjuncts: &[Expr<DimLeaf>]) {
    for conjunct in conjuncts {
        let compared = match conjunct {
            Expr::Binary {
                op: BinaryOp::NotEq,
                left,
                ..
            } => left,
            Expr::InList {
                expr,
                negated: true,
                ..
            }
            | Expr::Like {
                expr,
                negated: true,
                ..
            } => expr,
            _ => continue,
        };
        let Expr::Leaf(leaf) = &**compared else {
            continue;
        };
        let Some(field) = leaf.field() else { continue };
        let label = &resolver.layer.field(field).label;
        resolver.note(Note {
            code: "rows_without_value",
            text: Text {
                zh: format!("没有{}的行不计在内", label.zh),
                en: format!("rows without {} are left out", label.en),
            },
        });
    }
}

fn refuse_aggregates(part: &Expr<Name>) -> Result<(), Diagnostic> {
    let (mut measure, mut window, mut field) = (None, false, false);
    part.visit_leaves(&mut |leaf| match leaf {
        Name::Measure(found) => measure = Some(found.clone()),
        Name::Window(_) => window = true,
        Name::Field(_) => field = true,
        Name::Aggregate(_)
        | Name::UserAttribute(_)
        | Name::Unfiltered(_)
        | Name::Grouping(_)
        | Name::Spine(_) => {}
    });
    if window {
        return Err(
            Diagnostic::new("E_WINDOW_IN_WHERE", "a window function stands in WHERE")
                .with_hint("Filter windows with QUALIFY."),
        );
    }
    let Some(measure) = measure else {
        return Ok(());
    };
    if field {
        return Err(Diagnostic::new(
            "E_MIXED_PREDICATE_LEVEL",
            format!(
                "one condition of WHERE mixes MEASURE({}) with fields of rows",
                measure.metric
            ),
        )
        .with_hint("Put conditions on metrics into HAVING and conditions on fields into WHERE.")
        .with_span(measure.at.0));
    }
    Err(Diagnostic::new(
        "E_AGGREGATE_IN_WHERE",
        format!("MEASURE({}) stands in WHERE", measure.metric),
    )
    .with_hint(format!(
        "Use HAVING MEASURE({}) … after GROUP BY.",
        measure.metric
    ))
    .with_span(measure.at.0))
}
