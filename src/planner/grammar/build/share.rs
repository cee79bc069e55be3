//! Shares that are no division by the sum of the rows: of one part, and of distinct things.

use semantic_sql::layer::{FieldId, MetricId, Text};

use crate::plan::DerivedColumn;

use super::super::slots::Restriction;
use super::super::{refuse, say, share, write};
use super::{Build, Step};

impl Build<'_> {
    /// The columns of a part: its number, that of the whole, and the share.
    pub(super) fn share_of_part(&self, metric: MetricId, part: &Restriction) -> Step<Vec<String>> {
        let content = self.layer.metric(metric);
        if self.bucket.is_some() {
            return Err(refuse::unsupported(
                "按时间看一部分的占比 / the share of a part over time",
            ));
        }
        if self.base.is_some()
            || self.bucket.is_some()
            || self.slots.average.is_some()
            || !share::has_parts(self.layer, metric)
        {
            return Err(refuse::share_not_additive(self.layer, metric));
        }
        let (name, whole) = (&content.name, write::measure(self.layer, metric));
        let of_part = format!(
            "{whole} FILTER (WHERE {})",
            write::restriction(self.layer, part)
        );
        Ok(vec![
            format!("{of_part} AS {name}"),
            format!("{whole} AS {name}_whole"),
            format!("{of_part} / NULLIF({whole}, 0) AS {name}_share"),
        ])
    }

    /// A default on the field of the part holds for the whole neither.
    pub(super) fn lifted_for_part(&self) -> Vec<String> {
        let part = self.slots.part.iter();
        part.filter(|it| self.has_default(it.field))
            .map(|it| format!("UNFILTERED({})", self.layer.field_reference(it.field)))
            .collect()
    }

    fn has_default(&self, field: FieldId) -> bool {
        let of = |metric: MetricId| self.layer.metrics_behind(metric);
        let mut metrics = self.metrics().into_iter().flat_map(of);
        metrics.any(|id| {
            self.layer
                .metric(*id)
                .defaults
                .iter()
                .any(|it| it.field == field)
        })
    }

    /// Distinct things of a group over those of all groups, which is no sum of the groups.
    pub(super) fn share_of_distinct(&self, metric: MetricId) -> Step<String> {
        let alone = self.base.is_none() && self.bucket.is_none() && self.latest.is_none();
        if !alone || !share::has_parts(self.layer, metric) {
            return Err(refuse::share_not_additive(self.layer, metric));
        }
        let measure = write::measure(self.layer, metric);
        let mut filters = self.filters_of_whole();
        for group in &self.slots.groups {
            let named = self
                .slots
                .restrictions
                .iter()
                .any(|it| it.field == group.field);
            if self.has_default(group.field) && !named {
                filters.push(format!(
                    "UNFILTERED({})",
                    self.layer.field_reference(group.field)
                ));
            }
        }
        let whole = write::Statement {
            select: vec![measure.clone()],
            filters,
            ..write::Statement::default()
        };
        Ok(format!(
            "{measure} / NULLIF(({}), 0)",
            whole.text(&self.layer.name)
        ))
    }

    /// What the columns of a part are called.
    pub(super) fn part_columns(&self) -> Vec<DerivedColumn> {
        let Some(part) = &self.slots.part else {
            return Vec::new();
        };
        let (zh, en) = (
            say::restriction(self.layer, part, true),
            say::restriction(self.layer, part, false),
        );
        let columns = |metric: MetricId| {
            let content = self.layer.metric(metric);
            let column = |suffix: &str, label: Text, rate: bool| DerivedColumn {
                name: format!("{}{suffix}", content.name),
                label,
                unit: if rate { "ratio" } else { &content.unit }.to_owned(),
                format: if rate { "pct1" } else { &content.format }.to_owned(),
            };
            let named = |zh: &str, en: &str| Text {
                zh: format!("{}（{zh}）", content.label.zh),
                en: format!("{} ({en})", content.label.en),
            };
            [
                column("", named(&zh, &en), false),
                column("_whole", named("全部", "all"), false),
                column(
                    "_share",
                    named(&format!("{zh}，占比"), &format!("{en}, share")),
                    true,
                ),
            ]
        };
        self.metrics().into_iter().flat_map(columns).collect()
    }
}
