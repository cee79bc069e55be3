//! The second half of gathering: what is grouped, what a share is of, what a bound is about.

use semantic_sql::layer::{Additivity, FieldId};

use crate::grammar::time::CompareExpr;
use crate::lexicon::{Meaning, Word};
use crate::plan::Plan;

use super::bounds::is_number;
use super::gather::{Gather, field_of};
use super::refuse;
use super::slots::Group;
use super::tokens::Kind;

pub(super) const SUPERLATIVES: [Word; 4] = [Word::Highest, Word::Lowest, Word::Best, Word::Worst];

impl Gather<'_> {
    /// Whether words around a field say that it groups: 各, 哪个, by, top 5, … 排名.
    pub(super) fn cued(&self, at: usize) -> bool {
        let before = |words: &[Word]| {
            self.tokens
                .before(at)
                .is_some_and(|place| self.tokens.is(place, words))
        };
        let after = |words: &[Word]| {
            self.tokens
                .after(at)
                .is_some_and(|place| self.tokens.is(place, words))
        };
        let bounded = self
            .tokens
            .before(at)
            .is_some_and(|place| self.slots.comparisons.iter().any(|(it, _)| *it == place));
        if bounded {
            return true; // A field right after a bound: those below 100.
        }
        let number = |place: Option<usize>| {
            place
                .and_then(|place| self.tokens.list.get(place))
                .is_some_and(|t| matches!(t.kind, Kind::Number(_)))
        };
        let lead = [
            Word::Each,
            Word::By,
            Word::Which,
            Word::WhichMany,
            Word::Breakdown,
        ];
        let tail = [
            Word::Rank,
            Word::Breakdown,
            Word::Which,
            Word::WhichMany,
            Word::Each,
        ];
        self.counts(at)
            || self.bounded_clause(at)
            || self.led_by(at, &lead)
            || before(&lead)
            || before(&SUPERLATIVES)
            || after(&tail)
            || (self.slots.ranking.is_some()
                && (number(self.tokens.before(at)) || number(self.tokens.after(at))))
    }

    /// accounts that spent 20k or more: a noun and a clause that bounds it, where no metric of the
    /// noun's was asked for before.
    fn bounded_clause(&self, at: usize) -> bool {
        self.tokens.is(at + 1, &[Word::Relative])
            && self.slots.comparisons.iter().any(|(place, _)| *place > at)
            && self.slots.metrics.iter().all(|mention| mention.at > at)
    }

    /// 各平台, 哪场 as one term: the word that it begins with.
    pub(super) fn led_by(&self, at: usize, words: &[Word]) -> bool {
        let Some(token) = self.tokens.list.get(at) else {
            return false;
        };
        let text = self
            .tokens
            .folded
            .get(token.span.clone())
            .unwrap_or_default();
        (1..text.len().min(5)).any(|cut| {
            let lead: String = text.iter().take(cut).collect();
            let meanings = self.lexicon.meanings(&lead);
            meanings
                .iter()
                .any(|meaning| matches!(meaning, Meaning::Word(word) if words.contains(word)))
        })
    }

    pub(super) fn fields(&mut self) {
        let tokens = self.tokens;
        for (at, token) in tokens.list.iter().enumerate() {
            let Kind::Term(meanings) = &token.kind else {
                continue;
            };
            if let Some(Meaning::Grain(grain)) =
                meanings.iter().find(|m| matches!(m, Meaning::Grain(_)))
            {
                self.grain(*grain);
                continue;
            }
            let field = field_of(meanings).or_else(|| self.kind_of(at));
            let Some(field) = field else {
                continue;
            };
            let bounded = self.tokens.after(at).is_some_and(|next| {
                is_number(self.layer.field(field).data_type)
                    && self.slots.comparisons.iter().any(|(it, _)| *it == next)
            });
            if self.slots.used.contains(&at) || bounded {
                continue;
            }
            self.field(field, at);
        }
    }

    pub(super) fn grain(&mut self, index: usize) {
        use semantic_sql::layer::TimeUnit;
        let Some(grain) = self.layer.time.grains.get(index) else {
            return;
        };
        let grain = match grain.unit {
            TimeUnit::Truncate(unit) => super::dates::grain_of(unit),
            TimeUnit::Extract(part) => super::dates::grain_of_part(part),
        };
        if self.slots.times.grain.is_none() && self.slots.times.which.is_none() {
            self.slots.times.grain = grain;
            self.slots.trend |= grain.is_some();
        }
    }

    fn field(&mut self, field: FieldId, at: usize) {
        let tokens = self.tokens;
        let prev = |words: &[Word]| {
            tokens
                .before(at)
                .is_some_and(|place| tokens.is(place, words))
        };
        let named = self.slots.restrictions.iter().any(|it| it.field == field);
        let grouped = self
            .slots
            .groups
            .iter()
            .any(|it| (it.field, it.at) == (field, at));
        if grouped || (named && self.named_before(at, field) && !self.cued_each(at)) {
            return; // Part of the name of a value, or placed already.
        }
        let each = prev(&[Word::Each]) || self.led_by(at, &[Word::Each]);
        let others = self.slots.apart && prev(&[Word::Other]);
        if self.cued(at) || self.follows_group(at) || others {
            self.group(field, at, each);
            return;
        }
        // 所有主播里面谁最高: who is one of them.
        if !prev(&[Word::All, Word::Other]) || tokens.any(&[Word::Who]) {
            let each = false;
            self.slots.loose.push(Group { field, at, each });
        }
    }

    fn cued_each(&self, at: usize) -> bool {
        let words = [Word::Each, Word::Which];
        self.led_by(at, &words)
            || self
                .tokens
                .before(at)
                .is_some_and(|place| self.tokens.is(place, &words))
    }

    /// 各平台和主播: a field beside a grouped one.
    fn follows_group(&self, at: usize) -> bool {
        let Some(and) = self.tokens.before(at).filter(|place| {
            self.tokens.is(*place, &[Word::And])
                || matches!(
                    self.tokens.list.get(*place).map(|t| &t.kind),
                    Some(Kind::Mark('、'))
                )
        }) else {
            return false;
        };
        let groups = |place| self.slots.groups.iter().any(|group| group.at == place);
        self.tokens.before(and).is_some_and(groups)
    }

    /// Decides what loose fields, shares, rankings and comparisons are about.
    pub(super) fn settle(&mut self) -> Result<(), Box<Plan>> {
        self.take_the_usual();
        if self.slots.metrics.is_empty() {
            return Err(super::notes::which_metric(self.layer, self.tokens)
                .unwrap_or_else(refuse::no_metric));
        }
        self.settle_ends()?;
        self.settle_latest();
        self.settle_chosen()?;
        self.settle_share()?;
        // 占比涨了多少: a share that changed is compared with the period before.
        let times = &mut self.slots.times;
        if self.slots.share && self.slots.change && times.ranges.len() < 2 {
            let previous = || CompareExpr::PreviousPeriod;
            times.compare.get_or_insert_with(previous);
        }
        self.settle_comparatives()?;
        self.settle_compare();
        self.settle_loose()?;
        self.settle_who()?;
        self.settle_than()?;
        self.settle_ranking()
    }

    /// 每个月末: only what is counted at a moment stands at the end of a month.
    fn settle_ends(&self) -> Result<(), Box<Plan>> {
        let flows = |mention: &super::slots::MetricMention| {
            let additivity = &self.layer.metric(mention.metric).additivity;
            !matches!(additivity, Additivity::SemiAdditive(_))
        };
        if self.slots.times.ends && self.slots.metrics.iter().any(flows) {
            return Err(refuse::unsupported("期末 / at the end of a period"));
        }
        Ok(())
    }

    /// 最近三场: one row a session, unless the question groups otherwise.
    fn settle_latest(&mut self) {
        let plain = self.slots.groups.is_empty() && self.slots.times.grain.is_none();
        if self.slots.times.latest.is_none() || !plain {
            return;
        }
        let session = self
            .layer
            .find_fields(crate::lexicon::SESSION_FIELD)
            .first();
        if let Some(session) = session {
            self.group(*session, 0, false);
        }
    }

    /// 自播和达播…差多少: two values against each other are the groups.
    fn settle_compare(&mut self) {
        // 小雅和糖糖谁的GMV最高: the two are what is chosen from.
        let asked = self.tokens.any(&[Word::Who, Word::Which]);
        let chosen = asked && self.slots.ranking.is_some() && self.slots.loose.is_empty();
        // 抖音和快手的退款率: one rate of both is what nobody asks for.
        let rates = self.rates_alone();
        // 抖音多少 快手呢: the second is asked for like the first, not added to it.
        let asked_on = (1..self.tokens.list.len()).any(|at| {
            let before = self.tokens.list.get(at - 1);
            self.tokens.is(at, &[Word::Elliptic]) && before.is_some_and(super::gather::is_value)
        });
        if !(self.slots.compare || self.slots.apart || chosen || asked_on || rates || self.paired())
            || self.slots.times.compare.is_some()
            || !self.slots.groups.is_empty()
        {
            return;
        }
        let several =
            |r: &&super::slots::Restriction| r.values.len() > 1 && !r.excluded && !r.lifts;
        let found: Vec<(FieldId, usize)> = self
            .slots
            .restrictions
            .iter()
            .filter(several)
            .map(|r| (r.field, r.at))
            .collect();
        if let [(field, at)] = found.as_slice() {
            self.group(*field, *at, false);
        }
    }

    /// 自播跟达播: a word that sets two values beside each other.
    fn paired(&self) -> bool {
        let value = |at: Option<usize>| {
            at.and_then(|at| self.tokens.list.get(at))
                .is_some_and(super::gather::is_value)
        };
        (1..self.tokens.list.len()).any(|at| {
            self.tokens.is(at, &[Word::Pair]) && value(Some(at - 1)) && value(Some(at + 1))
        })
    }

    fn settle_loose(&mut self) -> Result<(), Box<Plan>> {
        let loose = std::mem::take(&mut self.slots.loose);
        for mention in loose {
            // Did the rooms hit their target, by room: the same noun once more.
            if self.slots.groups.iter().any(|it| it.field == mention.field) {
                continue;
            }
            // 各平台…最多的商品: what is ranked within each of the other groups.
            let within = self
                .slots
                .ranking
                .is_some_and(|it| it.limit.is_some() || self.one_of_each(mention.at))
                && self.slots.groups.iter().all(|group| group.each);
            let wants = within
                || self.slots.groups.is_empty()
                    && (self.slots.ranking.is_some()
                        || self.slots.list
                        || self.slots.share
                        || (self.slots.apart && self.slots.metrics.len() == 1)
                        || self.bounds_groups(mention.at)
                        || (self.slots.compare && self.slots.times.compare.is_none()));
            let session = self.layer.field(mention.field).name == crate::lexicon::SESSION_FIELD;
            let shown = self.led_by(mention.at, &[Word::Deixis])
                || self.tokens.before(mention.at).is_some_and(|place| {
                    self.tokens.is(place, &[Word::Deixis])
                        || matches!(
                            self.tokens.list.get(place).map(|t| &t.kind),
                            Some(Kind::Time(_))
                        )
                });
            if wants || (session && shown && !self.slots.trend && self.slots.groups.is_empty()) {
                self.group(mention.field, mention.at, false);
            } else if self.singled_out(mention.at)
                || !(session
                    || (self.beside_value(mention.at) && !self.one_of_many(mention))
                    || self.inside(mention.at)
                    || self.counted_noun(mention.at)
                    || self.beside_group(mention.at))
            {
                return Err(refuse::loose_field(self.layer, self.tokens, mention));
            }
        }
        // 哪些商品毛利率低于20%: the noun at the start of a number's name.
        let bounded = !self.slots.comparisons.is_empty();
        let listed = bounded && self.tokens.any(&[Word::Which, Word::WhichMany]);
        if self.slots.groups.is_empty()
            && (self.slots.ranking.is_some() || listed)
            && self.slots.times.which.is_none()
        {
            self.group_by_noun();
        }
        self.counted_nouns_are_grouped()
    }

    /// 女性买家, 达播主播: a noun beside a value.
    fn beside_value(&self, at: usize) -> bool {
        let near = [self.tokens.before(at), Some(at + 1)];
        near.into_iter().flatten().any(|place| {
            self.tokens
                .list
                .get(place)
                .is_some_and(super::gather::is_value)
        })
    }

    /// Mutang's Tmall room: values of several fields before a noun whose own values only the data
    /// knows may name one of them.
    fn one_of_many(&self, mention: Group) -> bool {
        let tokens = &self.tokens.list;
        let values = tokens.iter().take(mention.at).rev().take_while(|token| {
            super::gather::is_value(token)
                || token.is_word(&[Word::Filler])
                || matches!(token.kind, Kind::Mark('\'' | '’'))
        });
        let mut fields: Vec<FieldId> = Vec::new();
        for meaning in values.flat_map(super::tokens::Token::meanings) {
            if let Meaning::Value(value) = meaning
                && !fields.contains(&value.field)
                && self
                    .slots
                    .restrictions
                    .iter()
                    .any(|it| it.field == value.field)
            {
                fields.push(value.field);
            }
        }
        fields.len() > 1 && self.layer.field(mention.field).values.is_empty()
    }

    /// 各平台直播间: a noun beside a grouped field, and no second one: 三个商品及退款原因.
    fn beside_group(&self, at: usize) -> bool {
        let near = [self.tokens.before(at), self.tokens.after(at)];
        let apart = |place: usize| {
            let (first, last) = (at.min(place), at.max(place));
            (first..last).any(|between| self.tokens.is(between, &[Word::And]))
        };
        near.into_iter().flatten().any(|place| {
            let group = self.slots.groups.iter().any(|group| group.at == place);
            group && !apart(place)
        })
    }

    /// GMV最高的一场是谁播的: what is ranked, and no noun that says nothing.
    fn singled_out(&self, at: usize) -> bool {
        let before = self.tokens.before(at);
        self.slots.ranking.is_some()
            && before.is_some_and(|place| self.tokens.is(place, &SUPERLATIVES))
    }

    pub(super) fn inside(&self, at: usize) -> bool {
        let after = self.tokens.after(at);
        after.is_some_and(|place| self.tokens.is(place, &[Word::Inside]))
    }
}
