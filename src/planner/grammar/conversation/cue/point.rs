//! What a question points at in the results before, and the noun beside it.

use semantic_sql::layer::{FieldId, SemanticLayer};

use crate::grammar::number::{Direction, NumberReading, whole};
use crate::lexicon::{Meaning, SESSION_FIELD, Word};

use super::super::super::gather::field_of;
use super::super::super::tokens::{Kind, Tokens};
use super::{Cues, Pointer, Pointing, is_content};

impl Cues {
    /// 第二名那个主播, 这几个, her: what is pointed at, and the noun beside it.
    pub(super) fn point(&mut self, layer: &SemanticLayer, tokens: &Tokens) {
        for (at, token) in tokens.list.iter().enumerate() {
            let has = |word: Word| token.is_word(&[word]);
            let filler = has(Word::Filler);
            let (to, mut certain) = match &token.kind {
                Kind::Number(NumberReading::Position(place)) => {
                    let from_top = place.direction == Direction::Top;
                    (
                        Pointer::Place {
                            n: place.n,
                            from_top,
                        },
                        true,
                    )
                }
                // Break the top one down by week.
                Kind::Number(NumberReading::Rank(rank))
                    if rank.n == 1 && tokens.any(&[Word::Breakdown]) =>
                {
                    let from_top = rank.direction == Direction::Top;
                    (Pointer::Place { n: 1, from_top }, true)
                }
                _ if self.end(tokens, at).is_some() => match self.end(tokens, at) {
                    Some(end) => (end, true),
                    None => continue,
                },
                _ if has(Word::First) => (
                    Pointer::Place {
                        n: 1,
                        from_top: true,
                    },
                    false,
                ),
                _ if has(Word::Last) => (
                    Pointer::Place {
                        n: 1,
                        from_top: false,
                    },
                    false,
                ),
                _ if has(Word::Person) => (Pointer::One { person: true }, true),
                _ if has(Word::These) => (Pointer::All { count: None }, !filler),
                _ if has(Word::ThatOne) => (Pointer::One { person: false }, false),
                _ if has(Word::Deixis) => (Pointer::All { count: None }, false),
                _ => continue,
            };
            let mut next = at + 1;
            let mut to = to;
            let mut used = vec![at];
            if let Some(end) = self.extreme(tokens, at) {
                used.extend(at..=end);
                next = end + 1;
            }
            if let (Pointer::All { .. }, Some(count)) = (to, counted(tokens, next)) {
                to = Pointer::All { count: Some(count) };
                certain = true;
                used.push(next);
                next += 1;
            } else if has(Word::Deixis) && !has(Word::These) {
                continue;
            }
            // 周三那场 says which session is meant and points at no earlier answer.
            let session = |it: &(FieldId, usize)| layer.field(it.0).name == SESSION_FIELD;
            let noun = noun(tokens, next);
            if noun.as_ref().is_some_and(session) && !certain {
                continue;
            }
            if let Some((_, place)) = noun {
                used.extend(next..=place);
            } else if matches!(to, Pointer::One { person: false }) {
                continue; // 那个, that: a word that points at nothing in particular.
            }
            let pointing = Pointing {
                to,
                noun: noun.map(|(field, _)| field),
                at,
                certain,
            };
            // A place says more than the word after it: 第二名那个.
            if self.pointing.is_none() && !self.superseded(tokens, pointing) {
                self.pointing = Some(pointing);
                self.consumed.extend(used);
            }
        }
    }

    /// 第一名是哪个主播: a place in a ranking that the question itself asks for.
    fn superseded(&self, tokens: &Tokens, pointing: Pointing) -> bool {
        let own = [Word::Which, Word::WhichMany, Word::Each, Word::Rank];
        let placed = matches!(
            pointing.to,
            Pointer::Place { .. } | Pointer::Extreme { .. } | Pointer::Several { .. }
        );
        placed && tokens.any(&own)
    }

    /// One end of what was shown: 最高的那个, the highest one's, 前三名的.
    fn end(&self, tokens: &Tokens, at: usize) -> Option<Pointer> {
        let token = tokens.list.get(at)?;
        match &token.kind {
            Kind::Number(NumberReading::Rank(rank)) => {
                let from_top = rank.direction == Direction::Top;
                let one = self.is_one(tokens, at);
                let several = self.has_numbers(tokens, at);
                let one = one.then_some(Pointer::Extreme { high: from_top });
                one.or(several.then_some(Pointer::Several {
                    n: rank.n,
                    from_top,
                }))
            }
            _ => self.extreme(tokens, at).map(|_| Pointer::Extreme {
                high: token.is_word(&[Word::Highest]),
            }),
        }
    }

    /// The highest one's margin: a count of one that begins a question and names no kind of thing.
    fn is_one(&self, tokens: &Tokens, at: usize) -> bool {
        let leads = !tokens.list.iter().take(at).any(is_content);
        let said = tokens.list.get(at).map(|token| tokens.text(token));
        let owns = tokens.list.get(at + 1).map(|token| tokens.text(token));
        let owns = owns.is_some_and(|it| ["'", "’", "'s", "’s"].contains(&it.as_str()));
        leads && owns && said.is_some_and(|said| said.to_lowercase().ends_with(" one"))
    }

    /// 前三名的退款率: a count of ranking that begins a question, and a number of those.
    fn has_numbers(&self, tokens: &Tokens, at: usize) -> bool {
        let leads = !tokens.list.iter().take(at).any(is_content);
        let of = tokens.list.get(at + 1).map(|token| tokens.text(token));
        let metric = |meaning: &Meaning| matches!(meaning, Meaning::Metric(_));
        let next = tokens.list.get(at + 2);
        let next = next.is_some_and(|token| token.meanings().iter().any(metric));
        leads && next && of.is_some_and(|of| of == "的")
    }

    /// 最高的那个, the highest one: a superlative that begins a question and a word for one of what
    /// was shown; gives where the second stands.
    fn extreme(&self, tokens: &Tokens, at: usize) -> Option<usize> {
        let leads = !tokens.list.iter().take(at).any(is_content);
        let superlative = leads && tokens.is(at, &[Word::Highest, Word::Lowest]);
        let near = at + 1..tokens.list.len().min(at + 3);
        let mut near = near.filter(|_| superlative);
        near.find(|place| tokens.is(*place, &[Word::ThatOne]))
    }
}

/// A whole number right at a place: these five.
fn counted(tokens: &Tokens, at: usize) -> Option<u32> {
    let token = tokens.list.get(at)?;
    match &token.kind {
        Kind::Number(NumberReading::Quantity(quantity)) => quantity.exact.parse().ok(),
        Kind::Unknown | Kind::Term(_) => whole(&tokens.text(token)),
        _ => None,
    }
}

/// The field named right after a pointer.
fn noun(tokens: &Tokens, from: usize) -> Option<(FieldId, usize)> {
    let mut at = from;
    while tokens.is(at, &[Word::Filler, Word::ThatOne]) && at < from + 3 {
        at += 1;
    }
    let token = tokens.list.get(at)?;
    let metric = token
        .meanings()
        .iter()
        .any(|meaning| matches!(meaning, Meaning::Metric(_)));
    field_of(token.meanings())
        .filter(|_| !metric)
        .map(|field| (field, at))
}
