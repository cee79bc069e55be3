//! Names that stand together: groups and buckets with "and" between, a place and whose it is.

use super::names::Name;
use super::tokens::{Piece, Token};
use super::vocabulary::Kind;

/// "more than the runner-up, B": a pause between a place and whose it is parts nothing, where the
/// place is what something is compared with.
pub(super) fn apposed(pieces: &[Piece]) -> Vec<Piece> {
    let is_place = |at: usize| matches!(pieces[at].token, Token::Place(..));
    let compares = |at: usize| {
        let from = at.saturating_sub(3);
        pieces[from..at].iter().any(|piece| {
            let kinds = [Kind::Than, Kind::Above, Kind::Below];
            matches!(piece.token, Token::Word(kind) if kinds.contains(&kind))
        })
    };
    let is_name = |at: usize| {
        let next = pieces.get(at).map(|piece| &piece.token);
        matches!(next, Some(Token::Name(Name::Group(_))))
    };
    let drops: Vec<usize> = (1..pieces.len())
        .filter(|at| pieces[*at].token == Token::Pause && is_name(at + 1))
        .filter(|at| is_place(at - 1) && compares(at - 1))
        .collect();
    let mut at = 0;
    let mut kept = pieces.to_vec();
    kept.retain(|_| {
        at += 1;
        !drops.contains(&(at - 1))
    });
    kept
}

/// Groups named together, with 、 or "and" between, are one selection.
pub(super) fn lists(pieces: &[Piece]) -> Vec<Piece> {
    let joins = |token: &Token| matches!(token, Token::Word(Kind::And | Kind::With));
    let is_group = |token: &Token| matches!(token, Token::Name(Name::Group(_)));
    let together = |from: usize| {
        let together = |piece: &Piece| {
            matches!(
                piece.token,
                Token::Word(Kind::Tied | Kind::Sum | Kind::InAll | Kind::Equal | Kind::NoData)
            )
        };
        pieces[from..].iter().take(2).any(together)
    };
    let mut out: Vec<Piece> = Vec::new();
    let mut at = 0;
    while at < pieces.len() {
        if let Some((rows, end)) = buckets_together(pieces, at) {
            out.push(Piece {
                token: Token::Name(Name::Bucket(rows)),
                from: pieces[at].from,
                to: pieces[end].to,
            });
            at = end + 1;
            continue;
        }
        let mut end = at;
        let mut pause = false;
        while is_group(&pieces[at].token)
            && let Some(next) = next_of_list(pieces, end)
            && is_group(&pieces[next].token)
            && (joins(&pieces[end + 1].token) || pieces[end + 1].token == Token::Pause)
        {
            pause |= pieces[end + 1].token == Token::Pause;
            end = next;
        }
        let last_joined = (at..end).rev().take(2).any(|at| joins(&pieces[at].token));
        if end > at && (!pause || last_joined || together(end + 1)) {
            let items = (at..=end).filter_map(|index| match &pieces[index].token {
                Token::Name(Name::Group(rows)) => Some(rows.clone()),
                _ => None,
            });
            out.push(Piece {
                token: Token::List(items.collect()),
                from: pieces[at].from,
                to: pieces[end].to,
            });
            at = end + 1;
        } else {
            out.push(pieces[at].clone());
            at += 1;
        }
    }
    out
}

/// What follows a word that joins: "A and the B".
fn next_of_list(pieces: &[Piece], end: usize) -> Option<usize> {
    let next = pieces.get(end + 2)?;
    let is_article = next.token == Token::Word(Kind::Plain) && next.to == next.from + 3;
    let next = if is_article { end + 3 } else { end + 2 };
    (next < pieces.len()).then_some(next)
}

/// Only Nov 9 and Nov 10, 11-09 和 11-10 都: buckets of which one thing is said together.
fn buckets_together(pieces: &[Piece], at: usize) -> Option<(Vec<usize>, usize)> {
    let bucket = |at: usize| match &pieces.get(at)?.token {
        Token::Name(Name::Bucket(rows)) => Some(rows.clone()),
        _ => None,
    };
    let word = |at: Option<usize>, kinds: &[Kind]| {
        let piece = at.and_then(|at| pieces.get(at));
        piece.is_some_and(|piece| matches!(piece.token, Token::Word(kind) if kinds.contains(&kind)))
    };
    let mut rows = bucket(at)?;
    let mut end = at;
    let mut last_is_pause = false;
    while let Some(more) = bucket(end + 2)
        && (word(Some(end + 1), &[Kind::And]) || pieces[end + 1].token == Token::Pause)
    {
        rows.extend(more);
        last_is_pause = pieces[end + 1].token == Token::Pause;
        end += 2;
    }
    if last_is_pause {
        return None;
    }
    let next = (end + 1..pieces.len()).find(|at| !word(Some(*at), &[Kind::Plain]));
    let together = word(at.checked_sub(1), &[Kind::Only, Kind::Above, Kind::Below])
        || word(next, &[Kind::Every, Kind::Sole, Kind::Sum, Kind::InAll]);
    (end > at && together).then_some((rows, end))
}
