//! Measures as metrics.

use std::collections::{HashMap, HashSet};

use crate::expr::{BinaryOp, Expr};
use crate::layer::yaml::Node;
use crate::syntax::{Aggregate, AggregateFunction, At, Measure, MeasureKind, Name};

use super::super::super::sql::write_names;
use super::super::super::write::{items, node, pair, text};
use super::super::finding::Findings;
use super::super::table::path;
use super::model::Cubes;
use super::reference::{Meaning, resolve};
use super::{unread, words};
use crate::layer::yaml::Value;

const MEASURE_KEYS: &[&str] = &[
    "name",
    "sql",
    "type",
    "filters",
    "public",
    "shown",
    "title",
    "description",
    "format",
];

/// Keys that change what a measure is; without a counterpart the measure is left out.
const CHANGES_THE_NUMBER: &[&str] = &[
    "rolling_window",
    "multi_stage",
    "time_shift",
    "group_by",
    "reduce_by",
    "add_group_by",
    "grain",
    "case",
    "mask",
    "key",
];

/// A measure on its way.
enum State {
    Open,
    Done(Result<Expr<Name>, String>),
}

/// A measure as a metric.
pub(super) struct Metric {
    pub(super) cube: usize,
    pub(super) measure: String,
    pub(super) node: Node,
}

struct Measures<'a> {
    /// Cube and measure → the declaration.
    declared: HashMap<(usize, String), Node>,
    /// Cube and measure → the metric's name; measures that nobody may name have none.
    names: HashMap<(usize, String), String>,
    states: HashMap<(usize, String), State>,
    findings: &'a mut [Findings],
}

/// All measures of all cubes, each under a name that is its own.
pub(super) fn metrics(cubes: &mut Cubes, findings: &mut [Findings]) -> Vec<Metric> {
    let mut order = Vec::new();
    let mut declared = HashMap::new();
    for (at, cube) in cubes.all.iter().enumerate() {
        for measure in items(cube.node.get("measures")) {
            let name = measure.get("name").and_then(Node::text).unwrap_or_default();
            order.push((at, name.clone()));
            declared.insert((at, name), measure.clone());
        }
    }
    let mut measures = Measures {
        names: names(cubes, &order, &declared),
        declared,
        states: HashMap::new(),
        findings,
    };
    let mut metrics = Vec::new();
    for key in order {
        let outcome = measures.expression(cubes, &key);
        let (at, name) = &key;
        let index = cubes.all[*at].index;
        let member = format!("{}.{name}", cubes.all[*at].table.name);
        let measure = measures.declared[&key].clone();
        unread_measure(&mut measures.findings[index], &measure, &member);
        match (outcome, measures.names.get(&key)) {
            (Err(reason), _) => measures.findings[index].lost(measure.line, member, reason),
            (Ok(_), None) => measures.findings[index].changed(
                measure.line,
                member,
                "not public: no metric of its own, put into those that use it",
            ),
            (Ok(expression), Some(metric)) => {
                if metric != name {
                    let reason = format!("the metric is called `{metric}`");
                    measures.findings[index].changed(measure.line, member, reason);
                }
                metrics.push(Metric {
                    cube: *at,
                    measure: name.clone(),
                    node: write_metric(&measure, metric, &expression),
                });
            }
        }
    }
    metrics
}

fn unread_measure(found: &mut Findings, measure: &Node, member: &str) {
    let read: Vec<&str> = MEASURE_KEYS
        .iter()
        .chain(CHANGES_THE_NUMBER)
        .copied()
        .collect();
    unread(found, measure, member, &read);
    if measure.get("type").and_then(Node::text).as_deref() == Some("count_distinct_approx") {
        let reason = "an approximate distinct count is exact here";
        found.changed(measure.line, member, reason);
    }
}

/// A metric's name is the measure's where that is unique in the model, else the cube's before it.
fn names(
    cubes: &Cubes,
    order: &[(usize, String)],
    declared: &HashMap<(usize, String), Node>,
) -> HashMap<(usize, String), String> {
    let mut counts: HashMap<String, usize> = HashMap::new();
    for (_, name) in order {
        *counts.entry(name.to_lowercase()).or_default() += 1;
    }
    let mut taken: HashSet<String> = counts
        .iter()
        .filter(|(_, count)| **count == 1)
        .map(|(name, _)| name.clone())
        .collect();
    let mut names = HashMap::new();
    for key in order {
        let (at, name) = key;
        if !cubes.is_public(*at, &declared[key]) {
            continue;
        }
        let mut chosen = name.clone();
        if counts[&name.to_lowercase()] > 1 {
            chosen = format!("{}_{name}", cubes.all[*at].table.name);
            while !taken.insert(chosen.to_lowercase()) {
                chosen.push_str("_metric");
            }
        }
        names.insert(key.clone(), chosen);
    }
    names
}

