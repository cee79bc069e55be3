//! Rows that several columns of names tell apart: a name of one narrows what a name of another named.

use crate::answer::narration::story::Story;

use super::part::Part;
use super::sentence::{Of, Selection};
use super::values::Subject;
use super::vocabulary::Kind;

/// The column whose values some rows are, all of them; nothing where they are no such rows.
pub(super) fn dimension(story: &Story<'_>, rows: &[usize]) -> Option<usize> {
    if story.groups.len() < 2 || rows.is_empty() {
        return None;
    }
    let whole = |column: &usize| {
        let own: Vec<_> = rows.iter().map(|row| story.cell(*row, *column)).collect();
        (0..story.rows()).all(|row| own.contains(&story.cell(row, *column)) == rows.contains(&row))
    };
    story.groups.iter().copied().find(whole)
}

/// Puts rows into a subject: beside those of another column, else in their place.
pub(super) fn put(story: &Story<'_>, subject: &mut Subject, rows: &[usize]) {
    let Some(column) = dimension(story, rows) else {
        subject.by.clear();
        subject.group = Some(rows.to_vec());
        return;
    };
    subject.by.retain(|(known, _)| *known != column);
    subject.by.push((column, rows.to_vec()));
    let both = |row: &usize| subject.by.iter().all(|(_, rows)| rows.contains(row));
    subject.group = Some((0..story.rows()).filter(both).collect());
}

impl Part<'_> {
    /// The names of this part that are of different columns: what is ranked, and among which rows.
    /// Where no word says which of them is the place, the rank must hold among both.
    pub(super) fn crossed(&self) -> Option<(&Selection, Vec<Vec<usize>>)> {
        let story = self.values.story;
        let rows = |selection: &Selection| match &selection.of {
            Of::Group(rows) => Some(rows.clone()),
            Of::List(items) => Some(items.concat()),
            _ => None,
        };
        let named: Vec<(&Selection, Vec<usize>, usize)> = self
            .selections
            .iter()
            .filter(|selection| !selection.is_object)
            .filter_map(|selection| {
                let rows = rows(selection)?;
                let column = dimension(story, &rows)?;
                Some((selection, rows, column))
            })
            .collect();
        let each = |selection: &Selection| match &selection.of {
            Of::List(items) => items.clone(),
            of => rows(&Selection {
                of: of.clone(),
                ..selection.clone()
            })
            .into_iter()
            .collect(),
        };
        let [one, other] = named.as_slice() else {
            return None;
        };
        if one.2 == other.2 {
            return None;
        }
        let by_word = (self.is_place(one.0), self.is_place(other.0));
        let places = match by_word {
            (true, true) | (false, false) => (self.leads_order(one.0), self.leads_order(other.0)),
            known => known,
        };
        Some(match places {
            (true, false) => (other.0, each(one.0)),
            (false, true) => (one.0, each(other.0)),
            _ => (other.0, vec![one.1.clone(), other.1.clone()]),
        })
    }

    /// 抖音的第一名, 抖音最高的
    fn leads_order(&self, selection: &Selection) -> bool {
        self.after(selection.at).is_some_and(|at| {
            matches!(self.token(at), super::tokens::Token::Place(..))
                || matches!(self.word(at), Some(Kind::Highest | Kind::Lowest))
        })
    }

    /// 在抖音, on Douyin: this is where something has its place.
    fn is_place(&self, selection: &Selection) -> bool {
        let before = (self.range.start..selection.at)
            .rev()
            .find(|at| !matches!(self.word(*at), Some(Kind::Plain | Kind::Every)));
        before
            .and_then(|at| self.word(at))
            .is_some_and(|kind| matches!(kind, Kind::In | Kind::At))
    }
}
