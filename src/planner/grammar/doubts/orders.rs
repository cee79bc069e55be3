//! Orders within orders: what is asked of the first of something, where a statement has one order.

use semantic_sql::syntax::AggregateFunction;

use crate::grammar::number::{Direction, NumberReading};
use crate::grammar::time::Grain;
use crate::lexicon::Word;

use super::super::gather::{Gather, Step};
use super::super::settle::SUPERLATIVES;
use super::super::tokens::Kind;

impl Gather<'_> {
    /// Top 5 products by GMV with the lowest refund rate, 卖得最差的品牌里卖得最好的商品: two orders, of which a
    /// statement has one.
    pub(super) fn two_orders(&self) -> Step {
        let most = self.places(&SUPERLATIVES);
        if let [_, second, ..] = most.as_slice() {
            return self.unplaced(*second);
        }
        let ranks: Vec<(usize, Direction)> = (0..self.tokens.list.len())
            .filter_map(|at| match self.tokens.list.get(at).map(|it| &it.kind) {
                Some(Kind::Number(NumberReading::Rank(rank))) => Some((at, rank.direction)),
                _ => None,
            })
            .collect();
        if let [_, (second, _), ..] = ranks.as_slice() {
            return self.unplaced(*second);
        }
        let (Some((_, way)), Some(at)) = (ranks.first(), most.first()) else {
            return Ok(());
        };
        let turned = match way {
            Direction::Top => self.tokens.is(*at, &[Word::Lowest]),
            Direction::Bottom => self.tokens.is(*at, &[Word::Highest]),
        };
        // 前5的主播里谁的退款率最高: an order within another.
        let first = ranks.first().map_or(0, |(place, _)| *place);
        let (from, to) = (first.min(*at), first.max(*at));
        let within = (from..to).any(|place| self.tokens.is(place, &[Word::Inside]));
        if turned || within {
            self.unplaced(*at)
        } else {
            Ok(())
        }
    }

    /// Top 5 hosts by GMV sorted by refund rate: an order by one number, of those that are first by another.
    pub(super) fn orders_by_another(&self) -> Step {
        let mut numbers = self.places(&[Word::By]).into_iter().filter_map(|at| {
            let next = self.tokens.after(at).filter(|it| self.names_metric(*it))?;
            Some((at, self.tokens.list.get(next)?.meanings().to_vec()))
        });
        let (Some((_, first)), ranked) = (numbers.next(), self.slots.ranking.is_some()) else {
            return Ok(());
        };
        match numbers.find(|(_, other)| *other != first) {
            Some((at, _)) if ranked => self.unplaced(at),
            _ => Ok(()),
        }
    }

    /// Rank of Xiaoya among hosts, 小雅排第几: the place of one of the rows, which no statement tells.
    pub(super) fn rank_of_one(&self) -> Step {
        let times = &self.slots.times;
        let over_time = times.which.is_some() || times.grain.is_some();
        let one = |field| {
            let mut kept = self.slots.restrictions.iter();
            kept.any(|it| it.field == field && it.values.len() == 1 && !it.excluded)
        };
        let mut groups = self.slots.grouped();
        let alone = groups.next().is_none() && !self.slots.restrictions.is_empty();
        let single = self.slots.grouped().any(one);
        match self.places(&[Word::Rank]).first() {
            Some(at) if (alone || single) && !over_time => self.unplaced(*at),
            _ => Ok(()),
        }
    }

    /// 成交最高的那天是谁播的: what was so at the best of some times, where the best of all is asked.
    pub(super) fn of_that_time(&self) -> Step {
        let ordered = self.slots.ranking.is_some() || !self.places(&SUPERLATIVES).is_empty();
        // 最高的一天是哪天 asks for that day itself; 是周几 asks something of it.
        let weekday = self.slots.times.which == Some(Grain::Weekday);
        let grouped = self.slots.grouped().next().is_some() || weekday;
        let more = grouped || self.tokens.any(&[Word::Who]);
        match self.places(&[Word::ThatTime]).first() {
            Some(at) if ordered && more => self.unplaced(*at),
            _ => Ok(()),
        }
    }

    /// 卖得最差的主播卖的是哪个品牌: what is asked of the one that an order finds.
    pub(super) fn asked_of_the_first(&self) -> Step {
        let Some(most) = self.places(&SUPERLATIVES).first().copied() else {
            return Ok(());
        };
        let asks = [Word::Which, Word::WhichMany];
        let places = 0..self.tokens.list.len();
        for at in places.filter(|at| self.tokens.is(*at, &asks) || self.led_by(*at, &asks)) {
            let between = |place: usize| most < place && place < at;
            let found = self.slots.groups.iter().any(|group| between(group.at));
            let asked = self
                .slots
                .groups
                .iter()
                .any(|group| group.at >= at && group.at < self.tokens.list.len());
            if found && asked {
                return self.unplaced(at);
            }
        }
        Ok(())
    }

    /// Average peak online: of what is the highest of its time no average is known.
    pub(super) fn average_of_the_highest(&self) -> Step {
        let Some(at) = self.places(&[Word::Average]).first().copied() else {
            return Ok(());
        };
        let slots = &self.slots;
        let taken = slots.average.is_some() || slots.over.is_some();
        let highest = slots.metrics.iter().any(|it| {
            let mut parts = self.layer.aggregates_of(it.metric).into_iter();
            parts.any(|(_, part)| {
                matches!(
                    part.function,
                    AggregateFunction::Max | AggregateFunction::Min
                )
            })
        });
        if highest && !taken {
            self.unplaced(at)
        } else {
            Ok(())
        }
    }

    /// 各主播最近一场: the latest of each, where the latest of all are known.
    pub(super) fn latest_of_each(&self) -> Step {
        let each =
            self.slots.groups.iter().any(|group| group.each) || self.tokens.any(&[Word::Each]);
        let at = self.places(&[Word::Each]).first().copied().unwrap_or(0);
        if self.slots.times.latest.is_some() && each {
            return self.unplaced(at);
        }
        Ok(())
    }
}
