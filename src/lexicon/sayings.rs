//! Sayings of the trade, put into plain words before a question is read.

use std::ops::Range;

use aho_corasick::{AhoCorasick, MatchKind};
use semantic_sql::layer::Phrase;

use super::matching::{Matched, whole_word};
use super::terms::normal;
use super::{Lexicon, Meaning, Rights, Word};
use crate::grammar::chars::Chars;

/// What stands for any words in a saying, and in what it means.
const GAP: char = '…';
/// The longest text of a gap, in characters.
const LONGEST_GAP: usize = 40;

/// The sayings of a layer.
#[derive(Debug, Default)]
pub(super) struct Sayings {
    automaton: Option<AhoCorasick>,
    /// What each pattern means.
    means: Vec<String>,
    gapped: Vec<Gapped>,
}

/// A saying around other words: how long was … on air.
#[derive(Debug)]
struct Gapped {
    head: String,
    tail: String,
    mean: String,
}

/// A text folded, with the places of its characters.
struct Folded {
    original: Vec<char>,
    folded: Vec<char>,
    joined: String,
}

/// A text in plain words.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Reworded {
    /// The text.
    pub text: String,
    /// What was said, and what stands there now.
    pub replaced: Vec<(String, String)>,
}

impl Sayings {
    pub(super) fn new(phrases: &[Phrase]) -> Self {
        let mut patterns = Vec::new();
        let mut means = Vec::new();
        let mut gapped = Vec::new();
        for phrase in phrases {
            for say in &phrase.say {
                if let Some((head, tail)) = say.split_once(GAP) {
                    let (head, tail) = (normal(head), normal(tail));
                    let mean = phrase.mean.clone();
                    gapped.push(Gapped { head, tail, mean });
                    continue;
                }
                patterns.push(normal(say));
                means.push(phrase.mean.clone());
            }
        }
        // Of two that fit at one place the longer says more.
        gapped.sort_by_key(|it| std::cmp::Reverse(it.head.len() + it.tail.len()));
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::LeftmostLongest)
            .build(&patterns)
            .ok();
        Self {
            automaton,
            means,
            gapped,
        }
    }
}

impl Folded {
    /// None where folding moves characters, so that places do not agree.
    fn new(text: &str) -> Option<Self> {
        let chars = Chars::new(text);
        let folded: Vec<char> = (0..chars.len()).filter_map(|at| chars.at(at)).collect();
        let original: Vec<char> = text.chars().collect();
        let joined = folded.iter().collect();
        (folded.len() == original.len()).then_some(Self {
            original,
            folded,
            joined,
        })
    }

    fn place(&self, byte: usize) -> usize {
        let head = self.joined.get(..byte);
        head.map_or(0, |head| head.chars().count())
    }

    fn piece(&self, range: Range<usize>) -> String {
        self.original
            .get(range)
            .unwrap_or_default()
            .iter()
            .collect()
    }

    /// Where a pattern stands as whole words, from a byte on.
    fn find(&self, pattern: &str, from: usize) -> Option<Range<usize>> {
        let rest = self.joined.get(from..)?;
        rest.match_indices(pattern).find_map(|(at, _)| {
            let span = self.place(from + at)..self.place(from + at + pattern.len());
            let whole = whole_word(&self.folded, span.start, span.end)? == span.end;
            whole.then_some(span)
        })
    }

    /// The first byte of a character.
    fn byte(&self, place: usize) -> usize {
        let mut chars = self.joined.char_indices().skip(place);
        chars.next().map_or(self.joined.len(), |(byte, _)| byte)
    }

    /// Where a saying stands around other words.
    fn around(&self, saying: &Gapped) -> Option<(Range<usize>, Range<usize>)> {
        let head = self.find(&saying.head, 0)?;
        let tail = self.find(&saying.tail, self.byte(head.end))?;
        let gap = self.folded.get(head.end..tail.start)?;
        let says = gap.iter().any(|c| c.is_alphanumeric());
        let one = gap.len() <= LONGEST_GAP && !gap.iter().any(|c| ",.;?!，。；？！、".contains(*c));
        (says && one).then_some((head, tail))
    }
}

/// What a saying means of nothing in particular: number of orders, not number of orders of ….
fn without_gap(mean: &str) -> String {
    let [of, after] = [format!(" of {GAP}"), format!("{GAP}的")];
    let bare = mean.replace(&of, "").replace(&after, "");
    bare.replace(GAP, "").trim().to_owned()
}

