//! Names for people: of values, of columns and of buckets of time.

use chrono::{Datelike as _, NaiveDate, NaiveDateTime, Timelike as _};
use semantic_sql::bound::Comparison;
use semantic_sql::expr::{DatePart, Grain};
use semantic_sql::layer::{FieldId, SemanticLayer, TimeUnit};

use crate::knowledge::Knowledge;
use crate::question::Language;
use crate::result_set::{Cell, ResultColumn, ResultSet, Role};

use super::format::{self, Figure};
use super::losses;

/// Where names are looked up, and in which language.
pub struct Labels<'a> {
    /// The layer.
    pub layer: &'a SemanticLayer,
    /// What the data says about it.
    pub knowledge: &'a Knowledge,
    /// The language of the answer.
    pub language: Language,
    /// Now; years other than this one are written out.
    pub asked_at: NaiveDateTime,
}

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];
const WEEKDAYS_ZH: [&str; 7] = ["周一", "周二", "周三", "周四", "周五", "周六", "周日"];
const WEEKDAYS_EN: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// What the name of a column that holds shares of a metric ends with.
const SHARE: &str = "_share";

/// Whether a column that is no metric of the layer holds shares of a whole.
#[must_use]
pub fn is_share(column: &ResultColumn) -> bool {
    let name = column.name.to_lowercase();
    column.metric.is_none()
        && column.role == Role::Metric
        && (name == "share" || name.ends_with(SHARE))
}

/// Whether a column holds the shares of another one.
#[must_use]
pub fn share_of(column: &ResultColumn, whole: &ResultColumn) -> bool {
    let name = column.name.to_lowercase();
    let stem = name.strip_suffix(SHARE).unwrap_or_default();
    is_share(column)
        && (name == "share" || stem == whole.name || Some(stem) == whole.metric.as_deref())
}

/// How the numbers of a column are written: the change of a ratio is in percentage points.
#[must_use]
pub fn figure(column: &ResultColumn) -> Figure {
    let figure = if is_share(column) {
        Figure::percent()
    } else {
        Figure::of(column)
    };
    if column.comparison == Some(Comparison::Change) {
        figure.difference()
    } else {
        figure
    }
}

