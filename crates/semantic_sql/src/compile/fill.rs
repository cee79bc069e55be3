//! Values of groups that a fact does not have: 0 where a count or `fill: 0` says so.

use std::fmt::Write as _;

use crate::bound::{BoundSelect, Branch, Fill};

/// What stands for a branch and its subtotals: its first aggregate.
fn family(branch: &Branch) -> Option<usize> {
    branch.aggregates.first().map(|(slot, _)| *slot)
}

/// Whether a group can be missing from a branch: another fact or the spine may bring it.
fn can_be_absent(select: &BoundSelect) -> bool {
    let first = select.branches.first().and_then(family);
    let mut branches = select.branches.iter();
    branches.any(|branch| family(branch) != first) || select.spine.is_some()
}

/// Whether a branch gives one row whatever it finds: its group is there where rows are counted.
fn is_total(branch: &Branch) -> bool {
    branch.keys.iter().all(Option::is_none)
}

/// The family that computes a slot, where the value depends on whether it has the group.
fn marker(select: &BoundSelect, slot: usize) -> Option<usize> {
    if select.slots[slot].fill != Fill::Absent || !can_be_absent(select) {
        return None;
    }
    let mut branches = select.branches.iter();
    // Where the metric counts only some rows, a group without any of them is one that it does not have, and none of
    // those that it counts tell whether there are others.
    let own = branches.find(|branch| {
        let mut aggregates = branch.aggregates.iter();
        aggregates.any(|(known, wanted)| *known == slot && wanted.filter.is_none())
    });
    own.and_then(family)
}

/// The families whose groups must be known, each once.
fn markers(select: &BoundSelect) -> Vec<usize> {
    let mut found: Vec<usize> = (0..select.slots.len())
        .filter_map(|slot| marker(select, slot))
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// The mark that a branch makes itself, since its row says nothing of what it found.
pub(super) fn own_mark(sql: &mut String, select: &BoundSelect, branch: &Branch) {
    let own = family(branch).filter(|own| is_total(branch) && markers(select).contains(own));
    if let Some(own) = own {
        let _ = write!(sql, "NULLIF(COUNT(*), 0) AS h{own}, ");
    }
}

/// The marks of one branch's rows, or of a row that no branch has.
pub(super) fn mark(sql: &mut String, select: &BoundSelect, branch: Option<&Branch>) {
    for marker in markers(select) {
        let own = branch.filter(|branch| family(branch) == Some(marker));
        let value = match own {
            None => "NULL AS ",
            Some(branch) if is_total(branch) => "",
            Some(_) => "1 AS ",
        };
        let _ = write!(sql, "{value}h{marker}, ");
    }
}

/// The marks of stitched groups, put together or handed on.
pub(super) fn marks(sql: &mut String, select: &BoundSelect, regrouped: bool) {
    for marker in markers(select) {
        let _ = if regrouped {
            write!(sql, "MAX(h{marker}) AS h{marker}, ")
        } else {
            write!(sql, "h{marker}, ")
        };
    }
}

/// A slot's value after the stitch.
pub(super) fn value(sql: &mut String, select: &BoundSelect, slot: usize) {
    let stitched = select.branches.len() > 1 || select.spine.is_some();
    let _ = match (select.slots[slot].fill, marker(select, slot)) {
        (Fill::Counted, _) if stitched => write!(sql, "COALESCE(s{slot}, 0)"),
        (Fill::Absent, Some(marker)) => {
            write!(sql, "CASE WHEN h{marker} IS NULL THEN 0 ELSE s{slot} END")
        }
        (Fill::Absent, None) if stitched => write!(sql, "COALESCE(s{slot}, 0)"),
        _ => write!(sql, "s{slot}"),
    };
}
