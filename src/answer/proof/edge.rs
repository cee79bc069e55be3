//! Words beside a number that give it a side or a margin: about, nearly, more than.

use super::counted;
use super::names::Name;
use super::part::Part;
use super::roles::Role;
use super::sentence::Doubt;
use super::tokens::Token;
use super::vocabulary::Kind;

/// What words beside a number do to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Edge {
    Exact,
    About,
    Near,
    Over,
    Under,
}

/// The words around a number that give it a side or a margin.
pub(super) fn edge(part: &Part<'_>, at: usize, role: &Role) -> Result<Edge, Doubt> {
    let mut found = Vec::new();
    let mut other = at;
    while other > part.range.start {
        other -= 1;
        match part.word(other) {
            Some(
                Kind::Plain | Kind::Every | Kind::Only | Kind::In | Kind::Slight | Kind::Sharp,
            ) => {}
            Some(Kind::About) => found.push(Edge::About),
            Some(Kind::Near) => found.push(Edge::Near),
            Some(Kind::Over | Kind::Floor) => found.push(Edge::Over),
            Some(Kind::Under | Kind::Ceiling) => found.push(Edge::Under),
            Some(Kind::Above) if !matches!(role, Role::Change(_)) && is_bound(part, other) => {
                found.push(Edge::Over);
                break;
            }
            Some(Kind::Below) if !matches!(role, Role::Change(_)) && is_bound(part, other) => {
                found.push(Edge::Under);
                break;
            }
            // 约占 76%
            Some(Kind::Share) if is_edge_before(part, other) => {}
            // 约占总增量的八成: of what it is a share stands between.
            _ if is_of_share(part, other) => {}
            // 约为 A 的 3 倍: what is measured stands between.
            None if is_measured(part, other, at) => {}
            _ => break,
        }
    }
    match part
        .range
        .contains(&(at + 1))
        .then(|| part.word(at + 1))
        .flatten()
    {
        Some(Kind::About) => found.push(Edge::About),
        Some(Kind::SomeMore) => found.push(Edge::Over),
        Some(Kind::SomeLess) => found.push(Edge::Under),
        _ => {}
    }
    match found.as_slice() {
        [] => Ok(Edge::Exact),
        [only] => Ok(*only),
        _ => Err("several words of bounds".to_owned()),
    }
}

fn is_edge_before(part: &Part<'_>, at: usize) -> bool {
    let before = at.checked_sub(1).filter(|at| part.range.contains(at));
    let kind = before.and_then(|at| part.word(at));
    matches!(
        kind,
        Some(Kind::About | Kind::Near | Kind::Over | Kind::Under)
    )
}

/// Whether a piece names of what a share is, with the share's word and a word of margin before it.
fn is_of_share(part: &Part<'_>, at: usize) -> bool {
    let names = |at: usize| match part.word(at) {
        Some(kind) => matches!(
            kind,
            Kind::Plain
                | Kind::Every
                | Kind::Whole
                | Kind::Sum
                | Kind::InAll
                | Kind::RiseNoun
                | Kind::FallNoun
        ),
        None => matches!(
            part.token(at),
            Token::Name(Name::Metric(_) | Name::Now | Name::GroupKind)
        ),
    };
    let share = (part.range.start..at)
        .rev()
        .find(|other| part.word(*other) == Some(Kind::Share));
    share.is_some_and(|share| (share + 1..=at).all(names) && is_edge_before(part, share))
}

fn is_measured(part: &Part<'_>, other: usize, at: usize) -> bool {
    let object = part
        .selections
        .iter()
        .find(|found| found.is_object && found.at <= other);
    object.is_some_and(|object| {
        let is_name =
            object.at == other || matches!(part.token(other), Token::Name(Name::Metric(_)));
        is_name && part.has_of(object.at, at)
    })
}

/// "above ¥1M" is a bound where no amount stands before it.
pub(super) fn is_bound(part: &Part<'_>, word: usize) -> bool {
    let number = |at: Option<usize>| {
        at.is_some_and(|at| match part.token(at) {
            Token::Number(shown) => !counted::counts(shown),
            _ => false,
        })
    };
    number(part.after(word)) && !number(part.before(word))
}
