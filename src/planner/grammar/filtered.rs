//! Conditions that are about one number alone: 在线人数和福袋的次数, 抖音的GMV和快手的订单数,
//! GMV on Douyin and orders on Kuaishou.
//!
//! A value before the first of several numbers is about all of them; one that stands between two,
//! right before the second, is about the second alone. Where the words do not say it of every
//! number, nothing is told apart.

use semantic_sql::layer::{FieldId, MetricId};

use crate::lexicon::{Meaning, Word};
use crate::plan::Plan;

use super::gather::{Gather, is_value};
use super::refuse;
use super::slots::{INHERITED, MetricMention};
use super::tokens::Kind;

/// A value and a number that it is about.
pub(super) type Owned = (usize, MetricId);

/// A value and the word of the number that it is about.
type Placed = (usize, usize);

impl Gather<'_> {
    /// The values that are about one number each.
    ///
    /// # Errors
    /// A value that stands between numbers, where which of them it is about is not said:
    /// GMV和抖音的订单数、退款率.
    pub(super) fn owned_values(&self) -> Result<Vec<Owned>, Box<Plan>> {
        let mut mentions: Vec<&MetricMention> = self.slots.metrics.iter().collect();
        mentions.retain(|mention| mention.at < INHERITED);
        mentions.sort_by_key(|mention| mention.at);
        // Numbers that one word stands for are asked about together.
        let together = |at: usize| {
            let mentions = self.slots.metrics.iter();
            mentions.filter(move |mention| mention.at == at)
        };
        mentions.dedup_by_key(|mention| mention.at);
        let plain = self.slots.funnel.is_none() && !self.slots.share && !self.slots.compare;
        if mentions.len() < 2 || !plain || self.says_a_metric_twice() {
            return Ok(Vec::new());
        }
        let owned = self
            .before_each(&mentions)?
            .or_else(|| self.after_each(&mentions))
            .unwrap_or_default();
        let owned: Vec<Owned> = owned
            .into_iter()
            .flat_map(|(value, at)| together(at).map(move |it| (value, it.metric)))
            .collect();
        let holds = |(value, metric): &Owned| {
            let mut fields = self.value_fields(*value).into_iter();
            fields.any(|field| self.reaches(*metric, field)) && !self.excluded(*value)
        };
        Ok(match owned.iter().all(holds) {
            true => owned,
            false => Vec::new(),
        })
    }

    /// 抖音GMV和快手GMV: one number by two values, which are groups.
    fn says_a_metric_twice(&self) -> bool {
        let named = |place: &usize| self.names_metric(*place) && !self.as_values.contains(place);
        let places = (0..self.tokens.list.len()).filter(named);
        places.count() > self.slots.metrics.len()
    }

    /// A value right before every number but the first, which may have one too.
    fn before_each(&self, mentions: &[&MetricMention]) -> Result<Option<Vec<Placed>>, Box<Plan>> {
        let Some((first, others)) = mentions.split_first() else {
            return Ok(None);
        };
        let between = others.iter().filter_map(|mention| {
            let value = self.value_before(mention.at)?;
            let joint = self.tokens.before(value).is_some_and(|at| self.joins(at));
            joint.then_some((value, mention.at))
        });
        let mut owned: Vec<Placed> = between.collect();
        let Some((value, _)) = owned.first() else {
            return Ok(None);
        };
        if owned.len() < others.len() {
            let said = self.tokens.list.get(*value).map(|it| self.tokens.text(it));
            return Err(refuse::unplaced(&said.unwrap_or_default()));
        }
        if let Some(value) = self.value_before(first.at) {
            let fields = self.value_fields(value);
            let again =
                |(at, _): &Placed| self.value_fields(*at).iter().any(|it| fields.contains(it));
            let reached = |mention: &&MetricMention| {
                fields
                    .iter()
                    .any(|field| self.reaches(mention.metric, *field))
            };
            if owned.iter().any(again) || !mentions.iter().skip(1).all(reached) {
                owned.insert(0, (value, first.at));
            }
        }
        Ok(Some(owned))
    }

    /// GMV on Douyin and orders on Kuaishou: a value of one field right after every number.
    fn after_each(&self, mentions: &[&MetricMention]) -> Option<Vec<Placed>> {
        let mut owned: Vec<Placed> = Vec::new();
        for mention in mentions {
            let value = self.tokens.after(mention.at)?;
            if !self.names_value(value) {
                return None;
            }
            let ends = match self.tokens.after(value) {
                None => true,
                Some(next) => self.joins(next) || self.is_mark_or_time(next),
            };
            if !ends {
                return None;
            }
            owned.push((value, mention.at));
        }
        let (first, others) = owned.split_first()?;
        let fields = self.value_fields(first.0);
        let same = |(at, _): &Placed| self.value_fields(*at).iter().any(|it| fields.contains(it));
        others.iter().all(same).then_some(owned)
    }

    /// The value right before a number, with nothing but 的 or 's between.
    fn value_before(&self, at: usize) -> Option<usize> {
        let mut place = at.checked_sub(1)?;
        while self.is_of(place) {
            place = place.checked_sub(1)?;
        }
        self.names_value(place).then_some(place)
    }

    /// Whether a token is a value here, also where it could be a number: 老客的GMV.
    fn names_value(&self, at: usize) -> bool {
        self.tokens.list.get(at).is_some_and(is_value) || self.as_values.contains(&at)
    }

    fn is_of(&self, at: usize) -> bool {
        let said = self
            .tokens
            .list
            .get(at)
            .map(|token| self.tokens.text(token));
        said.is_some_and(|said| ["的", "'s", "’s"].contains(&said.as_str()))
            || matches!(
                self.tokens.list.get(at).map(|token| &token.kind),
                Some(Kind::Mark('\'' | '’'))
            )
    }

    fn joins(&self, at: usize) -> bool {
        let mark = self.tokens.list.get(at).map(|token| &token.kind);
        self.tokens.is(at, &[Word::And])
            || matches!(mark, Some(Kind::Mark('、' | ',' | '，' | '+' | ';' | '；')))
    }

    fn is_mark_or_time(&self, at: usize) -> bool {
        let kind = self.tokens.list.get(at).map(|token| &token.kind);
        matches!(kind, Some(Kind::Mark(_) | Kind::Time(_)))
    }

    fn value_fields(&self, at: usize) -> Vec<FieldId> {
        let meanings = self.tokens.list.get(at).map(|token| token.meanings());
        let meanings = meanings.into_iter().flatten();
        meanings
            .filter_map(|meaning| match meaning {
                Meaning::Value(value) => Some(value.field),
                _ => None,
            })
            .collect()
    }
}
