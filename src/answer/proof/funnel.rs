//! Which step of a funnel keeps most, and which least.

use crate::answer::exact::Exact;
use crate::plan::Intent;

use super::part::Part;
use super::sentence::Context;
use super::vocabulary::Kind;

impl Part<'_> {
    /// Whether a part ranks a step of a funnel, and the step has that rank; nothing where it ranks
    /// something else.
    pub(super) fn ranks_step(&self, kind: Kind, context: &Context) -> Option<bool> {
        let story = self.values.story;
        if story.computed.plan.intent != Intent::Funnel {
            return None;
        }
        let (from, to) = match self.metrics()[..] {
            [from, to] => (from, to),
            [] => context.step?,
            _ => return None,
        };
        let rows = self.values.rows(&context.subject);
        let [row] = rows[..] else {
            return Some(false);
        };
        let left = |from: usize, to: usize| story.exact(row, to)?.over(story.exact(row, from)?);
        let steps = story.values.iter().zip(story.values.iter().skip(1));
        let all: Vec<Exact> = steps
            .clone()
            .filter_map(|(from, to)| left(*from, *to))
            .collect();
        let is_step = steps.clone().any(|step| step == (&from, &to));
        let own = left(from, to);
        let first = if kind == Kind::Highest {
            all.iter().max()
        } else {
            all.iter().min()
        };
        let complete = all.len() + 1 == story.values.len();
        Some(is_step && complete && own.is_some() && own.as_ref() == first)
    }
}

/// The two steps named lose most.
pub(super) fn is_steepest(part: &Part<'_>, context: &Context) -> bool {
    let named = part.metrics();
    let rows = part.values.rows(&context.subject);
    let ([from, to], Some(row)) = (named.as_slice(), rows.first()) else {
        return false;
    };
    let story = part.values.story;
    let left = |from: usize, to: usize| story.exact(*row, to)?.over(story.exact(*row, from)?);
    let columns = &story.values;
    let all = columns.iter().zip(columns.iter().skip(1));
    let least = all.filter_map(|(from, to)| left(*from, *to)).min();
    least.is_some() && left(*from, *to) == least
}
