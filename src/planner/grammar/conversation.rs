//! A question that goes on from earlier ones: their parts are kept, replaced, joined or taken away.
//!
//! The conversation is read from its first question on, each with the context of those before it.
//! A question of its own begins anew; one that was declined gives nothing to go on from.

mod cue;
mod days;
mod merge;
mod parts;
mod refer;
mod say;
mod thread;

use semantic_sql::layer::SemanticLayer;
use semantic_sql::{Asker, SemanticSql};

use crate::grammar::time::{Calendar, TimeRange};
use crate::knowledge::Knowledge;
use crate::lexicon::{Rights, Word};
use crate::plan::{
    Attribution, AttributionPlan, EarlierRows, Plan, QueryPlan, Reading, RowsNeeded,
};
use crate::question::Question;

use super::slots::Slots;
use super::tokens::Tokens;
use super::why::Why;
use super::{GrammarPlanner, build, fair, gather, kind, listing, notes, own, refuse, tokens};
use cue::Cues;
use refer::Pointed;
use thread::{Broken, Thread};

/// An earlier question as it was understood.
#[derive(Debug, Clone)]
pub(super) struct Context {
    slots: Slots,
    /// Its time, the default included.
    range: Option<TimeRange>,
    sql: SemanticSql,
    /// Which of the questions it is.
    turn: usize,
    /// Whether its rows stand in an order of places, and by which column.
    ordered: bool,
    ordered_by: usize,
    /// Whether its rows are buckets of time.
    bucketed: bool,
    /// Ranked by what is good or bad, not by what is high or low.
    judged: Option<bool>,
}

/// A question that goes on, and what it goes on from.
#[derive(Debug)]
pub(super) struct FollowUp<'a> {
    calendar: &'a Calendar<'a>,
    context: &'a Context,
    cues: Cues,
    pointed: Option<Pointed>,
    /// It is the second half of the same sentence.
    within: bool,
}

impl FollowUp<'_> {
    /// Whether the answer that it goes on from has several rows.
    pub(super) fn had_rows(&self) -> bool {
        self.context.bucketed || self.context.slots.grouped().next().is_some()
    }
}

/// What ends the reading of one question without a plan of its own.
enum Stop {
    Plan(Box<Plan>),
    Rows(RowsNeeded),
}

impl From<Box<Plan>> for Stop {
    fn from(plan: Box<Plan>) -> Self {
        Self::Plan(plan)
    }
}

/// A question as it was read.
struct Turn {
    query: QueryPlan,
    /// Where the question is why a number changed.
    change: Option<Attribution>,
    context: Context,
    goes_on: bool,
}

impl Turn {
    fn plan(self) -> Plan {
        match self.change {
            None => Plan::Query(self.query),
            Some(change) => Plan::Attribution(AttributionPlan {
                query: self.query,
                change,
            }),
        }
    }
}

impl GrammarPlanner {
    /// What to do with a question, given what is known of the rows of earlier ones.
    #[must_use]
    pub fn read(
        &self,
        layer: &SemanticLayer,
        knowledge: &Knowledge,
        question: &Question,
        rows: &EarlierRows,
    ) -> Reading {
        let calendar = self.calendar(layer, knowledge, question);
        let mut thread = Thread::default();
        for (turn, text) in question.earlier.iter().enumerate() {
            if rows.is_verified(turn) {
                thread.chain.clear();
                thread.broken = Some(Broken::Verified);
                continue;
            }
            let asked = (turn, text);
            match self.whole(
                (layer, knowledge),
                &calendar,
                question,
                asked,
                &thread,
                rows,
            ) {
                Ok(read) => {
                    if !read.goes_on {
                        thread.chain.clear();
                    }
                    thread.broken = None;
                    thread.chain.push(read.context);
                }
                Err((Stop::Rows(needed), _)) => return Reading::NeedsRows(needed),
                Err((Stop::Plan(plan), goes_on)) => thread.stopped(&plan, goes_on),
            }
        }
        let turn = (question.earlier.len(), &question.text);
        match self.whole((layer, knowledge), &calendar, question, turn, &thread, rows) {
            Ok(read) => Reading::Plan(read.plan()),
            Err((Stop::Rows(needed), _)) => Reading::NeedsRows(needed),
            Err((Stop::Plan(mut plan), _)) => {
                if let Plan::Clarify(asked) = plan.as_mut() {
                    // Every way on must lead somewhere.
                    asked.choices.retain(|choice| {
                        let way = (turn.0, &choice.question);
                        let parts = (layer, knowledge);
                        let read = self.turn(parts, &calendar, question, way, &thread, rows);
                        read.is_ok()
                    });
                }
                Reading::Plan(*plan)
            }
        }
    }

