//! A text as normalised characters that remember their bytes, and the little
//! matching that the time and number grammars need on it.
//!
//! One character in, one character out: full width becomes half width, ASCII
//! is lower-cased, dashes and quotes become plain, and traditional characters
//! become simplified. So a position always
//! leads back to the exact bytes of the text.

use std::ops::Range;

use super::traditional::simplified;

/// The bytes of one character, to sift literals by their first.
struct Head {
    bytes: [u8; 4],
    len: usize,
}

impl Head {
    fn new(c: char) -> Self {
        let mut bytes = [0; 4];
        let len = c.encode_utf8(&mut bytes).len();
        Self { bytes, len }
    }

    fn begins(&self, literal: &str) -> bool {
        let bytes = literal.as_bytes();
        bytes.first() == self.bytes.first() && bytes.get(..self.len) == self.bytes.get(..self.len)
    }
}

/// Normalised characters of a text.
#[derive(Debug)]
pub struct Chars<'a> {
    text: &'a str,
    items: Vec<Item>,
}

#[derive(Debug, Clone, Copy)]
struct Item {
    at: usize,
    folded: char,
    upper: bool,
}

impl<'a> Chars<'a> {
    #[must_use]
    pub fn new(text: &'a str) -> Self {
        let items = text
            .char_indices()
            .map(|(at, c)| Item {
                at,
                folded: fold(c),
                upper: c.is_uppercase(),
            })
            .collect();
        Self { text, items }
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.items.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// The normalised character at a position.
    #[must_use]
    pub fn at(&self, pos: usize) -> Option<char> {
        self.items.get(pos).map(|item| item.folded)
    }

    /// The normalised character before a position.
    #[must_use]
    pub fn before(&self, pos: usize) -> Option<char> {
        pos.checked_sub(1).and_then(|p| self.at(p))
    }

    /// Whether the text has a capital letter at a position.
    #[must_use]
    pub fn is_upper(&self, pos: usize) -> bool {
        self.items.get(pos).is_some_and(|item| item.upper)
    }

    /// The first character of a name, normalised.
    #[must_use]
    pub fn first(name: &str) -> Option<char> {
        name.chars().next().map(fold)
    }

    /// Bytes of the text between two positions.
    #[must_use]
    pub fn bytes(&self, from: usize, to: usize) -> Range<usize> {
        self.byte(from)..self.byte(to)
    }

    fn byte(&self, pos: usize) -> usize {
        self.items.get(pos).map_or(self.text.len(), |item| item.at)
    }

    /// The position after any blanks.
    #[must_use]
    pub fn skip(&self, mut pos: usize) -> usize {
        while self.at(pos) == Some(' ') {
            pos += 1;
        }
        pos
    }

    /// Whether a word of letters may begin here.
    #[must_use]
    pub fn starts_word(&self, pos: usize) -> bool {
        !self.before(pos).is_some_and(|c| c.is_ascii_alphabetic())
    }

    /// Matches one literal; a blank in it stands for blanks or a hyphen, and
    /// Latin letters must be whole words.
    #[must_use]
    pub fn lit(&self, pos: usize, literal: &str) -> Option<usize> {
        let first = literal.chars().next()?;
        if self.at(pos)? != first {
            return None;
        }
        if first.is_ascii_alphabetic() && !self.starts_word(pos) {
            return None;
        }
        let mut at = pos;
        let mut last = first;
        for c in literal.chars() {
            at = if c == ' ' {
                self.gap(at)?
            } else {
                self.same(at, c)?
            };
            last = c;
        }
        let cut =
            last.is_ascii_alphabetic() && self.at(at).is_some_and(|c| c.is_ascii_alphabetic());
        (!cut).then_some(at)
    }

    fn same(&self, pos: usize, c: char) -> Option<usize> {
        (self.at(pos)? == c).then_some(pos + 1)
    }

    fn gap(&self, pos: usize) -> Option<usize> {
        if self.at(pos) == Some('-') {
            return Some(pos + 1);
        }
        let after = self.skip(pos);
        (after > pos).then_some(after)
    }

    /// The end of the longest literal that matches here.
    #[must_use]
    pub fn any(&self, pos: usize, literals: &[&str]) -> Option<usize> {
        let head = Head::new(self.at(pos)?);
        literals
            .iter()
            .filter(|l| head.begins(l))
            .filter_map(|l| self.lit(pos, l))
            .max()
    }

    /// Like [`Chars::any`], after optional blanks.
    #[must_use]
    pub fn any_after(&self, pos: usize, literals: &[&str]) -> Option<usize> {
        self.any(self.skip(pos), literals)
    }

    /// The end of the longest optional literal, or the position itself.
    #[must_use]
    pub fn opt(&self, pos: usize, literals: &[&str]) -> usize {
        self.any(pos, literals).unwrap_or(pos)
    }

    /// Like [`Chars::opt`], after optional blanks that count only with a match.
    #[must_use]
    pub fn opt_after(&self, pos: usize, literals: &[&str]) -> usize {
        self.any_after(pos, literals).unwrap_or(pos)
    }

    /// The longest literal of a table and what it stands for.
    #[must_use]
    pub fn pick<T: Copy>(&self, pos: usize, table: &[(&str, T)]) -> Option<(T, usize)> {
        let head = Head::new(self.at(pos)?);
        table
            .iter()
            .filter(|(literal, _)| head.begins(literal))
            .filter_map(|(literal, value)| self.lit(pos, literal).map(|end| (*value, end)))
            .max_by_key(|(_, end)| *end)
    }

    /// Like [`Chars::pick`] for Latin units written right after digits: `5k`.
    #[must_use]
    pub fn pick_glued<T: Copy>(&self, pos: usize, table: &[(&str, T)]) -> Option<(T, usize)> {
        let ends = |literal: &str| {
            let end = literal.chars().try_fold(pos, |at, c| self.same(at, c))?;
            (!self.at(end).is_some_and(|c| c.is_ascii_alphabetic())).then_some(end)
        };
        table
            .iter()
            .filter_map(|(l, v)| ends(l).map(|end| (*v, end)))
            .max_by_key(|(_, end)| *end)
    }

    /// Whether one of a table's literals ends right before a position.
    #[must_use]
    pub fn pick_before<T: Copy>(&self, pos: usize, table: &[(&str, T)]) -> bool {
        let mut end = pos;
        while self.before(end) == Some(' ') {
            end -= 1;
        }
        table.iter().any(|(literal, _)| {
            end.checked_sub(literal.chars().count())
                .is_some_and(|from| self.lit(from, literal) == Some(end))
        })
    }

    /// Matches a name given as data: any case or width, blanks free but between digits: Nov 1 1.24x does not name Nov 11.
    #[must_use]
    pub fn name(&self, pos: usize, name: &str) -> Option<usize> {
        let wanted = name.chars().map(fold).filter(|c| *c != ' ');
        let first = wanted.clone().next()?;
        if self.at(pos)? != first || (first.is_ascii_alphabetic() && !self.starts_word(pos)) {
            return None;
        }
        let digit_before = self
            .before(pos)
            .is_some_and(|c| c.is_ascii_digit() || c == '.');
        if first.is_ascii_digit() && digit_before {
            return None;
        }
        let (mut at, mut last) = (pos, first);
        for c in wanted {
            let next = if at == pos { pos } else { self.skip(at) };
            let parted = next > at && last.is_ascii_digit() && c.is_ascii_digit();
            if parted && !name.contains(&format!("{last} {c}")) {
                return None;
            }
            at = self.same(next, c)?;
            last = c;
        }
        let next = self.at(at);
        let glued = |test: fn(&char) -> bool| test(&last) && next.as_ref().is_some_and(test);
        let cut = glued(char::is_ascii_alphabetic) || glued(char::is_ascii_digit);
        (!cut).then_some(at)
    }
}

/// The normalised form of one character.
pub(crate) fn fold(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => {
            let half = char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c);
            if half == '~' {
                '~'
            } else {
                half.to_ascii_lowercase()
            }
        }
        '\u{3000}' | '\u{a0}' | '\t' | '\n' | '\r' => ' ',
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        '〜' | '∼' => '~',
        '\u{2018}' | '\u{2019}' => '\'',
        '￥' => '¥',
        _ if c.is_ascii() => c.to_ascii_lowercase(),
        _ => simplified(c),
    }
}

#[cfg(test)]
mod tests {
    use super::Chars;

    #[test]
    fn blanks_in_names_are_free_but_between_digits() {
        let named = |text: &str, name: &str| Chars::new(text).name(0, name);
        assert_eq!(named("Nov11 1.24x", "Nov 11"), Some(5));
        assert_eq!(named("Nov  11 1.24x", "Nov 11"), Some(7));
        assert_eq!(named("Nov 1 1.24x", "Nov 11"), None);
        assert_eq!(named("room 1 2", "room 1 2"), Some(8));
    }
}
