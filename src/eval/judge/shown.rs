//! What of an answer the judge looks at.

use serde_json::Value;

use crate::answer::{Answer, AnswerColumn, NOT_RECORDED, Status};
use crate::plan::DAYS;
use crate::result_set::Cell;

use super::{Column, Table};

/// What of an answer the judge looks at.
#[derive(Debug, Clone)]
pub struct Shown {
    /// How it ended.
    pub status: Status,
    /// Its rows.
    pub table: Table,
    /// The results beside it.
    pub beside: Vec<Table>,
    /// The sentences of the answer.
    pub narration: String,
    /// Everything that says how the question was read.
    pub reading: Vec<String>,
    /// All other texts.
    pub texts: Vec<String>,
    /// Why there is no answer, or what is asked back.
    pub reason: String,
    /// What kind of chart is drawn.
    pub chart: Option<String>,
    /// What is said of a reply of the model that should have been recorded and is not.
    pub not_recorded: Option<String>,
}

impl Shown {
    /// Whether the answer states a reading in these words.
    pub(super) fn says(&self, text: &str) -> bool {
        let reading = self.reading.iter().chain(std::iter::once(&self.narration));
        any_contains(reading, text)
    }

    /// Whether a text stands in the sentences of the answer.
    pub(super) fn tells(&self, text: &str) -> bool {
        any_contains([&self.narration], text)
    }

    /// Whether a text stands anywhere in the answer.
    pub(super) fn contains(&self, text: &str) -> bool {
        let texts = self.texts.iter().chain(&self.reading);
        any_contains(texts.chain([&self.narration, &self.reason]), text)
    }
}

fn any_contains<'a>(texts: impl IntoIterator<Item = &'a String>, text: &str) -> bool {
    let text = text.to_lowercase();
    let mut texts = texts.into_iter();
    texts.any(|it| it.to_lowercase().contains(&text))
}

impl From<&Answer> for Shown {
    fn from(answer: &Answer) -> Self {
        let asked = answer.clarification.as_ref();
        let reading = std::iter::once(answer.reading.clone())
            .chain(answer.notes.iter().map(|note| note.text.clone()))
            .chain(answer.columns.iter().map(|column| column.label.clone()));
        let mut texts: Vec<String> = answer.label_rows.iter().flatten().cloned().collect();
        texts.extend(answer.suggestions.iter().cloned());
        for choice in asked.iter().flat_map(|asked| &asked.choices) {
            texts.extend([choice.label.clone(), choice.question.clone()]);
        }
        let not_recorded = answer.notes.iter().find(|note| note.code == NOT_RECORDED);
        let kind = answer.chart.as_ref().map(|chart| chart.kind);
        let chart = kind.and_then(|kind| serde_json::to_value(kind).ok());
        Self {
            status: answer.status,
            table: table(&answer.columns, &answer.rows),
            beside: answer
                .supporting
                .iter()
                // The line beside a number answers nothing.
                .filter(|part| part.name != DAYS)
                .map(|part| table(&part.columns, &part.rows))
                .collect(),
            narration: answer.narration.clone(),
            reading: reading.collect(),
            texts,
            reason: asked
                .map(|asked| asked.question.clone())
                .or_else(|| answer.reason.clone())
                .unwrap_or_default(),
            chart: chart.as_ref().and_then(Value::as_str).map(str::to_owned),
            not_recorded: not_recorded.map(|note| note.text.clone()),
        }
    }
}

fn table(columns: &[AnswerColumn], rows: &[Vec<Cell>]) -> Table {
    Table {
        columns: columns
            .iter()
            .map(|column| Column {
                name: column.name.clone(),
                role: column.role,
                metric: column.metric.clone(),
            })
            .collect(),
        rows: rows.to_vec(),
    }
}
