//! A statement of semantic SQL from a caller: bind → compile → execute, under the same rules as a question.

use semantic_sql::bound::Note;
use semantic_sql::layer::SemanticLayer;
use semantic_sql::{Asker, Diagnostic, SemanticSql, bind, compile, may_see_metric, may_use_field};
use serde::Serialize;
use utoipa::ToSchema;

use crate::engine::EngineError;
use crate::question::Language;
use crate::result_set::{Cell, ResultSet, Role};

use super::Pipeline;

/// What a statement gave.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct StatementResult {
    /// What the columns are.
    pub columns: Vec<StatementColumn>,
    /// The rows.
    #[schema(value_type = Vec<Vec<Cell>>)]
    pub rows: Vec<Vec<Cell>>,
    /// Whether there are more rows than these.
    pub truncated: bool,
    /// What a reader must know.
    pub notes: Vec<StatementNote>,
    /// The policies that restricted the rows.
    pub policies: Vec<String>,
    /// The compiled SQL.
    pub sql: String,
}

/// A column of a statement.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct StatementColumn {
    /// Its name in the statement.
    pub name: String,
    /// Its name for people.
    pub label: String,
    /// What it holds.
    pub role: Role,
    /// The metric it is of.
    pub metric: Option<String>,
    /// The dimension it is of.
    pub dimension: Option<String>,
    /// The unit of its values.
    pub unit: String,
    /// `string`, `integer`, `decimal`, `float`, `boolean`, `date` or `datetime`.
    #[serde(rename = "type")]
    #[schema(value_type = String)]
    pub data_type: &'static str,
}

/// Something a reader must know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct StatementNote {
    /// A stable code.
    pub code: String,
    /// The sentence.
    pub text: String,
}

/// Why a statement gave nothing.
#[derive(Debug)]
pub enum StatementError {
    /// It is not in the dialect, names what is not there, or asks for what is denied.
    Refused(Vec<Diagnostic>),
    /// The database did not answer.
    Engine(EngineError),
}

/// A statement that has run.
pub(crate) struct RanStatement {
    /// What came back.
    pub(crate) result: ResultSet,
    /// What a reader must know.
    pub(crate) notes: Vec<Note>,
    /// The policies that restricted the rows.
    pub(crate) policies: Vec<String>,
    /// The compiled SQL.
    pub(crate) sql: String,
}

impl Pipeline {
    /// Binds, compiles and runs a statement for somebody.
    ///
    /// # Errors
    /// [`StatementError`]; what is proposed instead names nothing that is denied to the asker.
    pub(crate) async fn run_statement(
        &self,
        asker: &Asker,
        statement: &SemanticSql,
    ) -> Result<RanStatement, StatementError> {
        let bound = bind(&self.layer, asker, statement)
            .map_err(|found| StatementError::Refused(permitted(&self.layer, asker, found)))?;
        let compiled = compile(&bound);
        let result = self.run(&bound, &compiled).await;
        Ok(RanStatement {
            result: result.map_err(StatementError::Engine)?,
            notes: bound.notes,
            policies: bound.policies,
            sql: compiled.text().to_owned(),
        })
    }

    /// Runs a statement for somebody; at most `rows` rows come back.
    ///
    /// # Errors
    /// [`StatementError`]; what is proposed instead names nothing that is denied to the asker.
    pub async fn query(
        &self,
        asker: &Asker,
        statement: &SemanticSql,
        rows: usize,
        language: Language,
    ) -> Result<StatementResult, StatementError> {
        let RanStatement {
            mut result,
            notes,
            policies,
            sql,
        } = self.run_statement(asker, statement).await?;
        if result.rows.len() > rows {
            result.rows.truncate(rows);
            result.truncated = true;
        }
        let columns = result.columns.into_iter().map(|column| StatementColumn {
            label: language.pick(&column.label).to_owned(),
            name: column.name,
            role: column.role,
            metric: column.metric,
            dimension: column.field,
            unit: column.unit,
            data_type: column.data_type,
        });
        let notes = notes.iter().map(|note| StatementNote {
            code: note.code.to_string(),
            text: language.pick(&note.text).to_owned(),
        });
        Ok(StatementResult {
            columns: columns.collect(),
            rows: result.rows,
            truncated: result.truncated,
            notes: notes.collect(),
            policies,
            sql,
        })
    }
}

/// Diagnostics without proposals that are denied to the asker.
fn permitted(layer: &SemanticLayer, asker: &Asker, found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let denied = |name: &str| {
        let metric = layer.find_metric(name);
        let last = name.rsplit('.').next().unwrap_or(name);
        metric.is_some_and(|id| !may_see_metric(layer, asker, id))
            || layer
                .find_fields(last)
                .iter()
                .any(|id| !may_use_field(layer, asker, *id))
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
