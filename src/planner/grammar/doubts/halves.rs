//! Words of which a statement says one half: a number per another, one side of a comparison, a range of names.

use semantic_sql::layer::FieldId;

use crate::grammar::number::NumberReading;
use crate::grammar::time::{Grain, TimeReading};
use crate::lexicon::{Meaning, SESSION_FIELD, Word};

use super::super::gather::{Gather, Step, field_of};
use super::super::slots::Subject;
use super::super::tokens::{Kind, Token};

/// What sets the one side of a comparison beside the other.
const VERSUS: [&str; 5] = ["vs", "vs.", "versus", "pk", "对比"];
/// What leads from the first name of a range to its last.
const UP_TO: [&str; 6] = ["到", "至", "-", "~", "to", "through"];
/// What says that a line adds up as it goes.
const RUNNING: [&str; 3] = ["累计", "累计的", "cumulatively"];

impl Gather<'_> {
    /// Profit per order, gmv per follower: a number over another, of which only the one would be told.
    pub(super) fn per_another(&self) -> Step {
        let slots = &self.slots;
        let told = |field: FieldId| {
            slots.grouped().any(|group| group == field) || slots.over == Some(field)
        };
        for at in self.places(&[Word::Each, Word::By, Word::Filler]) {
            let next = self.tokens.list.get(at + 1);
            let Some(next) = next.filter(|_| self.said(at) == "per") else {
                continue;
            };
            let placed = match &next.kind {
                Kind::Time(_) | Kind::Number(_) => true,
                _ => field_of(next.meanings()).is_some_and(told),
            };
            if !placed && !self.in_names.contains(&(at + 1)) {
                return self.unplaced(at + 1);
            }
        }
        Ok(())
    }

    /// Shelf sales vs live sales, 大场 vs 日播: two sides, of which one was found.
    pub(super) fn one_side(&self) -> Step {
        let slots = &self.slots;
        let times = &slots.times;
        let two_times = times.compare.is_some()
            || times.ranges.len() + times.events.len() > 1
            || times.weekdays.len() > 1;
        let several = |field: FieldId| {
            let mut kept = slots.restrictions.iter();
            kept.any(|it| it.field == field && (it.values.len() > 1 || it.lifts))
        };
        let grouped = slots.grouped().any(several);
        let two_kept = slots.restrictions.iter().any(|it| it.values.len() > 1);
        let two = two_times || grouped || two_kept || slots.metrics.len() > 1 || slots.share;
        let last = self.tokens.list.len().saturating_sub(1);
        let versus = |at: &usize| VERSUS.contains(&self.said(*at).as_str());
        match (1..last).find(versus) {
            Some(at) if !two && self.is_between_names(at) => self.unplaced(at),
            _ => Ok(()),
        }
    }

    /// Whether names stand on both sides of a word; a field beside it is none.
    fn is_between_names(&self, at: usize) -> bool {
        let named = |it: &Token, fields: bool| {
            let grain = matches!(it.kind, Kind::Time(TimeReading::Grain(_)));
            let unknown = matches!(it.kind, Kind::Unknown);
            let name = it.meanings().iter().any(|meaning| match meaning {
                Meaning::Value(_) | Meaning::Metric(_) => true,
                Meaning::Field(_) => fields,
                _ => false,
            });
            name || grain || (unknown && !fields)
        };
        let (before, after) = self.tokens.list.split_at(at);
        before.iter().any(|it| named(it, true)) && after.iter().skip(1).any(|it| named(it, false))
    }

    /// V0到V4各多少人: names from the first to the last, of which those between are not said.
    pub(super) fn range_of_names(&self) -> Step {
        let field = |at: usize| {
            let meanings = self.tokens.list.get(at).map_or(&[][..], Token::meanings);
            meanings.iter().find_map(|meaning| match meaning {
                Meaning::Value(value) if value.values.len() == 1 => Some(value.field),
                _ => None,
            })
        };
        for at in 1..self.tokens.list.len() {
            let names = field(at - 1).filter(|one| field(at + 1) == Some(*one));
            if names.is_some() && UP_TO.contains(&self.said(at).as_str()) {
                return self.unplaced(at);
            }
        }
        Ok(())
    }

    /// 累计GMV 本月每天: each day with all days before it, which no bucket holds.
    pub(super) fn adds_up_as_it_goes(&self) -> Step {
        let times = &self.slots.times;
        let in_time = times.grain.is_some() || times.which.is_some() || self.slots.trend;
        let running =
            |at: &usize| RUNNING.contains(&self.said(*at).as_str()) && !self.in_names.contains(at);
        match (0..self.tokens.list.len()).find(running) {
            Some(at) if in_time => self.unplaced(at),
            _ => Ok(()),
        }
    }

    /// 前10的场次里有几场是林一的: how many of those that an order finds are so.
    pub(super) fn counted_among_the_first(&self) -> Step {
        let rank = |at: &usize| {
            let kind = self.tokens.list.get(*at).map(|it| &it.kind);
            matches!(kind, Some(Kind::Number(NumberReading::Rank(_))))
        };
        let Some(first) = (0..self.tokens.list.len()).find(rank) else {
            return Ok(());
        };
        let inside = self.places(&[Word::Inside]).into_iter();
        let inside = inside.filter(|at| *at > first).min();
        let counts = |at: &usize| {
            let said = self.said(*at);
            let many = ["几", "多少", "how many"]
                .iter()
                .any(|it| said.starts_with(it));
            many || self.tokens.is(*at, &[Word::Count])
        };
        match inside.and_then(|from| (from + 1..self.tokens.list.len()).find(counts)) {
            Some(at) => self.unplaced(at),
            None => Ok(()),
        }
    }

    /// 那场卖了多少: one session, where nothing says which.
    pub(super) fn that_session(&self) -> Step {
        // 昨晚小雅那场: whose, or when, it was.
        let kept = !self.slots.restrictions.is_empty() || self.slots.times.named();
        let one = [
            "那场",
            "这场",
            "该场",
            "这一场",
            "那一场",
            "that session",
            "this session",
        ];
        // 这|场观: the word may end inside of a name.
        let said = |at: &usize| {
            let said = self.said(*at) + &self.said(at + 1);
            one.iter().any(|it| said.starts_with(it)) && !self.in_names.contains(at)
        };
        match (0..self.tokens.list.len()).find(said) {
            Some(at) if !kept => self.unplaced(at),
            _ => Ok(()),
        }
    }

    /// 加起来, as all of what is said: of several earlier answers, of which only the last is kept.
    pub(super) fn sum_of_earlier(&self) -> Step {
        let total = self.places(&[Word::Total]).first().copied();
        let quiet = |it: &Token| {
            only_words(
                it,
                &[
                    Word::Total,
                    Word::Filler,
                    Word::Asks,
                    Word::Follow,
                    Word::Elliptic,
                ],
            )
        };
        let one_number = self.follow.is_some_and(|it| !it.had_rows());
        match total.filter(|_| one_number && self.tokens.list.iter().all(quiet)) {
            Some(at) => self.unplaced(at),
            None => Ok(()),
        }
    }

    /// 哪场最好 after 几场: sessions by how many sessions they are, which is one each.
    pub(super) fn counts_itself(&self) -> Step {
        let slots = &self.slots;
        let session = |id: FieldId| self.layer.field(id).name == SESSION_FIELD;
        let counted = self.layer.language.sessions;
        let alone = slots.metrics.iter().all(|it| Some(it.metric) == counted);
        // 开了几场，场均多少: of which number the average is, is not said.
        let averaged = slots.over.is_some_and(session);
        let ranked = slots.ranking.is_some() && slots.grouped().any(session);
        if alone && (averaged || ranked) {
            let words = [
                Word::Average,
                Word::Best,
                Word::Worst,
                Word::Highest,
                Word::Lowest,
            ];
            return self.unplaced(self.places(&words).first().copied().unwrap_or(0));
        }
        Ok(())
    }

    /// 冲锋衣和跑鞋的销量: names of two fields of which the one is part of the other, beside each other: no row is of both.
    pub(super) fn parts_of_each_other(&self) -> Step {
        let layer = self.layer;
        let within = |one: FieldId, other: FieldId| {
            let (from, to) = (one.dataset, other.dataset);
            let mut links = layer.relationships.iter();
            links.any(|it| it.many_to_one && it.from == from && it.to == to)
        };
        let value = |at: usize| {
            let meanings = self.tokens.list.get(at).map_or(&[][..], Token::meanings);
            let mut fields = meanings.iter().filter_map(|meaning| match meaning {
                Meaning::Value(value) => Some(value.field),
                _ => None,
            });
            fields.find(|field| self.slots.restrictions.iter().any(|it| it.field == *field))
        };
        let joins = |at: usize| {
            let kind = self.tokens.list.get(at).map(|it| &it.kind);
            matches!(kind, Some(Kind::Mark('、'))) || self.tokens.is(at, &[Word::And, Word::Pair])
        };
        for at in 1..self.tokens.list.len() {
            let (Some(one), Some(other)) = (value(at - 1), value(at + 1)) else {
                continue;
            };
            if joins(at) && one != other && (within(one, other) || within(other, one)) {
                return self.unplaced(at + 1);
            }
        }
        Ok(())
    }

    /// 退款率高但是卖得多的商品: two things that are so, of which an order tells one.
    pub(super) fn so_and_so(&self) -> Step {
        let so = self.places(&[Word::More, Word::Less, Word::Good, Word::Bad]);
        let slots = &self.slots;
        let plain = slots.comparisons.is_empty() && !slots.compare && slots.times.compare.is_none();
        let but = |from: usize, to: usize| {
            (from..to).any(|at| {
                ["但", "但是", "却", "而", "可是", "but", "yet"].contains(&self.said(at).as_str())
            })
        };
        match so.as_slice() {
            [first, second] if plain && but(*first, *second) => self.unplaced(*second),
            _ => Ok(()),
        }
    }

    /// 每天几点到几点卖得最好: an hour that is asked for, where days are ordered.
    pub(super) fn which_hour(&self) -> Step {
        let times = &self.slots.times;
        let hours = [times.which, times.grain].contains(&Some(Grain::Hour));
        let asks = |at: &usize| {
            matches!(
                self.tokens.list.get(*at).map(|it| &it.kind),
                Some(Kind::Time(TimeReading::WhichGrain(Grain::Hour)))
            )
        };
        match (0..self.tokens.list.len()).find(asks) {
            Some(at) if !hours || times.grain.is_some_and(|it| it != Grain::Hour) => {
                self.unplaced(at)
            }
            _ => Ok(()),
        }
    }

    /// Items over 200 yuan: a bound on what it stands behind, and on no other number.
    pub(super) fn bound_of_another(&self) -> Step {
        for (at, comparison) in &self.slots.comparisons {
            let money = matches!(
                comparison.quantity.unit,
                Some(crate::grammar::number::Unit::Yuan)
            );
            let noun = at.checked_sub(1).and_then(|it| self.tokens.list.get(it));
            let Some(noun) = noun.filter(|_| money) else {
                continue;
            };
            let things = noun.meanings().iter().any(|meaning| match meaning {
                Meaning::Metric(metric) => {
                    let unit = self.layer.metric(*metric).unit.as_str();
                    let bounded =
                        |it: &super::super::slots::Bound| it.subject == Subject::Metric(*metric);
                    unit == "item" && !self.slots.bounds.iter().any(bounded)
                }
                _ => false,
            });
            if things {
                return self.unplaced(*at);
            }
        }
        Ok(())
    }
}

/// Whether a token is nothing but one of some words, or a mark.
fn only_words(token: &Token, words: &[Word]) -> bool {
    matches!(token.kind, Kind::Mark(_)) || token.is_word(words)
}
