//! Names → fields, metrics and joins; what is refused. No IO.
//!
//! A statement becomes branches, one for each fact and period it counts, and a result over them.
//! Every branch aggregates one fact alone at the statement's grain, with the whole filter and the
//! asker's row rules; no fact is ever joined to another fact's rows.

mod branch;
mod group;
mod measure;
mod names;
mod output;
mod time;

use crate::bound::{BoundQuery, Note};
use crate::diagnostic::{Diagnostic, nearest};
use crate::expr::Expr;
use crate::layer::{SemanticLayer, Text};
use crate::parse::parse;
use crate::principal::Asker;
use crate::syntax::{Name, Statement};

use group::Grouping;
use measure::Slots;
use names::{DimLeaf, Resolver};

/// Text of semantic SQL, as written by a planner or a caller: untrusted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SemanticSql(pub String);

/// Binds a statement for an asker.
///
/// # Errors
/// Diagnostics, with candidates and hints; the codes are documented with the dialect.
pub fn bind(
    layer: &SemanticLayer,
    asker: &Asker,
    sql: &SemanticSql,
) -> Result<BoundQuery, Vec<Diagnostic>> {
    let statement = parse(&sql.0)?;
    bind_statement(layer, asker, &statement).map_err(|diagnostic| vec![diagnostic])
}

fn bind_statement(
    layer: &SemanticLayer,
    asker: &Asker,
    statement: &Statement,
) -> Result<BoundQuery, Diagnostic> {
    check_relation(layer, statement)?;
    let resolver = Resolver::new(layer, asker);
    let grouping = group::bind_groups(&resolver, statement)?;
    let (filter, lifted) = bind_filter(&resolver, statement)?;
    let mut slots = Slots::new(&resolver, &grouping, &filter, lifted);
    let result = output::bind_outputs(&resolver, &grouping, &mut slots, statement)?;
    let measured = slots.finish()?;
    let branches = branch::build(&resolver, &grouping, &filter, &measured)?;
    let mut notes = measured.notes;
    notes.extend(closed_notes(layer, asker, &branches.datasets)?);
    Ok(BoundQuery {
        branches: branches.branches,
        keys: grouping.keys.len(),
        slots: measured.slots,
        outputs: result.outputs,
        having: result.having,
        qualify: result.qualify,
        order: result.order,
        limit: statement.limit,
        offset: statement.offset,
        with_ties: statement.with_ties,
        columns: result.columns,
        notes,
        metrics: measured.metrics,
        policies: branches.policies,
        datasets: branches
            .datasets
            .iter()
            .map(|id| layer.dataset(*id).name.clone())
            .collect(),
    })
}

fn check_relation(layer: &SemanticLayer, statement: &Statement) -> Result<(), Diagnostic> {
    if statement.relation.eq_ignore_ascii_case(&layer.name) {
        return Ok(());
    }
    Err(Diagnostic::new(
        "E_NAME_NOT_FOUND",
        format!("no relation `{}`", statement.relation),
    )
    .with_candidates(vec![layer.name.clone()])
    .with_hint(format!(
        "Write FROM {}; it has all metrics and dimensions.",
        layer.name
    ))
    .with_span(statement.relation_span))
}

/// The conjuncts of WHERE over resolved leaves, and the fields whose defaults are lifted.
fn bind_filter(
    resolver: &Resolver<'_>,
    statement: &Statement,
) -> Result<(Vec<Expr<DimLeaf>>, Vec<crate::layer::FieldId>), Diagnostic> {
    let mut conjuncts = Vec::new();
    let mut lifted = Vec::new();
    for part in statement
        .filter
        .clone()
        .map(Expr::conjuncts)
        .unwrap_or_default()
    {
        if let Expr::Leaf(Name::Unfiltered(path)) = &part {
            match resolver.field(path)? {
                DimLeaf::Field(id) => lifted.push(id),
                DimLeaf::Time(_) | DimLeaf::Axis => {
                    return Err(Diagnostic::not_allowed(
                        "UNFILTERED takes a field, not a time",
                    ));
                }
            }
            continue;
        }
        refuse_aggregates(&part)?;
        let bound = resolver.dimensional(&part)?;
        conjuncts.extend(time::normalise(resolver.layer, &bound).conjuncts());
    }
    for conjunct in &conjuncts {
        conjunct.visit_leaves(&mut |leaf| {
            if let DimLeaf::Field(id) = leaf {
                lifted.push(*id);
            }
        });
    }
    Ok((conjuncts, lifted))
}

fn refuse_aggregates(part: &Expr<Name>) -> Result<(), Diagnostic> {
    let (mut measure, mut window, mut field) = (None, false, false);
    part.visit_leaves(&mut |leaf| match leaf {
        Name::Measure(found) => measure = Some(found.clone()),
        Name::Window(_) => window = true,
        Name::Field(_) => field = true,
        Name::Aggregate(_) | Name::UserAttribute(_) | Name::Unfiltered(_) => {}
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

/// Says which datasets gave no rows because nobody asked.
fn closed_notes(
    layer: &SemanticLayer,
    asker: &Asker,
    datasets: &[crate::layer::DatasetId],
) -> Result<Vec<Note>, Diagnostic> {
    let mut closed = Vec::new();
    for &dataset in datasets {
        let is_fact = layer.dataset(dataset).kind == crate::layer::DatasetKind::Fact;
        let rule = crate::access::row_rule(layer, asker, dataset, is_fact)?;
        if rule.is_some_and(|rule| rule.closed_to_nobody) {
            closed.push(layer.dataset(dataset).name.as_str());
        }
    }
    if closed.is_empty() {
        return Ok(Vec::new());
    }
    let names = closed.join(", ");
    Ok(vec![Note {
        code: "no_principal",
        text: Text {
            zh: format!("没有提供访问者身份，以下数据集不返回任何行：{names}"),
            en: format!("no principal was given, so these datasets give no rows: {names}"),
        },
    }])
}

/// A name that nothing in the model has.
fn name_not_found(layer: &SemanticLayer, name: &str, kind: &str) -> Diagnostic {
    let metrics = layer.metrics.iter().map(|metric| metric.name.as_str());
    let diagnostic = Diagnostic::new("E_NAME_NOT_FOUND", format!("no {kind} `{name}`"));
    if kind == "metric" {
        return diagnostic
            .with_candidates(nearest(name, metrics, 5))
            .with_hint("MEASURE takes the name of a metric of the model.");
    }
    let fields = layer.visible_fields().map(|(_, field)| field.name.as_str());
    let grains = layer.time.grains.iter().map(|grain| grain.name.as_str());
    let hint = if layer.find_metric(name).is_some() {
        format!("`{name}` is a metric: write MEASURE({name}).")
    } else {
        "Use a dimension of the model, bare or as dataset.field.".to_owned()
    };
    diagnostic
        .with_candidates(nearest(name, fields.chain(grains), 5))
        .with_hint(hint)
}

impl Grouping {
    /// The key that an expression is, if it is one.
    fn key_of(&self, expr: &Expr<DimLeaf>) -> Option<usize> {
        self.keys.iter().position(|key| key == expr)
    }
}
