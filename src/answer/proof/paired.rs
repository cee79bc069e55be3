//! Names and numbers in the same order: A and B at 5.4% and 3.5%, 11-12 和 11-13 分别为 …

use super::names::Name;
use super::part::Part;
use super::sentence::{Context, Of};
use super::shown::{Shown, Unit};
use super::tokens::{Piece, Token};
use super::vocabulary::Kind;

impl Part<'_> {
    /// Of which of the names before it a number tells, where there are as many numbers as names.
    pub(super) fn paired(&self, at: usize, context: &Context) -> Option<Of> {
        let Token::Number(shown) = self.token(at) else {
            return None;
        };
        let (items, end) = self
            .best_before(at, context)
            .or_else(|| names_before(self.pieces, at))?;
        let stop = (end..self.pieces.len())
            .find(|other| is_name(&self.pieces[*other].token))
            .unwrap_or(self.pieces.len());
        let together = |piece: &Piece| {
            matches!(
                piece.token,
                Token::Word(
                    Kind::Every
                        | Kind::Whole
                        | Kind::Sum
                        | Kind::InAll
                        | Kind::Between
                        | Kind::Ranged
                        | Kind::Gap
                        | Kind::Only
                        | Kind::Than
                )
            )
        };
        // "Together 59 %, split at 30 % and 29 %": of those in the same part as many as names.
        let is_pause = |other: &usize| self.pieces[*other].token == Token::Pause;
        let pause = (end..at).rev().find(is_pause).unwrap_or(end);
        let later = (at..stop).find(is_pause).unwrap_or(stop);
        let single = |(from, to): &(usize, usize)| {
            let numbers = self.pieces[*from..*to].iter();
            numbers
                .filter(|it| matches!(it.token, Token::Number(_)))
                .count()
                == items.len()
        };
        let windows = [(end, later), (pause, stop), (pause, later)];
        let window = windows.into_iter().find(single);
        let (end, stop) = window.unwrap_or((end, stop));
        let told = &self.pieces[end..stop];
        let is_bare = |shown: &Shown| shown.unit == Unit::Bare;
        let same = |other: &Shown| other.unit == shown.unit || is_bare(other) || is_bare(shown);
        let numbers: Vec<usize> = (end..stop)
            .filter(
                |other| matches!(&self.pieces[*other].token, Token::Number(other) if same(other)),
            )
            .collect();
        let place = numbers.iter().position(|other| *other == at)?;
        let is_one_each = numbers.len() == items.len() && !told.iter().any(together);
        is_one_each.then(|| items.get(place).cloned())?
    }

    /// The first or last so many that a number follows, in their order.
    fn best_before(&self, at: usize, context: &Context) -> Option<(Vec<Of>, usize)> {
        let last = (0..at)
            .rev()
            .find(|other| is_name(&self.pieces[*other].token))?;
        let Token::Top(count, bottom) = self.pieces[last].token else {
            return None;
        };
        let Of::Group(rows) = self.top(count, bottom, context).ok()? else {
            return None;
        };
        let items: Vec<Of> = rows.into_iter().map(|row| Of::Group(vec![row])).collect();
        (items.len() > 1).then_some((items, last + 1))
    }
}

fn is_name(token: &Token) -> bool {
    matches!(
        token,
        Token::Name(Name::Group(_) | Name::Bucket(_)) | Token::List(_) | Token::Top(..)
    )
}

/// The names that stand together last before a piece, and where they end.
fn names_before(pieces: &[Piece], at: usize) -> Option<(Vec<Of>, usize)> {
    let last = (0..at).rev().find(|other| is_name(&pieces[*other].token))?;
    if let Token::List(items) = &pieces[last].token {
        let items: Vec<Of> = items.iter().cloned().map(Of::Group).collect();
        return (items.len() > 1).then_some((items, last + 1));
    }
    let bucket = |at: usize| match &pieces.get(at)?.token {
        Token::Name(Name::Bucket(rows)) => Some(rows.clone()),
        _ => None,
    };
    let joins = |at: usize| matches!(pieces[at].token, Token::Word(Kind::And) | Token::Pause);
    let mut items = vec![Of::Bucket(bucket(last)?)];
    let mut first = last;
    while let Some(from) = first.checked_sub(2)
        && let Some(rows) = bucket(from)
        && joins(from + 1)
    {
        items.insert(0, Of::Bucket(rows));
        first = from;
    }
    (items.len() > 1).then_some((items, last + 1))
}
