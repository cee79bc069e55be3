//! Times of day: 晚8点到10点, 20:00-22:00, 8点档, 8pm to 10pm, 上午, evening.

use super::{Hit, Scan, TimeOfDay, TimeReading};
use crate::grammar::number::numeral::count;

#[rustfmt::skip]
const PARTS: &[(&str, (u32, u32))] = &[
    ("凌晨", (0, 6)), ("半夜", (0, 6)), ("后半夜", (0, 6)), ("清晨", (6, 9)), ("早上", (6, 12)),
    ("早晨", (6, 12)), ("上午", (6, 12)), ("中午", (11, 13)), ("下午", (12, 18)),
    ("傍晚", (17, 19)), ("晚上", (18, 24)), ("晚间", (18, 24)), ("夜里", (18, 24)),
    ("夜间", (18, 24)), ("白天", (6, 18)), ("黄金档", (18, 22)), ("黄金时段", (18, 22)),
    ("黄金时间", (18, 22)), ("晚高峰", (18, 22)), ("morning", (6, 12)), ("noon", (11, 13)),
    ("afternoon", (12, 18)), ("evening", (18, 24)), ("prime time", (18, 22)),
    ("in the morning", (6, 12)), ("in the afternoon", (12, 18)), ("in the evening", (18, 24)),
    ("at night", (18, 24)), ("after midnight", (0, 6)),
];

