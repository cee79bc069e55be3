//! Bounds on numbers: which metric or field they are about, and whether the units agree.

use semantic_sql::expr::DataType;
use semantic_sql::layer::{FieldId, MetricId};

use crate::grammar::number::{self, Comparison, NumberReading, Op, Quantity, Unit};
use crate::lexicon::{Meaning, Word};
use crate::plan::Plan;

use super::gather::{Gather, field_of};
use super::refuse;
use super::slots::{Bound, Subject};
use super::tokens::Kind;

impl Gather<'_> {
    /// The metrics that bounds are about.
    pub(super) fn bound_metrics(&self) -> Vec<MetricId> {
        let subjects = self
            .slots
            .comparisons
            .iter()
            .filter_map(|(at, _)| self.metric_of_bound(*at));
        subjects.collect()
    }

    /// 订单金额超过500: a field of numbers right before a bound.
    pub(super) fn number_field_before(&self, at: usize) -> Option<FieldId> {
        let place = self.tokens.before(at)?;
        let Kind::Term(meanings) = &self.tokens.list.get(place)?.kind else {
            return None;
        };
        field_of(meanings).filter(|field| is_number(self.layer.field(*field).data_type))
    }

    /// The metric that is named right before a place, also where it was named before that.
    fn named_right_before(&self, at: usize) -> Option<MetricId> {
        let place = self.tokens.before(at)?;
        let meanings = self.tokens.list.get(place)?.meanings();
        let named = |id: MetricId| self.slots.metrics.iter().any(|it| it.metric == id);
        meanings.iter().find_map(|meaning| match meaning {
            Meaning::Metric(id) => Some(*id).filter(|id| named(*id)),
            _ => None,
        })
    }

    /// The nearest metric before a bound, else the nearest after it.
    fn metric_of_bound(&self, at: usize) -> Option<MetricId> {
        // More than 2000 viewers but fewer than 50 orders: each number has its noun behind it.
        let behind = self.slots.metrics.iter().find(|m| m.at == at + 1);
        let taken = self.tokens.before(at).is_some_and(|place| {
            let led = place.checked_sub(1);
            let mut others = self.slots.comparisons.iter();
            led.is_some_and(|led| others.any(|(other, _)| *other == led))
        });
        if let Some(mention) = behind.filter(|_| taken) {
            return Some(mention.metric);
        }
        if let Some(metric) = self.named_right_before(at) {
            return Some(metric);
        }
        let before = self
            .slots
            .metrics
            .iter()
            .rev()
            .find(|m| m.at < at && !self.broken(m.at, at));
        let after = || self.slots.metrics.iter().find(|m| m.at > at);
        // 准确率多少，有没有到92%: asked of the only number there is.
        let only = || match self.slots.metrics.as_slice() {
            [one] if self.tokens.any(&[Word::YesNo]) => Some(one),
            _ => None,
        };
        // At least 100 orders: what is counted stands right after, unless a metric stands right before.
        let counted = self.slots.metrics.iter().find(|m| m.at == at + 1);
        let beside = before.is_some_and(|m| self.tokens.before(at) == Some(m.at));
        counted
            .filter(|_| !beside)
            .or(before)
            .or_else(after)
            .or_else(only)
            .map(|mention| mention.metric)
    }

    /// 订单数500以上: a name of a band that is a bare bound too, right after a number that is no
    /// count of people, bounds that number. Beside a number of orders it bounds them or their
    /// amount, 500元以上的订单, and is no band of prices.
    pub(super) fn bound_by_name(&self, at: usize) -> Option<Comparison> {
        let unit_at = |place: Option<usize>| {
            let mention = self.slots.metrics.iter().find(|it| Some(it.at) == place)?;
            Some(self.layer.metric(mention.metric).unit.as_str())
        };
        let before = unit_at(self.tokens.before(at));
        let orders = [before, unit_at(self.tokens.after(at))].contains(&Some("order"));
        let text = self.tokens.text(self.tokens.list.get(at)?);
        let found = number::find(&text);
        let [hit] = found.as_slice() else {
            return None;
        };
        let NumberReading::Comparison(comparison) = &hit.number else {
            return None;
        };
        let whole = hit.span.start == 0 && hit.span.end == text.len();
        let bare = comparison.quantity.unit.is_none();
        let number = bare && before.is_some_and(|unit| unit != "person");
        (whole && (number || orders)).then(|| comparison.clone())
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

    /// Hosts with sales above 20k: a bound on a metric after a noun is about each of them, unless
    /// it is only asked whether it was reached.
    pub(super) fn bounds_groups(&self, at: usize) -> bool {
        let bound = self
            .slots
            .comparisons
            .iter()
            .any(|(place, _)| *place > at && self.number_field_before(*place).is_none());
        bound && !self.tokens.any(&[Word::YesNo])
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
            let metric = self.counted_in(metric, quantity)?;
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
            if self.may_count(metric, at, quantity) {
                return Err(refuse::unsupported(&quantity.exact));
            }
            // 哪几天超过10万: days are rows too.
            let times = &self.slots.times;
            let bucketed = times.which.is_some() || times.grain.is_some();
            self.list_what_is_so(metric, bucketed);
            let grouped = bucketed || self.slots.grouped().next().is_some();
            if matches!(subject, Subject::Metric(_)) && !grouped {
                // Did GMV reach 1 million in October: whether, and not which.
                let first = self.tokens.list.first().map(|it| self.tokens.text(it));
                let asked = first.is_some_and(|it| {
                    ["did", "has", "have", "was", "is"].contains(&it.to_lowercase().as_str())
                });
                // GMV破亿没: the number itself is the answer, if nothing else follows.
                let last = self.tokens.list.iter().skip(at + 1).all(|token| {
                    matches!(token.kind, Kind::Mark(_))
                        || token.is_word(&[Word::Filler, Word::Negation])
                        || (asked && matches!(token.kind, Kind::Time(_)))
                });
                // Any brand with …: the bound is about each of them.
                let any = |place: usize| {
                    let field = self.tokens.list.get(place + 1).map(|it| it.meanings());
                    self.tokens.is(place, &[Word::All]) && field.and_then(field_of).is_some()
                };
                let each = (0..at).any(any) && !self.tokens.any(&[Word::YesNo]);
                let asks = asked || self.tokens.is_chinese();
                if last && asks && !each && !self.is_condition(at) {
                    continue;
                }
                return Err(refuse::unsupported(&quantity.exact));
            }
            let Some(op) = op else {
                return Err(refuse::unsupported("≠"));
            };
            let bound = Bound { subject, op, value };
            if !self.slots.bounds.contains(&bound) {
                self.slots.bounds.push(bound);
            }
        }
        Ok(())
    }

    /// Sold fewer than 10 units: what is counted in units of a number is that number, and no money.
    fn counted_in(&mut self, metric: MetricId, quantity: &Quantity) -> Result<MetricId, Box<Plan>> {
        let money = |id| {
            let unit = self.layer.metric(id).unit.as_str();
            unit.starts_with(&self.layer.currency)
        };
        let Some(Unit::Count(word)) = quantity.unit.as_ref().filter(|_| money(metric)) else {
            return Ok(metric);
        };
        let of = match self.lexicon.meanings(word) {
            [Meaning::Metric(of)] if !money(*of) => Some(*of),
            _ => None,
        };
        // More than 100 of something that is told in money: of what is not said.
        let of = of.ok_or_else(|| refuse::unsupported(&format!("{}{word}", quantity.exact)))?;
        if self.slots.metrics.iter().any(|it| it.metric == of) {
            return Ok(metric);
        }
        let mut mentions = self.slots.metrics.iter_mut();
        if let Some(mention) = mentions.find(|it| it.metric == metric) {
            mention.metric = of;
        }
        Ok(of)
    }

    /// What is overstocked: a number that is bounded and asked of nothing in particular is that of
    /// each of what is listed by it.
    fn list_what_is_so(&mut self, metric: MetricId, bucketed: bool) {
        let open = [Word::Asks, Word::Which, Word::WhichMany];
        let asks = self.tokens.is(0, &open) && !self.asks_how_many();
        let mut usual = self.layer.language.usual.iter();
        let each = usual.find_map(|it| it.each.filter(|_| it.metrics.contains(&metric)));
        if let (true, false, Some(each)) = (asks, bucketed, each)
            && self.slots.groups.is_empty()
        {
            self.group(each, 0, false);
        }
    }

    /// 只看退款率超过15%的: a bound that says which of several, and does not ask whether it holds.
    fn is_condition(&self, at: usize) -> bool {
        let next = self.tokens.list.get(at + 1).map(|it| self.tokens.text(it));
        self.tokens.any(&[Word::Only]) || next.is_some_and(|it| it == "的")
    }

    fn asks_how_many(&self) -> bool {
        self.tokens.any(&[Word::YesNo, Word::Count])
    }

    /// More than 100 refunds: a bare number before a noun counts it, and an amount is no count.
    fn may_count(&self, metric: MetricId, at: usize, quantity: &Quantity) -> bool {
        let unit = self.layer.metric(metric).unit.as_str();
        let named = self.slots.metrics.iter().find(|it| it.metric == metric);
        let follows = named.is_some_and(|it| self.tokens.after(at) == Some(it.at));
        let bare = quantity.unit.is_none() && quantity.value < 1000.0;
        bare && follows && unit.starts_with(&self.layer.currency)
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

pub(super) fn is_number(data_type: Option<DataType>) -> bool {
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
