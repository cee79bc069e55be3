//! `wenbo check`: says what is wrong with a layer, alone and against its data.

mod rights;

use std::collections::BTreeMap;

use semantic_sql::layer::SemanticLayer;
use semantic_sql::{Asker, Principal, SemanticSql, bind, compile};

use crate::config::CheckArgs;
use crate::knowledge::{self, Knowledge};
use crate::planner::grammar::GrammarPlanner;
use crate::planner::verified::VerifiedPlanner;
use crate::{fit, layer_files};

use super::{Failure, list, open_data, print, say};

/// Checks the layer; then, where the data file is there, every column and every key against it.
pub(super) async fn run(args: CheckArgs) -> Result<u8, Failure> {
    let layer = layer_files::load(args.source.layer.as_deref())
        .map_err(|problems| Failure::failed(list(&problems)))?;
    let mut problems = check_metrics(&layer);
    problems.extend(check_synonyms(&layer));
    problems.extend(rights::check_roles(&layer));
    problems.extend(rights::check_denials(&layer));
    let mut knowledge = Knowledge::default();
    for (id, _) in layer.visible_fields() {
        knowledge.add_values(&layer, id, Vec::new());
    }
    if args.source.data.is_file() {
        let engine = open_data(&args.source)?;
        let misfits = fit::misfits(&layer, &engine).await;
        problems.extend(misfits.iter().map(ToString::to_string));
        if let Ok(known) = knowledge::load(&layer, &engine).await {
            knowledge = known;
        }
    } else {
        say(&format!(
            "no data file {}: columns and keys were not checked",
            args.source.data.display()
        ));
    }
    let grammar = GrammarPlanner::new(&layer, &knowledge);
    let verified = VerifiedPlanner::new(&layer, &knowledge, &grammar);
    problems.extend(verified.problems().iter().map(ToString::to_string));
    if problems.is_empty() {
        let fields = layer.visible_fields().count();
        let datasets = layer.datasets.len();
        let metrics = layer.metrics.len();
        let questions = match layer.verified.len() {
            0 => String::new(),
            count => format!(", {count} verified questions"),
        };
        print(&format!(
            "{}: {datasets} datasets, {fields} dimensions, {metrics} metrics{questions}, no problem found",
            layer.name
        ));
        return Ok(0);
    }
    for problem in &problems {
        print(problem);
    }
    Err(Failure::failed(format!("{} problem(s)", problems.len())))
}

/// Every metric must bind alone and by every dimension that it is said to reach.
fn check_metrics(layer: &SemanticLayer) -> Vec<String> {
    let roles = layer
        .datasets
        .iter()
        .flat_map(|dataset| &dataset.policies)
        .flat_map(|policy| policy.unless_role.clone());
    let asker = Asker::Known(Principal {
        user: "check".to_owned(),
        roles: roles.collect(),
        attributes: BTreeMap::default(),
    });
    let mut problems = Vec::new();
    for (id, metric) in layer.metrics_with_ids() {
        if metric.analysis.is_some() {
            continue;
        }
        let fields = layer
            .fields_of_metric(id)
            .into_iter()
            .map(|field| layer.field_reference(field));
        for grouping in std::iter::once(String::new()).chain(fields) {
            let (items, clause) = if grouping.is_empty() {
                (String::new(), "")
            } else {
                (format!("{grouping}, "), " GROUP BY 1")
            };
            let sql = format!(
                "SELECT {items}MEASURE({}) AS value FROM {}{clause}",
                layer.metric_reference(id),
                layer.name
            );
            match bind(layer, &asker, &SemanticSql(sql)) {
                Ok(query) => drop(compile(&query)),
                Err(diagnostics) => {
                    // A role that denies the metric to its own checker is the layer's choice, and
                    // so are several parts that one dimension plays.
                    let wrong = diagnostics.into_iter().filter(|diagnostic| {
                        !["E_DENIED", "E_AMBIGUOUS_PATH"].contains(&diagnostic.code)
                    });
                    problems.extend(wrong.map(|diagnostic| {
                        format!(
                            "{}: the metric `{}` by `{grouping}`: {diagnostic}",
                            metric.file, metric.name
                        )
                    }));
                }
            }
        }
    }
    problems
}

/// A word may mean one metric only; a value's word may mean one value of its field only.
fn check_synonyms(layer: &SemanticLayer) -> Vec<String> {
    let mut problems = Vec::new();
    let mut words: BTreeMap<String, &str> = BTreeMap::new();
    for metric in &layer.metrics {
        let labels = [&metric.label.zh, &metric.label.en];
        for word in labels.into_iter().chain(&metric.synonyms) {
            if let Some(other) = words.insert(word.to_lowercase(), &metric.name)
                && other != metric.name
            {
                problems.push(format!(
                    "{}: `{word}` names the metrics `{other}` and `{}`",
                    metric.file, metric.name
                ));
            }
        }
    }
    for (id, field) in layer.visible_fields() {
        let mut words: BTreeMap<String, &str> = BTreeMap::new();
        for value in &field.values {
            let labels = [&value.label.zh, &value.label.en];
            for word in labels.into_iter().chain(&value.synonyms) {
                if let Some(other) = words.insert(word.to_lowercase(), &value.value)
                    && other != value.value
                {
                    let name = layer.field_reference(id);
                    problems.push(format!(
                        "`{word}` names the values `{other}` and `{}` of `{name}`",
                        value.value
                    ));
                }
            }
        }
    }
    problems
}
