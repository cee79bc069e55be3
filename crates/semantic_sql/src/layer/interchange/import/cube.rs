//! Cube data models in YAML: cubes become datasets, measures metrics, views say what is public.

mod access;
mod field;
mod member;
mod model;
mod reference;

use std::collections::HashMap;

use crate::layer::load::LayerProblem;
use crate::layer::yaml::{Node, Value};

use super::super::write::{items, node, pair, text};
use super::finding::Findings;
use super::table::{list, relationship};
use super::{Draft, refused};
use access::Attributes;
use model::{Cube, Cubes};

/// The two sides of a join, and its pairs of columns.
type Join = (String, String, Vec<(String, String)>);

/// What has no counterpart and changes no number: listed, so that nobody misses it unawares.
const ONLY_SPEED_OR_LOOKS: &[(&str, &str)] = &[
    (
        "pre_aggregations",
        "rollups are made by the database here, not by the layer",
    ),
    ("refresh_key", "nothing is cached, so nothing is refreshed"),
    (
        "meta",
        "free notes have no place here; of `ai_context` the synonyms are kept",
    ),
    ("hierarchies", "paths to drill along have no counterpart"),
    ("drill_members", "a list to drill to has no counterpart"),
    ("data_source", "a layer reads one database"),
    ("sql_alias", "table aliases are made by the compiler"),
    (
        "granularities",
        "granularities of its own have no counterpart",
    ),
    ("order", "an order of values has no counterpart"),
    ("links", "links have no counterpart"),
    ("folders", "folders of members have no counterpart"),
    ("context_members", "context members have no counterpart"),
    ("currency", "the currency belongs to the model"),
    ("calendar", "a calendar cube has no counterpart"),
];

pub(super) fn read(trees: &[(String, Node)], name: &str) -> Result<Draft, Vec<LayerProblem>> {
    let mut cubes = Cubes::default();
    let mut findings: Vec<Findings> = Vec::new();
    for (file, tree) in trees {
        if let Some(line) = templated(tree) {
            let message = "the model is made by a template (Jinja); import what Cube makes of it";
            return Err(refused(file, line, message));
        }
        let mut found = Findings::new(file);
        for (key, line, _) in super::super::write::pairs(tree) {
            if !["cubes", "views"].contains(&key.as_str()) {
                found.lost(*line, key.clone(), "only cubes and views are read");
            }
        }
        for item in items(tree.get("cubes")) {
            cubes.add(file, findings.len(), item, &mut found);
        }
        findings.push(found);
    }
    for (index, (_, tree)) in trees.iter().enumerate() {
        for view in items(tree.get("views")) {
            cubes.view(view, &mut findings[index]);
        }
    }
    cubes.fields(&mut findings);
    let mut attributes = Attributes::default();
    let mut found = member::metrics(&mut cubes, &mut findings);
    access::apply(&mut cubes, &mut attributes, &mut findings);
    access::apply_to_metrics(&cubes, &mut found, &mut findings);
    let mut metrics = ByFile::new();
    for metric in found {
        let index = cubes.all[metric.cube].index;
        metrics.entry(index).or_default().push(metric.node);
    }
    let joins = joins(&mut cubes, &mut findings);
    Ok(draft(cubes, metrics, joins, attributes, name, findings))
}

/// The line of the first text that a template engine would change.
fn templated(tree: &Node) -> Option<usize> {
    match &tree.value {
        Value::Text(text) => (text.contains("{%") || text.contains("{{")).then_some(tree.line),
        Value::List(items) => items.iter().find_map(templated),
        Value::Map(pairs) => pairs.iter().find_map(|(key, line, value)| {
            // `{{ … }}` without quotes is a mapping whose key is a mapping.
            let odd = key.is_empty() || key.contains("{%");
            if odd { Some(*line) } else { templated(value) }
        }),
        Value::Null | Value::Boolean(_) | Value::Number(_) => None,
    }
}

/// Metrics and relationships by the file that they come from.
type ByFile = HashMap<usize, Vec<Node>>;

