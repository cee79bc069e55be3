//! From tokens to slots: which token plays which part.

use chrono::NaiveDateTime;
use semantic_sql::layer::{FieldId, MetricId, SemanticLayer};

use crate::grammar::number::{Comparison, Direction, NumberReading, Op};
use crate::lexicon::{Lexicon, Meaning, Word};
use crate::plan::Plan;

use super::compared::COMPARATIVES;
use super::conversation::FollowUp;
use super::own::Own;
use super::refuse;
use super::settle::SUPERLATIVES;
use super::slots::{MetricMention, Slots};
use super::tokens::{Kind, Token, Tokens};

/// What gathering reads.
pub(super) struct Gather<'a> {
    pub(super) layer: &'a SemanticLayer,
    pub(super) lexicon: &'a Lexicon,
    pub(super) tokens: &'a Tokens,
    /// Who asks, as a value of a field.
    pub(super) own: Vec<Own>,
    /// What the question goes on from, if it does.
    pub(super) follow: Option<&'a FollowUp<'a>>,
    pub(super) slots: Slots,
    /// Tokens that may name a metric and are values here.
    pub(super) as_values: Vec<usize>,
    /// Tokens that are part of the name of a metric.
    pub(super) in_names: Vec<usize>,
}

pub(super) type Step = Result<(), Box<Plan>>;

/// Gathers the slots of a question, or says why there is no plan.
pub(super) fn gather(
    layer: &SemanticLayer,
    lexicon: &Lexicon,
    tokens: &Tokens,
    own: Vec<Own>,
    follow: Option<&FollowUp<'_>>,
    now: NaiveDateTime,
) -> Result<Slots, Box<Plan>> {
    let mut gather = Gather {
        layer,
        lexicon,
        tokens,
        own,
        follow,
        slots: Slots::default(),
        as_values: Vec::new(),
        in_names: Vec::new(),
    };
    gather.known()?;
    gather.times()?;
    gather.numbers()?;
    gather.words();
    gather.metrics(now)?;
    gather.values()?;
    gather.own()?;
    gather.settle_over()?;
    gather.fields();
    gather.fields_in_names();
    if let Some(follow) = follow {
        follow.merge(layer, tokens, &mut gather.slots)?;
    }
    gather.settle()?;
    gather.settle_given();
    gather.settle_ambiguous();
    gather.settle_funnel()?;
    gather.settle_what_counts_itself()?;
    gather.settle_count();
    gather.settle_lacking()?;
    gather.bounds()?;
    if let Some(follow) = follow {
        follow.keep_bounds(&mut gather.slots)?;
    }
    gather.every_word_counts()?;
    gather.comparisons_hold()?;
    gather.people_are_counted()?;
    gather.groups_that_changed()?;
    gather.already_so()?;
    gather.measures_fit()?;
    gather.doubts()?;
    Ok(gather.slots)
}

