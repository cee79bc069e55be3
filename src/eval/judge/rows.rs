//! Whether the rows of an answer are those of the gold.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use chrono::NaiveDateTime;

use super::StandIns;
use crate::eval::question::{Gold, GoldColumn, GoldRole, RowRule};
use crate::result_set::{Cell, Role};

/// Numbers nearer than this are equal whatever the file says.
const TOLERANCE: f64 = 1e-6;

/// Rows that an answer shows.
#[derive(Debug, Clone, Default)]
pub struct Table {
    /// What the columns are.
    pub columns: Vec<Column>,
    /// The rows.
    pub rows: Vec<Vec<Cell>>,
}

/// A column of an answer.
#[derive(Debug, Clone)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub role: Role,
    /// The metric that it is of.
    pub metric: Option<String>,
}

/// A value that says which row it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Null,
    Boolean(bool),
    Number(String),
    Text(String),
    Moment(NaiveDateTime),
}

impl fmt::Display for Key {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => formatter.write_str("NULL"),
            Self::Boolean(value) => write!(formatter, "{value}"),
            Self::Number(text) | Self::Text(text) => formatter.write_str(text),
            Self::Moment(at) => write!(formatter, "{}", at.format("%Y-%m-%dT%H:%M:%S")),
        }
    }
}

/// Places of columns: in the gold, in the answer.
type Places = Vec<(usize, usize)>;

/// Rows by their key, in order.
struct Keyed<'a> {
    ordered: Vec<(Vec<Key>, &'a [Cell])>,
    index: BTreeMap<Vec<Key>, usize>,
}

/// What is wrong with the rows of an answer, or nothing.
#[must_use]
pub(super) fn difference(
    gold: &Gold,
    rows: &[Vec<Cell>],
    shown: &Table,
    stand_ins: &StandIns,
) -> Option<String> {
    compare(gold, rows, shown, stand_ins).err()
}

/// Whether a gold gives a number; a row whose metrics are all NULL gives none.
#[must_use]
pub fn has_values(gold: &Gold, rows: &[Vec<Cell>]) -> bool {
    let metrics: Vec<usize> = (0..gold.columns.len())
        .filter(|index| !gold.is_key(&gold.columns[*index]))
        .collect();
    rows.iter()
        .any(|row| metrics.is_empty() || metrics.iter().any(|at| row[*at] != Cell::Null))
}

fn compare(
    gold: &Gold,
    rows: &[Vec<Cell>],
    shown: &Table,
    stand_ins: &StandIns,
) -> Result<(), String> {
    let columns = value_columns(&gold.columns);
    if let Some(row) = rows.iter().find(|row| row.len() != columns.len()) {
        return Err(format!(
            "the gold has {} columns, of which {} are described",
            row.len(),
            columns.len()
        ));
    }
    let keys = keys(gold, rows.len(), shown)?;
    let place = |column: &GoldColumn| place(column, &columns, shown, stand_ins);
    all_required(gold, &columns, place)?;
    let measured: Places = columns
        .iter()
        .enumerate()
        .filter(|(_, column)| !gold.is_key(column))
        .filter_map(|(index, column)| Some((index, place(column)?)))
        .collect();
    let (of_gold, of_answer): (Vec<usize>, Vec<usize>) = keys.into_iter().unzip();
    let wanted = keyed(rows, &of_gold, "the gold has")?;
    let ours = keyed(&shown.rows, &of_answer, "there are")?;
    let tolerance = gold.compare.tolerance.max(TOLERANCE);
    for (key, row) in &wanted.ordered {
        let Some(index) = ours.index.get(key) else {
            if is_empty(gold, row) || ties_at_the_cut(gold, &measured, key, &wanted, &ours) {
                continue;
            }
            return Err(format!("no row {}", name(key)));
        };
        let our_row = ours.ordered[*index].1;
        for (at, place) in &measured {
            if !same(&row[*at], &our_row[*place], tolerance) {
                let (is, should) = (key_of(&our_row[*place]), key_of(&row[*at]));
                let column = &columns[*at].name;
                return Err(format!("{column} {}: {is} instead of {should}", name(key)));
            }
        }
    }
    if gold.compare.rows == RowRule::Exact {
        no_row_too_many(&measured, &wanted, &ours)?;
    }
    if gold.compare.ordered
        && let Some(measure) = measured.first()
    {
        in_order(*measure, &wanted, &ours, tolerance)?;
    }
    Ok(())
}

