//! The sentences of a reply, and what the proof says of them.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::answer::Draft;
use crate::answer::proof;
use crate::question::Language;

use super::MOST_SENTENCES;
use super::names::Names;

/// What a sentence may have.
const MOST_CHARS: usize = 300;

/// A sentence of the model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sentence {
    /// As it was written, with ids.
    pub(super) written: String,
    /// As it is shown, with names.
    pub(super) shown: String,
    /// Why it is not proved.
    pub(super) why: Option<&'static str>,
}

/// What is wrong with a sentence, or with the whole reply where it names none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Problem {
    sentence: String,
    why: String,
}

impl Sentence {
    /// Stands for a reply that holds no sentences: all of the next one are taken.
    pub(super) fn unreadable() -> Self {
        Self {
            written: String::new(),
            shown: String::new(),
            why: Some("unreadable"),
        }
    }
}

impl Problem {
    /// A reply that holds no sentences.
    pub(super) fn unreadable() -> Self {
        Self {
            sentence: String::new(),
            why: "the reply is no JSON object like {\"sentences\": [\"...\"]}".to_owned(),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    sentences: Vec<String>,
}

/// The JSON Schema of a reply.
pub(super) fn schema() -> Value {
    json!({
        "type": "object",
        "properties": {"sentences": {"type": "array", "items": {"type": "string"}}},
        "required": ["sentences"],
        "additionalProperties": false
    })
}

/// The sentences of a reply, with names. Blank ones keep their place: they leave one out.
pub(super) fn read(
    text: &str,
    names: &Names,
    language: Language,
) -> Result<Vec<Sentence>, Problem> {
    let wire: Wire = serde_json::from_str(text).map_err(|_| Problem::unreadable())?;
    let each = wire.sentences.iter().flat_map(|text| {
        let parts = proof::sentences(text);
        if parts.is_empty() { vec![""] } else { parts }
    });
    let sentences = each.take(2 * MOST_SENTENCES).map(|text| {
        let mut written = text.to_owned();
        let ends = ['。', '！', '？', '.', '!', '?'];
        if !written.is_empty() && !written.ends_with(ends) {
            written.push_str(language.choose("。", "."));
        }
        Sentence {
            shown: names.show(&written),
            written,
            why: None,
        }
    });
    Ok(sentences.collect())
}

/// A reply that is still being written, closed after its last whole sentence, with how many it has.
/// A reply that begins otherwise than with its object is not read before it is whole.
pub(super) fn so_far(text: &str) -> Option<(String, usize)> {
    if !text.trim_start().starts_with('{') {
        return None;
    }
    let list = text.find('[')? + 1;
    let (mut in_string, mut escaped, mut count, mut end) = (false, false, 0, list);
    for (at, c) in text[list..].char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if in_string => escaped = true,
            '"' => {
                in_string = !in_string;
                if !in_string {
                    count += 1;
                    end = list + at + 1;
                }
            }
            ']' if !in_string => break,
            _ => {}
        }
    }
    (count > 0).then(|| (format!("{}]}}", &text[..end]), count))
}

/// The sentences that are shown of judged ones up to the first that is not proved: what comes after
/// that may still change.
pub(super) fn begun(sentences: &[Sentence]) -> Vec<String> {
    let proved = sentences.iter().take_while(|it| it.why.is_none());
    let shown = proved.map(|it| it.shown.clone());
    shown.take(MOST_SENTENCES).collect()
}

/// Proves sentences in their places, and says what is wrong with those that are not proved. Blank
/// ones and those that say the headline again are taken out.
pub(super) fn judge(draft: &Draft<'_>, sentences: &mut Vec<Sentence>) -> Vec<Problem> {
    let (headline, _) = draft.template();
    sentences.retain(|it| !it.shown.is_empty() && it.shown != headline);
    let shown: Vec<String> = sentences.iter().map(|it| it.shown.clone()).collect();
    let verdicts = draft.prove(&shown);
    let mut problems = Vec::new();
    for (sentence, verdict) in sentences.iter_mut().zip(verdicts) {
        let why = if sentence.shown.chars().count() > MOST_CHARS {
            Some((TOO_LONG, String::new()))
        } else {
            verdict
                .outcome
                .err()
                .map(|error| reason(&error, &sentence.written))
        };
        sentence.why = why.as_ref().map(|(why, _)| *why);
        if let Some((why, word)) = why {
            problems.push(Problem {
                sentence: sentence.written.clone(),
                why: format!("{why}{word}"),
            });
        }
    }
    problems
}

/// The first sentences with those in the place of unproved ones that came the second time.
pub(super) fn mended(first: Vec<Sentence>, second: Vec<Sentence>) -> Vec<Sentence> {
    let mut second = second.into_iter();
    let mut all = Vec::new();
    for sentence in first {
        match &sentence.why {
            None => all.push(sentence),
            Some(_) => all.extend(second.next()),
        }
    }
    // Where none was read before, nobody counted them.
    all.extend(second);
    all
}

const TOO_LONG: &str = "it is too long";

/// What a proof fails on, for the model: in words of the program and of the model's own, for the
/// proof read names that the model does not know.
fn reason(error: &str, written: &str) -> (&'static str, String) {
    if let Some(rest) = error.strip_prefix("unknown: ") {
        let mut word = String::new();
        for c in rest.chars() {
            word.push(c);
            if !written.contains(word.as_str()) {
                word.pop();
                break;
            }
        }
        return (
            "a word claims what no cell shows, or a name or a time is not in the table, at: ",
            word,
        );
    }
    let why = if error == "no number" {
        "it has no number"
    } else if error.ends_with("is bound to nothing") {
        "a number in it does not follow from the cells"
    } else if error.ends_with("does not hold") {
        "a direction or a claim in it does not hold"
    } else {
        "an order, a count, a time or a comparison in it does not follow from the cells"
    };
    (why, String::new())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reply_is_read_up_to_its_last_whole_sentence() {
        let whole = r#"{"sentences": ["a \"b\" ]", "c"]}"#;
        let counts = (0..=whole.len()).map(|end| {
            let read = so_far(&whole[..end]);
            read.map_or(0, |(text, count)| {
                let wire: Wire = serde_json::from_str(&text).unwrap();
                assert_eq!(wire.sentences.len(), count);
                assert_eq!(wire.sentences[0], "a \"b\" ]");
                count
            })
        });
        let mut counts: Vec<usize> = counts.collect();
        counts.dedup();
        assert_eq!(counts, [0, 1, 2]);
        assert_eq!(so_far("<think>{\"sentences\": [\"a\"]}"), None);
    }
}
