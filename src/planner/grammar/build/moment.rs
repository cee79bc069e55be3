//! What there is now beside what is expected: the newest snapshot, whatever time the forecast is of.

use semantic_sql::layer::{MetricId, Text};

use crate::plan::DerivedColumn;

use super::super::refuse;
use super::super::slots::Restriction;
use super::super::write::{self, Statement};
use super::{Build, Step};

impl Build<'_> {
    /// The column of a number of now, by the scope of the question and without its time.
    pub(super) fn of_now(&self, metric: MetricId) -> Step<String> {
        let slots = self.slots;
        let plain = slots.groups.is_empty()
            && slots.bounds.is_empty()
            && slots.ranking.is_none()
            && !slots.share
            && slots.part.is_none()
            && slots.filtered.is_empty()
            && self.bucket.is_none()
            && self.base.is_none();
        if !plain {
            return Err(refuse::two_bases());
        }
        let scope = |it: &Restriction| write::restriction(self.layer, it);
        let statement = Statement {
            select: vec![write::measure(self.layer, metric)],
            filters: slots.restrictions.iter().map(scope).collect(),
            ..Statement::default()
        };
        let name = &self.layer.metric(metric).name;
        Ok(format!("({}) AS {name}", statement.text(&self.layer.name)))
    }

    /// What such columns are called.
    pub(super) fn columns_of_now(&self) -> Vec<DerivedColumn> {
        let column = |id: &MetricId| {
            let content = self.layer.metric(*id);
            DerivedColumn {
                name: content.name.clone(),
                label: Text {
                    zh: format!("{}（现在）", content.label.zh),
                    en: format!("{} (now)", content.label.en),
                },
                unit: content.unit.clone(),
                format: content.format.clone(),
            }
        };
        self.slots.moments.iter().map(column).collect()
    }
}
