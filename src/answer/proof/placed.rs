//! Rows by their place: the first three, the fifth, in the order of the metric spoken of.

use super::part::Part;
use super::sentence::{Context, Doubt, Of};
use super::values::Key;

impl Part<'_> {
    /// The first or last rows in the order of the metric spoken of.
    pub(super) fn top(&self, count: u32, bottom: bool, context: &Context) -> Result<Of, Doubt> {
        let rows = self.ordered(bottom, context)?;
        let count = count as usize;
        let story = self.values.story;
        let column = self.metric(context).ok_or("no metric is named")?;
        let edge = rows.get(count - 1).zip(rows.get(count));
        let tie = edge
            .is_some_and(|(one, other)| story.exact(*one, column) == story.exact(*other, column));
        if rows.len() < count || tie {
            return Err("there are not so many rows, or equal ones".to_owned());
        }
        Ok(Of::Group(rows.into_iter().take(count).collect()))
    }

    /// The row with a place.
    pub(super) fn placed(&self, place: u32, bottom: bool, context: &Context) -> Result<Of, Doubt> {
        let rows = self.ordered(bottom, context)?;
        let row = rows
            .get(place as usize - 1)
            .ok_or("there is no such place")?;
        Ok(Of::Group(vec![*row]))
    }

    pub(super) fn ordered(&self, bottom: bool, context: &Context) -> Result<Vec<usize>, Doubt> {
        let story = self.values.story;
        let column = self.metric(context).ok_or("no metric is named")?;
        if story.buckets.is_some() || story.groups.is_empty() {
            return Err("no groups are in order".to_owned());
        }
        let all: Vec<usize> = (0..story.rows())
            .filter(|row| story.exact(*row, column).is_some())
            .collect();
        let first = all.first().copied().ok_or("there are no rows")?;
        let key = (Key::Level, !bottom);
        self.values
            .place(first, &all, column, key)
            .ok_or("the order of all rows is not known")?;
        let mut rows = all;
        rows.sort_by(|one, other| {
            let order = story.exact(*one, column).cmp(&story.exact(*other, column));
            if bottom { order } else { order.reverse() }
        });
        Ok(rows)
    }
}
