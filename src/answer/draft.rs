//! An answer before its last words: computed, drawn, with its notes and the template's sentences.
//!
//! Whoever words it otherwise is handed this and hands back sentences; what is not proved of them is
//! not taken.

use semantic_sql::layer::SemanticLayer;

use crate::knowledge::Knowledge;
use crate::question::Question;

use super::chart::{self, Chart};
use super::columns::columns_of;
use super::fact::Sentence;
use super::labels::Labels;
use super::narration::{self, Narration};
use super::proof::{self, ProvedSentence, Verdict};
use super::{
    Answer, AnswerColumn, AnswerNote, Computed, RenderedChart, assembled, caveats, comparable,
    next, receipt, told,
};

/// A computed answer that is not worded yet.
pub struct Draft<'a> {
    labels: Labels<'a>,
    question: &'a Question,
    computed: Computed,
    notes: Vec<AnswerNote>,
    drawn: Option<Chart>,
    narration: Narration,
}

/// Prepares the answer of a computed result.
#[must_use]
pub fn draft<'a>(
    layer: &'a SemanticLayer,
    knowledge: &'a Knowledge,
    question: &'a Question,
    computed: Computed,
) -> Draft<'a> {
    let language = question.language;
    let labels = Labels {
        layer,
        knowledge,
        language,
        asked_at: question.asked_at,
    };
    let drawn = chart::draw(&labels, &computed);
    let mut notes = caveats::notes(&labels, &computed);
    // Of nothing there is nothing to compare.
    if !notes.iter().any(|note| note.code.starts_with("empty_")) {
        notes.splice(0..0, comparable::notes(&labels, &computed));
    }
    notes.extend(caveats::another_chart(&computed, drawn.as_ref(), language));
    let narration = narration::narrate(&labels, &computed, &notes);
    Draft {
        labels,
        question,
        computed,
        notes,
        drawn,
        narration,
    }
}

impl<'a> Draft<'a> {
    /// Where names are looked up.
    #[must_use]
    pub fn labels(&self) -> &Labels<'a> {
        &self.labels
    }

    /// The question that is answered.
    #[must_use]
    pub fn question(&self) -> &'a Question {
        self.question
    }

    /// The result.
    #[must_use]
    pub fn computed(&self) -> &Computed {
        &self.computed
    }

    /// The template's headline and the sentences after it, without those about the basis.
    #[must_use]
    pub fn template(&self) -> (String, Vec<String>) {
        let text = |sentence: &Sentence| sentence.text(self.labels.language);
        let body = self.narration.body.iter().map(text);
        (text(&self.narration.headline), body.collect())
    }

    /// Reads sentences that would stand after the headline against the result.
    #[must_use]
    pub fn prove(&self, sentences: &[String]) -> Vec<Verdict> {
        let (headline, _) = self.template();
        let all = std::iter::once(headline.as_str()).chain(sentences.iter().map(String::as_str));
        let mut verdicts = proof::verify(&self.labels, &self.computed, &self.notes, all);
        verdicts.split_off(1)
    }

    /// The columns as the answer will have them.
    #[must_use]
    pub fn columns(&self) -> Vec<AnswerColumn> {
        columns_of(&self.labels, &self.computed.result)
    }

    /// The rows for people as the answer will have them.
    #[must_use]
    pub fn label_rows(&self) -> Vec<Vec<String>> {
        self.labels.rows(&self.computed.result)
    }

    /// The picture as the answer will have it.
    #[must_use]
    pub fn chart(&self) -> Option<RenderedChart> {
        self.drawn.clone().map(Chart::render)
    }

    /// The headline and the first proved sentences after it, as they stand while the rest is still
    /// being written: the headline, all of it as one text, and where the numbers come from.
    #[must_use]
    pub fn so_far(&self, sentences: &[String]) -> (String, String, Vec<ProvedSentence>) {
        let (headline, _) = self.template();
        let all: Vec<&str> = std::iter::once(headline.as_str())
            .chain(sentences.iter().map(String::as_str))
            .collect();
        let verdicts = proof::verify(
            &self.labels,
            &self.computed,
            &self.notes,
            all.iter().copied(),
        );
        let proved = verdicts
            .into_iter()
            .filter_map(|Verdict { text, outcome }| {
                let numbers = outcome.ok()?;
                Some(ProvedSentence { text, numbers })
            });
        let proved = proved.collect();
        let text = all.join(told::gap(self.labels.language));
        (headline, text, proved)
    }

    /// The answer: in the template's words, or with other sentences after its headline, of which
    /// those that are not proved are left out.
    #[must_use]
    pub fn finish(mut self, sentences: Option<&[String]>) -> Answer {
        if let Some(sentences) = sentences {
            let verdicts = self.prove(sentences).into_iter();
            let proved = verdicts.filter(|verdict| verdict.outcome.is_ok());
            let body = proved.map(|verdict| Sentence::default().name(verdict.text));
            self.narration.body = body.collect();
        }
        let told = told::told(&self.labels, &self.computed, &self.notes, &self.narration);
        let suggestions = next::questions(&self.labels, &self.computed);
        let beside = receipt::beside(&self.labels, &self.computed);
        Answer {
            suggestions,
            ..assembled(
                &self.labels,
                self.question,
                self.computed,
                self.notes,
                self.drawn,
                told,
                beside,
            )
        }
    }
}
