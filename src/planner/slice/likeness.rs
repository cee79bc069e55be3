//! How strongly a question names each of many things, by their names.
//!
//! A layer has some ten thousand names. Their parts are indexed once, so that a question costs what it shares with them.

use std::collections::{HashMap, HashSet};

/// What one letter of a whole name is worth against all that parts of names can be.
pub(super) const WHOLE: usize = 100;

/// Letters that a word has at least, to be a part of a name.
const SHORTEST: usize = 3;

/// The names of things, by their parts: pairs of Chinese characters, and whole words of letters.
#[derive(Debug, Default)]
pub(super) struct Names {
    names: Vec<Name>,
    things: usize,
    /// The names that have a pair, once for each time that they have it.
    pairs: HashMap<(char, char), Vec<usize>>,
    /// The names that have a word of letters, likewise.
    letters: HashMap<String, Vec<usize>>,
    /// Letters of the longest of those words.
    longest: usize,
}

/// A name in small letters.
#[derive(Debug)]
struct Name {
    thing: usize,
    text: String,
    characters: usize,
    parts: usize,
}

impl Names {
    /// Adds a thing with its names, and returns its number.
    pub(super) fn add<'a>(&mut self, names: impl Iterator<Item = &'a String>) -> usize {
        let thing = self.things;
        self.things += 1;
        for name in names {
            let text = name.to_lowercase();
            let characters = text.chars().count();
            // A single character stands in half of all questions.
            if characters > 1 {
                self.add_name(thing, text, characters);
            }
        }
        thing
    }

    fn add_name(&mut self, thing: usize, text: String, characters: usize) {
        let number = self.names.len();
        let mut parts = 0;
        for pair in pairs(&text) {
            parts += 1;
            self.pairs.entry(pair).or_default().push(number);
        }
        let words = text.split(|c: char| !c.is_ascii_alphanumeric());
        for word in words.filter(|word| word.len() >= SHORTEST) {
            parts += 1;
            self.longest = self.longest.max(word.len());
            let known = self.letters.entry(word.to_owned()).or_default();
            known.push(number);
        }
        self.names.push(Name {
            thing,
            text,
            characters,
            parts,
        });
    }

    /// How strongly a text names each thing, by number: by the longest of its names that the text contains, and below
    /// that by the percentage of a name's parts that it has.
    pub(super) fn strengths(&self, text: &str) -> Vec<usize> {
        let text = text.to_lowercase();
        let mut shared = vec![0; self.names.len()];
        let distinct: HashSet<(char, char)> = pairs(&text).collect();
        let of_pairs = distinct.iter().filter_map(|pair| self.pairs.get(pair));
        let words: HashSet<&str> = pieces(&text, self.longest).collect();
        let of_letters = words.iter().filter_map(|word| self.letters.get(*word));
        for number in of_pairs.chain(of_letters).flatten() {
            shared[*number] += 1;
        }
        let mut strengths = vec![0; self.things];
        for (name, shared) in self.names.iter().zip(shared) {
            // Whoever contains a name has all of its parts.
            let strength = if shared == name.parts && text.contains(&name.text) {
                WHOLE * name.characters
            } else {
                shared * (WHOLE - 1) / name.parts.max(1)
            };
            let known = &mut strengths[name.thing];
            *known = (*known).max(strength);
        }
        strengths
    }
}

/// Every piece of a run of letters and digits that may be a word of a name: a word counts inside of a longer one too.
fn pieces(text: &str, longest: usize) -> impl Iterator<Item = &str> {
    let runs = text.split(|c: char| !c.is_ascii_alphanumeric());
    runs.flat_map(move |run| {
        let starts = 0..run.len();
        starts.flat_map(move |start| {
            let ends = start + SHORTEST..=run.len().min(start + longest);
            ends.filter_map(move |end| run.get(start..end))
        })
    })
}

fn pairs(text: &str) -> impl Iterator<Item = (char, char)> {
    let pairs = text.chars().zip(text.chars().skip(1));
    pairs.filter(|(a, b)| !a.is_ascii() && !b.is_ascii())
}

#[cfg(test)]
mod tests {
    use super::{Names, WHOLE};

    fn strengths(things: &[&[&str]], text: &str) -> Vec<usize> {
        let mut names = Names::default();
        for thing in things {
            let owned: Vec<String> = thing.iter().map(|name| (*name).to_owned()).collect();
            names.add(owned.iter());
        }
        names.strengths(text)
    }

    #[test]
    fn a_whole_name_counts_by_its_length_and_parts_count_less() {
        let things: [&[&str]; 5] = [
            &["成交金额", "GMV"],
            &["退款金额"],
            &["单", "客"],
            &["refund rate"],
            &["paid orders"],
        ];
        let found = strengths(&things, "昨天的gmv和金额，Refund orders");
        assert_eq!(found, [3 * WHOLE, 33, 0, 49, 49]);
        let whole = strengths(&things, "退款金额、refund rate");
        assert_eq!(whole, [33, 4 * WHOLE, 0, 11 * WHOLE, 0]);
    }

    #[test]
    fn a_name_without_parts_is_found_as_it_stands() {
        assert_eq!(strengths(&[&["PV"], &["￥a"]], "昨天PV"), [2 * WHOLE, 0]);
    }
}
