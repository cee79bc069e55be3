//! Runs the case files of `tests/cases/time`, and properties that no text may break.

mod properties;

use chrono::{NaiveDateTime, NaiveTime, Weekday};
use serde::Deserialize;

use super::{
    Calendar, CalendarEvent, CompareExpr, Found, SessionWords, TimeRange, TimeReading, base_range,
    find, label_en, label_zh, offset,
};

const CASES: &[(&str, &str)] = &[
    (
        "chinese",
        include_str!("../../../tests/cases/time/chinese.jsonl"),
    ),
    (
        "english",
        include_str!("../../../tests/cases/time/english.jsonl"),
    ),
    (
        "questions",
        include_str!("../../../tests/cases/time/questions.jsonl"),
    ),
    (
        "clocks",
        include_str!("../../../tests/cases/time/clocks.jsonl"),
    ),
    (
        "compare",
        include_str!("../../../tests/cases/time/compare.jsonl"),
    ),
    (
        "fresh",
        include_str!("../../../tests/cases/time/fresh.jsonl"),
    ),
    (
        "spoken",
        include_str!("../../../tests/cases/time/spoken.jsonl"),
    ),
    (
        "nothing",
        include_str!("../../../tests/cases/time/nothing.jsonl"),
    ),
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
    if at.time() == NaiveTime::MIN {
        at.date().to_string()
    } else {
        at.format("%Y-%m-%dT%H:%M").to_string()
    }
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
    flags
        .iter()
        .filter(|(on, _)| *on)
        .for_each(|(_, text)| out.push_str(text));
    if let Some(t) = range.time_of_day {
        out = format!("{out} at {}-{}", hm(t.from_minute), hm(t.to_minute));
    }
    if let Some(whole) = &range.whole {
        out = format!("{out} | {} {}", whole.key, bounds(whole));
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
        TimeReading::EndOf(grain) => format!("end of {grain:?}").to_lowercase(),
        TimeReading::Average(grain) => format!("average {grain:?}").to_lowercase(),
        TimeReading::TimeOfDay(t) => format!("at {}-{}", hm(t.from_minute), hm(t.to_minute)),
        TimeReading::Weekdays(days) => format!("weekdays {days:?}"),
        TimeReading::RelativeToSession(w) => {
            let reread = if w.reread { " reread" } else { "" };
            format!(
                "session {:?} {}..{}{reread}",
                w.edge, w.from_minute, w.to_minute
            )
            .to_lowercase()
        }
        TimeReading::LatestSessions(n) => format!("latest {n}"),
        TimeReading::MoveBack(step) => format!("back {} {:?}", step.n, step.unit).to_lowercase(),
        TimeReading::AllTime => "all time".to_owned(),
        TimeReading::Vague => "vague".to_owned(),
    }
}

fn short(text: &str, found: &[Found]) -> Vec<(String, String)> {
    found
        .iter()
        .map(|f| (text[f.span.clone()].to_owned(), summary(&f.time)))
        .collect()
}

fn cases() -> Vec<(String, Case)> {
    let mut out = Vec::new();
    for (file, lines) in CASES {
        for (number, line) in lines
            .lines()
            .enumerate()
            .filter(|(_, l)| !l.trim().is_empty())
        {
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
            wrong.push(format!(
                "{at} {}\n   want {:?}\n   got  {got:?}",
                case.text, case.find
            ));
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
    assert!(
        wrong.is_empty(),
        "{} of {} wrong\n{}",
        wrong.len(),
        cases.len(),
        wrong.join("\n")
    );
    assert!(cases.len() >= 150);
}

#[test]
fn labels_name_the_period_and_its_dates() {
    let fixture = fixture();
    let case = Case {
        text: String::new(),
        now: None,
        week_start: None,
        fiscal: None,
        find: vec![],
        base: None,
        offset: None,
    };
    let calendar = calendar(&fixture, &case);
    let label = |text: &str| match find(text, &calendar).into_iter().next().map(|f| f.time) {
        Some(TimeReading::Range(range)) => (label_zh(&range), label_en(&range)),
        other => panic!("{text}: {other:?}"),
    };
    let both = |zh: &str, en: &str| (zh.to_owned(), en.to_owned());
    assert_eq!(
        label("上周"),
        both(
            "上周（2026-11-09 至 2026-11-15）",
            "last week (2026-11-09 to 2026-11-15)"
        )
    );
    assert_eq!(
        label("昨天"),
        both("昨天（2026-11-18）", "yesterday (2026-11-18)")
    );
    assert_eq!(
        label("近三个月"),
        both(
            "近3个月（2026-08-19 至 2026-11-18）",
            "last 3 months (2026-08-19 to 2026-11-18)"
        )
    );
    assert_eq!(
        label("过去三个完整月"),
        both(
            "近3个完整月（2026-08-01 至 2026-10-31）",
            "last 3 full months (2026-08-01 to 2026-10-31)"
        )
    );
    assert_eq!(
        label("本月至今"),
        both(
            "本月至今（2026-11-01 至 2026-11-19 10:30）",
            "month to date (2026-11-01 to 2026-11-19 10:30)"
        )
    );
    assert_eq!(
        label("10月"),
        both("2026-10-01 至 2026-10-31", "2026-10-01 to 2026-10-31")
    );
}
