//! The second half of gathering: what is grouped, what a share is of, what a bound is about.

use semantic_sql::layer::{FieldId, MetricId};

use crate::grammar::number::{Direction, Op, Quantity, Unit};
use crate::lexicon::{Meaning, Word};
use crate::plan::Plan;

use super::gather::{Gather, field_of};
use super::refuse;
use super::slots::{Bound, Group, Subject};
use super::tokens::Kind;

const SUPERLATIVES: [Word; 4] = [Word::Highest, Word::Lowest, Word::Best, Word::Worst];

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
            return true; // 客单价低于100的直播间
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
        self.led_by(at, &lead)
            || before(&lead)
            || before(&SUPERLATIVES)
            || after(&tail)
            || (self.slots.ranking.is_some()
                && (number(self.tokens.before(at)) || number(self.tokens.after(at))))
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
        (1..text.len().min(4)).any(|cut| {
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
            let Some(field) = field_of(meanings) else {
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

    fn grain(&mut self, index: usize) {
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
        if self.named_before(at, field) && !self.cued_each(at) {
            return; // 抖音平台: part of the name.
        }
        let each = prev(&[Word::Each]) || self.led_by(at, &[Word::Each]);
        if self.cued(at) || self.follows_group(at) {
            self.group(field, at, each);
            return;
        }
        if prev(&[Word::All, Word::Other]) {
            return;
        }
        self.slots.loose.push(Group {
            field,
            at,
            each: false,
        });
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
        let before = self.tokens.before(and);
        before.is_some_and(|place| self.slots.groups.iter().any(|group| group.at == place))
    }

    /// Decides what loose fields, shares, rankings and comparisons are about.
    pub(super) fn settle(&mut self) -> Result<(), Box<Plan>> {
        if self.slots.metrics.is_empty() {
            return Err(refuse::no_metric());
        }
        self.settle_share()?;
        self.settle_compare();
        self.settle_loose()?;
        self.settle_ranking()
    }

    fn settle_share(&mut self) -> Result<(), Box<Plan>> {
        if !self.slots.share {
            return Ok(());
        }
        // A metric that is itself a share needs no dividing.
        let own = self
            .slots
            .metrics
            .iter()
            .any(|mention| self.layer.metric(mention.metric).unit == "ratio");
        if own {
            self.slots.share = false;
            return Ok(());
        }
        if !self.slots.groups.is_empty() {
            return Ok(());
        }
        let word = self
            .tokens
            .list
            .iter()
            .position(|token| token.is_word(&[Word::Share]))
            .unwrap_or(0);
        let candidates: Vec<usize> = (0..self.slots.restrictions.len())
            .filter(|i| {
                self.slots
                    .restrictions
                    .get(*i)
                    .is_some_and(|r| !r.excluded && !r.lifts)
            })
            .collect();
        let place = |i: &usize| self.slots.restrictions.get(*i).map_or(0, |r| r.at);
        let before: Vec<usize> = candidates
            .iter()
            .copied()
            .filter(|i| place(i) < word)
            .collect();
        let beside = before.iter().copied().find(|i| place(i) + 1 == word);
        let focus = match (before.as_slice(), beside, candidates.as_slice()) {
            ([only], _, _) | ([], _, [only]) => *only,
            (_, Some(focus), _) => focus,
            _ if !self.slots.loose.is_empty() => return Ok(()),
            _ => return Err(refuse::share_of_what()),
        };
        let focus = self.slots.restrictions.remove(focus);
        self.group(focus.field, focus.at, false);
        self.slots.focus = Some(focus);
        Ok(())
    }

    /// 自播和达播…差多少: two values against each other are the groups.
    fn settle_compare(&mut self) {
        if !(self.slots.compare || self.slots.apart)
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

    fn settle_loose(&mut self) -> Result<(), Box<Plan>> {
        let loose = std::mem::take(&mut self.slots.loose);
        for mention in loose {
            let wants = self.slots.groups.is_empty()
                && (self.slots.ranking.is_some()
                    || self.slots.list
                    || self.slots.share
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
            } else if !(session
                || self.beside_value(mention.at)
                || self.inside(mention.at)
                || !self.slots.groups.is_empty())
            {
                return Err(refuse::loose_field(self.layer, self.tokens, mention));
            }
        }
        if self.slots.groups.is_empty()
            && self.slots.ranking.is_some()
            && self.slots.times.which.is_none()
        {
            self.group_by_noun();
        }
        Ok(())
    }

    /// 女性买家, 达播主播: a noun beside a value.
    fn beside_value(&self, at: usize) -> bool {
        let near = [at.checked_sub(1), Some(at + 1)];
        near.into_iter().flatten().any(|place| {
            self.tokens
                .list
                .get(place)
                .is_some_and(super::gather::is_value)
        })
    }

    fn inside(&self, at: usize) -> bool {
        self.tokens
            .after(at)
            .is_some_and(|place| self.tokens.is(place, &[Word::Inside]))
    }

    /// 腰部主播排前10: the noun at the end of a value's name is what is ranked.
    fn group_by_noun(&mut self) {
        let mut found: Option<(FieldId, usize)> = None;
        for restriction in &self.slots.restrictions {
            let Some(token) = self.tokens.list.get(restriction.at) else {
                continue;
            };
            let text: Vec<char> = self
                .tokens
                .folded
                .get(token.span.clone())
                .unwrap_or_default()
                .to_vec();
            for cut in 1..text.len().saturating_sub(1) {
                let tail: String = text.iter().skip(cut).collect();
                if let Some(field) = field_of(self.lexicon.meanings(&tail)) {
                    found = found.or(Some((field, restriction.at)));
                    break;
                }
            }
        }
        // 哪个商品点击率最低: the noun at the start of a metric's name.
        for mention in &self.slots.metrics {
            let cue = [Word::Which, Word::WhichMany, Word::Each];
            let led = self
                .tokens
                .before(mention.at)
                .is_some_and(|place| self.tokens.is(place, &cue));
            let Some(token) = self.tokens.list.get(mention.at).filter(|_| led) else {
                continue;
            };
            let text = self
                .tokens
                .folded
                .get(token.span.clone())
                .unwrap_or_default();
            for cut in (1..text.len()).rev() {
                let head: String = text.iter().take(cut).collect();
                if let Some(field) = field_of(self.lexicon.meanings(&head)) {
                    found = found.or(Some((field, mention.at)));
                    break;
                }
            }
        }
        if let Some((field, at)) = found {
            self.group(field, at, false);
        }
    }

    fn settle_ranking(&mut self) -> Result<(), Box<Plan>> {
        let Some(mut ranking) = self.slots.ranking else {
            return Ok(());
        };
        let words: Vec<usize> = (0..self.tokens.list.len())
            .filter(|at| {
                self.tokens.is(*at, &SUPERLATIVES)
                    || self
                        .tokens
                        .is(*at, &[Word::Rank, Word::By, Word::Desc, Word::Asc])
                    || matches!(
                        self.tokens.list.get(*at).map(|t| &t.kind),
                        Some(Kind::Number(crate::grammar::number::NumberReading::Rank(_)))
                    )
            })
            .collect();
        let bounded = self.bound_metrics();
        let free: Vec<&super::slots::MetricMention> = self
            .slots
            .metrics
            .iter()
            .filter(|m| !bounded.contains(&m.metric))
            .collect();
        let pool: Vec<&super::slots::MetricMention> = if free.is_empty() {
            self.slots.metrics.iter().collect()
        } else {
            free
        };
        let by = (0..self.tokens.list.len()).find_map(|at| {
            let next = self
                .tokens
                .after(at)
                .filter(|_| self.tokens.is(at, &[Word::By]))?;
            pool.iter().find(|mention| mention.at == next)
        });
        let nearest = words
            .iter()
            .flat_map(|at| pool.iter().map(move |m| (m.at.abs_diff(*at), m.at, m)))
            .min_by_key(|x| (x.0, x.1));
        let chosen = by.or(nearest.map(|x| x.2)).or(pool.first());
        let Some(metric) = chosen.map(|mention| mention.metric) else {
            return Ok(());
        };
        ranking.metric = Some(metric);
        let polarity = self.layer.metric(metric).polarity;
        let worst = self.tokens.any(&[Word::Worst]);
        let best = self.tokens.any(&[Word::Best]);
        ranking.descending = match (worst, best) {
            (true, false) => match polarity {
                Some(up) => !up,
                None => return Err(refuse::worst_of_what()),
            },
            (false, true) => polarity != Some(false),
            _ => self.slots.direction != Some(Direction::Bottom),
        };
        self.slots.ranking = Some(ranking);
        if self.slots.groups.is_empty()
            && self.slots.times.which.is_none()
            && self.slots.times.grain.is_none()
        {
            return Err(refuse::rank_of_what());
        }
        Ok(())
    }

    /// The metrics that bounds are about.
    fn bound_metrics(&self) -> Vec<MetricId> {
        let subjects = self
            .slots
            .comparisons
            .iter()
            .filter_map(|(at, _)| self.metric_of_bound(*at));
        subjects.collect()
    }

    /// 订单金额超过500: a field of numbers right before a bound.
    fn number_field_before(&self, at: usize) -> Option<FieldId> {
        let place = self.tokens.before(at)?;
        let Kind::Term(meanings) = &self.tokens.list.get(place)?.kind else {
            return None;
        };
        field_of(meanings).filter(|field| is_number(self.layer.field(*field).data_type))
    }

    /// Words that change what is asked must have changed it; else the question was not understood.
    pub(super) fn every_word_counts(&self) -> Result<(), Box<Plan>> {
        let slots = &self.slots;
        let excludes = self.tokens.any(&[Word::Exclude, Word::ExcludeEnd]);
        let excluded = slots.turned || slots.restrictions.iter().any(|it| it.excluded);
        let others = self.tokens.any(&[Word::Other]) && !excluded;
        if (excludes && !excluded) || others {
            return Err(refuse::unplaced("排除 / excluding"));
        }
        let grouped =
            !slots.groups.is_empty() || slots.times.which.is_some() || slots.times.grain.is_some();
        let asks = [Word::Each, Word::Which, Word::WhichMany, Word::Breakdown];
        if self.tokens.any(&asks) && !grouped {
            return Err(refuse::unplaced("各 / each"));
        }
        if self.tokens.any(&[Word::Count]) && !slots.groups.is_empty() && slots.ranking.is_none() {
            return Err(refuse::unplaced("几个 / how many"));
        }
        if self.tokens.any(&[Word::Trend]) && slots.groups.iter().any(|group| !group.each) {
            return Err(refuse::unplaced("趋势 / trend"));
        }
        Ok(())
    }

    /// The nearest metric before a bound, else the nearest after it.
    fn metric_of_bound(&self, at: usize) -> Option<MetricId> {
        let before = self
            .slots
            .metrics
            .iter()
            .rev()
            .find(|m| m.at < at && !self.broken(m.at, at));
        let after = || self.slots.metrics.iter().find(|m| m.at > at);
        before.or_else(after).map(|mention| mention.metric)
    }

    /// Whether a mark stands between two places.
    fn broken(&self, from: usize, to: usize) -> bool {
        (from..to).any(|at| {
            matches!(
                self.tokens.list.get(at).map(|t| &t.kind),
                Some(Kind::Mark(_))
            )
        })
    }

    pub(super) fn bounds(&mut self) -> Result<(), Box<Plan>> {
        for (at, comparison) in self.slots.comparisons.clone() {
            let quantity = &comparison.quantity;
            if let Some(field) = self.number_field_before(at) {
                let (subject, value) = (Subject::Field(field), quantity.exact.clone());
                self.slots.bounds.push(Bound {
                    subject,
                    op: comparison.op.sql(),
                    value,
                });
                continue;
            }
            let Some(metric) = self.metric_of_bound(at) else {
                return Err(refuse::no_metric());
            };
            let unwanted = (at + 1..self.tokens.list.len())
                .take_while(|i| {
                    !matches!(
                        self.tokens.list.get(*i).map(|t| &t.kind),
                        Some(Kind::Mark(_))
                    )
                })
                .any(|i| self.tokens.is(i, &[Word::ExcludeEnd, Word::Exclude]));
            self.slots.turned |= unwanted;
            let op = if unwanted {
                opposite(comparison.op)
            } else {
                Some(comparison.op.sql())
            };
            let (subject, value) = self.fitting(metric, quantity)?;
            let grouped = !self.slots.groups.is_empty();
            if matches!(subject, Subject::Metric(_)) && !grouped {
                // GMV破亿没: the number itself is the answer, if nothing else follows.
                let last = self.tokens.list.iter().skip(at + 1).all(|token| {
                    matches!(token.kind, Kind::Mark(_))
                        || token.is_word(&[Word::Filler, Word::Negation])
                });
                if last {
                    continue;
                }
                return Err(refuse::unsupported(&quantity.exact));
            }
            let Some(op) = op else {
                return Err(refuse::unsupported("≠"));
            };
            self.slots.bounds.push(Bound { subject, op, value });
        }
        Ok(())
    }

    /// What a quantity bounds: the metric where the units agree, else the one number field that has it.
    fn fitting(
        &self,
        metric: MetricId,
        quantity: &Quantity,
    ) -> Result<(Subject, String), Box<Plan>> {
        let unit = self.layer.metric(metric).unit.as_str();
        let money = matches!(quantity.unit, Some(Unit::Yuan));
        if money && !unit.starts_with(&self.layer.currency) {
            let mut numeric = self.layer.visible_fields().filter(|(id, field)| {
                use semantic_sql::expr::DataType;
                let number = matches!(field.data_type, Some(DataType::Decimal | DataType::Float));
                number && self.layer.metric_reaches(metric, *id)
            });
            return match (numeric.next(), numeric.next()) {
                (Some((field, _)), None) => Ok((Subject::Field(field), quantity.exact.clone())),
                _ => Err(refuse::unsupported(&quantity.exact)),
            };
        }
        let fits = match &quantity.unit {
            None => unit != "ratio" || quantity.value <= 1.0,
            Some(Unit::Yuan | Unit::Count(_)) => unit != "ratio",
            Some(Unit::Ratio | Unit::Points) => unit == "ratio",
            Some(Unit::Times) => unit == "times",
            Some(Unit::Hour) => unit == "hour",
            Some(Unit::Minute) => unit == "minute",
            Some(Unit::Second) => unit == "second",
            Some(Unit::Day) => unit == "day",
            Some(_) => false,
        };
        if fits && !quantity.approximate {
            return Ok((Subject::Metric(metric), quantity.exact.clone()));
        }
        Err(refuse::unsupported(&quantity.exact))
    }
}

fn is_number(data_type: Option<semantic_sql::expr::DataType>) -> bool {
    use semantic_sql::expr::DataType;
    matches!(
        data_type,
        Some(DataType::Decimal | DataType::Float | DataType::Integer)
    )
}

fn opposite(op: Op) -> Option<&'static str> {
    Some(match op {
        Op::Gt => "<=",
        Op::Ge => "<",
        Op::Lt => ">=",
        Op::Le => ">",
        Op::Eq => return None,
    })
}
