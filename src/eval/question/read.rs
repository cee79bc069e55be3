//! Entries of question files, checked and made whole: a pair becomes two questions, an alternative
//! takes over what it does not say itself.

use std::collections::BTreeSet;

use chrono::NaiveDateTime;
use semantic_sql::Principal;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::{Compare, Expected, Gold, GoldColumn, Question, asker};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    kind: String,
    as_of: String,
    questions: Vec<Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: String,
    kind: Option<String>,
    lang: Option<String>,
    question: Option<String>,
    #[serde(default)]
    after: Texts,
    zh: Option<String>,
    en: Option<String>,
    #[serde(default)]
    after_zh: Texts,
    #[serde(default)]
    after_en: Texts,
    /// Missing: whoever runs the evaluation. `null`: nobody.
    #[serde(default, deserialize_with = "given")]
    principal: Option<Option<Principal>>,
    /// The word of the question set, for readers.
    #[serde(rename = "expect")]
    _expect: String,
    expect_status: Expected,
    gold_sql: Option<String>,
    columns: Option<Vec<GoldColumn>>,
    compare: Option<Compare>,
    #[serde(default)]
    note: String,
    #[serde(default)]
    alternatives: Vec<Other>,
    #[serde(default)]
    also_required: Vec<Other>,
    #[serde(default)]
    must_contain: Contained,
    #[serde(default)]
    must_contain_zh: Contained,
    #[serde(default)]
    must_contain_en: Contained,
    #[serde(default)]
    must_not_contain: Texts,
    analysis: Option<String>,
    chart: Option<String>,
    /// What an attack tries, for readers.
    #[serde(rename = "attack")]
    _attack: Option<String>,
}

/// Another gold; what it leaves out is that of the question.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Other {
    reading: String,
    #[serde(default)]
    says: Texts,
    /// Its rows show by themselves which reading it is.
    #[serde(default)]
    evident: bool,
    gold_sql: String,
    columns: Option<Vec<GoldColumn>>,
    compare: Option<Compare>,
    required_columns: Option<Vec<String>>,
}

/// One text or a list of them.
#[derive(Clone, Default, Deserialize)]
#[serde(untagged)]
enum Texts {
    #[default]
    None,
    One(String),
    Many(Vec<String>),
}

impl Texts {
    fn list(self) -> Vec<String> {
        match self {
            Self::None => Vec::new(),
            Self::One(text) => vec![text],
            Self::Many(texts) => texts,
        }
    }
}

/// Texts of which each is needed; a list among them stands for one of its own.
#[derive(Clone, Default, Deserialize)]
#[serde(untagged)]
enum Contained {
    #[default]
    None,
    One(String),
    Many(Vec<Texts>),
}

impl Contained {
    fn list(self) -> Vec<Vec<String>> {
        match self {
            Self::None => Vec::new(),
            Self::One(text) => vec![vec![text]],
            Self::Many(texts) => texts.into_iter().map(Texts::list).collect(),
        }
    }
}

fn given<'de, D, T>(deserializer: D) -> Result<Option<Option<T>>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Option::deserialize(deserializer).map(Some)
}

/// Reads a whole file.
pub(super) fn file(set: &str, document: Value) -> Result<Vec<Question>, Vec<String>> {
    let file: File =
        serde_json::from_value(document).map_err(|error| vec![format!("{set}: {error}")])?;
    let as_of = NaiveDateTime::parse_from_str(&file.as_of, "%Y-%m-%dT%H:%M:%S").map_err(|_| {
        vec![format!(
            "{set}: as_of `{}` is not a moment; write 2026-11-19T10:30:00",
            file.as_of
        )]
    })?;
    let mut questions = Vec::new();
    let mut problems = Vec::new();
    for value in file.questions {
        match entry(set, &file.kind, as_of, value) {
            Ok(found) => questions.extend(found),
            Err(problem) => problems.push(format!("{set}: {problem}")),
        }
    }
    if problems.is_empty() {
        Ok(questions)
    } else {
        Err(problems)
    }
}

/// Reads one entry: one question, or the two of a pair.
pub(super) fn entry(
    set: &str,
    kind: &str,
    as_of: NaiveDateTime,
    value: Value,
) -> Result<Vec<Question>, String> {
    let id = value
        .get("id")
        .and_then(Value::as_str)
        .unwrap_or("a question without an id")
        .to_owned();
    let within = |problem: String| format!("{id}: {problem}");
    let mut entry: Entry =
        serde_json::from_value(value).map_err(|error| within(error.to_string()))?;
    let halves = halves(&mut entry).map_err(within)?;
    let main = main_gold(&mut entry).map_err(within)?;
    let alternative = |other: Other| resolve(other, main.as_ref(), false);
    let alternatives = entry.alternatives.drain(..).map(alternative);
    let alternatives = alternatives
        .collect::<Result<Vec<_>, _>>()
        .map_err(within)?;
    let beside = |other: Other| resolve(other, main.as_ref(), true);
    let also = entry.also_required.drain(..).map(beside);
    let also = also.collect::<Result<Vec<_>, _>>().map_err(within)?;
    let common = entry.must_contain.list();
    let question = |half: Half| Question {
        id: half.id,
        set: set.to_owned(),
        kind: entry.kind.clone().unwrap_or_else(|| kind.to_owned()),
        language: half.language,
        pair: half.pair,
        text: half.text,
        after: half.after,
        asker: entry.principal.clone().map(asker),
        as_of,
        expected: entry.expect_status,
        gold: main.clone(),
        alternatives: alternatives.clone(),
        also: also.clone(),
        must_contain: common.iter().cloned().chain(half.must_contain).collect(),
        must_not_contain: entry.must_not_contain.clone().list(),
        chart: entry.chart.clone(),
        analysis: entry.analysis.clone(),
        note: entry.note.clone(),
    };
    let questions: Vec<Question> = halves.into_iter().map(question).collect();
    questions.iter().try_for_each(check).map_err(within)?;
    Ok(questions)
}

