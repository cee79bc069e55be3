//! Differences and sums of numbers as they were shown, which is all that a narrator sees of them.

use crate::answer::exact::Exact;
use crate::answer::fact::CellRef;
use crate::grammar::chars::Chars;

use super::edge::Edge;
use super::part::Part;
use super::roles::Role;
use super::shown::{Shown, Unit, number};
use super::values::{Derived, How};
use super::written::Units;

/// Of how many numbers a sum of what was shown is read.
const MANY: usize = 5;

impl Part<'_> {
    /// 10.1% − 9.0% is 1.1 points to a reader, also where the cells behind them are 1.04 apart: the
    /// difference of two cells as they are shown.
    pub(super) fn as_told(
        &self,
        derived: &Derived,
        column: usize,
        shown: &Shown,
        (role, edge): (Role, Edge),
    ) -> Option<Exact> {
        // No number is more exact than those that it was made of.
        let told = |cell: CellRef| {
            let told = self.told(cell, column)?;
            (told.1 <= shown.step).then_some(told.0)
        };
        match (
            derived.how,
            derived.left.as_slice(),
            derived.right.as_slice(),
        ) {
            _ if edge != Edge::Exact => None,
            (How::Difference, [left], [right]) if matches!(role, Role::Change(_) | Role::Gap) => {
                told(*left)?.minus(told(*right)?)
            }
            (How::Sum, cells, []) if (2..=MANY).contains(&cells.len()) => cells
                .iter()
                .try_fold(Exact::ZERO, |sum, cell| sum.plus(told(*cell)?)),
            _ => None,
        }
    }

    /// The value of a cell as it is written in an answer.
    fn told(&self, cell: CellRef, column: usize) -> Option<(Exact, Exact)> {
        let story = self.values.story;
        let unit = story.column(column).unit.as_str();
        let text = story.fact_of(cell, column)?.text(story.language());
        let units = Units::new([unit].into_iter());
        let chars = Chars::new(&text);
        let (shown, end) = number(&chars, 0, &units)?;
        let is_time = shown.unit == Unit::Duration && unit != "second";
        if end != chars.len() || is_time {
            return None;
        }
        let value = if shown.negative == Some(true) {
            Exact::ZERO.minus(shown.value)?
        } else {
            shown.value
        };
        Some((value, shown.step))
    }
}
