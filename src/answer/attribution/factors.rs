//! A change over the factors or the terms of a metric.
//!
//! | tree | both values and all factors above zero | otherwise |
//! |---|---|---|
//! | product | LMDI: the logarithmic mean of the values times the logarithm of a factor's ratio | Shapley: the mean over all orders in which factors can move |
//! | sum | the difference of each term | the same |

use semantic_sql::layer::{Factor, MetricId, MetricTree, Term};

use crate::answer::exact::Exact;
use crate::answer::labels::Labels;
use crate::result_set::Cell;

use super::parts::{Part, exact, rounded};
use super::totals::{Pair, Totals};

/// How the effects of factors were computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::answer) enum Method {
    /// The logarithmic mean Divisia index.
    Lmdi,
    /// The mean over all orders.
    Shapley,
    /// The terms of a sum.
    Terms,
}

/// More factors than this are not permuted.
const MOST_FACTORS: usize = 8;

/// The parts of the change by the tree; nothing where a value is missing that it needs.
pub(super) fn parts(
    labels: &Labels<'_>,
    tree: &MetricTree,
    totals: &Totals,
) -> Option<(Method, Vec<Part>)> {
    let (method, mut parts) = match tree {
        MetricTree::Sum(terms) => (Method::Terms, of_terms(labels, terms, totals)?),
        MetricTree::Product(factors) => of_factors(labels, factors, totals)?,
    };
    let effects: Vec<Exact> = parts.iter().map(|part| part.effect).collect();
    let (shown, rest) = rounded(&effects, totals.change, totals.places, totals.size())?;
    for (part, effect) in parts.iter_mut().zip(shown) {
        part.effect = effect;
    }
    parts.extend(rest.map(|rest| left_over(labels, rest)));
    Some((method, parts))
}

/// What the declared parts leave.
fn left_over(labels: &Labels<'_>, effect: Exact) -> Part {
    let name = labels.language.choose(
        "口径差（各部分合不上的）",
        "difference of definitions (what the parts do not make up)",
    );
    Part {
        key: Cell::Null,
        row: None,
        name: name.to_owned(),
        base: None,
        now: None,
        effect,
        sides: None,
        is_rest: true,
    }
}

fn of_terms(labels: &Labels<'_>, terms: &[Term], totals: &Totals) -> Option<Vec<Part>> {
    let part = |term: &Term| {
        let Pair { now, base } = totals.of(term.metric);
        let (new, old) = (now.unwrap_or(Exact::ZERO), base.unwrap_or(Exact::ZERO));
        let effect = if term.minus {
            old.minus(new)?
        } else {
            new.minus(old)?
        };
        Some(named(labels, term.metric, Pair { now, base }, effect))
    };
    terms.iter().map(part).collect()
}

fn named(labels: &Labels<'_>, metric: MetricId, pair: Pair, effect: Exact) -> Part {
    let content = labels.layer.metric(metric);
    Part {
        key: Cell::Text(content.name.clone()),
        row: None,
        name: labels.language.pick(&content.label).to_owned(),
        base: pair.base,
        now: pair.now,
        effect,
        sides: None,
        is_rest: false,
    }
}

/// The value of a factor in both periods, and whether a rise of it lowers the whole.
fn values(factor: &Factor, totals: &Totals) -> (Pair, bool) {
    let of = factor.of.map(|metric| totals.of(metric));
    let over = factor.over.map(|metric| totals.of(metric));
    match (of, over) {
        (Some(of), Some(over)) => {
            let quotient = |of: Option<Exact>, over: Option<Exact>| of?.over(over?);
            let pair = Pair {
                now: quotient(of.now, over.now),
                base: quotient(of.base, over.base),
            };
            (pair, false)
        }
        (Some(of), None) => (of, false),
        (None, Some(over)) => (over, true),
        (None, None) => (Pair::default(), false),
    }
}

fn of_factors(
    labels: &Labels<'_>,
    factors: &[Factor],
    totals: &Totals,
) -> Option<(Method, Vec<Part>)> {
    let pairs: Vec<(Pair, bool)> = factors.iter().map(|it| values(it, totals)).collect();
    let (now, base) = (totals.now.float(), totals.base.float());
    let (method, effects) = match lmdi(&pairs, now, base) {
        Some(effects) => (Method::Lmdi, effects),
        None => (Method::Shapley, shapley(&pairs, now, base)?),
    };
    let parts = factors.iter().zip(&pairs).zip(effects);
    let parts = parts.map(|((factor, (pair, _)), effect)| {
        let metric = factor.of.or(factor.over)?;
        let mut part = named(labels, metric, *pair, exact(effect)?);
        if let Some(label) = &factor.label {
            part.name = labels.language.pick(label).to_owned();
        }
        if let (Some(of), Some(over)) = (factor.of, factor.over) {
            let name = |id: MetricId| labels.layer.metric(id).name.as_str();
            part.key = Cell::Text(format!("{}/{}", name(of), name(over)));
        }
        Some(part)
    });
    Some((method, parts.collect::<Option<_>>()?))
}

