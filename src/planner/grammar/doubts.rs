//! What a question says twice, or crosswise, and one statement does not: it is declined, since an answer to half of it
//! would look like one to all of it.

mod halves;
mod orders;
mod times;

use semantic_sql::layer::FieldId;

use crate::lexicon::{Meaning, Word};

use super::gather::{Gather, Step};
use super::refuse;
use super::slots::Subject;
use super::tokens::{Kind, Token};

/// What asks for a number of the things that are named right behind it.
const HOW_MANY: [&str; 3] = ["how many", "number of", "the number of"];
/// Words that set one thing beside another.
const SETS_BESIDE: [Word; 5] = [
    Word::Compare,
    Word::Pair,
    Word::Than,
    Word::Whether,
    Word::Pivot,
];

impl Gather<'_> {
    /// Declines what is only half understood.
    pub(super) fn doubts(&self) -> Step {
        self.two_orders()?;
        self.orders_by_another()?;
        self.rank_of_one()?;
        self.crossed()?;
        self.against_all()?;
        self.of_that_time()?;
        self.parts_of_days()?;
        self.odd_bases()?;
        self.asked_of_the_first()?;
        self.average_of_the_highest()?;
        self.share_of_another_number()?;
        self.latest_of_each()?;
        self.asked_of_another()?;
        self.whose_or_who()?;
        self.all_of_a_field()?;
        self.until_a_day()?;
        self.dropped()?;
        self.idle_field()?;
        self.kind_of_number()?;
        self.per_another()?;
        self.one_side()?;
        self.range_of_names()?;
        self.adds_up_as_it_goes()?;
        self.counted_among_the_first()?;
        self.that_session()?;
        self.sum_of_earlier()?;
        self.bound_of_another()?;
        self.counts_itself()?;
        self.parts_of_each_other()?;
        self.so_and_so()?;
        self.which_hour()?;
        self.changed_so()
    }

    pub(super) fn unplaced(&self, at: usize) -> Step {
        let said = self.tokens.list.get(at).map(|it| self.tokens.text(it));
        Err(refuse::unplaced(&said.unwrap_or_default()))
    }

    /// What a token says, in small letters.
    pub(super) fn said(&self, at: usize) -> String {
        let said = self.tokens.list.get(at).map(|it| self.tokens.text(it));
        said.unwrap_or_default().to_lowercase()
    }

    /// The places of some words, outside of the names of metrics.
    pub(super) fn places(&self, words: &[Word]) -> Vec<usize> {
        let places = 0..self.tokens.list.len();
        let own = |at: &usize| self.tokens.is(*at, words) && !self.in_names.contains(at);
        places.filter(own).collect()
    }

    /// Xiaoya's GMV on Douyin and Tangtang's on Taobao: pairs of which one statement makes all four.
    fn crossed(&self) -> Step {
        #[derive(Clone, Copy, PartialEq)]
        enum Part {
            Value(FieldId),
            Group,
            Metric,
        }
        let group = |at: usize| self.slots.groups.iter().any(|group| group.at == at);
        let part = |at: usize| {
            let token = self.tokens.list.get(at)?;
            if group(at) {
                return Some(Part::Group);
            }
            let value = token.meanings().iter().find_map(|meaning| match meaning {
                Meaning::Value(value) => Some(Part::Value(value.field)),
                _ => None,
            });
            let named = self.slots.metrics.iter().any(|it| it.at == at);
            value.or(named.then_some(Part::Metric))
        };
        let parts: Vec<(usize, Part)> = (0..self.tokens.list.len())
            .filter_map(|at| Some((at, part(at)?)))
            .collect();
        let joined = |from: usize, to: usize| {
            let mark = |at: usize| {
                let kind = self.tokens.list.get(at).map(|it| &it.kind);
                matches!(kind, Some(Kind::Mark('、' | ',' | '，' | ';' | '；')))
            };
            (from + 1..to).any(|at| mark(at) || self.tokens.is(at, &[Word::And, Word::Pair]))
        };
        // Values of two fields, a value and a group, a number and a group; two numbers or two groups make no pair.
        let pairs = |one: Part, other: Part| {
            let (value, other_value) = (
                matches!(one, Part::Value(_)),
                matches!(other, Part::Value(_)),
            );
            let grouped = one == Part::Group || other == Part::Group;
            (value && other_value) || grouped
        };
        let metric = |it: &&(usize, Part)| it.1 == Part::Metric;
        let value = |it: &&(usize, Part)| matches!(it.1, Part::Value(_));
        let without_metrics: Vec<_> = parts.iter().filter(|it| !metric(it)).collect();
        let without_values: Vec<_> = parts.iter().filter(|it| !value(it)).collect();
        let windows = without_metrics.windows(4).chain(without_values.windows(4));
        for window in windows {
            let [(_, a), (from, b), (to, c), (_, d)] = window else {
                continue;
            };
            if a == c && b == d && a != b && pairs(*a, *b) && joined(*from, *to) {
                return self.unplaced(*to);
            }
        }
        Ok(())
    }

    /// Compared to the total, refund rate on Douyin and overall: what all of it comes to, beside a part.
    fn against_all(&self) -> Step {
        for at in self.places(&[Word::Whole]) {
            let led = |words: &[Word]| {
                self.tokens
                    .before(at)
                    .is_some_and(|it| self.tokens.is(it, words))
            };
            let kept = !self.slots.restrictions.is_empty() || !self.slots.groups.is_empty();
            // 昨天小雅成交, then 整体呢: without what was kept. 平均 is a way to count.
            let average = self.tokens.is(at, &[Word::Average]);
            if self.follow.is_some() && !self.slots.restrictions.is_empty() && !average {
                return self.unplaced(at);
            }
            // GMV and total orders: another number, and not all of the same one.
            let next = self.tokens.after(at).filter(|it| self.names_metric(*it));
            let meanings = |place: usize| self.tokens.list.get(place).map(Token::meanings);
            let again = next.is_none_or(|it| (0..at).any(|one| meanings(one) == meanings(it)));
            if kept && (led(&SETS_BESIDE) || (led(&[Word::And]) && again)) {
                return self.unplaced(at);
            }
        }
        Ok(())
    }

    /// Refund amount as a percentage of GMV: one number over another, and no part of a whole.
    fn share_of_another_number(&self) -> Step {
        let numbers = self.slots.metrics.len();
        if !self.slots.share || numbers < 2 {
            return Ok(());
        }
        for at in self.places(&[Word::Share]) {
            let before = (0..at).any(|it| self.names_metric(it));
            match self.tokens.after(at).filter(|it| self.names_metric(*it)) {
                Some(_) if before => return self.unplaced(at),
                _ => {}
            }
        }
        Ok(())
    }

    /// How many orders did we refund: the things of one number, and what another number says of them.
    fn asked_of_another(&self) -> Step {
        let metrics = &self.slots.metrics;
        let asked = metrics.iter().find(|it| {
            let led = it
                .at
                .checked_sub(1)
                .map(|at| self.said(at))
                .unwrap_or_default();
            let own = self.said(it.at);
            HOW_MANY
                .iter()
                .any(|many| led == *many || own.starts_with(many))
        });
        let Some(asked) = asked else {
            return Ok(());
        };
        let other = metrics
            .iter()
            .find(|it| it.at > asked.at && it.at < self.tokens.list.len());
        let joined = |to: usize| {
            (asked.at + 1..to).any(|at| {
                let mark = self
                    .tokens
                    .list
                    .get(at)
                    .is_some_and(|it| matches!(it.kind, Kind::Mark(_)));
                mark || self
                    .tokens
                    .is(at, &[Word::And, Word::Pair, Word::Each, Word::By])
            })
        };
        match other {
            Some(other) if self.slots.bounds.is_empty() && !joined(other.at) => {
                self.unplaced(other.at)
            }
            _ => Ok(()),
        }
    }

    /// Customers who used a coupon, 卖得最好的商品是谁卖的: who they are, or what is so of them, beside another order.
    fn whose_or_who(&self) -> Step {
        let people = |at: usize| {
            let meanings = self.tokens.list.get(at).map_or(&[][..], |it| it.meanings());
            meanings.iter().any(|it| match it {
                Meaning::Metric(id) => self.layer.metric(*id).unit == "person",
                _ => false,
            })
        };
        let bound = |at: usize| self.slots.comparisons.iter().any(|(place, _)| *place > at);
        for at in self.places(&[Word::Relative, Word::Who]) {
            let of_people = self.tokens.before(at).is_some_and(people);
            if of_people && !bound(at) && self.said(at) == "who" {
                return self.unplaced(at);
            }
        }
        let last = self.slots.groups.iter().map(|group| group.at).max();
        let last = last.filter(|at| *at < self.tokens.list.len());
        let who = self
            .places(&[Word::Who])
            .into_iter()
            .find(|at| Some(*at) > last);
        match who.filter(|_| self.slots.ranking.is_some() && last.is_some()) {
            Some(at) if !self.groups_people() => self.unplaced(at),
            _ => Ok(()),
        }
    }

    /// Whether some of the groups are people who may ask.
    fn groups_people(&self) -> bool {
        let mut groups = self.slots.grouped();
        groups.any(|id| self.layer.field(id).self_attribute.is_some())
    }

    /// Ad spend on Douyin and GMV on all platforms: all of a field of which one value is kept.
    fn all_of_a_field(&self) -> Step {
        for at in self.places(&[Word::All]) {
            let noun = self
                .tokens
                .after(at)
                .and_then(|next| self.tokens.list.get(next));
            let field = noun.and_then(|it| super::gather::field_of(it.meanings()));
            let kept = |it: &super::slots::Restriction| {
                Some(it.field) == field && !it.lifts && !it.excluded
            };
            if field.is_some() && self.slots.restrictions.iter().any(kept) {
                return self.unplaced(at);
            }
        }
        Ok(())
    }

    /// Drop the first one, drop plans below 1000: what is to go, where nothing was taken away.
    fn dropped(&self) -> Step {
        let slots = &self.slots;
        let took = slots.taken
            || slots.turned
            || slots.times.leaves_out()
            || slots.restrictions.iter().any(|it| it.excluded);
        let drops = self.follow.is_some() && self.tokens.is(0, &[Word::Drop]);
        if drops && !took {
            self.unplaced(0)
        } else {
            Ok(())
        }
    }

    /// Delivered orders, received units: a word that says which of them, where elsewhere it only serves a number.
    fn kind_of_number(&self) -> Step {
        for at in 0..self.tokens.list.len() {
            let participle = ["delivered", "received"].contains(&self.said(at).as_str());
            let before = at.checked_sub(1).map(|it| self.tokens.list.get(it));
            let subject = before.flatten().is_some_and(|it| {
                it.meanings().iter().any(|meaning| match meaning {
                    Meaning::Value(_) | Meaning::Field(_) => true,
                    Meaning::Word(word) => [Word::Who, Word::Which, Word::WhichMany].contains(word),
                    _ => false,
                })
            });
            if participle && !subject && self.names_metric(at + 1) {
                return self.unplaced(at);
            }
        }
        Ok(())
    }

    /// Buyers who used a coupon, GMV new vs returning: a name to split by, by which nothing is split or kept.
    fn idle_field(&self) -> Step {
        let slots = &self.slots;
        let kept = |field: FieldId| {
            let mut kept = slots
                .restrictions
                .iter()
                .chain(&slots.focus)
                .chain(&slots.part);
            let filtered = slots.filtered.iter().any(|(_, it)| it.field == field);
            let bounded = slots
                .bounds
                .iter()
                .any(|it| it.subject == Subject::Field(field));
            filtered || bounded || kept.any(|it| it.field == field)
        };
        for (at, token) in self.tokens.list.iter().enumerate() {
            let fields = token.meanings().iter().map(|meaning| match meaning {
                Meaning::Field(field) => Some(*field),
                _ => None,
            });
            let Some(fields) = fields
                .collect::<Option<Vec<FieldId>>>()
                .filter(|it| !it.is_empty())
            else {
                continue;
            };
            // All platforms, our rooms: a noun that says no more than where.
            let said = self.said(at);
            let contrast = ["vs", "versus", "还是", "或"]
                .iter()
                .any(|it| said.contains(it));
            let asks = self.led_by(at, &[Word::Who, Word::Which, Word::WhichMany])
                || said.starts_with('谁');
            let of_people = (0..at).any(|it| self.tokens.is(it, &[Word::Relative]));
            if !(contrast || asks || of_people) {
                continue;
            }
            let used = fields
                .iter()
                .any(|it| slots.grouped().any(|group| group == *it) || kept(*it));
            let named = self.in_names.contains(&at) || slots.used.contains(&at);
            if !used && !named {
                return self.unplaced(at);
            }
        }
        Ok(())
    }
}
