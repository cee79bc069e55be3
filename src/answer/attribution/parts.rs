//! Parts of a change, rounded so that those shown make the change shown.

use crate::answer::exact::Exact;
use crate::result_set::Cell;

/// Digits after the point to which effects are computed before they are rounded.
const FINE: u32 = 12;

/// One part of a change.
#[derive(Debug, Clone)]
pub(in crate::answer) struct Part {
    /// What it is: names of metrics, or the value of a dimension.
    pub(in crate::answer) key: Cell,
    /// The row of the result that it is read from.
    pub(in crate::answer) row: Option<usize>,
    /// Its name for people.
    pub(in crate::answer) name: String,
    /// Its value before.
    pub(in crate::answer) base: Option<Exact>,
    /// Its value now.
    pub(in crate::answer) now: Option<Exact>,
    /// How much of the change it is.
    pub(in crate::answer) effect: Exact,
    /// Of a ratio: how much of that is its own ratio's, and how much its weight's.
    pub(in crate::answer) sides: Option<[Exact; 2]>,
    /// What the other parts leave of the change.
    pub(in crate::answer) is_rest: bool,
}

/// Effects as they were computed, and rounded so that they make the rounded change.
///
/// What they leave of the change beyond rounding comes back as well; it is a part of its own.
pub(super) fn rounded(
    effects: &[Exact],
    change: Exact,
    places: u32,
    size: Exact,
) -> Option<(Vec<Exact>, Option<Exact>)> {
    let sum = effects
        .iter()
        .try_fold(Exact::ZERO, |sum, one| sum.plus(*one))?;
    let left = change.minus(sum)?;
    let mut all = effects.to_vec();
    let has_rest = left.abs() > noise(places, size, effects.len());
    if has_rest {
        all.push(left);
    }
    let mut shown = apportioned(&all, change, places)?;
    let rest = if has_rest { shown.pop() } else { None };
    Some((shown, rest.filter(|rest| !rest.is_zero())))
}

/// What computing and rounding may leave: half of the last place shown, and the error of floating
/// point numbers of the size of the totals for each part.
fn noise(places: u32, size: Exact, parts: usize) -> Exact {
    let half = Exact::new(5, places + 1);
    let float = size
        .abs()
        .over(Exact::new(1_000_000_000_000, 0))
        .and_then(|one| one.times(i128::try_from(parts + 1).unwrap_or(1)));
    float.map_or(half, |float| float.max(half))
}

/// The method of the largest remainder: each part is cut to `places`, and the units that are then
/// missing go to the parts of which most was cut off.
fn apportioned(values: &[Exact], whole: Exact, places: u32) -> Option<Vec<Exact>> {
    let step = 10_i128.checked_pow(FINE - places)?;
    let fine: Vec<i128> = values
        .iter()
        .map(|value| value.in_units(FINE))
        .collect::<Option<_>>()?;
    let mut units: Vec<i128> = fine.iter().map(|value| value.div_euclid(step)).collect();
    let missing = whole.in_units(places)? - units.iter().sum::<i128>();
    let mut order: Vec<usize> = (0..units.len()).collect();
    order.sort_by_key(|at| {
        let cut = fine.get(*at).map_or(0, |value| value.rem_euclid(step));
        std::cmp::Reverse(cut)
    });
    // Rounding leaves less than a unit for each part; noise of the computation may turn it around.
    let (give, one) = if missing >= 0 {
        (missing, 1)
    } else {
        (-missing, -1)
    };
    if order.is_empty() {
        return (give == 0).then(Vec::new);
    }
    if one < 0 {
        order.reverse();
    }
    for turn in 0..usize::try_from(give).ok()? {
        let at = order[turn % order.len()];
        units[at] += one;
    }
    Some(
        units
            .into_iter()
            .map(|unit| Exact::new(unit, places))
            .collect(),
    )
}

/// A floating point number to the digits that count here.
pub(super) fn exact(value: f64) -> Option<Exact> {
    value
        .is_finite()
        .then(|| Exact::parse(&format!("{value:.12}")))
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(texts: &[&str]) -> Vec<Exact> {
        texts
            .iter()
            .map(|text| Exact::parse(text).unwrap())
            .collect()
    }

    fn shown(effects: &[&str], change: &str, places: u32) -> (Vec<String>, Option<String>) {
        let change = Exact::parse(change).unwrap();
        let (parts, rest) = rounded(&numbers(effects), change, places, change).unwrap();
        let texts = parts.into_iter().map(Exact::plain).collect();
        (texts, rest.map(Exact::plain))
    }

    #[test]
    fn what_is_shown_makes_the_change() {
        let thirds = ["0.333333333333", "0.333333333333", "0.333333333334"];
        let (parts, rest) = shown(&thirds, "1", 2);
        assert_eq!(parts, ["0.33", "0.33", "0.34"]);
        assert_eq!(rest, None);
        let (parts, _) = shown(&["-1.005", "-1.005", "0.01"], "-2", 2);
        let sum = numbers(&parts.iter().map(String::as_str).collect::<Vec<_>>());
        let sum = sum.into_iter().try_fold(Exact::ZERO, Exact::plus).unwrap();
        assert_eq!(sum.plain(), "-2.00");
    }

    #[test]
    fn what_is_left_is_a_part_of_its_own() {
        let (parts, rest) = shown(&["3", "4"], "10", 2);
        assert_eq!(parts, ["3.00", "4.00"]);
        assert_eq!(rest.as_deref(), Some("3.00"));
    }
}
