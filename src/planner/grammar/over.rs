//! 平均每场涨多少粉, new followers per session: a number over how many rows of a kind there are.

use semantic_sql::layer::{Additivity, MetricId};

use crate::lexicon::{Meaning, Word};

use super::chosen::counter;
use super::gather::{Gather, Step, field_of};
use super::refuse;

impl Gather<'_> {
    /// The noun that a number is divided by the count of: 平均每场, per session.
    pub(super) fn over_at(&self) -> Option<usize> {
        (0..self.tokens.list.len()).find(|at| self.divides(*at))
    }

    /// Whether a noun of rows that the layer counts stands behind a word of averaging.
    fn divides(&self, at: usize) -> bool {
        let tokens = self.tokens;
        let meanings = tokens.list.get(at).map_or(&[][..], |it| it.meanings());
        let counted = field_of(meanings).and_then(|field| counter(self.layer, field));
        let before = at.checked_sub(1).and_then(|place| tokens.list.get(place));
        let per = before.is_some_and(|it| tokens.text(it).eq_ignore_ascii_case("per"));
        let each = before.is_some_and(|it| it.is_word(&[Word::Each]));
        let each = each || self.led_by(at, &[Word::Each]);
        counted.is_some() && (per || (each && tokens.any(&[Word::Average])))
    }

    /// How long do people stay on average: of rates alone the word says nothing new.
    pub(super) fn averages_rates(&self) -> bool {
        let metrics = self.tokens.list.iter().flat_map(|token| token.meanings());
        let metrics: Vec<MetricId> = metrics
            .filter_map(|meaning| match meaning {
                Meaning::Metric(id) => Some(*id),
                _ => None,
            })
            .collect();
        let rate = |id: &MetricId| {
            let metric = self.layer.metric(*id);
            matches!(metric.additivity, Additivity::Ratio)
        };
        !metrics.is_empty() && metrics.iter().all(rate)
    }

    /// Divides by the noun where every number adds up; else the noun says how the answer is split.
    pub(super) fn settle_over(&mut self) -> Step {
        let Some(at) = self.over_at() else {
            return Ok(());
        };
        let adds_up = |id: MetricId| {
            let additivity = &self.layer.metric(id).additivity;
            matches!(additivity, Additivity::Additive)
        };
        let sums = self.slots.metrics.iter().filter(|it| adds_up(it.metric));
        let sums = sums.count();
        if sums > 0 && sums == self.slots.metrics.len() {
            let meanings = self.tokens.list.get(at).map_or(&[][..], |it| it.meanings());
            self.slots.over = field_of(meanings);
            self.slots.used.push(at);
            return Ok(());
        }
        let words = self.tokens.list.iter();
        let averages = words.filter(|it| it.is_word(&[Word::Average]));
        match averages.last().filter(|_| sums > 0) {
            Some(word) => Err(refuse::unknown_words(&[self.tokens.text(word)])),
            None => Ok(()),
        }
    }
}
