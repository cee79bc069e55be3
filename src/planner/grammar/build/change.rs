//! A change to take apart, from the slots of a question.

use semantic_sql::SemanticSql;
use semantic_sql::layer::{FieldId, Text};

use crate::grammar::time::TimeRange;
use crate::plan::{Attribution, AttributionPlan, Intent, QueryPlan};
use crate::planner::attribution::{Wanted, statements};
use crate::question::Question;

use super::super::refuse;
use super::super::say;
use super::super::why::Why;
use super::{Base, Build, Step};

impl Build<'_> {
    /// The plan that takes the change of the only metric apart.
    pub(in super::super) fn change(&self, why: &Why, question: &Question) -> Step<AttributionPlan> {
        self.check_paths()?;
        let Some(metric) = self.metrics().first().copied() else {
            return Err(refuse::no_metric());
        };
        let (Some(base), Some((now, then))) = (&self.base, self.both_periods()) else {
            return Err(refuse::two_bases());
        };
        let field_of = |it: &super::super::slots::Restriction| it.field;
        let scope = self.slots.restrictions.iter();
        let fixed: Vec<FieldId> = scope
            .clone()
            .filter(|it| !it.excluded && !it.lifts && it.values.len() == 1)
            .map(field_of)
            .collect();
        let lifted: Vec<FieldId> = scope.map(field_of).collect();
        let filters: Vec<String> = self
            .filters()
            .into_iter()
            .skip(self.period_filters().len())
            .collect();
        for field in &why.dimensions {
            if !self.layer.metric_reaches(metric, *field) {
                return Err(refuse::no_path(self.layer, metric, *field));
            }
        }
        let wanted = Wanted {
            layer: self.layer,
            metric,
            now: &now,
            base: &then,
            filters: &filters,
            fixed: &fixed,
            lifted: &lifted,
            dimensions: &why.dimensions,
        };
        let binds =
            |sql: &SemanticSql| semantic_sql::bind(self.layer, &question.asker, sql).is_ok();
        let written = statements(&wanted, &binds);
        if written.tree.is_none() && written.dimensions.is_empty() && binds(&written.main) {
            return Err(refuse::not_taken_apart(self.layer, metric));
        }
        let mut assumptions = say::assumptions(self);
        if why.base_taken {
            assumptions.push(compared_with(base));
        }
        assumptions.extend(written.notes);
        let plain = say::reading(self);
        Ok(AttributionPlan {
            query: QueryPlan {
                sql: written.main,
                intent: Intent::Attribution,
                reading: Text {
                    zh: format!("变化拆解：{}", plain.zh),
                    en: format!("what the change is made of: {}", plain.en),
                },
                interpretation: self.interpretation(),
                assumptions,
                supporting: written.beside,
                derived: written.derived,
                parts: Vec::new(),
                chart: None,
                verified: None,
            },
            change: Attribution {
                metric,
                tree: written.tree,
                weight: written.weight,
                dimensions: written.dimensions,
                asked: !why.dimensions.is_empty(),
                premise: why.premise.clone(),
            },
        })
    }

    /// The conditions of the period and of its base.
    fn both_periods(&self) -> Option<(String, String)> {
        match self.base.as_ref()? {
            Base::Conditions { now, then, .. } => Some((now.clone(), then.clone())),
            Base::Offset(_, reading) => {
                let range = self.period.range.as_ref()?;
                let base = TimeRange {
                    start: reading.start?,
                    end: reading.end?,
                    ..range.clone()
                };
                let now = self.range_filters(range).join(" AND ");
                let then = self.range_filters(&base).join(" AND ");
                (!now.is_empty() && !then.is_empty()).then_some((now, then))
            }
        }
    }
}

/// Says what a change is taken against where the question does not.
fn compared_with(base: &Base) -> Text {
    let label = &base.reading().label;
    Text {
        zh: format!("问题没有说和什么时候比，默认和{}比。", label.zh),
        en: format!(
            "The question names no period to compare with, so it is compared with {}.",
            label.en
        ),
    }
}
