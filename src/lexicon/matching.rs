//! Every place where a term stands in a text: as written, with other joints, or by its sound.

use std::borrow::Cow;
use std::ops::Range;

use super::hash::{self, ByHash, Chains, is_joint};
use super::store::Store;
use super::{Lexicon, Meaning, Rights};

/// A term found, in characters of the folded text.
#[derive(Debug, Clone)]
pub struct Matched<'a> {
    /// Where, in characters.
    pub span: Range<usize>,
    /// Whether it stands there as written, without an ending.
    pub exact: bool,
    /// What it may mean.
    pub meanings: Cow<'a, [Meaning]>,
    /// The term that was read, where it is spelt by its sound.
    pub read: Option<&'a str>,
}

/// Terms by their characters without joints.
#[derive(Debug)]
pub(super) struct Forms {
    chains: Chains,
    reach: Reach,
}

/// How long a term may get that begins with certain characters.
#[derive(Debug, Default)]
pub(super) struct Reach(ByHash<u8>);

impl Reach {
    pub(super) fn add(&mut self, bones: &[char]) {
        let len = u8::try_from(bones.len()).unwrap_or(u8::MAX);
        let head = hash::of(bones.iter().take(2).copied());
        let longest = self.0.entry(head).or_default();
        *longest = (*longest).max(len);
    }

    pub(super) fn of(&self, bones: &[(char, usize)]) -> usize {
        let head = |n: usize| {
            let head = hash::of(bones.iter().take(n).map(|(c, _)| *c));
            self.0.get(&head).copied().unwrap_or(0)
        };
        usize::from(head(1).max(head(2)))
    }
}

impl Forms {
    pub(super) fn new(store: &Store) -> Self {
        let mut forms = Self {
            chains: Chains::default(),
            reach: Reach::default(),
        };
        let mut bones = Vec::new();
        for entry in store.entries() {
            bones.clear();
            bones.extend(store.term(entry).chars().filter(|c| !is_joint(*c)));
            if !bones.is_empty() {
                forms.chains.add(hash::of(bones.iter().copied()), entry);
                forms.reach.add(&bones);
            }
        }
        forms.chains.shrink();
        forms
    }

    /// The entries whose characters may be these.
    pub(super) fn find(&self, hash: u64) -> impl Iterator<Item = u32> {
        self.chains.find(hash)
    }
}

/// How an entry stands in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fit {
    Written,
    OtherJoints,
}

impl Lexicon {
    /// All terms of a folded text, overlapping ones too, in order.
    ///
    /// Latin words match whole, with a plural or possessive ending allowed; Chinese matches
    /// anywhere. Blanks and hyphens inside a name are free. A name that the asker has no rights to
    /// is not found.
    #[must_use]
    pub fn matches(&self, folded: &[char], rights: &Rights) -> Vec<Matched<'_>> {
        let bones: Vec<(char, usize)> = folded
            .iter()
            .enumerate()
            .filter(|(_, c)| !is_joint(**c))
            .map(|(at, c)| (*c, at))
            .collect();
        let chinese = folded.iter().any(|c| ('\u{4e00}'..='\u{9fff}').contains(c));
        let mut written = Vec::new();
        let mut loose = Vec::new();
        let mut spoken = Vec::new();
        for at in 0..bones.len() {
            let rest = bones.get(at..).unwrap_or_default();
            self.forms_at(folded, rest, rights, &mut written, &mut loose);
            if rest.first().is_some_and(|(c, _)| c.is_ascii_lowercase()) {
                spoken.extend(self.spoken_at(folded, rest, rights, chinese));
            }
        }
        let whole = |hit: &Matched<'_>| !written.iter().any(|it| cuts(&it.span, &hit.span));
        loose.retain(whole);
        let said = written.iter().chain(&loose);
        let spans: Vec<Range<usize>> = said.map(|hit| hit.span.clone()).collect();
        spoken.retain(|hit| {
            !spans
                .iter()
                .any(|span| cuts(span, &hit.span) || *span == hit.span)
        });
        let mut found = written;
        found.extend(loose);
        found.extend(spoken);
        found.sort_by_key(|hit| (hit.span.start, hit.span.end, !hit.exact));
        found.dedup_by(|later, first| later.span == first.span);
        found
    }

    fn forms_at<'a>(
        &'a self,
        folded: &[char],
        bones: &[(char, usize)],
        rights: &Rights,
        written: &mut Vec<Matched<'a>>,
        loose: &mut Vec<Matched<'a>>,
    ) {
        let Some(start) = bones.first().map(|(_, at)| *at) else {
            return;
        };
        let mut hash = hash::SEED;
        for (c, at) in bones.iter().take(self.forms.reach.of(bones)) {
            hash = hash::step(hash, *c);
            let Some(whole) = whole_word(folded, start, at + 1) else {
                continue;
            };
            for entry in self.forms.find(hash) {
                let Some((span, fit)) = fit(folded, start..at + 1, self.store.term(entry)) else {
                    continue;
                };
                let Some(meanings) = self.known_to(entry, rights) else {
                    continue;
                };
                let end = span.end.max(whole);
                let hit = Matched {
                    exact: fit == Fit::Written && span.end == end,
                    span: span.start..end,
                    meanings,
                    read: None,
                };
                match fit {
                    Fit::Written => written.push(hit),
                    Fit::OtherJoints if self.store.is_name(entry) => loose.push(hit),
                    Fit::OtherJoints => {}
                }
            }
        }
    }
}

