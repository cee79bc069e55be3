//! Reads the knowledge from the database, once.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate, NaiveDateTime};
use semantic_sql::catalogue;
use semantic_sql::layer::{CalendarEventNames, SemanticLayer};

use crate::engine::{Engine, EngineError};
use crate::grammar::time::{CalendarEvent, EventPhase, Occurrence};
use crate::result_set::Cell;

use super::{DataValue, Freshness, Knowledge};

/// More values of one field than this are not words that people ask with.
const MAX_VALUES: usize = 200_000;

/// Reads values, events, holidays, freshness and the clock.
///
/// What the layer names but the data does not have (a table that is not loaded) is left out and
/// logged: questions about it fail by themselves, with their own message.
///
/// # Errors
/// None today but for an engine that has stopped.
pub async fn load(layer: &SemanticLayer, engine: &dyn Engine) -> Result<Knowledge, EngineError> {
    let mut knowledge = Knowledge::default();
    for (id, field) in layer.visible_fields() {
        let Some(sql) = catalogue::values_query(layer, id, MAX_VALUES) else {
            knowledge.add_values(layer, id, Vec::new());
            continue;
        };
        // A field with declared values and no shown names has nothing to learn from the data.
        if !field.values.is_empty() && field.display.is_none() {
            knowledge.add_values(layer, id, Vec::new());
            continue;
        }
        let rows = read(engine, &sql, &field.name).await?;
        let rows = rows.iter().filter_map(|row| data_value(row)).collect();
        knowledge.add_values(layer, id, rows);
    }
    knowledge.events = events(layer, engine).await?;
    knowledge.events.extend(holidays(layer, engine).await?);
    if let Some(sql) = catalogue::freshness_query(layer) {
        let rows = read(engine, &sql, "freshness").await?;
        knowledge.freshness = rows
            .iter()
            .filter_map(|row| {
                Some(Freshness {
                    table: row.first()?.key()?,
                    group: row.get(1)?.key()?,
                    until: moment(row.get(2)?)?,
                })
            })
            .collect();
    }
    let clock = engine.execute(&catalogue::clock_query()).await;
    if let Ok(rows) = clock {
        knowledge.clock = rows
            .rows
            .first()
            .and_then(|row| row.first())
            .and_then(moment);
    }
    Ok(knowledge)
}

/// A row of value, name and other names apart by `|`.
fn data_value(row: &[Cell]) -> Option<DataValue> {
    let aliases = row.get(2).and_then(Cell::key).unwrap_or_default();
    Some(DataValue {
        value: row.first()?.key()?,
        name: row.get(1).and_then(Cell::key),
        aliases: aliases
            .split('|')
            .map(str::trim)
            .filter(|alias| !alias.is_empty())
            .map(str::to_owned)
            .collect(),
    })
}

async fn read(
    engine: &dyn Engine,
    sql: &semantic_sql::CompiledSql,
    what: &str,
) -> Result<Vec<Vec<Cell>>, EngineError> {
    match engine.execute(sql).await {
        Ok(rows) => Ok(rows.rows),
        Err(error @ (EngineError::Unfit { .. } | EngineError::Failed(_))) => {
            let cause = error.words_about_names();
            tracing::warn!(
                name = what,
                error = cause,
                "the data does not have what the layer names"
            );
            Ok(Vec::new())
        }
        Err(error) => Err(error),
    }
}

fn moment(cell: &Cell) -> Option<NaiveDateTime> {
    match cell {
        Cell::DateTime(at) => Some(*at),
        Cell::Date(day) => Some(day.and_time(chrono::NaiveTime::MIN)),
        _ => None,
    }
}