impl Labels<'_> {
    /// The rows for people.
    #[must_use]
    pub fn rows(&self, result: &ResultSet) -> Vec<Vec<String>> {
        let row = |cells: &Vec<Cell>| -> Vec<String> {
            let hidden = losses::hidden(result, cells);
            let all = result.columns.iter().zip(cells).enumerate();
            all.map(|(at, (column, cell))| {
                let shown = if hidden.contains(&at) {
                    &Cell::Null
                } else {
                    cell
                };
                self.cell(column, shown)
            })
            .collect()
        };
        result.rows.iter().map(row).collect()
    }

    /// A column's name for people; its own name where it has none.
    #[must_use]
    pub fn column(&self, column: &ResultColumn) -> String {
        let stem = column.name.strip_suffix(SHARE).filter(|_| is_share(column));
        if let Some(metric) = stem.and_then(|stem| self.layer.find_metric(stem)) {
            let name = self.language.pick(&self.layer.metric(metric).label);
            return match self.language {
                Language::Zh => format!("{name}占比"),
                Language::En => format!("Share of {name}"),
            };
        }
        match self.language.pick(&column.label) {
            "" => column.name.clone(),
            "share" => self.language.choose("占比", "Share").to_owned(),
            label => label.to_owned(),
        }
    }

    /// One cell for people.
    #[must_use]
    pub fn cell(&self, column: &ResultColumn, cell: &Cell) -> String {
        match column.role {
            Role::Metric | Role::Comparison => match cell {
                Cell::Null => "—".to_owned(),
                _ => format::number(column, cell, self.language)
                    .unwrap_or_else(|| cell.key().unwrap_or_default()),
            },
            Role::Time => self.bucket(column, cell),
            Role::Dimension => self.value(column, cell),
        }
    }

    /// The shown name of a dimension's value.
    #[must_use]
    pub fn value(&self, column: &ResultColumn, cell: &Cell) -> String {
        let Some(key) = cell.key() else {
            return self.language.choose("（未标注）", "(not set)").to_owned();
        };
        let field = column
            .field
            .as_deref()
            .and_then(|reference| self.field(reference));
        match field {
            Some(field) => self.field_value(field, &key),
            None => match cell {
                Cell::Date(_) | Cell::DateTime(_) => self.bucket(column, cell),
                Cell::Boolean(true) => self.language.choose("是", "yes").to_owned(),
                Cell::Boolean(false) => self.language.choose("否", "no").to_owned(),
                _ => key,
            },
        }
    }

    /// The shown name of a field's value: what the data calls it, else what the layer does.
    #[must_use]
    pub fn field_value(&self, field: FieldId, key: &str) -> String {
        let declared = || {
            self.layer
                .field(field)
                .values
                .iter()
                .find(|value| value.value == key)
        };
        let text = self
            .knowledge
            .label(field, key)
            .or_else(|| declared().map(|value| &value.label));
        match text.map(|text| self.language.pick(text)) {
            None | Some("") => match key {
                "true" => self.language.choose("是", "yes").to_owned(),
                "false" => self.language.choose("否", "no").to_owned(),
                _ => key.to_owned(),
            },
            Some(name) => name.to_owned(),
        }
    }

    /// The field that a reference of a result column means.
    #[must_use]
    pub fn field(&self, reference: &str) -> Option<FieldId> {
        let (dataset, name) = match reference.split_once('.') {
            Some((dataset, name)) => (Some(dataset), name),
            None => (None, reference),
        };
        let fields = self.layer.find_fields(name).iter().copied();
        let mut fields = fields
            .filter(|id| dataset.is_none_or(|known| self.layer.dataset(id.dataset).name == known));
        fields.next()
    }

    /// A bucket of time.
    #[must_use]
    pub fn bucket(&self, column: &ResultColumn, cell: &Cell) -> String {
        match cell {
            Cell::Null => self.language.choose("（无时间）", "(no time)").to_owned(),
            Cell::Date(day) => self.period(*day, column.grain.unwrap_or(Grain::Day)),
            Cell::DateTime(at) => match column.grain {
                Some(
                    grain
                    @ (Grain::Day | Grain::Week | Grain::Month | Grain::Quarter | Grain::Year),
                ) => self.period(at.date(), grain),
                _ => self.moment(*at),
            },
            Cell::Integer(part) => self.part(column, *part),
            _ => cell.key().unwrap_or_default(),
        }
    }

    /// A day, week, month, quarter or year, by its first day.
    #[must_use]
    pub fn period(&self, first: NaiveDate, grain: Grain) -> String {
        let this_year = first.year() == self.asked_at.year();
        let year = first.year();
        let (month, quarter) = (first.month(), first.month0() / 3 + 1);
        let name = MONTHS
            .get(first.month0() as usize)
            .copied()
            .unwrap_or_default();
        match (grain, self.language) {
            (Grain::Month, Language::Zh) if this_year => format!("{month} 月"),
            (Grain::Month, Language::Zh) => format!("{year} 年 {month} 月"),
            (Grain::Month, Language::En) if this_year => name.to_owned(),
            (Grain::Month, Language::En) => format!("{name} {year}"),
            (Grain::Quarter, Language::Zh) => format!("{year} 年第 {quarter} 季度"),
            (Grain::Quarter, Language::En) => format!("Q{quarter} {year}"),
            (Grain::Year, Language::Zh) => format!("{year} 年"),
            (Grain::Year, Language::En) => year.to_string(),
            (Grain::Week, Language::Zh) => format!("{}当周", self.day(first)),
            (Grain::Week, Language::En) => format!("week of {}", self.day(first)),
            _ => self.day(first),
        }
    }

    /// A day: 11-18, Nov 18; with its year where that is not this one.
    #[must_use]
    pub fn day(&self, day: NaiveDate) -> String {
        let this_year = day.year() == self.asked_at.year();
        let name = MONTHS
            .get(day.month0() as usize)
            .copied()
            .unwrap_or_default();
        match self.language {
            Language::Zh if this_year => format!("{:02}-{:02}", day.month(), day.day()),
            Language::Zh => day.to_string(),
            Language::En if this_year => format!("{name} {}", day.day()),
            Language::En => format!("{name} {}, {}", day.day(), day.year()),
        }
    }

    /// A point in time, to the minute.
    #[must_use]
    pub fn moment(&self, at: NaiveDateTime) -> String {
        format!(
            "{} {:02}:{:02}",
            self.day(at.date()),
            at.hour(),
            at.minute()
        )
    }

    fn part(&self, column: &ResultColumn, part: i128) -> String {
        let grain = self.layer.find_grain(&column.name);
        let grain = grain.or_else(|| {
            self.layer
                .time
                .grains
                .iter()
                .find(|grain| grain.label == column.label)
        });
        let at = usize::try_from(part - 1).unwrap_or(usize::MAX);
        match (grain.map(|grain| grain.unit), self.language) {
            (Some(TimeUnit::Extract(DatePart::Hour)), _) => format!("{part:02}:00"),
            (Some(TimeUnit::Extract(DatePart::Weekday)), Language::Zh) => {
                name_of(&WEEKDAYS_ZH, at, part)
            }
            (Some(TimeUnit::Extract(DatePart::Weekday)), Language::En) => {
                name_of(&WEEKDAYS_EN, at, part)
            }
            (Some(TimeUnit::Extract(DatePart::Month)), Language::Zh) => format!("{part} 月"),
            (Some(TimeUnit::Extract(DatePart::Month)), Language::En) => name_of(&MONTHS, at, part),
            (Some(TimeUnit::Extract(DatePart::Quarter)), Language::Zh) => format!("第 {part} 季度"),
            (Some(TimeUnit::Extract(DatePart::Quarter)), Language::En) => format!("Q{part}"),
            _ => part.to_string(),
        }
    }
}

fn name_of(names: &[&str], at: usize, part: i128) -> String {
    names
        .get(at)
        .map_or_else(|| part.to_string(), |name| (*name).to_owned())
}

/// An English name for several: platforms, categories, boxes; what does not end with a letter stays.
#[must_use]
pub(super) fn plural(name: &str) -> String {
    let lower = name.to_lowercase();
    let vowel = |c: char| "aeiou".contains(c);
    let stem = lower
        .strip_suffix('y')
        .filter(|stem| !stem.ends_with(vowel));
    let hissing = ["s", "x", "z", "ch", "sh"];
    if stem.is_some() {
        return format!("{}ies", &name[..name.len() - 1]);
    }
    match name.chars().last() {
        Some(last) if last.is_ascii_alphabetic() => {
            let hisses = hissing.iter().any(|end| lower.ends_with(end));
            format!("{name}{}", if hisses { "es" } else { "s" })
        }
        _ => name.to_owned(),
    }
}

#[cfg(test)]
mod plurals {
    use super::plural;

    #[test]
    fn names_for_several() {
        let told = [
            "Seller",
            "Category",
            "Day",
            "Box",
            "Source of visit",
            "SKU",
            "房间",
        ];
        let many = [
            "Sellers",
            "Categories",
            "Days",
            "Boxes",
            "Source of visits",
            "SKUs",
            "房间",
        ];
        assert_eq!(told.map(plural), many);
    }
}
