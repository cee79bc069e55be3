//! Names of metrics that are no names where they stand, but words of the question that follow each other:
//! which|products|sold fewer than 150 units, 成交额里|新客|占几成.

use std::ops::Range;

use crate::grammar::number::NumberReading;
use crate::lexicon::{Meaning, Word};

use super::{Candidate, Kind};

/// Where such names stand.
pub(super) fn names(candidates: &[Candidate], folded: &[char]) -> Vec<Range<usize>> {
    let text = Text { candidates, folded };
    let parted = candidates.iter().filter(|it| {
        let metric = |meaning: &Meaning| matches!(meaning, Meaning::Metric(_));
        it.is_all(metric) && (text.asks_which(it) || text.is_a_part(it) || text.is_two_numbers(it))
    });
    parted.map(|it| it.span.clone()).collect()
}

/// A question and all that may be read in it.
struct Text<'a> {
    candidates: &'a [Candidate],
    folded: &'a [char],
}

impl Text<'_> {
    /// Which products sold, which 5 products sold: things that are asked for, and what they do.
    fn asks_which(&self, name: &Candidate) -> bool {
        let which = |at: usize| {
            let mut words = self.before(at);
            words.any(|it| it.is_word(&[Word::Which, Word::WhichMany]))
        };
        let counted = || {
            let mut numbers = self.before(name.span.start);
            numbers.any(|it| match it.kind {
                Kind::Number(NumberReading::Which(_)) => true,
                Kind::Number(_) => which(it.span.start),
                _ => false,
            })
        };
        let things = |it: &Candidate| it.is_any(|it| matches!(it, Meaning::Field(_)));
        let does = |it: &Candidate| {
            it.is_any(|it| matches!(it, Meaning::Verb(_))) || it.is_word(&[Word::Serves])
        };
        (which(name.span.start) || counted()) && self.splits(name, things, does)
    }

    /// 场观 转化率: two numbers with a blank between, where Chinese has none within a name.
    fn is_two_numbers(&self, name: &Candidate) -> bool {
        let text = self.folded.get(name.span.clone()).unwrap_or_default();
        let parted = text.windows(3).any(|three| match three {
            [before, blank, after] => {
                blank.is_whitespace() && !before.is_ascii() && !after.is_ascii()
            }
            _ => false,
        });
        let number = |it: &Candidate| it.is_any(|it| matches!(it, Meaning::Metric(_)));
        parted && self.splits(name, number, number)
    }

    /// 成交额里新客占几成: a part of the number that stands before, and no number of its own.
    fn is_a_part(&self, name: &Candidate) -> bool {
        let number = |at: usize| {
            let mut names = self.before(at);
            names.any(|it| it.is_any(|it| matches!(it, Meaning::Metric(_))))
        };
        let mut inside = self.before(name.span.start);
        let within = inside.any(|it| it.is_word(&[Word::Inside]) && number(it.span.start));
        let part = |it: &Candidate| it.is_any(|it| matches!(it, Meaning::Value(_)));
        let share = |it: &Candidate| it.is_word(&[Word::Share]);
        within && self.splits(name, part, share)
    }

    /// Whether two readings, the one right behind the other, are the whole of a name.
    fn splits(
        &self,
        name: &Candidate,
        first: impl Fn(&Candidate) -> bool,
        second: impl Fn(&Candidate) -> bool,
    ) -> bool {
        let begins =
            |it: &&Candidate| it.span.start == name.span.start && it.span.end < name.span.end;
        let mut heads = self.candidates.iter().filter(begins).filter(|it| first(it));
        heads.any(|head| {
            let rest = self.skip(head.span.end)..name.span.end;
            self.candidates
                .iter()
                .any(|it| it.span == rest && second(it))
        })
    }

    /// What ends right before a place, blanks aside.
    fn before(&self, at: usize) -> impl Iterator<Item = &Candidate> {
        let blanks = self.folded.get(..at).unwrap_or_default().iter().rev();
        let end = at - blanks.take_while(|c| c.is_whitespace()).count();
        self.candidates.iter().filter(move |it| it.span.end == end)
    }

    /// The place after blanks.
    fn skip(&self, at: usize) -> usize {
        let rest = self.folded.get(at..).unwrap_or_default().iter();
        at + rest.take_while(|c| c.is_whitespace()).count()
    }
}

impl Candidate {
    fn meanings(&self) -> &[Meaning] {
        match &self.kind {
            Kind::Term(meanings) => meanings,
            _ => &[],
        }
    }

    fn is_any(&self, fits: impl Fn(&Meaning) -> bool) -> bool {
        self.meanings().iter().any(fits)
    }

    fn is_all(&self, fits: impl Fn(&Meaning) -> bool) -> bool {
        !self.meanings().is_empty() && self.meanings().iter().all(fits)
    }

    fn is_word(&self, words: &[Word]) -> bool {
        self.is_any(|it| matches!(it, Meaning::Word(word) if words.contains(word)))
    }
}
