//! What nobody knows in a question, as one name where it is one.

use std::ops::Range;

use crate::lexicon::Cover;

use super::{Kind, Token, Tokens};

/// Characters between two unknown pieces that still are one name: 火·星旗·舰店.
const NAME_GAP: usize = 2;

impl Tokens {
    /// Where nobody knows what stands: unknown words side by side are one name, and so are pieces of
    /// Chinese that short words stand between.
    pub(in super::super) fn unknown_spans(&self, unknown: &[usize]) -> Vec<Range<usize>> {
        let mut spans: Vec<Range<usize>> = Vec::new();
        for token in unknown.iter().filter_map(|at| self.list.get(*at)) {
            match spans.last_mut() {
                Some(last) if self.is_inside_a_name(last.end..token.span.start) => {
                    last.end = token.span.end;
                }
                _ => spans.push(token.span.clone()),
            }
        }
        spans
    }

    /// Whether what stands between two unknown pieces may be part of the same name.
    fn is_inside_a_name(&self, gap: Range<usize>) -> bool {
        if gap.len() == 1 && self.folded.get(gap.start) == Some(&' ') {
            return true;
        }
        let mut between = self.list.iter().filter(|it| gap.contains(&it.span.start));
        let chinese = |at: usize| self.folded.get(at).is_some_and(|c| !c.is_ascii());
        let word = |token: &Token| matches!(token.kind, Kind::Term(_) | Kind::Unknown);
        gap.len() <= NAME_GAP && gap.clone().all(chinese) && between.all(word)
    }

    /// The next run of letters or of Chinese that nothing covers.
    pub(super) fn next_unknown(&self, from: usize) -> Option<Range<usize>> {
        let cover = self.cover();
        let free = |at: usize| {
            let c = self.folded.get(at).filter(|c| c.is_alphanumeric())?;
            (cover.get(at) == Some(&Cover::Nothing)).then_some(c.is_ascii())
        };
        let start = (from..self.folded.len()).find(|at| free(*at).is_some())?;
        let end = (start..self.folded.len())
            .find(|at| free(*at) != free(start))
            .unwrap_or(self.folded.len());
        Some(start..end)
    }
}