    /// Reads one question; an error says too whether the question goes on from others.
    fn turn(
        &self,
        (layer, knowledge): (&SemanticLayer, &Knowledge),
        calendar: &Calendar<'_>,
        question: &Question,
        (turn, text): (usize, &String),
        thread: &Thread,
        rows: &EarlierRows,
    ) -> Result<Turn, (Stop, bool)> {
        let rights = Rights::new(self.policies.bound(layer, &question.asker));
        let text = &visible(text);
        let reworded = self.lexicon.reword(text, &rights);
        let mut tokens = tokens::tokenise(&reworded.text, &self.lexicon, calendar, &rights);
        tokens.mended.splice(0..0, reworded.replaced);
        let why = Why::take(layer, &mut tokens);
        let mut cues = Cues::read(layer, &tokens, turn);
        if let Some(stop) = self.ordered(
            (layer, knowledge),
            calendar,
            question,
            (turn, text),
            (thread, rows),
            &tokens,
        ) {
            return stop;
        }
        if let Some(plan) = notes::before_slots(layer, &tokens) {
            return Err((plan.into(), false));
        }
        if why.is_some() && cues.pointing.is_some() {
            return Err((refuse::no_level().into(), false));
        }
        let talks = turn > 0;
        let goes_on =
            thread.within || cues.must_go_on() || (talks && cues.goes_on()) || cues.is_half();
        if !goes_on || thread.context().is_err() {
            let plan = alone((layer, knowledge), question, &tokens, &rights);
            if let Some(plan) = plan.map_err(|plan| (plan.into(), false))? {
                return Err((plan.into(), false));
            }
        }
        let after = thread.broken.is_some() && cues.leads;
        let own = cues.metric && !cues.must_go_on() && !after;
        let context = match thread.context() {
            Ok(context) if goes_on => Some(context),
            Err(broken) if goes_on && !own => {
                return Err((say::nothing_before(broken).into(), true));
            }
            _ => None,
        };
        if let Some(context) = context {
            days::fill(&mut tokens, context.range.as_ref(), calendar);
            cues = Cues::read(layer, &tokens, turn);
        }
        let pointed = match context {
            None => None,
            Some(_) => refer::resolve(layer, &tokens, &cues, &thread.chain, rows)
                .map_err(|stop| (stop, true))?,
        };
        let follow = context.map(|context| FollowUp {
            calendar,
            context,
            cues: cues.clone(),
            pointed,
            within: thread.within,
        });
        let rest = match &follow {
            Some(_) => cues.rest(&tokens),
            None => tokens,
        };
        let goes_on = follow.is_some();
        self.planned(
            (layer, knowledge),
            calendar,
            question,
            turn,
            &rest,
            (follow.as_ref(), why),
        )
        .map(|(mut query, change, context)| {
            query.chart = cues.chart;
            Turn {
                query,
                change,
                context,
                goes_on,
            }
        })
        .map_err(|plan| (Stop::Plan(plan), goes_on))
    }

    /// What comes of a question with an order in it: its fair part where that stands alone, else
    /// the refusal; nothing where there is no order.
    fn ordered(
        &self,
        (layer, knowledge): (&SemanticLayer, &Knowledge),
        calendar: &Calendar<'_>,
        question: &Question,
        (turn, text): (usize, &String),
        (thread, rows): (&Thread, &EarlierRows),
        tokens: &Tokens,
    ) -> Option<Result<Turn, (Stop, bool)>> {
        let block = fair::without_block(text);
        let refused =
            refuse::by_word(tokens).or_else(|| block.is_some().then(|| refuse::unplaced("[…]")));
        let refused = Err((refused?.into(), false));
        let rights = Rights::new(self.policies.bound(layer, &question.asker));
        let fair = block.or_else(|| self.fair_part(text, calendar, &rights));
        let Some(fair) = fair else {
            return Some(refused);
        };
        let rest = (turn, &fair.text);
        let read = self.turn((layer, knowledge), calendar, question, rest, thread, rows);
        Some(match read {
            Ok(mut read) if fair.stands(&read.query) => {
                read.query.assumptions.push(fair.note());
                Ok(read)
            }
            _ => refused,
        })
    }

