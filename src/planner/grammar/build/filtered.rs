//! Numbers with conditions of their own: each takes them into its aggregates, and no other does.

use semantic_sql::layer::{MetricId, Text};

use crate::plan::DerivedColumn;

use super::super::slots::Restriction;
use super::super::{refuse, say, write};
use super::{Build, Step};

impl Build<'_> {
    /// What is asked of one number alone.
    pub(in super::super) fn own_condition(&self, metric: MetricId) -> Option<&Restriction> {
        let own = self.slots.filtered.iter();
        own.filter(|(of, _)| *of == metric || self.stands_for(*of, metric))
            .map(|(_, it)| it)
            .next()
    }

    /// Whether a metric is counted in the place of another one.
    fn stands_for(&self, asked: MetricId, counted: MetricId) -> bool {
        let stand_ins = &self.layer.metric(asked).by_grain;
        stand_ins.iter().any(|by| by.metric == counted)
    }

    /// A metric in semantic SQL, with its own condition.
    pub(super) fn measure(&self, metric: MetricId) -> String {
        let measure = write::measure(self.layer, metric);
        match self.own_condition(metric) {
            None => measure,
            Some(own) => format!(
                "{measure} FILTER (WHERE {})",
                write::restriction(self.layer, own)
            ),
        }
    }

    /// Conditions of single numbers stand in no order, bound, share or comparison.
    pub(super) fn own_conditions_hold(&self) -> Step<()> {
        let slots = self.slots;
        let plain = slots.ranking.is_none()
            && slots.bounds.is_empty()
            && !slots.share
            && slots.part.is_none()
            && slots.average.is_none()
            && self.base.is_none()
            && self.latest.is_none();
        match slots.filtered.first() {
            Some((_, own)) if !plain => {
                Err(refuse::unplaced(&say::restriction(self.layer, own, true)))
            }
            _ => Ok(()),
        }
    }

    /// What the columns of such numbers are called.
    pub(super) fn own_columns(&self) -> Vec<DerivedColumn> {
        let column = |metric: MetricId| {
            let own = self.own_condition(metric)?;
            let content = self.layer.metric(metric);
            let values = |zh| -> String {
                let names = own.values.iter();
                let names = names.map(|it| say::value(self.layer, own.field, it, zh));
                names.collect::<Vec<_>>().join(if zh { "、" } else { ", " })
            };
            Some(DerivedColumn {
                name: content.name.clone(),
                label: Text {
                    zh: format!("{}（{}）", content.label.zh, values(true)),
                    en: format!("{} ({})", content.label.en, values(false)),
                },
                unit: content.unit.clone(),
                format: content.format.clone(),
            })
        };
        self.metrics().into_iter().filter_map(column).collect()
    }
}
