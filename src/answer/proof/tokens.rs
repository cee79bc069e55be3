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
use super::shown::{Shown, Units, number};
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
            pieces.push(Piece {
                token,
                from: pos,
                to,
            });
            pos = to;
        }
        Ok(pieces)
    }

    /// The longest reading at a position; of equals a name, then a number, then a time.
    fn token(&self, chars: &Chars<'_>, pos: usize, times: &[Time]) -> Option<(Token, usize)> {
        let name = self.names.find(chars, pos);
        let named = name.map(|(name, end)| (Token::Name(name.clone()), end));
        let number =
            number(chars, pos, &self.units).map(|(shown, end)| (Token::Number(shown), end));
        let time = times.iter().find(|time| time.from == pos);
        let timed = time.map(|time| (time.token.clone(), time.to));
        let place = place(chars, pos);
        let worded = word(chars, pos).map(|(kind, end)| (Some(Token::Word(kind)), end));
        let known = [named, number, place].into_iter().flatten();
        let known = known.map(|(token, end)| (Some(token), end));
        let mut best: Option<(Option<Token>, usize)> = None;
        for found in known.chain(timed).chain(worded) {
            if best.as_ref().is_none_or(|(_, end)| found.1 > *end) {
                best = Some(found);
            }
        }
        if let Some((token, end)) = best {
            return token.map(|token| (token, end));
        }
        let mark = match chars.at(pos)? {
            '(' | '[' => Token::Open,
            ')' | ']' => Token::Close,
            ',' | ';' | ':' | '.' | '。' | '!' | '|' | '·' | '/' => Token::Pause,
            '"' | '\'' | '“' | '”' | '*' | '「' | '」' => Token::Word(Kind::Plain),
            '→' => Token::Word(Kind::Split),
            '-' if chars.at(pos + 1) == Some('-') || chars.before(pos) == Some(' ') => Token::Pause,
            _ => return None,
        };
        Some((mark, pos + 1))
    }

    /// The stretches of time in a text and what they are of this result; nothing where they are
    /// of another one.
    fn times(&self, text: &str) -> Vec<Time> {
        let labels = self.story.labels;
        let calendar = Calendar {
            now: labels.asked_at,
            week_start: Weekday::Mon,
            fiscal_start_month: labels.layer.time.fiscal_start_month,
            events: &labels.knowledge.events,
            sessions: &NO_SESSIONS,
        };
        let position = |byte: usize| text[..byte].chars().count();
        time::find(text, &calendar)
            .into_iter()
            .map(|found| {
                let (from, to) = (position(found.span.start), position(found.span.end));
                let token = self.time(&found.time).map(Token::Name);
                let token = token.or_else(|| tied(&found.time));
                Time { token, from, to }
            })
            .collect()
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

struct Time {
    token: Option<Token>,
    from: usize,
    to: usize,
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
    if !(1..=1_000).contains(&n)
        || chars
            .any_after(end, &["%", "成", "个月", "天", "周", "季度"])
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

/// Whether the period compared with is what a word says: the day before, a year earlier.
pub(super) fn base_is(story: &Story<'_>, kind: Kind) -> bool {
    let reading = &story.computed.plan.interpretation;
    if kind == Kind::Base {
        return has_base(story);
    }
    let Some(time) = &reading.time else {
        return false;
    };
    let bounds = reading
        .compare
        .as_ref()
        .and_then(|base| base.start.zip(base.end));
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
        Kind::BaseBefore => {
            end == time.start
                || (time.partial && [days(1), days(7), months(1), months(3)].contains(&true))
        }
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