/// L(now, base) × ln(factor now / factor base), which sums to the change of the product; nothing
/// unless everything is above zero.
fn lmdi(pairs: &[(Pair, bool)], now: f64, base: f64) -> Option<Vec<f64>> {
    let above = |value: f64| (value > 0.0).then_some(value);
    let (now, base) = (above(now)?, above(base)?);
    let ratio = (now / base).ln();
    // The mean of two equal numbers is that number; near it the quotient loses its digits.
    let mean = if ratio.abs() < 1e-9 {
        f64::midpoint(now, base)
    } else {
        (now - base) / ratio
    };
    pairs
        .iter()
        .map(|(pair, inverse)| {
            let (new, old) = (above(pair.now?.float())?, above(pair.base?.float())?);
            let log = (new / old).ln();
            Some(mean * if *inverse { -log } else { log })
        })
        .collect()
}

/// The mean of what each factor adds over all orders in which factors move from then to now.
///
/// A factor that has no value in one period (nothing over nothing) stays as it is in the other.
fn shapley(pairs: &[(Pair, bool)], now: f64, base: f64) -> Option<Vec<f64>> {
    if pairs.len() > MOST_FACTORS {
        return None;
    }
    let values: Vec<[f64; 2]> = pairs
        .iter()
        .map(|(pair, inverse)| {
            let of = |value: Option<Exact>| {
                let value = value?.float();
                let value = if *inverse { 1.0 / value } else { value };
                value.is_finite().then_some(value)
            };
            match (of(pair.base), of(pair.now)) {
                (None, None) => [1.0, 1.0],
                (Some(one), None) | (None, Some(one)) => [one, one],
                (Some(old), Some(new)) => [old, new],
            }
        })
        .collect();
    let product = |moved: usize| -> f64 {
        let factor = |(at, value): (usize, &[f64; 2])| value[(moved >> at) & 1];
        values.iter().enumerate().map(factor).product()
    };
    let all = (1 << values.len()) - 1;
    // The constant between the metric and the product of its factors.
    let constant = match (product(all), product(0)) {
        (new, _) if new != 0.0 && now != 0.0 => now / new,
        (_, old) if old != 0.0 && base != 0.0 => base / old,
        _ => 1.0,
    };
    let effect = |at: usize| -> f64 {
        let without = (0..=all).filter(|moved| (moved >> at) & 1 == 0);
        without
            .map(|moved| {
                let before = moved.count_ones();
                let share = 1.0 / (orders(values.len(), before) * counted(values.len()));
                share * (product(moved | (1 << at)) - product(moved)) * constant
            })
            .sum()
    };
    Some((0..values.len()).map(effect).collect())
}

/// In how many ways `before` of the other factors can have moved first.
fn orders(factors: usize, before: u32) -> f64 {
    let mut ways = 1.0;
    let others = factors.saturating_sub(1);
    for step in 0..before {
        let left = others as f64 - f64::from(step);
        ways = ways * left / f64::from(step + 1);
    }
    ways
}

fn counted(factors: usize) -> f64 {
    factors as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(base: &str, now: &str) -> (Pair, bool) {
        let pair = Pair {
            now: Exact::parse(now),
            base: Exact::parse(base),
        };
        (pair, false)
    }

    #[test]
    fn the_logarithmic_mean_gives_the_whole_change() {
        let pairs = [pair("100", "80"), pair("0.05", "0.06"), pair("200", "190")];
        let (base, now) = (100.0 * 0.05 * 200.0, 80.0 * 0.06 * 190.0);
        let effects = lmdi(&pairs, now, base).unwrap();
        assert!((effects.iter().sum::<f64>() - (now - base)).abs() < 1e-9);
        assert!(effects[0] < 0.0 && effects[1] > 0.0 && effects[2] < 0.0);
    }

    #[test]
    fn zeros_are_taken_over_all_orders() {
        let pairs = [
            pair("100", "80"),
            pair("0.05", "0"),
            (
                Pair {
                    now: None,
                    base: Exact::parse("200"),
                },
                false,
            ),
        ];
        assert!(lmdi(&pairs, 0.0, 1000.0).is_none());
        let effects = shapley(&pairs, 0.0, 1000.0).unwrap();
        assert!((effects.iter().sum::<f64>() + 1000.0).abs() < 1e-9);
        assert_eq!(effects[2], 0.0);
    }

    #[test]
    fn a_divisor_that_grows_takes_away() {
        let pairs = [pair("300", "300"), (pair("100", "150").0, true)];
        let effects = lmdi(&pairs, 2.0, 3.0).unwrap();
        assert!(effects[0].abs() < 1e-12 && (effects[1] + 1.0).abs() < 1e-12);
        let effects = shapley(&pairs, 2.0, 3.0).unwrap();
        assert!((effects[1] + 1.0).abs() < 1e-12);
    }
}
