//! Words that set things beside each other without saying how: GMV高, more orders, 谁, 比.
//! Each needs something that can be compared; where there is nothing, the question is not answered
//! as if the word were not there.

use semantic_sql::layer::Text;

use crate::grammar::number::Direction;
use crate::lexicon::{Meaning, Word};
use crate::plan::{Choice, Clarification, Plan};

use super::gather::{Gather, Step, field_of, is_value};
use super::refuse;
use super::slots::{Ranking, Restriction};
use super::tokens::{Kind, Token};

pub(super) const COMPARATIVES: [Word; 4] = [Word::More, Word::Less, Word::Good, Word::Bad];

impl Gather<'_> {
    /// Whether a token names a metric.
    pub(super) fn names_metric(&self, at: usize) -> bool {
        let meanings = self.tokens.list.get(at).map(|token| token.meanings());
        let metric = |it: &Meaning| matches!(it, Meaning::Metric(_) | Meaning::MaybeMetric(_));
        meanings.is_some_and(|meanings| meanings.iter().any(metric))
    }

    /// 哪个直播间GMV高, did we get more orders than last week: two periods or two values are
    /// compared, what is listed is ordered, and anything else is not understood.
    pub(super) fn settle_comparatives(&mut self) -> Step {
        let is = |at: &usize| self.tokens.is(*at, &COMPARATIVES);
        let places: Vec<usize> = (0..self.tokens.list.len()).filter(is).collect();
        let Some(at) = places.first() else {
            return Ok(());
        };
        let placed = |at: &usize| self.says_of_a_metric(*at);
        // 小雅的GMV高还是糖糖的高: the metric is said once.
        let again = |at: &usize| {
            let before = self
                .tokens
                .before(*at)
                .and_then(|it| self.tokens.list.get(it));
            places.iter().any(placed) && before.is_some_and(is_value)
        };
        if let Some(odd) = places.iter().find(|at| !placed(at) && !again(at)) {
            let word = self.tokens.list.get(*odd).map(|it| self.tokens.text(it));
            return Err(refuse::unknown_words(&[word.unwrap_or_default()]));
        }
        if self.two_periods() || self.two_values() {
            self.slots.compare = true;
            self.slots.beside = !self.two_periods();
            return Ok(());
        }
        let asks = [Word::Which, Word::WhichMany, Word::Each, Word::Who];
        let listed = self.tokens.any(&asks)
            || self.slots.times.which.is_some()
            || !self.slots.groups.is_empty()
            || !self.slots.loose.is_empty();
        if !listed {
            let word = self.tokens.list.get(*at).map(|it| self.tokens.text(it));
            return Err(refuse::unplaced(&word.unwrap_or_default()));
        }
        // 点击多但是成交少的商品: one order cannot have both.
        let says = |words: &[Word]| {
            places
                .iter()
                .find(|at| self.tokens.is(**at, words))
                .copied()
        };
        let both = says(&[Word::More, Word::Good]).zip(says(&[Word::Less, Word::Bad]));
        if let Some((more, less)) = both {
            let word = self.tokens.list.get(more.max(less));
            let word = word.map(|it| self.tokens.text(it));
            return Err(refuse::unplaced(&word.unwrap_or_default()));
        }
        // 退款率高的商品有几个: from where on it is high is not said.
        let counted =
            |token: &Token| token.is_word(&[Word::Count]) && !token.is_word(&[Word::Filler]);
        if self.tokens.list.iter().any(counted) {
            return Err(refuse::unplaced("几个 / how many"));
        }
        if self.slots.ranking.is_none() {
            self.slots.ranking = Some(Ranking {
                metric: None,
                descending: true,
                limit: None,
            });
        }
        if self.slots.direction.is_none() {
            let less = self.tokens.any(&[Word::Less]);
            self.slots.direction = less.then_some(Direction::Bottom);
        }
        Ok(())
    }

    /// Whether a comparative stands at a metric or at what it is compared with.
    fn says_of_a_metric(&self, at: usize) -> bool {
        let near = |place: Option<usize>| {
            place.is_some_and(|place| {
                let asked = self.tokens.is(place, &[Word::Which, Word::Than]);
                let period = matches!(
                    self.tokens.list.get(place).map(|it| &it.kind),
                    Some(Kind::Time(crate::grammar::time::TimeReading::Compare(_)))
                );
                asked || period || self.names_metric(place)
            })
        };
        near(self.tokens.before(at)) || near(self.tokens.after(at))
    }

    pub(super) fn two_periods(&self) -> bool {
        let times = &self.slots.times;
        times.compare.is_some() || times.ranges.len() > 1 || times.events.len() > 1
    }

    fn two_values(&self) -> bool {
        let several = |it: &Restriction| it.values.len() > 1 && !it.excluded && !it.lifts;
        self.slots.restrictions.iter().any(several)
    }

    /// 谁卖得最好: whom it asks for is asked back where the question names nothing to choose from.
    pub(super) fn settle_who(&self) -> Step {
        let Some(at) = (0..self.tokens.list.len()).find(|at| self.asks_who(*at)) else {
            return Ok(());
        };
        // Who sold most on each platform: the platforms are not who it is.
        let listed = self.slots.groups.iter().any(|group| !group.each);
        let named = listed || self.two_values() || self.slots.own.is_some();
        if named {
            return Ok(());
        }
        let said = self.tokens.list.get(at).map(|it| self.tokens.text(it));
        let said = said.unwrap_or_default();
        let chinese = self.tokens.is_chinese();
        let metrics = || self.slots.metrics.iter().map(|mention| mention.metric);
        let somebody = self.layer.visible_fields().filter(|(id, field)| {
            field.self_attribute.is_some() && metrics().all(|it| self.layer.metric_reaches(it, *id))
        });
        let choices = somebody.map(|(_, field)| {
            let label = field.label.clone();
            let asked = if chinese {
                format!("哪个{}", label.zh)
            } else {
                format!("which {}", label.en.to_lowercase())
            };
            Choice {
                question: refuse::replaced(self.tokens, at, &asked),
                label,
            }
        });
        Err(Box::new(Plan::Clarify(Clarification {
            question: Text {
                zh: format!("“{said}”指的是哪一种？请说出要比较的是什么。"),
                en: format!("Who or what is meant by \"{said}\"? Say what is to be compared."),
            },
            choices: choices.collect(),
        })))
    }

    /// Whether a token asks who; after a noun "who" only goes on about it.
    fn asks_who(&self, at: usize) -> bool {
        let noun = at
            .checked_sub(1)
            .and_then(|place| self.tokens.list.get(place));
        let noun = noun.is_some_and(|token| {
            matches!(token.kind, Kind::Term(_)) && !token.meanings().iter().all(is_word)
        });
        let said = self.tokens.list.get(at).map(|it| self.tokens.text(it));
        let latin = said.is_some_and(|said| said.is_ascii());
        self.tokens.is(at, &[Word::Who]) && !(latin && noun)
    }

    /// 比, than: something must stand on both sides. 哪些主播比小雅卖得多 asks for those that are
    /// beyond her number, and no statement here says that.
    pub(super) fn settle_than(&mut self) -> Step {
        let Some(at) = (0..self.tokens.list.len()).find(|at| self.tokens.is(*at, &[Word::Than]))
        else {
            return Ok(());
        };
        if self.two_periods() {
            return Ok(());
        }
        let value_of = |place: usize| {
            let meanings = self.tokens.list.get(place).map(|it| it.meanings());
            meanings
                .into_iter()
                .flatten()
                .find_map(|meaning| match meaning {
                    Meaning::Value(value) => Some(value.field),
                    _ => None,
                })
        };
        let before: Vec<_> = (0..at).filter_map(value_of).collect();
        let after = self.tokens.after(at).and_then(value_of);
        let listed = |field| {
            let mut groups = self.slots.groups.iter();
            groups.any(|group| {
                let meanings = self.tokens.list.get(group.at).map(|it| it.meanings());
                group.field == field && meanings.and_then(field_of) == Some(field)
            })
        };
        let beyond = after.is_some_and(|field| listed(field) && !before.contains(&field));
        if beyond || !self.two_values() {
            return Err(refuse::unplaced("比 / than"));
        }
        self.slots.beside = true;
        Ok(())
    }
}

fn is_word(meaning: &Meaning) -> bool {
    matches!(meaning, Meaning::Word(_))
}
