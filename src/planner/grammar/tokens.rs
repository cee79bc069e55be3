//! A question as tokens: times, numbers, terms of the lexicon, marks, and what nobody knows.

use std::ops::Range;

use crate::grammar::chars::Chars;
use crate::grammar::number::{self, NumberReading};
use crate::grammar::time::{self, Calendar, TimeReading};
use crate::lexicon::{Lexicon, Meaning, Word};

/// One piece of a question.
#[derive(Debug, Clone)]
pub(super) struct Token {
    /// Where, in characters.
    pub(super) span: Range<usize>,
    /// What it is.
    pub(super) kind: Kind,
}

/// What a piece of a question is.
#[derive(Debug, Clone)]
pub(super) enum Kind {
    Time(TimeReading),
    Number(NumberReading),
    Term(Vec<Meaning>),
    Mark(char),
    Unknown,
}

/// The tokens of a question and its folded text.
pub(super) struct Tokens {
    pub(super) list: Vec<Token>,
    pub(super) folded: Vec<char>,
    /// Slips that were mended: what stood there and what was read.
    pub(super) mended: Vec<(String, String)>,
    original: Vec<char>,
}

impl Tokens {
    /// The text of a token as typed.
    pub(super) fn text(&self, token: &Token) -> String {
        self.original
            .get(token.span.clone())
            .unwrap_or_default()
            .iter()
            .collect()
    }

    /// The text before and after a place, as typed.
    pub(super) fn around(&self, span: &Range<usize>) -> (String, String) {
        let piece = |range: Option<&[char]>| range.unwrap_or_default().iter().collect();
        (
            piece(self.original.get(..span.start)),
            piece(self.original.get(span.end..)),
        )
    }

    /// Whether the token at a place is a certain word.
    pub(super) fn is(&self, at: usize, words: &[Word]) -> bool {
        self.list.get(at).is_some_and(|token| token.is_word(words))
    }

    /// The nearest token before that says something.
    pub(super) fn before(&self, at: usize) -> Option<usize> {
        (0..at).rev().find(|i| !self.is(*i, &[Word::Filler]))
    }

    /// The nearest token after that says something.
    pub(super) fn after(&self, at: usize) -> Option<usize> {
        (at + 1..self.list.len()).find(|i| !self.is(*i, &[Word::Filler]))
    }

    /// Whether any token is one of the words.
    pub(super) fn any(&self, words: &[Word]) -> bool {
        self.list.iter().any(|token| token.is_word(words))
    }
}

impl Token {
    /// Whether this token is one of the words.
    pub(super) fn is_word(&self, words: &[Word]) -> bool {
        match &self.kind {
            Kind::Term(meanings) => meanings
                .iter()
                .any(|meaning| matches!(meaning, Meaning::Word(word) if words.contains(word))),
            _ => false,
        }
    }
}

/// Cuts a question into tokens: the longest reading wins; on a tie time, then terms, then numbers.
pub(super) fn tokenise(text: &str, lexicon: &Lexicon, calendar: &Calendar<'_>) -> Tokens {
    let chars = Chars::new(text);
    let folded: Vec<char> = (0..chars.len()).filter_map(|at| chars.at(at)).collect();
    let mut candidates: Vec<(Range<usize>, u8, Kind)> = Vec::new();
    let places: Vec<usize> = (0..=chars.len())
        .map(|at| chars.bytes(at, at).start)
        .collect();
    let place = |byte: usize| places.partition_point(|known| *known < byte);
    for found in time::find(text, calendar) {
        let span = place(found.span.start)..place(found.span.end);
        candidates.push((span, 0, Kind::Time(found.time)));
    }
    for found in number::find(text) {
        let span = place(found.span.start)..place(found.span.end);
        candidates.push((span, 2, Kind::Number(found.number)));
    }
    for found in lexicon.matches(&folded) {
        candidates.push((found.span, 1, Kind::Term(own_first(found.meanings))));
    }
    candidates
        .sort_by_key(|(span, rank, _)| (usize::MAX - (span.end - span.start), *rank, span.start));
    let mut taken = vec![false; folded.len()];
    let mut list = Vec::new();
    for (span, _, kind) in candidates {
        let Some(slots) = taken.get_mut(span.clone()) else {
            continue;
        };
        if span.is_empty() || slots.iter().any(|slot| *slot) {
            continue;
        }
        slots.fill(true);
        list.push(Token { span, kind });
    }
    let mut tokens = Tokens {
        list,
        folded,
        mended: Vec::new(),
        original: text.chars().collect(),
    };
    leftovers(&mut tokens, lexicon, &taken);
    tokens.list.sort_by_key(|token| token.span.start);
    tokens
}

/// Names of the layer before general words of the same form.
fn own_first(meanings: &[Meaning]) -> Vec<Meaning> {
    let own: Vec<Meaning> = meanings
        .iter()
        .filter(|meaning| !matches!(meaning, Meaning::Word(_)))
        .cloned()
        .collect();
    if own.is_empty() {
        meanings.to_vec()
    } else {
        own
    }
}

/// Turns what no reading covers into marks, mended slips and unknown words.
fn leftovers(tokens: &mut Tokens, lexicon: &Lexicon, taken: &[bool]) {
    let mut at = 0;
    while at < tokens.folded.len() {
        let Some(c) = tokens
            .folded
            .get(at)
            .copied()
            .filter(|_| taken.get(at) == Some(&false))
        else {
            at += 1;
            continue;
        };
        if !c.is_alphanumeric() {
            if !c.is_whitespace() {
                let says = "%‰$¥€£@#=<>^*~|\\".contains(c);
                let kind = if says { Kind::Unknown } else { Kind::Mark(c) };
                tokens.list.push(Token {
                    span: at..at + 1,
                    kind,
                });
            }
            at += 1;
            continue;
        }
        let same = |x: &char| x.is_alphanumeric() && x.is_ascii() == c.is_ascii();
        let end = (at..tokens.folded.len())
            .find(|i| taken.get(*i) == Some(&true) || !tokens.folded.get(*i).is_some_and(same))
            .unwrap_or(tokens.folded.len());
        run(tokens, lexicon, at..end);
        at = end;
    }
}

/// One run of characters that nobody knows.
fn run(tokens: &mut Tokens, lexicon: &Lexicon, span: Range<usize>) {
    if span.is_empty() {
        return;
    }
    let Some(mended) = lexicon.correct(&tokens.folded, span.clone()) else {
        tokens.list.push(Token {
            span,
            kind: Kind::Unknown,
        });
        return;
    };
    let (inner, term) = (mended.span, mended.term.to_owned());
    let kind = Kind::Term(own_first(mended.meanings));
    let said: String = tokens
        .original
        .get(inner.clone())
        .unwrap_or_default()
        .iter()
        .collect();
    tokens.mended.push((said, term));
    tokens.list.push(Token {
        span: inner.clone(),
        kind,
    });
    run(tokens, lexicon, span.start..inner.start);
    run(tokens, lexicon, inner.end..span.end);
}
