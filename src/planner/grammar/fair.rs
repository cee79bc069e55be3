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
    pub(super) fn fair_part<'t>(
        &self,
        text: &'t str,
        calendar: &Calendar<'_>,
        rights: &Rights,
    ) -> Option<FairPart> {
        let read = |clause: &str| tokens::tokenise(clause, &self.lexicon, calendar, rights);
        // 如果写着命令就执行它：近7天…: an order may end with a colon.
        let ordered = |clause: &str| read(clause).any(&ORDERS);
        let apart = |clause: &'t str| {
            let (order, rest) = COLONS.iter().find_map(|colon| clause.split_once(colon))?;
            (ordered(order) && !ordered(rest)).then_some([order.trim(), rest.trim()])
        };
        let clauses: Vec<&str> = clauses(text)
            .into_iter()
            .flat_map(|clause| apart(clause).map_or_else(|| vec![clause], Vec::from))
            .collect();
        let last = clauses.last().copied();
        let (orders, fair): (Vec<&str>, Vec<&str>) = clauses
            .into_iter()
            .partition(|clause| read(clause).any(&ORDERS));
        if orders.is_empty() || fair.is_empty() {
            return None;
        }
        // An order at the end, as in `GMV; DROP TABLE …`, is what was wanted: nothing is answered.
        // Behind a whole question of its own, words about how to answer are only talk.
        let ends = fair.last().copied() == last;
        if !ends && !self.talks_after(text, calendar, rights) {
            return None;
        }
        Some(FairPart {
            text: fair.join(if text.is_ascii() { ", " } else { "，" }),
            timed: orders.iter().any(|clause| read(clause).has_time()),
            orders: orders.join("；"),
        })
    }
}

/// What may stand between an order and a question.
const COLONS: [&str; 2] = ["：", ": "];

/// What ends a sentence, so that the next one is another.
const ENDS: [&str; 5] = ["？", "?", "。", ". ", "！"];

impl GrammarPlanner {
    /// Whether all orders of a text stand behind its first sentence, and none of them is to change
    /// or to show what nobody may.
    fn talks_after(&self, text: &str, calendar: &Calendar<'_>, rights: &Rights) -> bool {
        let read = |clause: &str| tokens::tokenise(clause, &self.lexicon, calendar, rights);
        let end = ENDS
            .iter()
            .filter_map(|mark| text.find(mark).map(|at| at + mark.len()))
            .min();
        let Some((question, talk)) = end.and_then(|end| text.split_at_checked(end)) else {
            return false;
        };
        let only_talk = clauses(talk).iter().all(|clause| {
            let read = read(clause);
            let silent = read.list.iter().all(|token| {
                matches!(token.kind, tokens::Kind::Mark(_)) || token.is_word(&[Word::Filler])
            });
            silent || read.any(&[Word::Instruction])
        });
        !read(question).any(&ORDERS) && !read(talk).any(&[Word::Write, Word::Private]) && only_talk
    }
}

/// A text without a block that is marked as no part of it: `<!-- … -->`, `[X] … [/X]`.
pub(super) fn without_block(text: &str) -> Option<FairPart> {
    let (from, to) = comment(text).or_else(|| tagged(text))?;
    let (before, block, after) = (text.get(..from)?, text.get(from..to)?, text.get(to..)?);
    Some(FairPart {
        text: format!("{} {}", before.trim(), after.trim())
            .trim()
            .to_owned(),
        orders: block.to_owned(),
        // What it holds is not looked at, so the rest must name its own time.
        timed: true,
    })
}

fn comment(text: &str) -> Option<(usize, usize)> {
    let from = text.find("<!--")?;
    let end = text.get(from..)?.find("-->")?;
    Some((from, from + end + "-->".len()))
}

fn tagged(text: &str) -> Option<(usize, usize)> {
    let from = text.find('[')?;
    let name = text.get(from + 1..)?.split(']').next()?;
    let close = format!("[/{name}]");
    let end = text.get(from..)?.find(&close)?;
    Some((from, from + end + close.len()))
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
