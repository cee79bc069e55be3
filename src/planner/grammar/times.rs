//! The times of a question: what it is about, what is left out, what is compared with.

use crate::grammar::time::{CompareExpr, TimeRange, TimeReading};
use crate::lexicon::Word;
use crate::plan::Plan;

use super::gather::{Gather, Step, is_value};
use super::refuse;
use super::slots::Restriction;
use super::tokens::{Kind, Token};

/// The first and the last of the units between two ends.
type CompareEnds = (TimeRange, TimeRange);

/// 去年同月, same week last year, 上月同期: what is running now, where nothing else says beside what that stands.
fn same_of_unit(said: &str) -> Option<&'static str> {
    #[rustfmt::skip]
    let units = [
        ("同月", "本月"), ("same month", "本月"), ("同周", "本周"), ("同一周", "本周"), ("same week", "本周"),
        ("同季", "本季度"), ("same quarter", "本季度"), ("同日", "今天"), ("同天", "今天"), ("同一天", "今天"),
        ("今天", "今天"), ("今日", "今天"), ("same day", "今天"), ("昨天", "今天"), ("昨日", "今天"),
        ("yesterday", "今天"), ("上周", "本周"), ("上星期", "本周"), ("上礼拜", "本周"), ("last week", "本周"),
        ("上月", "本月"), ("上个月", "本月"), ("last month", "本月"), ("上季", "本季度"), ("上个季", "本季度"),
        ("last quarter", "本季度"),
    ];
    let same = ["同", "今", "这", "此", "same", "this"];
    let is_same = same.iter().any(|word| said.contains(word));
    let unit = units.iter().find(|(word, _)| said.contains(word));
    unit.filter(|_| is_same).map(|(_, running)| *running)
}

