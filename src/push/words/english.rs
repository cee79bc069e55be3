//! Commands in English: every Monday send me …, alert me when … goes above 20%.

use super::bound::bound as bound_in;
use super::{Assumed, Due, To, Wish, question};
use crate::push::times::{Days, Times};

/// A word with its place in the text, in small letters and without marks.
struct Word<'a> {
    text: &'a str,
    start: usize,
    end: usize,
    word: String,
}

fn words(text: &str) -> Vec<Word<'_>> {
    let mut all = Vec::new();
    let mut at = 0;
    for piece in text.split(' ') {
        let word = piece.trim_matches([',', ';', ':', '.', '"']).to_lowercase();
        if !word.is_empty() {
            all.push(Word {
                text,
                start: at,
                end: at + piece.len(),
                word,
            });
        }
        at += piece.len() + 1;
    }
    all
}

/// The words of a phrase at a place; where it ends.
fn phrase(words: &[Word<'_>], at: usize, phrase: &str) -> Option<usize> {
    let mut end = at;
    for wanted in phrase.split(' ') {
        if words.get(end)?.word != wanted {
            return None;
        }
        end += 1;
    }
    Some(end)
}

fn any_phrase<T: Copy>(words: &[Word<'_>], at: usize, phrases: &[(&str, T)]) -> Option<(T, usize)> {
    let found = phrases
        .iter()
        .filter_map(|(it, value)| Some((*value, phrase(words, at, it)?)));
    found.max_by_key(|(_, end)| *end)
}

/// What stands between two words of a text.
fn between<'a>(words: &[Word<'a>], from: usize, to: usize) -> &'a str {
    match (words.get(from), words.get(to.wrapping_sub(1))) {
        (Some(first), Some(last)) if from < to => &first.text[first.start..last.end],
        _ => "",
    }
}

const POLITE: &[(&str, ())] = &[
    ("please", ()),
    ("can you", ()),
    ("could you", ()),
    ("hey", ()),
    ("kindly", ()),
    ("i want you to", ()),
];

/// Whether a verb sends also where nothing else says that it is to be done again and again.
const VERBS: &[(&str, bool)] = &[
    ("send", true),
    ("post", true),
    ("push", true),
    ("share", true),
    ("deliver", true),
    ("message", true),
    ("report", true),
    ("subscribe me to", true),
    ("subscribe to", true),
    ("subscribe us to", true),
    ("schedule", true),
    ("give", false),
    ("tell", false),
    ("show", false),
    ("remind", false),
];

const TARGETS: &[(&str, To)] = &[
    ("me", To::Me),
    ("to me", To::Me),
    ("us", To::Here),
    ("to us", To::Here),
    ("here", To::Here),
    ("in here", To::Here),
    ("to this channel", To::Here),
    ("in this channel", To::Here),
    ("to the channel", To::Here),
    ("in the channel", To::Here),
    ("to this group", To::Here),
    ("in this group", To::Here),
    ("to the group", To::Here),
    ("to this chat", To::Here),
    ("in this chat", To::Here),
    ("this channel", To::Here),
    ("the channel", To::Here),
    ("this group", To::Here),
    ("the team", To::Here),
    ("to the team", To::Here),
    ("to everyone", To::Here),
    ("everyone", To::Here),
    ("to the robot", To::Robot),
    ("to the group robot", To::Robot),
];

/// What is to be sent again and again.
pub(super) fn times(text: &str) -> Option<Wish> {
    let words = words(text);
    let begin = after_polite(&words, 0);
    if let Some((when, end)) = when(&words, begin) {
        return wish(&words, (after_polite(&words, end), words.len()), when, true);
    }
    // send me X every day at 9
    let at = (begin + 1..words.len()).find_map(|at| {
        let (when, end) = when(&words, at)?;
        let end = phrase(&words, end, "please").unwrap_or(end);
        (end == words.len()).then_some((when, at))
    });
    let (when, at) = at?;
    let before = words.get(at - 1)?.word.as_str();
    if [
        "for", "of", "by", "in", "from", "over", "across", "on", "during", "per",
    ]
    .contains(&before)
    {
        return None;
    }
    let has_time = !when.assumed.contains(&Assumed::Time);
    wish(&words, (begin, at), when, has_time)
}

