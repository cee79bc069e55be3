//! Where events, holidays and freshness are read from.

use crate::layer::Text;

/// Where events, holidays and freshness are read from.
#[derive(Debug, Clone, Default)]
pub struct CalendarSources {
    /// Named events.
    pub events: Vec<CalendarEventNames>,
    /// The table of their occurrences, by column role.
    pub occurrences: Option<TableColumns>,
    /// The dimension that an occurrence's group is a value of.
    pub group_field: Option<String>,
    /// The dimension that says of a row that it falls into an event.
    pub event_field: Option<String>,
    /// The dimension that holds the event's year.
    pub year_field: Option<String>,
    /// The dimension that holds the event's phase.
    pub phase_field: Option<String>,
    /// The table of holidays, by column role.
    pub holidays: Option<TableColumns>,
    /// What people call the holidays of that table; an id is the name that the table has.
    pub holiday_names: Vec<CalendarEventNames>,
    /// The table that says until when data is loaded, by column role.
    pub freshness: Option<TableColumns>,
}

/// Names of one event.
#[derive(Debug, Clone)]
pub struct CalendarEventNames {
    /// Its id.
    pub id: String,
    /// Names for people.
    pub label: Text,
    /// Other words for it.
    pub synonyms: Vec<String>,
    /// Month and day of the day itself.
    pub day: Option<(u32, u32)>,
}

/// A table and the columns that play the roles a reader needs.
#[derive(Debug, Clone)]
pub struct TableColumns {
    /// The table or view.
    pub source: String,
    /// Role → column.
    pub columns: Vec<(String, String)>,
}

impl TableColumns {
    /// The column that plays a role.
    #[must_use]
    pub fn column(&self, role: &str) -> Option<&str> {
        self.columns
            .iter()
            .find(|(known, _)| known == role)
            .map(|(_, column)| column.as_str())
    }
}
