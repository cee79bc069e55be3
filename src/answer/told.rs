//! What of a narration is told: the sentences that are proved, and no other.

use crate::question::Language;

use super::labels::Labels;
use super::narration::Narration;
use super::proof::{self, ProvedSentence, Verdict};
use super::{AnswerNote, Computed};

/// A narration without what is not proved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Told {
    /// The first sentence.
    pub(super) headline: String,
    /// All sentences.
    pub(super) text: String,
    /// All sentences with where their numbers come from.
    pub(super) proof: Vec<ProvedSentence>,
    /// The sentences that were left out.
    pub(super) unproved: Vec<String>,
}

/// Reads a narration against the result and keeps what is proved. Where neither the conclusion nor
/// anything after it is, the rows speak for themselves.
pub(super) fn told(
    labels: &Labels<'_>,
    computed: &Computed,
    notes: &[AnswerNote],
    narration: &Narration,
) -> Told {
    let (told, basis) = narration.sentences();
    let all = told.iter().chain(&basis).map(String::as_str);
    let verdicts = proof::verify(labels, computed, notes, all);
    let mut proof = Vec::new();
    let mut unproved = Vec::new();
    let mut conclusions = 0;
    for (index, Verdict { text, outcome }) in verdicts.into_iter().enumerate() {
        match outcome {
            Ok(numbers) => {
                conclusions += usize::from(index < told.len());
                proof.push(ProvedSentence { text, numbers });
            }
            Err(why) => unproved.push(format!("{text} ({why})")),
        }
    }
    if conclusions == 0 {
        let text = labels
            .language
            .choose("结果见表。", "The result is in the table.");
        let numbers = Vec::new();
        let text = text.to_owned();
        proof.insert(0, ProvedSentence { text, numbers });
    }
    let texts: Vec<&str> = proof
        .iter()
        .map(|sentence| sentence.text.as_str())
        .collect();
    Told {
        headline: texts
            .first()
            .map_or_else(String::new, |text| (*text).to_owned()),
        text: texts.join(gap(labels.language)),
        proof,
        unproved,
    }
}

/// What stands between sentences.
fn gap(language: Language) -> &'static str {
    language.choose("", " ")
}
