//! A proposal as a candidate: the question's own times and values become slots.

use chrono::NaiveDateTime;
use semantic_sql::layer::{
    QuestionPattern, SemanticLayer, Slot, SlotKind, SlottedSql, Text, VerifiedExample,
    VerifiedQuestion,
};
use sha2::{Digest as _, Sha256};

use crate::planner::verified::{Changing, changing_parts, without_limits};

use super::Workbench;

/// What somebody proposes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// The id, where one is named.
    pub id: Option<String>,
    /// How it is asked; patterns with slots, or plain questions.
    pub questions: Vec<String>,
    /// The statement, with slots or without.
    pub semantic_sql: String,
    /// Who proposes it.
    pub owner: String,
    /// What "now" meant when the statement was made; nothing for the clock of the data.
    pub as_of: Option<NaiveDateTime>,
}

/// The candidate of a proposal, as it is written to a file.
pub(super) fn draft(bench: &Workbench, proposal: &Proposal) -> VerifiedQuestion {
    let mut sql = one_line_blanks(&proposal.semantic_sql);
    let mut questions = Vec::new();
    let mut slots: Vec<Slot> = Vec::new();
    for text in &proposal.questions {
        let (pattern, found) = generalised(bench, proposal, text, &mut sql);
        questions.push(pattern);
        for slot in found {
            if !slots.contains(&slot) {
                slots.push(slot);
            }
        }
    }
    let plain = |text: &&String| !text.contains(['{', '[']);
    let examples = proposal.questions.iter().filter(plain);
    VerifiedQuestion {
        file: String::new(),
        line: 0,
        id: proposal.id.clone().unwrap_or_else(|| id_of(proposal)),
        label: Text {
            zh: questions.first().cloned().unwrap_or_default(),
            en: questions.first().cloned().unwrap_or_default(),
        },
        owner: proposal.owner.clone(),
        verified_at: None,
        slots,
        patterns: questions
            .into_iter()
            .map(|text| QuestionPattern {
                text,
                line: 0,
                forms: Vec::new(),
            })
            .collect(),
        sql: SlottedSql::of_text(sql),
        chart: None,
        columns: Vec::new(),
        notes: Vec::new(),
        examples: examples
            .map(|question| VerifiedExample {
                question: question.clone(),
                as_of: Some(proposal.as_of.unwrap_or(bench.now)),
                result: None,
            })
            .collect(),
        rejected: None,
    }
}

/// The question as a pattern; each part that the statement restricts by in the grammar's own words
/// is a slot in both.
fn generalised(
    bench: &Workbench,
    proposal: &Proposal,
    text: &str,
    sql: &mut String,
) -> (String, Vec<Slot>) {
    let nothing = (text.to_owned(), Vec::new());
    if text.contains(['{', '[']) {
        return nothing;
    }
    let Some(asker) = without_limits(&bench.layer).into_iter().next() else {
        return nothing;
    };
    let question = bench.question(text, proposal.as_of, asker);
    let parts = changing_parts(&bench.layer, &bench.knowledge, &bench.grammar, &question);
    let chars: Vec<char> = text.chars().collect();
    let mut pattern = String::new();
    let mut slots = Vec::new();
    let mut done = 0;
    for Changing {
        span,
        slot,
        condition,
    } in parts
    {
        let name = slot_name(&bench.layer, &slot);
        let slotted = format!("{{{name}}}");
        let known = slots.iter().any(|it: &Slot| it.name == name);
        let earlier = sql.contains(&slotted);
        if known || span.start < done || !(sql.contains(&condition) || earlier) {
            continue;
        }
        *sql = sql.replace(&condition, &slotted);
        pattern.extend(chars.get(done..span.start).unwrap_or_default());
        pattern.push_str(&slotted);
        done = span.end;
        slots.push(Slot { name, kind: slot });
    }
    pattern.extend(chars.get(done..).unwrap_or_default());
    (pattern, slots)
}

fn slot_name(layer: &SemanticLayer, slot: &SlotKind) -> String {
    match slot {
        SlotKind::Time { .. } => "period".to_owned(),
        SlotKind::Field(field) => layer.field_reference(*field),
    }
}

/// A statement on as few blanks as it needs outside of quotes, so that conditions can be found.
fn one_line_blanks(sql: &str) -> String {
    let mut text = String::with_capacity(sql.len());
    let mut quote = None;
    for c in sql.trim().trim_end_matches(';').chars() {
        match quote {
            Some(open) if c == open => quote = None,
            None if c == '\'' || c == '"' => quote = Some(c),
            _ => {}
        }
        let blank = quote.is_none() && c.is_whitespace();
        if !blank {
            text.push(c);
        } else if !text.ends_with(' ') {
            text.push(' ');
        }
    }
    text
}

/// An id that says nothing but is always the same for the same proposal.
fn id_of(proposal: &Proposal) -> String {
    let mut hash = Sha256::new();
    for part in proposal.questions.iter().chain([&proposal.semantic_sql]) {
        hash.update(part);
        hash.update([0]);
    }
    format!("q_{}", hex::encode(&hash.finalize()[..4]))
}
