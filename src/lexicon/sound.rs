//! How Chinese sounds: pinyin without tones.

use pinyin::{Pinyin, ToPinyin as _, ToPinyinMulti as _};

use super::hash;

/// A syllable as it is typed: `lv`, not `lü`.
fn typed(pinyin: Pinyin) -> String {
    let umlaut = pinyin.with_tone().chars().any(|c| "üǖǘǚǜ".contains(c));
    let plain = pinyin.plain();
    if umlaut {
        plain.replace('ü', "u").replacen('u', "v", 1)
    } else {
        plain.to_owned()
    }
}

/// The usual syllable of a character.
fn syllable(c: char) -> Option<String> {
    c.to_pinyin().map(typed)
}

/// The syllables of a text that is all Chinese, one spelling each combination of readings.
pub(super) fn spellings(term: &str, most: usize) -> Vec<Vec<String>> {
    let mut spellings: Vec<Vec<String>> = vec![Vec::new()];
    for c in term.chars() {
        let Some(usual) = syllable(c) else {
            return Vec::new();
        };
        let mut readings = vec![usual];
        for other in c.to_pinyin_multi().into_iter().flatten().map(typed) {
            if !readings.contains(&other) {
                readings.push(other);
            }
        }
        let room = (most / spellings.len()).max(1);
        readings.truncate(room);
        spellings = readings
            .iter()
            .flat_map(|reading| {
                spellings.iter().map(|known| {
                    let mut longer = known.clone();
                    longer.push(reading.clone());
                    longer
                })
            })
            .collect();
    }
    spellings
}

/// How closely sounds are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ear {
    /// Every sound.
    Sharp,
    /// Not those that many speakers do not tell apart: zh and z, ing and in, l and n.
    Dull,
}

/// A hash of how characters sound; none where one has no sound.
pub(super) fn heard(chars: &[char], ear: Ear) -> Option<u64> {
    let mut sound = hash::SEED;
    for c in chars {
        match syllable(*c) {
            Some(syllable) => {
                let syllable = match ear {
                    Ear::Sharp => syllable,
                    Ear::Dull => dulled(&syllable),
                };
                sound = syllable.chars().fold(sound, hash::step);
            }
            None if c.is_ascii_alphanumeric() => sound = hash::step(sound, *c),
            None => return None,
        }
        sound = hash::step(sound, '.');
    }
    Some(sound)
}

fn dulled(syllable: &str) -> String {
    let mut dull = syllable.to_owned();
    for (clear, blurred) in [("zh", "z"), ("ch", "c"), ("sh", "s"), ("l", "n")] {
        if let Some(rest) = dull.strip_prefix(clear) {
            dull = format!("{blurred}{rest}");
            break;
        }
    }
    if dull.ends_with("ng") {
        dull.pop();
    }
    dull
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syllables_are_as_typed() {
        let said = |text: &str| -> Vec<String> {
            spellings(text, 8).iter().map(|it| it.concat()).collect()
        };
        assert!(said("转化率").contains(&"zhuanhualv".to_owned()));
        assert!(said("时长").contains(&"shichang".to_owned()));
        assert!(said("GMV").is_empty());
    }

    #[test]
    fn a_dull_ear_hears_less() {
        let sound = |text: &str, ear| heard(&text.chars().collect::<Vec<char>>(), ear);
        assert_eq!(sound("播", Ear::Sharp), sound("拨", Ear::Sharp));
        assert_ne!(sound("音", Ear::Sharp), sound("英", Ear::Sharp));
        assert_eq!(sound("音", Ear::Dull), sound("英", Ear::Dull));
        assert_eq!(sound("!", Ear::Sharp), None);
    }
}
