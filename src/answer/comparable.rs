//! What makes a period unlike the one that it is compared with, or unlike other days.

use chrono::{Datelike as _, NaiveDate, NaiveDateTime};

use crate::answer::caveats::{data_until, is_group_asked_for};
use crate::answer::labels::Labels;
use crate::answer::{AnswerNote, Computed};
use crate::grammar::time::CalendarEvent;
use crate::question::Language;

type Span = (NaiveDateTime, NaiveDateTime);

/// The code of the notes.
const CODE: &str = "comparability";

/// Events and holidays in one of the periods only, lengths, and data that is not there yet.
pub(super) fn notes(labels: &Labels<'_>, computed: &Computed) -> Vec<AnswerNote> {
    let reading = &computed.plan.interpretation;
    let now = reading.time.as_ref().map(|time| (time.start, time.end));
    let compare = computed.compared();
    let base = compare.and_then(|base| Some((base.start?, base.end?)));
    let (Some(now), Some(base)) = (now, base) else {
        return Vec::new();
    };
    let mut said = Vec::new();
    if compare.is_none_or(|base| base.kind != "event") {
        for event in &labels.knowledge.events {
            said.extend(in_one_only(labels, computed, event, now, base));
        }
    }
    said.extend(lengths(labels.language, now, base));
    if let Some(until) = data_until(labels, computed).filter(|until| *until < now.1) {
        let at = labels.moment(until);
        said.push(match labels.language {
            Language::Zh => format!(
                "本期的数据只到 {at}，后面的还没有载入，对比期是整段：变化里有一部分只是还没有载入。"
            ),
            Language::En => format!(
                "The data of the period ends at {at} and the rest is not loaded yet, while the earlier period is whole: part of the change is only what is not loaded."
            ),
        });
    }
    said.into_iter()
        .map(|text| AnswerNote {
            code: CODE.to_owned(),
            text,
        })
        .collect()
}

/// An event that one of the periods holds days of and the other does not.
fn in_one_only(
    labels: &Labels<'_>,
    computed: &Computed,
    event: &CalendarEvent,
    now: Span,
    base: Span,
) -> Option<String> {
    let latin = event
        .names
        .iter()
        .find(|name| name.is_ascii() && name.contains(char::is_alphabetic));
    let name = match labels.language {
        Language::Zh => event.names.first()?,
        Language::En => latin.or_else(|| event.names.first())?,
    };
    let meets = |span: Span| {
        let mut windows = event.occurrences.iter();
        windows.any(|it| {
            let asked = it
                .group
                .as_ref()
                .is_none_or(|group| is_group_asked_for(labels, computed, group));
            asked && it.start < span.1 && it.end > span.0
        })
    };
    let on_the_day = |span: Span| {
        let (month, day) = event.day?;
        let year = span.0.year();
        let first = NaiveDate::from_ymd_opt(year, month, day)?;
        let at = first.and_time(chrono::NaiveTime::MIN);
        (span.0 <= at && at < span.1).then_some(first)
    };
    let days = (on_the_day(now), on_the_day(base));
    let windows = (meets(now), meets(base));
    let zh = labels.language == Language::Zh;
    Some(match (days, windows) {
        ((Some(day), None), _) if zh => {
            format!("本期含{name}当天（{}），对比期不含。", labels.day(day))
        }
        ((Some(day), None), _) => {
            format!(
                "The period holds the day of {name} ({}), the earlier one does not.",
                labels.day(day)
            )
        }
        ((None, Some(day)), _) if zh => {
            format!("对比期含{name}当天（{}），本期不含。", labels.day(day))
        }
        ((None, Some(day)), _) => {
            format!(
                "The earlier period holds the day of {name} ({}), this one does not.",
                labels.day(day)
            )
        }
        (_, (true, false)) if zh => format!("本期有{name}期间的日子，对比期没有。"),
        (_, (true, false)) => format!("The period has days of {name}, the earlier one has none."),
        (_, (false, true)) if zh => format!("对比期有{name}期间的日子，本期没有。"),
        (_, (false, true)) => format!("The earlier period has days of {name}, this one has none."),
        _ => return None,
    })
}

fn lengths(language: Language, now: Span, base: Span) -> Option<String> {
    let minutes = |span: Span| (span.1 - span.0).num_minutes();
    let (new, old) = (minutes(now), minutes(base));
    if new == old {
        return None;
    }
    // Months have 28 to 31 days; that one is longer is worth a word, by days.
    let days = |minutes: i64| (minutes + 24 * 60 - 1) / (24 * 60);
    let (new, old) = (days(new), days(old));
    (new != old).then(|| match language {
        Language::Zh => format!("两段时间长短不同：本期 {new} 天，对比期 {old} 天。"),
        Language::En => format!("The two periods differ in length: {new} days against {old}."),
    })
}
