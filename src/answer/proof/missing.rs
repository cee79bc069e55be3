//! What is said to be missing: cells without a number, and results without rows.

use super::names::Name;
use super::part::Part;
use super::roles::Number;
use super::sentence::{Context, Of};
use super::tokens::Token;
use super::values::How;

/// No data: of the rows named, of the earlier period, of all; or so many, as a number says.
pub(super) fn is_missing(
    part: &Part<'_>,
    at: usize,
    context: &Context,
    numbers: &[Number],
) -> bool {
    if part.opens
        || numbers
            .iter()
            .any(|number| number.derived.how == How::Missing)
    {
        return context.missing;
    }
    let mut subject = part.subject(at, context);
    subject.base |= part
        .selections
        .iter()
        .any(|selection| selection.of == Of::Base);
    let values = part.values;
    let mut columns = part.metrics();
    if columns.is_empty() {
        let spoken = context
            .metric
            .filter(|column| values.story.values.contains(column));
        columns = spoken.map_or_else(|| values.story.values.clone(), |column| vec![column]);
    }
    let rows = values.rows(&subject);
    let is_empty = |row: &usize, column: &usize| {
        if subject.base {
            let before = values.story.before(*row, *column);
            before.is_none_or(|cell| values.number(&[cell]).is_none())
        } else {
            values.story.exact(*row, *column).is_none()
        }
    };
    columns
        .iter()
        .all(|column| rows.iter().all(|row| is_empty(row, column)))
}

/// No group holds what the question asked of its numbers, and all of that is said.
pub(super) fn none_is_left(part: &Part<'_>) -> bool {
    let story = part.values.story;
    let names = |wanted: fn(&Name) -> bool| {
        let names = part.pieces.iter();
        names.filter(move |piece| matches!(&piece.token, Token::Name(name) if wanted(name)))
    };
    let filters = story.computed.plan.interpretation.filters.iter();
    let asked = filters.filter(|filter| story.is_of_number(filter)).count();
    story.rows() == 0
        && asked > 0
        && names(|name| matches!(name, Name::Said)).count() >= asked
        && names(|name| matches!(name, Name::GroupKind)).count() == 1
}
