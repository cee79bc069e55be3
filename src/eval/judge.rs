//! The judge: a question, its gold and an answer in, a verdict out. Pure.
//!
//! `eval/README.md` says the rules. What is not clearly right is not right.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

mod rows;
mod shown;

pub use rows::{Column, Table, has_values};
pub use shown::Shown;

use crate::answer::Status;
use crate::result_set::Cell;

use super::question::{Expected, Gold, Question};

/// Metrics that a planner takes at another grain → the metric that was asked for.
pub type StandIns = BTreeMap<String, String>;

/// What came of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// An answer that is not the gold: what must not be.
    WrongShown,
    /// No answer object, an error, or a gold that does not run.
    Failed,
    /// Nothing to judge: the model's reply was to come from a recording, and there is none.
    NotRecorded,
    /// A question back where an answer was expected.
    AskedNeedlessly,
    /// A refusal where something else was expected.
    DeclinedNeedlessly,
    /// The gold's rows.
    Right,
    /// A question back where one was expected.
    AskedRightly,
    /// A refusal where one was expected.
    DeclinedRightly,
}

impl Verdict {
    /// All of them, the worst first.
    pub const ALL: [Self; 8] = [
        Self::WrongShown,
        Self::Failed,
        Self::NotRecorded,
        Self::AskedNeedlessly,
        Self::DeclinedNeedlessly,
        Self::Right,
        Self::AskedRightly,
        Self::DeclinedRightly,
    ];

    /// Whether it is what was expected.
    #[must_use]
    pub fn is_good(self) -> bool {
        matches!(
            self,
            Self::Right | Self::AskedRightly | Self::DeclinedRightly
        )
    }

    /// Its name for people.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::WrongShown => "wrong and shown",
            Self::Failed => "failed",
            Self::NotRecorded => "not recorded",
            Self::AskedNeedlessly => "asked needlessly",
            Self::DeclinedNeedlessly => "declined needlessly",
            Self::Right => "right",
            Self::AskedRightly => "asked rightly",
            Self::DeclinedRightly => "declined rightly",
        }
    }
}

/// A verdict and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// What came of the question.
    pub verdict: Verdict,
    /// Why, where there is something to say.
    pub reason: String,
}

/// The rows of a question's golds, in the order of their golds.
#[derive(Debug, Clone, Default)]
pub struct GoldRows {
    /// Those of the first reading.
    pub main: Vec<Vec<Cell>>,
    /// Those of each alternative.
    pub alternatives: Vec<Vec<Vec<Cell>>>,
    /// Those of each further result.
    pub also: Vec<Vec<Vec<Cell>>>,
}

/// Judges an answer.
#[must_use]
pub fn judge(
    question: &Question,
    gold: &GoldRows,
    shown: &Shown,
    stand_ins: &StandIns,
) -> Judgement {
    let judge = Judge {
        question,
        gold,
        shown,
        stand_ins,
    };
    if let Some(missing) = &shown.not_recorded {
        return because(Verdict::NotRecorded, missing);
    }
    match shown.status {
        Status::Failed => because(Verdict::Failed, &shown.reason),
        Status::Declined => judge.refused(false),
        Status::Clarify => judge.refused(true),
        Status::Answered => judge.answered(),
    }
}

struct Judge<'a> {
    question: &'a Question,
    gold: &'a GoldRows,
    shown: &'a Shown,
    stand_ins: &'a StandIns,
}

fn because(verdict: Verdict, reason: impl Into<String>) -> Judgement {
    Judgement {
        verdict,
        reason: reason.into(),
    }
}

