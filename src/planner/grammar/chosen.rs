//! Some of all groups: those that keep a bound, or the first of them, and how much of the whole is
//! theirs. 退款率超过20%的商品占几成, what share of GMV came from the top 20% of products.

use semantic_sql::layer::{Additivity, FieldId, MetricId};

use crate::grammar::number::{Direction, NumberReading};
use crate::lexicon::{Meaning, SESSION_FIELD, Word};

use super::gather::{Gather, Step};
use super::refuse;
use super::slots::{Group, Slots};
use super::tokens::Kind;

/// How many of the groups are the first.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Many {
    Count(u32),
    /// A part of all groups, 0 to 1, as plain digits.
    Part(String),
}

/// The first of the groups in the order of a metric.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct First {
    pub(super) many: Many,
    pub(super) by: MetricId,
    pub(super) descending: bool,
}

/// Some of all groups. Without `first` they are those that keep the bounds of the question.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Chosen {
    /// What is chosen from.
    pub(super) field: FieldId,
    pub(super) first: Option<First>,
    /// What is added up of them; without it they are counted.
    pub(super) measured: Option<MetricId>,
}

/// A count or a part of the first, and the token that says it.
struct Said {
    at: usize,
    many: Many,
    descending: bool,
}

impl Gather<'_> {
    /// Reads a share of chosen groups; leaves every other question as it is.
    pub(super) fn settle_chosen(&mut self) -> Step {
        if self.slots.chosen.is_some() {
            return Ok(());
        }
        let said = self.first_of_all();
        let bounds = self.bound_places();
        let bounded = self.slots.share && !bounds.is_empty();
        let listed = self.each_for_itself();
        let beside = said.as_ref().map(|it| it.at);
        let found = self.chosen_field(beside, &bounds).filter(|_| !listed);
        let (Some(field), true) = (found, said.is_some() || bounded) else {
            return self.no_part_of_a_list(bounded);
        };
        if (said.is_some() && !bounds.is_empty()) || self.over_time_or_compared() {
            return Err(refuse::share_of_what());
        }
        let order = beside.and_then(|at| Some((self.tokens.before(at)?, at)));
        let order = order.and_then(|(place, _)| Some((place, self.asked_at(place)?)));
        let subjects: Vec<usize> = bounds
            .into_iter()
            .chain(order.map(|(place, _)| place))
            .collect();
        let measured = self.measured(field, &subjects)?;
        let first = match said {
            None => None,
            Some(said) => {
                let by = order.map(|(_, metric)| metric).or(measured);
                let by = by.ok_or_else(refuse::share_of_what)?;
                Some(First {
                    many: said.many,
                    by,
                    descending: said.descending,
                })
            }
        };
        let measured = measured.or(first.as_ref().map(|it| it.by));
        let adds_up = |id: &MetricId| {
            let additivity = &self.layer.metric(*id).additivity;
            matches!(additivity, Additivity::Additive)
        };
        if let Some(metric) = measured.filter(|id| !adds_up(id)) {
            return Err(refuse::share_not_additive(self.layer, metric));
        }
        let slots = &mut self.slots;
        slots.share = false;
        slots.ranking = None;
        slots.groups.retain(|group| group.field != field);
        slots.loose.retain(|group| group.field != field);
        slots.chosen = Some(Chosen {
            field,
            first,
            measured,
        });
        Ok(())
    }

    /// A part of a list, 前10%的商品, is asked for as a share of the whole only. Shares of those that
    /// keep a bound, each for itself: of all, or of those alone, is not said.
    fn no_part_of_a_list(&self, bounded: bool) -> Step {
        let own = |id: MetricId| self.layer.metric(id).unit == "ratio";
        let divided = !self.slots.metrics.iter().any(|it| own(it.metric));
        let listed = !self.slots.groups.is_empty() || !self.slots.loose.is_empty();
        if bounded && divided && listed {
            return Err(refuse::share_of_what());
        }
        let part = self.tokens.list.iter().find(|token| {
            let number =
                |kind: &Kind| matches!(kind, Kind::Number(NumberReading::RankShare { .. }));
            number(&token.kind)
        });
        match part {
            Some(token) => Err(refuse::unsupported(&self.tokens.text(token))),
            None => Ok(()),
        }
    }

    /// Whether each group is asked for by itself: 各占多少, 哪些.
    fn each_for_itself(&self) -> bool {
        let lists = [Word::Which, Word::WhichMany];
        let each = (0..self.tokens.list.len())
            .any(|at| self.tokens.is(at, &[Word::Share]) && self.led_by(at, &[Word::Each]));
        self.slots.apart || each || self.tokens.any(&lists)
    }

    fn over_time_or_compared(&self) -> bool {
        let slots = &self.slots;
        let times = &slots.times;
        let over_time = slots.trend || times.grain.is_some() || times.which.is_some();
        let others = slots.groups.iter().filter(|group| group.each).count();
        over_time
            || slots.compare
            || times.compare.is_some()
            || times.latest.is_some()
            || slots.average.is_some()
            || slots.part.is_some()
            || others > 1
    }

    /// 前20%的商品贡献了多少, came from the top 10 products: the first of all together.
    fn first_of_all(&self) -> Option<Said> {
        let tokens = self.tokens;
        let sums = [Word::From, Word::Gives, Word::Total];
        (0..tokens.list.len()).find_map(|at| match &tokens.list.get(at)?.kind {
            Kind::Number(NumberReading::RankShare { share, direction }) => {
                let asked = self.slots.share || tokens.any(&sums);
                let said = || Said {
                    at,
                    many: Many::Part(share.exact.clone()),
                    descending: *direction == Direction::Top,
                };
                (asked && !share.approximate).then(said)
            }
            Kind::Number(NumberReading::Rank(rank)) if self.slots.share || self.came_from(at) => {
                let whole = |share: usize| {
                    let next = tokens.after(share);
                    tokens.is(share, &[Word::Share])
                        && next.is_some_and(|next| tokens.is(next, &[Word::All]))
                };
                let together = !self.slots.share
                    || tokens.before_any(at, &[Word::From]).is_some()
                    || tokens.any(&[Word::Gives, Word::Total])
                    || (at..tokens.list.len()).any(whole);
                let said = || Said {
                    at,
                    many: Many::Count(rank.n),
                    descending: rank.direction == Direction::Top,
                };
                together.then(said)
            }
            _ => None,
        })
    }

    /// How much of it came from the top 3 hosts, 有多少来自前三名主播: a part of all, though no word of
    /// parts is said.
    fn came_from(&self, at: usize) -> bool {
        let from = self.tokens.before_any(at, &[Word::From]);
        let said = from.and_then(|place| self.tokens.list.get(place));
        let said = said.map(|it| self.tokens.text(it).to_lowercase());
        let comes = said.is_some_and(|it| {
            let source = ["来自", "来源", "出自"]
                .iter()
                .any(|word| it.contains(word));
            source || (it.contains("from") && it != "from")
        });
        comes && self.tokens.any(&[Word::Asks])
    }

    /// What is chosen: the field beside the number that chooses, else the only one.
    fn chosen_field(&self, first: Option<usize>, bounds: &[usize]) -> Option<FieldId> {
        let slots = &self.slots;
        let each = |group: &&Group| !group.each;
        let named = slots.groups.iter().filter(each).chain(&slots.loose);
        let named: Vec<&Group> = named.collect();
        let numbers = slots.comparisons.iter().map(|(at, _)| *at);
        let numbers: Vec<usize> = match first {
            Some(at) => vec![at],
            None if bounds.is_empty() => return None,
            None => numbers.collect(),
        };
        let beside = |group: &&&Group| {
            let before = self.tokens.before(group.at);
            before.is_some_and(|place| numbers.contains(&place))
        };
        let mut fields: Vec<FieldId> = named.iter().filter(beside).map(|it| it.field).collect();
        if fields.is_empty() {
            fields = named.iter().map(|it| it.field).collect();
        }
        fields.dedup();
        match fields.as_slice() {
            [only] => Some(*only),
            _ => None,
        }
    }

    /// The tokens that name what bounds on metrics are about.
    fn bound_places(&self) -> Vec<usize> {
        let comparisons = self.slots.comparisons.iter();
        let of_metrics = comparisons.filter(|(at, _)| self.number_field_before(*at).is_none());
        of_metrics
            .filter_map(|(at, _)| self.place_of_bound(*at))
            .collect()
    }

    /// The token that names the metric of a bound: the nearest before it in its clause, else the
    /// next one after it.
    fn place_of_bound(&self, at: usize) -> Option<usize> {
        let mark = |place: usize| {
            let token = self.tokens.list.get(place);
            token.is_some_and(|token| matches!(token.kind, Kind::Mark(_)))
        };
        let named = |place: &usize| self.asked_at(*place).is_some();
        let before = (0..at).rev().take_while(|place| !mark(*place)).find(named);
        before.or_else(|| (at + 1..self.tokens.list.len()).find(named))
    }

    /// The asked metric that a token names.
    fn asked_at(&self, at: usize) -> Option<MetricId> {
        if self.as_values.contains(&at) {
            return None;
        }
        let meanings = self.tokens.list.get(at)?.meanings();
        let named = meanings.iter().find_map(|meaning| match meaning {
            Meaning::Metric(id) => {
                let mut asked = self.slots.metrics.iter();
                asked.any(|mention| mention.metric == *id).then_some(*id)
            }
            _ => None,
        });
        // Hosts that sold more than 100k: a verb that asks for a number.
        let verb = || self.slots.metrics.iter().find(|mention| mention.at == at);
        named.or_else(|| verb().map(|mention| mention.metric))
    }

    /// What is added up: the one metric that neither bounds, nor orders, nor counts the groups.
    fn measured(
        &self,
        field: FieldId,
        subjects: &[usize],
    ) -> Result<Option<MetricId>, Box<crate::plan::Plan>> {
        let counter = counter(self.layer, field);
        let places = (0..self.tokens.list.len()).filter(|place| !subjects.contains(place));
        let mut metrics: Vec<MetricId> = places.filter_map(|place| self.asked_at(place)).collect();
        metrics.retain(|metric| Some(*metric) != counter);
        metrics.sort_unstable();
        metrics.dedup();
        match metrics.as_slice() {
            [] => Ok(None),
            [one] => Ok(Some(*one)),
            _ => Err(refuse::share_of_what()),
        }
    }
}

/// The metric that counts the groups of a field, where the layer has one: sessions.
pub(super) fn counter(
    layer: &semantic_sql::layer::SemanticLayer,
    field: FieldId,
) -> Option<MetricId> {
    let session = layer.field(field).name == SESSION_FIELD;
    layer.language.sessions.filter(|_| session)
}

impl Slots {
    /// The fields that the statement groups by, within a chosen part too.
    pub(super) fn grouped(&self) -> impl Iterator<Item = FieldId> {
        let groups = self.groups.iter().map(|group| group.field);
        groups.chain(self.chosen.iter().map(|chosen| chosen.field))
    }
}
