//! Every place where a term stands in a text.

use std::ops::Range;

use super::{Lexicon, Meaning};

/// A term found, in characters of the folded text.
#[derive(Debug, Clone)]
pub struct Matched<'a> {
    /// Where, in characters.
    pub span: Range<usize>,
    /// Whether it stands there as written, without an ending.
    pub exact: bool,
    /// What it may mean.
    pub meanings: &'a [Meaning],
}

impl Lexicon {
    /// All terms of a folded text, overlapping ones too, in order.
    ///
    /// Latin words match whole, with a plural or possessive ending allowed; Chinese matches anywhere.
    #[must_use]
    pub fn matches(&self, folded: &[char]) -> Vec<Matched<'_>> {
        let Some(automaton) = &self.automaton else {
            return Vec::new();
        };
        let text: String = folded.iter().collect();
        let mut char_at = vec![0; text.len() + 1];
        let mut count = 0;
        for (byte, _) in text.char_indices() {
            if let Some(slot) = char_at.get_mut(byte) {
                *slot = count;
            }
            count += 1;
        }
        if let Some(last) = char_at.last_mut() {
            *last = count;
        }
        let place = |byte: usize| char_at.get(byte).copied().unwrap_or(count);
        let mut found: Vec<Matched<'_>> = automaton
            .find_overlapping_iter(&text)
            .filter_map(|hit| {
                let (start, end) = (place(hit.start()), place(hit.end()));
                let whole = whole_word(folded, start, end)?;
                let entry = self.entries.get(hit.pattern().as_usize())?;
                Some(Matched {
                    span: start..whole,
                    exact: whole == end,
                    meanings: &entry.meanings,
                })
            })
            .collect();
        found.sort_by_key(|hit| (hit.span.start, hit.span.end, !hit.exact));
        found.dedup_by(|later, first| later.span == first.span);
        found
    }
}

/// The end of a match with its ending, or none where it cuts a Latin word or a number.
fn whole_word(text: &[char], start: usize, end: usize) -> Option<usize> {
    let at = |index: usize| text.get(index).copied();
    let letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic());
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let before = start.checked_sub(1).and_then(at);
    let (first, last) = (at(start), end.checked_sub(1).and_then(at));
    if (letter(first) && letter(before)) || (digit(first) && digit(before)) {
        return None;
    }
    if digit(last) && digit(at(end)) {
        return None;
    }
    if !letter(last) {
        return Some(end);
    }
    if !letter(at(end)) {
        let possessive = at(end) == Some('\'') && at(end + 1) == Some('s') && !letter(at(end + 2));
        return Some(if possessive { end + 2 } else { end });
    }
    let plural = at(end) == Some('s') && !letter(at(end + 1)) && end - start > 2;
    plural.then_some(end + 1)
}
