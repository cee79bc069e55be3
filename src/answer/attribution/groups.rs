//! A change over the values of a dimension.
//!
//! Of what adds up, each value has its own change. A ratio changes where the ratio of a value
//! changes (rate), and where values with another ratio than the whole gain or lose weight (mix);
//! weights and ratios are taken at the mean of both periods, so that nothing is left between.

use semantic_sql::layer::{Additivity, FieldId, MetricId};

use crate::answer::Computed;
use crate::answer::exact::Exact;
use crate::answer::labels::Labels;
use crate::plan::Attribution;
use crate::result_set::{Cell, ResultSet};

use super::parts::{Part, exact, rounded};
use super::totals::{Pair, Totals, pair};

/// The largest parts that say how much a dimension tells.
const TELLING: usize = 2;

/// The parts of a change by one dimension.
#[derive(Debug, Clone)]
pub(in crate::answer) struct Breakdown {
    /// The dimension.
    pub(in crate::answer) field: FieldId,
    /// Which of the supporting results it is made from.
    pub(in crate::answer) at: usize,
    /// Its parts, the largest first; what is left comes last.
    pub(in crate::answer) parts: Vec<Part>,
    /// How much more of the change its largest parts have than their size alone would give them.
    pub(in crate::answer) telling: f64,
}

/// The breakdowns that make the change, the most telling first.
pub(super) fn breakdowns(
    labels: &Labels<'_>,
    computed: &Computed,
    change: &Attribution,
    totals: &Totals,
) -> Vec<Breakdown> {
    let mut found: Vec<Breakdown> = change
        .dimensions
        .iter()
        .enumerate()
        .filter_map(|(at, field)| {
            let name = format!("by_{}", labels.layer.field(*field).name);
            let at = computed
                .supporting
                .iter()
                .position(|part| part.name == name)
                .or_else(|| computed.supporting.get(at).map(|_| at))?;
            breakdown(labels, computed, change, totals, (*field, at))
        })
        .collect();
    if !change.asked {
        found.sort_by(|one, other| other.telling.total_cmp(&one.telling));
    }
    found
}

fn breakdown(
    labels: &Labels<'_>,
    computed: &Computed,
    change: &Attribution,
    totals: &Totals,
    (field, at): (FieldId, usize),
) -> Option<Breakdown> {
    let result = &computed.supporting.get(at)?.result;
    let content = labels.layer.metric(change.metric);
    let groups: Vec<Group> = (0..result.rows.len())
        .filter_map(|row| Group::read(labels, result, row, (&content.name, change.weight)))
        .collect();
    if groups.len() < 2 && !change.asked {
        return None;
    }
    let ratio = change.weight.is_some() && !matches!(content.additivity, Additivity::Additive);
    let mut parts = if ratio {
        of_ratio(&groups)?
    } else {
        let counts = matches!(content.additivity, Additivity::NonAdditive);
        // Different things that are counted may stand in several groups: only the data can tell.
        if counts
            && !(same(&groups, totals.now, |it| it.now) && same(&groups, totals.base, |it| it.base))
        {
            return None;
        }
        of_amounts(&groups)?
    };
    let telling = telling(&groups, &parts, totals, ratio);
    let rest = round(&mut parts, totals)?;
    parts.sort_by_key(|part| std::cmp::Reverse(part.effect.abs()));
    parts.extend(rest.map(|effect| not_shown(labels, effect)));
    Some(Breakdown {
        field,
        at,
        parts,
        telling,
    })
}

/// Rounds the effects of the parts, and the two sides of each; gives what is left.
fn round(parts: &mut [Part], totals: &Totals) -> Option<Option<Exact>> {
    let sided = parts.iter().any(|part| part.sides.is_some());
    let effects: Vec<Exact> = parts
        .iter()
        .flat_map(|part| match part.sides {
            Some(sides) if sided => sides.to_vec(),
            _ => vec![part.effect],
        })
        .collect();
    let (shown, rest) = rounded(&effects, totals.change, totals.places, totals.size())?;
    let mut shown = shown.into_iter();
    for part in parts {
        if part.sides.is_some() {
            let sides = [shown.next()?, shown.next()?];
            part.effect = sides[0].plus(sides[1])?;
            part.sides = Some(sides);
        } else {
            part.effect = shown.next()?;
        }
    }
    Some(rest)
}