impl Judge<'_> {
    /// A refusal or a question back.
    fn refused(&self, asks: bool) -> Judgement {
        let (rightly, needlessly) = if asks {
            (Verdict::AskedRightly, Verdict::AskedNeedlessly)
        } else {
            (Verdict::DeclinedRightly, Verdict::DeclinedNeedlessly)
        };
        // Rows beside a question back are shown, so they must be right.
        if !self.shown.table.rows.is_empty() {
            return match self.rows() {
                Ok(_) => because(needlessly, "asked back, and the rows beside it are right"),
                Err(wrong) => because(Verdict::WrongShown, format!("beside a question: {wrong}")),
            };
        }
        let built = self.question.analysis.is_none();
        let expected = match self.question.expected {
            Expected::Answered => !built && !asks,
            Expected::Declined => !asks,
            Expected::Clarify => asks || !built,
            Expected::DeclinedOrClarify => true,
            Expected::AnyHonest => !self.has_answer(),
        };
        if !expected {
            return because(needlessly, &self.shown.reason);
        }
        match self.words() {
            Ok(()) => because(rightly, &self.shown.reason),
            Err(wrong) => because(needlessly, wrong),
        }
    }

    /// Whether there is a number to tell.
    fn has_answer(&self) -> bool {
        let gold = self.question.gold.as_ref();
        gold.is_some_and(|gold| has_values(gold, &self.gold.main))
    }

    fn answered(&self) -> Judgement {
        match self.fault() {
            Ok(reading) => because(Verdict::Right, reading),
            Err(wrong) => because(Verdict::WrongShown, wrong),
        }
    }

    /// What is wrong with an answer; else the reading that it is right in.
    fn fault(&self) -> Result<String, String> {
        let reading = match self.question.expected {
            Expected::Declined => return Err("answered where it should decline".to_owned()),
            Expected::Clarify if self.question.gold.is_none() => {
                return Err("answered where it should ask back".to_owned());
            }
            Expected::DeclinedOrClarify => {
                return Err("answered where it should decline or ask back".to_owned());
            }
            // Where there is gold beside a question back, it is that of the domain's default.
            Expected::Answered | Expected::Clarify | Expected::AnyHonest => self.rows()?,
        };
        for (also, rows) in self.question.also.iter().zip(&self.gold.also) {
            self.holds(also, rows)?;
        }
        self.words()?;
        if let Some(chart) = &self.question.chart
            && self.shown.chart.as_ref() != Some(chart)
        {
            let drawn = self.shown.chart.as_deref().unwrap_or("none");
            return Err(format!("the chart is {drawn} instead of {chart}"));
        }
        Ok(reading)
    }

    /// Holds the rows against each reading that counts.
    fn rows(&self) -> Result<String, String> {
        let table = &self.shown.table;
        let Some(main) = &self.question.gold else {
            // What counts is told in words.
            let in_words = !self.question.must_contain.is_empty();
            let honest = self.question.expected == Expected::AnyHonest && table.rows.is_empty();
            return if in_words || honest {
                Ok(String::new())
            } else {
                Err("an answer where there is none".to_owned())
            };
        };
        let Some(wrong) = rows::difference(main, &self.gold.main, table, self.stand_ins) else {
            return self.empty_is_said();
        };
        for (other, rows) in self
            .question
            .alternatives
            .iter()
            .zip(&self.gold.alternatives)
        {
            if rows::difference(other, rows, table, self.stand_ins).is_some() {
                continue;
            }
            let reading = other.reading.as_deref().unwrap_or_default();
            if !self.names(other, main) {
                let says = other.says.join(" / ");
                return Err(format!(
                    "the rows are those of another reading ({reading}), which the answer does not name ({says})"
                ));
            }
            self.empty_is_said()?;
            return Ok(format!(
                "by another reading that the gold allows: {reading}"
            ));
        }
        Err(wrong)
    }

    /// Another reading counts only if the answer states it: in words, or by columns of another kind.
    fn names(&self, other: &Gold, main: &Gold) -> bool {
        other.evident
            || shape(other) != shape(main)
            || other.says.iter().any(|text| self.shown.says(text))
    }

    /// An answer without rows must say so.
    fn empty_is_said(&self) -> Result<String, String> {
        let rows = &self.shown.table.rows;
        let empty = rows.iter().flatten().all(|cell| *cell == Cell::Null);
        match (empty, self.shown.narration.trim().is_empty()) {
            (true, true) => Err("nothing was found, and the answer does not say it".to_owned()),
            (true, false) => Ok("nothing to be found".to_owned()),
            (false, _) => Ok(String::new()),
        }
    }

    /// A further result: in the rows, beside them, or as the sum of the rows.
    fn holds(&self, also: &Gold, rows: &[Vec<Cell>]) -> Result<(), String> {
        let summed = summed(&self.shown.table, also);
        let table = &self.shown.table;
        let mut tables = std::iter::once(table)
            .chain(&self.shown.beside)
            .chain(&summed);
        if tables.any(|it| rows::difference(also, rows, it, self.stand_ins).is_none()) {
            return Ok(());
        }
        let reading = also.reading.as_deref().unwrap_or_default();
        Err(format!("what belongs to it is missing: {reading}"))
    }

    /// What the answer must say, and must not.
    fn words(&self) -> Result<(), String> {
        for texts in &self.question.must_contain {
            if !texts.iter().any(|text| self.shown.tells(text)) {
                return Err(format!("does not say “{}”", texts.join("” or “")));
            }
        }
        let mut forbidden = self.question.must_not_contain.iter();
        match forbidden.find(|text| self.shown.contains(text)) {
            Some(text) => Err(format!("says “{text}”")),
            None => Ok(()),
        }
    }
}

/// What the columns are that an answer needs: they show which of two readings it has.
fn shape(gold: &Gold) -> Vec<&str> {
    let rules = &gold.compare;
    let needed = |name: &String| {
        rules.required_columns.contains(name) || rules.one_of.iter().flatten().any(|it| it == name)
    };
    let columns = gold.columns.iter();
    let columns = columns.filter(|it| gold.is_key(it) || needed(&it.name));
    columns
        .map(|it| {
            it.metric
                .as_ref()
                .or(it.dimension.as_ref())
                .unwrap_or(&it.name)
                .as_str()
        })
        .collect()
}

/// The sums of the columns that a further result needs, where it is one row without keys.
fn summed(table: &Table, also: &Gold) -> Option<Table> {
    if also.columns.iter().any(|column| also.is_key(column)) {
        return None;
    }
    let rules = &also.compare;
    let mut needed: Vec<&String> = rules.required_columns.iter().collect();
    needed.extend(rules.one_of.iter().flatten());
    let places: Vec<usize> = (0..table.columns.len())
        .filter(|at| needed.contains(&&table.columns[*at].name))
        .collect();
    let sum = |at: &usize| -> f64 { table.rows.iter().filter_map(|row| row[*at].number()).sum() };
    Some(Table {
        columns: places.iter().map(|at| table.columns[*at].clone()).collect(),
        rows: vec![places.iter().map(|at| Cell::Float(sum(at))).collect()],
    })
}