fn write_metric(measure: &Node, name: &str, expression: &Expr<Name>) -> Node {
    let line = measure.line;
    let get = |key: &str| measure.get(key).and_then(Node::text).unwrap_or_default();
    let mut pairs = vec![pair("name", text(line, name))];
    pairs.extend(words(measure));
    pairs.push(pair("expression", text(line, write_names(expression))));
    let additivity = match (get("type").as_str(), expression) {
        ("count" | "sum", _) => "additive",
        (
            _,
            Expr::Binary {
                op: BinaryOp::Divide,
                ..
            },
        ) => "ratio",
        _ => "non_additive",
    };
    pairs.push(pair("additivity", text(line, additivity)));
    match get("format").as_str() {
        "percent" => {
            pairs.push(pair("unit", text(line, "ratio")));
            pairs.push(pair("format", text(line, "pct2")));
        }
        "currency" => pairs.push(pair("format", text(line, "money2"))),
        _ => {}
    }
    node(line, Value::Map(pairs))
}

impl Measures<'_> {
    fn expression(
        &mut self,
        cubes: &mut Cubes,
        key: &(usize, String),
    ) -> Result<Expr<Name>, String> {
        match self.states.get(key) {
            Some(State::Open) => return Err(format!("`{}` refers to itself", key.1)),
            Some(State::Done(outcome)) => return outcome.clone(),
            None => {}
        }
        let Some(measure) = self.declared.get(key).cloned() else {
            return Err(format!("no measure `{}`", key.1));
        };
        self.states.insert(key.clone(), State::Open);
        let outcome = self.define(cubes, key.0, &measure);
        self.states
            .insert(key.clone(), State::Done(outcome.clone()));
        outcome
    }

    fn define(
        &mut self,
        cubes: &mut Cubes,
        at: usize,
        measure: &Node,
    ) -> Result<Expr<Name>, String> {
        if let Some(key) = CHANGES_THE_NUMBER
            .iter()
            .find(|key| measure.get(key).is_some())
        {
            return Err(format!("`{key}` has no counterpart"));
        }
        let kind = measure.get("type").and_then(Node::text).unwrap_or_default();
        let sql = measure.get("sql").and_then(Node::text);
        let filters = items(measure.get("filters"));
        let (function, distinct) = match kind.as_str() {
            "count" => (AggregateFunction::Count, false),
            "count_distinct" | "count_distinct_approx" => (AggregateFunction::Count, true),
            "sum" => (AggregateFunction::Sum, false),
            "avg" => (AggregateFunction::Avg, false),
            "min" => (AggregateFunction::Min, false),
            "max" => (AggregateFunction::Max, false),
            "number" | "number_agg" => {
                if !filters.is_empty() {
                    return Err("filters of a calculated measure have no counterpart".to_owned());
                }
                return self.calculated(cubes, at, &sql.unwrap_or_default());
            }
            other => return Err(format!("measures of type `{other}` have no counterpart")),
        };
        let argument = match sql {
            Some(sql) => self.row(cubes, at, &sql)?,
            None if kind == "count" => rows_of(cubes, at, measure.line),
            None => return Err(format!("a measure of type `{kind}` without `sql`")),
        };
        let mut conditions = Vec::new();
        for filter in filters {
            let sql = filter.get("sql").and_then(Node::text).unwrap_or_default();
            conditions.push(self.row(cubes, at, &sql)?);
        }
        let aggregate = Aggregate {
            function,
            distinct,
            args: vec![argument],
            filter: Expr::all(conditions).map(Box::new),
        };
        over_own_rows(cubes, at, &aggregate)?;
        Ok(Expr::Leaf(Name::Aggregate(aggregate)))
    }

    /// An expression over fields.
    fn row(&mut self, cubes: &mut Cubes, at: usize, sql: &str) -> Result<Expr<Name>, String> {
        resolve(cubes, at, sql, false, &mut |cubes, meaning| {
            field_of(cubes, &meaning)
        })
    }

    /// An expression over measures and aggregates.
    fn calculated(
        &mut self,
        cubes: &mut Cubes,
        at: usize,
        sql: &str,
    ) -> Result<Expr<Name>, String> {
        let line = cubes.all[at].table.line;
        let mut measures: Vec<Expr<Name>> = Vec::new();
        let expr = resolve(cubes, at, sql, true, &mut |cubes, meaning| {
            let Meaning::Member(cube, member) = &meaning else {
                return field_of(cubes, &meaning);
            };
            let key = (*cube, member.clone());
            if !self.declared.contains_key(&key) {
                return field_of(cubes, &meaning);
            }
            let expression = self
                .expression(cubes, &key)
                .map_err(|reason| format!("it uses `{member}`, which did not map: {reason}"))?;
            let used = self
                .names
                .get(&key)
                .map_or(expression, |name| path(None, name));
            measures.push(used);
            Ok(Expr::Leaf(Name::Measure(Measure {
                metric: (measures.len() - 1).to_string(),
                kind: MeasureKind::Value,
                filter: None,
                at: At::default(),
            })))
        })?;
        // Aggregates of the expression itself are over its own cube's rows; those of the measures
        // that it uses are put in after that is seen to.
        counted_rows(cubes, at, line, &expr)?.try_map(&mut |leaf| match leaf {
            Name::Measure(used) => used
                .metric
                .parse()
                .ok()
                .and_then(|index: usize| measures.get(index).cloned())
                .ok_or_else(|| format!("no measure `{}`", used.metric)),
            other => Ok(Expr::Leaf(other.clone())),
        })
    }
}

