//! Names of the data as ids, and back.
//!
//! A value that the layer declares is a word of the layer and stays, unless the data names the values
//! of its field (`display`): then they are persons, shops, things, and the layer only adds nicknames.
//! Every other value of a group or of a filter is a name, and an id to the model. So are names of
//! events in a period, which the data has as well.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::answer::Draft;
use crate::answer::labels::Labels;
use crate::result_set::{Cell, ResultColumn, ResultSet, Role};

/// The names of one answer that a model does not see.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// All of them by their first character, the longest first.
    hidden: BTreeMap<char, Vec<String>>,
    /// Those that have an id, in the order of their ids.
    numbered: Vec<String>,
    ids: HashMap<String, String>,
}

impl Names {
    /// The names in the rows, the filters and the periods of an answer.
    pub(super) fn of(draft: &Draft<'_>) -> Self {
        let (labels, computed) = (draft.labels(), draft.computed());
        let mut all = BTreeSet::new();
        let beside = computed.supporting.iter().map(|part| &part.result);
        for result in std::iter::once(&computed.result).chain(beside) {
            all.extend(names_of_rows(labels, result));
        }
        let reading = &computed.plan.interpretation;
        for filter in &reading.filters {
            // A bound is a number or a moment, and no name.
            let names = ["=", "!=", "in", "not in"].contains(&filter.op.as_str());
            let values = filter.values.iter().filter(|_| names);
            let name = |value: &String| name_of_value(labels, Some(&filter.dimension), value);
            all.extend(values.filter_map(name));
        }
        let periods = reading.time.iter().map(|time| &time.label);
        let periods = periods.chain(computed.compared().map(|compare| &compare.label));
        let periods: Vec<&str> = periods.map(|label| labels.language.pick(label)).collect();
        let events = labels
            .knowledge
            .events
            .iter()
            .flat_map(|event| &event.names);
        let is_told = |name: &&String| periods.iter().any(|label| label.contains(name.as_str()));
        all.extend(events.filter(is_told).cloned());
        let mut hidden: BTreeMap<char, Vec<String>> = BTreeMap::new();
        for name in all {
            if let Some(first) = name.chars().next() {
                hidden.entry(first).or_default().push(name);
            }
        }
        for names in hidden.values_mut() {
            names.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        }
        Self {
            hidden,
            ..Self::default()
        }
    }

    /// A cell as the model sees it.
    pub(super) fn cell(
        &mut self,
        labels: &Labels<'_>,
        column: &ResultColumn,
        cell: &Cell,
    ) -> String {
        match name_of(labels, column, cell) {
            Some(name) => self.id(&name),
            None => labels.cell(column, cell),
        }
    }

    /// A text of the program with ids in the place of names.
    pub(super) fn hide(&mut self, text: &str) -> String {
        let mut out = String::new();
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let before = out.chars().next_back();
            let found = self.hidden.get(&first).into_iter().flatten();
            let mut found = found.filter(|name| stands(rest, name, before));
            match found.next().cloned() {
                Some(name) => {
                    out.push_str(&self.id(&name));
                    rest = &rest[name.len()..];
                }
                None => {
                    out.push(first);
                    rest = &rest[first.len_utf8()..];
                }
            }
        }
        out
    }

    /// A text of the model with names in the place of ids, in one pass: what a name holds is not read
    /// again. An id that is none stays, and no proof will follow it.
    pub(super) fn show(&self, text: &str) -> String {
        let mut out = String::new();
        let mut rest = text;
        while let Some(at) = rest.find('E') {
            let (before, from) = rest.split_at(at);
            out.push_str(before);
            let digits = from[1..].chars().take_while(char::is_ascii_digit).count();
            let (id, after) = from.split_at(1 + digits);
            let joined = |c: char| c.is_ascii_alphanumeric() || c == '_';
            let is_whole = digits > 0
                && !before.chars().next_back().is_some_and(joined)
                && !after.chars().next().is_some_and(joined);
            match self.name(id).filter(|_| is_whole) {
                Some(name) => out.push_str(name),
                None => out.push_str(id),
            }
            rest = after;
        }
        out + rest
    }

    fn name(&self, id: &str) -> Option<&String> {
        let number: usize = id.get(1..)?.parse().ok()?;
        self.numbered.get(number.checked_sub(1)?)
    }

    fn id(&mut self, name: &str) -> String {
        if let Some(id) = self.ids.get(name) {
            return id.clone();
        }
        self.numbered.push(name.to_owned());
        let id = format!("E{}", self.numbered.len());
        self.ids.insert(name.to_owned(), id.clone());
        id
    }
}

/// Whether a text begins with a name, and not with a word that only begins so.
fn stands(text: &str, name: &str, before: Option<char>) -> bool {
    let Some(after) = text.strip_prefix(name) else {
        return false;
    };
    let is_latin = |c: char| c.is_ascii_alphanumeric();
    let cuts = |inside: Option<char>, outside: Option<char>| {
        inside.is_some_and(is_latin) && outside.is_some_and(is_latin)
    };
    !cuts(name.chars().next(), before) && !cuts(name.chars().next_back(), after.chars().next())
}

fn names_of_rows(labels: &Labels<'_>, result: &ResultSet) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for index in result.with_role(Role::Dimension) {
        let column = &result.columns[index];
        let cells = result.rows.iter().filter_map(|row| row.get(index));
        names.extend(cells.filter_map(|cell| name_of(labels, column, cell)));
    }
    names
}

/// The shown name of a cell, where the model may not see it.
fn name_of(labels: &Labels<'_>, column: &ResultColumn, cell: &Cell) -> Option<String> {
    if column.role != Role::Dimension {
        return None;
    }
    let key = cell.key()?;
    let name = name_of_value(labels, column.field.as_deref(), &key)?;
    // A number is a name where the data calls it something.
    (matches!(cell, Cell::Text(_)) || name != key).then_some(name)
}

/// The shown name of a value that is no word of the layer; nothing for yes and no, and for moments.
fn name_of_value(labels: &Labels<'_>, field: Option<&str>, key: &str) -> Option<String> {
    let Some(id) = field.and_then(|reference| labels.field(reference)) else {
        return Some(key.to_owned());
    };
    let field = labels.layer.field(id);
    let is_word = field.display.is_none() && field.values.iter().any(|value| value.value == key);
    let is_plain = is_word || field.is_time || key == "true" || key == "false";
    (!is_plain).then(|| labels.field_value(id, key))
}
