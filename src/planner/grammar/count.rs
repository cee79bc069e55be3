//! How many there are of what is named: 有几个主播, GMV超过10万的场次有几场, how many days had ….

use semantic_sql::layer::{Additivity, MetricId};

use crate::grammar::time::TimeReading;
use crate::lexicon::{Meaning, Word};

use super::chosen::counter;
use super::gather::{Gather, Step, field_of};
use super::refuse;
use super::settle::SUPERLATIVES;
use super::tokens::Kind;

/// What asks for a number of whatever stands beside it.
const ASKS: [&str; 6] = ["多少", "有多少", "几", "有几", "how many", "number of"];

impl Gather<'_> {
    /// Whether a word of counting stands beside a field: 有几个主播, how many hosts, 商品有几个.
    pub(super) fn counts(&self, at: usize) -> bool {
        // 其他几个平台: how many there are of them is not asked.
        let some = |place: usize| {
            let before = place.checked_sub(1);
            before.is_some_and(|it| self.tokens.is(it, &[Word::Other, Word::Deixis]))
        };
        let count = |place: &usize| self.tokens.is(*place, &[Word::Count]) && !some(*place);
        let skipped = |place: &usize| self.tokens.is(*place, &[Word::Filler]) && !count(place);
        let before = (0..at).rev().find(|place| !skipped(place));
        let after = (at + 1..self.tokens.list.len()).find(|place| !skipped(place));
        before.as_ref().is_some_and(count) || after.as_ref().is_some_and(count)
    }

    /// 有几个: one group beside a word of counting is counted, unless it is ranked or over time; so
    /// are days that keep a bound.
    pub(super) fn settle_count(&mut self) {
        // 有几个，分别是谁: whoever asks who they are gets them all, and sees how many.
        let listed = self.tokens.any(&[Word::WhichMany]);
        let one = self.slots.ranking.is_none() && !self.slots.share && !listed;
        let plain = one && !self.slots.trend;
        if self.slots.groups.is_empty() {
            self.slots.counted = one && self.counts_times();
            if plain && !self.slots.counted {
                self.rows_that_keep_a_bound();
            }
            return;
        }
        let mut inner = self.slots.groups.iter().filter(|group| !group.each);
        let (Some(group), None) = (inner.next().copied(), inner.next()) else {
            return;
        };
        if !plain || self.slots.times.grain.is_some() || self.slots.times.which.is_some() {
            return;
        }
        let alone = self.slots.groups.len() == 1;
        self.slots.counted = (alone && self.counts(group.at)) || self.counts_bounded(group.at);
        // 场次有几场: the number of rows of a kind is their count, and no number of each.
        if let Some(id) = counter(self.layer, group.field).filter(|_| self.says_of_each()) {
            let bounded = self.bound_metrics();
            let others = self.slots.metrics.iter().any(|it| it.metric != id);
            if others && !bounded.contains(&id) && self.slots.chosen.is_none() {
                let before = self.slots.metrics.len();
                self.slots.metrics.retain(|it| it.metric != id);
                self.slots.counted |= self.slots.metrics.len() < before;
            }
        }
    }

    /// Which products sold fewer than 150 units: the number of the things that are told apart is 1 for each of them,
    /// so they are named, and the other number is asked for.
    pub(super) fn settle_what_counts_itself(&mut self) -> Step {
        let of_itself = |id: MetricId| {
            let mut groups = self.slots.grouped();
            groups.find(|field| self.layer.counts_each(id, *field))
        };
        let mut metrics = self.slots.metrics.iter();
        let Some((id, field)) = metrics.find_map(|it| Some((it.metric, of_itself(it.metric)?)))
        else {
            return Ok(());
        };
        if self
            .slots
            .metrics
            .iter()
            .all(|it| of_itself(it.metric).is_some())
        {
            return Err(refuse::counts_itself(self.layer, id, field));
        }
        self.slots.metrics.retain(|it| it.metric != id);
        Ok(())
    }

    /// 最高的3个单品, the lowest 3 hosts: a count beside a superlative.
    pub(super) fn counted(&self, at: usize) -> bool {
        let near = |place: Option<usize>| place.is_some_and(|it| self.tokens.is(it, &SUPERLATIVES));
        // 三个卖得最好的, 10 provinces with the highest sales: what is counted, or the metric, between them.
        let between = |place: &usize| {
            let token = self.tokens.list.get(*place);
            let noun = token.is_some_and(|it| field_of(it.meanings()).is_some());
            noun || self.names_metric(*place)
        };
        let after = self.tokens.after(at);
        let beyond = after.filter(between).and_then(|it| self.tokens.after(it));
        near(self.tokens.before(at)) || near(after) || near(beyond)
    }

    /// 有几场GMV超过10万, how many sessions over 4 hours: the number of all rows of a kind, beside a bound
    /// on another number, is the number of those that keep it.
    fn rows_that_keep_a_bound(&mut self) {
        let times = &self.slots.times;
        let (Some(rows), [one, other]) =
            (self.layer.language.sessions, self.slots.metrics.as_slice())
        else {
            return;
        };
        let bounded = self.bound_metrics();
        let of_other = |id| id != rows && bounded.iter().all(|it| *it == id);
        let fits = match (one.metric == rows, other.metric == rows) {
            (true, false) => of_other(other.metric),
            (false, true) => of_other(one.metric),
            _ => false,
        };
        let over_time = times.which.is_some() || times.grain.is_some();
        let asked = !self.tokens.any(&[Word::YesNo]) && self.slots.chosen.is_none();
        let fields = self.layer.find_fields(crate::lexicon::SESSION_FIELD);
        if let (true, Some(field)) = (
            fits && asked && !over_time && !bounded.is_empty(),
            fields.first(),
        ) {
            self.slots.metrics.retain(|it| it.metric != rows);
            self.group(*field, 0, false);
            self.slots.counted = true;
        }
    }

    /// Whether something is said of each group: a bound on one of the numbers.
    fn says_of_each(&self) -> bool {
        !self.bound_metrics().is_empty() || self.lacks_at().is_some()
    }

    /// 成交额破5万的商品有多少, 有多少场观看不到1000: of what keeps a bound nothing else is asked.
    fn counts_bounded(&self, at: usize) -> bool {
        let bounded = self.bound_metrics();
        let mut metrics = self.slots.metrics.iter();
        if bounded.is_empty() || !metrics.all(|it| bounded.contains(&it.metric)) {
            return false;
        }
        let asks = |place: usize| {
            let said = self.tokens.list.get(place).map(|it| self.tokens.text(it));
            said.is_some_and(|it| ASKS.contains(&it.to_lowercase().as_str()))
        };
        let ends = |place: usize| {
            let next = (place + 1..self.tokens.list.len())
                .find(|next| !self.tokens.is(*next, &[Word::Filler]));
            next.and_then(|next| self.tokens.list.get(next))
                .is_none_or(|next| matches!(next.kind, Kind::Mark(_)))
        };
        let quiet = |place: &usize| self.tokens.is(*place, &[Word::Filler]) && !asks(*place);
        let before = (0..at).rev().find(|place| !quiet(place));
        let after = (at + 1..self.tokens.list.len()).find(|place| !quiet(place));
        before.is_some_and(asks) || after.is_some_and(|place| asks(place) && ends(place))
    }

    /// 有几天GMV超过50万, how many days had GMV over 500k.
    fn counts_times(&self) -> bool {
        let times = &self.slots.times;
        if (times.which.is_none() && times.grain.is_none()) || !self.says_of_each() {
            return false;
        }
        let mut tokens = self.tokens.list.iter().enumerate();
        tokens.any(|(at, token)| {
            let which = matches!(
                token.kind,
                Kind::Time(TimeReading::WhichGrain(_) | TimeReading::Grain(_))
            );
            let grain = |it: &Meaning| matches!(it, Meaning::Grain(_));
            let said = self.tokens.text(token).to_lowercase();
            let before = at.checked_sub(1).and_then(|at| self.tokens.list.get(at));
            let before = before.map(|it| self.tokens.text(it).to_lowercase());
            let inside = ASKS.iter().any(|it| said.starts_with(it));
            (which || token.meanings().iter().any(grain))
                && (inside || before.is_some_and(|it| ASKS.contains(&it.as_str())))
        })
    }

    /// Whether only rates are asked for, which cannot be added up over what is named.
    pub(super) fn rates_alone(&self) -> bool {
        let mut metrics = self.slots.metrics.iter();
        let rate = |id| matches!(self.layer.metric(id).additivity, Additivity::Ratio);
        let joined = self.tokens.any(&[Word::And, Word::Pair]);
        let named = !self.slots.metrics.is_empty() && self.slots.comparisons.is_empty();
        let plain = self.slots.ranking.is_none() && !self.slots.share && !self.slots.trend;
        joined
            && named
            && plain
            && self.slots.loose.is_empty()
            && self.slots.times.which.is_none()
            && metrics.all(|it| rate(it.metric))
    }
}
