//! Texts of bounded length: WeCom counts bytes, and cuts what is longer or turns it away.

/// What a cut text ends with.
const CUT: &str = "…";

/// Packs pieces into texts of at most `limit` bytes each, in their order and without loss; a piece that is too long
/// alone is parted at the ends of its lines, sentences, clauses, words.
pub(super) fn packed(pieces: &[String], limit: usize) -> Vec<String> {
    let mut texts: Vec<String> = Vec::new();
    for piece in pieces.iter().flat_map(|piece| parts(piece, limit)) {
        match texts.last_mut() {
            Some(last) if last.len() + piece.len() <= limit => last.push_str(piece),
            _ => texts.push(piece.trim_start_matches('\n').to_owned()),
        }
    }
    let texts = texts.into_iter().map(|it| it.trim_end().to_owned());
    texts.filter(|it| !it.is_empty()).collect()
}

/// As many pieces as fit, and what to say where some do not.
pub(super) fn fitted(pieces: &[String], limit: usize, more: &str) -> String {
    let all: usize = pieces.iter().map(String::len).sum();
    if all <= limit {
        return pieces.concat();
    }
    let room = limit.saturating_sub(more.len());
    let mut text = String::new();
    for piece in pieces {
        if text.len() + piece.len() > room {
            // The first one is cut rather than left out: something must be told.
            if text.is_empty() {
                text.push_str(parts(piece, room).first().unwrap_or(&""));
            }
            break;
        }
        text.push_str(piece);
    }
    text.push_str(more);
    text
}

/// A text of at most so many characters, that says where it was cut.
pub(super) fn short(text: &str, characters: usize) -> String {
    match text.char_indices().nth(characters) {
        None => text.to_owned(),
        Some(_) => {
            let kept = text.chars().take(characters.saturating_sub(1));
            kept.chain(CUT.chars()).collect()
        }
    }
}

/// The mark of a question to go on with, by which its button and its line are known for the same; from 0.
pub(super) fn mark(at: usize) -> char {
    let marks = ['①', '②', '③', '④', '⑤', '⑥', '⑦', '⑧', '⑨'];
    marks.get(at).copied().unwrap_or('•')
}

/// The parts of a text, each of at most `limit` bytes; joined they are the text.
fn parts(text: &str, limit: usize) -> Vec<&str> {
    let mut rest = text;
    let mut parts = Vec::new();
    while rest.len() > limit {
        let window = &rest[..floor(rest, limit)];
        let end = end_in(window);
        // A limit below one character would never end.
        let end = if end == 0 {
            rest.ceil_char_boundary(1)
        } else {
            end
        };
        let (part, after) = rest.split_at(end);
        parts.push(part);
        rest = after;
    }
    if !rest.is_empty() {
        parts.push(rest);
    }
    parts
}

/// Where a text is best parted: behind the last end of a line, a sentence, a clause, a word, within its later half.
fn end_in(window: &str) -> usize {
    let ends: [fn(char) -> bool; 4] = [
        |it| it == '\n',
        |it| matches!(it, '。' | '！' | '？' | '!' | '?'),
        |it| matches!(it, '；' | '，' | ';' | ',' | '、'),
        char::is_whitespace,
    ];
    let half = window.len() / 2;
    let behind = |is_end: &fn(char) -> bool| {
        let found = window.char_indices().rev().find(|(_, it)| is_end(*it));
        found
            .map(|(at, it)| at + it.len_utf8())
            .filter(|end| *end > half)
    };
    ends.iter().find_map(behind).unwrap_or(window.len())
}

fn floor(text: &str, at: usize) -> usize {
    text.floor_char_boundary(at)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{fitted, packed, parts, short};

    fn owned(pieces: &[&str]) -> Vec<String> {
        pieces.iter().map(|it| (*it).to_owned()).collect()
    }

    #[test]
    fn pieces_stay_together_as_long_as_they_fit() {
        let pieces = owned(&["**头条**", "\n\n第一句。", "第二句。", "\n- 一行"]);
        assert_eq!(packed(&pieces, 200), [pieces.concat()]);
        let texts = packed(&pieces, 30);
        assert_eq!(texts, ["**头条**\n\n第一句。", "第二句。\n- 一行"]);
    }

    #[test]
    fn a_long_piece_is_parted_where_something_ends() {
        let text = "第一句很长很长。第二句也很长，有两半。第三句";
        assert_eq!(
            parts(text, 40),
            ["第一句很长很长。", "第二句也很长，有两半。", "第三句"]
        );
        assert_eq!(parts("one two three", 8), ["one two ", "three"]);
        assert_eq!(parts("数据", 2), ["数", "据"]);
    }

    #[test]
    fn what_is_cut_says_so() {
        assert_eq!(short("数据数据", 3), "数据…");
        assert_eq!(
            fitted(&owned(&["一行", "二行"]), 100, "（余下）"),
            "一行二行"
        );
        assert_eq!(
            fitted(&owned(&["一行", "二二二二行"]), 18, "（余下）"),
            "一行（余下）"
        );
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_nothing_is_too_long(text in "[ -~数据。，\n]{0,300}", limit in 4_usize..80) {
            let parts = parts(&text, limit);
            prop_assert!(parts.iter().all(|it| it.len() <= limit));
            prop_assert_eq!(parts.concat(), text.as_str());
            let pieces = [text.clone(), text.clone()];
            let letters = |text: &str| text.chars().filter(|it| !it.is_whitespace()).collect::<String>();
            let texts = packed(&pieces, limit);
            prop_assert!(texts.iter().all(|it| it.len() <= limit));
            prop_assert_eq!(letters(&texts.concat()), letters(&pieces.concat()));
            prop_assert!(fitted(&pieces, limit + 40, "more").len() <= limit + 40);
        }
    }
}