fn draft(
    cubes: Cubes,
    mut metrics: ByFile,
    mut joins: ByFile,
    attributes: Attributes,
    name: &str,
    findings: Vec<Findings>,
) -> Draft {
    let mut datasets: ByFile = HashMap::new();
    let mut files: Vec<(usize, String)> = Vec::new();
    for cube in cubes.all {
        let Cube {
            index, file, table, ..
        } = cube;
        files.push((index, file));
        datasets.entry(index).or_default().push(table.into_node());
    }
    files.sort();
    files.dedup();
    let mut model = vec![pair("name", text(0, name))];
    model.extend(attributes.into_pair());
    let mut model = Some(pair("model", node(0, Value::Map(model))));
    let documents = files
        .into_iter()
        .map(|(index, file)| {
            let mut pairs: Vec<(String, usize, Node)> = model.take().into_iter().collect();
            for (key, from) in [
                ("datasets", &mut datasets),
                ("relationships", &mut joins),
                ("metrics", &mut metrics),
            ] {
                if let Some(list) = from.remove(&index) {
                    pairs.push(pair(key, node(0, Value::List(list))));
                }
            }
            (file, node(0, Value::Map(pairs)))
        })
        .collect();
    Draft {
        documents,
        findings: findings.into_iter().flat_map(|found| found.all).collect(),
    }
}

/// Joins as many-to-one links.
fn joins(cubes: &mut Cubes, findings: &mut [Findings]) -> ByFile {
    let mut all: ByFile = HashMap::new();
    let mut seen: Vec<Join> = Vec::new();
    for at in 0..cubes.all.len() {
        let declared: Vec<Node> = items(cubes.all[at].node.get("joins"))
            .into_iter()
            .cloned()
            .collect();
        for join in declared {
            let index = cubes.all[at].index;
            let target = join.get("name").and_then(Node::text).unwrap_or_default();
            let path = format!("{}/{target}", cubes.all[at].table.name);
            match one_join(cubes, at, &join, &target) {
                Ok((from, to, on)) => {
                    let link = (from, to, on);
                    if seen.contains(&link) {
                        continue;
                    }
                    let (from, to, on) = link.clone();
                    let line = join.line;
                    if join.get("relationship").and_then(Node::text).as_deref()
                        == Some("one_to_one")
                    {
                        let reason = "one-to-one is read as many-to-one, from here to there";
                        findings[index].changed(line, path, reason);
                    }
                    all.entry(index)
                        .or_default()
                        .push(relationship(line, &from, &to, on, None));
                    seen.push(link);
                }
                Err(reason) => findings[index].lost(join.line, path, reason),
            }
        }
    }
    all
}

/// The many side, the one side, and the pairs of fields that join them.
type Link = (String, String, Vec<(String, String)>);

fn one_join(cubes: &mut Cubes, at: usize, join: &Node, target: &str) -> Result<Link, String> {
    let there = cubes
        .position(target)
        .ok_or_else(|| format!("the cube `{target}` is not in the layer"))?;
    let sql = join
        .get("sql")
        .and_then(Node::text)
        .ok_or("a join without `sql`")?;
    let pairs = reference::equalities(cubes, at, there, &sql)?;
    let mut on = Vec::new();
    for (here, other) in pairs {
        let line = join.line;
        let here = cubes.all[at].table.column(&here, line);
        let other = cubes.all[there].table.column(&other, line);
        on.push((here, other));
    }
    let (from, to) = (
        cubes.all[at].table.name.clone(),
        cubes.all[there].table.name.clone(),
    );
    match join.get("relationship").and_then(Node::text).as_deref() {
        Some("many_to_one" | "belongsTo" | "belongs_to" | "one_to_one" | "hasOne" | "has_one") => {
            Ok((from, to, on))
        }
        Some("one_to_many" | "hasMany" | "has_many") => {
            let on = on.into_iter().map(|(here, other)| (other, here)).collect();
            Ok((to, from, on))
        }
        Some(other) => Err(format!(
            "the relationship `{other}` is not many-to-one in either direction"
        )),
        None => Err("a join without `relationship`".to_owned()),
    }
}

/// Keys of an object that are not read, each listed with its reason.
fn unread(found: &mut Findings, object: &Node, path: &str, read: &[&str]) {
    for (key, line, _) in super::super::write::pairs(object) {
        if read.contains(&key.as_str()) {
            continue;
        }
        let reason = ONLY_SPEED_OR_LOOKS
            .iter()
            .find(|(known, _)| known == key)
            .map_or("the key is not known here", |(_, reason)| reason);
        found.lost(*line, format!("{path}/{key}"), reason);
    }
}

/// Names for people, as the shorthand writes them.
fn words(object: &Node) -> Vec<(String, usize, Node)> {
    let mut pairs = Vec::new();
    for (from, to) in [("title", "label"), ("description", "description")] {
        if let Some(value) = object.get(from).and_then(Node::text) {
            pairs.push(pair(to, text(object.line, value)));
        }
    }
    if let Some(context) = object.get("meta").and_then(|meta| meta.get("ai_context")) {
        let words = items(context.get("synonyms"))
            .into_iter()
            .filter_map(Node::text)
            .collect();
        pairs.extend(list("synonyms", object.line, words));
    }
    pairs
}
