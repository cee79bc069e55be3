//! From tokens to slots: which token plays which part.

use semantic_sql::layer::{Additivity, FieldId, MetricId, SemanticLayer};

use crate::grammar::number::{Comparison, Direction, NumberReading, Op};
use crate::grammar::time::{CompareExpr, TimeReading};
use crate::lexicon::{Lexicon, Meaning, Word};
use crate::plan::Plan;

use super::compared::COMPARATIVES;
use super::conversation::FollowUp;
use super::own::Own;
use super::refuse;
use super::settle::SUPERLATIVES;
use super::slots::{MetricMention, Restriction, Slots};
use super::tokens::{Kind, Tokens};

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
}

pub(super) type Step = Result<(), Box<Plan>>;

/// Gathers the slots of a question, or says why there is no plan.
pub(super) fn gather(
    layer: &SemanticLayer,
    lexicon: &Lexicon,
    tokens: &Tokens,
    own: Vec<Own>,
    follow: Option<&FollowUp<'_>>,
) -> Result<Slots, Box<Plan>> {
    let mut gather = Gather {
        layer,
        lexicon,
        tokens,
        own,
        follow,
        slots: Slots::default(),
    };
    gather.known()?;
    gather.times()?;
    gather.numbers()?;
    gather.words();
    gather.metrics()?;
    gather.values()?;
    gather.own()?;
    gather.fields();
    if let Some(follow) = follow {
        follow.merge(layer, tokens, &mut gather.slots)?;
    }
    gather.settle()?;
    gather.settle_funnel()?;
    gather.settle_count();
    gather.bounds()?;
    if let Some(follow) = follow {
        follow.keep_bounds(&mut gather.slots)?;
    }
    gather.every_word_counts()?;
    Ok(gather.slots)
}

