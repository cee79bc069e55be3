//! Texts that are longer than a message may be, cut where a sentence ends.

/// What a chat program counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Bytes of UTF-8.
    Bytes,
    /// Characters.
    Chars,
}

impl Unit {
    fn of(self, c: char) -> usize {
        match self {
            Self::Bytes => c.len_utf8(),
            Self::Chars => 1,
        }
    }

    /// How long a text is.
    #[must_use]
    pub fn count(self, text: &str) -> usize {
        text.chars().map(|c| self.of(c)).sum()
    }
}

/// A text in pieces of at most `most`, each cut where a sentence ends; where none does in the second half of a piece,
/// between words, and else between two characters. Put together they are the text but for blanks at the cuts.
#[must_use]
pub fn split(text: &str, most: usize, unit: Unit) -> Vec<String> {
    let mut pieces = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let (piece, after) = rest.split_at(cut(rest, most, unit));
        pieces.push(piece.trim_end().to_owned());
        rest = after.trim_start();
    }
    pieces
}

/// A text of at most `most`, with `…` where something was left out.
#[must_use]
pub fn clip(text: &str, most: usize, unit: Unit) -> String {
    if unit.count(text) <= most {
        return text.to_owned();
    }
    let room = most.saturating_sub(unit.of('…'));
    let end = fitting(text, room, unit);
    format!("{}…", text[..end].trim_end())
}

/// The place of the first byte that does not fit any more.
fn fitting(text: &str, most: usize, unit: Unit) -> usize {
    let mut used = 0;
    for (at, c) in text.char_indices() {
        used += unit.of(c);
        if used > most {
            return at;
        }
    }
    text.len()
}

fn cut(text: &str, most: usize, unit: Unit) -> usize {
    let end = fitting(text, most, unit);
    if end == text.len() {
        return end;
    }
    let fits = &text[..end];
    let after = |ends: fn(char, Option<char>) -> bool| {
        let mut last = None;
        let mut chars = fits.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            let next = chars.peek().map(|(_, next)| *next);
            let next = next.or_else(|| text[end..].chars().next());
            if ends(c, next) {
                last = Some(at + c.len_utf8());
            }
        }
        last.filter(|at| *at > end / 2)
    };
    // A piece always takes something away, also where one character is longer than a piece.
    let first = text.chars().next().map_or(1, char::len_utf8);
    after(ends_sentence)
        .or_else(|| after(ends_word))
        .unwrap_or(end)
        .max(first)
}

fn ends_sentence(c: char, next: Option<char>) -> bool {
    match c {
        '。' | '！' | '？' | '；' | '\n' => true,
        // The point of a number ends nothing.
        '.' | '!' | '?' | ';' => next.is_none_or(char::is_whitespace),
        _ => false,
    }
}

fn ends_word(c: char, _: Option<char>) -> bool {
    c.is_whitespace() || matches!(c, '，' | '、' | '：')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_end_where_sentences_do() {
        let text = "昨天卖了 12.5 万元。比前一天多！Up by 3.2% on the day. More tomorrow.";
        for unit in [Unit::Bytes, Unit::Chars] {
            for most in 1..90 {
                let pieces = split(text, most, unit);
                let bare = |text: &str| text.replace(' ', "");
                assert_eq!(bare(&pieces.concat()), bare(text), "{most} {unit:?}");
                let longest = pieces.iter().map(|it| unit.count(it)).max();
                let widest = if unit == Unit::Bytes { 3 } else { 1 };
                assert!(
                    longest <= Some(most.max(widest)),
                    "{most} {unit:?} {pieces:?}"
                );
            }
        }
        assert_eq!(
            split(text, 25, Unit::Chars),
            [
                "昨天卖了 12.5 万元。比前一天多！",
                "Up by 3.2% on the day.",
                "More tomorrow."
            ]
        );
        assert!(split(" \n ", 10, Unit::Chars).is_empty());
    }

    #[test]
    fn what_is_clipped_says_so() {
        assert_eq!(clip("一二", 2, Unit::Chars), "一二");
        assert_eq!(clip("一二三四", 3, Unit::Chars), "一二…");
        assert_eq!(clip("abcdef", 5, Unit::Bytes), "ab…");
        assert_eq!(clip("abc", 0, Unit::Bytes), "…");
    }
}
