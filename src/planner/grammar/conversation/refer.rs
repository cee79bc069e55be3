//! What a question points at in the results before: 第二名, these five, her.
//!
//! Only names are looked at, as many as were shown; numbers of a result stay where they are.

use semantic_sql::layer::{FieldId, SemanticLayer, Text};

use crate::plan::{EarlierRow, EarlierRows, Plan, RowsNeeded};

use super::super::refuse;
use super::super::slots::Restriction;
use super::super::tokens::Tokens;
use super::cue::{Cues, Pointer, Pointing};
use super::{Context, Stop, say};

/// More rows than these are no "these".
const MOST: usize = 100;

/// What a pointer came to.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in super::super) struct Pointed {
    /// The names, one restriction a field.
    pub(in super::super) rows: Vec<Restriction>,
    /// Whether it is one row and not several.
    pub(in super::super) single: bool,
}

/// Finds what a question points at; nothing where it points at nothing.
pub(super) fn resolve(
    layer: &SemanticLayer,
    tokens: &Tokens,
    cues: &Cues,
    chain: &[Context],
    rows: &EarlierRows,
) -> Result<Option<Pointed>, Stop> {
    let Some(current) = chain.last() else {
        return Ok(None);
    };
    // A split or another order of a list that was cut keeps the list.
    let cut = current.slots.ranking.is_some_and(|it| it.limit.is_some());
    let holds = cut && !current.slots.groups.is_empty() && !current.bucketed;
    let Some(pointing) = cues.pointing else {
        let kept =
            holds && !cues.swap && !cues.leads && (cues.splits || cues.sorts) && !cues.metric;
        return if kept {
            all(current, None, rows).map(Some)
        } else {
            Ok(None)
        };
    };
    let named = |context: &&Context| {
        let groups = &context.slots.groups;
        match pointing.noun {
            None => !groups.is_empty(),
            Some(noun) => groups.iter().any(|group| group.field == noun),
        }
    };
    let listed = chain.iter().rev().find(named);
    match pointing.to {
        Pointer::Place { n, from_top } => {
            let context = listed.ok_or_else(say::nothing_listed)?;
            place(context, n, from_top, rows).map(Some)
        }
        Pointer::Several { n, from_top } => {
            let context = listed.ok_or_else(say::nothing_listed)?;
            several(context, n, from_top, rows).map(Some)
        }
        Pointer::Extreme { high } => {
            let context = listed.ok_or_else(say::nothing_listed)?;
            let down = context.slots.ranking.is_none_or(|it| it.descending);
            if context.slots.by_change.is_some() {
                return Err(say::no_order().into());
            }
            place(context, 1, high == down, rows).map(Some)
        }
        Pointer::All { count } => match listed {
            Some(context) => all(context, count, rows).map(Some),
            None if pointing.certain => Err(say::nothing_listed().into()),
            None => Ok(None),
        },
        Pointer::One { person } => one(layer, tokens, (pointing, person), current, listed, rows),
    }
}

/// 她, that host: a name that the questions before restrict to, or the only row that they show.
fn one(
    layer: &SemanticLayer,
    tokens: &Tokens,
    (pointing, person): (Pointing, bool),
    current: &Context,
    listed: Option<&Context>,
    rows: &EarlierRows,
) -> Result<Option<Pointed>, Stop> {
    // A person is what an asker can be.
    let is_somebody = |it: &&Restriction| layer.field(it.field).self_attribute.is_some();
    let candidates: Vec<&Restriction> = current
        .slots
        .restrictions
        .iter()
        .chain(&current.slots.focus)
        .filter(|it| !it.excluded && !it.lifts)
        .filter(|it| pointing.noun.map_or(person, |noun| noun == it.field))
        .filter(|it| pointing.noun.is_some() || is_somebody(it))
        .collect();
    // All of them are kept, so it only matters where one field has several names.
    let several = candidates.iter().filter(|it| it.values.len() > 1);
    let names: Vec<(FieldId, String)> = several
        .flat_map(|it| it.values.iter().map(|value| (it.field, value.clone())))
        .collect();
    if !names.is_empty() {
        return Err(which(layer, tokens, pointing, &names).into());
    }
    if !candidates.is_empty() {
        return Ok(None);
    }
    let Some(context) = listed else {
        return Err(say::nobody_named().into());
    };
    let found = shown(context, rows)?;
    let column = match pointing.noun {
        Some(noun) => context.slots.groups.iter().position(|it| it.field == noun),
        None => (context.slots.groups.len() == 1).then_some(0),
    };
    let Some((column, group)) = column.and_then(|at| Some((at, context.slots.groups.get(at)?)))
    else {
        return Err(say::nobody_named().into());
    };
    match found {
        [only] => row(context, only).map(Some).map_err(Stop::from),
        [] => Err(say::no_rows().into()),
        several => {
            let names = several
                .iter()
                .filter_map(|row| row.names.get(column).cloned().flatten());
            let names: Vec<(FieldId, String)> = names.map(|name| (group.field, name)).collect();
            Err(which(layer, tokens, pointing, &names).into())
        }
    }
}

