//! A sentence as names, numbers, times and words; nothing may be left over.

use std::sync::LazyLock;

use chrono::{Months, NaiveDateTime, Timelike as _, Weekday};
use semantic_sql::expr::Grain;

use crate::answer::narration::story::Story;
use crate::grammar::chars::Chars;
use crate::grammar::number::numeral;
use crate::grammar::time::{self, Calendar, CompareExpr, SessionWords, TimeReading};
use crate::result_set::Cell;

use super::names::{Name, Names, has_base, stretch};
use super::sentence::is_base;
use super::shown::{Shown, Unit, Units, number};
use super::vocabulary::{Kind, word};

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
}

static NO_SESSIONS: LazyLock<SessionWords> = LazyLock::new(SessionWords::default);

impl Reader<'_> {
    /// The tokens of a sentence; where a word is unknown, that word.
    pub(super) fn tokens(&self, text: &str) -> Result<Vec<Piece>, String> {
        let chars = Chars::new(text);
        let times = self.times(text);
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
            // 64 万多, 2 倍多: right after a number it is "and some more".
            let glued = pieces.last().is_some_and(|last: &Piece| {
                let open = match &last.token {
                    Token::Number(shown) => matches!(shown.unit, Unit::Bare | Unit::Times),
                    token => *token == Token::Word(Kind::Doubled),
                };
                open && last.to == pos
            });
            let token = if c == '多' && to == pos + 1 && glued {
                Token::Word(Kind::SomeMore)
            } else {
                token
            };
            pieces.push(Piece {
                token,
                from: pos,
                to,
            });
            pos = to;
        }
        Ok(pieces)
    }

    /// The longest reading at a position; of equals a name, then a number, a time, a word.
    fn token(&self, chars: &Chars<'_>, pos: usize, times: &[Time]) -> Option<(Token, usize)> {
        let name = self.names.find(chars, pos);
        let named = name.map(|(name, end)| (Token::Name(name.clone()), end));
        let number = self.counted(chars, pos).or_else(|| number(chars, pos, &self.units));
        let worded = word(chars, pos);
        let time = times.iter().find(|time| time.from == pos);
        // A time of another result stops the sentence, unless it is a longer word or number.
        let known = worded.map_or(0, |(_, end)| end);
        let unknown = time.filter(|time| time.token.is_none() && time.to > known);
        // The day before is of the day spoken of, not of today.
        let relative = worded.filter(|(kind, _)| is_base(*kind));
        let readings = [
            named,
            number.map(|(shown, end)| (Token::Number(shown), end)),
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

    /// 3 个小时 where hours are what the rows are of.
    fn counted(&self, chars: &Chars<'_>, pos: usize) -> Option<(Shown, usize)> {
        if self.story.buckets.is_some() {
            return None;
        }
        let (count, end) = numeral::count(chars, pos)?;
        let at = chars.skip(chars.opt_after(end, &["个"]));
        let is_kind = matches!(self.names.find(chars, at), Some((Name::GroupKind, _)));
        is_kind.then(|| (Shown::count(count), at))
    }

    /// The stretches of time in a text and what they are of this result; nothing where they are
    /// of another one.
    fn times(&self, text: &str) -> Vec<Time> {
        let chars = Chars::new(text);
        let mut all = Vec::new();
        for found in time::find(text, &self.calendar()) {
            let position = |byte: usize| text[..byte].chars().count();
            let (from, to) = (position(found.span.start), position(found.span.end));
            let named = (from..to).any(|at| {
                let name = self.names.find(&chars, at);
                let name = name.filter(|(name, _)| **name != Name::GroupKind);
                let end = name.map(|(_, end)| end);
                end.is_some_and(|end| end >= to && (at > from || end > to))
            });
            let part = text.get(found.span).unwrap_or_default();
            let inside = self.inside(part, &chars, (from, to));
            let is_cut = matches!(self.names.find(&chars, from), Some((Name::Bucket(_), _)))
                && part.ends_with(|c: char| c.is_ascii_digit())
                && self.unresolved(part);
            if let Some(inside) = inside {
                all.extend(inside);
            } else if !named && !is_cut {
                all.push(Time {
                    token: self.named(&found.time),
                    from,
                    to,
                    covers: self.covers(&found.time),
                });
            }
        }
        all
    }

    /// What a reading that is none of this result's is made of: a word of comparison and a time, two
    /// times with "to" between them, a time with a number after it.
    fn inside(&self, part: &str, chars: &Chars<'_>, (from, to): (usize, usize)) -> Option<Vec<Time>> {
        let whole = |text: &str, from: usize| {
            let (lead, rest) = (text.len() - text.trim_start().len(), text.trim());
            let found = time::find(rest, &self.calendar());
            let [only] = found.as_slice() else {
                return None;
            };
            let start = from + lead + rest[..only.span.start].chars().count();
            let length = rest.get(only.span.clone())?.chars().count();
            Some(Time {
                token: Some(self.named(&only.time)?),
                from: start,
                to: start + length,
                covers: false,
            })
        };
        let lead = chars.any(from, &["环比", "同比", "比", "较", "与", "和", "跟", "对", "vs", "compared with", "than"]);
        if let Some(after) = lead.filter(|after| *after < to) {
            let rest: String = part.chars().skip(after - from).collect();
            return whole(&rest, after).map(|time| vec![time]);
        }
        if part.ends_with(|c: char| c.is_ascii_digit()) {
            // 9 月 2,000 万元: the figure is no part of the time.
            let rest = part.trim_end_matches(|c: char| c.is_ascii_digit() || ",.".contains(c));
            let found = whole(rest, from).filter(|_| rest.ends_with(' '));
            if let Some(time) = found.filter(|_| self.unresolved(part)) {
                return Some(vec![time]);
            }
        }
        [" to ", " through ", " and ", "到", "至", "-", "–", "~"]
            .iter()
            .filter_map(|joint| part.split_once(joint).map(|pair| (joint, pair)))
            .find_map(|(joint, (left, right))| {
                let after = from + left.chars().count() + joint.chars().count();
                let (one, other) = (whole(left, from)?, whole(right, after)?);
                let is_bucket = |time: &Time| matches!(time.token, Some(Token::Name(Name::Bucket(_))));
                (is_bucket(&one) && is_bucket(&other)).then(|| vec![one, other])
            })
    }

    /// Whether a text is a time, but none of this result.
    fn unresolved(&self, part: &str) -> bool {
        let found = time::find(part, &self.calendar());
        found.iter().all(|found| self.named(&found.time).is_none())
    }

    fn calendar(&self) -> Calendar<'_> {
        let labels = self.story.labels;
        Calendar {
            now: labels.asked_at,
            week_start: Weekday::Mon,
            fiscal_start_month: labels.layer.time.fiscal_start_month,
            events: &labels.knowledge.events,
            sessions: &NO_SESSIONS,
        }
    }

    fn covers(&self, reading: &TimeReading) -> bool {
        let time = self.story.computed.plan.interpretation.time.as_ref();
        match (reading, time) {
            (TimeReading::Range(range), Some(time)) => {
                range.start <= time.start && time.end <= range.end
            }
            _ => false,
        }
    }

    fn named(&self, reading: &TimeReading) -> Option<Token> {
        self.time(reading).map(Token::Name).or_else(|| tied(reading))
    }

    fn time(&self, reading: &TimeReading) -> Option<Name> {
        match reading {
            TimeReading::Range(range) => stretch(self.story, range.start, range.end),
            TimeReading::Event(event) => event
                .windows
                .iter()
                .find_map(|window| stretch(self.story, window.start, window.end)),
            TimeReading::Compare(CompareExpr::Range(range)) => {
                stretch(self.story, range.start, range.end)
            }
            TimeReading::Compare(CompareExpr::Event(event)) => event
                .windows
                .iter()
                .find_map(|window| stretch(self.story, window.start, window.end)),
            TimeReading::Compare(CompareExpr::Shift(step)) => {
                let unit = match step.unit {
                    time::Grain::Day => Kind::BaseDay,
                    time::Grain::Week => Kind::BaseWeek,
                    time::Grain::Month => Kind::BaseMonth,
                    time::Grain::Quarter => Kind::BaseQuarter,
                    time::Grain::Year => Kind::BaseYear,
                    _ => return None,
                };
                (step.n == 1 && base_is(self.story, unit)).then_some(Name::Base)
            }
            TimeReading::TimeOfDay(hour) => {
                let column = self.names.hours?;
                let wanted = i128::from(hour.from_minute / 60);
                let rows: Vec<usize> = (0..self.story.rows())
                    .filter(|row| self.story.cell(*row, column) == Some(&Cell::Integer(wanted)))
                    .collect();
                (hour.from_minute % 60 == 0 && !rows.is_empty()).then_some(Name::Group(rows))
            }
            _ => None,
        }
    }
}

