//! The line of days that stands beside the one number of a longer period.

use crate::answer::Computed;
use crate::plan::Intent;
use crate::result_set::{Cell, Role};

/// How many days make a line.
const LEAST: usize = 3;

/// The days of the period asked for as a result of their own, and which row of the line is the first
/// of them; nothing where the period is shorter, or days of it are missing.
pub(super) fn alone(computed: &Computed) -> Option<(usize, Computed)> {
    let line = computed.days.as_ref()?;
    let time = computed.plan.interpretation.time.as_ref()?;
    let column = line.result.with_role(Role::Time).first().copied()?;
    let is_within = |row: &Vec<Cell>| match row.get(column) {
        Some(Cell::Date(day)) => {
            (time.start.date()..).contains(day) && day.and_time(time.start.time()) < time.end
        }
        _ => false,
    };
    let rows = &line.result.rows;
    let first = rows.iter().position(is_within)?;
    let within: Vec<Vec<Cell>> = rows[first..]
        .iter()
        .filter(|row| is_within(row))
        .cloned()
        .collect();
    let length = (time.end.date() - time.start.date()).num_days()
        + i64::from(time.end.time() > time.start.time());
    let is_whole = usize::try_from(length).is_ok_and(|length| length == within.len());
    if within.len() < LEAST || !is_whole || computed.result.rows.len() != 1 {
        return None;
    }
    let mut alone = computed.clone();
    alone.result = line.result.clone();
    alone.result.rows = within;
    alone.supporting = Vec::new();
    alone.days = None;
    alone.plan.intent = Intent::Trend;
    Some((first, alone))
}