fn after_polite(words: &[Word<'_>], mut at: usize) -> usize {
    while let Some(((), end)) = any_phrase(words, at, POLITE) {
        at = end;
    }
    at
}

/// `any_verb`: the sentence begins with when, or names a time of day, so that a weaker verb will do.
fn wish(
    words: &[Word<'_>],
    (from, to): (usize, usize),
    when: When,
    any_verb: bool,
) -> Option<Wish> {
    let (is_strong, mut from) = any_phrase(words, from, VERBS)?;
    let target = any_phrase(words, from, TARGETS).filter(|(_, end)| *end < to);
    let mut goes = To::Unsaid;
    if let Some((said, end)) = target {
        (goes, from) = (said, end);
    }
    // A weak verb is one only with somebody who gets it.
    if !is_strong && (!any_verb || goes == To::Unsaid) {
        return None;
    }
    let mut to = to;
    if words.get(to - 1).is_some_and(|it| it.word == "please") {
        to -= 1;
    }
    let behind = (from + 1..to).find_map(|at| {
        let (said, end) = any_phrase(words, at, TARGETS)?;
        (end == to).then_some((said, at))
    });
    if let Some((said, at)) = behind {
        (goes, to) = (if goes == To::Unsaid { said } else { goes }, at);
    }
    Some(Wish {
        question: question(between(words, from, to))?,
        due: Due::Times(when.times),
        to: goes,
        assumed: when.assumed,
    })
}

struct When {
    times: Times,
    assumed: Vec<Assumed>,
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

fn when(words: &[Word<'_>], at: usize) -> Option<(When, usize)> {
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
    loop {
        let Some((day, end)) = any_phrase(words, at, DAYS) else {
            break;
        };
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

const TELLS: &[(&str, To)] = &[
    ("alert me", To::Me),
    ("notify me", To::Me),
    ("warn me", To::Me),
    ("ping me", To::Me),
    ("message me", To::Me),
    ("remind me", To::Me),
    ("tell me", To::Me),
    ("let me know", To::Me),
    ("alert us", To::Here),
    ("notify us", To::Here),
    ("warn us", To::Here),
    ("tell us", To::Here),
    ("let us know", To::Here),
    ("alert this channel", To::Here),
    ("notify this channel", To::Here),
    ("alert the channel", To::Here),
    ("notify the channel", To::Here),
    ("alert this group", To::Here),
    ("notify this group", To::Here),
    ("alert here", To::Here),
    ("post here", To::Here),
    ("alert", To::Unsaid),
    ("send me an alert", To::Me),
    ("send an alert", To::Unsaid),
];

/// `tell me if` may be a question; the others say that it is about what is to come.
const WHENS: &[(&str, bool)] = &[
    ("when", true),
    ("whenever", true),
    ("once", true),
    ("as soon as", true),
    ("every time", true),
    ("if", false),
];

/// What is to be told when a number passes a bound.
pub(super) fn bound(text: &str) -> Option<Wish> {
    let words = words(text);
    let begin = after_polite(&words, 0);
    if let Some((to, end)) = any_phrase(&words, begin, TELLS) {
        let (is_ahead, end) = any_phrase(&words, end, WHENS)?;
        if !is_ahead && words.get(begin).is_some_and(|it| it.word == "tell") {
            return None;
        }
        return bounded(between(&words, end, words.len()), to);
    }
    // when X goes above 20%, alert me
    let (_, from) = any_phrase(&words, begin, WHENS)?;
    let tells = (from + 1..words.len()).find_map(|at| {
        let begin = ["then", "please"]
            .iter()
            .find_map(|it| phrase(&words, at, it))
            .unwrap_or(at);
        let (to, end) = any_phrase(&words, begin, TELLS)?;
        (end == words.len()).then_some((to, at))
    });
    let (to, at) = tells?;
    bounded(between(&words, from, at), to)
}

fn bounded(text: &str, to: To) -> Option<Wish> {
    let (before, bound, after) = bound_in(text.trim_end_matches([',', ' ']))?;
    let mut asked = before.trim();
    let verbs = [
        "goes", "is", "rises", "falls", "drops", "gets", "climbs", "grows", "stays", "becomes",
        "are", "go", "fall", "drop", "rise", "ever", "dips", "reaches", "sinks", "has",
    ];
    while let Some((rest, last)) = asked.rsplit_once(' ') {
        if !verbs.contains(&last.to_lowercase().as_str()) {
            break;
        }
        asked = rest.trim_end();
    }
    asked = asked.strip_prefix("the ").unwrap_or(asked);
    let after = after.trim_matches([' ', ',']);
    let after = ["yuan", "rmb", "cny"]
        .iter()
        .fold(after, |it, unit| it.strip_prefix(unit).unwrap_or(it))
        .trim();
    // What follows may be the period: above 20% today.
    let asked = if after.is_empty() {
        asked.to_owned()
    } else {
        format!("{asked} {after}")
    };
    Some(Wish {
        question: question(&asked)?,
        due: Due::Bound(bound),
        to,
        assumed: Vec::new(),
    })
}
