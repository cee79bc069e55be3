//! What is told, and what of it is proved.

use crate::question::Language;

use super::labels::Labels;
use super::narration::Narration;
use super::proof::{self, ProvedSentence, Verdict};
use super::{AnswerNote, Computed};

/// A narration with what is proved of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Told {
    /// The first sentence.
    pub(super) headline: String,
    /// All sentences.
    pub(super) text: String,
    /// The sentences that are proved, with where their numbers come from.
    pub(super) proof: Vec<ProvedSentence>,
    /// The sentences that the reader could not prove, each with what it failed on.
    pub(super) unproved: Vec<String>,
}

/// Reads a narration against the result. A sentence of a template stays where the reader cannot
/// follow it: each of its numbers is made of cells by a derivation that the template names. It is
/// told as unproved, which the log and the evaluation count.
pub(super) fn told(
    labels: &Labels<'_>,
    computed: &Computed,
    notes: &[AnswerNote],
    narration: &Narration,
) -> Told {
    let (told, basis) = narration.sentences();
    let all = told.iter().chain(&basis).map(String::as_str);
    let mut proof = Vec::new();
    let mut unproved = Vec::new();
    for Verdict { text, outcome } in proof::verify(labels, computed, notes, all) {
        match outcome {
            Ok(numbers) => proof.push(ProvedSentence { text, numbers }),
            Err(why) => unproved.push(format!("{text} ({why})")),
        }
    }
    Told {
        proof,
        unproved,
        ..worded(narration)
    }
}

/// A narration whose numbers no reader can prove from the cells alone: the effects of a change taken
/// apart are computed by rules of their own, which tests hold to the change.
pub(super) fn worded(narration: &Narration) -> Told {
    let (told, basis) = narration.sentences();
    Told {
        headline: told.first().cloned().unwrap_or_default(),
        text: [told, basis].concat().join(gap(narration.language())),
        proof: Vec::new(),
        unproved: Vec::new(),
    }
}

/// What stands between sentences.
pub(super) fn gap(language: Language) -> &'static str {
    language.choose("", " ")
}
