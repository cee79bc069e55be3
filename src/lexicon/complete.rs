//! What somebody may be about to type: names that begin with a text or have it inside, as written or by their sound.

use std::borrow::Cow;

use pinyin::ToPinyin as _;

use super::terms::normal;
use super::{Lexicon, Meaning, Rights};

/// How well a name fits what was typed; the first is the best.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// It is the name.
    Whole,
    /// The name begins with it.
    Start,
    /// The sound of the name begins with it.
    Sound,
    /// It is inside of the name.
    Inside,
}

/// What was typed, folded once.
#[derive(Debug)]
pub struct Typed(String);

impl Typed {
    /// Folds width, case and script; nothing where nothing is left.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let folded = normal(text);
        (!folded.is_empty()).then_some(Self(folded))
    }

    /// How a name fits, if it does.
    #[must_use]
    pub fn fits(&self, name: &str) -> Option<Fit> {
        self.fits_folded(&normal(name))
    }

    fn fits_folded(&self, term: &str) -> Option<Fit> {
        let typed = self.0.as_str();
        if term == typed {
            Some(Fit::Whole)
        } else if term.starts_with(typed) {
            Some(Fit::Start)
        } else if typed.is_ascii() && typed.len() > 1 && sounds_like(term, typed) {
            Some(Fit::Sound)
        } else {
            term.contains(typed).then_some(Fit::Inside)
        }
    }
}

impl Lexicon {
    /// The terms that fit what was typed and that the asker may know, the best first.
    #[must_use]
    pub fn complete(&self, typed: &Typed, rights: &Rights) -> Vec<(Fit, &str, Cow<'_, [Meaning]>)> {
        let mut found: Vec<_> = self
            .store
            .entries()
            .filter(|entry| self.store.is_name(*entry))
            .filter_map(|entry| {
                let term = self.store.term(entry);
                let fit = typed.fits_folded(term)?;
                Some((fit, term, self.known_to(entry, rights)?))
            })
            .collect();
        found.sort_by_key(|(fit, term, _)| (*fit, term.chars().count(), *term));
        found
    }
}

/// Whether letters are the beginning of how a text sounds, each character spelt out or by its initial.
fn sounds_like(term: &str, letters: &str) -> bool {
    let letters = letters.trim_start();
    if letters.is_empty() {
        return true;
    }
    let mut chars = term.chars();
    let Some(first) = chars.next() else {
        return false;
    };
    let rest = chars.as_str();
    let Some(sound) = first.to_pinyin() else {
        return letters
            .strip_prefix(first)
            .is_some_and(|left| sounds_like(rest, left));
    };
    let syllable = sound.plain().replace('ü', "v");
    syllable.starts_with(letters)
        || letters
            .strip_prefix(syllable.as_str())
            .is_some_and(|left| sounds_like(rest, left))
        || letters
            .strip_prefix(sound.first_letter())
            .is_some_and(|left| sounds_like(rest, left))
}

#[cfg(test)]
mod tests {
    use super::{Fit, Typed};

    #[test]
    fn names_fit_as_written_and_by_their_sound() {
        for (typed, name, fit) in [
            ("GMV", "gmv", Some(Fit::Whole)),
            ("成交", "成交金额", Some(Fit::Start)),
            ("金额", "成交金额", Some(Fit::Inside)),
            ("chengj", "成交金额", Some(Fit::Sound)),
            ("cjje", "成交金额", Some(Fit::Sound)),
            ("cheng jiao", "成交金额", Some(Fit::Sound)),
            ("lv", "率", Some(Fit::Sound)),
            ("rate", "refund rate", Some(Fit::Inside)),
            ("jiaoyi", "成交金额", None),
            ("c", "成交金额", None),
        ] {
            let typed = Typed::new(typed).unwrap();
            assert_eq!(typed.fits(name), fit, "{typed:?} {name}");
        }
        assert!(Typed::new(" \u{3000} ").is_none());
    }
}
