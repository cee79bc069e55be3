//! Times told from a session: its first and last minutes, the newest sessions.
//! What a session is called comes from the layer.

use super::{Hit, Scan, SessionEdge, SessionWindow, TimeReading};
use crate::grammar::number::numeral::count;

#[rustfmt::skip]
const DURATIONS: &[(&str, i32)] = &[
    ("分钟", 1), ("分", 1), ("个小时", 60), ("小时", 60), ("个钟头", 60), ("minutes", 1),
    ("minute", 1), ("mins", 1), ("min", 1), ("hours", 60), ("hour", 60),
];

impl Scan<'_> {
    /// Minutes: 30分钟, 半小时, 一个半小时, half hour, two hours.
    fn minutes(&self, pos: usize) -> Option<Hit<i32>> {
        let c = &self.chars;
        #[rustfmt::skip]
        let halves = [
            ("半小时", 30), ("半个小时", 30), ("半个钟头", 30), ("一个半小时", 90),
            ("half hour", 30), ("half an hour", 30), ("小时", 60), ("hour", 60),
        ];
        let half = c.pick(pos, &halves).map(|(value, end)| Hit { value, end });
        let counted = || {
            let (n, end) = count(c, pos).filter(|(n, _)| (1..=1440).contains(n))?;
            let at = c.skip(c.opt(end, &["-"]));
            let (unit, end) = c.pick(at, DURATIONS)?;
            Some(Hit {
                value: i32::try_from(n).ok()?.checked_mul(unit)?,
                end,
            })
        };
        counted().or(half)
    }

    fn session_word(&self, pos: usize, words: &[String]) -> Option<usize> {
        words
            .iter()
            .filter_map(|word| self.chars.name(pos, word))
            .max()
    }

    pub(super) fn session_part(&self, pos: usize) -> Option<Hit<TimeReading>> {
        let words = self.cal.sessions;
        if words.names.is_empty() {
            return None;
        }
        let rules = [
            Self::beyond_edge,
            Self::opening,
            Self::closing,
            Self::beside_edge,
        ];
        let hit = rules
            .iter()
            .filter_map(|rule| rule(self, pos))
            .max_by_key(|hit| hit.end)?;
        Some(Hit {
            value: TimeReading::RelativeToSession(hit.value),
            end: hit.end,
        })
    }

    /// 开播前30分钟, 开播头半小时, 下播前半小时.
    fn beyond_edge(&self, pos: usize) -> Option<Hit<SessionWindow>> {
        let c = &self.chars;
        let starts = self
            .session_word(pos, &self.cal.sessions.starts)
            .map(|end| (SessionEdge::Start, end));
        let ends = || {
            self.session_word(pos, &self.cal.sessions.ends)
                .map(|end| (SessionEdge::End, end))
        };
        let (edge, end) = starts.or_else(ends)?;
        #[rustfmt::skip]
        let sides = [
            ("前", -1), ("之前", -1), ("以前", -1), ("前的", -1), ("后", 1), ("之后", 1),
            ("后的", 1), ("以后", 1), ("头", 1), ("的头", 1), ("后头", 1), ("后的头", 1),
            ("后前", 1), ("后的前", 1), ("后最初", 1), ("最初", 1), ("的前", -1),
        ];
        let (side, at) = c.pick(c.skip(end), &sides).unwrap_or((1, end));
        let length = self.minutes(c.skip(at))?;
        let end = c.opt(length.end, &["内", "以内", "之内", "里"]);
        let n = length.value;
        let (from_minute, to_minute, reread) = match (edge, side) {
            (SessionEdge::Start, -1) => (0, n, true),
            (SessionEdge::End, -1) => (-n, 0, false),
            _ => (0, n, false),
        };
        Some(Hit {
            value: SessionWindow {
                edge,
                from_minute,
                to_minute,
                reread,
            },
            end,
        })
    }

    /// 头半小时, 前30分钟, 首小时, first 30 minutes.
    fn opening(&self, pos: usize) -> Option<Hit<SessionWindow>> {
        let c = &self.chars;
        #[rustfmt::skip]
        let leads = [
            "头", "前", "首", "首个", "最初", "最初的", "开头", "开头的", "第一个", "first",
            "the first", "opening", "the opening", "initial",
        ];
        let at = c.skip(c.any(pos, &leads)?);
        let length = self.minutes(at)?;
        let value = SessionWindow {
            edge: SessionEdge::Start,
            from_minute: 0,
            to_minute: length.value,
            reread: false,
        };
        Some(Hit {
            value,
            end: length.end,
        })
    }

    /// 最后30分钟, final hour, last 30 minutes of the stream.
    fn closing(&self, pos: usize) -> Option<Hit<SessionWindow>> {
        let c = &self.chars;
        let sure = c.any(
            pos,
            &[
                "最后",
                "最后的",
                "final",
                "the final",
                "closing",
                "the closing",
                "末尾",
            ],
        );
        let of = sure.is_none();
        let at = sure.or_else(|| c.any(pos, &["last", "the last"]))?;
        let length = self.minutes(c.skip(at))?;
        if of && c.any_after(length.end, &["of"]).is_none() {
            return None;
        }
        let value = SessionWindow {
            edge: SessionEdge::End,
            from_minute: -length.value,
            to_minute: 0,
            reread: false,
        };
        Some(Hit {
            value,
            end: length.end,
        })
    }

    /// 30 minutes before the start, 10 minutes after going live.
    fn beside_edge(&self, pos: usize) -> Option<Hit<SessionWindow>> {
        let c = &self.chars;
        let length = self.minutes(pos)?;
        let (side, end) = c.pick(
            c.skip(length.end),
            &[("before", -1), ("after", 1), ("into", 1)],
        )?;
        let at = c.skip(c.opt_after(end, &["the", "a"]));
        let words = self.cal.sessions;
        let start = self
            .session_word(at, &words.starts)
            .or_else(|| self.session_word(at, &words.names));
        let n = length.value;
        let (edge, end) = match start {
            Some(end) => (SessionEdge::Start, end),
            None => (SessionEdge::End, self.session_word(at, &words.ends)?),
        };
        let reread = edge == SessionEdge::Start && side < 0;
        let (from_minute, to_minute) = if side < 0 && edge == SessionEdge::End {
            (-n, 0)
        } else {
            (0, n)
        };
        Some(Hit {
            value: SessionWindow {
                edge,
                from_minute,
                to_minute,
                reread,
            },
            end,
        })
    }

    /// 最近一场, 上一场, 最近三场直播, last session, last three streams.
    pub(super) fn latest_sessions(&self, pos: usize) -> Option<Hit<TimeReading>> {
        let c = &self.chars;
        let names = &self.cal.sessions.names;
        #[rustfmt::skip]
        let leads = [
            ("最近", false), ("最近的", false), ("最新", false), ("最新的", false), ("上", false),
            ("近", false), ("过去", false), ("刚才", false), ("last", true), ("the last", true),
            ("latest", true), ("the latest", true), ("most recent", true),
            ("the most recent", true), ("previous", true), ("past", true),
        ];
        let tried = leads.iter().filter_map(|(lead, single)| {
            let at = c.skip(c.lit(pos, lead)?);
            let (n, at) = match count(c, at) {
                Some((n, end)) => (n, c.skip(c.opt(end, &["个"]))),
                // 上场直播, where 上 alone before another word says nothing.
                None if *lead == "上" && c.at(at) == Some('场') => (1, at),
                None => (1, (*single).then_some(at)?),
            };
            let at = c.opt(at, &["live "]);
            let end = self.session_word(at, names)?;
            let end = self.session_word(end, names).unwrap_or(end);
            (1..=1000).contains(&n).then_some((n, end))
        });
        let (n, end) = tried.max_by_key(|(_, end)| *end)?;
        Some(Hit {
            value: TimeReading::LatestSessions(n),
            end,
        })
    }
}
