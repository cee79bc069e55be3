//! Differences of numbers as they were shown, which is all that a narrator sees of them.

use crate::answer::exact::Exact;
use crate::answer::fact::CellRef;
use crate::grammar::chars::Chars;

use super::edge::Edge;
use super::part::Part;
use super::roles::Role;
use super::shown::{Unit, number};
use super::values::{Derived, How};
use super::written::Units;

impl Part<'_> {
    /// 10.1% − 9.0% is 1.1 points to a reader, also where the cells behind them are 1.04 apart: the
    /// difference of two cells as they are shown.
    pub(super) fn as_told(
        &self,
        derived: &Derived,
        column: usize,
        (role, edge): (Role, Edge),
    ) -> Option<Exact> {
        let is_amount = matches!(role, Role::Change(_) | Role::Gap) && edge == Edge::Exact;
        let ([left], [right]) = (derived.left.as_slice(), derived.right.as_slice()) else {
            return None;
        };
        if !is_amount || derived.how != How::Difference {
            return None;
        }
        self.told(*left, column)?.minus(self.told(*right, column)?)
    }

    /// The value of a cell as it is written in an answer.
    fn told(&self, cell: CellRef, column: usize) -> Option<Exact> {
        let story = self.values.story;
        let unit = story.column(column).unit.as_str();
        let text = story.fact_of(cell, column)?.text(story.language());
        let units = Units::new([unit].into_iter());
        let chars = Chars::new(&text);
        let (shown, end) = number(&chars, 0, &units)?;
        let is_time = shown.unit == Unit::Duration && unit != "second";
        (end == chars.len() && !is_time).then(|| {
            if shown.negative == Some(true) {
                Exact::ZERO.minus(shown.value)
            } else {
                Some(shown.value)
            }
        })?
    }
}
