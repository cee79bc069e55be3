//! 那个奶粉: a word for a kind of things, said of one of them, where several are of that kind.

use semantic_sql::layer::{SemanticLayer, Text};

use crate::knowledge::Knowledge;
use crate::lexicon::{Meaning, Rights, Word};
use crate::plan::Plan;

use super::refuse;
use super::tokens::{Token, Tokens};

/// The question back which one is meant, if a question points at one thing by the kind that
/// several have in their names.
pub(super) fn which_of_kind(
    layer: &SemanticLayer,
    knowledge: &Knowledge,
    tokens: &Tokens,
    rights: &Rights,
) -> Option<Box<Plan>> {
    let pointed = |at: &usize| tokens.is(at.wrapping_sub(1), &[Word::ThatOne]);
    (0..tokens.list.len()).filter(pointed).find_map(|at| {
        let token = tokens.list.get(at).filter(|token| is_kind(layer, token))?;
        let said = tokens.text(token).to_lowercase();
        let names = things(layer, knowledge, rights, &said);
        (names.len() > 1).then(|| refuse::which_one(tokens, at, &names))
    })
}

/// Whether a token is a value that has no name beside its key: a kind, no single thing.
fn is_kind(layer: &SemanticLayer, token: &Token) -> bool {
    let kind = |meaning: &Meaning| match meaning {
        Meaning::Value(value) => layer.field(value.field).display.is_none(),
        _ => false,
    };
    let meanings = token.meanings();
    !meanings.is_empty() && meanings.iter().all(kind)
}

/// The names of single things that hold a word.
fn things(layer: &SemanticLayer, knowledge: &Knowledge, rights: &Rights, said: &str) -> Vec<Text> {
    let fields = layer.visible_fields();
    let fields = fields.filter(|(_, field)| field.display.is_some());
    let known = fields.flat_map(|(id, _)| {
        let allowed = rights.allowed(id);
        let values = knowledge.values(id).iter();
        values.filter(move |it| allowed.as_ref().is_none_or(|all| all.contains(&it.value)))
    });
    let holds = |name: &String| name.to_lowercase().contains(said);
    known
        .filter(|it| holds(&it.label.zh) || holds(&it.label.en))
        .map(|it| it.label.clone())
        .collect()
}
