//! Names → fields, metrics and joins; what is refused. No IO.
//!
//! A statement becomes branches, one for each fact and period it counts, and a result over them.
//! Every branch aggregates one fact alone at the statement's grain, with the whole filter and the
//! asker's row rules; no fact is ever joined to another fact's rows.

mod branch;
mod event;
mod group;
mod measure;
mod names;
mod output;
mod period;
mod spine;
mod time;
mod types;

use std::cell::RefCell;

use crate::bound::{BoundQuery, BoundSelect, Note};
use crate::diagnostic::{Diagnostic, Span, nearest};
use crate::expr::{BinaryOp, Expr, Literal};
use crate::layer::{DatasetId, FieldId, MetricId, SemanticLayer, Text};
use crate::parse::parse;
use crate::principal::Asker;
use crate::syntax::{Name, Relation, Select, Statement};

use branch::moved::to_event as branch_forward;
use measure::Slots;
use names::{DimLeaf, Reads, Resolver, Table};

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
    bind_statement(layer, asker, &statement)
        .map_err(|diagnostic| vec![diagnostic.with_rewrite_of(&sql.0)])
}

/// What the SELECTs of a statement add up to.
#[derive(Default)]
struct Gathered {
    selects: Vec<BoundSelect>,
    tables: Vec<Table>,
    notes: Vec<Note>,
    metrics: Vec<MetricId>,
    policies: Vec<String>,
    datasets: Vec<DatasetId>,
    closed: Vec<DatasetId>,
}

fn bind_statement(
    layer: &SemanticLayer,
    asker: &Asker,
    statement: &Statement,
) -> Result<BoundQuery, Diagnostic> {
    check_names(layer, &statement.names)?;
    let parameters = RefCell::new(Vec::new());
    let mut gathered = Gathered::default();
    for select in &statement.selects {
        bind_select(layer, asker, &parameters, select, &mut gathered)?;
    }
    gathered.notes.extend(closed_note(layer, &gathered.closed));
    let columns = gathered
        .tables
        .pop()
        .map(|table| table.columns)
        .unwrap_or_default();
    Ok(BoundQuery {
        selects: gathered.selects,
        parameters: parameters.into_inner(),
        columns,
        notes: gathered.notes,
        metrics: gathered.metrics,
        policies: gathered.policies,
        datasets: gathered
            .datasets
            .iter()
            .map(|id| layer.dataset(*id).name.clone())
            .collect(),
    })
}

fn bind_select(
    layer: &SemanticLayer,
    asker: &Asker,
    parameters: &RefCell<Vec<Literal>>,
    select: &Select,
    gathered: &mut Gathered,
) -> Result<(), Diagnostic> {
    let resolver = Resolver {
        layer,
        asker,
        tables: &gathered.tables,
        reads: reads(layer, &select.relation)?,
        parameters,
        notes: RefCell::new(Vec::new()),
    };
    let mut grouping = group::bind_groups(&resolver, select)?;
    let (filter, lifted) = bind_filter(&resolver, select)?;
    let mut slots = Slots::new(&resolver, &grouping, &filter, lifted);
    let result = output::bind_outputs(&resolver, &mut grouping, &mut slots, select)?;
    let measured = slots.finish();
    spine::from_metrics(&resolver, &mut grouping, &filter, &measured);
    let spine = spine::bind(&resolver, &grouping, &filter)?;
    let event = event::bind(&resolver, &filter, &measured)?;
    let branches = branch::build(&resolver, &grouping, &filter, &measured)?;
    let persons = grouping
        .keys
        .iter()
        .chain(&filter)
        .flat_map(measure::fields_of)
        .find(|id| layer.field(*id).min_cell.is_some())
        .or_else(|| resolver.table().and_then(|(_, table)| table.persons));
    let table = Table {
        columns: result.columns,
        grouped: grouping.grouped && resolver.table().is_none_or(|(_, table)| table.grouped),
        one_row: grouping.grouped
            && grouping.keys.is_empty()
            && result.having.is_none()
            && result.qualify.is_none()
            && select.limit != Some(0)
            && select.offset == 0,
        persons,
    };
    let bound = BoundSelect {
        branches: branches.branches,
        keys: grouping.keys.len(),
        rolled: grouping.rolled,
        spine,
        event,
        slots: measured.slots,
        outputs: result.outputs,
        having: result.having,
        qualify: result.qualify,
        order: result.order,
        written_order: result.written_order,
        limit: select.limit,
        offset: select.offset,
        with_ties: select.with_ties,
    };
    let notes = measured
        .notes
        .into_iter()
        .chain(resolver.notes.into_inner());
    for note in notes {
        add(&mut gathered.notes, note);
    }
    for metric in measured.metrics {
        add(&mut gathered.metrics, metric);
    }
    for policy in branches.policies {
        add(&mut gathered.policies, policy);
    }
    for dataset in branches.datasets {
        add(&mut gathered.datasets, dataset);
    }
    for dataset in branches.closed {
        add(&mut gathered.closed, dataset);
    }
    gathered.tables.push(table);
    gathered.selects.push(bound);
    Ok(())
}

