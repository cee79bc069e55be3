//! Numbers of people that only say whom other numbers are about.

use semantic_sql::layer::Additivity;

use crate::lexicon::Word;

use super::gather::{Gather, Step, is_value};
use super::refuse;
use super::slots::MetricMention;
use super::tokens::Kind;

impl Gather<'_> {
    /// 抖音成交人数和GMV: a number in a list of numbers.
    fn listed(&self, at: usize) -> bool {
        let tokens = self.tokens;
        let joint = |place: usize| {
            tokens.is(place, &[Word::And])
                || matches!(
                    tokens.list.get(place).map(|it| &it.kind),
                    Some(Kind::Mark('、' | ',' | '，' | '+'))
                )
        };
        let after = tokens.after(at).is_some_and(joint);
        let value = at.checked_sub(1).and_then(|value| tokens.before(value));
        after || value.is_some_and(joint)
    }

    /// Numbers of people that only say whom the others are about.
    pub(super) fn of_whom(&mut self) -> Step {
        let tokens = self.tokens;
        // GMV from returning buyers: whose it is, where the word is a number of its own only.
        let whose = |mention: &&MetricMention| {
            let from = self.tokens.before_any(mention.at, &[Word::From]);
            let before = |from: usize| self.slots.metrics.iter().any(|other| other.at < from);
            self.layer.metric(mention.metric).unit == "person" && from.is_some_and(before)
        };
        // 女性买家贡献了多少GMV, 上海的客户的GMV, from buyers in Sichuan: people named beside a value are whom it is about,
        // no metric. Returning buyers are only some of them, and say more than that.
        let people = |mention: &MetricMention| {
            let value = |place: Option<usize>| {
                let token = place.and_then(|at| tokens.list.get(at));
                token.is_some_and(is_value)
            };
            let of = |place: usize| tokens.list.get(place).map(|it| tokens.text(it));
            let before = mention.at.checked_sub(1);
            let of_value = before.is_some_and(|at| of(at).as_deref() == Some("的"))
                && value(mention.at.checked_sub(2));
            let beside =
                value(before) || of_value || (whose(&mention) && value(tokens.after(mention.at)));
            let content = self.layer.metric(mention.metric);
            let somebody =
                content.unit == "person" && matches!(content.additivity, Additivity::NonAdditive);
            let all_of_them = !self.layer.is_narrowed(mention.metric);
            somebody && all_of_them && beside && !self.listed(mention.at)
        };
        let unplaced = |mention: &&MetricMention| whose(mention) && !people(mention);
        if let Some(mention) = self.slots.metrics.iter().find(unplaced)
            && let Some(token) = tokens.list.get(mention.at)
        {
            return Err(refuse::unplaced(&tokens.text(token)));
        }
        let kept: Vec<MetricMention> = self
            .slots
            .metrics
            .iter()
            .filter(|m| !people(m))
            .cloned()
            .collect();
        if !kept.is_empty() {
            self.slots.metrics = kept;
        }
        Ok(())
    }
}
