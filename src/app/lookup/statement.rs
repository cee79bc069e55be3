//! A statement of semantic SQL that a program wrote itself: bind, compile, execute.

use semantic_sql::layer::SemanticLayer;
use semantic_sql::{Asker, Diagnostic, SemanticSql, bind, compile, may_see_metric, may_use_field};
use serde_json::Value;

use super::{Column, LookupError, Query, Rows};
use crate::answer::labels::Labels;
use crate::app::Generation;
use crate::result_set::{Cell, ResultSet, Role};

pub(super) async fn run(
    generation: &Generation,
    asker: &Asker,
    query: &Query,
) -> Result<Rows, LookupError> {
    let layer = generation.layer();
    let bound = bind(layer, asker, &SemanticSql(query.sql.clone()))
        .map_err(|found| LookupError::Refused(permitted(layer, asker, found)))?;
    let compiled = compile(&bound);
    let raw = generation.engine().execute(&compiled).await;
    let result = ResultSet::new(layer, &bound.columns, raw.map_err(LookupError::Engine)?);
    let labels = Labels {
        layer,
        knowledge: generation.knowledge(),
        language: query.language,
        asked_at: query.as_of.unwrap_or_else(|| generation.now()),
    };
    let columns = result.columns.iter().map(|column| Column {
        name: column.name.clone(),
        label: labels.column(column),
        role: role(column.role).to_owned(),
        unit: column.unit.clone(),
        data_type: column.data_type.to_owned(),
    });
    let notes = bound
        .notes
        .iter()
        .map(|note| query.language.pick(&note.text).to_owned());
    Ok(Rows {
        columns: columns.collect(),
        label_rows: labels.rows(&result),
        rows: result
            .rows
            .iter()
            .map(|row| row.iter().map(cell).collect())
            .collect(),
        truncated: result.truncated,
        notes: notes.collect(),
        policies: bound.policies,
        sql: compiled.text().to_owned(),
    })
}

fn role(role: Role) -> &'static str {
    match role {
        Role::Metric => "metric",
        Role::Dimension => "dimension",
        Role::Time => "time",
        Role::Comparison => "comparison",
    }
}

/// A cell as all surfaces write it. Cells write themselves without fail.
fn cell(cell: &Cell) -> Value {
    serde_json::to_value(cell).unwrap_or(Value::Null)
}

/// Diagnostics without proposals that are denied to the asker.
fn permitted(layer: &SemanticLayer, asker: &Asker, found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let denied = |name: &str| {
        let last = name.rsplit('.').next().unwrap_or(name);
        let fields = layer.find_fields(last);
        let metric = layer.find_metric(name);
        metric.is_some_and(|id| !may_see_metric(layer, asker, id))
            || fields.iter().any(|id| !may_use_field(layer, asker, *id))
    };
    let clean = found.into_iter().map(|mut diagnostic| {
        if diagnostic.candidates.iter().any(|name| denied(name)) {
            diagnostic.candidates.retain(|name| !denied(name));
            diagnostic.suggested_retry = None;
        }
        diagnostic
    });
    clean.collect()
}
