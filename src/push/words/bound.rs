//! The bound of an alert, as somebody says it.

use serde::{Deserialize, Serialize};

use crate::answer::exact::Exact;
use crate::grammar::number::{Comparison, NumberReading, Op, Unit, find};

/// A bound that a number passes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Bound {
    /// On which side of it the alert is told.
    pub op: Op,
    /// The bound; shares are 0 to 1.
    pub value: f64,
    /// The same as decimal digits, by which it is compared; alerts of an older version have the number alone.
    #[serde(default)]
    pub exact: String,
    /// Whether it is a share.
    pub is_share: bool,
    /// As it was said.
    pub said: String,
}

impl Bound {
    fn new(comparison: &Comparison, said: &str) -> Self {
        let quantity = &comparison.quantity;
        Self {
            op: comparison.op,
            value: quantity.value,
            exact: quantity.exact.clone(),
            is_share: matches!(quantity.unit, Some(Unit::Ratio | Unit::Points)),
            said: said.trim().to_owned(),
        }
    }

    /// Whether a number passes it.
    #[must_use]
    pub fn is_passed_by(&self, value: Exact) -> bool {
        let Some(bound) = Exact::parse(&self.exact).or_else(|| decimal(self.value)) else {
            return false;
        };
        match self.op {
            Op::Gt => value > bound,
            Op::Ge => value >= bound,
            Op::Lt => value < bound,
            Op::Le => value <= bound,
            // What is read here is a side, never a point; a number that is computed seldom is one.
            Op::Eq => false,
        }
    }
}

/// A binary number as the decimal that it stands for: 0.1 + 0.2 is 0.3, not a little more.
pub(in crate::push) fn decimal(value: f64) -> Option<Exact> {
    if !value.is_finite() {
        return None;
    }
    let rounded: f64 = format!("{value:.14e}").parse().ok()?;
    Exact::parse(&format!("{rounded}"))
}

/// The text before a bound, the bound, and the text after it; only where there is exactly one.
pub(super) fn bound(text: &str) -> Option<(String, Bound, String)> {
    let found = find(text);
    let mut bounds = found.iter().filter_map(|it| match &it.number {
        NumberReading::Comparison(comparison) if comparison.op != Op::Eq => {
            Some((it.span.clone(), comparison))
        }
        _ => None,
    });
    let (span, comparison) = bounds.next()?;
    if bounds.next().is_some() || comparison.quantity.approximate {
        return None;
    }
    let (before, after) = (text.get(..span.start)?, text.get(span.end..)?);
    let bound = Bound::new(comparison, text.get(span)?);
    Some((before.to_owned(), bound, after.to_owned()))
}