/// Of two columns of one metric, the one named otherwise is something derived, not the value.
fn value_columns(columns: &[GoldColumn]) -> Vec<GoldColumn> {
    let names: BTreeSet<&str> = columns.iter().map(|it| it.name.as_str()).collect();
    let derived = |column: &GoldColumn| {
        column.kind.is_none()
            && column
                .metric
                .as_deref()
                .is_some_and(|metric| names.contains(metric))
    };
    let of = |column: &GoldColumn| GoldColumn {
        metric: if derived(column) {
            Some(column.name.clone())
        } else {
            column.metric.clone()
        },
        ..column.clone()
    };
    columns.iter().map(of).collect()
}

/// The columns that say which row it is. An answer of one row may leave out those that the gold
/// says are optional.
fn keys(gold: &Gold, rows: usize, shown: &Table) -> Result<Places, String> {
    let mut keys = Places::new();
    let optional = &gold.compare.optional_dimensions;
    let one_row = rows <= 1 && shown.rows.len() <= 1;
    for (index, column) in gold.columns.iter().enumerate() {
        if !gold.is_key(column) {
            continue;
        }
        let name = column.dimension.as_ref().unwrap_or(&column.name);
        let named = shown.columns.iter().position(|it| it.name == *name);
        match named.or_else(|| only_time(column, gold, shown)) {
            Some(place) => keys.push((index, place)),
            None if one_row && (optional.contains(name) || optional.contains(&column.name)) => {}
            None => return Err(format!("no column {name}")),
        }
    }
    Ok(keys)
}

/// A column of time under another name, where both sides have exactly one.
fn only_time(column: &GoldColumn, gold: &Gold, shown: &Table) -> Option<usize> {
    let of_gold = gold.columns.iter().filter(|it| it.role == GoldRole::Time);
    if column.role != GoldRole::Time || of_gold.count() != 1 {
        return None;
    }
    let mut times = (0..shown.columns.len()).filter(|at| shown.columns[*at].role == Role::Time);
    times.next().filter(|_| times.next().is_none())
}

/// The name of a column in an answer.
fn column_name(column: &GoldColumn) -> String {
    let name = column.metric.as_ref().or(column.dimension.as_ref());
    let name = name.unwrap_or(&column.name);
    match &column.kind {
        Some(kind) => format!("{name}_{kind}"),
        None => name.clone(),
    }
}

/// Where the answer has a column: under its name, under that of the metric that stands in for it at
/// another grain, or as the only column of the metric.
fn place(
    column: &GoldColumn,
    columns: &[GoldColumn],
    shown: &Table,
    stand_ins: &StandIns,
) -> Option<usize> {
    let named = |name: &str| shown.columns.iter().position(|it| it.name == name);
    if let Some(place) = named(&column_name(column)) {
        return Some(place);
    }
    let metric = column.metric.as_deref()?;
    let stand_in = |name: &str| stand_ins.get(name).is_some_and(|asked| asked == metric);
    for name in stand_ins.keys().filter(|name| stand_in(name)) {
        let suffix = column.kind.as_ref().map(|kind| format!("_{kind}"));
        let place = named(&format!("{name}{}", suffix.unwrap_or_default()));
        if place.is_some() {
            return place;
        }
    }
    let is_only = |it: &&GoldColumn| it.metric.as_deref() == Some(metric) && it.kind.is_none();
    if column.kind.is_some() || columns.iter().filter(is_only).count() != 1 {
        return None;
    }
    let of_metric = |it: &Column| {
        let known = it.metric.as_deref();
        it.role == Role::Metric && known.is_some_and(|known| known == metric || stand_in(known))
    };
    let mut places = (0..shown.columns.len()).filter(|at| of_metric(&shown.columns[*at]));
    places.next().filter(|_| places.next().is_none())
}

fn all_required(
    gold: &Gold,
    columns: &[GoldColumn],
    place: impl Fn(&GoldColumn) -> Option<usize>,
) -> Result<(), String> {
    let shown: BTreeSet<&str> = columns
        .iter()
        .filter(|column| place(column).is_some())
        .map(|column| column.name.as_str())
        .collect();
    let missing = |name: &&String| !shown.contains(name.as_str());
    if let Some(name) = gold.compare.required_columns.iter().find(missing) {
        return Err(format!("no column {name}"));
    }
    for group in &gold.compare.one_of {
        if group.iter().all(|name| missing(&name)) {
            return Err(format!("none of the columns {}", group.join(", ")));
        }
    }
    Ok(())
}

fn keyed<'a>(rows: &'a [Vec<Cell>], places: &[usize], whose: &str) -> Result<Keyed<'a>, String> {
    let mut keyed = Keyed {
        ordered: Vec::new(),
        index: BTreeMap::new(),
    };
    for row in rows {
        let key: Vec<Key> = places.iter().map(|at| key_of(&row[*at])).collect();
        if keyed
            .index
            .insert(key.clone(), keyed.ordered.len())
            .is_some()
        {
            return Err(format!("{whose} two rows {}", name(&key)));
        }
        keyed.ordered.push((key, row));
    }
    Ok(keyed)
}

