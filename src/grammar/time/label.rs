//! A range in words, for the first line of an answer.

use chrono::{Datelike as _, Duration, NaiveDate, NaiveDateTime, NaiveTime, Timelike as _};

use super::TimeRange;

#[rustfmt::skip]
const NAMES: &[(&str, &str, &str)] = &[
    ("today", "今天", "today"), ("yesterday", "昨天", "yesterday"),
    ("tomorrow", "明天", "tomorrow"), ("d-2", "前天", "the day before yesterday"),
    ("last_night", "昨晚开播的场次", "sessions that started last night"),
    ("tonight", "今晚", "tonight"), ("wtd", "本周至今", "this week to date"),
    ("last_week", "上周", "last week"), ("next_week", "下周", "next week"),
    ("w-2", "上上周", "the week before last"), ("mtd", "本月至今", "month to date"),
    ("last_month", "上月", "last month"), ("next_month", "下月", "next month"),
    ("qtd", "本季至今", "quarter to date"), ("last_quarter", "上季度", "last quarter"),
    ("ytd", "今年以来", "year to date"), ("last_year", "去年", "last year"), ("now", "现在", "now"),
    ("this_month", "本月", "this month"),
];

/// The range in Chinese: 上周（2026-11-09 至 2026-11-15）.
#[must_use]
pub fn label_zh(range: &TimeRange) -> String {
    let name = NAMES
        .iter()
        .find(|(key, _, _)| *key == range.key)
        .map(|(_, zh, _)| (*zh).to_owned());
    let name = name.or_else(|| counted(&range.key).map(|(n, unit, full)| zh_count(n, unit, full)));
    let dates = dates(range, " 至 ");
    let clock = clock(range);
    match name {
        Some(name) => format!("{name}（{dates}）{clock}"),
        None => format!("{dates}{clock}"),
    }
}

/// The range in English: last week (2026-11-09 to 2026-11-15).
#[must_use]
pub fn label_en(range: &TimeRange) -> String {
    let name = NAMES
        .iter()
        .find(|(key, _, _)| *key == range.key)
        .map(|(_, _, en)| (*en).to_owned());
    let name = name.or_else(|| counted(&range.key).map(|(n, unit, full)| en_count(n, unit, full)));
    let dates = dates(range, " to ");
    let clock = clock(range);
    match name {
        Some(name) => format!("{name} ({dates}){clock}"),
        None => format!("{dates}{clock}"),
    }
}

/// `last_7d`, `last_3m`, `roll_3mo`: number, unit, whole units or not.
fn counted(key: &str) -> Option<(&str, char, bool)> {
    if let Some(n) = key.strip_prefix("roll_").and_then(|k| k.strip_suffix("mo")) {
        return Some((n, 'm', false));
    }
    let rest = key.strip_prefix("last_")?;
    let unit = rest.chars().last()?;
    let n = rest.strip_suffix(unit)?;
    let digits = !n.is_empty() && n.chars().all(|c| c.is_ascii_digit());
    (digits && "dwmqyhi".contains(unit)).then_some((n, unit, "wmqy".contains(unit)))
}

fn zh_count(n: &str, unit: char, full: bool) -> String {
    let name = match unit {
        'd' => "天",
        'w' => "周",
        'm' => "个月",
        'q' => "个季度",
        'y' => "年",
        'h' => "小时",
        _ => "分钟",
    };
    let whole = if full { "完整" } else { "" };
    match (full, name.strip_prefix('个')) {
        (true, Some(bare)) => format!("近{n}个完整{bare}"),
        _ => format!("近{n}{whole}{name}"),
    }
}

fn en_count(n: &str, unit: char, full: bool) -> String {
    let name = match unit {
        'd' => "day",
        'w' => "week",
        'm' => "month",
        'q' => "quarter",
        'y' => "year",
        'h' => "hour",
        _ => "minute",
    };
    let plural = if n == "1" { "" } else { "s" };
    let whole = if full { "full " } else { "" };
    format!("last {n} {whole}{name}{plural}")
}

fn dates(range: &TimeRange, to: &str) -> String {
    if range.point {
        return moment(range.start);
    }
    let exact = range.start.time() != NaiveTime::MIN
        || (range.end.time() != NaiveTime::MIN && range.start != range.end);
    if exact {
        let start = if range.start.time() == NaiveTime::MIN {
            day(range.start.date())
        } else {
            moment(range.start)
        };
        return format!("{start}{to}{}", moment(range.end));
    }
    let last = range
        .end
        .checked_sub_signed(Duration::seconds(1))
        .unwrap_or(range.end)
        .max(range.start)
        .date();
    if last == range.start.date() {
        day(last)
    } else {
        format!("{}{to}{}", day(range.start.date()), day(last))
    }
}

fn day(date: NaiveDate) -> String {
    format!("{}-{:02}-{:02}", date.year(), date.month(), date.day())
}

fn moment(at: NaiveDateTime) -> String {
    format!("{} {:02}:{:02}", day(at.date()), at.hour(), at.minute())
}

fn clock(range: &TimeRange) -> String {
    let hm = |m: u32| format!("{:02}:{:02}", (m / 60) % 24, m % 60);
    range.time_of_day.map_or_else(String::new, |t| {
        let to = if t.to_minute == 1440 {
            "24:00".to_owned()
        } else {
            hm(t.to_minute)
        };
        format!(" {}-{to}", hm(t.from_minute))
    })
}
