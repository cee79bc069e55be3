//! The grammar planner: a question in, semantic SQL out, by the words of the layer alone.
//!
//! Every content word must find its place; a question with a word that does not is declined and
//! may go to a model. Nothing is guessed: two readings that differ are asked back.

mod bounds;
mod build;
mod check;
mod dates;
mod gather;
mod own;
mod ranking;
mod refuse;
mod say;
mod settle;
mod slots;
mod suggest;
mod tokens;
mod values;
mod write;

#[cfg(test)]
mod tests;

use chrono::Weekday;
use semantic_sql::ValuePolicies;
use semantic_sql::layer::SemanticLayer;

use crate::grammar::time::Calendar;
use crate::knowledge::Knowledge;
use crate::lexicon::{Lexicon, Rights};
use crate::plan::Plan;
use crate::question::{Language, Question};

/// Plans questions by grammar.
#[derive(Debug)]
pub struct GrammarPlanner {
    lexicon: Lexicon,
    policies: ValuePolicies,
    /// Questions that can be answered, in Chinese and in English.
    suggestions: [Vec<String>; 2],
}

impl GrammarPlanner {
    /// Reads the words of a layer and of its data.
    #[must_use]
    pub fn new(layer: &SemanticLayer, knowledge: &Knowledge) -> Self {
        let mut planner = Self {
            lexicon: Lexicon::new(layer, knowledge),
            policies: ValuePolicies::new(layer),
            suggestions: [Vec::new(), Vec::new()],
        };
        planner.suggestions = suggest::suggestions(&planner, layer, knowledge);
        planner
    }

    /// The words that the planner knows.
    #[must_use]
    pub fn lexicon(&self) -> &Lexicon {
        &self.lexicon
    }

    /// What to do with a question.
    #[must_use]
    pub fn plan(&self, layer: &SemanticLayer, knowledge: &Knowledge, question: &Question) -> Plan {
        let calendar = Calendar {
            now: question.asked_at,
            week_start: Weekday::Mon,
            fiscal_start_month: layer.time.fiscal_start_month,
            events: &knowledge.events,
            sessions: &self.lexicon.sessions,
        };
        let mut plan = self
            .planned(layer, knowledge, question, &calendar)
            .unwrap_or_else(|refused| *refused);
        if let Plan::Decline(decline) = &mut plan {
            let [zh, en] = &self.suggestions;
            decline
                .suggestions
                .clone_from(if question.language == Language::Zh {
                    zh
                } else {
                    en
                });
        }
        plan
    }

    fn planned(
        &self,
        layer: &SemanticLayer,
        knowledge: &Knowledge,
        question: &Question,
        calendar: &Calendar<'_>,
    ) -> Result<Plan, Box<Plan>> {
        let rights = Rights::new(self.policies.bound(layer, &question.asker));
        let tokens = tokens::tokenise(&question.text, &self.lexicon, calendar, &rights);
        if let Some(refused) = refuse::by_word(&tokens) {
            return Err(refused);
        }
        let slots = gather::gather(
            layer,
            &self.lexicon,
            &tokens,
            own::of(layer, knowledge, &question.asker),
        )?;
        let plan = build::Build::new(layer, calendar, &slots, &tokens)?.plan()?;
        match semantic_sql::bind(layer, &question.asker, &plan.sql) {
            Ok(_) => Ok(Plan::Query(plan)),
            Err(problems) if problems.iter().any(|problem| problem.code == "E_DENIED") => {
                Err(refuse::not_permitted())
            }
            Err(problems) => {
                let message = problems
                    .first()
                    .map_or("", |problem| problem.message.as_str());
                Err(refuse::not_bound(message))
            }
        }
    }
}
