//! The statement of a share of chosen groups: each group is counted alone, then those that are
//! chosen are added up beside all of them.

use semantic_sql::layer::{FieldId, MetricId, Text};

use crate::plan::DerivedColumn;

use super::super::chosen::{Chosen, First, Many, counter};
use super::super::slots::{Bound, Subject};
use super::super::write::{self, Statement};
use super::super::{refuse, say};
use super::{Build, Step};

/// The column of a group's place, and how many groups have one.
const PLACE: &str = "place";
const PLACES: &str = "places";

impl Build<'_> {
    /// The statement and what its columns hold; nothing where no groups are chosen.
    pub(super) fn chosen(&self) -> Step<Option<(String, Vec<DerivedColumn>)>> {
        let Some(chosen) = &self.slots.chosen else {
            return Ok(None);
        };
        if self.base.is_some() || self.bucket.is_some() || self.latest.is_some() {
            return Err(refuse::share_of_what());
        }
        let key = self.layer.field(chosen.field).name.clone();
        let groups = self.slots.groups.iter();
        let outer: Vec<String> = groups
            .map(|group| self.layer.field_reference(group.field))
            .collect();
        let mut source = self.each_group(chosen, &key, &outer).text(&self.layer.name);
        let mut hit = vec![format!("{key} IS NOT NULL")];
        if let Some(first) = &chosen.first {
            source = self.placed(first, &key, &outer, &source);
            hit.push(match &first.many {
                Many::Count(n) => format!("{PLACE} <= {n} AND {PLACE} <= {PLACES}"),
                Many::Part(part) => format!("{PLACE} <= CEIL({PLACES} * {part})"),
            });
        }
        for bound in &self.slots.bounds {
            if let Subject::Metric(metric) = bound.subject {
                let name = &self.layer.metric(self.read(metric)).name;
                hit.push(format!("{name} {} {}", bound.op, bound.value));
            }
        }
        let (columns, derived) = self.chosen_columns(chosen, &hit.join(" AND "));
        let select: Vec<String> = outer.iter().cloned().chain(columns).collect();
        let mut sql = format!("SELECT {} FROM ({source}) AS parts", select.join(", "));
        if !outer.is_empty() {
            let keys = outer.join(", ");
            sql.push_str(&format!(" GROUP BY {keys} ORDER BY {keys}"));
        }
        Ok(Some((sql, derived)))
    }

    /// One row for each group, with every number that chooses or is added up.
    fn each_group(&self, chosen: &Chosen, key: &str, outer: &[String]) -> Statement {
        let reference = self.layer.field_reference(chosen.field);
        let metrics = self.metrics();
        let columns = metrics.iter().map(|id| {
            let name = &self.layer.metric(*id).name;
            format!("{} AS {name}", write::measure(self.layer, *id))
        });
        let named = match reference == key {
            true => reference.clone(),
            false => format!("{reference} AS {key}"),
        };
        let mut filters = self.filters();
        let present = |id: &MetricId| format!("{} IS NOT NULL", write::measure(self.layer, *id));
        // Who is counted is counted by name; of a sum what has no name is a part.
        let having = match (chosen.measured, counter(self.layer, chosen.field)) {
            (Some(metric), _) => present(&self.read(metric)),
            (None, counter) => {
                filters.push(format!("{reference} IS NOT NULL"));
                let counted = |id| format!("{} > 0", write::measure(self.layer, id));
                let any: Vec<String> = metrics.iter().map(present).collect();
                counter.map_or_else(|| format!("({})", any.join(" OR ")), counted)
            }
        };
        Statement {
            select: outer
                .iter()
                .cloned()
                .chain(std::iter::once(named))
                .chain(columns)
                .collect(),
            filters,
            groups: outer
                .iter()
                .cloned()
                .chain(std::iter::once(reference))
                .collect(),
            having: vec![having],
            ..Statement::default()
        }
    }

    /// The groups with their places: those without a name or without a number above zero have none.
    fn placed(&self, first: &First, key: &str, outer: &[String], source: &str) -> String {
        let by = &self.layer.metric(self.read(first.by)).name;
        let way = if first.descending { "DESC" } else { "ASC" };
        let ranks = format!("CASE WHEN {key} IS NOT NULL AND {by} > 0 THEN 1 ELSE 0 END");
        let mut names: Vec<String> = outer.to_vec();
        names.push(key.to_owned());
        let metrics = self.metrics().into_iter();
        names.extend(metrics.map(|id| self.layer.metric(id).name.clone()));
        let within = match outer {
            [] => String::new(),
            keys => format!("PARTITION BY {} ", keys.join(", ")),
        };
        let ranked = format!(
            "SELECT {}, {ranks} AS ranks FROM ({source}) AS groups_of",
            names.join(", ")
        );
        format!(
            "SELECT {}, ROW_NUMBER() OVER ({within}ORDER BY ranks DESC, {by} {way}, {key}) AS \
             {PLACE}, SUM(ranks) OVER ({}) AS {PLACES} FROM ({ranked}) AS ranked",
            names.join(", "),
            within.trim_end(),
        )
    }

    /// The columns of what is chosen and of all, and what they are called.
    fn chosen_columns(&self, chosen: &Chosen, hit: &str) -> (Vec<String>, Vec<DerivedColumn>) {
        let field = self.layer.field(chosen.field);
        let of = [
            say::chosen_groups(self, chosen, true),
            say::chosen_groups(self, chosen, false),
        ];
        let counts = counter(self.layer, chosen.field).filter(|_| chosen.measured.is_none());
        let counted = match counts {
            Some(id) => Column::of_metric(self, id),
            None => Column {
                name: format!("{}_count", field.name),
                label: Text {
                    zh: format!("{}数", field.label.zh),
                    en: format!("Number of {}", super::derived::plural(&field.label.en)),
                },
                unit: "count".to_owned(),
                format: "int".to_owned(),
            },
        };
        let some = format!("COUNT(*) FILTER (WHERE {hit})");
        let Some(metric) = chosen.measured else {
            let columns = vec![
                format!("{some} AS {}", counted.name),
                format!("COUNT(*) AS {}_whole", counted.name),
                format!("{some} / NULLIF(COUNT(*), 0) AS {}_share", counted.name),
            ];
            return (columns, counted.derived(&of).into());
        };
        let measured = Column::of_metric(self, self.read(metric));
        let name = &measured.name;
        let part = format!("SUM({name}) FILTER (WHERE {hit})");
        let named = format!("{} IS NOT NULL", field.name);
        let columns = vec![
            format!("{part} AS {name}"),
            format!("SUM({name}) AS {name}_whole"),
            format!("{part} / NULLIF(SUM({name}), 0) AS {name}_share"),
            format!("{some} AS {}", counted.name),
            format!("COUNT(*) FILTER (WHERE {named}) AS {}_whole", counted.name),
        ];
        let mut derived = Vec::from(measured.derived(&of));
        derived.extend(counted.derived(&of).into_iter().take(2));
        (columns, derived)
    }
}

