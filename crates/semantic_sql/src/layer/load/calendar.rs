//! The `calendar` block: where events, holidays and freshness are read from.

use crate::layer::yaml::{Node, Reader, Value};
use crate::layer::{CalendarEventNames, CalendarSources, TableColumns};

use super::text_pair;

const KEYS: [&str; 9] = [
    "events",
    "occurrences",
    "group_field",
    "day_field",
    "year_field",
    "phase_field",
    "holidays",
    "holiday_names",
    "freshness",
];

/// Reads the block.
pub(super) fn read(reader: &mut Reader<'_>, node: &Node) -> CalendarSources {
    reader.only_keys(node, "calendar", &KEYS);
    let mut named = |key: &str| -> Vec<CalendarEventNames> {
        let items = reader.list(node, key).into_iter();
        items.filter_map(|item| read_event(reader, item)).collect()
    };
    let (events, holiday_names) = (named("events"), named("holiday_names"));
    let occurrences = node
        .get("occurrences")
        .and_then(|tables| match &tables.value {
            Value::Map(pairs) if tables.get("source").is_none() => pairs
                .first()
                .and_then(|(.., table)| read_table(reader, table, "occurrences")),
            _ => read_table(reader, tables, "occurrences"),
        });
    CalendarSources {
        events,
        occurrences,
        group_field: reader.text(node, "group_field"),
        event_field: reader.text(node, "day_field"),
        year_field: reader.text(node, "year_field"),
        phase_field: reader.text(node, "phase_field"),
        holidays: node
            .get("holidays")
            .and_then(|table| read_table(reader, table, "holidays")),
        holiday_names,
        freshness: node
            .get("freshness")
            .and_then(|table| read_table(reader, table, "freshness")),
    }
}

fn read_event(reader: &mut Reader<'_>, node: &Node) -> Option<CalendarEventNames> {
    reader.only_keys(
        node,
        "an event",
        &["id", "label", "synonyms", "day", "occurrences"],
    );
    let day = node.get("day").and_then(|value| {
        let text = value.text()?;
        let parsed = text
            .split_once('-')
            .and_then(|(month, day)| Some((month.parse().ok()?, day.parse().ok()?)));
        if parsed.is_none() {
            reader.problem(
                value.line,
                "`day` must be month-day such as \"11-11\"",
                None,
            );
        }
        parsed
    });
    Some(CalendarEventNames {
        id: reader.required(node, "id", "an event")?,
        label: text_pair(reader, node, "label"),
        synonyms: reader.texts(node, "synonyms"),
        day,
    })
}

fn read_table(reader: &mut Reader<'_>, node: &Node, what: &str) -> Option<TableColumns> {
    let source = reader.required(node, "source", what)?;
    let Value::Map(pairs) = &node.value else {
        return None;
    };
    let columns = pairs
        .iter()
        .filter(|(role, ..)| role != "source")
        .filter_map(|(role, _, column)| Some((role.clone(), column.text()?)))
        .collect();
    Some(TableColumns { source, columns })
}
