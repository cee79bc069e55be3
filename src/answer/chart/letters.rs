//! How wide texts are, and how they are cut or broken to fit.

/// Size of letters.
pub(super) const LETTER: f64 = 14.0;

/// The width of a text, by the usual width of its letters: a Chinese one is as wide as it is high.
pub(super) fn width(text: &str, size: f64) -> f64 {
    text.chars().map(advance).sum::<f64>() * size
}

fn advance(letter: char) -> f64 {
    match letter {
        _ if u32::from(letter) >= 0x2e80 => 1.0,
        'i' | 'l' | 'j' | '.' | ',' | ':' | '\'' | '|' | ' ' => 0.32,
        'm' | 'w' | 'M' | 'W' | '%' | '—' => 0.88,
        _ if letter.is_uppercase() => 0.68,
        _ => 0.57,
    }
}

/// A text that fits, cut with an ellipsis where it must be.
pub(super) fn fitting(text: &str, size: f64, room: f64) -> String {
    if width(text, size) <= room {
        return text.to_owned();
    }
    let mut kept = String::new();
    let mut used = size;
    for letter in text.chars() {
        used += advance(letter) * size;
        if used > room {
            break;
        }
        kept.push(letter);
    }
    kept.push('…');
    kept
}

/// Whether a line may end between two letters: beside a blank or a Chinese letter, but not before
/// what closes and not after what opens.
fn may_break(before: char, after: char) -> bool {
    let wide = |letter: char| u32::from(letter) >= 0x2e80;
    let free = before == ' ' || after == ' ' || wide(before) || wide(after);
    free && !"）】》，。、；：！？…".contains(after) && !"（【《".contains(before)
}

/// A text in lines that fit, the last one cut where there are too many. Words and dates stay whole
/// where they can.
pub(super) fn lines(text: &str, size: f64, room: f64, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        if lines.len() + 1 >= most {
            lines.push(fitting(rest, size, room));
            return lines;
        }
        let mut used = 0.0;
        let mut end = rest.len();
        let mut good = None;
        let mut before = None;
        for (at, letter) in rest.char_indices() {
            if before.is_some_and(|before| may_break(before, letter)) {
                good = Some(at);
            }
            used += advance(letter) * size;
            if used > room && at > 0 {
                end = good.unwrap_or(at);
                break;
            }
            before = Some(letter);
        }
        lines.push(rest[..end].trim_end().to_owned());
        rest = rest[end..].trim_start();
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::{fitting, lines, width};

    #[test]
    fn a_text_is_broken_where_it_must_be_and_cut_only_at_the_end() {
        let broken = |text, room| lines(text, 10.0, room, 3).join("/");
        assert_eq!(broken("成交金额", 100.0), "成交金额");
        assert_eq!(broken("成交金额含退款", 40.0), "成交金额/含退款");
        assert_eq!(broken("Average order value", 70.0), "Average/order value");
        assert_eq!(broken("一二三四五六七八九十", 30.0), "一二三/四五六/七八…");
        assert_eq!(
            lines("上周（2026-11-09 至 2026-11-15）", 10.0, 82.0, 3).join("/"),
            "上周/（2026-11-09 至/2026-11-15）"
        );
        assert_eq!(broken("", 30.0), "");
    }

    #[test]
    fn what_is_cut_fits() {
        let long = "旗舰店·".repeat(40);
        assert!(width(&fitting(&long, 14.0, 200.0), 14.0) <= 200.0);
        assert!(fitting(&long, 14.0, 200.0).ends_with('…'));
    }
}
