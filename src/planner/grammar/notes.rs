//! Questions that the layer's `language` block decides: subjects that are not in the data, words
//! that mean too much, "how is it going", and questions about the metrics themselves.

use semantic_sql::layer::{MetricId, SemanticLayer, Text};

use crate::lexicon::{Meaning, Word};
use crate::plan::{Choice, Clarification, Decline, Description, Plan};

use super::slots::Slots;
use super::tokens::{Kind, Token, Tokens};

/// What is decided before slots are gathered.
pub(super) fn before_slots(layer: &SemanticLayer, tokens: &Tokens) -> Option<Box<Plan>> {
    not_here(layer, tokens)
        .or_else(|| asked_back(layer, tokens))
        .or_else(|| described(layer, tokens))
}

fn meanings(token: &Token) -> &[Meaning] {
    match &token.kind {
        Kind::Term(meanings) => meanings,
        _ => &[],
    }
}

/// A subject that the data cannot know.
fn not_here(layer: &SemanticLayer, tokens: &Tokens) -> Option<Box<Plan>> {
    let at = tokens
        .list
        .iter()
        .flat_map(meanings)
        .find_map(|meaning| match meaning {
            Meaning::OutOfScope(at) => Some(*at),
            _ => None,
        })?;
    let subject = layer.language.out_of_scope.get(at)?;
    Some(Box::new(Plan::Decline(Decline {
        code: "out_of_scope",
        reason: subject.reason.clone(),
    })))
}

/// A word that the layer says to ask back about.
fn asked_back(layer: &SemanticLayer, tokens: &Tokens) -> Option<Box<Plan>> {
    let at = tokens
        .list
        .iter()
        .flat_map(meanings)
        .find_map(|meaning| match meaning {
            Meaning::AskBack(at) => Some(*at),
            _ => None,
        })?;
    let asked = layer.language.ask_back.get(at)?;
    let [zh, en] = &asked.choices;
    let questions = if tokens.is_chinese() { zh } else { en };
    let choices = questions.iter().map(|question| Choice {
        label: Text {
            zh: question.clone(),
            en: question.clone(),
        },
        question: question.clone(),
    });
    Some(Box::new(Plan::Clarify(Clarification {
        question: asked.question.clone(),
        choices: choices.collect(),
    })))
}

/// Questions about metrics, dimensions, freshness and the service, which ask for no number.
fn described(layer: &SemanticLayer, tokens: &Tokens) -> Option<Box<Plan>> {
    let told_whole = only_more_of_it(tokens);
    let metrics = metrics_asked_of(told_whole.unwrap_or(&tokens.list));
    let bare = tokens
        .list
        .iter()
        .all(|token| matches!(token.kind, Kind::Mark(_)) || is_word(token) || metric_of(token));
    let defines = tokens.any(&[Word::Definition]) || (bare && tokens.any(&[Word::Meaning]));
    let description = if defines && !metrics.is_empty() {
        Description::Metrics(metrics)
    } else if tokens.any(&[Word::Freshness]) && metrics.is_empty() {
        Description::Freshness
    } else if tokens.any(&[Word::DimensionNoun]) {
        Description::Dimensions(metrics)
    } else if tokens.any(&[Word::MetricNoun]) {
        listed(layer, tokens)?
    } else if tokens.any(&[Word::Greeting]) && only_words(tokens) {
        Description::Help
    } else {
        return None;
    };
    let metrics_alone = matches!(description, Description::Metrics(_));
    let told_whole = metrics_alone && told_whole.is_some();
    (told_whole || every_word_known(tokens)).then(|| Box::new(Plan::Describe(description)))
}

/// 退款率怎么算的，用的退款时间还是支付时间: the words up to the clause that asks how a metric is computed, where
/// unknown words stand only after it and ask for no number. A definition is told whole, whatever is asked about it in
/// particular.
fn only_more_of_it(tokens: &Tokens) -> Option<&[Token]> {
    let unknown = |token: &Token| matches!(token.kind, Kind::Unknown);
    let counts = |token: &Token| matches!(token.kind, Kind::Time(_) | Kind::Number(_));
    let said = tokens.list.iter();
    let asked = said
        .clone()
        .position(|it| it.is_word(&[Word::Definition]))?;
    let mark = |it: &Token| matches!(it.kind, Kind::Mark(_));
    let end = asked + said.skip(asked).position(mark)?;
    let (asked, more) = tokens.list.split_at(end);
    let ours = !asked.iter().any(unknown) && !more.iter().any(counts);
    (ours && more.iter().any(unknown)).then_some(asked)
}

/// A list of metrics or dimensions: all, or those that a word of the question is part of.
fn listed(layer: &SemanticLayer, tokens: &Tokens) -> Option<Description> {
    let lists = [
        Word::WhichMany,
        Word::Which,
        Word::All,
        Word::Definition,
        Word::Service,
    ];
    if !tokens.any(&lists) && !only_words(tokens) {
        return None;
    }
    let about = tokens
        .list
        .iter()
        .filter(|token| names_something(token))
        .map(|token| tokens.text(token))
        .collect::<Vec<_>>();
    match about.as_slice() {
        [] => Some(Description::Catalogue),
        [about] => {
            let found = about_subject(layer, about);
            (!found.is_empty()).then_some(Description::Metrics(found))
        }
        _ => None,
    }
}

