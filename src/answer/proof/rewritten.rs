//! Words whose meaning hangs on those beside them: topped 5, gained 5, one more, every other.

use crate::grammar::chars::Chars;

use super::shown::{Shown, Unit};
use super::tokens::{Piece, Reader, Token};
use super::vocabulary::Kind;

impl Reader<'_> {
    /// What a token is after those before it, some of which it makes others.
    pub(super) fn rewritten(
        &self,
        chars: &Chars<'_>,
        pieces: &mut Vec<Piece>,
        token: Token,
        (pos, to): (usize, usize),
    ) -> Token {
        if matches!(token, Token::Number(_)) {
            self.before_number(chars, pieces, &token);
        }
        let added = |kind: Kind| Piece {
            token: Token::Word(kind),
            from: pos,
            to: pos,
        };
        // "three straight months" go one way.
        if super::spelled::straight(chars, pos).is_some_and(|(_, end)| end == to) {
            pieces.push(added(Kind::Steady));
        }
        match token {
            // "before recovering to 5": what came next, and no earlier period.
            _ if is_before_doing(chars, pos, to) => Token::Word(Kind::Split),
            // Without buckets 当天 is of the period, and says nothing.
            Token::Word(Kind::That) if self.story.buckets.is_none() => Token::Word(Kind::Plain),
            Token::Word(Kind::More | Kind::Less) => {
                one_more(chars, pieces);
                token
            }
            // "every other platform": each of the rest, where nothing is compared with them.
            Token::Word(Kind::AllOthers) if !is_compared(pieces) => {
                pieces.push(added(Kind::Every));
                Token::Word(Kind::Rest)
            }
            // 64 万多, 2 倍多: right after a number it is "and some more".
            _ if chars.at(pos) == Some('多') && to == pos + 1 && is_glued(pieces, pos) => {
                Token::Word(Kind::SomeMore)
            }
            _ => token,
        }
    }

    /// What a number makes of the words before it.
    fn before_number(&self, chars: &Chars<'_>, pieces: &mut [Piece], token: &Token) {
        // "topped 1,000 orders": with an amount after it the word says on which side of it.
        if is_topped(chars, pieces.last())
            && let Some(last) = pieces.last_mut()
        {
            last.token = Token::Word(Kind::Over);
        }
        // "gained 8,968 followers", where nothing is there to compare with: it has so many.
        let edges = [Kind::Above, Kind::Over, Kind::About, Kind::Near];
        let is_edge = pieces
            .last()
            .is_some_and(|last| matches!(last.token, Token::Word(kind) if edges.contains(&kind)));
        let gain = pieces.len().checked_sub(1 + usize::from(is_edge));
        if let (Token::Number(shown), Some(last)) =
            (token, gain.and_then(|gain| pieces.get_mut(gain)))
            && self.is_gain(chars, last)
            && !matches!(shown.unit, Unit::Ratio | Unit::Points | Unit::Times)
        {
            last.token = Token::Word(Kind::Plain);
        }
    }

    /// Whether a piece is a word for what was gained, and the result knows of no change.
    fn is_gain(&self, chars: &Chars<'_>, last: &Piece) -> bool {
        let words = [
            "gained", "gains", "gaining", "added", "adds", "adding", "新增",
        ];
        let is_rise = last.token == Token::Word(Kind::Rise);
        let is_known = super::names::has_base(self.story) || self.story.buckets.is_some();
        is_rise && !is_known && chars.any(last.from, &words) == Some(last.to)
    }
}

/// Whether the last piece is the word "topped", which also says what is first.
fn is_topped(chars: &Chars<'_>, last: Option<&Piece>) -> bool {
    let words = ["topped", "tops", "topping"];
    last.is_some_and(|last| chars.any(last.from, &words) == Some(last.to))
}

/// "one more than B": a number.
fn one_more(chars: &Chars<'_>, pieces: &mut [Piece]) {
    if let Some(last) = pieces.last_mut()
        && chars.lit(last.from, "one") == Some(last.to)
    {
        last.token = Token::Number(Shown {
            unit: Unit::Bare,
            ..Shown::count(1)
        });
    }
}

/// Whether the last word compares with what follows.
fn is_compared(pieces: &[Piece]) -> bool {
    let compares = [Kind::Above, Kind::Below, Kind::Than, Kind::Highest];
    let last = pieces.last();
    last.is_some_and(|last| matches!(last.token, Token::Word(kind) if compares.contains(&kind)))
}

/// Whether a number stands right before a position.
fn is_glued(pieces: &[Piece], pos: usize) -> bool {
    pieces.last().is_some_and(|last| {
        let open = match &last.token {
            Token::Number(shown) => matches!(shown.unit, Unit::Bare | Unit::Times),
            token => *token == Token::Word(Kind::Doubled),
        };
        open && last.to == pos
    })
}

/// Whether a word is "before" with a verb after it.
fn is_before_doing(chars: &Chars<'_>, pos: usize, to: usize) -> bool {
    if chars.lit(pos, "before") != Some(to) {
        return false;
    }
    let from = chars.skip(to);
    let letters = (from..).take_while(|at| chars.at(*at).is_some_and(|c| c.is_ascii_alphabetic()));
    let end = from + letters.count();
    let tail: String = (end.saturating_sub(3)..end)
        .filter_map(|at| chars.at(at))
        .collect();
    end > from + 4 && tail == "ing"
}
