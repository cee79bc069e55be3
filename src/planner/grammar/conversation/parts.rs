//! Two questions in one sentence: a number of all, and behind a mark how it splits.
//! 负面评论占多少，主要在说什么. Each half must be understood word by word, and both must be
//! about the same time and scope; the number then stands beside the groups.

use semantic_sql::layer::{SemanticLayer, Text};

use crate::grammar::time::Calendar;
use crate::knowledge::Knowledge;
use crate::plan::{EarlierRows, Intent, Plan, SupportingQuery};
use crate::question::Question;

use super::super::GrammarPlanner;
use super::super::slots::Restriction;
use super::thread::Thread;
use super::{Context, Stop, Turn};

/// The name of the result that has the number of all.
const WHOLE: &str = "whole";

/// Where a sentence may be cut.
const CUTS: [&str; 8] = ["，", ", ", "；", "; ", "？", "? ", "。", " and "];

impl GrammarPlanner {
    /// One question, or two of which the second splits the first.
    pub(super) fn whole(
        &self,
        (layer, knowledge): (&SemanticLayer, &Knowledge),
        calendar: &Calendar<'_>,
        question: &Question,
        (turn, text): (usize, &String),
        thread: &Thread,
        rows: &EarlierRows,
    ) -> Result<Turn, (Stop, bool)> {
        let parts = (layer, knowledge);
        let both = |asked: bool| {
            let halves = cuts(text).into_iter();
            let mut halves = halves.filter(|(head, _)| !asked || asks(head));
            halves.find_map(|(head, tail)| {
                let first = self.turn(parts, calendar, question, (turn, &head), thread, rows);
                let first = first.ok().filter(is_one_number)?;
                let mut on = thread.clone();
                on.chain.push(first.context.clone());
                on.broken = None;
                on.within = true;
                let second = self.turn(parts, calendar, question, (turn, &tail), &on, rows);
                together(first, second.ok()?)
            })
        };
        // GMV多少，哪个平台最高: read as one question it would lose the first number.
        if let Some(turn) = both(true) {
            return Ok(turn);
        }
        let read = self.turn(parts, calendar, question, (turn, text), thread, rows);
        let Err((Stop::Plan(plan), goes_on)) = read else {
            return read;
        };
        let unread = match plan.as_ref() {
            Plan::Decline(decline) => decline.may_be_passed_on(),
            Plan::Clarify(_) => true,
            _ => false,
        };
        let both = if unread { both(false) } else { None };
        both.ok_or((Stop::Plan(plan), goes_on))
    }
}

/// Whether the first half of a sentence asks for a number by itself.
fn asks(head: &str) -> bool {
    const ASKING: [&str; 9] = [
        "多少",
        "几成",
        "几",
        "how much",
        "how many",
        "what is",
        "what was",
        "what's",
        "what share",
    ];
    let head = head.to_lowercase();
    ASKING.iter().any(|word| head.contains(word))
}

/// The halves of a text at every mark in it.
fn cuts(text: &str) -> Vec<(String, String)> {
    let mut places: Vec<(usize, usize)> = CUTS
        .iter()
        .flat_map(|cut| text.match_indices(cut).map(|(at, cut)| (at, cut.len())))
        .collect();
    places.sort_unstable();
    let says = |half: &str| half.chars().any(char::is_alphanumeric);
    let halves = places.into_iter().filter_map(|(at, cut)| {
        let (head, tail) = (text.get(..at)?, text.get(at + cut..)?);
        (says(head) && says(tail)).then(|| (head.to_owned(), tail.to_owned()))
    });
    halves.collect()
}

/// Whether a question comes to one row of numbers.
fn is_one_number(turn: &Turn) -> bool {
    let slots = &turn.context.slots;
    turn.change.is_none()
        && turn.query.intent == Intent::Lookup
        && slots.grouped().next().is_none()
        && !turn.context.bucketed
        && slots.filtered.is_empty()
}

/// Both as one plan, where the second splits what the first counts.
fn together(first: Turn, second: Turn) -> Option<Turn> {
    let fits = second.change.is_none()
        && !second.context.slots.groups.is_empty()
        && same_scope(&first.context, &second.context);
    if !fits {
        return None;
    }
    let mut turn = second;
    turn.goes_on = first.goes_on;
    let query = &mut turn.query;
    query.supporting.push(SupportingQuery {
        name: WHOLE.to_owned(),
        sql: first.query.sql,
        period: None,
    });
    let one = first.query.reading;
    query.reading = Text {
        zh: format!("{}；{}", one.zh, query.reading.zh),
        en: format!("{}; {}", one.en, query.reading.en),
    };
    for note in first.query.assumptions {
        if !query.assumptions.contains(&note) {
            query.assumptions.push(note);
        }
    }
    for column in first.query.derived {
        if query.derived.iter().all(|known| known.name != column.name) {
            query.derived.push(column);
        }
    }
    Some(turn)
}

/// Whether two questions are about the same time and the same values.
fn same_scope(first: &Context, second: &Context) -> bool {
    let times = |it: &Context| {
        let range = it.range.as_ref().map(|range| (range.start, range.end));
        (range, it.slots.times.events.clone(), it.slots.times.all)
    };
    let one = &first.slots.restrictions;
    let other = &second.slots.restrictions;
    let among = |it: &Restriction, list: &[Restriction]| {
        list.iter().any(|known| {
            (known.field, &known.values, known.excluded, known.empty)
                == (it.field, &it.values, it.excluded, it.empty)
        })
    };
    times(first) == times(second)
        && one.iter().all(|it| among(it, other))
        && other.iter().all(|it| among(it, one))
}
