//! The grammar planner: a question in, semantic SQL out, by the words of the layer alone.
//!
//! Every content word must find its place; a question with a word that does not is declined and
//! may go to a model. Nothing is guessed: two readings that differ are asked back.

mod ahead;
mod bounds;
mod build;
mod check;
mod chosen;
mod compared;
mod conversation;
mod count;
mod dates;
mod doubts;
mod fair;
mod filtered;
mod funnel;
mod gather;
mod given;
mod inner;
mod kind;
mod lacking;
mod listing;
mod notes;
mod over;
mod own;
mod ranking;
mod refuse;
mod say;
mod settle;
mod share;
mod slots;
mod snapshot;
mod suggest;
mod times;
mod tokens;
mod usual;
mod values;
mod verbs;
mod whom;
mod why;
mod write;
mod written;

#[cfg(test)]
mod tests;

use chrono::Weekday;
use semantic_sql::ValuePolicies;
use semantic_sql::layer::SemanticLayer;

use crate::grammar::time::Calendar;
use crate::knowledge::Knowledge;
use crate::lexicon::{Lexicon, Rights};
use crate::plan::{EarlierRows, Plan, Premise, QueryPlan, Reading};
use crate::question::Question;

pub(super) use written::{Fill, WrittenWord, bucket, time_condition, value_condition};

/// Plans questions by grammar.
#[derive(Debug)]
pub struct GrammarPlanner {
    lexicon: Lexicon,
    policies: ValuePolicies,
}

impl GrammarPlanner {
    /// Reads the words of a layer and of its data.
    #[must_use]
    pub fn new(layer: &SemanticLayer, knowledge: &Knowledge) -> Self {
        Self {
            lexicon: Lexicon::new(layer, knowledge),
            policies: ValuePolicies::new(layer),
        }
    }

    /// The words that the planner knows.
    #[must_use]
    pub fn lexicon(&self) -> &Lexicon {
        &self.lexicon
    }

    /// What to do with a question that points at no earlier result.
    #[must_use]
    pub fn plan(&self, layer: &SemanticLayer, knowledge: &Knowledge, question: &Question) -> Plan {
        match self.read(layer, knowledge, question, &EarlierRows::default()) {
            Reading::Plan(plan) => plan,
            Reading::NeedsRows(_) => *conversation::no_rows_known(),
        }
    }

    /// Questions that are near one without an answer, the nearest first; not all of them plan.
    #[must_use]
    pub fn nearest(
        &self,
        layer: &SemanticLayer,
        knowledge: &Knowledge,
        question: &Question,
    ) -> Vec<String> {
        let calendar = self.calendar(layer, knowledge, question);
        let rights = Rights::new(self.policies.bound(layer, &question.asker));
        let tokens = tokens::tokenise(&question.text, &self.lexicon, &calendar, &rights);
        suggest::nearest(layer, question.language, &tokens)
    }

    /// What a question takes for given of a change, by its words alone.
    #[must_use]
    pub fn premise(
        &self,
        layer: &SemanticLayer,
        knowledge: &Knowledge,
        question: &Question,
    ) -> Premise {
        let calendar = self.calendar(layer, knowledge, question);
        let rights = Rights::new(self.policies.bound(layer, &question.asker));
        let mut tokens = tokens::tokenise(&question.text, &self.lexicon, &calendar, &rights);
        why::Why::take(layer, &mut tokens).map_or_else(Premise::default, |why| why.premise)
    }

    fn calendar<'a>(
        &'a self,
        layer: &SemanticLayer,
        knowledge: &'a Knowledge,
        question: &Question,
    ) -> Calendar<'a> {
        Calendar {
            now: question.asked_at,
            week_start: Weekday::Mon,
            fiscal_start_month: layer.time.fiscal_start_month,
            events: &knowledge.events,
            sessions: &self.lexicon.sessions,
        }
    }
}

/// The refusal of what is denied to whoever asks.
pub(super) fn not_permitted() -> Plan {
    *refuse::not_permitted()
}

/// Whether a statement binds for whoever asks; a denial is told as one.
fn binds(layer: &SemanticLayer, question: &Question, plan: &QueryPlan) -> Result<(), Box<Plan>> {
    let Err(problems) = semantic_sql::bind(layer, &question.asker, &plan.sql) else {
        return Ok(());
    };
    if problems.iter().any(|problem| problem.code == "E_DENIED") {
        return Err(refuse::not_permitted());
    }
    let message = problems
        .first()
        .map_or("", |problem| problem.message.as_str());
    Err(refuse::not_bound(message))
}