    /// Slots, plan and context of one question.
    fn planned(
        &self,
        (layer, knowledge): (&SemanticLayer, &Knowledge),
        calendar: &Calendar<'_>,
        question: &Question,
        turn: usize,
        tokens: &Tokens,
        (follow, why): (Option<&FollowUp<'_>>, Option<Why>),
    ) -> Result<(QueryPlan, Option<Attribution>, Context), Box<Plan>> {
        let told = |refused| match follow {
            Some(follow) => say::refused_after(layer, follow.context, refused),
            None => refused,
        };
        let own = own::of(layer, knowledge, &question.asker);
        let mut slots = gather::gather(layer, &self.lexicon, tokens, own, follow, calendar.now)
            .map_err(told)?;
        if let Some(asked) = notes::several_meanings(layer, tokens, &slots) {
            return Err(asked);
        }
        // Who sees some rows only might see one of the two sides, and take it for the answer.
        if slots.beside && sees_some_rows(&question.asker) {
            return Err(refuse::unplaced("比 / than"));
        }
        let why = match why {
            None => None,
            Some(mut why) => {
                why.settle(layer, &mut slots).map_err(told)?;
                Some(why)
            }
        };
        let build = build::Build::new(layer, calendar, &slots, tokens).map_err(told)?;
        let (mut query, change) = match &why {
            None => (build.plan().map_err(told)?, None),
            Some(why) => {
                let plan = build.change(why, question).map_err(told)?;
                (plan.query, Some(plan.change))
            }
        };
        super::binds(layer, question, &query).map_err(told)?;
        if follow.is_some_and(|follow| !follow.within) {
            query.assumptions.insert(0, say::kept(&build));
        }
        let judged = match (tokens.any(&[Word::Best]), tokens.any(&[Word::Worst])) {
            (true, false) => Some(true),
            (false, true) => Some(false),
            _ => follow.and_then(|follow| follow.context.judged),
        };
        let order = build.order_column();
        let context = Context {
            range: build.period.range.clone(),
            sql: query.sql.clone(),
            turn,
            ordered: order.is_some(),
            ordered_by: order.unwrap_or_default(),
            bucketed: build.bucket.is_some(),
            judged: judged.filter(|_| slots.ranking.is_some()),
            slots: slots.clone(),
        };
        Ok((query, change, context))
    }
}

/// A text without characters that show nothing, such as blanks of no width.
fn visible(text: &str) -> String {
    let hidden = |c: &char| {
        matches!(
            c,
            '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' | '\u{ad}'
        )
    };
    text.chars().filter(|c| !hidden(c)).collect()
}

/// Whether policies may leave an asker some rows and not others.
fn sees_some_rows(asker: &Asker) -> bool {
    match asker {
        Asker::Known(principal) => !principal.attributes.is_empty(),
        Asker::Nobody => true,
    }
}

/// What a question that goes on from none comes to without slots: which one of a kind it points
/// at, or a list of values.
fn alone(
    (layer, knowledge): (&SemanticLayer, &Knowledge),
    question: &Question,
    tokens: &Tokens,
    rights: &Rights,
) -> Result<Option<Box<Plan>>, Box<Plan>> {
    if let Some(asked) = kind::which_of_kind(layer, knowledge, tokens, rights) {
        return Ok(Some(asked));
    }
    let Some(query) = listing::listing(layer, tokens, rights, question.asked_at) else {
        return Ok(None);
    };
    super::binds(layer, question, &query)?;
    Ok(Some(Box::new(Plan::Query(query))))
}

/// A question points at rows that nobody has looked up.
pub(super) fn no_rows_known() -> Box<Plan> {
    say::nothing_listed()
}
