//! Values as SQL literals: parsed first, escaped always.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

use super::super::slice::ValueKind;

/// Returns the literal of a value, or what is wrong with it.
pub(super) fn of(kind: ValueKind, value: &str) -> Result<String, String> {
    match kind {
        ValueKind::Text => Ok(text(value)),
        ValueKind::Boolean => match value.to_ascii_lowercase().as_str() {
            "true" | "1" | "yes" | "是" => Ok("TRUE".to_owned()),
            "false" | "0" | "no" | "否" => Ok("FALSE".to_owned()),
            _ => Err("the value must be true or false".to_owned()),
        },
        ValueKind::Number => number(value),
    }
}

/// Returns a string literal.
pub(super) fn text(value: &str) -> String {
    format!("'{}'", value.replace('\'', "''"))
}

/// Returns the condition of a half-open time range.
pub(super) fn time_range(start: &str, end: &str) -> Result<String, String> {
    let (Some(first), Some(after)) = (moment(start), moment(end)) else {
        return Err("start and end must be dates like 2026-01-31".to_owned());
    };
    if after <= first {
        return Err("end comes before start; end is the day after the last day".to_owned());
    }
    let midnight = |moment: &NaiveDateTime| moment.time() == NaiveTime::MIN;
    if midnight(&first) && midnight(&after) {
        let (first, after) = (first.date(), after.date());
        return Ok(format!("date >= DATE '{first}' AND date < DATE '{after}'"));
    }
    Ok(format!(
        "metric_time >= TIMESTAMP '{first}' AND metric_time < TIMESTAMP '{after}'"
    ))
}

/// Returns a number as it stands, if it is one and nothing else.
fn number(value: &str) -> Result<String, String> {
    let digits = value.strip_prefix('-').unwrap_or(value);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let plain = |part: &str| !part.is_empty() && part.bytes().all(|it| it.is_ascii_digit());
    if plain(whole) && plain(fraction) {
        Ok(value.to_owned())
    } else {
        Err("the value must be a plain number".to_owned())
    }
}

/// Reads a day or a moment as models write them.
pub(in super::super) fn moment(text: &str) -> Option<NaiveDateTime> {
    let text = text.trim();
    if let Ok(day) = NaiveDate::parse_from_str(text, "%Y-%m-%d") {
        return day.and_hms_opt(0, 0, 0);
    }
    let forms = [
        "%Y-%m-%dT%H:%M:%S",
        "%Y-%m-%d %H:%M:%S",
        "%Y-%m-%dT%H:%M",
        "%Y-%m-%d %H:%M",
    ];
    let mut parsed = forms.iter();
    parsed.find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())
}
