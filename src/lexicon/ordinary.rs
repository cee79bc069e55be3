//! Ordinary words of both languages, which are no slips of other words.

use std::collections::HashSet;
use std::sync::LazyLock;

static WORDS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    let english = include_str!("../grammar/words/english.txt");
    let chinese = include_str!("../grammar/words/chinese.txt");
    english
        .lines()
        .chain(chinese.lines())
        .filter(|line| !line.starts_with('#'))
        .flat_map(str::split_whitespace)
        .collect()
});

/// Whether a word is an ordinary one.
pub(super) fn is_ordinary(word: &str) -> bool {
    WORDS.contains(word)
}
