//! The statement of groups of which nothing was counted: those that ever had some, without those
//! that had some in the period.

use semantic_sql::layer::Text;

use crate::lexicon::SESSION_FIELD;
use crate::plan::{DerivedColumn, FilterReading};

use super::super::chosen::counter;
use super::super::refuse;
use super::super::write::{self, Statement};
use super::derived::plural;
use super::{Build, Step};

impl Build<'_> {
    /// What the groups have none of, as a condition that is told.
    pub(super) fn lacks_what(&self) -> Option<FilterReading> {
        let mention = self.slots.metrics.first();
        let mention = mention.filter(|_| self.slots.lacking)?;
        Some(FilterReading {
            dimension: self.layer.metric(mention.metric).name.clone(),
            op: "<=".to_owned(),
            values: vec!["0".to_owned()],
        })
    }

    /// The statement and the column that it counts into; nothing where none is asked for.
    pub(super) fn lacking(&self) -> Step<Option<(String, Vec<DerivedColumn>)>> {
        let slots = self.slots;
        let (true, Some(group), Some(mention)) =
            (slots.lacking, slots.groups.first(), slots.metrics.first())
        else {
            return Ok(None);
        };
        if self.base.is_some() || self.bucket.is_some() || self.latest.is_some() {
            return Err(refuse::unplaced("没有 / none"));
        }
        let field = self.layer.field(group.field);
        let key = self.layer.field_reference(group.field);
        let metric = self.read(mention.metric);
        let some = |id| format!("{} > 0", write::measure(self.layer, id));
        let had = Statement {
            select: vec![key.clone()],
            filters: self.filters_of_whole(),
            groups: vec![key.clone()],
            having: vec![some(metric)],
            ..Statement::default()
        };
        // Sessions of the period are all that there were; anything else is there all the time.
        let sessions = field.name == SESSION_FIELD;
        let rows = counter(self.layer, group.field).filter(|_| sessions);
        let within = |it: &super::super::slots::Restriction| write::restriction(self.layer, it);
        // Products that did not sell on Taobao: of all that sold in that time. Where nothing narrows them, of all that
        // were ever so, or that ever had what tells best how it goes.
        let narrowed = !slots.restrictions.is_empty();
        let mut filters = match sessions {
            true => self.filters_of_whole(),
            false if narrowed => self.period_filters(),
            false => slots.restrictions.iter().map(within).collect(),
        };
        let best = self.layer.language.overview.first().copied();
        let best = best
            .filter(|id| !narrowed && *id != metric && self.layer.metric_reaches(*id, group.field));
        let ever = match best.filter(|_| rows.is_none()) {
            Some(best) => format!("({} OR {})", some(metric), some(best)),
            None => some(rows.unwrap_or(metric)),
        };
        filters.push(format!("{key} IS NOT NULL"));
        filters.push(format!("{key} NOT IN ({})", had.text(&self.layer.name)));
        let mut lacking = Statement {
            select: vec![key.clone()],
            filters,
            groups: vec![key.clone()],
            having: vec![ever],
            ..Statement::default()
        };
        if !slots.counted {
            lacking.order.push(key);
            return Ok(Some((lacking.text(&self.layer.name), Vec::new())));
        }
        let name = format!("{}_count", field.name);
        let column = DerivedColumn {
            name: name.clone(),
            label: Text {
                zh: format!("{}数", field.label.zh),
                en: format!("Number of {}", plural(&field.label.en)),
            },
            unit: "count".to_owned(),
            format: "int".to_owned(),
        };
        let rows = lacking.text(&self.layer.name);
        let sql = format!("SELECT COUNT(*) AS {name} FROM ({rows}) AS counted");
        Ok(Some((sql, vec![column])))
    }
}