#[rustfmt::skip]
const TO: &[&str] = &[
    "到", "至", "-", "~", "to", "and", "until", "till", "through",
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Half {
    Morning,
    Noon,
    Afternoon,
    Evening,
}

#[rustfmt::skip]
const HALVES: &[(&str, Half)] = &[
    ("凌晨", Half::Morning), ("早上", Half::Morning), ("早", Half::Morning),
    ("早晨", Half::Morning), ("上午", Half::Morning), ("中午", Half::Noon),
    ("下午", Half::Afternoon), ("傍晚", Half::Afternoon), ("晚上", Half::Evening),
    ("晚", Half::Evening), ("晚间", Half::Evening), ("夜里", Half::Evening),
    ("当晚", Half::Evening), ("半夜", Half::Morning),
];

/// A time of day and whether it was said to be about then.
pub(super) struct Clock {
    pub value: TimeOfDay,
    pub around: bool,
    pub end: usize,
}

/// One moment as said; `sure` needs no company to be a time.
struct Moment {
    minute: u32,
    half: Option<Half>,
    sure: bool,
    whole: bool,
    bare: bool,
    end: usize,
}

impl Scan<'_> {
    /// A time of day that stands alone.
    pub(super) fn time_of_day(&self, pos: usize) -> Option<Hit<TimeReading>> {
        if self
            .chars
            .before(pos)
            .is_some_and(|c| c.is_ascii_digit() || c == '.' || c == ':')
        {
            return None;
        }
        if let Some(clock) = self.hours(pos, false, false) {
            return Some(Hit {
                value: TimeReading::TimeOfDay(clock.value),
                end: clock.end,
            });
        }
        let hit = self.daypart(pos)?;
        Some(Hit {
            value: TimeReading::TimeOfDay(hit.value),
            end: hit.end,
        })
    }

    pub(super) fn daypart(&self, pos: usize) -> Option<Hit<TimeOfDay>> {
        let ((from, to), end) = self.chars.pick(pos, PARTS)?;
        Some(Hit {
            value: TimeOfDay {
                from_minute: from * 60,
                to_minute: to * 60,
            },
            end,
        })
    }

    pub(super) fn night_word(&self, pos: usize) -> Option<usize> {
        self.chars.any(
            pos,
            &["晚上", "夜里", "夜间", "晚间", "night", "evening", "当晚"],
        )
    }

    /// Hours by number. `night` says that the words before mean a night, and
    /// `dated` that a bare 8点 can be nothing but a time.
    pub(super) fn hours(&self, pos: usize, night: bool, dated: bool) -> Option<Clock> {
        let c = &self.chars;
        let about = c.any(pos, &["around", "about", "大约", "大概"]);
        let lead = c.any(pos, &["from", "between", "从"]);
        if let Some(clock) = c
            .any(pos, &["after", "before"])
            .and_then(|_| self.open_hours(pos, night, dated))
        {
            return Some(clock);
        }
        let first = self.moment(c.skip(about.or(lead).unwrap_or(pos)))?;
        let near = c.any_after(first.end, &["左右", "前后"]);
        if let Some(clock) = self.hour_range(&first, night) {
            return Some(clock);
        }
        if let Some(clock) = self.open_hours(pos, night, dated) {
            return Some(clock);
        }
        let slot = c.any_after(first.end, &["档", "场档"]);
        let late = first.minute >= 780 && !first.bare;
        let stands = first.sure || dated || late || slot.is_some() || first.half.is_some();
        if first.bare || !stands {
            return None;
        }
        let slot_half = slot.filter(|_| first.minute < 720).map(|_| Half::Evening);
        let from = settle(
            first.minute,
            first.half.or(night.then_some(Half::Evening)).or(slot_half),
        );
        if near.is_some() || about.is_some() {
            let reach = if first.whole { 30 } else { 10 };
            let value = TimeOfDay {
                from_minute: from.saturating_sub(reach),
                to_minute: from + reach,
            };
            return Some(Clock {
                value,
                around: true,
                end: near.unwrap_or(first.end),
            });
        }
        let long = if first.whole { 60 } else { 1 };
        let value = TimeOfDay {
            from_minute: from,
            to_minute: from + long,
        };
        Some(Clock {
            value,
            around: false,
            end: slot.unwrap_or(first.end),
        })
    }

    /// 十点以后, 10点前, after 8pm: one end is open.
    fn open_hours(&self, pos: usize, night: bool, dated: bool) -> Option<Clock> {
        let c = &self.chars;
        let lead = c.pick(pos, &[("after", true), ("before", false)]);
        let at = lead.map_or(pos, |(_, end)| c.skip(end));
        let moment = self.moment(at).filter(|m| !m.bare)?;
        let tails = [
            ("以后", true),
            ("之后", true),
            ("过后", true),
            ("后", true),
            ("以前", false),
            ("之前", false),
            ("前", false),
        ];
        let tail = c.pick(moment.end, &tails);
        let (after, end) = match (lead, tail) {
            (Some((after, _)), _) => (after, moment.end),
            (None, Some(tail)) => tail,
            (None, None) => return None,
        };
        if c.any_after(moment.end, &["左右", "前后"]).is_some()
            || !(moment.sure || dated || moment.half.is_some())
        {
            return None;
        }
        let minute = settle(
            moment.minute,
            moment.half.or(night.then_some(Half::Evening)),
        );
        let (from_minute, to_minute) = match (after, night) {
            (true, true) => (minute, 1800),
            (true, false) => (minute, if minute < 1440 { 1440 } else { 1800 }),
            (false, true) => (1080, minute),
            (false, false) => (0, minute),
        };
        let value = TimeOfDay {
            from_minute,
            to_minute,
        };
        (from_minute < to_minute).then_some(Clock {
            value,
            around: false,
            end,
        })
    }

    fn hour_range(&self, first: &Moment, night: bool) -> Option<Clock> {
        let c = &self.chars;
        let dash = c.any_after(first.end, TO)?;
        let last = self.moment(c.skip(dash))?;
        let clocked = last.sure || last.whole && !last.bare;
        if (first.bare && !clocked) || (last.bare && !first.sure) || (first.bare && last.bare) {
            return None;
        }
        if last.bare && c.at(last.end).is_some_and(|x| "月日号年-/.个".contains(x)) {
            return None;
        }
        let half = first.half.or(night.then_some(Half::Evening));
        let mut from = settle(first.minute, half);
        let mut to = settle(last.minute, last.half);
        if half.is_none() && last.half.is_some() && from < 720 && from + 720 < to {
            from += 720;
        }
        while to <= from {
            to += if last.half.is_some() { 1440 } else { 720 };
        }
        let end = c.opt_after(last.end, &["之间", "期间", "这段时间", "时段", "档"]);
        Some(Clock {
            value: TimeOfDay {
                from_minute: from,
                to_minute: to,
            },
            around: false,
            end,
        })
    }

    fn moment(&self, pos: usize) -> Option<Moment> {
        let c = &self.chars;
        let (half, at) = c
            .pick(pos, HALVES)
            .map_or((None, pos), |(h, e)| (Some(h), c.skip(e)));
        let (hour, end) = count(c, at).filter(|(h, _)| *h <= 24)?;
        let made = |minute: u32, sure: bool, whole: bool, end: usize| Moment {
            minute,
            half,
            sure,
            whole,
            bare: false,
            end,
        };
        if c.at(end) == Some(':') {
            let minute = self.two_digits(end + 1)?;
            let mut moment = made(hour * 60 + minute, true, false, end + 3);
            self.meridiem(&mut moment);
            return Some(moment);
        }
        if let Some(after) = c.any(end, &["点钟", "点整", "点"]) {
            if let Some(after) = c.any(after, &["半"]) {
                return Some(made(hour * 60 + 30, true, false, after));
            }
            if let Some((minute, after)) = count(c, after).filter(|(m, _)| *m < 60)
                && let Some(after) = c.any(after, &["分"])
            {
                return Some(made(hour * 60 + minute, true, false, after));
            }
            let sure = half.is_some() || after > end + 1;
            return Some(made(hour * 60, sure, true, after));
        }
        if let Some(after) = c.any_after(end, &["o'clock"]) {
            return Some(made(hour * 60, true, true, after));
        }
        let mut moment = Moment {
            bare: true,
            ..made(hour * 60, false, true, end)
        };
        self.meridiem(&mut moment);
        Some(moment)
    }

    /// am and pm, glued or not.
    fn meridiem(&self, moment: &mut Moment) {
        #[rustfmt::skip]
        const MARKS: &[(&str, Half)] = &[
            ("am", Half::Morning), ("a.m.", Half::Morning), ("pm", Half::Afternoon),
            ("p.m.", Half::Afternoon),
        ];
        let at = self.chars.skip(moment.end);
        if let Some((half, end)) = self.chars.pick_glued(at, MARKS) {
            if moment.minute / 60 <= 12 {
                moment.half = Some(half);
                moment.minute %= 720;
            }
            moment.sure = true;
            moment.bare = false;
            moment.end = end;
        }
    }

    fn two_digits(&self, pos: usize) -> Option<u32> {
        let tens = self.chars.at(pos)?.to_digit(10)?;
        let ones = self.chars.at(pos + 1)?.to_digit(10)?;
        (tens < 6 && !self.digit(pos + 2)).then_some(tens * 10 + ones)
    }
}

/// Minutes of the day in the half of the day that was meant.
fn settle(minute: u32, half: Option<Half>) -> u32 {
    let hour = minute / 60;
    match half {
        Some(Half::Evening) if hour < 5 => minute + 1440,
        Some(Half::Evening) if hour <= 12 => minute + 720,
        Some(Half::Afternoon) if hour < 12 => minute + 720,
        Some(Half::Noon) if hour < 5 => minute + 720,
        Some(Half::Morning) if hour == 12 => minute - 720,
        _ => minute,
    }
}