impl Gather<'_> {
    /// Every token must be known; a bare negation is one that is not.
    fn known(&self) -> Step {
        let mut unknown = Vec::new();
        for (at, token) in self.tokens.list.iter().enumerate() {
            let last = match self.tokens.list.get(at + 1) {
                None => true,
                Some(next) => matches!(next.kind, Kind::Mark(_)),
            };
            let negation = (token.is_word(&[Word::Negation]) && !last) || self.averages(at);
            let alone = self.follow.is_none() && token.only_goes_on();
            // 有没有用券的: with it and without it, which is not the same as with it.
            let either = token.is_word(&[Word::YesNo])
                && token.is_word(&[Word::Filler])
                && self.tokens.text(token).chars().count() > 1
                && self.tokens.list.get(at + 1).is_some_and(is_value);
            let negation = negation || either;
            if matches!(token.kind, Kind::Unknown) || negation || alone {
                unknown.push(self.tokens.text(token));
            }
        }
        if unknown.is_empty() {
            Ok(())
        } else {
            Err(refuse::unknown_words(&unknown))
        }
    }

    /// An average is known only as part of what a metric already is.
    fn averages(&self, at: usize) -> bool {
        let ratio = |place: usize| match self.tokens.list.get(place).map(|token| &token.kind) {
            Some(Kind::Term(meanings)) => meanings.iter().any(|meaning| match meaning {
                Meaning::Metric(id) => {
                    !matches!(self.layer.metric(*id).additivity, Additivity::Additive)
                }
                _ => false,
            }),
            _ => false,
        };
        self.tokens.is(at, &[Word::Average]) && !self.tokens.after(at).is_some_and(ratio)
    }

    fn times(&mut self) -> Step {
        let tokens = self.tokens;
        for (at, token) in tokens.list.iter().enumerate() {
            let Kind::Time(time) = &token.kind else {
                continue;
            };
            let left_out = self.left_out(at);
            let times = &mut self.slots.times;
            match time {
                TimeReading::Range(range) if left_out => times.without.push(range.clone()),
                TimeReading::Range(range) => times.ranges.push(range.clone()),
                TimeReading::MoveBack(step) if self.follow.is_some() => times.back = Some(*step),
                TimeReading::Event(event) => times.events.push(event.clone()),
                TimeReading::Compare(compare) => {
                    // 环比前一周: the change word first, then what it is compared with.
                    if times
                        .compare
                        .as_ref()
                        .is_none_or(|known| *known == CompareExpr::PreviousPeriod)
                    {
                        times.compare = Some(compare.clone());
                    } else if times.compare.as_ref() != Some(compare) {
                        return Err(refuse::two_bases());
                    }
                }
                TimeReading::Grain(grain) => times.grain = Some(*grain),
                TimeReading::EndOf(grain) => {
                    times.grain = Some(*grain);
                    times.ends = true;
                }
                TimeReading::WhichGrain(grain) => times.which = Some(*grain),
                // 昨天中午到晚上: one of two parts of the day must not be lost.
                TimeReading::TimeOfDay(part) => {
                    let own = times.ranges.iter().any(|range| range.time_of_day.is_some());
                    if own || times.time_of_day.is_some_and(|known| known != *part) {
                        return Err(refuse::unsupported(&self.tokens.text(token)));
                    }
                    times.time_of_day = Some(*part);
                }
                TimeReading::Weekdays(days) => times.weekdays.clone_from(days),
                TimeReading::Average(grain) => self.slots.average = Some(*grain),
                TimeReading::AllTime => times.all = true,
                TimeReading::Vague => {}
                TimeReading::RelativeToSession(window) => {
                    let edge = |from: i32, to: i32| (from.min(to), from.max(to));
                    let wanted = edge(window.from_minute, window.to_minute);
                    let known = self.lexicon.phases.iter().find(|phase| {
                        phase.edge == window.edge
                            && edge(phase.from_minute, phase.to_minute) == wanted
                    });
                    let Some(phase) = known else {
                        return Err(refuse::unsupported(&self.tokens.text(token)));
                    };
                    times.reread |= window.reread;
                    self.slots
                        .restrictions
                        .push(Restriction::new(phase.value.clone(), 0, false));
                }
                TimeReading::LatestSessions(count) => times.latest = Some(*count),
                TimeReading::MoveBack(_) => {
                    return Err(refuse::unsupported(&self.tokens.text(token)));
                }
            }
        }
        Ok(())
    }

    /// 剔除双11当天, excluding the 11th: whether a time is left out and not asked for.
    fn left_out(&self, at: usize) -> bool {
        let before = self.tokens.before(at);
        let after = self.tokens.after(at);
        let closes = |place: usize| {
            let next = self.tokens.list.get(place + 1);
            next.is_none_or(|next| matches!(next.kind, Kind::Mark(_)))
        };
        // Drop the 11th: where a question goes on, and begins with it.
        let away = |place| self.follow.is_some() && place == 0 && self.tokens.is(0, &[Word::Drop]);
        before.is_some_and(|place| away(place) || self.tokens.is(place, &[Word::Exclude]))
            || after.is_some_and(|place| {
                self.tokens.is(place, &[Word::ExcludeEnd])
                    || (self.tokens.is(place, &[Word::Exclude]) && closes(place))
            })
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

    /// 最高的3个单品, the lowest 3 hosts: a count beside a superlative.
    fn counted(&self, at: usize) -> bool {
        let near =
            |place: Option<usize>| place.is_some_and(|place| self.tokens.is(place, &SUPERLATIVES));
        // 三个卖得最好的: the metric between them.
        let metric = |place: &usize| self.names_metric(*place);
        let beyond = self
            .tokens
            .after(at)
            .filter(metric)
            .and_then(|place| self.tokens.after(place));
        near(self.tokens.before(at)) || near(self.tokens.after(at)) || near(beyond)
    }

    fn words(&mut self) {
        let tokens = self.tokens;
        let slots = &mut self.slots;
        slots.share = tokens.any(&[Word::Share]);
        slots.trend = tokens.any(&[Word::Trend]) || slots.times.grain.is_some();
        slots.apart = tokens.any(&[Word::Apart]);
        let change = |token: &super::tokens::Token| token.is_word(&[Word::Change]);
        let away = self.follow.is_some() && tokens.is(0, &[Word::Drop]);
        slots.change = tokens.list.iter().skip(usize::from(away)).any(change);
        slots.compare =
            slots.change || tokens.any(&[Word::Compare]) || slots.times.compare.is_some();
        slots.list = tokens.any(&[Word::WhichMany]);
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
        if (superlative || ordered) && slots.ranking.is_none() {
            let limit = (superlative && !ordered && !slots.list).then_some(1);
            slots.ranking = Some(super::slots::Ranking {
                metric: None,
                descending: true,
                limit,
            });
        }
    }

    fn metrics(&mut self) -> Step {
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
        // 女性买家贡献了多少GMV: people named right after a value are whom it is about, no metric.
        let people = |mention: &MetricMention| {
            let right_after = mention
                .at
                .checked_sub(1)
                .and_then(|at| tokens.list.get(at))
                .is_some_and(is_value);
            self.layer.metric(mention.metric).unit == "person" && right_after
        };
        let kept: Vec<MetricMention> = self
            .slots
            .metrics
            .iter()
            .filter(|m| !people(m))
            .cloned()
            .collect();
        if !kept.is_empty() {
            self.slots.metrics = kept;
        }
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
        Ok(())
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
pub(super) fn is_value(token: &super::tokens::Token) -> bool {
    match &token.kind {
        Kind::Term(meanings) => meanings
            .iter()
            .all(|meaning| matches!(meaning, Meaning::Value(_))),
        _ => false,
    }
}