impl Gather<'_> {
    /// Every token must be known; a bare negation is one that is not.
    fn known(&self) -> Step {
        let steps = self.says_steps();
        let lacks = self.lacks_at();
        let mut unknown = Vec::new();
        for (at, token) in self.tokens.list.iter().enumerate() {
            let last = match self.tokens.list.get(at + 1) {
                None => true,
                Some(next) => matches!(next.kind, Kind::Mark(_)),
            };
            let negation = token.is_word(&[Word::Negation]) && !last && lacks != Some(at);
            let negation = negation || self.averages(at);
            let alone = self.follow.is_none() && token.only_goes_on();
            // 有没有用券的: with it and without it, which is not the same as with it.
            let either = token.is_word(&[Word::YesNo])
                && token.is_word(&[Word::Filler])
                && self.tokens.text(token).chars().count() > 1
                && self.tokens.list.get(at + 1).is_some_and(is_value);
            let negation = negation || either;
            let people = token.meanings() == [Meaning::Word(Word::People)];
            let idle =
                !steps && (super::funnel::step_only(token) || (people && !self.counts_people()));
            let idle = idle || (token.is_word(&[Word::Serves]) && !self.is_served(at));
            // 拆…: break the first one down by week.
            let down = token.meanings() == [Meaning::Word(Word::Down)]
                && !self.tokens.any(&[Word::Breakdown]);
            let idle = idle || token.meanings() == [Meaning::Word(Word::Service)];
            if matches!(token.kind, Kind::Unknown) || negation || alone || idle || down {
                unknown.push(at);
            }
        }
        if unknown.is_empty() {
            return Ok(());
        }
        let spans = self.tokens.unknown_spans(&unknown).into_iter();
        let words: Vec<String> = spans.map(|span| self.tokens.piece(span)).collect();
        Err(refuse::unknown_words(&words))
    }

    /// 有多少人: people are asked for where a named number is one of people.
    fn counts_people(&self) -> bool {
        let mut means = self.tokens.list.iter().flat_map(Token::meanings);
        means.any(|meaning| match meaning {
            Meaning::Metric(id) => self.layer.metric(*id).unit == "person",
            _ => false,
        })
    }

    /// An average is known only as part of what a metric already is.
    fn averages(&self, at: usize) -> bool {
        let ratio = |place: usize| match self.tokens.list.get(place).map(|token| &token.kind) {
            Some(Kind::Term(meanings)) => meanings.iter().any(|meaning| match meaning {
                // The average of buyers is no number of buyers.
                Meaning::Metric(id) => !super::share::has_parts(self.layer, *id),
                _ => false,
            }),
            _ => false,
        };
        let known = self.over_at().is_some() || self.averages_rates();
        self.tokens.is(at, &[Word::Average]) && !self.tokens.after(at).is_some_and(ratio) && !known
    }

    fn numbers(&mut self) -> Step {
        let tokens = self.tokens;
        let ranked = tokens.any(&SUPERLATIVES) || tokens.any(&COMPARATIVES);
        for (at, token) in tokens.list.iter().enumerate() {
            let Kind::Number(number) = &token.kind else {
                continue;
            };
            match number {
                NumberReading::Rank(rank) => {
                    let ranking = self.slots.ranking.get_or_insert(super::slots::Ranking {
                        metric: None,
                        descending: rank.direction == Direction::Top,
                        limit: Some(rank.n),
                    });
                    ranking.limit = Some(rank.n);
                    self.slots.direction = Some(rank.direction);
                }
                // 哪三个卖得最好: the words beside it say the order.
                NumberReading::Which(n) if ranked => {
                    self.slots.ranking = Some(super::slots::Ranking {
                        metric: None,
                        descending: true,
                        limit: Some(*n),
                    });
                }
                // A part of all groups is read where it is settled what is a part.
                NumberReading::RankShare { .. } => {}
                NumberReading::Which(_) => {
                    return Err(refuse::unknown_words(&[tokens.text(token)]));
                }
                NumberReading::Comparison(comparison) => {
                    self.slots.comparisons.push((at, comparison.clone()));
                }
                NumberReading::Quantity(quantity) => {
                    let led = [at.checked_sub(1), at.checked_sub(2)]
                        .into_iter()
                        .flatten()
                        .find_map(|b| {
                            let least = tokens.is(b, &[Word::Min]).then_some(Op::Ge);
                            least.or_else(|| tokens.is(b, &[Word::Max]).then_some(Op::Le))
                        });
                    let counted = self.counted(at);
                    if counted
                        && quantity.value.fract() == 0.0
                        && (1.0..=1000.0).contains(&quantity.value)
                    {
                        let n = quantity.exact.parse().unwrap_or(1);
                        let limit = self.slots.ranking.get_or_insert(super::slots::Ranking {
                            metric: None,
                            descending: true,
                            limit: None,
                        });
                        limit.limit = Some(n);
                    } else if let Some(op) = led {
                        self.slots.comparisons.push((
                            at,
                            Comparison {
                                op,
                                quantity: quantity.clone(),
                            },
                        ));
                    } else {
                        return Err(refuse::unknown_words(&[tokens.text(token)]));
                    }
                }
                _ => return Err(refuse::unsupported(&tokens.text(token))),
            }
        }
        Ok(())
    }

    fn words(&mut self) {
        let tokens = self.tokens;
        let beside = self.sets_beside();
        let each_is_apart = self.each_is_apart();
        let lacks = self.lacks_at().is_some();
        let slots = &mut self.slots;
        slots.share = tokens.any(&[Word::Share]);
        slots.trend = tokens.any(&[Word::Trend]) || slots.times.grain.is_some();
        slots.apart = tokens.any(&[Word::Apart]) || each_is_apart;
        let change = |token: &Token| token.is_word(&[Word::Change]);
        let away = self.follow.is_some() && tokens.is(0, &[Word::Drop]);
        slots.change = tokens.list.iter().skip(usize::from(away)).any(change);
        slots.compare = slots.change
            || beside
            || tokens.any(&[Word::Compare, Word::Comparative])
            || slots.times.compare.is_some();
        slots.list = lacks || tokens.any(&[Word::WhichMany]);
        slots.change_between_ends();
        let down = tokens.any(&[Word::Lowest, Word::Asc]);
        let up = tokens.any(&[Word::Highest, Word::Best, Word::Desc]);
        if down != up {
            slots.direction = Some(if up {
                Direction::Top
            } else {
                Direction::Bottom
            });
        }
        let superlative = tokens.any(&SUPERLATIVES);
        let ordered = tokens.any(&[Word::Rank, Word::Desc, Word::Asc]);
        // 按类型拆开看，哪种最多: all of them, in their order.
        let listed = slots.list || tokens.any(&[Word::Breakdown]);
        if (superlative || ordered) && slots.ranking.is_none() {
            let limit = (superlative && !ordered && !listed).then_some(1);
            slots.ranking = Some(super::slots::Ranking {
                metric: None,
                descending: true,
                limit,
            });
        }
    }

    fn metrics(&mut self, now: NaiveDateTime) -> Step {
        if self.said_steps()? {
            return Ok(());
        }
        let tokens = self.tokens;
        for (at, token) in tokens.list.iter().enumerate() {
            let Kind::Term(meanings) = &token.kind else {
                continue;
            };
            let mut found = meanings.iter().filter_map(|meaning| match meaning {
                Meaning::Metric(id) => Some(*id),
                _ => None,
            });
            let maybe: Vec<MetricId> = meanings
                .iter()
                .filter_map(|meaning| match meaning {
                    Meaning::MaybeMetric(id) => Some(*id),
                    _ => None,
                })
                .collect();
            if self.names_part(at) {
                continue; // came from returning buyers: whose orders, and no number of its own.
            }
            match (found.next(), found.next()) {
                (Some(metric), None) => {
                    self.slots.metrics.push(MetricMention { metric, at });
                    if !maybe.is_empty() {
                        self.slots.ambiguous.push((at, maybe));
                    }
                }
                (Some(one), Some(other)) => {
                    let all: Vec<MetricId> = [one, other].into_iter().chain(found).collect();
                    return Err(refuse::which_of_metrics(self.layer, tokens, at, &all));
                }
                (None, _) if maybe.is_empty() => {}
                (None, _) => {
                    return Err(refuse::which_of_metrics(self.layer, tokens, at, &maybe));
                }
            }
        }
        self.verbs();
        self.share_by_name();
        self.of_whom()?;
        self.attained();
        self.values_beside_metrics();
        self.funnel_steps();
        let mut seen: Vec<MetricId> = Vec::new();
        self.slots.metrics.retain(|mention| {
            let new = !seen.contains(&mention.metric);
            seen.push(mention.metric);
            new
        });
        if let Some(follow) = self.follow {
            follow.keep_metrics(&mut self.slots);
        }
        self.foreseen(now)
    }
}

/// The field that a term names.
pub(super) fn field_of(meanings: &[Meaning]) -> Option<FieldId> {
    meanings.iter().find_map(|meaning| match meaning {
        Meaning::Field(field) => Some(*field),
        _ => None,
    })
}

/// Whether a token is a value and nothing else.
pub(super) fn is_value(token: &Token) -> bool {
    match &token.kind {
        Kind::Term(meanings) => meanings
            .iter()
            .all(|meaning| matches!(meaning, Meaning::Value(_))),
        _ => false,
    }
}
