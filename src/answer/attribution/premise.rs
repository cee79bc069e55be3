//! Whether what a question takes for given of a change is so.

use crate::answer::exact::Exact;
use crate::plan::{Premise, Size, Stated, Way};

use super::totals::Totals;

/// What came of the check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::answer) enum Finding {
    /// The question says nothing of the change.
    NothingSaid,
    /// It is as the question says.
    Holds,
    /// The number did not change.
    NoChange,
    /// It went the other way.
    OtherWay,
    /// It went that way, by another size.
    OtherSize,
}

/// Holds the premise against the change.
pub(super) fn check(premise: &Premise, totals: &Totals) -> Finding {
    if premise.way.is_none() && premise.size.is_none() {
        return Finding::NothingSaid;
    }
    if totals.change.is_zero() {
        return Finding::NoChange;
    }
    let way = if totals.change.is_negative() {
        Way::Down
    } else {
        Way::Up
    };
    if premise.way.is_some_and(|said| said != way) {
        return Finding::OtherWay;
    }
    let holds = match &premise.size {
        None => true,
        Some(Size::Rate(stated)) => is_rate(stated, totals),
        Some(Size::Amount(stated)) => is_near(stated, totals.change.abs()),
        Some(Size::FromTo(from, to)) => is_near(from, totals.base) && is_near(to, totals.now),
    };
    if holds {
        Finding::Holds
    } else {
        Finding::OtherSize
    }
}

/// Whether a share of the earlier value is what was said, as exactly as it was said: 三成 and 30 %
/// are round, 21 % and 20.8 % are not. Of a ratio its points may be meant too.
fn is_rate(stated: &Stated, totals: &Totals) -> bool {
    let Some(said) = Exact::parse(&stated.exact) else {
        return false;
    };
    let multiple = |step: Exact| said.over(step).is_some_and(|it| it == it.rounded(0));
    let slack = if multiple(Exact::new(1, 1)) {
        Exact::new(5, 2)
    } else if multiple(Exact::new(5, 2)) {
        Exact::new(25, 3)
    } else if multiple(Exact::new(1, 2)) {
        Exact::new(5, 3)
    } else {
        Exact::new(5, 4)
    };
    let near = |value: Option<Exact>| {
        value
            .and_then(|value| value.abs().minus(said))
            .is_some_and(|gap| gap.abs() <= slack)
    };
    let points = totals.figure.is_percent().then_some(totals.change);
    near(totals.change.over(totals.base)) || near(points)
}

/// Whether a value is what was said: to the last place after the point, or within a fortieth.
fn is_near(stated: &Stated, value: Exact) -> bool {
    let Some(said) = Exact::parse(&stated.exact) else {
        return false;
    };
    let slack = match stated.exact.split_once('.') {
        Some((_, places)) => {
            let places = u32::try_from(places.len()).unwrap_or(0);
            Some(Exact::new(5, places + 1))
        }
        None => said
            .abs()
            .over(Exact::new(40, 0))
            .map(|part| part.max(Exact::new(5, 1))),
    };
    slack
        .zip(value.minus(said))
        .is_some_and(|(slack, gap)| gap.abs() <= slack)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stated(exact: &str) -> Stated {
        Stated {
            exact: exact.to_owned(),
            said: exact.to_owned(),
        }
    }

    fn found(base: &str, now: &str, way: Option<Way>, size: Option<Size>) -> Finding {
        let totals = Totals::of_values(base, now, "money", "CNY");
        check(&Premise { way, size }, &totals)
    }

    #[test]
    fn a_round_share_holds_as_roughly_as_it_was_said() {
        let down = |base, now, rate: &str| {
            let size = Some(Size::Rate(stated(rate)));
            found(base, now, Some(Way::Down), size)
        };
        assert_eq!(down("1896000", "1502000", "0.3"), Finding::OtherSize);
        assert_eq!(down("1896000", "1502000", "0.2"), Finding::Holds);
        assert_eq!(down("1896000", "1502000", "0.21"), Finding::Holds);
        assert_eq!(down("1896000", "1502000", "0.208"), Finding::Holds);
        assert_eq!(down("1896000", "1502000", "0.22"), Finding::OtherSize);
        assert_eq!(down("1000", "700", "0.3"), Finding::Holds);
    }

    #[test]
    fn the_way_is_checked_before_the_size() {
        let size = Some(Size::Rate(stated("0.3")));
        assert_eq!(
            found("100", "130", Some(Way::Down), size),
            Finding::OtherWay
        );
        assert_eq!(
            found("100", "130", Some(Way::Down), None),
            Finding::OtherWay
        );
        assert_eq!(found("100", "130", Some(Way::Up), None), Finding::Holds);
        assert_eq!(found("100", "100", Some(Way::Up), None), Finding::NoChange);
        assert_eq!(found("100", "130", None, None), Finding::NothingSaid);
    }

    #[test]
    fn both_values_must_be_those_that_were_said() {
        let size = |from: &str, to: &str| Some(Size::FromTo(stated(from), stated(to)));
        assert_eq!(
            found("2.78", "2.14", Some(Way::Down), size("2.8", "2.1")),
            Finding::Holds
        );
        assert_eq!(
            found("2.78", "2.3", Some(Way::Down), size("2.8", "2.1")),
            Finding::OtherSize
        );
        let amount = Some(Size::Amount(stated("200000")));
        assert_eq!(
            found("900000", "702000", Some(Way::Down), amount),
            Finding::Holds
        );
    }
}