/// `dataset.field` of a column or a dimension.
fn field_of(cubes: &mut Cubes, meaning: &Meaning) -> Result<Expr<Name>, String> {
    match meaning {
        Meaning::Column(cube, column) => {
            let table = &mut cubes.all[*cube].table;
            let line = table.line;
            let field = table.column(column, line);
            Ok(path(Some(&table.name), &field))
        }
        Meaning::Member(cube, member) => {
            let table = &cubes.all[*cube].table;
            let field = table
                .field(member)
                .ok_or_else(|| format!("`{}.{member}` is not in the layer", table.name))?;
            Ok(path(Some(&table.name), &field.name))
        }
    }
}

/// What every row of a cube has: its key where it is declared, else a constant.
fn rows_of(cubes: &mut Cubes, at: usize, line: usize) -> Expr<Name> {
    let table = &mut cubes.all[at].table;
    let key = table
        .pairs
        .iter()
        .find(|(key, ..)| key == "primary_key")
        .and_then(|(.., keys)| items(Some(keys)).first()?.text());
    let field = key.unwrap_or_else(|| table.each_row(line));
    path(Some(&table.name), &field)
}

/// `COUNT(*)` says of what it counts rows.
fn counted_rows(
    cubes: &mut Cubes,
    at: usize,
    line: usize,
    expr: &Expr<Name>,
) -> Result<Expr<Name>, String> {
    expr.try_map(&mut |leaf| {
        let mut leaf = leaf.clone();
        if let Name::Aggregate(aggregate) = &mut leaf
            && aggregate.args.is_empty()
        {
            aggregate.args.push(rows_of(cubes, at, line));
        }
        if let Name::Aggregate(aggregate) = &leaf {
            over_own_rows(cubes, at, aggregate)?;
        }
        Ok(Expr::Leaf(leaf))
    })
}

/// An aggregate counts the rows of the dataset whose fields it has: over columns of another cube
/// alone it would count that cube's rows, joined or not.
fn over_own_rows(cubes: &Cubes, at: usize, aggregate: &Aggregate<Name>) -> Result<(), String> {
    let own = &cubes.all[at].table.name;
    let mut other = None;
    let mut found = false;
    for expr in aggregate.args.iter().chain(aggregate.filter.as_deref()) {
        expr.visit_leaves(&mut |leaf| {
            if let Name::Field(path) = leaf {
                found |= path.qualifier.as_ref() == Some(own);
                other = path.qualifier.clone();
            }
        });
    }
    match other {
        Some(other) if !found => Err(format!(
            "it aggregates columns of `{other}` alone over rows of `{own}`"
        )),
        _ => Ok(()),
    }
}