/// What the groups do not make up: groups that are not shown, or cut off.
fn not_shown(labels: &Labels<'_>, effect: Exact) -> Part {
    let name = labels.language.choose("未列出的部分", "what is not listed");
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

/// One value of the dimension.
struct Group {
    row: usize,
    key: Cell,
    name: String,
    own: Pair,
    weight: Pair,
}

impl Group {
    fn read(
        labels: &Labels<'_>,
        result: &ResultSet,
        row: usize,
        (metric, weight): (&str, Option<MetricId>),
    ) -> Option<Self> {
        let key = result.rows.get(row)?.first()?;
        let own = pair(result, row, metric)?;
        let weight = match weight {
            Some(weight) => pair(result, row, &labels.layer.metric(weight).name)?,
            None => Pair::default(),
        };
        Some(Self {
            row,
            key: key.clone(),
            name: labels.value(result.columns.first()?, key),
            own,
            weight,
        })
    }

    fn part(&self, effect: Exact, sides: Option<[Exact; 2]>) -> Part {
        Part {
            key: self.key.clone(),
            row: Some(self.row),
            name: self.name.clone(),
            base: self.own.base,
            now: self.own.now,
            effect,
            sides,
            is_rest: false,
        }
    }
}

/// Whether the groups add up to the whole.
fn same(groups: &[Group], whole: Exact, pick: fn(&Pair) -> Option<Exact>) -> bool {
    let values = groups.iter().filter_map(|group| pick(&group.own));
    let sum = values.into_iter().try_fold(Exact::ZERO, Exact::plus);
    sum == Some(whole)
}

fn of_amounts(groups: &[Group]) -> Option<Vec<Part>> {
    let part = |group: &Group| {
        let (now, base) = (
            group.own.now.unwrap_or(Exact::ZERO),
            group.own.base.unwrap_or(Exact::ZERO),
        );
        Some(group.part(now.minus(base)?, None))
    };
    groups.iter().map(part).collect()
}

/// Rate and mix of each group, which sum to the change of the ratio.
fn of_ratio(groups: &[Group]) -> Option<Vec<Part>> {
    let weight = |pick: fn(&Pair) -> Option<Exact>| -> Option<f64> {
        let sum: f64 = groups
            .iter()
            .filter_map(|group| pick(&group.weight))
            .map(Exact::float)
            .sum();
        (sum > 0.0).then_some(sum)
    };
    let (now, base) = (weight(|it| it.now)?, weight(|it| it.base)?);
    let share = |value: Option<Exact>, whole: f64| value.map_or(0.0, Exact::float) / whole;
    let number = |value: Option<Exact>| value.map(Exact::float);
    let whole: [f64; 2] = [
        groups
            .iter()
            .map(|it| share(it.weight.now, now) * number(it.own.now).unwrap_or(0.0))
            .sum(),
        groups
            .iter()
            .map(|it| share(it.weight.base, base) * number(it.own.base).unwrap_or(0.0))
            .sum(),
    ];
    let middle = f64::midpoint(whole[0], whole[1]);
    let part = |group: &Group| {
        let (w1, w0) = (share(group.weight.now, now), share(group.weight.base, base));
        // A group of one period only has no ratio in the other: all that it does is its weight's.
        let (r1, r0) = match (number(group.own.now), number(group.own.base)) {
            (Some(new), Some(old)) if w1 != 0.0 && w0 != 0.0 => (new, old),
            (Some(new), _) if w1 != 0.0 => (new, new),
            (_, Some(old)) if w0 != 0.0 => (old, old),
            _ => return Some(group.part(Exact::ZERO, Some([Exact::ZERO; 2]))),
        };
        let rate = f64::midpoint(w1, w0) * (r1 - r0);
        let mix = (w1 - w0) * (f64::midpoint(r1, r0) - middle);
        let sides = [exact(rate)?, exact(mix)?];
        Some(group.part(sides[0].plus(sides[1])?, Some(sides)))
    };
    groups.iter().map(part).collect()
}

/// How much more of the change the largest parts have than they had of the whole before.
fn telling(groups: &[Group], parts: &[Part], totals: &Totals, ratio: bool) -> f64 {
    let change = totals.change.float();
    let size = |group: &Group| {
        let pair = if ratio { group.weight } else { group.own };
        pair.base.map_or(0.0, Exact::float)
    };
    let whole: f64 = groups.iter().map(size).sum();
    if change == 0.0 || whole == 0.0 {
        return 0.0;
    }
    let mut more: Vec<f64> = groups
        .iter()
        .zip(parts)
        .map(|(group, part)| part.effect.float() / change - size(group) / whole)
        .filter(|more| *more > 0.0)
        .collect();
    more.sort_by(|one, other| other.total_cmp(one));
    more.iter().take(TELLING).sum::<f64>().min(1.0)
}
