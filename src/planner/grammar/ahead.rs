//! What is expected: a question about a time to come, or with a word of forecasting, is about the
//! metrics that the layer has for it.

use chrono::{Duration, NaiveDateTime, NaiveTime};
use semantic_sql::layer::{Additivity, Ahead, MetricId};

use crate::grammar::time::TimeRange;
use crate::lexicon::Word;

use super::gather::{Gather, Step};
use super::refuse;
use super::slots::MetricMention;

impl Gather<'_> {
    /// Puts what is expected in the place of what happened, with its bounds where they are asked
    /// for, and with the days that it covers. Refuses a forecast of what has none.
    pub(super) fn foreseen(&mut self, now: NaiveDateTime) -> Step {
        let said = self.tokens.any(&[Word::Forecast]);
        let times = &self.slots.times;
        // 未来7天 begins today, of which there is something already.
        let tomorrow = now.date().and_time(NaiveTime::MIN) + Duration::days(1);
        let to_come = |it: &TimeRange| {
            it.start >= now || (it.start.date() >= now.date() && it.end > tomorrow)
        };
        let later = !times.ranges.is_empty() && times.ranges.iter().all(to_come);
        if said || later {
            self.expected();
        }
        let metrics = || self.slots.metrics.iter().map(|mention| mention.metric);
        let now: Vec<MetricId> = match said || later {
            true => metrics().filter(|id| self.is_of_a_moment(*id)).collect(),
            false => Vec::new(),
        };
        let ahead = |id: MetricId| self.is_ahead(id) || now.contains(&id);
        self.slots.ahead = metrics().any(|id| self.is_ahead(id)) && metrics().all(ahead);
        if self.slots.ahead {
            self.slots.moments = now;
        }
        if said && !self.slots.ahead {
            return Err(refuse::nothing_expected());
        }
        self.bounds_of_expected()?;
        self.days_of_expected();
        Ok(())
    }

    /// Whether a metric is counted at a moment and has no forecast: what is in stock now can stand
    /// beside what is expected.
    fn is_of_a_moment(&self, metric: MetricId) -> bool {
        let semi = |id: &MetricId| {
            let additivity = &self.layer.metric(*id).additivity;
            matches!(additivity, Additivity::SemiAdditive(_))
        };
        !self.is_ahead(metric) && self.layer.metrics_behind(metric).iter().any(semi)
    }

    /// GMV of next week: the forecast of it.
    fn expected(&mut self) {
        let ahead = &self.layer.language.ahead;
        for mention in &mut self.slots.metrics {
            let found = ahead.iter().find(|it| it.of == mention.metric);
            if let Some(it) = found {
                self.slots.foreseen.push((mention.metric, it.expected));
                mention.metric = it.expected;
            }
        }
    }

    /// 给个区间: the bounds of what is expected; no other number has any.
    fn bounds_of_expected(&mut self) -> Step {
        let interval = |at: &usize| self.tokens.is(*at, &[Word::Interval]);
        let Some(at) = (0..self.tokens.list.len()).find(interval) else {
            return Ok(());
        };
        let asked = self.slots.metrics.iter();
        let bounds: Vec<MetricId> = asked
            .filter_map(|mention| self.entry(mention.metric))
            .flat_map(|it| it.interval.iter().copied())
            .collect();
        if !self.slots.ahead || bounds.is_empty() {
            let token = self.tokens.list.get(at);
            let text = token.map(|it| self.tokens.text(it)).unwrap_or_default();
            return Err(refuse::unknown_words(&[text]));
        }
        let bounds = bounds
            .into_iter()
            .map(|metric| MetricMention { metric, at });
        self.slots.metrics.extend(bounds);
        Ok(())
    }

    /// A forecast ends some day: how many days of the period it has stands beside their sum.
    fn days_of_expected(&mut self) {
        let times = &self.slots.times;
        let split = times.grain.is_some() || times.which.is_some();
        let day = |it: &TimeRange| (it.end - it.start).num_days() <= 1;
        let one_day = !times.ranges.is_empty() && times.ranges.iter().all(day);
        if !self.slots.ahead || split || one_day {
            return;
        }
        let Some(last) = self.slots.metrics.last().cloned() else {
            return;
        };
        let entry = self
            .slots
            .metrics
            .iter()
            .find_map(|it| self.entry(it.metric));
        let days = entry.and_then(|it| it.days);
        let days = days.filter(|id| !self.slots.metrics.iter().any(|it| it.metric == *id));
        if let Some(metric) = days {
            let at = last.at;
            self.slots.metrics.push(MetricMention { metric, at });
        }
    }

    fn entry(&self, metric: MetricId) -> Option<&Ahead> {
        let mut ahead = self.layer.language.ahead.iter();
        ahead.find(|it| it.expected == metric)
    }

    /// Whether a metric counts nothing but what is expected.
    fn is_ahead(&self, metric: MetricId) -> bool {
        let expected = self.layer.language.ahead.iter().map(|it| it.expected);
        let facts: Vec<_> = expected.flat_map(|id| self.layer.facts_of(id)).collect();
        let own = self.layer.facts_of(metric);
        !own.is_empty() && own.iter().all(|fact| facts.contains(fact))
    }
}
