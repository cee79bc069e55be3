//! A statement of semantic SQL that a program wrote itself, with its rows as people read them.

use semantic_sql::{Asker, SemanticSql};
use serde_json::Value;

use super::{Column, LookupError, Query, Rows};
use crate::answer::labels::Labels;
use crate::app::Generation;
use crate::pipeline::{RanStatement, StatementError};
use crate::result_set::{Cell, Role};

pub(super) async fn run(
    generation: &Generation,
    asker: &Asker,
    query: &Query,
) -> Result<Rows, LookupError> {
    let statement = SemanticSql(query.sql.clone());
    let RanStatement {
        result,
        notes,
        policies,
        sql,
    } = generation
        .pipeline()
        .run_statement(asker, &statement)
        .await?;
    let labels = Labels {
        layer: generation.layer(),
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
    let notes = notes
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
        policies,
        sql,
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

impl From<StatementError> for LookupError {
    fn from(error: StatementError) -> Self {
        match error {
            StatementError::Refused(diagnostics) => Self::Refused(diagnostics),
            StatementError::Engine(error) => Self::Engine(error),
        }
    }
}
