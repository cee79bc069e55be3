//! Patterns of questions: words, slots, and parts that may be left out.

use crate::layer::PatternPiece;

/// Parts that one pattern may leave out; each doubles its forms.
const MAX_OPTIONAL: usize = 3;

/// A part of a pattern: its pieces, and whether it may be left out.
pub(super) struct Part<'a> {
    pieces: Vec<Piece<'a>>,
    pub(super) optional: bool,
}

enum Piece<'a> {
    Words(&'a str),
    Slot(&'a str),
}

impl Part<'_> {
    /// The names of its slots.
    pub(super) fn slots(&self) -> impl Iterator<Item = &str> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Slot(name) => Some(*name),
            Piece::Words(_) => None,
        })
    }
}

/// Cuts a pattern into the parts that brackets make of it.
pub(super) fn parts(text: &str) -> Result<Vec<Part<'_>>, &'static str> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(open) = rest.find('[') {
        let (head, tail) = (&rest[..open], &rest[open + 1..]);
        let close = tail.find(']').ok_or("a bracket that does not close")?;
        parts.push(part(head, false)?);
        parts.push(part(&tail[..close], true)?);
        rest = &tail[close + 1..];
    }
    parts.push(part(rest, false)?);
    if parts.iter().filter(|part| part.optional).count() > MAX_OPTIONAL {
        return Err("more than three parts that may be left out");
    }
    Ok(parts)
}

fn part(text: &str, optional: bool) -> Result<Part<'_>, &'static str> {
    if text.contains(['[', ']']) {
        return Err("a bracket where none may stand");
    }
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        let (head, tail) = (&rest[..open], &rest[open + 1..]);
        let close = tail.find('}').ok_or("a brace that does not close")?;
        if !head.trim().is_empty() {
            pieces.push(Piece::Words(head));
        }
        pieces.push(Piece::Slot(tail[..close].trim()));
        rest = &tail[close + 1..];
    }
    if rest.contains('}') {
        return Err("a brace that does not open");
    }
    if !rest.trim().is_empty() {
        pieces.push(Piece::Words(rest));
    }
    Ok(Part { pieces, optional })
}

/// Every form of a pattern: each part that may be left out, in and out.
pub(super) fn forms(
    parts: &[Part<'_>],
    slot: &dyn Fn(&str) -> Option<usize>,
) -> Vec<Vec<PatternPiece>> {
    let mut forms: Vec<Vec<PatternPiece>> = vec![Vec::new()];
    for part in parts {
        let pieces: Vec<PatternPiece> = part
            .pieces
            .iter()
            .filter_map(|piece| match piece {
                Piece::Words(words) => Some(PatternPiece::Words((*words).to_owned())),
                Piece::Slot(name) => slot(name).map(PatternPiece::Slot),
            })
            .collect();
        let without = if part.optional {
            forms.clone()
        } else {
            Vec::new()
        };
        for form in &mut forms {
            form.extend(pieces.iter().cloned());
        }
        forms.extend(without);
    }
    forms
}
