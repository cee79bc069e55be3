//! Columns of a result as callers see them.

use crate::result_set::ResultSet;

use super::labels::Labels;
use super::{AnswerColumn, AnswerSupporting, ComputedSupporting};

pub(super) fn columns_of(labels: &Labels<'_>, result: &ResultSet) -> Vec<AnswerColumn> {
    result
        .columns
        .iter()
        .map(|column| AnswerColumn {
            name: column.name.clone(),
            label: labels.column(column),
            role: column.role,
            metric: column.metric.clone(),
            unit: column.unit.clone(),
            data_type: column.data_type,
        })
        .collect()
}

pub(super) fn supporting(labels: &Labels<'_>, part: ComputedSupporting) -> AnswerSupporting {
    AnswerSupporting {
        columns: columns_of(labels, &part.result),
        name: part.name,
        semantic_sql: part.semantic_sql,
        sql: part.sql,
        rows: part.result.rows,
    }
}
