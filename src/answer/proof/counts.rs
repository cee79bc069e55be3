//! Numbers that count: rows, groups, buckets, what is missing.

use crate::answer::exact::Exact;
use crate::answer::fact::CellRef;
use semantic_sql::expr::Grain;

use super::names::Name;
use super::part::Part;
use super::sentence::{Context, Of};
use super::shown::{Shown, Unit};
use super::tokens::Token;
use super::values::{Derived, How, at as cell_at};
use super::vocabulary::Kind;

/// What a number counts; nothing where there are not so many.
pub(super) fn count(
    part: &Part<'_>,
    at: usize,
    shown: &Shown,
    context: &Context,
) -> Option<Derived> {
    let story = part.values.story;
    if context.missing {
        let columns = context
            .metric
            .into_iter()
            .chain(story.values.iter().copied());
        return columns
            .map(|column| missing(part, column))
            .find(|derived| shown.counts(derived.left.len()));
    }
    if let Some(rows) = super::counted::rows(part, at, context) {
        let rows = rows.filter(|rows| is_told(shown, rows.len(), story.rows()))?;
        return Some(counted(first_cells(part, rows)));
    }
    if shown.unit == Unit::Period {
        // How many steps went one way is checked with the word for it.
        if part.has(&[Kind::Steady]) {
            return Some(counted(Vec::new()));
        }
        return is_length(part, shown).then(|| counted(Vec::new()));
    }
    // 云朵家纺一家: one of them, which is the one named.
    let named = part
        .before(at)
        .and_then(|before| part.selections.iter().find(|found| found.at == before));
    if shown.counts(1)
        && named.is_some_and(|found| matches!(&found.of, Of::Group(rows) if rows.len() == 1))
    {
        return Some(counted(Vec::new()));
    }
    if part.counts_metrics() && shown.counts(story.values.len()) {
        return Some(counted(Vec::new()));
    }
    let next = part.after(at).map(|next| part.token(next));
    let is_rows = matches!(next, Some(Token::Word(Kind::Rows)));
    let named = matches!(next, Some(Token::Name(Name::GroupKind)));
    if is_rows && shown.counts(story.rows()) {
        return Some(counted(first_cells(part, (0..story.rows()).collect())));
    }
    if of_named(part, context, shown).is_some_and(|count| shown.counts(count)) {
        return Some(counted(Vec::new()));
    }
    let mut groups: Vec<String> = (0..story.rows()).map(|row| story.group(row)).collect();
    groups.sort();
    groups.dedup();
    let of_listed = [
        Kind::Listed,
        Kind::Sum,
        Kind::Every,
        Kind::Between,
        Kind::Ranged,
        Kind::Share,
    ];
    let is_all = !part.values.is_cut() || part.has(&of_listed) || !named;
    if story.groups.is_empty() && story.buckets.is_some() {
        let column = story.values.first().copied()?;
        let full = part
            .values
            .in_time(&super::values::Subject::default(), column);
        return shown.counts(full.len()).then(|| counted(Vec::new()));
    }
    (is_all && !story.groups.is_empty() && shown.counts(groups.len()))
        .then(|| counted(first_cells(part, (0..story.rows()).collect())))
}

/// Whether a number counts so many of all, or is that part of them in words: half of the eight.
fn is_told(shown: &Shown, count: usize, all: usize) -> bool {
    if shown.unit != Unit::Ratio {
        return shown.counts(count);
    }
    let number = |count: usize| Some(Exact::new(i128::try_from(count).ok()?, 0));
    let part = number(count).zip(number(all));
    let part = part.and_then(|(count, all)| count.over(all));
    part.is_some_and(|part| shown.shows(part))
}

/// How many were named, of which a number may tell: in this part, else before it.
fn of_named(part: &Part<'_>, context: &Context, shown: &Shown) -> Option<usize> {
    let list = part
        .selections
        .iter()
        .find_map(|selection| match &selection.of {
            Of::List(items) => Some(items.len()),
            Of::Group(rows)
                if matches!(
                    part.token(selection.at),
                    Token::Top(..) | Token::Word(Kind::Rest) | Token::Number(_)
                ) =>
            {
                Some(rows.len())
            }
            _ => None,
        });
    let earlier = context.earlier.group.as_ref().filter(|_| shown.in_words);
    let told = context.last.as_ref().or(earlier);
    let told = told.map(Vec::len).filter(|count| *count > 1);
    list.or(told)
}

fn counted(left: Vec<CellRef>) -> Derived {
    Derived {
        how: How::Count,
        left,
        right: Vec::new(),
    }
}

/// The cells that name rows.
fn first_cells(part: &Part<'_>, rows: Vec<usize>) -> Vec<CellRef> {
    let story = part.values.story;
    let column = story.groups.first().copied().or(story.buckets);
    let column = column.unwrap_or(0);
    rows.into_iter().map(|row| cell_at(row, column)).collect()
}

fn missing(part: &Part<'_>, column: usize) -> Derived {
    let story = part.values.story;
    let empty = (0..story.rows()).filter(|row| story.exact(*row, column).is_none());
    Derived {
        how: How::Missing,
        left: empty.map(|row| cell_at(row, column)).collect(),
        right: Vec::new(),
    }
}

/// Whether so many days, weeks or months are what the result has, from first to last or in all.
fn is_length(part: &Part<'_>, shown: &Shown) -> bool {
    let story = part.values.story;
    let Some(column) = story.values.first().copied() else {
        return false;
    };
    let mut buckets: Vec<String> = (0..story.rows()).map(|row| story.bucket(row)).collect();
    buckets.sort();
    buckets.dedup();
    let grain = story.buckets.and_then(|index| story.column(index).grain);
    let is_own = grain.is_some() && grain == shown.grain;
    if is_own && (shown.counts(buckets.len()) || shown.counts(buckets.len().saturating_sub(1))) {
        return true;
    }
    let rows = part
        .values
        .in_time(&super::values::Subject::default(), column);
    let days = story.computed.plan.interpretation.time.as_ref();
    let days = days.map(|time| (time.end - time.start).num_days());
    let is_days = shown.grain == Some(Grain::Day);
    rows.is_empty()
        && is_days
        && days.is_some_and(|days| shown.value == Exact::new(i128::from(days), 0))
}
