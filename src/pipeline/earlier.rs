//! The names in the rows of an earlier question, for one that points at them.
//!
//! The earlier statement runs again, for whoever asks now and with their rights. Only names and
//! places leave this module; no number of a row does, and no model sees either.

use crate::plan::{EarlierRow, EarlierRows, Plan, Reading, RowsNeeded};
use crate::question::Question;
use crate::result_set::{Cell, ResultSet};

use super::{Pipeline, Stop};

impl Pipeline {
    /// The grammar's plan. Each earlier turn is looked up at most once.
    pub(super) async fn read_by_grammar(&self, question: &Question) -> Result<Plan, Stop> {
        let mut rows = self.answered_as_verified(question);
        loop {
            let read = self
                .grammar
                .read(&self.layer, &self.knowledge, question, &rows);
            let needed = match read {
                Reading::Plan(plan) => return Ok(plan),
                Reading::NeedsRows(needed) => needed,
            };
            let (bound, compiled) = self
                .compiled(question, &needed.sql)
                .map_err(Stop::Refused)?;
            let result = self.run(&bound, &compiled).await.map_err(Stop::Engine)?;
            rows.add(needed.turn, named(&needed, &result));
        }
    }
}

impl Pipeline {
    /// The earlier questions that were answered as verified ones by a statement which is not the
    /// grammar's own: words of the grammar cannot change what was computed for them.
    fn answered_as_verified(&self, question: &Question) -> EarlierRows {
        let mut rows = EarlierRows::default();
        if !question.lane.takes_verified() {
            return rows;
        }
        for (turn, text) in question.earlier.iter().enumerate() {
            let alone = Question {
                text: text.clone(),
                earlier: Vec::new(),
                ..question.clone()
            };
            let Some(Plan::Query(verified)) = self.read_as_verified(&alone) else {
                continue;
            };
            let same = match self.grammar.plan(&self.layer, &self.knowledge, &alone) {
                Plan::Query(read) => {
                    let compiled = |sql| self.compiled(&alone, sql).ok().map(|(_, sql)| sql);
                    compiled(&read.sql) == compiled(&verified.sql)
                }
                Plan::Attribution(_) | Plan::Clarify(_) | Plan::Decline(_) | Plan::Describe(_) => {
                    false
                }
            };
            if !same {
                rows.add_verified(turn);
            }
        }
        rows
    }

    /// The plan of a verified question, where a question is one.
    pub(super) fn read_as_verified(&self, question: &Question) -> Option<Plan> {
        self.verified
            .plan(&self.layer, &self.knowledge, &self.grammar, question)
    }
}

/// The names of rows and their places; rows with the same number share a place.
fn named(needed: &RowsNeeded, result: &ResultSet) -> Vec<EarlierRow> {
    let mut rows: Vec<EarlierRow> = Vec::with_capacity(result.rows.len());
    let mut before: Option<(&Cell, usize)> = None;
    for (index, row) in result.rows.iter().enumerate() {
        let number = row.get(needed.ordered_by).unwrap_or(&Cell::Null);
        let place = match before {
            Some((known, place)) if known == number => place,
            _ => index + 1,
        };
        before = Some((number, place));
        let names = row.iter().take(needed.names).map(name).collect();
        rows.push(EarlierRow { names, place });
    }
    rows
}

/// A cell as a statement names it.
fn name(cell: &Cell) -> Option<String> {
    match cell {
        Cell::Text(text) => Some(text.clone()),
        Cell::Boolean(value) => Some(value.to_string()),
        Cell::Integer(value) => Some(value.to_string()),
        Cell::Decimal(_) | Cell::Float(_) | Cell::Date(_) | Cell::DateTime(_) | Cell::Null => None,
    }
}
