//! 各商品点击率: the name of a metric that begins with the name of what it is grouped by.

use semantic_sql::layer::MetricId;

use crate::lexicon::{Meaning, Word};

use super::gather::{Gather, field_of};

impl Gather<'_> {
    /// Groups by the field, or by the unit of time, that the name of a metric begins with, where a
    /// word of grouping stands right before it. Of a unit of time the rest must be a metric too:
    /// 按小时成交金额 is the amount by hour, and nothing per hour.
    pub(super) fn fields_in_names(&mut self) {
        for place in 0..self.slots.metrics.len() {
            let Some(at) = self.slots.metrics.get(place).map(|mention| mention.at) else {
                continue;
            };
            let Some(name) = self.grouped_name(at) else {
                continue;
            };
            let cuts = (1..name.len()).rev();
            let found = cuts.filter_map(|cut| name.split_at_checked(cut));
            for (head, rest) in found.map(|(head, rest)| (text(head), text(rest))) {
                if let Some(field) = field_of(self.lexicon.meanings(&head)) {
                    self.group(field, at, true);
                    break;
                }
                let rest = rest.strip_prefix('的').unwrap_or(&rest);
                if let (Some(grain), Some(metric)) =
                    (self.grain_named(&head), self.metric_named(rest))
                {
                    self.grain(grain);
                    if let Some(mention) = self.slots.metrics.get_mut(place) {
                        mention.metric = metric;
                    }
                    break;
                }
            }
        }
    }

    /// The letters of a metric's name that a word of grouping leads.
    fn grouped_name(&self, at: usize) -> Option<Vec<char>> {
        let led = at.checked_sub(1).is_some_and(|before| {
            let each = self.tokens.is(before, &[Word::Each, Word::Breakdown]);
            let by = self.tokens.is(before, &[Word::By]) && self.slots.ranking.is_none();
            each || by
        });
        let token = self.tokens.list.get(at).filter(|_| led)?;
        let name = self.tokens.folded.get(token.span.clone())?;
        Some(name.to_vec())
    }

    fn grain_named(&self, text: &str) -> Option<usize> {
        let mut meanings = self.lexicon.meanings(text).iter();
        meanings.find_map(|meaning| match meaning {
            Meaning::Grain(grain) => Some(*grain),
            _ => None,
        })
    }

    fn metric_named(&self, text: &str) -> Option<MetricId> {
        let mut meanings = self.lexicon.meanings(text).iter();
        meanings.find_map(|meaning| match meaning {
            Meaning::Metric(metric) => Some(*metric),
            _ => None,
        })
    }
}

fn text(chars: &[char]) -> String {
    chars.iter().collect()
}
