//! Verified questions: their slots, the forms of their patterns, and where slots stand in SQL.

mod pattern;

use crate::diagnostic::nearest;
use crate::layer::load::{LayerProblem, RawVerified};
use crate::layer::{
    FieldId, QuestionPattern, SemanticLayer, Slot, SlotKind, SlottedSql, SqlPiece, VerifiedQuestion,
};

use super::Place;

use pattern::{Part, forms, parts};

/// The slot of time that every question may have.
const PERIOD: &str = "period";

/// Words after which a condition may stand.
const BEFORE_CONDITION: [&str; 6] = ["WHERE", "AND", "OR", "NOT", "WHEN", "HAVING"];

/// Adds verified questions, each id once.
pub(super) fn add(
    layer: &mut SemanticLayer,
    raw: Vec<RawVerified>,
    problems: &mut Vec<LayerProblem>,
) {
    for raw in raw {
        if let Some(known) = layer.verified.iter().find(|known| known.id == raw.id) {
            let place = Place {
                file: &raw.file,
                line: raw.line,
            };
            let message = format!(
                "a second verified question `{}`; the first stands in {}:{}",
                raw.id, known.file, known.line
            );
            problems.push(place.problem(message, None));
            continue;
        }
        let question = resolve(layer, raw, problems);
        layer.verified.extend(question);
    }
}

/// Resolves one entry against the layer; nothing where a slot is wrong.
pub(in crate::layer) fn resolve(
    layer: &SemanticLayer,
    raw: RawVerified,
    problems: &mut Vec<LayerProblem>,
) -> Option<VerifiedQuestion> {
    let before = problems.len();
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let file = raw.file.clone();
    let at = |line: usize| Place { file: &file, line };
    if raw.id.is_empty() || !raw.id.chars().all(word) {
        let hint = "Write letters, digits and `_`.".to_owned();
        problems.push(at(raw.line).problem(format!("`{}` is no id", raw.id), Some(hint)));
    }
    let mut slots = Slots {
        layer,
        raw: &raw,
        found: Vec::new(),
        problems,
    };
    let sql = slots.sql();
    let patterns: Vec<QuestionPattern> = raw
        .questions
        .iter()
        .filter_map(|(text, line)| slots.pattern(text, *line))
        .collect();
    let found = slots.found;
    for (name, _, line) in &raw.times {
        if !found.iter().any(|slot| slot.name == *name) {
            let message = format!("`times` names `{{{name}}}`, which the statement does not have");
            problems.push(at(*line).problem(message, None));
        }
    }
    (problems.len() == before).then_some(VerifiedQuestion {
        file: raw.file,
        line: raw.line,
        id: raw.id,
        label: raw.label,
        owner: raw.owner,
        verified_at: raw.verified_at,
        slots: found,
        patterns,
        sql,
        chart: raw.chart,
        columns: raw.columns,
        notes: raw.notes,
        examples: raw.examples,
        rejected: raw.rejected,
    })
}

/// The slots of one entry while it is read.
struct Slots<'a> {
    layer: &'a SemanticLayer,
    raw: &'a RawVerified,
    found: Vec<Slot>,
    problems: &'a mut Vec<LayerProblem>,
}

