//! The fair part of a question: what is left when its orders are not followed.

use semantic_sql::layer::Text;

use crate::grammar::time::Calendar;
use crate::lexicon::{Rights, Word};
use crate::plan::QueryPlan;

use super::{GrammarPlanner, tokens};

/// Words and marks between the clauses of a question that holds an order.
const BREAKS: [&str; 18] = [
    "，",
    "。",
    "；",
    ";",
    ",",
    "!",
    "！",
    "?",
    "？",
    "\n",
    "然后",
    "并且",
    " and then ",
    " and ",
    " then ",
    " but ",
    ". ",
    "、",
];

/// What is never followed, wherever it stands.
const ORDERS: [Word; 3] = [Word::Instruction, Word::Write, Word::Private];

/// A question without its orders.
pub(super) struct FairPart {
    /// What is left.
    pub(super) text: String,
    /// The orders, as they were said.
    orders: String,
    /// Whether a time stands among them, which may have been meant for the rest.
    timed: bool,
}

impl GrammarPlanner {
    /// The clauses of a text without an order; nothing where an order is all or ends it.
    pub(super) fn fair_part(
        &self,
        text: &str,
        calendar: &Calendar<'_>,
        rights: &Rights,
    ) -> Option<FairPart> {
        let read = |clause: &str| tokens::tokenise(clause, &self.lexicon, calendar, rights);
        let clauses = clauses(text);
        let last = clauses.last().copied();
        let (orders, fair): (Vec<&str>, Vec<&str>) = clauses
            .into_iter()
            .partition(|clause| read(clause).any(&ORDERS));
        // An order at the end, as in `GMV; DROP TABLE …`, is what was wanted: nothing is answered.
        if orders.is_empty() || fair.is_empty() || fair.last().copied() != last {
            return None;
        }
        Some(FairPart {
            text: fair.join(if text.is_ascii() { ", " } else { "，" }),
            timed: orders.iter().any(|clause| read(clause).has_time()),
            orders: orders.join("；"),
        })
    }
}

impl FairPart {
    /// Whether a plan of what is left stands by itself.
    pub(super) fn stands(&self, plan: &QueryPlan) -> bool {
        let time = plan.interpretation.time.as_ref();
        !self.timed || time.is_some_and(|time| !time.defaulted)
    }

    /// What is said of the orders.
    pub(super) fn note(&self) -> Text {
        let orders = &self.orders;
        Text {
            zh: format!("“{orders}”是指令，没有执行；只回答了其余的问题。"),
            en: format!(
                "\"{orders}\" is an instruction and was not followed; only the rest is answered."
            ),
        }
    }
}

/// The clauses of a text, without blanks around them.
fn clauses(text: &str) -> Vec<&str> {
    let mut parts = vec![text];
    for mark in BREAKS {
        parts = parts
            .into_iter()
            .flat_map(|part| part.split(mark))
            .collect();
    }
    parts
        .into_iter()
        .map(str::trim)
        .filter(|part| part.chars().any(char::is_alphanumeric))
        .collect()
}
