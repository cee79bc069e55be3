//! How the units of a result are written around numbers.

use crate::answer::units;
use crate::grammar::chars::Chars;

/// How the units of a result are written around a number.
#[derive(Debug, Default)]
pub(super) struct Units {
    forms: Vec<Form>,
}

#[derive(Debug)]
struct Form {
    code: String,
    before: String,
    after: String,
}

impl Units {
    /// The forms of some unit codes, in both languages.
    pub(super) fn new<'c>(codes: impl Iterator<Item = &'c str>) -> Self {
        let mut forms: Vec<Form> = Vec::new();
        for code in codes {
            let words = units::words(code);
            let [one, many] = words.en;
            let form = |before: &str, after: String| Form {
                code: code.to_owned(),
                before: fold(before),
                after: fold(&after),
            };
            forms.push(form("", words.zh));
            forms.push(form(&words.before, one));
            forms.push(form(&words.before, many));
        }
        forms.retain(|form| !form.before.is_empty() || !form.after.is_empty());
        Self { forms }
    }

    /// The longest sign before a number.
    pub(super) fn before(&self, chars: &Chars<'_>, pos: usize) -> Option<(&str, usize)> {
        let signs = self.forms.iter().map(|form| form.before.as_str());
        let found = signs.filter(|sign| !sign.is_empty() && raw(chars, pos, sign).is_some());
        let sign = found.max_by_key(|sign| sign.len())?;
        Some((sign, raw(chars, pos, sign)?))
    }

    /// The codes whose words follow a number after such a sign; the longest words win.
    pub(super) fn after(
        &self,
        chars: &Chars<'_>,
        before: &str,
        end: usize,
    ) -> Option<(Vec<String>, usize)> {
        let at = chars.skip(end);
        let ends = |form: &Form| match form.after.as_str() {
            "" => Some(end),
            word if word.starts_with('/') => raw(chars, end, word),
            word => chars
                .lit(at, word)
                .or_else(|| raw(chars, at, word).filter(|_| !word.is_ascii())),
        };
        let fitting = self.forms.iter().filter(|form| form.before == before);
        let found: Vec<(&Form, usize)> = fitting
            .filter_map(|form| Some((form, ends(form)?)))
            .collect();
        let longest = found.iter().map(|(_, end)| *end).max()?;
        let mut codes: Vec<String> = Vec::new();
        for (form, end) in found {
            if end == longest && !codes.contains(&form.code) {
                codes.push(form.code.clone());
            }
        }
        Some((codes, longest))
    }
}

fn fold(text: &str) -> String {
    text.chars().map(crate::grammar::chars::fold).collect()
}

fn raw(chars: &Chars<'_>, pos: usize, text: &str) -> Option<usize> {
    let mut at = pos;
    for c in text.chars() {
        if chars.at(at) != Some(c) {
            return None;
        }
        at += 1;
    }
    Some(at)
}
