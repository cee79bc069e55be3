//! A sentence as names, numbers, times and words; nothing may be left over.

use semantic_sql::expr::Grain;

use crate::answer::narration::story::Story;
use crate::answer::narration::trend;
use crate::grammar::chars::Chars;
use crate::grammar::number::numeral;

use super::names::{Name, Names};
use super::selection::{is_base, is_latest};
use super::shown::{Shown, number};
use super::times::Time;
use super::vocabulary::{Kind, word};
use super::written::Units;

/// A part of a sentence that claims something, or joins what does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// Something that has a name.
    Name(Name),
    /// Groups that are named together.
    List(Vec<Vec<usize>>),
    /// A number.
    Number(Shown),
    /// One place in an order, from the top or from the bottom.
    Place(u32, bool),
    /// The first or last so many.
    Top(u32, bool),
    /// So many that come next in an order.
    Following(u32),
    /// The bucket so many days, weeks or months after the one spoken of.
    Later(u32, Grain),
    /// The first or last so many buckets.
    Span(u32, Grain, bool),
    /// So many buckets after the one spoken of.
    Ensuing(u32, Grain),
    /// So many buckets before the ones spoken of.
    Preceding(u32, Grain),
    /// A word of the table.
    Word(Kind),
    /// An opening bracket.
    Open,
    /// A closing bracket.
    Close,
    /// A comma, a colon, a full stop.
    Pause,
}

/// A token and the positions it stands at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) token: Token,
    pub(super) from: usize,
    pub(super) to: usize,
}

/// What sentences about one result are read with.
pub(super) struct Reader<'a> {
    pub(super) story: &'a Story<'a>,
    pub(super) names: Names,
    pub(super) units: Units,
    /// Whether the result only stands beside the answer.
    pub(super) is_aside: bool,
}

impl Reader<'_> {
    /// The tokens of a sentence; where a word is unknown, that word.
    pub(super) fn tokens(&self, text: &str) -> Result<Vec<Piece>, String> {
        let chars = Chars::new(text);
        let times = if self.is_said(&chars) {
            Vec::new()
        } else {
            self.times(text)
        };
        let mut pieces = Vec::new();
        let mut pos = 0;
        while pos < chars.len() {
            let c = chars.at(pos).unwrap_or(' ');
            if c == ' ' {
                pos += 1;
                continue;
            }
            let Some((token, to)) = self.token(&chars, pos, &times) else {
                let rest = text.get(chars.bytes(pos, chars.len())).unwrap_or_default();
                return Err(rest.chars().take(16).collect());
            };
            let token = self.rewritten(&chars, &mut pieces, token, (pos, to));
            pieces.push(Piece {
                token,
                from: pos,
                to,
            });
            pos = to;
        }
        Ok(pieces)
    }

    /// Whether a sentence can be read against this result, and names a bucket of it.
    pub(super) fn names_bucket(&self, text: &str) -> bool {
        let named =
            |piece: &Piece| matches!(piece.token, Token::Name(Name::Bucket(_)) | Token::Span(..));
        self.tokens(text)
            .is_ok_and(|pieces| pieces.iter().any(named))
    }

    /// Whether a sentence can be read against this result, and tells of the whole.
    pub(super) fn says_whole(&self, text: &str) -> bool {
        let whole = |piece: &Piece| piece.token == Token::Word(Kind::Whole);
        self.tokens(text)
            .is_ok_and(|pieces| pieces.iter().any(whole))
    }

    /// Whether a sentence is nothing but what notes say, so that no time has to be sought in it.
    fn is_said(&self, chars: &Chars<'_>) -> bool {
        let mut pos = 0;
        while pos < chars.len() {
            let said = self.names.find(chars, pos);
            let said = said.filter(|(name, _)| **name == Name::Said);
            let plain = word(chars, pos).filter(|(kind, _)| *kind == Kind::Plain);
            let end = said
                .map(|(_, end)| end)
                .or_else(|| plain.map(|(_, end)| end))
                .or_else(|| mark(chars, pos).map(|(_, end)| end));
            match end {
                Some(end) => pos = end,
                None if chars.at(pos) == Some(' ') => pos += 1,
                None => return false,
            }
        }
        true
    }

    /// The longest reading at a position; of equals a name, then a number, a time, a word.
    fn token(&self, chars: &Chars<'_>, pos: usize, times: &[Time]) -> Option<(Token, usize)> {
        let name = self.names.find(chars, pos);
        let named = name.map(|(name, end)| (Token::Name(name.clone()), end));
        let number = self
            .counted(chars, pos)
            .or_else(|| number(chars, pos, &self.units));
        let worded = word(chars, pos);
        let time = times.iter().find(|time| time.from == pos);
        // A time of another result stops the sentence, unless it is a longer word or number.
        let known = worded.map_or(0, |(_, end)| end);
        let unknown = time.filter(|time| time.token.is_none() && time.to > known);
        // The day before is of the day spoken of, not of today.
        let relative = worded.filter(|(kind, _)| is_base(*kind) || is_latest(*kind));
        let readings = [
            named,
            number.map(|(shown, end)| (Token::Number(shown), end)),
            super::spelled::later(chars, pos),
            super::spelled::span(chars, pos).filter(|_| self.has_last_buckets(chars, pos)),
            super::spelled::long(chars, pos),
            super::spelled::straight(chars, pos),
            super::spelled::several(chars, pos),
            super::spelled::best(chars, pos),
            place(chars, pos),
            relative.map(|(kind, end)| (Token::Word(kind), end)),
            time.and_then(|time| Some((time.token.clone()?, time.to))),
            worded.map(|(kind, end)| (Token::Word(kind), end)),
        ];
        let mut best: Option<(Token, usize)> = None;
        for found in readings.into_iter().flatten() {
            if best.as_ref().is_none_or(|(_, end)| found.1 > *end) {
                best = Some(found);
            }
        }
        let end = best.as_ref().map_or(0, |(_, end)| *end);
        if let Some(time) = unknown.filter(|time| time.to > end) {
            // 今年双11: a wider time before the name of the period.
            let next = self.names.find(chars, chars.skip(time.to));
            let is_wider = time.covers && matches!(next, Some((Name::Now, _)));
            return is_wider.then_some((Token::Word(Kind::Plain), time.to));
        }
        best.or_else(|| mark(chars, pos))
    }

    /// Whether a stretch of buckets may be told of a line: what is last of the line is last of all,
    /// where the words mean the days up to the question.
    fn has_last_buckets(&self, chars: &Chars<'_>, pos: usize) -> bool {
        let Some(column) = self.story.buckets else {
            return false;
        };
        if chars.any(pos, super::spelled::RECENT).is_none() {
            return true;
        }
        let time = self.story.computed.plan.interpretation.time.as_ref();
        let grain = self.story.column(column).grain.unwrap_or(Grain::Day);
        let next = time.and_then(|time| trend::bucket_end(time.end, grain));
        // English says the last three weeks of any line.
        next.is_some_and(|next| next > self.story.labels.asked_at)
            || chars.at(pos).is_some_and(|c| c.is_ascii())
    }

    /// 3 个小时 where hours are what the rows are of.
    fn counted(&self, chars: &Chars<'_>, pos: usize) -> Option<(Shown, usize)> {
        if self.story.buckets.is_some() {
            return None;
        }
        let (count, end) = numeral::count(chars, pos)?;
        let at = chars.skip(chars.opt_after(end, &["个"]));
        let is_kind = matches!(self.names.find(chars, at), Some((Name::GroupKind, _)));
        // 1,087 items: a unit, also where the rows are called so.
        let is_unit = self
            .units
            .after(chars, "", end)
            .is_some_and(|(_, to)| to > at);
        (is_kind && !is_unit).then(|| (Shown::count(count), at))
    }
}

