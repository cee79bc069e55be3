//! Parts of a named period: 11月前10天, the first ten days of October, 10月上半月, 国庆最后一天; and
//! a day of the month by its number alone: 11号那天, on the 11th.

use chrono::Datelike as _;

use super::dates::{add_days, add_months};
use super::{Grain, Hit, Scan, TimeRange};
use crate::grammar::number::numeral::{count, digits};

impl Scan<'_> {
    /// 11月前10天, 上月最后一周: the first or last days of a month or longer; of other days only
    /// where the words can mean nothing else.
    pub(super) fn edge_days(&self, pos: usize) -> Option<Hit<TimeRange>> {
        let c = &self.chars;
        let atom = self.atom(pos)?;
        let range = self.range_of(&atom.reading).filter(|r| r.whole.is_none())?;
        let long = is_long(&range);
        let days = range.grain == Grain::Day && range.step.n > 1 && range.time_of_day.is_none();
        let at = c.skip(c.opt(atom.end, &["的"]));
        let first = c.any(at, &["第一天", "头一天", "首日"]);
        if let Some(end) = first.filter(|_| long || days) {
            let value = self.edge(&range, true, 1)?;
            return Some(Hit { value, end });
        }
        // 前 and 后 beside a few days may mean those before or after them.
        let sides = [
            ("前", (true, false)),
            ("头", (true, true)),
            ("最初", (true, true)),
            ("后", (false, false)),
            ("最后", (false, true)),
            ("末尾", (false, true)),
        ];
        let ((head, clear), at) = c.pick(at, &sides)?;
        if !(long || (days && clear)) {
            return None;
        }
        let (n, at) = count(c, at)?;
        let (unit, end) = c.pick(at, &[("天", 1), ("日", 1), ("周", 7), ("个星期", 7)])?;
        let value = self.edge(&range, head, i64::from(n).checked_mul(unit)?)?;
        Some(Hit { value, end })
    }

    /// The first ten days of October, the last day of last month, the first two weeks of November.
    pub(super) fn first_days(&self, pos: usize) -> Option<Hit<TimeRange>> {
        let c = &self.chars;
        let sides = [
            ("the first", true),
            ("first", true),
            ("the last", false),
            ("last", false),
            ("the final", false),
        ];
        let (head, at) = c.pick(pos, &sides)?;
        let at = c.skip(at);
        let counted = count(c, at);
        let (n, at) = counted.unwrap_or((1, at));
        let (unit, at) = self.of_days(at)?;
        // Last week of October may be last week, and October.
        if unit > 1 && !head && counted.is_none() {
            return None;
        }
        let atom = self.atom(c.skip(c.opt_after(at, &["the"])))?;
        let range = self.range_of(&atom.reading).filter(is_long)?;
        let value = self.edge(&range, head, i64::from(n) * unit)?;
        let end = atom.end;
        Some(Hit { value, end })
    }

    /// Days of, weeks in: how many days the unit has, and where what it is part of begins.
    fn of_days(&self, at: usize) -> Option<(i64, usize)> {
        let c = &self.chars;
        let days = ["days of", "day of", "days in", "day in"];
        let weeks = ["weeks of", "week of", "weeks in", "week in"];
        let by_days = c.any_after(at, &days).map(|end| (1, end));
        by_days.or_else(|| c.any_after(at, &weeks).map(|end| (7, end)))
    }

    /// So many days from one end of a period; none where it has not so many.
    fn edge(&self, range: &TimeRange, head: bool, n: i64) -> Option<TimeRange> {
        let first = range.start.date();
        let last = self.full(range.clone()).end.date();
        let (from, to) = if head {
            (first, add_days(first, n)?)
        } else {
            (add_days(last, -n)?, last)
        };
        let inside = (1..=180).contains(&n) && from >= first && to <= last;
        self.date_range(from, add_days(to, -1)?).filter(|_| inside)
    }

    /// 10月上半月, 上个月下半月, the first half of October.
    pub(super) fn half_month(&self, pos: usize) -> Option<Hit<TimeRange>> {
        let c = &self.chars;
        #[rustfmt::skip]
        let tails = [
            ("上半月", true), ("下半月", false), ("前半月", true), ("后半月", false),
            ("上半个月", true), ("下半个月", false), ("前半个月", true), ("后半个月", false),
        ];
        #[rustfmt::skip]
        let leads = [
            ("the first half of", true), ("first half of", true), ("the second half of", false),
            ("second half of", false), ("1st half of", true), ("2nd half of", false),
        ];
        let one = |range: &TimeRange| range.grain == Grain::Month && range.step.n == 1;
        let month_at = |at: usize| {
            let atom = self.atom(at)?;
            let range = self.range_of(&atom.reading).filter(one)?;
            Some((range, atom.end))
        };
        let (month, head, end) = if let Some((head, at)) = c.pick(pos, &leads) {
            let (month, end) = month_at(c.skip(at))?;
            (month, head, end)
        } else if let Some((head, end)) = c.pick(pos, &tails) {
            (self.month_from_now(0)?, head, end)
        } else {
            let (month, end) = month_at(pos)?;
            let (head, end) = c.pick(c.skip(c.opt(end, &["的"])), &tails)?;
            (month, head, end)
        };
        let first = month.start.date();
        let middle = add_days(first, 15)?;
        let value = if head {
            self.date_range(first, add_days(middle, -1)?)?
        } else {
            self.date_range(middle, add_days(add_months(first, 1)?, -1)?)?
        };
        Some(Hit { value, end })
    }

    /// 11号那天, 11日, on the 11th: the newest such day. What else may have a number, such as
    /// 3号线, is none.
    pub(super) fn day_alone(&self, pos: usize) -> Option<Hit<TimeRange>> {
        let (day, back, end) = self.chinese_day(pos).or_else(|| self.english_nth(pos))?;
        let month = self.month_from_now(back.unwrap_or(0))?.start.date();
        let begun = month.with_day(day).filter(|date| *date <= self.today);
        let date = match (begun, back) {
            (Some(date), _) => date,
            (None, None) => add_months(month, -1)?.with_day(day)?,
            (None, Some(_)) => return None,
        };
        let value = self.date_range(date, date)?;
        Some(Hit { value, end })
    }

    fn chinese_day(&self, pos: usize) -> Option<(u32, Option<i64>, usize)> {
        const INSIDE: &str = "近前后第满过去内月零一二三四五六七八九十百0123456789";
        let c = &self.chars;
        let (day, end) = count(c, pos).filter(|(day, _)| (1..=31).contains(day))?;
        let (sure, end) = c.pick(end, &[("号", false), ("日", true)])?;
        if c.before(pos).is_some_and(|x| INSIDE.contains(x)) {
            return None;
        }
        #[rustfmt::skip]
        let that_day = [
            "那天", "那一天", "当天", "当日", "那日", "这天", "这一天", "全天", "一整天", "整天",
        ];
        if let Some(end) = c.any(end, &that_day) {
            return Some((day, None, end));
        }
        #[rustfmt::skip]
        let followed = [
            "那晚", "当晚", "晚", "早上", "上午", "下午", "中午", "凌晨", "那场", "以来", "至今", "到现在",
        ];
        let closed = c.at(end).is_none_or(|x| " ，,。？?！!；;、".contains(x));
        let clear = c.any(end, &followed).is_some() || (sure && closed);
        clear.then_some((day, None, end))
    }

    /// The 11th, where the words around it leave no thing that it could count.
    fn english_nth(&self, pos: usize) -> Option<(u32, Option<i64>, usize)> {
        let c = &self.chars;
        let (text, end) = digits(c, c.skip(c.any(pos, &["the"])?))?;
        let day = text.parse().ok().filter(|day| (1..=31).contains(day))?;
        let endings = [("st", ()), ("nd", ()), ("rd", ()), ("th", ())];
        let ((), end) = c.pick_glued(end, &endings)?;
        #[rustfmt::skip]
        let months = [
            ("of this month", 0), ("this month", 0), ("of the month", 0), ("of last month", -1),
            ("last month", -1),
        ];
        if let Some((back, end)) = c.pick(c.skip(end), &months) {
            return Some((day, Some(back), end));
        }
        #[rustfmt::skip]
        let leads = [
            ("on", ()), ("since", ()), ("from", ()), ("until", ()), ("till", ()), ("to", ()),
            ("through", ()), ("than", ()), ("vs", ()), ("against", ()), ("drop", ()),
            ("excluding", ()), ("exclude", ()), ("except", ()), ("without", ()), ("skip", ()),
            ("remove", ()),
        ];
        let verbs = [
            "to", "through", "until", "till", "vs", "versus", "was", "were", "did", "alone",
        ];
        let next = c.skip(end);
        let closed = c.at(next).is_none_or(|x| ",.?!;，。？！；".contains(x));
        let apart = closed || c.any(next, &verbs).is_some();
        (apart && c.pick_before(pos, &leads)).then_some((day, None, end))
    }
}

/// A month or longer.
fn is_long(range: &TimeRange) -> bool {
    matches!(
        range.grain,
        Grain::Month | Grain::Quarter | Grain::HalfYear | Grain::Year
    ) && range.whole.is_none()
}
