//! How many tokens a text is, at most, without any model's own tokeniser.
//!
//! A model's vocabulary is its own, so this is a bound and not a count: what bounds budgets and prompts must not be too low.
//! Every character beyond ASCII is taken as one token, each run of letters as one for every 5 begun, each digit as one, and each run of signs as one for every 3 begun.
//!
//! Held against vocabularies over the whole requests of all questions of the evaluation (`benches/tokens.mjs`), it is above each of them:
//! by 15 to 22 % for `o200k_base`, 10 to 19 % for `cl100k_base`, 8 to 14 % for `DeepSeek` V3 and 8 to 18 % for Qwen 2.5, which has a token for every digit.
//! It is not above everything: a statement alone may be 10 % more, and a Chinese question in `cl100k_base`, a vocabulary of 2023, a quarter more.

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
            // Names are mostly cut at their underscores, which go to one of the sides.
            'a'..='z' | 'A'..='Z' | '_' => Self::Letter,
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
            Self::Digit | Self::Other => run,
            Self::Sign => run.div_ceil(3),
        }
    }
}
