//! The answer in sentences, by template.

use super::fact::Sentence;
use super::labels::Labels;
use super::{AnswerNote, Computed};
use crate::question::Language;

/// The sentences of an answer.
#[derive(Debug, Clone)]
pub struct Narration {
    /// The conclusion.
    pub headline: Sentence,
    /// Comparison and contributors.
    pub body: Vec<Sentence>,
    /// Basis and freshness.
    pub basis: Vec<Sentence>,
    language: Language,
}

/// Words an answer.
#[must_use]
pub fn narrate(labels: &Labels<'_>, computed: &Computed, notes: &[AnswerNote]) -> Narration {
    let headline = Sentence::default().name(labels.language.pick(&computed.plan.reading));
    let basis = notes.iter().map(|note| Sentence::default().name(note.text.clone())).collect();
    Narration { headline, body: Vec::new(), basis, language: labels.language }
}

impl Narration {
    /// The first sentence.
    #[must_use]
    pub fn headline(&self) -> String {
        self.headline.text(self.language)
    }

    /// All sentences.
    #[must_use]
    pub fn text(&self) -> String {
        let sentences = std::iter::once(&self.headline).chain(&self.body).chain(&self.basis);
        let texts: Vec<String> = sentences.map(|sentence| sentence.text(self.language)).collect();
        texts.join(self.language.choose("", " "))
    }
}
