//! 有哪些品牌, which platforms do you have data for: the values of a dimension, without a number.

use chrono::NaiveDateTime;
use semantic_sql::layer::{FieldId, SemanticLayer, Text};
use semantic_sql::{SemanticSql, has_bound_rows};

use crate::lexicon::{Meaning, Rights, SESSION_FIELD, Word};
use crate::plan::{FilterReading, Intent, Interpretation, QueryPlan};

use super::slots::Restriction;
use super::tokens::{Kind, Tokens};
use super::write::{self, Statement};
use super::{dates, say, snapshot};

/// Words that such a question may have; any other asks for something else.
const WORDS: [Word; 9] = [
    Word::Filler,
    Word::Service,
    Word::Which,
    Word::WhichMany,
    Word::Count,
    Word::All,
    Word::And,
    Word::Asks,
    Word::Total,
];

/// The statement that lists the values of the only dimension named, if that is all that is asked.
pub(super) fn listing(
    layer: &SemanticLayer,
    tokens: &Tokens,
    rights: &Rights,
    now: NaiveDateTime,
) -> Option<QueryPlan> {
    let mut field = None;
    let mut scope: Vec<Restriction> = Vec::new();
    for (at, token) in tokens.list.iter().enumerate() {
        match &token.kind {
            Kind::Mark(_) => {}
            Kind::Term(meanings) => {
                let named = super::gather::field_of(meanings);
                let value = meanings.iter().find_map(|meaning| match meaning {
                    Meaning::Value(value) => Some(value),
                    _ => None,
                });
                match (named, value, meanings.as_slice()) {
                    (Some(named), ..) if field.is_none_or(|(known, _)| known == named) => {
                        field = Some((named, at));
                    }
                    (None, Some(value), [_]) if !value.all => {
                        scope.push(Restriction::new(value.clone(), at, false));
                    }
                    (None, None, meanings) if may_stand(meanings) => {}
                    _ => return None,
                }
            }
            Kind::Time(_) | Kind::Number(_) | Kind::Unknown => return None,
        }
    }
    let (field, at) = field?;
    // Sessions are too many to be told without a time.
    if layer.field(field).name == SESSION_FIELD {
        return None;
    }
    let mut all: Vec<FieldId> = scope.iter().map(|it| it.field).collect();
    all.push(field);
    layer.home_of(&all)?;
    // Who may know no value of it is not told that there are any.
    if rights
        .allowed(field)
        .is_some_and(|values| values.is_empty())
    {
        return None;
    }
    let one_each = scope.iter().all(|it| it.field != field)
        && (1..scope.len()).all(|i| scope[..i].iter().all(|it| it.field != scope[i].field));
    (one_each && asks_for_all(tokens, at)).then(|| plan(layer, field, &scope, rights, now))
}

/// Whether a token may stand in such a question: a general word with one of the uses of `WORDS`,
/// or a noun for rows.
fn may_stand(meanings: &[Meaning]) -> bool {
    let use_of = |meaning: &Meaning| match meaning {
        Meaning::Word(word) => Some(WORDS.contains(word)),
        Meaning::Dataset(_) => Some(true),
        _ => None,
    };
    let uses: Option<Vec<bool>> = meanings.iter().map(use_of).collect();
    uses.is_some_and(|uses| uses.contains(&true))
}

/// 哪些, 几个, "which platforms", "do you have": of one thing nobody asks for a list.
fn asks_for_all(tokens: &Tokens, at: usize) -> bool {
    let text = |at: usize| {
        tokens
            .list
            .get(at)
            .map_or_else(String::new, |it| tokens.text(it))
    };
    let name = text(at);
    let many = ["哪些", "哪几", "几个"];
    let several = name.is_ascii() && name.to_lowercase().ends_with('s');
    let which = tokens.is(at.wrapping_sub(1), &[Word::Which]);
    let served = tokens.any(&[Word::Service]) && (several || !name.is_ascii());
    many.iter().any(|lead| name.starts_with(lead))
        || tokens.any(&[Word::WhichMany, Word::Count])
        || (which && several)
        || served
}

fn plan(
    layer: &SemanticLayer,
    field: FieldId,
    scope: &[Restriction],
    rights: &Rights,
    now: NaiveDateTime,
) -> QueryPlan {
    let name = layer.field_reference(field);
    let mut statement = Statement {
        select: vec![name.clone()],
        filters: vec![format!("{name} IS NOT NULL")],
        groups: vec![name.clone()],
        order: vec![name],
        ..Statement::default()
    };
    // Where a policy decides on the rows themselves, they are the asker's own already.
    let free = has_bound_rows(layer, field.dataset);
    let allowed = rights.allowed(field).filter(|_| !free);
    let allowed = allowed.map(|values| Restriction {
        field,
        values,
        excluded: false,
        lifts: false,
        empty: false,
        at: 0,
    });
    let conditions = scope.iter().chain(&allowed);
    let conditions = conditions.map(|it| write::restriction(layer, it));
    statement.filters.extend(conditions);
    let day = scope
        .iter()
        .any(|it| snapshot::is_of_a_day(layer, it.field));
    let day = day.then(|| snapshot::last_day(now));
    let condition = day.and_then(|(from, until)| dates::conditions(layer, from, until, None));
    statement.filters.extend(condition);
    let day = day.map(|(from, _)| from.date().to_string());
    let label = &layer.field(field).label;
    let read = |zh: bool| {
        let parts = scope.iter().map(|it| say::restriction(layer, it, zh));
        let all = if zh {
            format!("全部{}", label.zh)
        } else {
            format!("every {}", label.en.to_lowercase())
        };
        let parts: Vec<String> = day
            .clone()
            .into_iter()
            .chain(parts)
            .chain(std::iter::once(all))
            .collect();
        parts.join(if zh { "，" } else { ", " })
    };
    let filters = scope.iter().map(|it| FilterReading {
        dimension: layer.field(it.field).name.clone(),
        op: write::operator(it).to_owned(),
        values: it.values.clone(),
    });
    QueryPlan {
        sql: SemanticSql(statement.text(&layer.name)),
        intent: Intent::Breakdown,
        reading: Text {
            zh: read(true),
            en: read(false),
        },
        interpretation: Interpretation {
            dimensions: vec![layer.field(field).name.clone()],
            filters: filters.collect(),
            ..Interpretation::default()
        },
        assumptions: Vec::new(),
        supporting: Vec::new(),
        derived: Vec::new(),
        parts: Vec::new(),
        chart: None,
        verified: None,
    }
}
