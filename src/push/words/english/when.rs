//! When something is sent, in English: every Monday at 9:30, on the 1st of every month.

use super::{Word, any_phrase, phrase};
use crate::push::times::{Days, Times};
use crate::push::words::Assumed;

/// When, and what was not said of it.
pub(super) struct When {
    pub(super) times: Times,
    pub(super) assumed: Vec<Assumed>,
}

const DAYS: &[(&str, u8)] = &[
    ("monday", 1),
    ("mon", 1),
    ("mondays", 1),
    ("tuesday", 2),
    ("tue", 2),
    ("tues", 2),
    ("tuesdays", 2),
    ("wednesday", 3),
    ("wed", 3),
    ("wednesdays", 3),
    ("thursday", 4),
    ("thu", 4),
    ("thurs", 4),
    ("thursdays", 4),
    ("friday", 5),
    ("fri", 5),
    ("fridays", 5),
    ("saturday", 6),
    ("sat", 6),
    ("saturdays", 6),
    ("sunday", 7),
    ("sun", 7),
    ("sundays", 7),
];

pub(super) fn when(words: &[Word<'_>], at: usize) -> Option<(When, usize)> {
    let early = at_clock(words, at);
    let (days, mut assumed, usual, end) = days(words, early.map_or(at, |(_, end)| end))?;
    let (clock, end) = match early {
        Some((clock, _)) => (Some(clock), end),
        None => match at_clock(words, end) {
            Some((clock, end)) => (Some(clock), end),
            None => (None, end),
        },
    };
    if clock.is_none() && days != Days::Hours {
        assumed.push(Assumed::Time);
    }
    let (hour, minute) = clock.unwrap_or((usual, 0));
    Some((
        When {
            times: Times { days, hour, minute },
            assumed,
        },
        end,
    ))
}

/// The days, what was not said, the usual hour, and where it ends.
fn days(words: &[Word<'_>], at: usize) -> Option<(Days, Vec<Assumed>, u8, usize)> {
    if let Some((days, end)) = end_of_month(words, at) {
        return Some((days, Vec::new(), 9, end));
    }
    let on = phrase(words, at, "on").unwrap_or(at);
    let word = |at: usize| words.get(at).map(|it| it.word.as_str());
    let simple = |days, end| Some((days, Vec::new(), 9, end));
    match word(on)? {
        "weekdays" | "workdays" => return simple(Days::Working, on + 1),
        "daily" => return simple(Days::All, on + 1),
        "hourly" => return simple(Days::Hours, on + 1),
        "weekly" => return Some(of_week(words, on + 1)),
        "monthly" => return Some(of_month(words, on + 1)),
        _ => {}
    }
    if let Some((days, end)) = week_days(words, on, true) {
        return with_part(words, Days::Week(days), end);
    }
    let each = ["every", "each"]
        .iter()
        .find_map(|it| phrase(words, on, it))?;
    match word(each)? {
        "hour" => simple(Days::Hours, each + 1),
        "day" => with_part(words, Days::All, each + 1),
        "morning" => simple(Days::All, each + 1),
        "afternoon" => Some((Days::All, Vec::new(), 15, each + 1)),
        "evening" => Some((Days::All, Vec::new(), 18, each + 1)),
        "night" => Some((Days::All, Vec::new(), 21, each + 1)),
        "weekday" | "workday" => with_part(words, Days::Working, each + 1),
        "business" | "working" | "work" => simple(Days::Working, phrase(words, each + 1, "day")?),
        "week" => Some(of_week(words, each + 1)),
        "month" => Some(of_month(words, each + 1)),
        _ => {
            let (days, end) = week_days(words, each, false)?;
            with_part(words, Days::Week(days), end)
        }
    }
}

fn with_part(
    words: &[Word<'_>],
    days: Days,
    end: usize,
) -> Option<(Days, Vec<Assumed>, u8, usize)> {
    let parts = [
        ("morning", 9),
        ("in the morning", 9),
        ("afternoon", 15),
        ("evening", 18),
        ("in the evening", 18),
        ("night", 21),
    ];
    let (usual, end) = any_phrase(words, end, &parts).unwrap_or((9, end));
    Some((days, Vec::new(), usual, end))
}

/// Monday; Monday and Friday; on Mondays. Alone it is the plural, which says each.
fn week_days(words: &[Word<'_>], mut at: usize, is_plural: bool) -> Option<(Vec<u8>, usize)> {
    let mut days = Vec::new();
    while let Some((day, end)) = any_phrase(words, at, DAYS) {
        if is_plural && !words.get(at)?.word.ends_with("days") {
            break;
        }
        days.push(day);
        at = end;
        if let Some(next) =
            phrase(words, at, "and").filter(|next| any_phrase(words, *next, DAYS).is_some())
        {
            at = next;
        }
    }
    days.sort_unstable();
    days.dedup();
    (!days.is_empty()).then_some((days, at))
}

fn of_week(words: &[Word<'_>], at: usize) -> (Days, Vec<Assumed>, u8, usize) {
    let on = phrase(words, at, "on").and_then(|on| week_days(words, on, false));
    match on {
        Some((days, end)) => (Days::Week(days), Vec::new(), 9, end),
        None => (Days::Week(vec![1]), vec![Assumed::Day], 9, at),
    }
}

fn of_month(words: &[Word<'_>], at: usize) -> (Days, Vec<Assumed>, u8, usize) {
    let on = phrase(words, at, "on the").and_then(|on| day_of_month(words, on));
    match on {
        Some((days, end)) => (days, Vec::new(), 9, end),
        None => (Days::Month(1), vec![Assumed::Day], 9, at),
    }
}

/// On the 1st of every month.
fn end_of_month(words: &[Word<'_>], at: usize) -> Option<(Days, usize)> {
    let on = phrase(words, at, "on the").or_else(|| phrase(words, at, "the"))?;
    let (days, end) = day_of_month(words, on)?;
    let end = [
        "of every month",
        "of each month",
        "of the month",
        "every month",
        "each month",
    ]
    .iter()
    .find_map(|it| phrase(words, end, it))?;
    Some((days, end))
}

fn day_of_month(words: &[Word<'_>], at: usize) -> Option<(Days, usize)> {
    if let Some(end) = phrase(words, at, "last day") {
        return Some((Days::MonthEnd, end));
    }
    let word = words.get(at)?.word.as_str();
    let end = phrase(words, at + 1, "day").unwrap_or(at + 1);
    let day = match word {
        "first" => 1,
        "second" => 2,
        "third" => 3,
        "fifth" => 5,
        "tenth" => 10,
        "fifteenth" => 15,
        _ => word
            .trim_end_matches(char::is_alphabetic)
            .parse()
            .ok()
            .filter(|it| (1..=31).contains(it))?,
    };
    // Each month has an end; not each has a 31st.
    Some((
        if day == 31 {
            Days::MonthEnd
        } else {
            Days::Month(day)
        },
        end,
    ))
}

/// At 9; at 9:30 am; at noon.
fn at_clock(words: &[Word<'_>], at: usize) -> Option<((u8, u8), usize)> {
    let said = phrase(words, at, "at");
    let begin = said.unwrap_or(at);
    let word = words.get(begin)?.word.as_str();
    match word {
        "noon" | "midday" if said.is_some() => return Some(((12, 0), begin + 1)),
        "midnight" if said.is_some() => return Some(((0, 0), begin + 1)),
        _ => {}
    }
    let half = |text: &str| match text.trim_end_matches('.').replace('.', "").as_str() {
        "am" => Some(0),
        "pm" => Some(12),
        _ => None,
    };
    let split = word
        .find(|c: char| !c.is_ascii_digit() && c != ':')
        .unwrap_or(word.len());
    let (digits, letters) = word.split_at(split);
    let (mut later, mut end) = (half(letters), begin + 1);
    if !letters.is_empty() && later.is_none() {
        return None;
    }
    if later.is_none() {
        later = words.get(end).and_then(|it| half(&it.word));
        end += usize::from(later.is_some());
    }
    if later.is_none() {
        let parts = [
            ("in the morning", 0),
            ("in the afternoon", 12),
            ("in the evening", 12),
            ("at night", 12),
            ("o'clock", 24),
        ];
        if let Some((part, after)) = any_phrase(words, end, &parts) {
            (later, end) = (Some(part).filter(|it| *it < 24), after);
        }
    }
    let (hour, minute) = match digits.split_once(':') {
        Some((hour, minute)) => (hour, minute.parse().ok().filter(|it| *it < 60)?),
        // 9 alone is no time.
        None if said.is_some() || later.is_some() => (digits, 0),
        None => return None,
    };
    let hour: u8 = hour.parse().ok().filter(|it| *it < 24)?;
    let hour = match later {
        Some(12) if hour < 12 => hour + 12,
        Some(0) if hour == 12 => 0,
        Some(_) if hour > 12 => return None,
        _ => hour,
    };
    Some(((hour, minute), end))
}