/// A mark between words.
fn mark(chars: &Chars<'_>, pos: usize) -> Option<(Token, usize)> {
    let token = match chars.at(pos)? {
        '(' | '[' => Token::Open,
        ')' | ']' => Token::Close,
        ',' | ';' | ':' | '.' | '。' | '!' | '|' | '·' | '/' => Token::Pause,
        '"' | '\'' | '“' | '”' | '*' | '「' | '」' => Token::Word(Kind::Plain),
        '-' if chars.at(pos + 1) == Some('-') || chars.before(pos) == Some(' ') => Token::Pause,
        _ => return None,
    };
    Some((token, pos + 1))
}

/// 第二名, 前三, top 3, second, No. 2.
fn place(chars: &Chars<'_>, pos: usize) -> Option<(Token, usize)> {
    #[rustfmt::skip]
    const BEFORE: &[(&str, (bool, bool))] = &[
        ("第", (false, false)), ("倒数第", (false, true)), ("no.", (false, false)),
        ("#", (false, false)), ("前", (true, false)), ("top", (true, false)),
        ("the top", (true, false)), ("bottom", (true, true)), ("the bottom", (true, true)),
        ("后", (true, true)), ("末", (true, true)), ("最后", (true, true)), ("倒数", (true, true)),
        ("the first", (true, false)), ("the last", (true, true)),
    ];
    #[rustfmt::skip]
    const ORDINALS: &[(&str, u32)] = &[
        ("first", 1), ("second", 2), ("third", 3), ("fourth", 4), ("fifth", 5), ("sixth", 6),
        ("seventh", 7), ("eighth", 8), ("ninth", 9), ("tenth", 10), ("1st", 1), ("2nd", 2),
        ("3rd", 3), ("4th", 4), ("5th", 5), ("the runner-up", 2), ("runner-up", 2),
        ("the runner up", 2), ("runner up", 2), ("亚军", 2), ("季军", 3),
    ];
    if let Some((n, end)) = chars.pick(pos, ORDINALS) {
        let ranked = ["-ranked", "-placed", "-largest", "-highest", "-biggest"];
        let end = ranked
            .iter()
            .find_map(|word| chars.lit(end, word))
            .unwrap_or(end);
        let lowest = [
            "-lowest",
            "-smallest",
            "to last",
            "from last",
            "from the bottom",
        ];
        let bottom = chars.any_after(end, &lowest);
        return Some((Token::Place(n, bottom.is_some()), bottom.unwrap_or(end)));
    }
    if let Some(end) = chars.any(pos, &["the next", "next", "后面的", "随后的", "紧随其后的"])
        && let Some((n, end)) = numeral::count(chars, chars.skip(end))
    {
        let end = chars.opt(end, &["名", "位", "家", "个", "款"]);
        return Some((Token::Following(n), end));
    }
    let ((many, bottom), end) = chars.pick(pos, BEFORE)?;
    let (n, end) = numeral::count(chars, chars.skip(end))?;
    if !(1..=1_000).contains(&n)
        || chars
            .any_after(
                end,
                &[
                    "%", "成", "个月", "天", "周", "季度", "days", "weeks", "months", "quarters",
                ],
            )
            .is_some()
    {
        return None;
    }
    let end = chars.opt(end, &["名", "位", "家", "大", "个", "款"]);
    let token = if many {
        Token::Top(n, bottom)
    } else {
        Token::Place(n, bottom)
    };
    Some((token, end))
}
