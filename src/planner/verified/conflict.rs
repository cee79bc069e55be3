//! Whether one text may be a question of two entries.

use std::collections::HashSet;

use semantic_sql::LayerProblem;
use semantic_sql::layer::FieldId;

use crate::lexicon::Lexicon;

use super::compile::may_fill;
use super::{Entry, Form, Item};

/// Every two patterns of different entries that the same text can be a question of.
pub(super) fn conflicts(entries: &[Entry], lexicon: &Lexicon) -> Vec<LayerProblem> {
    let shared = lexicon.fields_that_share_names();
    let mut problems = Vec::new();
    for (at, one) in entries.iter().enumerate() {
        for other in &entries[at + 1..] {
            let meets = one.forms.iter().find_map(|form| {
                let met = other.forms.iter().find(|it| meet(form, it, &shared))?;
                Some((form, met))
            });
            if let Some((form, met)) = meets {
                problems.push(told(one, form, other, met));
            }
        }
    }
    problems
}

fn told(one: &Entry, form: &Form, other: &Entry, met: &Form) -> LayerProblem {
    let text = |entry: &Entry, form: &Form| {
        let pattern = &entry.question.patterns[form.pattern];
        format!(
            "`{}` of `{}` ({}:{})",
            pattern.text, entry.question.id, entry.question.file, pattern.line
        )
    };
    let message = format!(
        "the same question may be {} and {}",
        text(one, form),
        text(other, met)
    );
    let hint = "Word one of them so that no text fits both, or make one entry of them.";
    other.problem(met.pattern, message, Some(hint.to_owned()))
}

/// Whether some text is a question of both forms.
fn meet(one: &Form, other: &Form, shared: &HashSet<(FieldId, FieldId)>) -> bool {
    one.items.len() == other.items.len()
        && one
            .items
            .iter()
            .zip(&other.items)
            .all(|(left, right)| match (left, right) {
                (Item::Word(left), Item::Word(right)) => left.key == right.key,
                (Item::Word(word), slot) | (slot, Item::Word(word)) => may_fill(slot, &word.fill),
                (Item::Time(_), Item::Time(_)) => true,
                (Item::Value(_, left), Item::Value(_, right)) => {
                    left == right
                        || shared.contains(&(*left, *right))
                        || shared.contains(&(*right, *left))
                }
                (Item::Time(_), Item::Value(..)) | (Item::Value(..), Item::Time(_)) => false,
            })
}