/// The metrics whose names hold a word.
fn about_subject(layer: &SemanticLayer, word: &str) -> Vec<MetricId> {
    let word = word.to_lowercase();
    // 退款率 is about 退款: the first two characters are the stem that its relatives share.
    let stem: String = if word.is_ascii() {
        word.trim_end_matches('s').to_owned()
    } else {
        word.chars().take(2).collect()
    };
    layer
        .metrics_with_ids()
        .filter(|(_, metric)| {
            metric.label.zh.contains(&stem) || metric.label.en.to_lowercase().contains(&stem)
        })
        .map(|(id, _)| id)
        .collect()
}

/// Whether a token names a metric.
fn metric_of(token: &Token) -> bool {
    meanings(token)
        .iter()
        .any(|meaning| matches!(meaning, Meaning::Metric(_) | Meaning::MaybeMetric(_)))
}

/// GPM的分母是观看人数还是观看次数: the metrics before the words that ask, else all that are named.
fn metrics_asked_of(tokens: &[Token]) -> Vec<MetricId> {
    let mut words = tokens.iter();
    let asked = words.position(|it| it.is_word(&[Word::Definition]));
    let before = asked.and_then(|at| tokens.get(..at));
    let before = before.map(metrics_named).filter(|it| !it.is_empty());
    before.unwrap_or_else(|| metrics_named(tokens))
}

fn metrics_named(tokens: &[Token]) -> Vec<MetricId> {
    let mut found = Vec::new();
    for meaning in tokens.iter().flat_map(meanings) {
        if let Meaning::Metric(id) | Meaning::MaybeMetric(id) = meaning
            && !found.contains(id)
        {
            found.push(*id);
        }
    }
    found
}

/// Whether a token is a name of the layer or of the data.
fn names_something(token: &Token) -> bool {
    meanings(token).iter().any(|meaning| {
        !matches!(
            meaning,
            Meaning::Word(_) | Meaning::Dataset(_) | Meaning::OutOfScope(_) | Meaning::AskBack(_)
        )
    })
}

fn only_words(tokens: &Tokens) -> bool {
    tokens
        .list
        .iter()
        .all(|token| matches!(token.kind, Kind::Mark(_)) || is_word(token))
}

fn is_word(token: &Token) -> bool {
    meanings(token)
        .iter()
        .any(|meaning| matches!(meaning, Meaning::Word(_)))
}

fn every_word_known(tokens: &Tokens) -> bool {
    !tokens
        .list
        .iter()
        .any(|token| matches!(token.kind, Kind::Unknown))
}

/// No metric is named: which of those that tell how it goes is meant?
pub(super) fn which_metric(layer: &SemanticLayer, tokens: &Tokens) -> Option<Box<Plan>> {
    let says_something = tokens.list.iter().any(|token| match &token.kind {
        Kind::Time(_) | Kind::Number(_) => true,
        _ => names_something(token),
    });
    let asks = tokens.any(&[Word::Going, Word::Compare]);
    if layer.language.overview.is_empty() || !(says_something || asks) {
        return None;
    }
    let choices = layer.language.overview.iter().map(|id| {
        let label = layer.metric(*id).label.clone();
        Choice {
            question: with_metric(tokens, &label),
            label,
        }
    });
    Some(Box::new(Plan::Clarify(Clarification {
        question: Text {
            zh: "想看哪个指标？".to_owned(),
            en: "Which metric do you want to see?".to_owned(),
        },
        choices: choices.collect(),
    })))
}

/// The names and times of a question beside a metric.
fn with_metric(tokens: &Tokens, label: &Text) -> String {
    let kept: Vec<String> = tokens
        .list
        .iter()
        .filter(|token| {
            matches!(token.kind, Kind::Time(_) | Kind::Number(_))
                || names_something(token)
                || token.is_word(&[Word::And, Word::Each, Word::By, Word::Exclude])
        })
        .map(|token| tokens.text(token))
        .collect();
    let compared = tokens.any(&[Word::Compare]);
    match (tokens.is_chinese(), compared) {
        (true, false) => format!("{}{}", kept.concat(), label.zh),
        (true, true) => format!("{}{}对比", kept.concat(), label.zh),
        (false, false) => format!("{} {}", label.en, kept.join(" ")),
        (false, true) => format!("compare {} {}", label.en, kept.join(" ")),
    }
    .trim()
    .to_owned()
}

/// A word that several metrics go by: answered with the first where the question says anything
/// more, else asked back.
pub(super) fn several_meanings(
    layer: &SemanticLayer,
    tokens: &Tokens,
    slots: &Slots,
) -> Option<Box<Plan>> {
    let (at, others) = slots.ambiguous.first()?;
    if slots.says_more_than_metrics() {
        return None;
    }
    let first = slots.metrics.iter().find(|mention| mention.at == *at)?;
    let found: Vec<MetricId> = std::iter::once(first.metric)
        .chain(others.iter().copied())
        .collect();
    Some(super::refuse::which_of_metrics(layer, tokens, *at, &found))
}
