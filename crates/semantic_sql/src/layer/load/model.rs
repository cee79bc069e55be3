//! The `model` block.

use crate::diagnostic::nearest;
use crate::expr::{DatePart, Grain};
use crate::layer::yaml::{Node, Reader, Value};
use crate::layer::{AttributeType, Examples, Text, TimeGrain, TimeSettings, TimeUnit};

use super::{text_pair, zone};

/// The `model` block, read.
#[derive(Debug)]
pub(in crate::layer) struct RawModel {
    pub(in crate::layer) line: usize,
    pub(in crate::layer) name: String,
    pub(in crate::layer) description: Text,
    pub(in crate::layer) currency: String,
    pub(in crate::layer) time: TimeSettings,
    pub(in crate::layer) user_attributes: Vec<(String, AttributeType)>,
    pub(in crate::layer) roles: Vec<String>,
    pub(in crate::layer) default_window_days: Option<u32>,
    pub(in crate::layer) examples: Examples,
}

const KEYS: [&str; 14] = [
    "name",
    "description",
    "languages",
    "currency",
    "time",
    "user_attributes",
    "roles",
    "default_window",
    "synonyms",
    "examples",
    "label",
    "certified",
    "owner",
    "custom_extensions",
];
const TIME_KEYS: [&str; 6] = [
    "timezone",
    "day_start",
    "week_start",
    "fiscal_start",
    "axis",
    "grains",
];
const GRAIN_KEYS: [&str; 4] = ["name", "grain", "label", "synonyms"];

/// Reads the block.
pub(super) fn read(reader: &mut Reader<'_>, node: &Node) -> RawModel {
    reader.only_keys(node, "model", &KEYS);
    RawModel {
        line: node.line,
        name: reader
            .required(node, "name", "the model")
            .unwrap_or_default(),
        description: text_pair(reader, node, "description"),
        currency: reader.text(node, "currency").unwrap_or_default(),
        time: read_time(reader, node),
        user_attributes: read_attributes(reader, node),
        roles: reader.texts(node, "roles"),
        default_window_days: read_window(reader, node),
        examples: read_examples(reader, node),
    }
}

fn read_time(reader: &mut Reader<'_>, model: &Node) -> TimeSettings {
    let mut settings = TimeSettings {
        timezone: "UTC".to_owned(),
        offset_minutes: Some(0),
        day_start_minutes: 0,
        fiscal_start_month: 1,
        axis: None,
        grains: Vec::new(),
    };
    let Some(node) = model.get("time") else {
        return settings;
    };
    reader.only_keys(node, "time", &TIME_KEYS);
    if let Some(timezone) = reader.text(node, "timezone") {
        match zone::offset_minutes(&timezone) {
            Ok(offset) => settings.offset_minutes = offset,
            Err(near) => reader.problem(
                node.line,
                format!("unknown time zone `{timezone}`"),
                near.map(|name| format!("Did you mean `{name}`?")),
            ),
        }
        settings.timezone = timezone;
    }
    if let Some(start) = node.get("day_start") {
        match start.text().as_deref().and_then(minutes_of_day) {
            Some(minutes) => settings.day_start_minutes = minutes,
            None => reader.problem(
                start.line,
                "`day_start` must be a time such as \"06:00\"",
                None,
            ),
        }
    }
    if let Some(start) = node.get("week_start")
        && start.text().as_deref() != Some("monday")
    {
        reader.problem(
            start.line,
            "`week_start` must be monday; other weeks are not supported",
            None,
        );
    }
    if let Some(month) = reader.number(node, "fiscal_start") {
        if (1..=12).contains(&month) {
            settings.fiscal_start_month = month;
        } else {
            reader.problem(
                node.line,
                "`fiscal_start` must be a month from 1 to 12",
                None,
            );
        }
    }
    settings.axis = reader.text(node, "axis");
    for grain in reader.list(node, "grains") {
        settings.grains.extend(read_grain(reader, grain));
    }
    settings
}

fn minutes_of_day(text: &str) -> Option<u32> {
    let (hours, minutes) = text.split_once(':')?;
    let (hours, minutes): (u32, u32) = (hours.parse().ok()?, minutes.parse().ok()?);
    (hours < 24 && minutes < 60).then_some(hours * 60 + minutes)
}

fn read_grain(reader: &mut Reader<'_>, node: &Node) -> Option<TimeGrain> {
    reader.only_keys(node, "a time grain", &GRAIN_KEYS);
    let name = reader.required(node, "name", "a time grain")?;
    let grain = reader.required(node, "grain", "a time grain")?;
    let unit = match grain.as_str() {
        "hour_of_day" => TimeUnit::Extract(DatePart::Hour),
        "weekday" => TimeUnit::Extract(DatePart::Weekday),
        other => match Grain::from_name(other) {
            Some(grain) => TimeUnit::Truncate(grain),
            None => {
                let known = [
                    "minute",
                    "hour",
                    "day",
                    "week",
                    "month",
                    "quarter",
                    "year",
                    "hour_of_day",
                    "weekday",
                ];
                let near = nearest(other, known, 1);
                let hint = near.first().map(|name| format!("Did you mean `{name}`?"));
                reader.problem(node.line, format!("unknown grain `{other}`"), hint);
                return None;
            }
        },
    };
    Some(TimeGrain {
        name,
        unit,
        label: text_pair(reader, node, "label"),
        synonyms: reader.texts(node, "synonyms"),
    })
}

fn read_attributes(reader: &mut Reader<'_>, node: &Node) -> Vec<(String, AttributeType)> {
    let Some(Node {
        value: Value::Map(pairs),
        ..
    }) = node.get("user_attributes")
    else {
        return Vec::new();
    };
    let mut attributes = Vec::new();
    for (name, line, value) in pairs {
        let kind = match value.text().as_deref() {
            Some("string") => AttributeType::String,
            Some("int" | "integer") => AttributeType::Integer,
            Some("string[]") => AttributeType::StringList,
            Some("int[]" | "integer[]") => AttributeType::IntegerList,
            _ => {
                let hint = "The types are string, int, string[] and int[].".to_owned();
                reader.problem(
                    *line,
                    format!("unknown type of the attribute `{name}`"),
                    Some(hint),
                );
                continue;
            }
        };
        attributes.push((name.clone(), kind));
    }
    attributes
}

fn read_window(reader: &mut Reader<'_>, node: &Node) -> Option<u32> {
    let value = node.get("default_window")?;
    let days = value
        .text()
        .and_then(|text| text.strip_suffix('d').and_then(|days| days.parse().ok()));
    if days.is_none() {
        reader.problem(
            value.line,
            "`default_window` must be a number of days such as 30d",
            None,
        );
    }
    days
}

fn read_examples(reader: &mut Reader<'_>, node: &Node) -> Examples {
    let Some(examples) = node.get("examples") else {
        return Examples::default();
    };
    reader.only_keys(examples, "examples", &["zh", "en"]);
    Examples {
        zh: reader.texts(examples, "zh"),
        en: reader.texts(examples, "en"),
    }
}
