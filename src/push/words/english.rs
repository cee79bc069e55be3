//! Commands in English: every Monday send me …, alert me when … goes above 20%.

mod told;
mod when;

use super::{Assumed, Due, To, Wish, question};
pub(super) use told::bound;
use when::{When, when};

/// A word with its place in the text, in small letters and without marks.
struct Word<'a> {
    text: &'a str,
    start: usize,
    end: usize,
    word: String,
}

fn words(text: &str) -> Vec<Word<'_>> {
    let mut all = Vec::new();
    let mut at = 0;
    for piece in text.split(' ') {
        let word = piece.trim_matches([',', ';', ':', '.', '"']).to_lowercase();
        if !word.is_empty() {
            all.push(Word {
                text,
                start: at,
                end: at + piece.len(),
                word,
            });
        }
        at += piece.len() + 1;
    }
    all
}

/// The words of a phrase at a place; where it ends.
fn phrase(words: &[Word<'_>], at: usize, phrase: &str) -> Option<usize> {
    let mut end = at;
    for wanted in phrase.split(' ') {
        if words.get(end)?.word != wanted {
            return None;
        }
        end += 1;
    }
    Some(end)
}

fn any_phrase<T: Copy>(words: &[Word<'_>], at: usize, phrases: &[(&str, T)]) -> Option<(T, usize)> {
    let found = phrases
        .iter()
        .filter_map(|(it, value)| Some((*value, phrase(words, at, it)?)));
    found.max_by_key(|(_, end)| *end)
}

/// What stands between two words of a text.
fn between<'a>(words: &[Word<'a>], from: usize, to: usize) -> &'a str {
    match (words.get(from), words.get(to.wrapping_sub(1))) {
        (Some(first), Some(last)) if from < to => &first.text[first.start..last.end],
        _ => "",
    }
}

const POLITE: &[(&str, ())] = &[
    ("please", ()),
    ("can you", ()),
    ("could you", ()),
    ("hey", ()),
    ("kindly", ()),
    ("i want you to", ()),
];

/// Whether a verb sends also where nothing else says that it is to be done again and again.
const VERBS: &[(&str, bool)] = &[
    ("send", true),
    ("post", true),
    ("push", true),
    ("share", true),
    ("deliver", true),
    ("message", true),
    ("report", true),
    ("subscribe me to", true),
    ("subscribe to", true),
    ("subscribe us to", true),
    ("schedule", true),
    ("give", false),
    ("tell", false),
    ("show", false),
    ("remind", false),
];

const TARGETS: &[(&str, To)] = &[
    ("me", To::Me),
    ("to me", To::Me),
    ("us", To::Here),
    ("to us", To::Here),
    ("here", To::Here),
    ("in here", To::Here),
    ("to this channel", To::Here),
    ("in this channel", To::Here),
    ("to the channel", To::Here),
    ("in the channel", To::Here),
    ("to this group", To::Here),
    ("in this group", To::Here),
    ("to the group", To::Here),
    ("to this chat", To::Here),
    ("in this chat", To::Here),
    ("this channel", To::Here),
    ("the channel", To::Here),
    ("this group", To::Here),
    ("the team", To::Here),
    ("to the team", To::Here),
    ("to everyone", To::Here),
    ("everyone", To::Here),
    ("to the robot", To::Robot),
    ("to the group robot", To::Robot),
];

/// What is to be sent again and again.
pub(super) fn times(text: &str) -> Option<Wish> {
    let words = words(text);
    let begin = after_polite(&words, 0);
    if let Some((when, end)) = when(&words, begin) {
        return wish(&words, (after_polite(&words, end), words.len()), when, true);
    }
    // send me X every day at 9
    let at = (begin + 1..words.len()).find_map(|at| {
        let (when, end) = when(&words, at)?;
        let end = phrase(&words, end, "please").unwrap_or(end);
        (end == words.len()).then_some((when, at))
    });
    let (when, at) = at?;
    let before = words.get(at - 1)?.word.as_str();
    if [
        "for", "of", "by", "in", "from", "over", "across", "on", "during", "per",
    ]
    .contains(&before)
    {
        return None;
    }
    let has_time = !when.assumed.contains(&Assumed::Time);
    wish(&words, (begin, at), when, has_time)
}

fn after_polite(words: &[Word<'_>], mut at: usize) -> usize {
    while let Some(((), end)) = any_phrase(words, at, POLITE) {
        at = end;
    }
    at
}

/// `any_verb`: the sentence begins with when, or names a time of day, so that a weaker verb will do.
fn wish(
    words: &[Word<'_>],
    (from, to): (usize, usize),
    when: When,
    any_verb: bool,
) -> Option<Wish> {
    let (is_strong, mut from) = any_phrase(words, from, VERBS)?;
    let target = any_phrase(words, from, TARGETS).filter(|(_, end)| *end < to);
    let mut goes = To::Unsaid;
    if let Some((said, end)) = target {
        (goes, from) = (said, end);
    }
    // A weak verb is one only with somebody who gets it.
    if !is_strong && (!any_verb || goes == To::Unsaid) {
        return None;
    }
    let mut to = to;
    if words.get(to - 1).is_some_and(|it| it.word == "please") {
        to -= 1;
    }
    let behind = (from + 1..to).find_map(|at| {
        let (said, end) = any_phrase(words, at, TARGETS)?;
        (end == to).then_some((said, at))
    });
    if let Some((said, at)) = behind {
        (goes, to) = (if goes == To::Unsaid { said } else { goes }, at);
    }
    Some(Wish {
        question: question(between(words, from, to))?,
        due: Due::Times(when.times),
        to: goes,
        assumed: when.assumed,
    })
}