/// 第二名: the one row at a place.
fn place(context: &Context, n: u32, from_top: bool, rows: &EarlierRows) -> Result<Pointed, Stop> {
    if !context.ordered || context.bucketed {
        return Err(say::no_order().into());
    }
    let found = shown(context, rows)?;
    let n = usize::try_from(n).unwrap_or(usize::MAX);
    let wanted: Vec<&EarlierRow> = if from_top {
        found.iter().filter(|row| row.place == n).collect()
    } else {
        let at = found.len().checked_sub(n).and_then(|at| found.get(at));
        let same = |row: &&EarlierRow| at.is_some_and(|at| at.place == row.place);
        found.iter().filter(same).collect()
    };
    match wanted.as_slice() {
        [only] => Ok(row(context, only)?),
        [] => Err(say::no_such_place(n, found.len()).into()),
        tied => Err(say::tied(n, tied).into()),
    }
}

/// 前三名的…: so many rows from one end, those that tie with the last of them too.
fn several(context: &Context, n: u32, from_top: bool, rows: &EarlierRows) -> Result<Pointed, Stop> {
    let [group] = context.slots.groups.as_slice() else {
        return Err(say::several_lists().into());
    };
    if !context.ordered || context.bucketed {
        return Err(say::no_order().into());
    }
    let found = shown(context, rows)?;
    let n = usize::try_from(n).unwrap_or(usize::MAX);
    let last = match from_top {
        true => n.checked_sub(1).and_then(|at| found.get(at)),
        false => found.len().checked_sub(n).and_then(|at| found.get(at)),
    };
    let Some(last) = last.filter(|_| n <= MOST) else {
        return Err(say::no_such_place(n, found.len()).into());
    };
    let wanted = found.iter().filter(|row| match from_top {
        true => row.place <= last.place,
        false => row.place >= last.place,
    });
    let names = wanted.map(|row| row.names.first().cloned().flatten());
    let values: Option<Vec<String>> = names.collect();
    let values = values.ok_or_else(say::no_name)?;
    Ok(Pointed {
        rows: vec![named(group.field, values)],
        single: false,
    })
}

/// 这几个: every row that was shown.
fn all(context: &Context, count: Option<u32>, rows: &EarlierRows) -> Result<Pointed, Stop> {
    let [group] = context.slots.groups.as_slice() else {
        return Err(say::several_lists().into());
    };
    if context.bucketed {
        return Err(say::no_order().into());
    }
    let found = shown(context, rows)?;
    if found.is_empty() {
        return Err(say::no_rows().into());
    }
    let counted = count.is_some_and(|n| usize::try_from(n) != Ok(found.len()));
    if counted || found.len() > MOST {
        return Err(say::other_count(count, found.len()).into());
    }
    let names = found.iter().map(|row| row.names.first().cloned().flatten());
    let values: Option<Vec<String>> = names.collect();
    let values = values.ok_or_else(say::no_name)?;
    Ok(Pointed {
        rows: vec![named(group.field, values)],
        single: false,
    })
}

/// One row as restrictions, one for each field that it is grouped by.
fn row(context: &Context, row: &EarlierRow) -> Result<Pointed, Box<Plan>> {
    let groups = context.slots.groups.iter();
    let mut rows = Vec::new();
    for (group, name) in groups.zip(&row.names) {
        let name = name.clone().ok_or_else(say::no_name)?;
        rows.push(named(group.field, vec![name]));
    }
    Ok(Pointed { rows, single: true })
}

fn named(field: FieldId, values: Vec<String>) -> Restriction {
    Restriction {
        field,
        values,
        excluded: false,
        lifts: false,
        empty: false,
        at: super::super::slots::INHERITED,
    }
}

/// The rows of an earlier question; where they are not known yet, they are asked for.
fn shown<'r>(context: &Context, rows: &'r EarlierRows) -> Result<&'r [EarlierRow], Stop> {
    rows.of(context.turn).ok_or_else(|| {
        Stop::Rows(RowsNeeded {
            turn: context.turn,
            sql: context.sql.clone(),
            names: context.slots.groups.len(),
            ordered_by: context.ordered_by,
        })
    })
}

/// Asks which of several is pointed at.
fn which(
    layer: &SemanticLayer,
    tokens: &Tokens,
    pointing: Pointing,
    names: &[(FieldId, String)],
) -> Box<Plan> {
    let name = |(field, value): &(FieldId, String)| Text {
        zh: super::super::say::value(layer, *field, value, true),
        en: super::super::say::value(layer, *field, value, false),
    };
    let names: Vec<Text> = names.iter().map(name).collect();
    refuse::which_one(tokens, pointing.at, &names)
}
