//! The stretches of time that a sentence names, and what they are of the result.

use std::sync::LazyLock;

use chrono::Weekday;

use semantic_sql::expr::Grain;

use crate::answer::narration::story::Story;
use crate::answer::narration::trend;
use crate::grammar::chars::Chars;
use crate::grammar::time::{self, Calendar, CompareExpr, SessionWords, TimeReading};
use crate::result_set::Cell;

use super::names::{Name, stretch};
use super::relative::base_is;
use super::sentence::Doubt;
use super::tokens::{Reader, Token};
use super::vocabulary::Kind;

static NO_SESSIONS: LazyLock<SessionWords> = LazyLock::new(SessionWords::default);

impl Reader<'_> {
    /// The stretches of time in a text and what they are of this result; nothing where they are
    /// of another one.
    pub(super) fn times(&self, text: &str) -> Vec<Time> {
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
            if let Some(week) = self.week_of(&found.time, &chars, (from, to)) {
                all.push(week);
            } else if let Some(inside) = inside {
                all.extend(inside);
            } else if !is_cut && (!named || self.is_bucket(&found.time)) {
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

    /// Whether a time is a bucket of this result, with whatever it begins: 今年 1 月.
    fn is_bucket(&self, reading: &TimeReading) -> bool {
        matches!(self.time(reading), Some(Name::Bucket(_)))
    }

    /// 9 月 28 日当周, the week of November 9: the bucket that begins with a day, or holds it.
    fn week_of(
        &self,
        reading: &TimeReading,
        chars: &Chars<'_>,
        (from, to): (usize, usize),
    ) -> Option<Time> {
        let story = self.story;
        let column = story.buckets?;
        let TimeReading::Range(range) = reading else {
            return None;
        };
        let after = chars.any(
            chars.skip(to),
            &["当周", "那周", "那一周", "这一周", "所在周"],
        );
        let lead = [
            "the week of ",
            "week of ",
            "the week starting ",
            "the week beginning ",
        ];
        let before = lead.iter().find_map(|word| {
            let start = from.checked_sub(word.chars().count())?;
            chars.lit(start, word.trim_end()).map(|_| start)
        });
        if (after.is_none() && before.is_none()) || story.column(column).grain != Some(Grain::Week)
        {
            return None;
        }
        let holds = |row: &usize| {
            let first = trend::start(story, *row);
            let last = first.and_then(|first| trend::bucket_end(first, Grain::Week));
            first
                .zip(last)
                .is_some_and(|(first, last)| first <= range.start && range.end <= last)
        };
        let rows: Vec<usize> = (0..story.rows()).filter(holds).collect();
        (!rows.is_empty()).then(|| Time {
            token: Some(Token::Name(Name::Bucket(rows))),
            from: before.unwrap_or(from),
            to: after.unwrap_or(to),
            covers: false,
        })
    }

    /// What a reading that is none of this result's is made of: a word of comparison and a time, two
    /// times with "to" between them, a time with a number after it.
    fn inside(
        &self,
        part: &str,
        chars: &Chars<'_>,
        (from, to): (usize, usize),
    ) -> Option<Vec<Time>> {
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
        let lead = chars.any(
            from,
            &[
                "环比",
                "同比",
                "比",
                "较",
                "与",
                "和",
                "跟",
                "对",
                "vs",
                "compared with",
                "than",
                "from",
                "since",
                "从",
                "自",
            ],
        );
        if let Some(after) = lead.filter(|after| *after < to) {
            let rest: String = part.chars().skip(after - from).collect();
            if let Some(time) = whole(&rest, after) {
                return Some(vec![time]);
            }
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
                // "from September to October": the word before is read by itself.
                let bare = ["from ", "From ", "从", "由"]
                    .iter()
                    .find_map(|lead| left.strip_prefix(lead))
                    .unwrap_or(left);
                let begin = from + left.chars().count() - bare.chars().count();
                let (one, other) = (whole(bare, begin)?, whole(right, after)?);
                let is_bucket =
                    |time: &Time| matches!(time.token, Some(Token::Name(Name::Bucket(_))));
                // "from September to October", where these are the two periods.
                let are_periods = matches!(one.token, Some(Token::Name(Name::Base)))
                    && matches!(other.token, Some(Token::Name(Name::Now)));
                ((is_bucket(&one) && is_bucket(&other)) || are_periods).then(|| vec![one, other])
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
        self.time(reading)
            .map(Token::Name)
            .or_else(|| tied(reading))
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
pub(super) struct Time {
    pub(super) token: Option<Token>,
    pub(super) from: usize,
    pub(super) to: usize,
    /// The period asked for lies within it.
    pub(super) covers: bool,
}

/// Where the name of a period is followed by its days in brackets, they are its own days: 上周 with
/// the days of another week names no period.
///
/// # Errors
/// The name of a period whose days are others.
pub(super) fn periods_are_whole(story: &Story<'_>, text: &str) -> Result<(), Doubt> {
    let reading = &story.computed.plan.interpretation;
    let time = reading.time.iter().map(|time| &time.label);
    let compare = story
        .computed
        .compared()
        .into_iter()
        .map(|compare| &compare.label);
    for label in time.chain(compare) {
        for whole in [&label.zh, &label.en] {
            let Some((head, _)) = whole.split_once(['（', '(']) else {
                continue;
            };
            // What stands behind the days says which of them count.
            let dated = whole.split_inclusive(['）', ')']).next().unwrap_or(whole);
            let other_days = text.match_indices(head).any(|(at, _)| {
                // 上周 within 上上周（…）, which is the other one's name.
                if within_another(story, text, at) {
                    return false;
                }
                let rest = &text[at..];
                rest[head.len()..].starts_with(['（', '(']) && !rest.starts_with(dated)
            });
            if other_days {
                return Err(format!("{} with other days", head.trim()));
            }
        }
    }
    Ok(())
}

/// Whether a position lies inside of a whole name of a period that begins before it.
fn within_another(story: &Story<'_>, text: &str, at: usize) -> bool {
    let reading = &story.computed.plan.interpretation;
    let time = reading.time.iter().map(|time| &time.label);
    let labels = time.chain(story.computed.compared().map(|compare| &compare.label));
    labels
        .flat_map(|label| [&label.zh, &label.en])
        .filter(|whole| !whole.is_empty())
        .any(|whole| {
            let mut found = text.match_indices(whole.as_str());
            found.any(|(from, _)| from < at && at < from + whole.len())
        })
}