/// Whether a place is part of a longer name.
fn inside(names: &[Matched<'_>], span: &Range<usize>) -> bool {
    names.iter().any(|name| {
        name.span.start <= span.start && span.end <= name.span.end && name.span != *span
    })
}

/// Whether a saying would cut a name or a yes-or-no word in two: 有没有成交额超过10万的. A name whose
/// beginning stays where it is is none: 系统预测能卖多少.
fn torn(names: &[Matched<'_>], span: &Range<usize>, text: &Folded, mean: &str) -> bool {
    let own = |it: &Meaning| !matches!(it, Meaning::Word(_));
    names.iter().any(|name| {
        let at = &name.span;
        let ends_beyond = span.start < at.start && at.start < span.end && span.end < at.end;
        let ends_beyond = ends_beyond && !mean.ends_with(&text.piece(at.start..span.end));
        let begins_before = at.start < span.start && span.start < at.end && at.end < span.end;
        let asks = name.meanings.contains(&Meaning::Word(Word::YesNo));
        let spelt = name.read.is_none();
        spelt && ((ends_beyond && name.meanings.iter().any(own)) || (begins_before && asks))
    })
}

impl Lexicon {
    /// The text with every saying in plain words; names that a saying is part of stay.
    #[must_use]
    pub fn reword(&self, text: &str, rights: &Rights) -> Reworded {
        let around = self.reword_around(text, rights);
        let text = around.as_ref().map_or(text, |it| it.text.as_str());
        let mut reworded = self.reword_within(text, rights);
        if let Some(around) = around {
            reworded.replaced.splice(0..0, around.replaced);
        }
        reworded
    }

    /// The text with the longest saying around other words in plain words.
    fn reword_around(&self, text: &str, rights: &Rights) -> Option<Reworded> {
        if self.sayings.gapped.is_empty() {
            return None;
        }
        let folded = Folded::new(text)?;
        let mut fitting = self.sayings.gapped.iter().filter_map(|saying| {
            let (head, tail) = folded.around(saying)?;
            Some((saying, head, tail))
        });
        let names = self.matches(&folded.folded, rights);
        let (saying, head, tail) =
            fitting.find(|(_, head, tail)| !inside(&names, head) && !inside(&names, tail))?;
        let gap = folded.piece(head.end..tail.start);
        let mean = match self.is_nobody(gap.trim()) {
            true => without_gap(&saying.mean),
            false => saying.mean.replace(GAP, gap.trim()),
        };
        let end = folded.original.len();
        Some(Reworded {
            text: [
                &folded.piece(0..head.start),
                &mean,
                &folded.piece(tail.end..end),
            ]
            .map(String::as_str)
            .concat(),
            replaced: vec![(folded.piece(head.start..tail.end), mean)],
        })
    }

    /// How many orders did we get: whoever is asked, which names nothing.
    fn is_nobody(&self, gap: &str) -> bool {
        self.meanings(gap) == [Meaning::Word(Word::Filler)]
    }

    fn reword_within(&self, text: &str, rights: &Rights) -> Reworded {
        let same = || Reworded {
            text: text.to_owned(),
            replaced: Vec::new(),
        };
        let (Some(automaton), Some(folded)) = (&self.sayings.automaton, Folded::new(text)) else {
            return same();
        };
        let hits: Vec<(Range<usize>, usize)> = automaton
            .find_iter(&folded.joined)
            .filter_map(|hit| {
                let span = folded.place(hit.start())..folded.place(hit.end());
                let whole = whole_word(&folded.folded, span.start, span.end)? == span.end;
                whole.then_some((span, hit.pattern().as_usize()))
            })
            .collect();
        if hits.is_empty() {
            return same();
        }
        let names = self.matches(&folded.folded, rights);
        let mut reworded = Reworded::default();
        let mut done = 0;
        for (span, pattern) in hits {
            let Some(mean) = self.sayings.means.get(pattern) else {
                continue;
            };
            if inside(&names, &span) || torn(&names, &span, &folded, mean) {
                continue;
            }
            reworded.text.push_str(&folded.piece(done..span.start));
            reworded.text.push_str(mean);
            reworded
                .replaced
                .push((folded.piece(span.clone()), mean.clone()));
            done = span.end;
        }
        let end = folded.original.len();
        reworded.text.push_str(&folded.piece(done..end));
        reworded
    }
}
