//! The numbers that a result gives: cells, and what cells give together.

use std::cmp::Ordering;

use semantic_sql::bound::Comparison;
use semantic_sql::layer::Additivity;
use serde::Serialize;
use utoipa::ToSchema;

use crate::answer::exact::Exact;
use crate::answer::fact::{CellRef, Derivation, Tables};
use crate::answer::narration::share;
use crate::answer::narration::story::Story;
use crate::answer::narration::trend::is_whole;

/// How a number follows from cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ProofHow)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// It is the cell on the left.
    Cell,
    /// The sum of the cells on the left.
    Sum,
    /// Their mean.
    Mean,
    /// The sum of the left minus the sum of the right.
    Difference,
    /// That difference over the right.
    Rate,
    /// The left over the right.
    Ratio,
    /// The left as a part of the right.
    Share,
    /// The change of a part, as a part of the change of the whole: on each side now, then before.
    ShareOfChange,
    /// How many rows or values there are.
    Count,
    /// How many cells on the left hold no number.
    Missing,
    /// The place of the cell on the left among those on the right.
    Rank,
    /// A bound that the question set, or on one side of which something is counted.
    Bound,
    /// Each cell on the left lies on the side, or between the two numbers, that the sentence says.
    Each,
}

/// A number that follows from cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Derived {
    pub(super) how: How,
    pub(super) left: Vec<CellRef>,
    pub(super) right: Vec<CellRef>,
}

/// Which rows a part of a sentence speaks of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Subject {
    /// The rows of the group named.
    pub(super) group: Option<Vec<usize>>,
    /// The rows of the bucket of time named.
    pub(super) bucket: Option<Vec<usize>>,
    /// The period compared with.
    pub(super) base: bool,
    /// The rows of each column of names, where there are several.
    pub(super) by: Vec<(usize, Vec<usize>)>,
}

impl Subject {
    pub(super) fn of_row(row: usize) -> Self {
        Self {
            group: Some(vec![row]),
            ..Self::default()
        }
    }

    pub(super) fn earlier(&self) -> Self {
        Self {
            base: true,
            ..self.clone()
        }
    }

    pub(super) fn is_whole(&self) -> bool {
        self.group.is_none() && self.bucket.is_none()
    }
}

/// A cell of the answer.
pub(super) fn at(row: usize, column: usize) -> CellRef {
    Story::at(row, column)
}

/// What rows are ranked by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Key {
    Level,
    Change,
    /// The change over what it was before.
    Rate,
}

/// A result that numbers are taken from.
pub(super) struct Values<'a> {
    pub(super) story: &'a Story<'a>,
    /// Whether the result only stands beside the answer, so that nothing is told of it by itself.
    pub(super) is_aside: bool,
}

