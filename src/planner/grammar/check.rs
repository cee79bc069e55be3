//! Whether every word that changes a question has changed it.

use semantic_sql::layer::{DatasetId, FieldId};

use crate::lexicon::{Meaning, Word};
use crate::plan::Plan;

use super::compared::COMPARATIVES;
use super::gather::{Gather, is_value};
use super::refuse;
use super::tokens::Kind;

impl Gather<'_> {
    /// A noun for rows that no asked metric counts, such as 广告 beside sales: it would change the
    /// question. Right after a value it only says of whom: 粉丝下单.
    fn idle_noun(&self, at: usize) -> bool {
        let Some(Kind::Term(meanings)) = self.tokens.list.get(at).map(|token| &token.kind) else {
            return false;
        };
        let datasets: Vec<DatasetId> = meanings
            .iter()
            .filter_map(|meaning| match meaning {
                Meaning::Dataset(dataset) => Some(*dataset),
                _ => None,
            })
            .collect();
        let counted = || {
            let facts = |metric| self.layer.facts_of(metric);
            self.slots
                .metrics
                .iter()
                .flat_map(|m| [m.metric, self.counted_by(m.metric)])
                .any(|metric| facts(metric).iter().any(|fact| datasets.contains(fact)))
        };
        let chinese = self.tokens.is_chinese();
        let after_value = at
            .checked_sub(1)
            .filter(|_| chinese)
            .and_then(|before| self.tokens.list.get(before))
            .is_some_and(is_value);
        !datasets.is_empty() && !after_value && !counted()
    }

    /// Refuses a word of one kind that has no other use.
    fn only_words(&self, word: Word) -> Result<(), Box<Plan>> {
        let alone = |it: &&super::tokens::Token| it.meanings() == [Meaning::Word(word)];
        let words: Vec<String> = self
            .tokens
            .list
            .iter()
            .filter(alone)
            .map(|it| self.tokens.text(it))
            .collect();
        if words.is_empty() {
            return Ok(());
        }
        Err(refuse::unknown_words(&words))
    }

    /// Whether values of a field stand beside each other, a group each.
    fn values_compared(&self, field: FieldId) -> bool {
        let several = |it: &super::slots::Restriction| {
            it.field == field && !it.excluded && it.values.len() > 1
        };
        self.slots.groups.iter().any(|group| group.field == field)
            && (self.slots.restrictions.iter().any(several) || self.slots.focus.iter().any(several))
    }

    /// A word of change that is a condition on groups: GMV下降的主播, which hosts had falling GMV.
    pub(super) fn bounding_change(&self) -> Option<usize> {
        let tokens = self.tokens;
        let noun = |at: usize| {
            tokens.list.get(at).is_some_and(|token| {
                let own = |it: &Meaning| !matches!(it, Meaning::Word(_));
                matches!(token.kind, Kind::Term(_)) && token.meanings().iter().all(own)
            })
        };
        // An apostrophe is none: which products' orders fell.
        let mark = |token: &super::tokens::Token| matches!(token.kind, Kind::Mark(mark) if !['\'', '’'].contains(&mark));
        // Which hosts, in the same clause; after a comma something else is asked.
        let which = |at: usize| {
            !self.slots.groups.is_empty()
                && (0..tokens.list.len()).any(|other| {
                    let (first, last) = (at.min(other), at.max(other));
                    tokens.is(other, &[Word::Which, Word::WhichMany])
                        && !tokens.list[first..last].iter().any(mark)
                })
        };
        let several = self.slots.restrictions.iter().any(|it| it.values.len() > 1);
        (0..tokens.list.len()).find(|at| {
            let clause = tokens
                .list
                .get(at + 1)
                .is_some_and(|it| tokens.text(it) == "的")
                && noun(at + 2);
            tokens.is(*at, &[Word::Change]) && (clause || (which(*at) && !several))
        })
    }

    /// 各多少人 asks for people of every number; money is none.
    pub(super) fn people_are_counted(&self) -> Result<(), Box<Plan>> {
        let each = |token: &&super::tokens::Token| {
            token.is_word(&[Word::People]) && token.is_word(&[Word::Apart])
        };
        let Some(token) = self.tokens.list.iter().find(each) else {
            return Ok(());
        };
        let mut metrics = self.slots.metrics.iter();
        if metrics.all(|mention| self.layer.metric(mention.metric).unit == "person") {
            return Ok(());
        }
        Err(refuse::unknown_words(&[self.tokens.text(token)]))
    }

    /// How many yuan, in hours: a unit that is asked for is one of an asked metric.
    pub(super) fn measures_fit(&self) -> Result<(), Box<Plan>> {
        let money = |unit: &str| unit.starts_with(&self.layer.currency);
        let time = |unit: &str| ["hour", "minute", "second"].contains(&unit);
        let asked = |fits: &dyn Fn(&str) -> bool| {
            let mut metrics = self.slots.metrics.iter();
            metrics.any(|mention| fits(&self.layer.metric(mention.metric).unit))
        };
        if !asked(&money) {
            self.only_words(Word::InMoney)?;
        }
        if !asked(&time) {
            self.only_words(Word::InTime)?;
        }
        if !asked(&|unit| ["count", "session"].contains(&unit)) {
            self.only_words(Word::InTimes)?;
        }
        if !asked(&|unit| unit == "ratio") {
            self.only_words(Word::InRatio)?;
        }
        Ok(())
    }

    /// What is compared must be two values of one field, or two periods: 比快手高, better than
    /// Kuaishou, 谁高.
    pub(super) fn comparisons_hold(&self) -> Result<(), Box<Plan>> {
        let slots = &self.slots;
        let times = &slots.times;
        let periods = times.compare.is_some() || times.ranges.len() > 1 || times.events.len() > 1;
        let values = slots
            .groups
            .iter()
            .any(|group| self.values_compared(group.field));
        if !(periods || values) {
            self.only_words(Word::Comparative)?;
        }
        // 目标差多少: from what is not said.
        let alone = !periods && slots.groups.is_empty() && !slots.change;
        let differs = (0..self.tokens.list.len()).find(|at| self.tokens.is(*at, &[Word::Differ]));
        if let Some(at) = differs.filter(|_| alone) {
            let token = self.tokens.list.get(at).map(|it| self.tokens.text(it));
            return Err(refuse::unplaced(&token.unwrap_or_default()));
        }
        for at in 0..self.tokens.list.len() {
            if !self.tokens.is(at, &[Word::Pivot]) {
                continue;
            }
            // Target vs actual: a word beside which nothing stands that was understood.
            if self.tokens.is(at, &[Word::Pair]) && self.tokens.after(at).is_none() {
                let token = self.tokens.list.get(at).map(|it| self.tokens.text(it));
                return Err(refuse::unplaced(&token.unwrap_or_default()));
            }
            let is_value = |place: &usize| self.tokens.list.get(*place).is_some_and(is_value);
            let after = self.tokens.after(at).filter(is_value);
            // 跟小雅比: what is compared with stands before the word.
            let before = self.tokens.before(at).filter(is_value).filter(|place| {
                let led = place.checked_sub(1);
                led.is_none_or(|led| self.tokens.is(led, &[Word::And, Word::Pair]))
            });
            let Some(token) = after
                .or(before)
                .and_then(|place| self.tokens.list.get(place))
            else {
                continue;
            };
            let compared = token.meanings().iter().any(|meaning| match meaning {
                Meaning::Value(it) => {
                    self.values_compared(it.field) && self.named_earlier(it.field, at)
                }
                _ => false,
            });
            if !compared {
                return Err(refuse::unplaced(&self.tokens.text(token)));
            }
        }
        Ok(())
    }

    /// Whether a value of a field is named before a place, or was in the question before.
    fn named_earlier(&self, field: FieldId, at: usize) -> bool {
        let of_field = |token: &super::tokens::Token| {
            let means =
                |meaning: &Meaning| matches!(meaning, Meaning::Value(it) if it.field == field);
            is_value(token) && token.meanings().iter().any(means)
        };
        let mut before = self.tokens.list.iter().take(at);
        let kept = |it: &super::slots::Kept| matches!(it, super::slots::Kept::Restriction(kept) if kept.field == field);
        before.any(of_field) || self.slots.kept.iter().any(kept)
    }

    /// Words that change what is asked must have changed it; else the question was not understood.
    pub(super) fn every_word_counts(&self) -> Result<(), Box<Plan>> {
        let slots = &self.slots;
        let nouns: Vec<String> = (0..self.tokens.list.len())
            .filter(|at| self.idle_noun(*at))
            .filter_map(|at| {
                self.tokens
                    .list
                    .get(at)
                    .map(|token| self.tokens.text(token))
            })
            .collect();
        if !nouns.is_empty() {
            return Err(refuse::unknown_words(&nouns));
        }
        let excludes = self.tokens.any(&[Word::Exclude, Word::ExcludeEnd]);
        let excluded = slots.turned
            || slots.taken
            || slots.times.leaves_out()
            || slots.restrictions.iter().any(|it| it.excluded);
        let others = self.tokens.any(&[Word::Other]) && !excluded;
        if (excludes && !excluded) || others {
            return Err(refuse::unplaced("排除 / excluding"));
        }
        let grouped = slots.grouped().next().is_some()
            || slots.times.which.is_some()
            || slots.times.grain.is_some()
            || slots.over.is_some();
        let asks = [Word::Each, Word::Which, Word::WhichMany, Word::Breakdown];
        let chosen = self.tokens.any(&COMPARATIVES) && self.two_periods();
        if self.tokens.any(&asks) && !grouped && !chosen {
            return Err(refuse::unplaced("各 / each"));
        }
        // 低于100的直播间的GMV: a number over the groups that a bound leaves is not one statement.
        let nested = slots.groups.iter().any(|group| {
            let bounded = self
                .tokens
                .before(group.at)
                .is_some_and(|at| slots.comparisons.iter().any(|(it, _)| *it == at));
            bounded && slots.metrics.iter().any(|mention| mention.at > group.at)
        });
        if nested && slots.ranking.is_none() {
            return Err(refuse::unplaced(
                "先筛选再合计 / a total over filtered groups",
            ));
        }
        let says_count = self
            .tokens
            .list
            .iter()
            .any(|token| token.is_word(&[Word::Count]) && !token.is_word(&[Word::Filler]));
        let counts = slots.counted || slots.chosen.is_some();
        let told = counts || slots.list || slots.apart || slots.ranking.is_some();
        if says_count && !told && !slots.groups.is_empty() {
            return Err(refuse::unplaced("几个 / how many"));
        }
        let apart = slots.metrics.len() > 1 || grouped || slots.times.ranges.len() > 1;
        if slots.apart && !apart {
            return Err(refuse::unplaced("分别 / respectively"));
        }
        if !slots.attained {
            self.only_words(Word::Attain)?;
        }
        let kinds = (0..self.tokens.list.len()).filter(|at| self.tokens.is(*at, &[Word::KindOf]));
        if let Some(at) = kinds.into_iter().find(|at| self.kind_of(*at).is_none()) {
            let token = self.tokens.list.get(at).map(|it| self.tokens.text(it));
            return Err(refuse::unknown_words(&[token.unwrap_or_default()]));
        }
        if self.tokens.any(&[Word::Step]) && slots.funnel.is_none() {
            return Err(refuse::unplaced("哪一步 / which step"));
        }
        // A picture that is asked for is no trend of its own.
        let trend = |token: &super::tokens::Token| {
            token.is_word(&[Word::Trend]) && !token.is_word(&[Word::ChartLine])
        };
        if self.tokens.list.iter().any(trend) && slots.groups.iter().any(|group| !group.each) {
            return Err(refuse::unplaced("趋势 / trend"));
        }
        Ok(())
    }
}
