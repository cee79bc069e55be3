//! 平均每场涨多少粉, new followers per session: a number over how many rows of a kind there are.

use semantic_sql::layer::{Additivity, MetricId, SemanticLayer};

use crate::lexicon::{Meaning, Word};

use super::chosen::counter;
use super::gather::{Gather, Step, field_of};
use super::{refuse, share};

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

    /// Divides by the noun where every number can be divided; else the noun says how the answer is split.
    pub(super) fn settle_over(&mut self) -> Step {
        let Some(at) = self.over_at() else {
            return Ok(());
        };
        let of = |id: MetricId| &self.layer.metric(id).additivity;
        let mut metrics = self.slots.metrics.iter();
        if metrics.len() > 0 && metrics.all(|it| divisible(self.layer, it.metric)) {
            let meanings = self.tokens.list.get(at).map_or(&[][..], |it| it.meanings());
            self.slots.over = field_of(meanings);
            self.slots.used.push(at);
            return Ok(());
        }
        // The average of a rate is the rate; of anything else it is not understood.
        let mut metrics = self.slots.metrics.iter();
        let rates = metrics.all(|it| matches!(of(it.metric), Additivity::Ratio));
        let words = self.tokens.list.iter();
        let mut averages = words.filter(|it| it.is_word(&[Word::Average]));
        match averages.next_back().filter(|_| !rates) {
            Some(word) => Err(refuse::unknown_words(&[self.tokens.text(word)])),
            None => Ok(()),
        }
    }
}

/// Whether each row of a number belongs to one row of what it is divided by: sums, and counts of
/// distinct things that are no people, who come again.
pub(super) fn divisible(layer: &SemanticLayer, id: MetricId) -> bool {
    let metric = layer.metric(id);
    match &metric.additivity {
        Additivity::Additive => true,
        Additivity::SemiAdditive(_) | Additivity::Ratio => false,
        Additivity::NonAdditive => metric.unit == "order" && share::has_parts(layer, id),
    }
}