impl Slots<'_> {
    fn problem(&mut self, line: usize, message: String, hint: Option<String>) {
        let place = Place {
            file: &self.raw.file,
            line,
        };
        self.problems.push(place.problem(message, hint));
    }

    /// The statement in pieces; its slots are those of the question.
    fn sql(&mut self) -> SlottedSql {
        let text = self.raw.semantic_sql.trim();
        let line = self.raw.sql_line;
        let mut pieces = Vec::new();
        let mut rest = text;
        let mut done = String::new();
        while let Some((head, name, tail)) = next_slot(rest) {
            done.push_str(head);
            pieces.push(SqlPiece::Text(head.to_owned()));
            if !takes_condition(&done) {
                let hint = format!(
                    "`{{{name}}}` stands for a whole condition: write `WHERE {{{name}}}` or `AND {{{name}}}`."
                );
                self.problem(
                    line,
                    format!("`{{{name}}}` does not stand where a condition stands"),
                    Some(hint),
                );
            }
            if let Some(slot) = self.slot(name, line) {
                pieces.push(SqlPiece::Slot(slot));
            }
            done.push_str("TRUE");
            rest = tail;
        }
        pieces.push(SqlPiece::Text(rest.to_owned()));
        SlottedSql {
            text: text.to_owned(),
            pieces,
        }
    }

    /// The place of a slot of the statement, new or known.
    fn slot(&mut self, name: &str, line: usize) -> Option<usize> {
        if let Some(known) = self.found.iter().position(|slot| slot.name == name) {
            return Some(known);
        }
        let default = self.raw.times.iter().find(|(known, ..)| known == name);
        let kind = if name == PERIOD || default.is_some() {
            SlotKind::Time {
                default: default.map(|(_, expression, _)| expression.clone()),
            }
        } else {
            SlotKind::Field(self.field(name, line)?)
        };
        self.found.push(Slot {
            name: name.to_owned(),
            kind,
        });
        Some(self.found.len() - 1)
    }

    fn field(&mut self, name: &str, line: usize) -> Option<FieldId> {
        let layer = self.layer;
        let dotted = |id: FieldId| {
            let dataset = &layer.dataset(id.dataset).name;
            format!("{dataset}.{}", layer.field(id).name)
        };
        let mut named = layer.visible_fields().filter(|(id, field)| {
            field.name.eq_ignore_ascii_case(name) || dotted(*id).eq_ignore_ascii_case(name)
        });
        let (first, second) = (named.next(), named.next());
        match (first, second) {
            (Some((id, _)), None) => Some(id),
            (Some((one, _)), Some((other, _))) => {
                let hint = format!("Write {{{}}} or {{{}}}.", dotted(one), dotted(other));
                self.problem(
                    line,
                    format!("`{{{name}}}` is a dimension of several datasets"),
                    Some(hint),
                );
                None
            }
            (None, _) => {
                let names = layer.visible_fields().map(|(_, field)| field.name.as_str());
                let near = nearest(name, names.chain([PERIOD]), 1);
                let hint = near
                    .first()
                    .map(|name| format!("Did you mean `{{{name}}}`?"));
                self.problem(line, format!("`{{{name}}}` is no dimension"), hint);
                None
            }
        }
    }

    /// A pattern with all its forms; what is wrong with it is noted.
    fn pattern(&mut self, text: &str, line: usize) -> Option<QuestionPattern> {
        let before = self.problems.len();
        let parts = match parts(text) {
            Ok(parts) => parts,
            Err(message) => {
                let hint = "Write a slot as {platform}, and what may be left out as [{platform}].";
                self.problem(line, format!("{message}: `{text}`"), Some(hint.to_owned()));
                return None;
            }
        };
        let named: Vec<&str> = parts.iter().flat_map(|part| part.slots()).collect();
        for (index, name) in named.iter().enumerate() {
            if named[..index].contains(name) {
                self.problem(line, format!("`{{{name}}}` stands twice in `{text}`"), None);
            }
            if !self.found.iter().any(|slot| slot.name == *name) {
                let known: Vec<&str> = self.found.iter().map(|slot| slot.name.as_str()).collect();
                let near = nearest(name, known.iter().copied(), 1);
                let hint = near
                    .first()
                    .map(|name| format!("Did you mean `{{{name}}}`?"));
                self.problem(
                    line,
                    format!("`{{{name}}}` of the question is not in the statement"),
                    hint,
                );
            }
        }
        let always: Vec<&str> = parts
            .iter()
            .filter(|part| !part.optional)
            .flat_map(Part::slots)
            .collect();
        for slot in self.found.clone() {
            let name = slot.name.as_str();
            let (missing, hint) = match slot.kind {
                SlotKind::Time { default: Some(_) } => (false, String::new()),
                SlotKind::Time { default: None } => (
                    !always.contains(&name),
                    format!(
                        "Name it, or say what stands for it where it is not named: times: {{{name}: 近30天}}."
                    ),
                ),
                SlotKind::Field(_) => (
                    !named.contains(&name),
                    format!("Name it, or write [{{{name}}}] where it may be left out."),
                ),
            };
            if missing {
                let message = format!("`{{{name}}}` of the statement is not in `{text}`");
                self.problem(line, message, Some(hint));
            }
        }
        if self.problems.len() > before {
            return None;
        }
        let slot = |name: &str| self.found.iter().position(|slot| slot.name == name);
        let forms = forms(&parts, &slot);
        Some(QuestionPattern {
            text: text.to_owned(),
            line,
            forms,
        })
    }
}

/// The text before the first slot outside of quotes and comments, its name, and the text after it.
fn next_slot(sql: &str) -> Option<(&str, &str, &str)> {
    let bytes = sql.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let skip_to = |end: &str, from: usize| {
            let found = sql.get(from..).and_then(|rest| rest.find(end));
            found.map_or(bytes.len(), |place| from + place + end.len())
        };
        match bytes[at] {
            quote @ (b'\'' | b'"') => {
                at = skip_to(if quote == b'\'' { "'" } else { "\"" }, at + 1);
            }
            b'-' if bytes.get(at + 1) == Some(&b'-') => at = skip_to("\n", at),
            b'/' if bytes.get(at + 1) == Some(&b'*') => at = skip_to("*/", at + 2),
            b'{' => {
                let close = at + sql[at..].find('}')?;
                return Some((&sql[..at], sql[at + 1..close].trim(), &sql[close + 1..]));
            }
            _ => at += 1,
        }
    }
    None
}

/// Whether a condition may stand after some text.
fn takes_condition(before: &str) -> bool {
    let before = before.trim_end();
    if let Some(inside) = before.strip_suffix('(') {
        let word = last_word(inside);
        return !word.eq_ignore_ascii_case("IN") && (word.is_empty() || is_before(word));
    }
    is_before(last_word(before))
}

fn is_before(word: &str) -> bool {
    BEFORE_CONDITION
        .iter()
        .any(|known| known.eq_ignore_ascii_case(word))
}

fn last_word(text: &str) -> &str {
    let text = text.trim_end();
    let start = text
        .rfind(|c: char| !c.is_alphanumeric() && c != '_')
        .map_or(0, |at| {
            at + text[at..].chars().next().map_or(1, char::len_utf8)
        });
    &text[start..]
}