/// What the two questions of a pair do not share.
struct Half {
    id: String,
    language: String,
    pair: Option<String>,
    text: String,
    after: Vec<String>,
    must_contain: Vec<Vec<String>>,
}

fn halves(entry: &mut Entry) -> Result<Vec<Half>, String> {
    let taken = std::mem::take;
    let half = |language: &str, text: String, after: Texts, must_contain: Contained| Half {
        id: format!("{}-{language}", entry.id),
        language: language.to_owned(),
        pair: Some(entry.id.clone()),
        text,
        after: after.list(),
        must_contain: must_contain.list(),
    };
    match (entry.question.take(), entry.zh.take(), entry.en.take()) {
        (Some(text), None, None) => Ok(vec![Half {
            id: entry.id.clone(),
            language: entry
                .lang
                .take()
                .ok_or("`lang` is missing; it is zh, en or mixed")?,
            pair: None,
            text,
            after: taken(&mut entry.after).list(),
            must_contain: Vec::new(),
        }]),
        (None, Some(zh), Some(en)) => Ok(vec![
            half(
                "zh",
                zh,
                entry.after_zh.clone(),
                entry.must_contain_zh.clone(),
            ),
            half(
                "en",
                en,
                entry.after_en.clone(),
                entry.must_contain_en.clone(),
            ),
        ]),
        _ => {
            Err("has neither a `question` nor both a `zh` and an `en`, or has them all".to_owned())
        }
    }
}

fn main_gold(entry: &mut Entry) -> Result<Option<Gold>, String> {
    match (
        entry.gold_sql.take(),
        entry.columns.take(),
        entry.compare.take(),
    ) {
        (None, None, None) => Ok(None),
        (Some(sql), Some(columns), Some(compare)) => {
            let gold = Gold {
                reading: None,
                says: Vec::new(),
                evident: true,
                sql,
                columns,
                compare,
            };
            known_columns(&gold)?;
            Ok(Some(gold))
        }
        _ => Err("`gold_sql`, `columns` and `compare` go together".to_owned()),
    }
}

/// A result beside the first has its own columns, so that of the rules only those hold that speak
/// of them.
fn resolve(other: Other, main: Option<&Gold>, beside: bool) -> Result<Gold, String> {
    let main = main.ok_or("another reading without a first one: `gold_sql` is missing")?;
    let mut compare = other.compare.unwrap_or_else(|| main.compare.clone());
    if let Some(required) = other.required_columns {
        compare.required_columns = required;
        compare.one_of.clear();
    }
    let columns = other.columns.unwrap_or_else(|| main.columns.clone());
    if beside {
        let known = |name: &String| columns.iter().any(|it| it.name == *name);
        compare.required_columns.retain(known);
        compare.one_of.retain(|group| group.iter().all(known));
    }
    let gold = Gold {
        reading: Some(other.reading),
        says: other.says.list(),
        evident: other.evident,
        sql: other.gold_sql,
        columns,
        compare,
    };
    known_columns(&gold)?;
    Ok(gold)
}

/// Rules may only name columns that are there, and must ask for something.
fn known_columns(gold: &Gold) -> Result<(), String> {
    let known: BTreeSet<&str> = gold.columns.iter().map(|it| it.name.as_str()).collect();
    let rules = &gold.compare;
    let named = rules
        .required_columns
        .iter()
        .chain(rules.one_of.iter().flatten());
    for name in named.clone() {
        if !known.contains(name.as_str()) {
            let known: Vec<&str> = known.into_iter().collect();
            return Err(format!(
                "`compare` asks for the column {name}; the gold has {}",
                known.join(", ")
            ));
        }
    }
    let has_keys = gold.columns.iter().any(|column| gold.is_key(column));
    if named.count() == 0 && !has_keys {
        return Err(
            "`compare` asks for no column: write `required_columns` or `one_of`".to_owned(),
        );
    }
    Ok(())
}

/// What is expected must be something that can be judged.
fn check(question: &Question) -> Result<(), String> {
    let told = question.gold.is_some() || !question.must_contain.is_empty();
    if question.expected == Expected::Answered && !told && question.analysis.is_none() {
        return Err(
            "an answer is expected, and neither `gold_sql` nor `must_contain` says which"
                .to_owned(),
        );
    }
    if !["zh", "en", "mixed"].contains(&question.language.as_str()) {
        return Err(format!(
            "`lang` is {}; it is zh, en or mixed",
            question.language
        ));
    }
    Ok(())
}