async fn events(
    layer: &SemanticLayer,
    engine: &dyn Engine,
) -> Result<Vec<CalendarEvent>, EngineError> {
    let (Some(calendar), Some(sql)) = (&layer.calendar, catalogue::occurrences_query(layer)) else {
        return Ok(Vec::new());
    };
    let rows = read(engine, &sql, "events").await?;
    let phases = phases(layer, calendar.phase_field.as_deref());
    Ok(calendar
        .events
        .iter()
        .map(|event| {
            let mut names = vec![event.label.zh.clone(), event.label.en.clone()];
            names.extend(event.synonyms.iter().cloned());
            names.dedup();
            CalendarEvent {
                id: event.id.clone(),
                names,
                occurrences: rows
                    .iter()
                    .filter_map(|row| occurrence(row, &event.id))
                    .collect(),
                phases: phases.clone(),
                day: event.day,
                holiday: false,
            }
        })
        .collect())
}

fn phases(layer: &SemanticLayer, field: Option<&str>) -> Vec<EventPhase> {
    let Some([id]) = field.map(|name| layer.find_fields(name)) else {
        return Vec::new();
    };
    layer
        .field(*id)
        .values
        .iter()
        .map(|value| {
            let mut names = vec![value.label.zh.clone(), value.label.en.clone()];
            names.extend(value.synonyms.iter().cloned());
            EventPhase {
                id: value.value.clone(),
                names,
            }
        })
        .collect()
}

fn occurrence(row: &[Cell], id: &str) -> Option<Occurrence> {
    let [event, year, group, phase, start, end] = row else {
        return None;
    };
    if event.key()? != id {
        return None;
    }
    let end = moment(end)?;
    // Calendars kept by people end at the last second; ranges here are half-open.
    let last_second = end.time() == chrono::NaiveTime::from_hms_opt(23, 59, 59)?;
    let end = if last_second {
        end + chrono::TimeDelta::seconds(1)
    } else {
        end
    };
    Some(Occurrence {
        year: year.key()?.parse().ok()?,
        group: group.key(),
        phase: phase.key(),
        start: moment(start)?,
        end,
    })
}

/// Runs of days with one name are one occurrence of a holiday.
async fn holidays(
    layer: &SemanticLayer,
    engine: &dyn Engine,
) -> Result<Vec<CalendarEvent>, EngineError> {
    let Some(sql) = catalogue::holidays_query(layer) else {
        return Ok(Vec::new());
    };
    let rows = read(engine, &sql, "holidays").await?;
    let mut days: BTreeMap<String, Vec<NaiveDate>> = BTreeMap::new();
    for row in &rows {
        if let (Some(Cell::Date(day)), Some(name)) = (row.first(), row.get(1).and_then(Cell::key)) {
            days.entry(name).or_default().push(*day);
        }
    }
    let known = layer.calendar.iter().flat_map(|it| &it.holiday_names);
    let known: Vec<&CalendarEventNames> = known.collect();
    Ok(days
        .into_iter()
        .map(|(name, days)| {
            let names = known.iter().find(|names| names.id == name);
            holiday(name, &days, names.copied())
        })
        .collect())
}

fn holiday(name: String, days: &[NaiveDate], known: Option<&CalendarEventNames>) -> CalendarEvent {
    use chrono::Datelike as _;
    let mut occurrences: Vec<Occurrence> = Vec::new();
    for &day in days {
        let start = day.and_time(chrono::NaiveTime::MIN);
        let end = start + Days::new(1);
        match occurrences.last_mut() {
            Some(last) if last.end == start => last.end = end,
            _ => occurrences.push(Occurrence {
                year: day.year(),
                group: None,
                phase: None,
                start,
                end,
            }),
        }
    }
    let id = format!("holiday:{name}");
    let mut names = vec![name];
    if let Some(known) = known {
        names.extend([known.label.zh.clone(), known.label.en.clone()]);
        names.extend(known.synonyms.iter().cloned());
        names.dedup();
    }
    CalendarEvent {
        id,
        names,
        occurrences,
        phases: Vec::new(),
        day: known.and_then(|known| known.day),
        holiday: true,
    }
}
