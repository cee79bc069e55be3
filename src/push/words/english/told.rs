//! What is to be told when a number passes a bound, in English: alert me when … goes above 20%.

use super::{after_polite, any_phrase, between, phrase, words};
use crate::push::words::bound::bound as bound_in;
use crate::push::words::{Due, To, Wish, question};

const TELLS: &[(&str, To)] = &[
    ("alert me", To::Me),
    ("notify me", To::Me),
    ("warn me", To::Me),
    ("ping me", To::Me),
    ("message me", To::Me),
    ("remind me", To::Me),
    ("tell me", To::Me),
    ("let me know", To::Me),
    ("alert us", To::Here),
    ("notify us", To::Here),
    ("warn us", To::Here),
    ("tell us", To::Here),
    ("let us know", To::Here),
    ("alert this channel", To::Here),
    ("notify this channel", To::Here),
    ("alert the channel", To::Here),
    ("notify the channel", To::Here),
    ("alert this group", To::Here),
    ("notify this group", To::Here),
    ("alert here", To::Here),
    ("post here", To::Here),
    ("alert", To::Unsaid),
    ("send me an alert", To::Me),
    ("send an alert", To::Unsaid),
];

/// `tell me if` may be a question; the others say that it is about what is to come.
const WHENS: &[(&str, bool)] = &[
    ("when", true),
    ("whenever", true),
    ("once", true),
    ("as soon as", true),
    ("every time", true),
    ("if", false),
];

/// What is to be told when a number passes a bound.
pub(in crate::push::words) fn bound(text: &str) -> Option<Wish> {
    let words = words(text);
    let begin = after_polite(&words, 0);
    if let Some((to, end)) = any_phrase(&words, begin, TELLS) {
        let (is_ahead, end) = any_phrase(&words, end, WHENS)?;
        if !is_ahead && words.get(begin).is_some_and(|it| it.word == "tell") {
            return None;
        }
        return bounded(between(&words, end, words.len()), to);
    }
    // when X goes above 20%, alert me
    let (_, from) = any_phrase(&words, begin, WHENS)?;
    let tells = (from + 1..words.len()).find_map(|at| {
        let begin = ["then", "please"]
            .iter()
            .find_map(|it| phrase(&words, at, it))
            .unwrap_or(at);
        let (to, end) = any_phrase(&words, begin, TELLS)?;
        (end == words.len()).then_some((to, at))
    });
    let (to, at) = tells?;
    bounded(between(&words, from, at), to)
}

fn bounded(text: &str, to: To) -> Option<Wish> {
    let text = text.trim_end_matches([',', ' ']);
    // Words that are no comparison elsewhere.
    let over = ["passes", "tops", "crosses"].into_iter();
    let over = over
        .map(|it| (it, format!(" {it} ")))
        .find(|(_, word)| text.contains(word));
    let plain = match &over {
        Some((_, word)) => text.replacen(word.as_str(), " exceeds ", 1),
        None => text.to_owned(),
    };
    let (before, mut bound, after) = bound_in(&plain)?;
    if let Some((word, _)) = over {
        bound.said = bound.said.replacen("exceeds", word, 1);
    }
    let mut asked = before.trim();
    let verbs = [
        "goes", "is", "rises", "falls", "drops", "gets", "climbs", "grows", "stays", "becomes",
        "are", "go", "fall", "drop", "rise", "ever", "dips", "reaches", "sinks", "has",
    ];
    while let Some((rest, last)) = asked.rsplit_once(' ') {
        if !verbs.contains(&last.to_lowercase().as_str()) {
            break;
        }
        asked = rest.trim_end();
    }
    asked = asked.strip_prefix("the ").unwrap_or(asked);
    let asked = of_each(asked);
    let after = after.trim_matches([' ', ',']);
    let after = ["yuan", "rmb", "cny"]
        .iter()
        .fold(after, |it, unit| it.strip_prefix(unit).unwrap_or(it))
        .trim();
    // What follows may be the period: above 20% today.
    let asked = if after.is_empty() {
        asked
    } else {
        format!("{asked} {after}")
    };
    Some(Wish {
        question: question(&asked)?,
        due: Due::Bound(bound),
        to,
        assumed: Vec::new(),
    })
}

/// `any shop's …`, `… of any shop` and `any shop has …` are asked as `… by shop`: each is looked at by itself.
fn of_each(asked: &str) -> String {
    let words: Vec<&str> = asked.split(' ').collect();
    let is_any = |it: &&str| ["any", "each", "every"].contains(&it.to_lowercase().as_str());
    let Some(at) = words.iter().position(is_any) else {
        return asked.to_owned();
    };
    let (head, group) = (&words[..at], &words[at + 1..]);
    match head {
        [] => owned(group).unwrap_or_else(|| asked.to_owned()),
        [.., joint]
            if ["of", "for", "by", "in", "on", "from"].contains(joint) && !group.is_empty() =>
        {
            format!("{} by {}", head[..at - 1].join(" "), group.join(" "))
        }
        _ => asked.to_owned(),
    }
}

/// `shop's refund rate`, `shop has a refund rate`: what is owned, by what.
fn owned(words: &[&str]) -> Option<String> {
    let ends = ["'s", "’s"];
    let possessive = words
        .iter()
        .position(|it| ends.iter().any(|end| it.ends_with(end)));
    if let Some(at) = possessive {
        let last = ends
            .iter()
            .fold(words[at], |it, end| it.strip_suffix(end).unwrap_or(it));
        let group = words[..at].iter().copied().chain([last]);
        let group: Vec<&str> = group.collect();
        let metric = words[at + 1..].join(" ");
        return (!metric.is_empty()).then(|| format!("{metric} by {}", group.join(" ")));
    }
    let has = words
        .iter()
        .position(|it| ["has", "have", "gets"].contains(it))?;
    let metric = words[has + 1..]
        .iter()
        .copied()
        .skip_while(|it| ["a", "an", "the"].contains(it));
    let metric: Vec<&str> = metric.collect();
    (has > 0 && !metric.is_empty())
        .then(|| format!("{} by {}", metric.join(" "), words[..has].join(" ")))
}
