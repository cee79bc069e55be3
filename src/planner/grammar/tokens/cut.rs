//! Which of the readings that overlap cut a question: the longest first, unless a shorter one leaves fewer
//! characters that nobody knows: 现在|库存金额 and not 现在库存|金额.

use super::Candidate;

/// Times that a question is cut again at most: each looks at all of it, and a long one has many places.
const MOST: usize = 4;

/// Readings that do not overlap, of those that are given in the order in which they count.
pub(super) fn best<'a>(candidates: &'a [Candidate], folded: &[char]) -> Vec<&'a Candidate> {
    let mut found = cut(candidates, folded, &[]);
    let mut first: Vec<&Candidate> = Vec::new();
    for _ in 0..MOST {
        if found.unread == 0 {
            break;
        }
        let blocked = |it: &&Candidate| {
            it.span
                .clone()
                .any(|at| found.taken.get(at) == Some(&false))
        };
        let better = candidates.iter().filter(blocked).filter_map(|one| {
            let mut wanted = first.clone();
            wanted.push(one);
            let other = cut(candidates, folded, &wanted);
            (other.unread < found.unread).then_some((other, wanted))
        });
        // Of several the one that counts first.
        let Some((other, wanted)) = better.min_by_key(|(other, _)| other.unread) else {
            break;
        };
        (found, first) = (other, wanted);
    }
    found.chosen
}

/// A way to cut a question.
struct Cut<'a> {
    chosen: Vec<&'a Candidate>,
    /// Which characters are read.
    taken: Vec<bool>,
    /// How many letters and digits are not.
    unread: usize,
}

/// Takes each reading that overlaps none before it, some of them first.
fn cut<'a>(candidates: &'a [Candidate], folded: &[char], first: &[&'a Candidate]) -> Cut<'a> {
    let mut taken = vec![false; folded.len()];
    let mut chosen = Vec::new();
    for one in first.iter().copied().chain(candidates) {
        let Some(slots) = taken.get_mut(one.span.clone()) else {
            continue;
        };
        if one.span.is_empty() || slots.iter().any(|slot| *slot) {
            continue;
        }
        slots.fill(true);
        chosen.push(one);
    }
    let unread = folded
        .iter()
        .zip(&taken)
        .filter(|(c, taken)| c.is_alphanumeric() && !**taken);
    let unread = unread.count();
    Cut {
        chosen,
        taken,
        unread,
    }
}
