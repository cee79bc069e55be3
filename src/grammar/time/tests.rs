//! Runs the case files of `tests/cases/time`, and properties that no text may break.

use chrono::{NaiveDateTime, NaiveTime, Weekday};
use serde::Deserialize;

use super::{Calendar, CalendarEvent, CompareExpr, Found, SessionWords, TimeRange, TimeReading, base_event, base_range, find, label_en, label_zh, offset};

const CASES: &[(&str, &str)] = &[
    ("chinese", include_str!("../../../tests/cases/time/chinese.jsonl")),
    ("english", include_str!("../../../tests/cases/time/english.jsonl")),
    ("questions", include_str!("../../../tests/cases/time/questions.jsonl")),
    ("clocks", include_str!("../../../tests/cases/time/clocks.jsonl")),
    ("compare", include_str!("../../../tests/cases/time/compare.jsonl")),
    ("nothing", include_str!("../../../tests/cases/time/nothing.jsonl")),
];

#[derive(Deserialize)]
struct Fixture {
    events: Vec<CalendarEvent>,
    sessions: SessionWords,
}

/// One line of a case file: what is found, in the short form of [`summary`].
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    text: String,
    #[serde(default)]
    now: Option<NaiveDateTime>,
    #[serde(default)]
    week_start: Option<Weekday>,
    #[serde(default)]
    fiscal: Option<u32>,
    find: Vec<(String, String)>,
    /// Range that the first range compares with under the first comparison.
    #[serde(default)]
    base: Option<String>,
    #[serde(default)]
    offset: Option<String>,
}

fn fixture() -> Fixture {
    serde_json::from_str(include_str!("../../../tests/cases/time/calendar.json")).unwrap()
}

fn default_now() -> NaiveDateTime {
    "2026-11-19T10:30:00".parse().unwrap()
}

fn calendar<'a>(fixture: &'a Fixture, case: &Case) -> Calendar<'a> {
    Calendar {
        now: case.now.unwrap_or_else(default_now),
        week_start: case.week_start.unwrap_or(Weekday::Mon),
        fiscal_start_month: case.fiscal.unwrap_or(1),
        events: &fixture.events,
        sessions: &fixture.sessions,
    }
}

fn moment(at: NaiveDateTime) -> String {
    if at.time() == NaiveTime::MIN { at.date().to_string() } else { at.format("%Y-%m-%dT%H:%M").to_string() }
}

fn bounds(range: &TimeRange) -> String {
    format!("{}..{}", moment(range.start), moment(range.end))
}

fn range_text(range: &TimeRange) -> String {
    let mut out = format!("{} {}", range.key, bounds(range));
    let flags = [
        (range.partial, " partial"),
        (range.future, " future"),
        (range.point, " point"),
        (range.by_session_start, " sessions"),
    ];
    flags.iter().filter(|(on, _)| *on).for_each(|(_, text)| out.push_str(text));
    if let Some(t) = range.time_of_day {
        out.push_str(&format!(" at {}-{}", hm(t.from_minute), hm(t.to_minute)));
    }
    if let Some(whole) = &range.whole {
        out.push_str(&format!(" | {} {}", whole.key, bounds(whole)));
    }
    out
}

fn hm(minute: u32) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

fn summary(time: &TimeReading) -> String {
    match time {
        TimeReading::Range(range) => range_text(range),
        TimeReading::Event(event) => match &event.phase {
            Some(phase) => format!("{} {phase} {}", event.key, event.windows.len()),
            None => format!("{} {}", event.key, event.windows.len()),
        },
        TimeReading::Compare(compare) => match compare {
            CompareExpr::PreviousPeriod => "vs previous".to_owned(),
            CompareExpr::Shift(step) => format!("vs -{} {:?}", step.n, step.unit).to_lowercase(),
            CompareExpr::SameWeekLastYear => "vs same week last year".to_owned(),
            CompareExpr::Range(range) => format!("vs {}", range_text(range)),
            CompareExpr::Event(event) => format!("vs {}", event.key),
        },
        TimeReading::Grain(grain) => format!("by {grain:?}").to_lowercase(),
        TimeReading::WhichGrain(grain) => format!("which {grain:?}").to_lowercase(),
        TimeReading::Average(grain) => format!("average {grain:?}").to_lowercase(),
        TimeReading::TimeOfDay(t) => format!("at {}-{}", hm(t.from_minute), hm(t.to_minute)),
        TimeReading::Weekdays(days) => format!("weekdays {days:?}"),
        TimeReading::RelativeToSession(w) => {
            let reread = if w.reread { " reread" } else { "" };
            format!("session {:?} {}..{}{reread}", w.edge, w.from_minute, w.to_minute).to_lowercase()
        }
        TimeReading::LatestSessions(n) => format!("latest {n}"),
        TimeReading::MoveBack(step) => format!("back {} {:?}", step.n, step.unit).to_lowercase(),
        TimeReading::AllTime => "all time".to_owned(),
        TimeReading::Vague => "vague".to_owned(),
    }
}

fn short(text: &str, found: &[Found]) -> Vec<(String, String)> {
    found.iter().map(|f| (text[f.span.clone()].to_owned(), summary(&f.time))).collect()
}

fn cases() -> Vec<(String, Case)> {
    let mut out = Vec::new();
    for (file, lines) in CASES {
        for (number, line) in lines.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
            let at = format!("{file}:{}", number + 1);
            let case = serde_json::from_str(line).unwrap_or_else(|e| panic!("{at}: {e}"));
            out.push((at, case));
        }
    }
    out
}

#[test]
fn every_case_line_is_right() {
    let fixture = fixture();
    let cases = cases();
    let mut wrong = Vec::new();
    for (at, case) in &cases {
        let calendar = calendar(&fixture, case);
        let found = find(&case.text, &calendar);
        let got = short(&case.text, &found);
        if got != case.find {
            wrong.push(format!("{at} {}\n   want {:?}\n   got  {got:?}", case.text, case.find));
            continue;
        }
        let first = found.iter().find_map(|f| match &f.time {
            TimeReading::Range(range) => Some(range),
            _ => None,
        });
        let compare = found.iter().find_map(|f| match &f.time {
            TimeReading::Compare(compare) => Some(compare),
            _ => None,
        });
        if let (Some(range), Some(compare)) = (first, compare) {
            let base = bounds(&base_range(range, compare, &calendar));
            if case.base.as_ref().is_some_and(|want| *want != base) {
                wrong.push(format!("{at} {}\n   base {base}", case.text));
            }
            let steps = offset(range, compare, &calendar);
            if case.offset.is_some() && case.offset != steps {
                wrong.push(format!("{at} {}\n   offset {steps:?}", case.text));
            }
        } else if case.base.is_some() {
            wrong.push(format!("{at} {}: nothing to compare", case.text));
        }
    }
    assert!(wrong.is_empty(), "{} of {} wrong\n{}", wrong.len(), cases.len(), wrong.join("\n"));
    assert!(cases.len() >= 150);
}

#[test]
#[ignore]
fn dump() {
    let fixture = fixture();
    let text = std::fs::read_to_string("/tmp/q.txt").unwrap();
    for line in text.lines().filter(|l| !l.is_empty()) {
        let (text, now) = line.split_once('\t').map_or((line, None), |(t, n)| (t, Some(n)));
        let case = Case { text: text.to_owned(), now: now.map(|n| n.parse().unwrap()), week_start: None, fiscal: None, find: vec![], base: None, offset: None };
        let calendar = calendar(&fixture, &case);
        let found = find(text, &calendar);
        println!("{}", serde_json::json!({"text": text, "find": short(text, &found)}));
    }
}
