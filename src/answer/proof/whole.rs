//! What a sentence says of the whole, of which the result may be a part.

use super::level::brackets_of_whole;
use super::names::Name;
use super::part::Part;
use super::roles::Number;
use super::sentence::Context;
use super::tokens::Token;
use super::values::{self, Derived, How};
use super::vocabulary::Kind;

/// How the column of a whole is called after that of its part.
const SUFFIX: &str = "_whole";

/// 3 场，全部 95 场; 3 sessions of 95 sessions: the column of the whole, where the result has one
/// beside that of the part.
pub(super) fn beside(part: &Part<'_>, at: usize, column: usize) -> Option<usize> {
    let story = part.values.story;
    let after_all = at > part.range.start && part.word(at - 1) == Some(Kind::Whole);
    let whole = format!("{}{SUFFIX}", story.column(column).name);
    let columns = story.computed.result.columns.iter();
    let found = columns.into_iter().position(|it| it.name == whole)?;
    (after_all || brackets_of_whole(part, at)).then_some(found)
}

/// The one value that a column has for what is spoken of.
pub(super) fn of_column(
    part: &Part<'_>,
    at: usize,
    column: usize,
    context: &Context,
) -> Vec<Derived> {
    let rows = part.values.rows(&part.subject_at(at, context, false));
    let [row] = rows.as_slice() else {
        return Vec::new();
    };
    vec![Derived {
        how: How::Cell,
        left: vec![values::at(*row, column)],
        right: Vec::new(),
    }]
}

/// A number is that of the whole beside the part: 占 3.2%（3 场，全部 95 场）.
pub(super) fn tells_whole(part: &Part<'_>, numbers: &[Number]) -> bool {
    let columns = &part.values.story.computed.result.columns;
    let cells = numbers.iter().flat_map(|number| &number.derived.left);
    let mut columns = cells.filter_map(|cell| columns.get(cell.column));
    columns.any(|column| column.name.ends_with(SUFFIX))
}

/// A whole of which the question asked for a part is not spoken of as all.
pub(super) fn is_whole(part: &Part<'_>) -> bool {
    let story = part.values.story;
    let filters = &story.computed.plan.interpretation.filters;
    let named = part.pieces.iter().any(|piece| {
        matches!(
            piece.token,
            Token::Name(Name::Value(..) | Name::Said | Name::Group(_))
        )
    });
    filters.is_empty() || named || story.rows() > 1
}
