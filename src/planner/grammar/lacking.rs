//! 哪些主播上周没开播, which coupons had no redemptions: groups of which nothing was counted in a
//! time, out of those of which something ever was.

use semantic_sql::layer::Additivity;

use crate::lexicon::{Meaning, Word};
use crate::plan::Plan;

use super::gather::{Gather, Step, field_of};
use super::{refuse, share};

/// Words that say it of all time.
const NEVER: [&str; 5] = ["never", "has never", "have never", "从未", "从没"];

impl Gather<'_> {
    /// The word that says of listed groups that they had none of a number.
    pub(super) fn lacks_at(&self) -> Option<usize> {
        let tokens = self.tokens;
        let lists = [Word::Which, Word::WhichMany, Word::Count];
        let led = |at: usize| self.led_by(at, &lists);
        let listed = tokens.any(&lists) || (0..tokens.list.len()).any(led);
        let number = |at: usize| {
            let meanings = tokens.list.get(at).map_or(&[][..], |it| it.meanings());
            let number = |it: &Meaning| matches!(it, Meaning::Metric(_) | Meaning::Verb(_));
            meanings.iter().any(number)
        };
        let lacks =
            |at: &usize| tokens.is(*at, &[Word::Negation]) && tokens.after(*at).is_some_and(number);
        // 没有成交的商品: the noun says what is listed.
        let noun = |at: usize| {
            let of = tokens.after(at).map(|number| number + 1)?;
            let said = tokens.list.get(of).map(|it| tokens.text(it))?;
            let field = field_of(tokens.list.get(of + 1)?.meanings());
            (said == "的").then_some(field?)
        };
        let found = (0..tokens.list.len()).find(lacks);
        found.filter(|at| listed || noun(*at).is_some())
    }

    /// The groups of which nothing was counted: of one kind, and of one number that adds up
    /// or counts distinct things.
    pub(super) fn settle_lacking(&mut self) -> Step {
        let Some(at) = self.lacks_at() else {
            return Ok(());
        };
        let slots = &self.slots;
        let times = &slots.times;
        let counts = |it: &super::slots::MetricMention| {
            let additivity = &self.layer.metric(it.metric).additivity;
            let moment = matches!(additivity, Additivity::SemiAdditive(_));
            !moment && share::has_parts(self.layer, it.metric)
        };
        let plain = slots.groups.len() == 1
            && slots.groups.iter().all(|group| !group.each)
            && slots.metrics.len() == 1
            && slots.metrics.iter().all(counts)
            && slots.filtered.is_empty()
            && slots.comparisons.is_empty()
            && slots.ranking.is_none()
            && slots.average.is_none()
            && slots.over.is_none()
            && slots.part.is_none()
            && times.grain.is_none()
            && times.which.is_none()
            && times.latest.is_none()
            && !(slots.share || slots.trend || slots.compare || slots.apart);
        if !plain || self.follow.is_some() {
            return Err(self.not_understood(at));
        }
        let said = self.tokens.list.get(at).map(|it| self.tokens.text(it));
        let never = said.is_some_and(|it| NEVER.contains(&it.to_lowercase().as_str()));
        self.slots.times.all |= never && !self.slots.times.named();
        self.slots.lacking = true;
        Ok(())
    }

    fn not_understood(&self, at: usize) -> Box<Plan> {
        let said = self.tokens.list.get(at).map(|it| self.tokens.text(it));
        refuse::unknown_words(&[said.unwrap_or_default()])
    }
}
