//! Numbers of too few persons become NULL before anything is computed from them.

use std::fmt::Write as _;

use crate::bound::{BoundSelect, Slot};

use super::{branch, fill};

/// Whether some number counts for too few persons.
pub(super) fn is_needed(select: &BoundSelect) -> bool {
    select.slots.iter().any(|slot| !slot.guards.is_empty())
}

/// The groups with the numbers of too few persons taken out.
pub(super) fn write(sql: &mut String, select: &BoundSelect, source: &str) {
    sql.push_str("  SELECT ");
    branch::key_names(sql, select);
    for (index, slot) in select.slots.iter().enumerate() {
        if slot.guards.is_empty() {
            let _ = write!(sql, "s{index}, ");
            continue;
        }
        let _ = write!(sql, "CASE WHEN {} THEN ", enough(select, slot));
        fill::value(sql, select, index);
        let _ = write!(sql, " END AS s{index}, ");
    }
    fill::marks(sql, select, false);
    branch::end_list(sql);
    let _ = write!(sql, "\n  FROM {source}");
    if !select.hides_rows {
        return;
    }
    // A group of few persons would be told by its keys alone.
    let mut shown: Vec<String> = Vec::new();
    for slot in select.slots.iter().filter(|slot| !slot.guards.is_empty()) {
        let enough = enough(select, slot);
        if !shown.contains(&enough) {
            shown.push(enough);
        }
    }
    let clause = if select.rolled.is_empty() {
        "WHERE"
    } else {
        "QUALIFY"
    };
    let _ = write!(sql, "\n  {clause} ({})", shown.join(") OR ("));
}

/// Whether every guard of a slot has enough persons. A subtotal is shown only where each of the
/// groups below it is: one hidden group beside its total could be found by subtraction.
fn enough(select: &BoundSelect, slot: &Slot) -> String {
    let mut conditions = Vec::new();
    for guard in &slot.guards {
        if guard.or_none {
            let persons = format!("COALESCE(s{}, 0)", guard.slot);
            conditions.push(format!("({persons} = 0 OR {persons} >= {})", guard.least));
            continue;
        }
        let persons = if select.rolled.is_empty() {
            format!("s{}", guard.slot)
        } else {
            fewest(select, guard.slot)
        };
        conditions.push(format!("{persons} >= {}", guard.least));
    }
    conditions.join(" AND ")
}

/// The fewest persons of all groups of the finest level that a row adds up.
fn fewest(select: &BoundSelect, guard: usize) -> String {
    let mut sql = "CASE lvl".to_owned();
    for level in 0..=select.rolled.len() {
        let _ = write!(sql, " WHEN {level} THEN ");
        if level == 0 {
            let _ = write!(sql, "s{guard}");
            continue;
        }
        let gone = &select.rolled[select.rolled.len() - level..];
        let keys: Vec<String> = (0..select.keys)
            .filter(|key| !gone.contains(key))
            .map(|key| format!("k{key}"))
            .collect();
        let partition = if keys.is_empty() {
            String::new()
        } else {
            format!("PARTITION BY {}", keys.join(", "))
        };
        let _ = write!(
            sql,
            "MIN(CASE WHEN lvl = 0 THEN COALESCE(s{guard}, 0) END) OVER ({partition})"
        );
    }
    sql.push_str(" END");
    sql
}
