//! Until when the data is loaded.

use std::collections::BTreeMap;

use chrono::NaiveDateTime;
use semantic_sql::layer::Dataset;

use crate::answer::AnswerColumn;
use crate::knowledge::Freshness;
use crate::question::Language;
use crate::result_set::Cell;

use super::{Describer, Told};

impl Describer<'_> {
    pub(super) fn freshness(&self, known: &[Freshness]) -> Told {
        let newest = known.iter().max_by_key(|loaded| loaded.until);
        let oldest = known.iter().min_by_key(|loaded| loaded.until);
        let (Some(newest), Some(oldest)) = (newest, oldest) else {
            let text = self.pick(
                "数据里没有记录装载时间。",
                "The data does not say until when it is loaded.",
            );
            return Told {
                sentences: vec![text.to_owned()],
                ..Told::default()
            };
        };
        let at = |loaded: &Freshness| self.labels.moment(loaded.until);
        let mut sentences = vec![match (newest.until == oldest.until, self.labels.language) {
            (true, Language::Zh) => format!("全部数据更新至 {}。", at(newest)),
            (true, Language::En) => format!("All data is loaded until {}.", at(newest)),
            (false, Language::Zh) => format!(
                "数据最新更新至 {}；最旧的是{}的{}，更新至 {}。",
                at(newest),
                self.group(&oldest.group),
                self.table(&oldest.table),
                at(oldest)
            ),
            (false, Language::En) => format!(
                "The newest data is from {}; the oldest is {} of {}, loaded until {}.",
                at(newest),
                self.table(&oldest.table),
                self.group(&oldest.group),
                at(oldest)
            ),
        }];
        let groups = groups_of(known);
        if newest.until != oldest.until && groups.len() > 1 {
            sentences.push(self.by_group(&groups));
        }
        let column = |name: &str, zh: &str, en: &str, data_type| AnswerColumn {
            data_type,
            ..self.column(name, zh, en)
        };
        let field = self
            .layer
            .calendar
            .as_ref()
            .and_then(|calendar| calendar.group_field.as_deref());
        let label = field.and_then(|name| self.labels.field(name)).map(|field| {
            let label = &self.layer.field(field).label;
            (label.zh.as_str(), label.en.as_str())
        });
        let (zh, en) = label.unwrap_or(("分组", "Group"));
        Told {
            sentences,
            columns: vec![
                self.column(field.unwrap_or("group"), zh, en),
                column("loaded_until_min", "最旧", "Oldest", "datetime"),
                column("loaded_until_max", "最新", "Newest", "datetime"),
            ],
            rows: groups
                .iter()
                .map(|(group, from, to)| {
                    let moment = |at: &NaiveDateTime| Cell::DateTime(*at);
                    vec![Cell::Text((*group).to_owned()), moment(from), moment(to)]
                })
                .collect(),
            labels: groups
                .iter()
                .map(|(group, from, to)| {
                    vec![
                        self.group(group),
                        self.labels.moment(*from),
                        self.labels.moment(*to),
                    ]
                })
                .collect(),
        }
    }

    /// Until when each group is loaded, from its oldest to its newest table.
    fn by_group(&self, groups: &[(&str, NaiveDateTime, NaiveDateTime)]) -> String {
        let parts: Vec<String> = groups
            .iter()
            .map(|(group, from, to)| {
                let (from, to) = (self.labels.moment(*from), self.labels.moment(*to));
                let span = if from == to {
                    to
                } else {
                    format!("{from}{}{to}", self.pick(" 至 ", " to "))
                };
                format!("{}{}{span}", self.group(group), self.pick(" ", ": "))
            })
            .collect();
        match self.labels.language {
            Language::Zh => format!("各组（最旧至最新）：{}。", parts.join("；")),
            Language::En => format!("By group, oldest to newest: {}.", parts.join("; ")),
        }
    }

    /// The dataset of a load, as people call it; the table's own name where none is of it.
    fn table(&self, table: &String) -> String {
        let of_it = |dataset: &&Dataset| {
            let sources = dataset.source.last().into_iter();
            sources
                .chain(&dataset.loaded_from)
                .any(|source| source == table)
        };
        let found = self.layer.datasets.iter().find(of_it);
        let label = found.map(|dataset| self.labels.language.pick(&dataset.label));
        label
            .filter(|label| !label.is_empty())
            .unwrap_or(table)
            .to_owned()
    }

    /// The group of a load, as people call it.
    fn group(&self, value: &str) -> String {
        let field = self
            .layer
            .calendar
            .as_ref()
            .and_then(|calendar| calendar.group_field.as_deref())
            .and_then(|name| self.labels.field(name));
        field.map_or_else(
            || value.to_owned(),
            |field| self.labels.field_value(field, value),
        )
    }
}

/// The groups of loads with their oldest and newest moments, by name.
fn groups_of(known: &[Freshness]) -> Vec<(&str, NaiveDateTime, NaiveDateTime)> {
    let mut groups: BTreeMap<&str, (NaiveDateTime, NaiveDateTime)> = BTreeMap::new();
    for loaded in known.iter().filter(|loaded| !loaded.group.is_empty()) {
        let span = groups
            .entry(&loaded.group)
            .or_insert((loaded.until, loaded.until));
        *span = (span.0.min(loaded.until), span.1.max(loaded.until));
    }
    let spans = groups.into_iter();
    spans.map(|(group, (from, to))| (group, from, to)).collect()
}