/// Whether two spans overlap and neither holds the other.
fn cuts(one: &Range<usize>, other: &Range<usize>) -> bool {
    let (first, second) = if one.start < other.start {
        (one, other)
    } else {
        (other, one)
    };
    first.start < second.start && second.start < first.end && first.end < second.end
}

/// How a term stands at a place, and where with the joints at its own ends.
fn fit(folded: &[char], span: Range<usize>, term: &str) -> Option<(Range<usize>, Fit)> {
    let mut span = span;
    let lead = term.chars().take_while(|c| is_joint(*c)).count();
    let tail = term.chars().rev().take_while(|c| is_joint(*c)).count();
    let wider = span.start.saturating_sub(lead)..(span.end + tail).min(folded.len());
    if wider != span && written(folded.get(wider.clone())?, term) {
        return Some((wider, Fit::Written));
    }
    let text = folded.get(span.clone())?;
    if written(text, term) {
        return Some((span, Fit::Written));
    }
    let bones = |c: &char| !is_joint(*c);
    let same = text
        .iter()
        .copied()
        .filter(bones)
        .eq(term.chars().filter(bones));
    let letters = text.iter().filter(|c| bones(c)).count();
    let latin = text.iter().all(char::is_ascii);
    if !same || (latin && letters < 3) || !digits_apart_alike(text, term) {
        return None;
    }
    // A bracket that the name closes belongs to it: …(gift).
    while tail > 0 && span.end < wider.end && folded.get(span.end).copied().is_some_and(is_joint) {
        span.end += 1;
    }
    Some((span, Fit::OtherJoints))
}

/// Whether a text is a term but for the number of blanks.
fn written(text: &[char], term: &str) -> bool {
    let mut blank = false;
    let single = text.iter().copied().filter(|c| {
        let again = blank && *c == ' ';
        blank = *c == ' ';
        !again
    });
    single.eq(term.chars())
}

/// Whether the joints between digits are the same: 1-2 is not 12.
fn digits_apart_alike(text: &[char], term: &str) -> bool {
    let gaps = |chars: &mut dyn Iterator<Item = char>| -> Vec<String> {
        let mut gaps = Vec::new();
        let (mut after_digit, mut gap) = (false, String::new());
        for c in chars {
            if is_joint(c) {
                gap.push(c);
                continue;
            }
            if after_digit && c.is_ascii_digit() {
                gaps.push(std::mem::take(&mut gap));
            }
            gap.clear();
            after_digit = c.is_ascii_digit();
        }
        gaps
    };
    gaps(&mut text.iter().copied()) == gaps(&mut term.chars())
}

/// The end of a match with its ending, or none where it cuts a Latin word or a number.
pub(super) fn whole_word(text: &[char], start: usize, end: usize) -> Option<usize> {
    let at = |index: usize| text.get(index).copied();
    let letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic());
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let before = start.checked_sub(1).and_then(at);
    let (first, last) = (at(start), end.checked_sub(1).and_then(at));
    if (letter(first) && letter(before)) || (digit(first) && digit(before)) {
        return None;
    }
    if digit(last) && digit(at(end)) {
        return None;
    }
    if !letter(last) {
        return Some(end);
    }
    if !letter(at(end)) {
        let possessive = at(end) == Some('\'') && at(end + 1) == Some('s') && !letter(at(end + 2));
        return Some(if possessive { end + 2 } else { end });
    }
    let plural = at(end) == Some('s') && !letter(at(end + 1)) && end - start > 2;
    plural.then_some(end + 1)
}