fn add<T: PartialEq>(list: &mut Vec<T>, item: T) {
    if !list.contains(&item) {
        list.push(item);
    }
}

/// A name inside a statement must not take the model's: whoever reads it would read the other.
fn check_names(layer: &SemanticLayer, names: &[(String, Option<Span>)]) -> Result<(), Diagnostic> {
    for (index, (name, span)) in names.iter().enumerate() {
        if name.eq_ignore_ascii_case(&layer.name) {
            return Err(Diagnostic::new(
                "E_NAME_COLLISION",
                format!("`{name}` is the name of the model"),
            )
            .with_hint("Give the query another name.")
            .with_span(*span));
        }
        if names[..index]
            .iter()
            .any(|(known, _)| known.eq_ignore_ascii_case(name))
        {
            return Err(Diagnostic::new(
                "E_NAME_COLLISION",
                format!("two queries are named `{name}`"),
            )
            .with_hint("Give one of them another name.")
            .with_span(*span));
        }
    }
    Ok(())
}

/// What a SELECT reads: the model, or an earlier SELECT.
fn reads<'a>(layer: &SemanticLayer, relation: &'a Relation) -> Result<Reads<'a>, Diagnostic> {
    match relation {
        Relation::Query { query, alias } => Ok(Reads::Query {
            query: *query,
            alias: alias.as_deref(),
        }),
        Relation::Named { name, .. } if name.eq_ignore_ascii_case(&layer.name) => Ok(Reads::Model),
        Relation::Named { name, span } => Err(Diagnostic::new(
            "E_NAME_NOT_FOUND",
            format!("no relation `{name}`"),
        )
        .with_candidates(vec![layer.name.clone()])
        .with_hint(format!(
            "Write FROM {}; it has all metrics and dimensions.",
            layer.name
        ))
        .with_span(*span)),
    }
}

/// The conjuncts of WHERE over resolved leaves, and the fields whose defaults are lifted.
fn bind_filter(
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

/// Says which datasets gave no rows because nobody asked.
fn closed_note(layer: &SemanticLayer, closed: &[DatasetId]) -> Option<Note> {
    if closed.is_empty() {
        return None;
    }
    let names: Vec<&str> = closed
        .iter()
        .map(|id| layer.dataset(*id).name.as_str())
        .collect();
    let names = names.join(", ");
    Some(Note {
        code: "no_principal",
        text: Text {
            zh: format!("没有提供访问者身份，以下数据集不返回任何行：{names}"),
            en: format!("no principal was given, so these datasets give no rows: {names}"),
        },
    })
}

/// A name that nothing in the model has; names in either language and synonyms count as near.
fn name_not_found(layer: &SemanticLayer, name: &str, kind: &str) -> Diagnostic {
    let diagnostic = Diagnostic::new("E_NAME_NOT_FOUND", format!("no {kind} `{name}`"));
    if kind == "metric" {
        let known = layer.metrics.iter().map(|metric| Known {
            name: metric.name.clone(),
            label: &metric.label,
            synonyms: &metric.synonyms,
        });
        return diagnostic
            .with_candidates(near_names(name, known))
            .with_hint("MEASURE takes the name of a metric of the model.");
    }
    let fields = layer.visible_fields().map(|(id, field)| Known {
        name: layer.field_reference(id),
        label: &field.label,
        synonyms: &field.synonyms,
    });
    let grains = layer.time.grains.iter().map(|grain| Known {
        name: grain.name.clone(),
        label: &grain.label,
        synonyms: &grain.synonyms,
    });
    let hint = if layer.find_metric(name).is_some() {
        format!("`{name}` is a metric: write MEASURE({name}).")
    } else {
        "Use a dimension of the model, bare or as dataset.field.".to_owned()
    };
    diagnostic
        .with_candidates(near_names(name, fields.chain(grains)))
        .with_hint(hint)
}

/// A thing of the layer by all its names.
struct Known<'a> {
    name: String,
    label: &'a Text,
    synonyms: &'a [String],
}

/// The names of the things whose name, label or synonym is near; a thing called exactly so is
/// first.
fn near_names<'a>(wanted: &str, known: impl Iterator<Item = Known<'a>>) -> Vec<String> {
    let known: Vec<Known<'a>> = known.collect();
    let wanted = wanted.rsplit('.').next().unwrap_or(wanted);
    let called = known.iter().filter(|thing| {
        [&thing.label.zh, &thing.label.en]
            .into_iter()
            .chain(thing.synonyms)
            .any(|word| word.eq_ignore_ascii_case(wanted))
    });
    let mut names: Vec<String> = called.map(|thing| thing.name.clone()).take(5).collect();
    for near in nearest(wanted, known.iter().map(|thing| thing.name.as_str()), 5) {
        if names.len() < 5 && !names.contains(&near) {
            names.push(near);
        }
    }
    names
}