/// Whether a row of gold has no value in what is required, so that it may be missing.
fn is_empty(gold: &Gold, row: &[Cell]) -> bool {
    let required = |name: &String| gold.compare.required_columns.contains(name);
    let metrics = || (0..row.len()).filter(|at| !gold.is_key(&gold.columns[*at]));
    let mut needed: Vec<usize> = metrics()
        .filter(|at| required(&gold.columns[*at].name))
        .collect();
    if needed.is_empty() {
        needed = metrics().collect();
    }
    !needed.is_empty() && needed.iter().all(|at| row[*at] == Cell::Null)
}

/// Whether a missing row only ties at the Nth place, of which the answer shows others: the gold
/// lists all that tie there, an answer may stop at N.
fn ties_at_the_cut(
    gold: &Gold,
    measured: &Places,
    key: &[Key],
    wanted: &Keyed<'_>,
    ours: &Keyed<'_>,
) -> bool {
    let (Some(limit), Some((at, _))) = (gold.compare.limit, measured.first()) else {
        return false;
    };
    let is_per = |column: &GoldColumn| {
        let per = &gold.compare.limit_per;
        per.contains(&column.name) || column.dimension.as_ref().is_some_and(|it| per.contains(it))
    };
    let key_columns = gold.columns.iter().filter(|it| gold.is_key(it));
    let per: Vec<usize> = key_columns
        .enumerate()
        .filter(|(_, column)| is_per(column))
        .map(|(index, _)| index)
        .collect();
    let in_group = |other: &[Key]| per.iter().all(|at| other.get(*at) == key.get(*at));
    let group: Vec<_> = wanted.ordered.iter().filter(|it| in_group(&it.0)).collect();
    let shown = group.iter().filter(|it| ours.index.contains_key(&it.0));
    let (Some(last), true) = (group.last(), shown.count() == limit) else {
        return false;
    };
    let last = &last.1[*at];
    let ties = |row: &[Cell]| same(&row[*at], last, TOLERANCE);
    let tied = group.iter().filter(|it| ties(it.1)).count();
    let missing = wanted.index.get(key).map(|index| wanted.ordered[*index].1);
    group.len() > limit && tied > group.len() - limit && missing.is_some_and(ties)
}

fn no_row_too_many(measured: &Places, wanted: &Keyed<'_>, ours: &Keyed<'_>) -> Result<(), String> {
    for (key, row) in &ours.ordered {
        let has_value =
            measured.is_empty() || measured.iter().any(|(_, place)| row[*place] != Cell::Null);
        if !wanted.index.contains_key(key) && has_value {
            return Err(format!("a row too many: {}", name(key)));
        }
    }
    Ok(())
}

/// Rows that tie may swap, so values are compared and not keys.
fn in_order(
    (at, place): (usize, usize),
    wanted: &Keyed<'_>,
    ours: &Keyed<'_>,
    tolerance: f64,
) -> Result<(), String> {
    let theirs = wanted.ordered.iter();
    let theirs = theirs.filter(|(key, _)| ours.index.contains_key(key));
    let shown = ours.ordered.iter();
    let shown = shown.filter(|(key, _)| wanted.index.contains_key(key));
    for ((_, theirs), (key, shown)) in theirs.zip(shown) {
        if !same(&theirs[at], &shown[place], tolerance) {
            return Err(format!("another order, from {}", name(key)));
        }
    }
    Ok(())
}

fn name(key: &[Key]) -> String {
    if key.is_empty() {
        return "in total".to_owned();
    }
    let parts: Vec<String> = key.iter().map(ToString::to_string).collect();
    format!("at {}", parts.join(", "))
}

fn key_of(cell: &Cell) -> Key {
    if let Some(number) = cell.number() {
        return Key::Number(number.to_string());
    }
    match cell {
        Cell::Boolean(value) => Key::Boolean(*value),
        Cell::Text(text) | Cell::Decimal(text) => Key::Text(text.clone()),
        Cell::Date(day) => Key::Moment((*day).into()),
        Cell::DateTime(at) => Key::Moment(*at),
        Cell::Null | Cell::Integer(_) | Cell::Float(_) => Key::Null,
    }
}

/// NULL equals only NULL, numbers are near, everything else is equal or not.
fn same(left: &Cell, right: &Cell, tolerance: f64) -> bool {
    match (left.number(), right.number()) {
        (Some(a), Some(b)) => (a - b).abs() <= tolerance * a.abs().max(b.abs()),
        _ => key_of(left) == key_of(right),
    }
}