impl Values<'_> {
    /// The sum of cells that all hold a number; of a list, what is there.
    pub(super) fn number(&self, cells: &[CellRef]) -> Option<Exact> {
        let tables = Tables(self.story.computed);
        let numbers = cells
            .iter()
            .filter_map(|cell| tables.value(&Derivation::Cell(*cell)));
        let mut count = 0;
        let sum = numbers.into_iter().try_fold(Exact::ZERO, |sum, value| {
            count += 1;
            sum.plus(value)
        })?;
        (count > 0 && (count == cells.len() || cells.len() > 1)).then_some(sum)
    }

    /// What a derivation gives.
    pub(super) fn value(&self, derived: &Derived) -> Option<Exact> {
        let (left, right) = (&derived.left, &derived.right);
        match derived.how {
            How::Cell | How::Sum => self.number(left),
            How::Mean => {
                let known = left
                    .iter()
                    .filter(|cell| self.number(&[**cell]).is_some())
                    .count();
                self.number(left)?
                    .over(Exact::new(i128::try_from(known).ok()?, 0))
            }
            How::Difference => self.number(left)?.minus(self.number(right)?),
            How::Rate => {
                let base = self.number(right)?;
                if base.is_negative() {
                    return None;
                }
                self.number(left)?.minus(base)?.over(base)
            }
            How::Ratio | How::Share => {
                let (part, whole) = (self.number(left)?, self.number(right)?);
                if whole.is_negative() || (part.is_negative() && derived.how == How::Ratio) {
                    return None;
                }
                part.over(whole)
            }
            How::ShareOfChange => {
                let change = |cells: &[CellRef]| {
                    let (now, before) = cells.split_at(cells.len() / 2);
                    self.number(now)?.minus(self.number(before)?)
                };
                change(left)?.over(change(right)?)
            }
            How::Count | How::Missing | How::Rank | How::Bound | How::Each => None,
        }
    }

    /// The rows of a subject.
    pub(super) fn rows(&self, subject: &Subject) -> Vec<usize> {
        let within = |rows: &Option<Vec<usize>>, row: &usize| {
            rows.as_ref().is_none_or(|rows| rows.contains(row))
        };
        // Rows that nothing tells apart: the first one is told.
        let is_one = self.story.groups.is_empty() && self.story.buckets.is_none();
        let rows = if is_one {
            1.min(self.story.rows())
        } else {
            self.story.rows()
        };
        (0..rows)
            .filter(|row| within(&subject.group, row) && within(&subject.bucket, row))
            .collect()
    }

    /// The cells that give the value of a subject: one, or all of a whole that adds up.
    pub(super) fn level(&self, subject: &Subject, column: usize) -> Option<Vec<CellRef>> {
        let rows = self.rows(subject);
        let cell = |row: usize| {
            if subject.base {
                self.story.before(row, column)
            } else {
                Some(Story::at(row, column))
            }
        };
        // Of groups over time, both the group and the bucket must be named.
        let is_named = subject.group.is_some() && subject.bucket.is_some();
        let by_both = self.story.buckets.is_some() && !self.story.groups.is_empty();
        if let [row] = rows.as_slice()
            && (!by_both || is_named || self.story.rows() == 1)
        {
            return cell(*row).map(|cell| vec![cell]);
        }
        if !subject.is_whole() {
            return None;
        }
        let total = if subject.base {
            self.story.total_before(column)
        } else {
            share::total(self.story, column)
        };
        match total {
            Some(total) => Some(vec![total]),
            None if share::adds_up(self.story, column) => rows.into_iter().map(cell).collect(),
            None => None,
        }
    }

    /// The cells of several rows that may be added.
    pub(super) fn parts(&self, subject: &Subject, column: usize) -> Option<Vec<CellRef>> {
        let rows = self.rows(subject);
        if rows.is_empty() || !self.is_additive(column) {
            return None;
        }
        if subject.is_whole() {
            return self.level(subject, column);
        }
        let cell = |row: usize| {
            if subject.base {
                self.story.before(row, column)
            } else {
                Some(Story::at(row, column))
            }
        };
        rows.into_iter().map(cell).collect()
    }

    pub(super) fn is_additive(&self, column: usize) -> bool {
        let layer = self.story.labels.layer;
        let metric = self.story.column(column).metric.as_deref();
        let metric = metric.and_then(|name| layer.find_metric(name));
        metric.is_some_and(|id| matches!(layer.metric(id).additivity, Additivity::Additive))
    }

    /// The cell of a comparison column beside a subject's row.
    pub(super) fn beside(
        &self,
        subject: &Subject,
        column: usize,
        side: Comparison,
    ) -> Option<CellRef> {
        let [row] = self.rows(subject)[..] else {
            return None;
        };
        let metric = self.story.column(column).metric.as_ref()?;
        let columns = &self.story.computed.result.columns;
        let found = columns.iter().position(|other| {
            other.comparison == Some(side) && other.metric.as_ref() == Some(metric)
        });
        found.map(|column| Story::at(row, column))
    }

    /// By how much a subject differs from another one, with its sign.
    pub(super) fn difference(
        &self,
        left: &Subject,
        right: &Subject,
        column: usize,
    ) -> Option<Exact> {
        let found = self.level(left, column).zip(self.level(right, column));
        let difference = found.and_then(|(left, right)| {
            self.value(&Derived {
                how: How::Difference,
                left,
                right,
            })
        });
        let is_base = right.base && *right == left.earlier();
        difference.or_else(|| {
            let beside = is_base.then(|| self.beside(left, column, Comparison::Change))??;
            self.number(&[beside])
        })
    }

    /// Whether rows are missing from the result, or may be.
    pub(super) fn is_cut(&self) -> bool {
        self.story.computed.result.is_cut()
    }

    fn key(&self, row: usize, column: usize, key: Key) -> Option<Exact> {
        let subject = Subject::of_row(row);
        match key {
            Key::Level => self.story.exact(row, column),
            Key::Change if self.story.buckets.is_some() && self.story.moved().is_none() => {
                let rows = self.in_time(&Subject::default(), column);
                let at = rows.iter().position(|other| *other == row)?;
                let before = self.story.exact(*rows.get(at.checked_sub(1)?)?, column)?;
                let alone = self.story.groups.is_empty();
                self.story
                    .exact(row, column)?
                    .minus(before)
                    .filter(|_| alone)
            }
            Key::Change => self.difference(&subject, &subject.earlier(), column),
            Key::Rate => self.value(&Derived {
                how: How::Rate,
                left: self.level(&subject, column)?,
                right: self.level(&subject.earlier(), column)?,
            }),
        }
    }

    /// How many rows stand before one, and how many different numbers; nothing where the order of
    /// the rows that are there is not the order of all.
    pub(super) fn place(
        &self,
        row: usize,
        domain: &[usize],
        column: usize,
        (key, descending): (Key, bool),
    ) -> Option<(usize, usize)> {
        let own = self.key(row, column, key)?;
        let before = |value: &Exact| {
            let order = value.cmp(&own);
            order
                == if descending {
                    Ordering::Greater
                } else {
                    Ordering::Less
                }
        };
        if self.is_first_alone(column, (key, descending)) && domain == [row] {
            return Some((0, 0));
        }
        let mut others: Vec<Exact> = domain
            .iter()
            .filter_map(|row| self.key(*row, column, key))
            .collect();
        if domain.len() < 2 || (self.is_cut() && !self.is_sorted(domain, column, key, descending)) {
            return None;
        }
        others.retain(before);
        let rows = others.len();
        others.sort();
        others.dedup();
        Some((rows, others.len()))
    }

    /// Whether the one row that there is stands first in this order by the statement, which left out
    /// those after it.
    fn is_first_alone(&self, column: usize, (key, descending): (Key, bool)) -> bool {
        let result = &self.story.computed.result;
        let Some(order) = result.order.filter(|order| order.descending == descending) else {
            return false;
        };
        let sorted = self.story.column(order.column);
        let same = match key {
            Key::Level => order.column == column,
            Key::Change => {
                sorted.comparison == Some(Comparison::Change)
                    && sorted.metric == self.story.column(column).metric
            }
            Key::Rate => false,
        };
        same && result.limited && result.rows.len() == 1
    }

    fn is_sorted(&self, domain: &[usize], column: usize, key: Key, descending: bool) -> bool {
        let keys: Vec<Option<Exact>> = domain
            .iter()
            .map(|row| self.key(*row, column, key))
            .collect();
        let pairs = keys.iter().zip(keys.iter().skip(1));
        let mut pairs = pairs.filter_map(|(one, other)| Some(((*one)?, (*other)?)));
        let falls = pairs.all(|(one, other)| {
            if descending {
                one >= other
            } else {
                one <= other
            }
        });
        falls && keys.first() != keys.last()
    }

    /// The rows in the order of time, without the one that still runs.
    pub(super) fn in_time(&self, subject: &Subject, column: usize) -> Vec<usize> {
        let Some(buckets) = self.story.buckets else {
            return Vec::new();
        };
        let all = Subject {
            bucket: None,
            ..subject.clone()
        };
        let mut rows = self.rows(&all);
        rows.retain(|row| self.story.exact(*row, column).is_some());
        rows.sort_by_key(|row| self.story.cell(*row, buckets).and_then(|cell| cell.key()));
        let full: Vec<usize> = rows
            .iter()
            .copied()
            .filter(|row| is_whole(self.story, *row))
            .collect();
        if full.is_empty() { rows } else { full }
    }
}
