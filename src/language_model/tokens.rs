//! How many tokens a text is, at most, without any model's own tokeniser.
//!
//! A model's vocabulary is its own, so this is a bound and not a count: what bounds budgets and prompts must not be too low.
//! Chinese is about 0.6 to 1 token a character in the vocabularies of today's models, English prose a token for 4 to 5 letters,
//! and identifiers, JSON and SQL, which split at case, digits and signs, a token for about 3 characters.
//! So every character beyond ASCII is taken as one token, each run of letters as one for every 5 begun, each run of digits as one for every 3 begun, and each run of signs as one for every 2 begun.

use super::CompletionRequest;

/// What the marks around a message come to.
const AROUND: u64 = 4;

/// Returns a number of tokens that a whole request does not exceed: the instructions, each message and the schema.
///
/// A schema that is not sent, since the provider takes none, is counted all the same.
#[must_use]
pub fn of(request: &CompletionRequest) -> u64 {
    let texts = request.messages.iter().map(|it| &it.text);
    let texts = texts.chain([&request.system]);
    let said: u64 = texts.map(|text| estimate(text) + AROUND).sum();
    said + estimate(&request.schema.to_string()) + AROUND
}

/// Returns a number of tokens that the text does not exceed with today's vocabularies.
#[must_use]
pub fn estimate(text: &str) -> u64 {
    let mut tokens = 0;
    let mut run = 0;
    let mut kind = Kind::Blank;
    for c in text.chars() {
        let next = Kind::of(c);
        if next != kind {
            tokens += kind.tokens(run);
            (kind, run) = (next, 0);
        }
        run += 1;
    }
    tokens + kind.tokens(run)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Letter,
    Digit,
    Blank,
    Newline,
    Sign,
    Other,
}

impl Kind {
    fn of(c: char) -> Self {
        match c {
            'a'..='z' | 'A'..='Z' => Self::Letter,
            '0'..='9' => Self::Digit,
            '\n' => Self::Newline,
            ' ' | '\t' | '\r' => Self::Blank,
            _ if c.is_ascii() => Self::Sign,
            _ => Self::Other,
        }
    }

    fn tokens(self, run: u64) -> u64 {
        match self {
            // A single blank belongs to the word after it.
            Self::Blank => u64::from(run > 1),
            Self::Newline => 1,
            Self::Letter => run.div_ceil(5),
            Self::Digit => run.div_ceil(3),
            Self::Sign => run.div_ceil(2),
            Self::Other => run,
        }
    }
}
