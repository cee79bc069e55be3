//! Verbs that ask for a number without its name, 上周花了多少, and verbs that only serve one that
//! is named, 佣金谁拿得最多. A word that does neither is unknown.

use semantic_sql::layer::{Additivity, FieldId, MetricId};

use crate::grammar::number::Unit;
use crate::lexicon::{Meaning, Word};

use super::gather::{Gather, field_of, is_value};
use super::settle::SUPERLATIVES;
use super::slots::MetricMention;
use super::tokens::{Kind, Token};

/// Units of how long something lasts.
const OF_TIME: [&str; 3] = ["hour", "minute", "second"];
/// What may stand between a number and the verb that serves it.
const BETWEEN: [Word; 9] = [
    Word::Filler,
    Word::Which,
    Word::WhichMany,
    Word::Who,
    Word::Each,
    Word::By,
    Word::From,
    Word::Gives,
    Word::Relative,
];

impl Gather<'_> {
    /// Takes each verb that no number is named beside for the number that it asks for.
    pub(super) fn verbs(&mut self) {
        let tokens = self.tokens;
        for (at, token) in tokens.list.iter().enumerate() {
            let verb = token.meanings().iter().find_map(|meaning| match meaning {
                Meaning::Verb(at) => self.layer.language.verbs.get(*at),
                _ => None,
            });
            let Some(verb) = verb.filter(|_| !self.is_served(at)) else {
                continue;
            };
            let Some(metric) = self.asked_by(&verb.metrics) else {
                continue; // 工资发了多少: what is told of goes with another number.
            };
            self.slots.metrics.push(MetricMention { metric, at });
            // 昨晚在播的直播间: those that it tells of.
            let noun = tokens.after(at).filter(|place| {
                let of = tokens.list.get(place - 1).map(|it| tokens.text(it));
                of.is_some_and(|of| of == "的")
            });
            let field = noun.and_then(|place| field_of(tokens.list.get(place)?.meanings()));
            if let (Some(place), Some(field), Some(_)) = (noun, field, verb.who) {
                self.in_names.push(place);
                self.group(field, place, false);
            }
            // 昨晚谁在播: whom the verb tells of, where the question says no more than who.
            let asks = (0..tokens.list.len()).find(|place| tokens.is(*place, &[Word::Who]));
            if let (Some(place), Some(who)) = (asks, verb.who) {
                self.group(who, place, false);
            }
        }
        self.slots.metrics.sort_by_key(|mention| mention.at);
        if self.slots.metrics.is_empty() {
            self.counts_sessions();
        }
        if self.slots.metrics.is_empty() {
            self.usual();
        }
    }

    /// Of what may be asked for, the first that every named dimension reaches, told in what the
    /// question says: how long, how many times, in money.
    pub(super) fn asked_by(&self, metrics: &[MetricId]) -> Option<MetricId> {
        let fields: Vec<FieldId> = self.tokens.list.iter().filter_map(only_field).collect();
        let reaches = |id: &&MetricId| fields.iter().all(|field| self.reaches(**id, *field));
        let fitting = metrics.iter().filter(|id| self.is_told_in(**id));
        let fitting: Vec<MetricId> = fitting.filter(reaches).copied().collect();
        // How many lip glazes did Xiaoya sell: a number of them, and no money.
        let many = |at: &usize| {
            let said = self.tokens.list.get(*at).map(|it| self.tokens.text(it));
            let next = self.tokens.list.get(at + 1).is_some_and(is_value);
            next && said.is_some_and(|it| it.eq_ignore_ascii_case("how many"))
        };
        let counted = |id: &&MetricId| {
            let unit = self.layer.metric(**id).unit.as_str();
            !unit.starts_with(&self.layer.currency)
        };
        let asked = (0..self.tokens.list.len()).any(|at| many(&at));
        let number = fitting.iter().find(counted).filter(|_| asked);
        number.or(fitting.first()).copied()
    }

    /// Whether a number is told in the units that the question says.
    fn is_told_in(&self, metric: MetricId) -> bool {
        let unit = self.layer.metric(metric).unit.as_str();
        let money = unit.starts_with(&self.layer.currency);
        let says = |word: Word| self.tokens.any(&[word]);
        let mut bounds = self.slots.comparisons.iter();
        let in_money = bounds.any(|(_, it)| matches!(it.quantity.unit, Some(Unit::Yuan)));
        (!says(Word::InTime) || OF_TIME.contains(&unit))
            && (!says(Word::InTimes) || ["count", "session"].contains(&unit))
            && (!(says(Word::InMoney) || in_money) || money)
    }

    /// Whether a verb belongs to a number that is named in its clause: before it with nothing that
    /// says something of its own between, or right behind what it asks, 付了多少佣金.
    pub(super) fn is_served(&self, at: usize) -> bool {
        let before = (0..at).rev().find(|place| !self.is_quiet(*place));
        let serves = |place: usize| self.names_metric(place) && !self.names_people(place);
        let after = (at + 1..self.tokens.list.len()).find(|place| {
            // Drew the biggest audience, brought in more than 10k followers: of which way, or how many.
            let bound = matches!(
                self.tokens.list.get(*place).map(|it| &it.kind),
                Some(Kind::Number(_))
            );
            let asks = self.tokens.is(*place, &[Word::Filler, Word::Asks])
                || self.tokens.is(*place, &SUPERLATIVES)
                || bound;
            !asks || serves(*place)
        });
        let object = after.is_some_and(|place| {
            let next = self.tokens.after(place);
            let asked = (place + 1..self.tokens.list.len())
                .take_while(|it| self.tokens.is(*it, &[Word::Filler]))
                .any(|it| self.tokens.is(it, &[Word::Asks]));
            let own = asked || next.is_some_and(|it| self.tokens.is(it, &[Word::Asks]));
            serves(place) && !own
        });
        object || before.is_some_and(serves)
    }

    /// 买家花了多少钱: people are who does it, and no number of it.
    fn names_people(&self, at: usize) -> bool {
        let meanings = self.tokens.list.get(at).map_or(&[][..], |it| it.meanings());
        meanings.iter().any(|meaning| match meaning {
            Meaning::Metric(id) => {
                let metric = self.layer.metric(*id);
                metric.unit == "person" && matches!(metric.additivity, Additivity::NonAdditive)
            }
            _ => false,
        })
    }

    /// By type, 各类型: the only field of kinds of the rows that the asked number counts.
    pub(super) fn kind_of(&self, at: usize) -> Option<FieldId> {
        let token = self.tokens.list.get(at)?;
        if token.meanings() != [Meaning::Word(Word::KindOf)] {
            return None;
        }
        let said = self.tokens.text(token).to_lowercase();
        let said = said.strip_suffix('s').unwrap_or(&said);
        let facts = self.slots.metrics.first()?.metric;
        let facts = self.layer.facts_of(facts);
        let fields = self.layer.visible_fields().filter(|(id, field)| {
            let label = [field.label.zh.to_lowercase(), field.label.en.to_lowercase()];
            facts.contains(&id.dataset) && label.iter().any(|it| it.ends_with(said))
        });
        let fields: Vec<FieldId> = fields.map(|(id, _)| id).collect();
        match fields.as_slice() {
            [only] => Some(*only),
            [] => self.kind_of_what_is_named(said),
            _ => None,
        }
    }

    /// 各类型优惠券的核销率: the only field of kinds that every number reaches and of whose rows the
    /// question speaks, 券类型.
    fn kind_of_what_is_named(&self, said: &str) -> Option<FieldId> {
        let text: String = self.tokens.folded.iter().collect();
        let named = |label: &str| {
            let label = label.to_lowercase();
            let stem = label.strip_suffix(said).map(str::trim);
            stem.is_some_and(|stem| !stem.is_empty() && text.contains(stem))
        };
        let metrics = || self.slots.metrics.iter();
        let mut fields = self.layer.visible_fields().filter(|(id, field)| {
            let label = &field.label;
            (named(&label.zh) || named(&label.en))
                && metrics().all(|it| self.layer.metric_reaches(it.metric, *id))
        });
        let (first, _) = fields.next()?;
        fields.next().is_none().then_some(first)
    }

    /// 滞销的有几个SKU: the noun right after a number whose name says that it counts them.
    pub(super) fn counted_noun(&self, at: usize) -> bool {
        let noun = self.tokens.list.get(at).map(|it| self.tokens.text(it));
        let noun = noun.unwrap_or_default().to_lowercase();
        let counts = |metric| {
            let metric = self.layer.metric(metric);
            let label = [&metric.label.zh, &metric.label.en];
            metric.unit == "count" && label.iter().any(|it| it.to_lowercase().contains(&noun))
        };
        let before = self.tokens.before(at);
        let mut metrics = self.slots.metrics.iter();
        metrics.any(|it| before == Some(it.at) && counts(it.metric))
    }

    /// Whether a token says nothing that a verb could be about.
    fn is_quiet(&self, at: usize) -> bool {
        let Some(token) = self.tokens.list.get(at) else {
            return false;
        };
        let asks = token.is_word(&[Word::Asks]) && !token.is_word(&[Word::Which]);
        let name = |meaning: &Meaning| {
            let value = matches!(meaning, Meaning::Value(_) | Meaning::Field(_));
            value || matches!(meaning, Meaning::Dataset(_))
        };
        let named = !token.meanings().is_empty() && token.meanings().iter().all(name);
        let time = matches!(token.kind, Kind::Time(_));
        !asks && (token.is_word(&BETWEEN) || named || time)
    }
}

/// The only field that a token names, or whose value it is.
fn only_field(token: &Token) -> Option<FieldId> {
    match token.meanings() {
        [Meaning::Field(field)] => Some(*field),
        [Meaning::Value(value)] => Some(value.field),
        _ => None,
    }
}
