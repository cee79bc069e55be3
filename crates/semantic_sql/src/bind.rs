//! Names → fields, metrics and joins; what is refused. No IO.
//!
//! A statement becomes branches, one for each fact and period it counts, and a result over them.
//! Every branch aggregates one fact alone at the statement's grain, with the whole filter and the
//! asker's row rules; no fact is ever joined to another fact's rows.

mod branch;
mod compared;
mod days;
mod event;
mod filter;
mod group;
mod lineage;
mod measure;
mod names;
mod output;
mod period;
mod spine;
mod time;
mod total;
mod types;

use std::cell::RefCell;

use crate::bound::{BoundQuery, BoundSelect, Note};
use crate::diagnostic::{Diagnostic, Span, nearest};
use crate::expr::{Expr, Literal};
use crate::layer::{DatasetId, FieldId, MetricId, SemanticLayer, Text};
use crate::parse::parse;
use crate::principal::Asker;
use crate::syntax::{Relation, Select, Statement};

use branch::moved::to_event as branch_forward;
use group::Grouping;
use measure::{Measured, Slots};
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

impl Gathered {
    fn take(&mut self, notes: impl Iterator<Item = Note>, metrics: Vec<MetricId>) {
        for note in notes {
            add(&mut self.notes, note);
        }
        for metric in metrics {
            add(&mut self.metrics, metric);
        }
    }

    fn take_scans(
        &mut self,
        policies: Vec<String>,
        datasets: Vec<DatasetId>,
        closed: Vec<DatasetId>,
    ) {
        for policy in policies {
            add(&mut self.policies, policy);
        }
        for dataset in datasets {
            add(&mut self.datasets, dataset);
        }
        for dataset in closed {
            add(&mut self.closed, dataset);
        }
    }
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
    gathered
        .notes
        .extend(closed_note(layer, asker, &gathered.closed));
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
    let (filter, lifted) = filter::bind(&resolver, select)?;
    let mut slots = Slots::new(&resolver, &grouping, &filter, lifted);
    let result = output::bind_outputs(&resolver, &mut grouping, &mut slots, select)?;
    let measured = slots.finish();
    spine::from_metrics(&resolver, &mut grouping, &filter, &measured);
    let spine = spine::bind(&resolver, &grouping, &filter, &measured)?;
    if measured.compared.is_some() {
        compared::check(&resolver, &grouping, &filter, &measured)?;
    }
    let event = event::bind(&resolver, &filter, &measured)?;
    let branches = branch::build(&resolver, &grouping, &filter, &measured)?;
    let persons = persons_of(&resolver, &grouping, &filter, &measured);
    if persons.is_some() {
        check_totals(&result)?;
    }
    lineage::check_windows(
        &resolver,
        &grouping,
        &filter,
        &branches.overlaps,
        result.exprs(),
    )?;
    let levels = lineage::levels(&resolver, select, &grouping, &result.outputs, &filter);
    let lineages = lineage::finished(&resolver, &grouping, &result, &branches.overlaps);
    let table = Table {
        columns: result.columns,
        lineages,
        levels,
        grouped: resolver
            .table()
            .map_or(grouping.grouped, |(_, table)| table.grouped),
        one_row: grouping.grouped
            && grouping.keys.is_empty()
            && result.having.is_none()
            && result.qualify.is_none()
            && select.limit != Some(0)
            && select.offset == 0,
        persons,
    };
    let hides_rows = grouping
        .keys
        .iter()
        .flat_map(measure::fields_of)
        .any(|id| layer.field(id).min_cell.is_some());
    let bound = BoundSelect {
        branches: branches.branches,
        keys: grouping.keys.len(),
        rolled: grouping.rolled,
        spine,
        event,
        hides_rows,
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
    let notes = resolver.notes.into_inner();
    gathered.take(measured.notes.into_iter().chain(notes), measured.metrics);
    gathered.take_scans(branches.policies, branches.datasets, branches.closed);
    gathered.tables.push(table);
    gathered.selects.push(bound);
    Ok(())
}

/// A field by which the groups of a SELECT may be few persons.
fn persons_of(
    resolver: &Resolver<'_>,
    grouping: &Grouping,
    filter: &[Expr<DimLeaf>],
    measured: &Measured,
) -> Option<FieldId> {
    grouping
        .keys
        .iter()
        .chain(filter)
        .flat_map(measure::fields_of)
        .find(|id| resolver.layer.field(*id).min_cell.is_some())
        .or_else(|| resolver.table().and_then(|(_, table)| table.persons))
        .or(measured.persons)
}

fn add<T: PartialEq>(list: &mut Vec<T>, item: T) {
    if !list.contains(&item) {
        list.push(item);
    }
}

/// A total of another query beside groups of persons would give a hidden one away.
fn check_totals(result: &output::Outputs) -> Result<(), Diagnostic> {
    let mut reads = false;
    for expr in result.exprs() {
        expr.visit_nodes(&mut |node| reads |= matches!(node, Expr::Subquery(_)));
    }
    if reads {
        return Err(Diagnostic::new(
            "E_SMALL_CELL",
            "a value of another query beside groups of persons, of which small ones are hidden",
        )
        .with_hint("Ask for the total in a statement of its own."));
    }
    Ok(())
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

/// Says which datasets gave no rows: because nobody asked, or because no policy opens them.
fn closed_note(layer: &SemanticLayer, asker: &Asker, closed: &[DatasetId]) -> Option<Note> {
    if closed.is_empty() {
        return None;
    }
    let names: Vec<&str> = closed
        .iter()
        .map(|id| layer.dataset(*id).name.as_str())
        .collect();
    let names = names.join(", ");
    let (code, zh, en) = match asker {
        Asker::Nobody => (
            "no_principal",
            "没有提供访问者身份，以下数据集不返回任何行",
            "no principal was given, so these datasets give no rows",
        ),
        Asker::Known(_) => (
            "closed",
            "以下数据集未对该身份开放，不返回任何行",
            "these datasets are not open to this principal and give no rows",
        ),
    };
    Some(Note {
        code,
        text: Text {
            zh: format!("{zh}：{names}"),
            en: format!("{en}: {names}"),
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
