//! Builds ranges from the calendar: one function a kind of period, with its key.

use chrono::{Datelike as _, Duration, NaiveDate, NaiveDateTime, Weekday};

use super::dates::{add_days, add_months, date, midnight, month_of, quarter_of, week_of};
use super::{Grain, Scan, Step, TimeOfDay, TimeRange};

impl Scan<'_> {
    /// A period of days, cut at now when it still runs.
    pub(super) fn period(
        &self,
        from: NaiveDate,
        to: NaiveDate,
        step: Step,
        key: String,
    ) -> Option<TimeRange> {
        let (start, end) = (midnight(from), midnight(to));
        if start >= end {
            return None;
        }
        let now = self.cal.now;
        let partial = start <= now && now < end;
        let (end, future) = if partial {
            (now, false)
        } else {
            (end, start > now)
        };
        Some(TimeRange {
            partial,
            future,
            ..plain(start, end, step, key)
        })
    }

    /// The same period without the cut at now.
    pub(super) fn uncut(
        &self,
        from: NaiveDate,
        to: NaiveDate,
        step: Step,
        key: String,
    ) -> Option<TimeRange> {
        let (start, end) = (midnight(from), midnight(to));
        let now = self.cal.now;
        let range = plain(start, end, step, key);
        (start < end).then(|| TimeRange {
            partial: start <= now && now < end,
            future: end > now,
            ..range
        })
    }

    /// A day, so many days from today.
    pub(super) fn day_from_today(&self, days: i64) -> Option<TimeRange> {
        let key = match days {
            0 => "today".to_owned(),
            -1 => "yesterday".to_owned(),
            1 => "tomorrow".to_owned(),
            _ => format!("d{days:+}"),
        };
        self.days(add_days(self.today, days)?, 1, key)
    }

    pub(super) fn days(&self, from: NaiveDate, count: u32, key: String) -> Option<TimeRange> {
        let step = Step {
            n: count,
            unit: Grain::Day,
        };
        self.period(from, add_days(from, i64::from(count))?, step, key)
    }

    /// One calendar day, keyed by its date.
    pub(super) fn date_range(&self, from: NaiveDate, last: NaiveDate) -> Option<TimeRange> {
        let count = u32::try_from((last - from).num_days() + 1).ok()?;
        self.days(from, count, format!("range:{from},{last}"))
    }

    pub(super) fn week(&self, weeks: i64) -> Option<TimeRange> {
        let this = week_of(self.today, self.cal.week_start)?;
        let from = add_days(this, weeks.checked_mul(7)?)?;
        let key = match weeks {
            0 => "wtd".to_owned(),
            -1 => "last_week".to_owned(),
            1 => "next_week".to_owned(),
            _ => format!("w{weeks:+}"),
        };
        self.period(
            from,
            add_days(from, 7)?,
            Step {
                n: 1,
                unit: Grain::Week,
            },
            key,
        )
    }

    /// A weekday of a week, counted from the calendar's first day of the week.
    pub(super) fn weekday(&self, weeks: i64, day: Weekday) -> Option<TimeRange> {
        let this = week_of(self.today, self.cal.week_start)?;
        let ahead = i64::from(day.days_since(self.cal.week_start));
        let from = add_days(this, weeks.checked_mul(7)?.checked_add(ahead)?)?;
        self.days(from, 1, format!("wd:{weeks},{}", day.number_from_monday()))
    }

    /// A bare weekday: the newest one that has begun.
    pub(super) fn newest_weekday(&self, day: Weekday) -> Option<TimeRange> {
        let this = self.weekday(0, day)?;
        if this.future {
            self.weekday(-1, day)
        } else {
            Some(this)
        }
    }

    pub(super) fn weekend(&self, weeks: i64) -> Option<TimeRange> {
        let this = week_of(self.today, Weekday::Mon)?;
        let from = add_days(this, weeks.checked_mul(7)?.checked_add(5)?)?;
        let key = format!("weekend:{weeks}");
        self.period(
            from,
            add_days(from, 2)?,
            Step {
                n: 1,
                unit: Grain::Week,
            },
            key,
        )
    }

    pub(super) fn month(&self, year: i32, month: u32) -> Option<TimeRange> {
        let from = date(year, month, 1)?;
        let this = month_of(self.today)? == from;
        let key = if this {
            "mtd".to_owned()
        } else {
            format!("month:{}", from.format("%Y-%m"))
        };
        self.period(
            from,
            add_months(from, 1)?,
            Step {
                n: 1,
                unit: Grain::Month,
            },
            key,
        )
    }

    /// A month, so many months from this one.
    pub(super) fn month_from_now(&self, months: i64) -> Option<TimeRange> {
        let from = add_months(month_of(self.today)?, months)?;
        let mut range = self.month(from.year(), from.month())?;
        match months {
            -1 => "last_month".clone_into(&mut range.key),
            1 => "next_month".clone_into(&mut range.key),
            _ => {}
        }
        Some(range)
    }

    pub(super) fn quarter(&self, year: i32, quarter: u32) -> Option<TimeRange> {
        let from = date(year, quarter.checked_sub(1)? * 3 + 1, 1)?;
        let this = quarter_of(self.today)? == from;
        let key = if this {
            "qtd".to_owned()
        } else {
            format!("Q:{year}Q{quarter}")
        };
        self.period(
            from,
            add_months(from, 3)?,
            Step {
                n: 1,
                unit: Grain::Quarter,
            },
            key,
        )
    }

    pub(super) fn quarter_from_now(&self, quarters: i64) -> Option<TimeRange> {
        let from = add_months(quarter_of(self.today)?, quarters.checked_mul(3)?)?;
        let mut range = self.quarter(from.year(), from.month0() / 3 + 1)?;
        match quarters {
            -1 => "last_quarter".clone_into(&mut range.key),
            1 => "next_quarter".clone_into(&mut range.key),
            _ => {}
        }
        Some(range)
    }

    pub(super) fn half(&self, year: i32, half: u32) -> Option<TimeRange> {
        let from = date(year, if half == 1 { 1 } else { 7 }, 1)?;
        let key = format!("h{half}:{year}");
        self.period(
            from,
            add_months(from, 6)?,
            Step {
                n: 1,
                unit: Grain::HalfYear,
            },
            key,
        )
    }

    pub(super) fn year(&self, year: i32) -> Option<TimeRange> {
        let key = match year - self.today.year() {
            0 => "ytd".to_owned(),
            -1 => "last_year".to_owned(),
            1 => "next_year".to_owned(),
            _ => format!("year:{year}"),
        };
        let step = Step {
            n: 1,
            unit: Grain::Year,
        };
        self.period(date(year, 1, 1)?, date(year + 1, 1, 1)?, step, key)
    }

    /// A fiscal year by the year in which it ends, or one of its quarters.
    pub(super) fn fiscal(&self, year: i32, quarter: Option<u32>) -> Option<TimeRange> {
        let first = self.cal.fiscal_start_month.clamp(1, 12);
        let from = date(if first == 1 { year } else { year - 1 }, first, 1)?;
        match quarter {
            None => {
                let step = Step {
                    n: 1,
                    unit: Grain::Year,
                };
                self.period(from, add_months(from, 12)?, step, format!("FY:{year}"))
            }
            Some(q) => {
                let from = add_months(from, i64::from(q.checked_sub(1)?) * 3)?;
                let step = Step {
                    n: 1,
                    unit: Grain::Quarter,
                };
                self.period(from, add_months(from, 3)?, step, format!("FY:{year}Q{q}"))
            }
        }
    }

    pub(super) fn fiscal_year_now(&self) -> i32 {
        let first = self.cal.fiscal_start_month.clamp(1, 12);
        let later = first > 1 && self.today.month() >= first;
        self.today.year() + i32::from(later)
    }

    /// From the start of a period to now.
    pub(super) fn since(&self, range: &TimeRange) -> Option<TimeRange> {
        let now = self.cal.now;
        if range.partial && range.end == now {
            return Some(range.clone());
        }
        if range.start >= now {
            return None;
        }
        let key = format!("since:{}", range.start.date());
        let minutes = u32::try_from((now - range.start).num_minutes())
            .ok()?
            .max(1);
        let step = Step {
            n: minutes,
            unit: Grain::Minute,
        };
        Some(TimeRange {
            partial: true,
            grain: Grain::Day,
            ..plain(range.start, now, step, key)
        })
    }

    /// Rolling hours or minutes that end now.
    pub(super) fn rolling_minutes(&self, n: u32, unit: Grain) -> Option<TimeRange> {
        let (minutes, letter) = if unit == Grain::Hour {
            (n.checked_mul(60)?, 'h')
        } else {
            (n, 'i')
        };
        let start = self
            .cal
            .now
            .checked_sub_signed(Duration::try_minutes(i64::from(minutes))?)?;
        Some(plain(
            start,
            self.cal.now,
            Step { n, unit },
            format!("last_{n}{letter}"),
        ))
    }

    pub(super) fn now_point(&self) -> TimeRange {
        let step = Step {
            n: 1,
            unit: Grain::Day,
        };
        let range = plain(self.cal.now, self.cal.now, step, "now".to_owned());
        TimeRange {
            point: true,
            ..range
        }
    }

    /// The night of a day: sessions that start between 18:00 and 06:00.
    pub(super) fn night(&self, day: &TimeRange) -> Option<TimeRange> {
        let start = midnight(day.start.date()).checked_add_signed(Duration::try_hours(18)?)?;
        let end = start.checked_add_signed(Duration::try_hours(12)?)?;
        let now = self.cal.now;
        let partial = start <= now && now < end;
        let key = match day.key.as_str() {
            "yesterday" => "last_night".to_owned(),
            "today" => "tonight".to_owned(),
            other => format!("night:{other}"),
        };
        let step = Step {
            n: 1,
            unit: Grain::Day,
        };
        let range = plain(start, if partial { now } else { end }, step, key);
        Some(TimeRange {
            partial,
            future: start > now,
            by_session_start: true,
            ..range
        })
    }
}

/// A range with nothing special about it.
pub(super) fn plain(
    start: NaiveDateTime,
    end: NaiveDateTime,
    step: Step,
    key: String,
) -> TimeRange {
    TimeRange {
        start,
        end,
        grain: step.unit,
        step,
        partial: false,
        future: false,
        point: false,
        key,
        whole: None,
        time_of_day: None,
        by_session_start: false,
        ends: None,
    }
}

pub(super) fn with_clock(range: TimeRange, clock: TimeOfDay) -> TimeRange {
    TimeRange {
        time_of_day: Some(clock),
        ..range
    }
}
