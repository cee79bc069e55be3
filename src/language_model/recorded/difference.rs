//! How a request differs from the nearest one that is recorded.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use serde_json::Value;

use super::super::{CompletionRequest, Message, Role};

/// A request as it is asked of a model.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    pub(super) model: &'a str,
    pub(super) request: &'a CompletionRequest,
}

/// The most characters of a text that are quoted, and the most names that are listed.
const QUOTED: usize = 80;
const LISTED: usize = 5;

/// Says what differs from the nearest of some requests: one of the same question, else the one with the most in common.
pub(super) fn from_nearest<'a>(
    asked: &Asked<'_>,
    recorded: impl Iterator<Item = Asked<'a>>,
) -> String {
    let same = |it: &Asked<'_>| it.request.about.question == asked.request.about.question;
    let nearest = recorded.max_by_key(|it| {
        let found = differences(asked, it);
        (same(it), Reverse(found.len()), common(asked, it))
    });
    let Some(nearest) = nearest else {
        return "nothing is recorded".to_owned();
    };
    let mut parts = differences(asked, &nearest);
    if !same(&nearest) {
        let question = &nearest.request.about.question;
        parts.insert(
            0,
            format!("the question (“{}” is recorded)", short(question)),
        );
    }
    if parts.is_empty() {
        // Only the folder was read wrongly then; the key says which file is meant.
        return "the nearest is equal".to_owned();
    }
    format!("different from the nearest is {}", parts.join("; "))
}

/// How many messages two requests begin with alike.
fn common(one: &Asked<'_>, other: &Asked<'_>) -> usize {
    let pairs = one.request.messages.iter().zip(&other.request.messages);
    pairs.take_while(|(a, b)| a == b).count()
}

/// Every part in which a request is not the recorded one, with what is there now and was then.
fn differences(asked: &Asked<'_>, recorded: &Asked<'_>) -> Vec<String> {
    let (now, then) = (asked.request, recorded.request);
    let mut parts = Vec::new();
    let mut note = |name: &str, now: &str, then: &str| {
        if now != then {
            let (now, then) = (short(now), short(then));
            parts.push(format!("{name} ({now}, recorded with {then})"));
        }
    };
    note("the model", asked.model, recorded.model);
    let versions = (&now.about.prompt_version, &then.about.prompt_version);
    note("the prompt version", versions.0, versions.1);
    note("the schema's name", &now.schema_name, &then.schema_name);
    let limits = (now.max_tokens.to_string(), then.max_tokens.to_string());
    note("the limit of tokens", &limits.0, &limits.1);
    let warm = (now.temperature.to_string(), then.temperature.to_string());
    note("the temperature", &warm.0, &warm.1);
    parts.extend(schema(&now.schema, &then.schema));
    parts.extend(lines("the instructions", &now.system, &then.system));
    parts.extend(messages(&now.messages, &then.messages));
    parts
}

fn schema(now: &Value, then: &Value) -> Option<String> {
    if now == then {
        return None;
    }
    let (now, then) = (words(now), words(then));
    let list = |sign: &str, one: &BTreeSet<String>, other: &BTreeSet<String>| {
        let more = one.difference(other).take(LISTED);
        more.map(|it| format!("{sign}{it}")).collect::<Vec<_>>()
    };
    let mut found = list("+", &now, &then);
    found.extend(list("−", &then, &now));
    Some(if found.is_empty() {
        "the schema, in its form".to_owned()
    } else {
        format!("the schema ({})", found.join(" "))
    })
}

/// The texts of a schema: names of properties, enums, types.
fn words(value: &Value) -> BTreeSet<String> {
    match value {
        Value::String(text) => [text.clone()].into(),
        Value::Array(items) => items.iter().flat_map(words).collect(),
        Value::Object(map) => {
            let names = map.keys().cloned();
            names.chain(map.values().flat_map(words)).collect()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => BTreeSet::new(),
    }
}

/// The first line in which two texts differ.
fn lines(name: &str, now: &str, then: &str) -> Option<String> {
    if now == then {
        return None;
    }
    let (mut now, mut then) = (now.lines(), then.lines());
    loop {
        let (one, other) = (now.next(), then.next());
        if one != other {
            let quoted = |line: Option<&str>| line.map_or("nothing".to_owned(), short);
            let (one, other) = (quoted(one), quoted(other));
            return Some(format!("{name} (“{one}”, recorded with “{other}”)"));
        }
        if one.is_none() {
            return Some(name.to_owned());
        }
    }
}

fn messages(now: &[Message], then: &[Message]) -> Option<String> {
    let at = now.iter().zip(then).position(|(one, other)| one != other);
    if let Some(at) = at {
        let name = match now[at].role {
            Role::User => format!("turn {} of the asker", at + 1),
            Role::Assistant => format!("turn {} of the model", at + 1),
        };
        return lines(&name, &now[at].text, &then[at].text).or(Some(name));
    }
    (now.len() != then.len()).then(|| {
        let (now, then) = (now.len(), then.len());
        format!("the number of turns ({now}, recorded with {then})")
    })
}

fn short(text: &str) -> String {
    let mut short: String = text.chars().take(QUOTED).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}
