//! 我, my: the asker's own value, where there is exactly one.

use semantic_sql::layer::{FieldId, SemanticLayer, Text};
use semantic_sql::{Asker, own_values};

use crate::knowledge::Knowledge;
use crate::lexicon::{ValueMeaning, Word};
use crate::plan::{Choice, Clarification, Plan};

use super::gather::{Gather, Step};
use super::refuse::replaced;
use super::slots::Restriction;

/// The asker as a value of a field.
#[derive(Debug, Clone)]
pub(super) struct Own {
    field: FieldId,
    value: String,
    label: Text,
}

/// Who asks, by the fields that the layer marks.
pub(super) fn of(layer: &SemanticLayer, knowledge: &Knowledge, asker: &Asker) -> Vec<Own> {
    let named = own_values(layer, asker).into_iter().map(|(field, value)| {
        let known = knowledge.label(field, &value).cloned();
        let label = known.unwrap_or_else(|| Text {
            zh: value.clone(),
            en: value.clone(),
        });
        Own {
            field,
            value,
            label,
        }
    });
    named.collect()
}

impl Gather<'_> {
    /// Restricts to the asker where the question says "I"; asks whom it means where that is not
    /// one known value.
    pub(super) fn own(&mut self) -> Step {
        let own = |at: &usize| self.tokens.is(*at, &[Word::Own]);
        let Some(at) = (0..self.tokens.list.len()).find(own) else {
            return Ok(());
        };
        let [
            Own {
                field,
                value,
                label,
            },
        ] = self.own.as_slice()
        else {
            return Err(self.whose(at));
        };
        let word = self
            .tokens
            .list
            .get(at)
            .map(|token| self.tokens.text(token));
        self.slots.own = Some((word.unwrap_or_default(), label.clone()));
        let value = ValueMeaning {
            field: *field,
            values: vec![value.clone()],
            all: false,
            declared: true,
        };
        self.restrict(Restriction::new(value, at, false));
        Ok(())
    }

    fn whose(&self, at: usize) -> Box<Plan> {
        let said = self
            .tokens
            .list
            .get(at)
            .map(|token| self.tokens.text(token));
        let said = said.unwrap_or_default();
        Box::new(Plan::Clarify(Clarification {
            question: Text {
                zh: format!("“{said}”指的是谁？请说出名字，或者看全部。"),
                en: format!("Whose is \"{said}\"? Name them, or ask for everything."),
            },
            choices: vec![Choice {
                label: Text {
                    zh: "看全部".to_owned(),
                    en: "Everything".to_owned(),
                },
                question: replaced(self.tokens, at, ""),
            }],
        }))
    }
}
