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
        let mut rows = EarlierRows::default();
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
