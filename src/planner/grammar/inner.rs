//! 各商品点击率: the name of a metric that begins with the name of what it is grouped by.

use semantic_sql::layer::{FieldId, MetricId};

use crate::lexicon::{Meaning, Word};

use super::gather::{Gather, field_of};

/// What the name of a metric begins with.
enum Head {
    Field(FieldId),
    /// A unit of time, and the metric that is left of the name.
    Grain(usize, MetricId),
}

impl Gather<'_> {
    /// Groups by the field, or by the unit of time, that the name of a metric begins with, where a
    /// word of grouping stands right before it. Of a unit of time the rest must be a metric too:
    /// 按小时成交金额 is the amount by hour, and nothing per hour.
    pub(super) fn fields_in_names(&mut self) {
        for place in 0..self.slots.metrics.len() {
            let Some(at) = self.slots.metrics.get(place).map(|mention| mention.at) else {
                continue;
            };
            match self.head_of_name(at) {
                Some(Head::Field(field)) => self.group(field, at, true),
                Some(Head::Grain(grain, metric)) => {
                    self.grain(grain);
                    if let Some(mention) = self.slots.metrics.get_mut(place) {
                        mention.metric = metric;
                    }
                }
                None => {}
            }
        }
    }

    /// 小雅和糖糖各上播了几个小时: a word of grouping right before a number, or before its verb, means those that were
    /// named.
    pub(super) fn each_is_apart(&self) -> bool {
        let each = |at: &usize| self.tokens.is(*at, &[Word::Each]);
        let mut places = (0..self.tokens.list.len()).filter(each);
        places.any(|at| {
            let Some(place) = self.tokens.after(at) else {
                return false;
            };
            let next = self.tokens.list.get(place);
            let noun = next.is_some_and(|it| field_of(it.meanings()).is_some());
            let said = next.is_some_and(|it| it.is_word(&[Word::Serves]));
            let named = self.names_metric(place) && self.head_of_name(place).is_none();
            said || (named && !noun)
        })
    }

    /// The longest beginning of a metric's name that a group or a unit of time is called by.
    fn head_of_name(&self, at: usize) -> Option<Head> {
        let name = self.grouped_name(at)?;
        let mut cuts = (1..name.len()).rev();
        cuts.find_map(|cut| {
            let (head, rest) = name.split_at_checked(cut)?;
            let (head, rest) = (text(head), text(rest));
            // 各上播了几个小时: no number is one of each moment.
            let field = field_of(self.lexicon.meanings(&head));
            if let Some(field) = field.filter(|id| !self.layer.field(*id).is_time) {
                return Some(Head::Field(field));
            }
            let metric = self.metric_named(rest.strip_prefix('的').unwrap_or(&rest))?;
            Some(Head::Grain(self.grain_named(&head)?, metric))
        })
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