/// A number of what is chosen, before it is said of what.
struct Column {
    name: String,
    label: Text,
    unit: String,
    format: String,
}

impl Column {
    fn of_metric(build: &Build<'_>, metric: MetricId) -> Self {
        let content = build.layer.metric(metric);
        Self {
            name: content.name.clone(),
            label: content.label.clone(),
            unit: content.unit.clone(),
            format: content.format.clone(),
        }
    }

    /// The columns of the chosen, of all, and of their share.
    fn derived(&self, of: &[String; 2]) -> [DerivedColumn; 3] {
        let named = |zh: &str, en: &str| Text {
            zh: format!("{}（{zh}）", self.label.zh),
            en: format!("{} ({en})", self.label.en),
        };
        let column = |suffix: &str, label: Text, rate: bool| DerivedColumn {
            name: format!("{}{suffix}", self.name),
            label,
            unit: if rate { "ratio" } else { &self.unit }.to_owned(),
            format: if rate { "pct1" } else { &self.format }.to_owned(),
        };
        let [zh, en] = of;
        [
            column("", named(zh, en), false),
            column("_whole", named("全部", "all"), false),
            column(
                "_share",
                named(&format!("{zh}，占比"), &format!("{en}, share")),
                true,
            ),
        ]
    }
}

/// A bound as people write it: 退款率 > 20%.
pub(in super::super) fn bound_text(build: &Build<'_>, bound: &Bound, zh: bool) -> String {
    let (label, percent) = match bound.subject {
        Subject::Metric(metric) => {
            let content = build.layer.metric(build.read(metric));
            (&content.label, content.unit == "ratio")
        }
        Subject::Field(field) => (&build.layer.field(field).label, false),
    };
    let value = match percent {
        true => percentage(&bound.value),
        false => bound.value.clone(),
    };
    let label = if zh { &label.zh } else { &label.en };
    format!("{label} {} {value}", bound.op)
}

/// A part of one as a percentage.
pub(in super::super) fn percentage(part: &str) -> String {
    match part.parse::<f64>() {
        Ok(part) => format!("{}%", (part * 1e6).round() / 1e4),
        Err(_) => part.to_owned(),
    }
}

/// What the chosen groups are called.
pub(in super::super) fn label(build: &Build<'_>, field: FieldId, zh: bool) -> String {
    let label = &build.layer.field(field).label;
    match zh {
        true => label.zh.clone(),
        false => super::derived::plural(&label.en),
    }
}