impl Gather<'_> {
    /// From September to October GMV grew: the last of the units, and the first to compare with.
    fn two_ends(&self, at: usize, time: &TimeReading) -> Result<Option<CompareEnds>, Box<Plan>> {
        let TimeReading::Range(range) = time else {
            return Ok(None);
        };
        let tokens = self.tokens;
        let grain = |token: &Token| matches!(token.kind, Kind::Time(TimeReading::Grain(_)));
        let led = self.led_by(at, &[Word::From]) && tokens.any(&[Word::Change]);
        if !led || !range.key.starts_with("range:") || tokens.list.iter().any(grain) {
            return Ok(None);
        }
        // Whether it is the ends that are compared, or all of it with what was before, is not said.
        let unsure = || match tokens.list.get(at) {
            Some(token) => refuse::unplaced(&tokens.text(token)),
            None => refuse::two_bases(),
        };
        super::dates::ends_of(range).map(Some).ok_or_else(unsure)
    }

    pub(super) fn times(&mut self) -> Step {
        let tokens = self.tokens;
        for (at, token) in tokens.list.iter().enumerate() {
            let Kind::Time(time) = &token.kind else {
                continue;
            };
            let left_out = self.left_out(at);
            let two_ends = self.two_ends(at, time)?;
            let beside = self.compares_before(at);
            let said = self.said(at);
            let times = &mut self.slots.times;
            match time {
                TimeReading::Range(_) if two_ends.is_some() && times.compare.is_none() => {
                    let Some((first, last)) = two_ends else {
                        continue;
                    };
                    times.ranges.push(last);
                    times.compare = Some(CompareExpr::Range(first));
                }
                TimeReading::Range(range) if left_out => times.without.push(range.clone()),
                TimeReading::Range(range) => times.ranges.push(range.clone()),
                TimeReading::MoveBack(step) if self.follow.is_some() => times.back = Some(*step),
                TimeReading::Event(event) if left_out => {
                    times.without_events.push(event.clone());
                }
                TimeReading::Event(event) => times.events.push(event.clone()),
                // 抖音和淘宝比 Q3: the word belongs to what stands before it.
                TimeReading::Compare(CompareExpr::Range(range)) if beside => {
                    times.ranges.push(range.clone());
                }
                TimeReading::Compare(compare) => {
                    times.running = times.running.or(same_of_unit(&said));
                    // 环比前一周: the change word first, then what it is compared with.
                    if times
                        .compare
                        .as_ref()
                        .is_none_or(|known| *known == CompareExpr::PreviousPeriod)
                    {
                        times.compare = Some(compare.clone());
                    } else if times.compare.as_ref() != Some(compare) {
                        return Err(refuse::two_bases());
                    }
                }
                TimeReading::Grain(grain) => times.grain = Some(*grain),
                TimeReading::EndOf(grain) => {
                    times.grain = Some(*grain);
                    times.ends = true;
                }
                TimeReading::WhichGrain(grain) => times.which = Some(*grain),
                // 昨天中午到晚上: one of two parts of the day must not be lost.
                TimeReading::TimeOfDay(part) => {
                    let own = times.ranges.iter().any(|range| range.time_of_day.is_some());
                    if own || times.time_of_day.is_some_and(|known| known != *part) {
                        return Err(refuse::unsupported(&self.tokens.text(token)));
                    }
                    times.time_of_day = Some(*part);
                }
                TimeReading::Weekdays(days) => times.add_weekdays(days),
                TimeReading::Average(grain) => self.slots.average = Some(*grain),
                TimeReading::AllTime => times.all = true,
                TimeReading::Vague => {}
                TimeReading::RelativeToSession(window) => {
                    let edge = |from: i32, to: i32| (from.min(to), from.max(to));
                    let wanted = edge(window.from_minute, window.to_minute);
                    let known = self.lexicon.phases.iter().find(|phase| {
                        phase.edge == window.edge
                            && edge(phase.from_minute, phase.to_minute) == wanted
                    });
                    let Some(phase) = known else {
                        return Err(refuse::unsupported(&self.tokens.text(token)));
                    };
                    times.reread |= window.reread;
                    self.slots
                        .restrictions
                        .push(Restriction::new(phase.value.clone(), 0, false));
                }
                TimeReading::LatestSessions(count) => times.latest = Some(*count),
                TimeReading::MoveBack(_) => {
                    return Err(refuse::unsupported(&self.tokens.text(token)));
                }
            }
        }
        Ok(())
    }

    /// Whether values are set beside each other by a word that stands in a time.
    pub(super) fn sets_beside(&self) -> bool {
        let time = |at: &usize| {
            let kind = self.tokens.list.get(*at).map(|token| &token.kind);
            matches!(kind, Some(Kind::Time(TimeReading::Compare(_))))
        };
        let mut places = (0..self.tokens.list.len()).filter(time);
        places.any(|at| self.compares_before(at))
    }

    /// Whether a time that begins with 比 follows a value that 和 or 跟 leads: A和B比.
    fn compares_before(&self, at: usize) -> bool {
        let tokens = self.tokens;
        let Some(value) = at
            .checked_sub(1)
            .filter(|it| tokens.list.get(*it).is_some_and(is_value))
        else {
            return false;
        };
        let led = tokens.before(value);
        led.is_some_and(|led| tokens.is(led, &[Word::And, Word::Pair]))
            && self.led_by(at, &[Word::Than])
    }

    /// 剔除双11当天, excluding the 11th: whether a time is left out and not asked for.
    fn left_out(&self, at: usize) -> bool {
        let before = self.tokens.before(at);
        let after = self.tokens.after(at);
        let ends = |place: usize| match self.tokens.list.get(place + 1) {
            None => true,
            Some(next) => matches!(next.kind, Kind::Mark(_)) || next.is_word(&[Word::Filler]),
        };
        // Drop the 11th: where a question goes on, and begins with it.
        let away = |place| self.follow.is_some() && place == 0 && self.tokens.is(0, &[Word::Drop]);
        before.is_some_and(|place| away(place) || self.tokens.is(place, &[Word::Exclude]))
            || after.is_some_and(|place| {
                self.tokens.is(place, &[Word::ExcludeEnd])
                    || (ends(place) && self.tokens.is(place, &[Word::Exclude]))
            })
    }
}
