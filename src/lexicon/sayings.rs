//! Sayings of the trade, put into plain words before a question is read.

use std::ops::Range;

use aho_corasick::{AhoCorasick, MatchKind};
use semantic_sql::layer::Phrase;

use super::matching::whole_word;
use super::terms::normal;
use super::{Lexicon, Rights};
use crate::grammar::chars::Chars;

/// The sayings of a layer.
#[derive(Debug, Default)]
pub(super) struct Sayings {
    automaton: Option<AhoCorasick>,
    /// What each pattern means.
    means: Vec<String>,
}

/// A text in plain words.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Reworded {
    /// The text.
    pub text: String,
    /// What was said, and what stands there now.
    pub replaced: Vec<(String, String)>,
}

impl Sayings {
    pub(super) fn new(phrases: &[Phrase]) -> Self {
        let mut patterns = Vec::new();
        let mut means = Vec::new();
        for phrase in phrases {
            for say in &phrase.say {
                patterns.push(normal(say));
                means.push(phrase.mean.clone());
            }
        }
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .build(&patterns)
            .ok();
        Self { automaton, means }
    }
}

impl Lexicon {
    /// The text with every saying in plain words; names that a saying is part of stay.
    #[must_use]
    pub fn reword(&self, text: &str, rights: &Rights) -> Reworded {
        let same = || Reworded {
            text: text.to_owned(),
            replaced: Vec::new(),
        };
        let Some(automaton) = &self.sayings.automaton else {
            return same();
        };
        let chars = Chars::new(text);
        let folded: Vec<char> = (0..chars.len()).filter_map(|at| chars.at(at)).collect();
        let original: Vec<char> = text.chars().collect();
        if folded.len() != original.len() {
            return same();
        }
        let joined: String = folded.iter().collect();
        let place = |byte: usize| joined.get(..byte).map_or(0, |head| head.chars().count());
        let hits: Vec<(Range<usize>, usize)> = automaton
            .find_iter(&joined)
            .filter_map(|hit| {
                let span = place(hit.start())..place(hit.end());
                let whole = whole_word(&folded, span.start, span.end)? == span.end;
                whole.then_some((span, hit.pattern().as_usize()))
            })
            .collect();
        if hits.is_empty() {
            return same();
        }
        let names = self.matches(&folded, rights);
        let inside = |span: &Range<usize>| {
            names.iter().any(|name| {
                name.span.start <= span.start && span.end <= name.span.end && name.span != *span
            })
        };
        let piece = |range: Range<usize>| -> String {
            original.get(range).unwrap_or_default().iter().collect()
        };
        let mut reworded = Reworded::default();
        let mut done = 0;
        for (span, pattern) in hits {
            let (false, Some(mean)) = (inside(&span), self.sayings.means.get(pattern)) else {
                continue;
            };
            reworded.text.push_str(&piece(done..span.start));
            reworded.text.push_str(mean);
            reworded.replaced.push((piece(span.clone()), mean.clone()));
            done = span.end;
        }
        reworded.text.push_str(&piece(done..original.len()));
        reworded
    }
}
