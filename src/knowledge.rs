//! What the data says about the layer: names of values, events, freshness and the clock.
//!
//! Read once at start and on reload; planners and answers look things up here and never ask the
//! database for words.

mod load;

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime};
use semantic_sql::layer::{FieldId, SemanticLayer, Text};
use serde::Serialize;
use utoipa::ToSchema;

use crate::grammar::time::CalendarEvent;

pub use load::load;

/// Everything known beside the layer.
#[derive(Debug, Default)]
pub struct Knowledge {
    values: HashMap<FieldId, Vec<KnownValue>>,
    index: HashMap<FieldId, HashMap<String, usize>>,
    /// Named events and holidays, with their occurrences.
    pub events: Vec<CalendarEvent>,
    /// Until when each dataset is loaded.
    pub freshness: Vec<Freshness>,
    /// The clock stored in the data file, if it has one.
    pub clock: Option<NaiveDateTime>,
}

/// A value of a field and what people call it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownValue {
    /// The value as stored, as text.
    pub value: String,
    /// The name shown.
    pub label: Text,
    /// Other words for it.
    pub synonyms: Vec<String>,
    /// Other names that the data has.
    pub aliases: Vec<String>,
}

/// A value as the data has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataValue {
    /// The value as stored, as text.
    pub value: String,
    /// The name shown.
    pub name: Option<String>,
    /// Other names.
    pub aliases: Vec<String>,
}

/// Until when a table is loaded for a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Freshness {
    /// The table.
    pub table: String,
    /// The group, such as a platform.
    pub group: String,
    /// The newest moment that is there.
    #[schema(value_type = String)]
    pub until: NaiveDateTime,
}

impl Knowledge {
    /// Adds the values of a field: those of the layer first, then those that only the data has.
    pub fn add_values(&mut self, layer: &SemanticLayer, field: FieldId, rows: Vec<DataValue>) {
        let declared = &layer.field(field).values;
        let mut known: Vec<KnownValue> = declared
            .iter()
            .map(|value| KnownValue {
                value: value.value.clone(),
                label: value.label.clone(),
                synonyms: value.synonyms.clone(),
                aliases: Vec::new(),
            })
            .collect();
        let mut index: HashMap<String, usize> = known
            .iter()
            .enumerate()
            .map(|(at, value)| (value.value.clone(), at))
            .collect();
        for DataValue {
            value,
            name,
            aliases,
        } in rows
        {
            let at = *index.entry(value.clone()).or_insert_with(|| {
                let name = name.clone().unwrap_or_else(|| value.clone());
                known.push(KnownValue {
                    value: value.clone(),
                    label: Text {
                        zh: name.clone(),
                        en: name,
                    },
                    synonyms: Vec::new(),
                    aliases: Vec::new(),
                });
                known.len() - 1
            });
            // A value that the layer names only by nicknames takes its shown name from the data.
            let entry = &mut known[at];
            if let Some(name) = name {
                if entry.label.zh == entry.value {
                    entry.label.zh.clone_from(&name);
                }
                if entry.label.en == entry.value {
                    entry.label.en.clone_from(&name);
                }
                if entry.label.zh != name
                    && entry.label.en != name
                    && !entry.synonyms.contains(&name)
                {
                    entry.synonyms.push(name);
                }
            }
            entry.aliases.extend(aliases);
        }
        known.shrink_to_fit();
        self.values.insert(field, known);
        self.index.insert(field, index);
    }

    /// The known values of a field.
    #[must_use]
    pub fn values(&self, field: FieldId) -> &[KnownValue] {
        self.values.get(&field).map_or(&[], Vec::as_slice)
    }

    /// What people call a value.
    #[must_use]
    pub fn label(&self, field: FieldId, value: &str) -> Option<&Text> {
        let at = self.index.get(&field)?.get(value)?;
        self.values.get(&field)?.get(*at).map(|known| &known.label)
    }

    /// The day after which nothing is known, by the clock that the data carries.
    #[must_use]
    pub fn today(&self) -> Option<NaiveDate> {
        self.clock.map(|clock| clock.date())
    }
}
