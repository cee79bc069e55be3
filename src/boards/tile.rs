//! A tile: a question with the statement that it was when it was pinned.
//!
//! The statement is kept with `:from` and `:to` in the place of the dates of the question's time,
//! so that it can be told whether the question still means the same when the clock has moved on.

use chrono::{Duration, NaiveDateTime, NaiveTime};
use semantic_sql::{Asker, SemanticSql};
use serde::{Deserialize, Serialize};

use crate::answer::{Answer, AnswerNote, Lane};
use crate::app::{Generation, Request};
use crate::plan::{Interpretation, QueryPlan};
use crate::question::{LaneChoice, Language, Question};

/// Days after the pinning at which a question is read again, to see whether its statement is the
/// same but for its dates: the next day, the next week, beyond the end of the month.
const LATER: [i64; 3] = [1, 7, 38];

/// What a tile shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pinned {
    /// The question.
    pub question: String,
    /// The questions before it that it goes on from.
    pub earlier: Vec<String>,
    /// The language of the answer.
    pub language: Language,
    /// The statement; with `:from` and `:to` where its dates follow the clock.
    pub statement: String,
    /// Whether its dates follow the clock. They do not where a model read the question, or where
    /// it points at what another answer showed.
    pub follows: bool,
    /// What "now" meant when it was pinned.
    pub asked_at: NaiveDateTime,
}

impl Pinned {
    /// Of a question that was answered by a statement.
    pub(super) async fn new(generation: &Generation, question: &Question, statement: &str) -> Self {
        let follows = slotted_if_it_follows(generation, question, statement).await;
        Self {
            question: question.text.clone(),
            earlier: question.earlier.clone(),
            language: question.language,
            follows: follows.is_some(),
            statement: follows.unwrap_or_else(|| statement.to_owned()),
            asked_at: question.asked_at,
        }
    }

    /// The answer as it is at a moment, for somebody: their rows, by the statement that was pinned.
    pub(super) async fn answer(
        &self,
        generation: &Generation,
        asker: &Asker,
        now: NaiveDateTime,
    ) -> Answer {
        let now = if self.follows { now } else { self.asked_at };
        let question = self.asked(asker, now);
        if !self.follows {
            let mut answer = run(generation, &question, &self.statement).await;
            answer.notes.push(self.note(
                "fixed_period",
                "这张卡片的日期是固定的，不随时间变。",
                "The dates of this tile are fixed: they do not move with the clock.",
            ));
            return answer;
        }
        let read = generation.pipeline().read_without_model(&question).await;
        let Some(read) = read else {
            // What cannot be read for them is refused in the words of a question.
            return ask(generation, &question).await;
        };
        if slotted(&read) == self.statement {
            return ask(generation, &question).await;
        }
        let Some(statement) = filled(&self.statement, &read.interpretation) else {
            return ask(generation, &question).await.with(self.note(
                "read_otherwise",
                "这个问题现在的理解与固定到看板时不同。",
                "This question is read otherwise now than when it was pinned.",
            ));
        };
        run(generation, &question, &statement)
            .await
            .with(self.note(
                "pinned_reading",
                "这个问题现在的理解已经不同；卡片仍按固定时的语句计算。",
                "This question is read otherwise now; the tile goes on with the statement that was pinned.",
            ))
    }

    fn asked(&self, asker: &Asker, now: NaiveDateTime) -> Question {
        Question {
            text: self.question.clone(),
            language: self.language,
            asked_at: now,
            asker: asker.clone(),
            lane: LaneChoice::Rules,
            earlier: self.earlier.clone(),
        }
    }

    fn note(&self, code: &str, zh: &str, en: &str) -> AnswerNote {
        AnswerNote {
            code: code.to_owned(),
            text: self.language.choose(zh, en).to_owned(),
        }
    }
}

trait With {
    fn with(self, note: AnswerNote) -> Self;
}

impl With for Answer {
    fn with(mut self, note: AnswerNote) -> Self {
        self.notes.push(note);
        self
    }
}

async fn ask(generation: &Generation, question: &Question) -> Answer {
    let request = Request {
        text: question.text.clone(),
        language: Some(question.language),
        as_of: Some(question.asked_at),
        asker: question.asker.clone(),
        lane: question.lane,
        earlier: question.earlier.clone(),
    };
    generation.ask(request).await
}

/// A statement as it stands; one that the layer has something against is refused like any other.
async fn run(generation: &Generation, question: &Question, statement: &str) -> Answer {
    let pipeline = generation.pipeline();
    let statement = SemanticSql(statement.to_owned());
    match pipeline
        .again(question, &statement, &[], Lane::Grammar)
        .await
    {
        Ok(answer) => answer,
        Err(diagnostics) => pipeline.refused(question, Lane::Grammar, &diagnostics),
    }
}

/// The statement with slots for its dates, where the question means the same at other times.
async fn slotted_if_it_follows(
    generation: &Generation,
    question: &Question,
    statement: &str,
) -> Option<String> {
    let pipeline = generation.pipeline();
    let now = pipeline.read_without_model(question).await?;
    if now.sql.0 != statement {
        return None;
    }
    let pinned = slotted(&now);
    for days in LATER {
        let later = Question {
            asked_at: question.asked_at + Duration::days(days),
            ..question.clone()
        };
        let read = pipeline.read_without_model(&later).await?;
        if slotted(&read) != pinned {
            return None;
        }
    }
    Some(pinned)
}

/// The moments that a reading gives names to; the first name of a moment counts.
fn moments(read: &Interpretation) -> Vec<(&'static str, NaiveDateTime)> {
    let time = read.time.iter();
    let mut named: Vec<_> = time
        .flat_map(|time| [("from", time.start), ("to", time.end)])
        .collect();
    if let Some(base) = &read.compare {
        named.extend(base.start.map(|it| ("base_from", it)));
        named.extend(base.end.map(|it| ("base_to", it)));
    }
    named
}

/// A statement with the names of its reading's moments in the place of their dates.
fn slotted(plan: &QueryPlan) -> String {
    let mut text = plan.sql.0.clone();
    for (name, moment) in moments(&plan.interpretation) {
        for literal in literals(moment) {
            text = text.replace(&literal, &format!(":{name}"));
        }
    }
    text
}

/// A slotted statement with the moments of a reading; none where it does not name all of them.
fn filled(statement: &str, read: &Interpretation) -> Option<String> {
    let mut text = statement.to_owned();
    // The longer names first: one may begin with another.
    let mut named = moments(read);
    named.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
    for (name, moment) in named {
        let literal = literals(moment).into_iter().next()?;
        text = text.replace(&format!(":{name}"), &literal);
    }
    let open = ["from", "to", "base_from", "base_to"];
    let left = open.iter().any(|name| text.contains(&format!(":{name}")));
    (!left).then_some(text)
}

/// How a statement writes a moment.
fn literals(moment: NaiveDateTime) -> Vec<String> {
    let mut written = Vec::new();
    if moment.time() == NaiveTime::MIN {
        written.push(format!("DATE '{}'", moment.format("%Y-%m-%d")));
    }
    written.push(format!(
        "TIMESTAMP '{}'",
        moment.format("%Y-%m-%d %H:%M:%S")
    ));
    written
}
