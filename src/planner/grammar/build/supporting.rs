//! Statements that stand beside that of an answer: the period before, the total, each of several values.

use semantic_sql::SemanticSql;

use crate::lexicon::Meaning;
use crate::plan::{EACH, Intent, SupportingQuery};

use super::super::slots::Restriction;
use super::super::write::Statement;
use super::Build;

/// More values than this are a group, and its number is what is asked.
const MOST: usize = 5;

impl Build<'_> {
    /// The period before for a single number; the total for a comparison by groups.
    pub(super) fn supporting(&self, statement: &Statement, intent: Intent) -> Vec<SupportingQuery> {
        let relation = &self.layer.name;
        if intent == Intent::Compare
            && self.base.is_some()
            && !self.slots.groups.is_empty()
            && self.bucket.is_none()
        {
            let keys = statement.groups.len();
            let total = Statement {
                select: statement.select.iter().skip(keys).cloned().collect(),
                filters: statement.filters.clone(),
                ..Statement::default()
            };
            return vec![SupportingQuery {
                name: "total".to_owned(),
                sql: SemanticSql(total.text(relation)),
                period: None,
            }];
        }
        let mut beside: Vec<SupportingQuery> =
            self.each_value(statement, intent).into_iter().collect();
        let Some((before, period)) = self
            .period
            .before
            .as_ref()
            .filter(|_| intent == Intent::Lookup && self.is_of_whole_days())
        else {
            return beside;
        };
        let mut filters = vec![before.clone()];
        filters.extend(self.filters().into_iter().skip(self.period_filters().len()));
        let previous = Statement {
            filters,
            ..statement.clone()
        };
        beside.push(SupportingQuery {
            name: "previous".to_owned(),
            sql: SemanticSql(previous.text(relation)),
            period: Some(period.clone()),
        });
        beside
    }

    /// 小雅和糖糖的GMV: the number of each of the values that the question names one by one.
    fn each_value(&self, statement: &Statement, intent: Intent) -> Option<SupportingQuery> {
        let alone = intent == Intent::Lookup && self.base.is_none() && self.bucket.is_none();
        let ([measure], true) = (statement.select.as_slice(), alone) else {
            return None;
        };
        let several = |it: &&Restriction| {
            let count = it.values.len();
            !it.excluded && !it.lifts && (2..=MOST).contains(&count) && self.names_each(it)
        };
        let mut found = self.slots.restrictions.iter().filter(several);
        let (Some(one), None) = (found.next(), found.next()) else {
            return None;
        };
        let field = self.layer.field_reference(one.field);
        let each = Statement {
            select: vec![field.clone(), measure.clone()],
            groups: vec![field.clone()],
            order: vec![field],
            ..statement.clone()
        };
        Some(SupportingQuery {
            name: EACH.to_owned(),
            sql: SemanticSql(each.text(&self.layer.name)),
            period: None,
        })
    }

    /// Whether each value has a word of its own.
    fn names_each(&self, it: &Restriction) -> bool {
        let names = |value: &String| {
            self.tokens.list.iter().any(|token| {
                token.meanings().iter().any(|meaning| match meaning {
                    Meaning::Value(known) => {
                        known.field == it.field && known.values == std::slice::from_ref(value)
                    }
                    _ => false,
                })
            })
        };
        it.values.iter().all(names)
    }
}