/// Readings of time that are words of comparison here.
fn tied(reading: &TimeReading) -> Option<Token> {
    match reading {
        TimeReading::Compare(CompareExpr::PreviousPeriod) => Some(Token::Word(Kind::BaseBefore)),
        TimeReading::Average(_) => Some(Token::Word(Kind::Mean)),
        _ => None,
    }
}

#[derive(Debug)]
struct Time {
    token: Option<Token>,
    from: usize,
    to: usize,
    /// The period asked for lies within it.
    covers: bool,
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
        ("后", (true, true)), ("末", (true, true)),
    ];
    #[rustfmt::skip]
    const ORDINALS: &[(&str, u32)] = &[
        ("first", 1), ("second", 2), ("third", 3), ("fourth", 4), ("fifth", 5), ("sixth", 6),
        ("seventh", 7), ("eighth", 8), ("ninth", 9), ("tenth", 10), ("1st", 1), ("2nd", 2),
        ("3rd", 3), ("4th", 4), ("5th", 5),
    ];
    if let Some((n, end)) = chars.pick(pos, ORDINALS) {
        let bottom = chars.any_after(end, &["to last", "from last", "from the bottom"]);
        return Some((Token::Place(n, bottom.is_some()), bottom.unwrap_or(end)));
    }
    let ((many, bottom), end) = chars.pick(pos, BEFORE)?;
    let (n, end) = numeral::count(chars, chars.skip(end))?;
    if !(1..=1_000).contains(&n) || chars.any_after(end, &["%", "成", "个月", "天", "周", "季度"]).is_some() {
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

/// Whether the period compared with is what a word says: the day before, a year earlier.
pub(super) fn base_is(story: &Story<'_>, kind: Kind) -> bool {
    let reading = &story.computed.plan.interpretation;
    if kind == Kind::Base {
        return has_base(story);
    }
    let Some(time) = &reading.time else {
        return false;
    };
    let bounds = reading.compare.as_ref().and_then(|base| base.start.zip(base.end));
    let Some((start, end)) = bounds else {
        return false;
    };
    let length = time.end - time.start;
    let days = |count| start + chrono::Duration::days(count) == time.start;
    let months = |count| start.checked_add_months(Months::new(count)) == Some(time.start);
    match kind {
        Kind::BaseDay => days(1) && length <= chrono::Duration::days(1),
        Kind::BaseWeek => days(7) && length <= chrono::Duration::days(7),
        Kind::BaseMonth => months(1) && length <= chrono::Duration::days(31),
        Kind::BaseQuarter => months(3) && length <= chrono::Duration::days(92),
        Kind::BaseYear => months(12) || a_year_before(time.start, start),
        Kind::BaseBefore => end == time.start || (time.partial && [days(1), days(7), months(1), months(3)].contains(&true)),
        _ => false,
    }
}

/// The same event or week of the year before may start on another day.
fn a_year_before(now: NaiveDateTime, then: NaiveDateTime) -> bool {
    let gap = (now - then).num_days() - 365;
    gap.abs() <= 31 && now.hour() == then.hour()
}

/// The number of months of a bucket, where that is what it is counted in.
pub(super) fn step_word(grain: Grain) -> Option<Kind> {
    match grain {
        Grain::Day => Some(Kind::BaseDay),
        Grain::Week => Some(Kind::BaseWeek),
        Grain::Month => Some(Kind::BaseMonth),
        Grain::Quarter => Some(Kind::BaseQuarter),
        Grain::Year => Some(Kind::BaseYear),
        Grain::Second | Grain::Minute | Grain::Hour => None,
    }
}
