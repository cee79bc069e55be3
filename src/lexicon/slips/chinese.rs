//! Chinese slips: the same sound in other characters, or two characters in the wrong order.

use std::ops::Range;

use super::super::ordinary::is_ordinary;
use super::super::sound::{self, Ear};
use super::super::{Lexicon, Rights, hash};
use super::{Cover, Slip, SlipIndex, is_open};

/// The longest term whose slips are found.
const LONGEST: usize = 8;
/// From this length on sounds may be blurred, and beyond it two characters may differ.
const LONG: usize = 3;

pub(super) fn add(index: &mut SlipIndex, chars: &[char], entry: u32) {
    if !(2..=LONGEST).contains(&chars.len()) {
        return;
    }
    if let Some(heard) = sound::heard(chars, Ear::Sharp) {
        index.sharp.add(heard, entry);
    }
    if chars.len() >= LONG
        && let Some(heard) = sound::heard(chars, Ear::Dull)
    {
        index.dull.add(heard, entry);
    }
}

impl Lexicon {
    pub(super) fn chinese_slip(
        &self,
        folded: &[char],
        unknown: Range<usize>,
        cover: &[Cover],
        rights: &Rights,
    ) -> Option<Slip<'_>> {
        for len in (2..=LONGEST).rev() {
            let first = unknown.start.saturating_sub(len - 1);
            let last = (unknown.end + len - 1).min(folded.len());
            for start in first..(last + 1).saturating_sub(len) {
                let span = start..start + len;
                let touches = span.start < unknown.end && unknown.start < span.end;
                let all_letters = folded
                    .get(span.clone())
                    .is_some_and(|window| window.iter().all(|c| c.is_alphanumeric()));
                if !touches || !all_letters || !is_open(cover, &span) {
                    continue;
                }
                let mut entries = self.chinese_entries(folded.get(span.clone())?);
                entries.retain(|entry| self.known_to(*entry, rights).is_some());
                if !entries.is_empty() {
                    return self.one_meant(span, &entries, rights);
                }
            }
        }
        None
    }

    /// The terms that some characters may be a slip of, of the likeliest kind.
    fn chinese_entries(&self, window: &[char]) -> Vec<u32> {
        if is_ordinary(&window.iter().collect::<String>()) {
            return Vec::new();
        }
        let most = if window.len() > LONG { 2 } else { 1 };
        let sharp = self.sounding(window, Ear::Sharp, most);
        if !sharp.is_empty() || window.len() < LONG {
            return sharp;
        }
        let swapped = self.swapped(window);
        if swapped.is_empty() {
            self.sounding(window, Ear::Dull, 1)
        } else {
            swapped
        }
    }

    fn sounding(&self, window: &[char], ear: Ear, most: usize) -> Vec<u32> {
        let Some(heard) = sound::heard(window, ear) else {
            return Vec::new();
        };
        let index = match ear {
            Ear::Sharp => &self.slips.sharp,
            Ear::Dull => &self.slips.dull,
        };
        let near = |entry: &u32| {
            let term = self.store.term(*entry);
            let pairs = term.chars().zip(window);
            term.chars().count() == window.len()
                && (1..=most).contains(&pairs.filter(|(a, b)| a != *b).count())
        };
        index.find(heard).filter(near).collect()
    }

    /// Terms with two neighbours the other way round.
    fn swapped(&self, window: &[char]) -> Vec<u32> {
        let mut found = Vec::new();
        for at in 1..window.len() {
            let mut turned = window.to_vec();
            turned.swap(at - 1, at);
            if turned == window {
                continue;
            }
            let same = |entry: &u32| {
                self.store.is_name(*entry)
                    && self.store.term(*entry).chars().eq(turned.iter().copied())
            };
            found.extend(
                self.forms
                    .find(hash::of(turned.iter().copied()))
                    .filter(same),
            );
        }
        found
    }
}
