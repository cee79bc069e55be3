//! An answer object in parts: put together again they are the object.

use serde_json::{Map, Value, json};

use crate::progress::Step;

/// Events with the fields of an answer that they carry, in the order in which they are sent.
const PARTS: [(&str, &[&str]); 5] = [
    ("plan", &["lane", "reading", "interpretation"]),
    ("sql", &["semantic_sql", "sql"]),
    ("rows", &["columns", "rows", "label_rows", "truncated"]),
    ("chart", &["chart"]),
    (NARRATION, &["headline", "narration", "proof", "notes"]),
];

/// The part that is told while it grows, and again when it is whole.
const NARRATION: &str = "narration";
/// The parts that do not change any more once they were told.
const LASTING: [&str; 2] = ["rows", "chart"];

/// The event of a step; nothing where the answer has it in another form.
pub(super) fn of_step(step: Step) -> Option<(&'static str, Value)> {
    let event = match step {
        Step::Plan {
            lane,
            reading,
            interpretation,
        } => (
            "plan",
            json!({ "lane": lane, "reading": reading, "interpretation": interpretation }),
        ),
        Step::Sql { semantic_sql, sql } => {
            ("sql", json!({ "semantic_sql": semantic_sql, "sql": sql }))
        }
        Step::Rows {
            columns,
            rows,
            label_rows,
            truncated,
        } => (
            "rows",
            json!({ "columns": columns, "rows": rows, "label_rows": label_rows, "truncated": truncated }),
        ),
        Step::Chart(chart) => ("chart", json!({ "chart": chart })),
        Step::Drawn(_) => return None,
        Step::Narration {
            headline,
            narration,
            proof,
        } => (
            NARRATION,
            json!({ "headline": headline, "narration": narration, "proof": proof }),
        ),
    };
    Some(event)
}

/// The events of an answer that were not sent yet, and `done` with the rest.
pub(super) fn of_answer(answer: Value, sent: &[&str]) -> Vec<(&'static str, Value)> {
    let Value::Object(mut rest) = answer else {
        return Vec::new();
    };
    let answered = rest
        .get("status")
        .is_some_and(|status| status == "answered");
    let mut events = Vec::new();
    for (name, fields) in PARTS {
        let told = sent.contains(&name);
        let there = fields
            .iter()
            .any(|it| rest.get(*it).is_some_and(|it| !it.is_null()));
        let last_word = told && !LASTING.contains(&name) && name != NARRATION;
        if !answered || last_word || !there {
            // What a step told may have changed since: `done` has the last word.
            continue;
        }
        let mut part = Map::new();
        for field in fields {
            part.extend(
                rest.shift_remove(*field)
                    .map(|it| ((*field).to_owned(), it)),
            );
        }
        if !(told && LASTING.contains(&name)) {
            events.push((name, Value::Object(part)));
        }
    }
    events.push(("done", Value::Object(rest)));
    events
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, Value, json};

    use super::of_answer;

    #[test]
    fn the_parts_make_the_whole() {
        let answer = json!({
            "status": "answered", "lane": "grammar", "reading": "r", "interpretation": {},
            "semantic_sql": "s", "sql": "q", "columns": [], "rows": [[1]], "label_rows": [["1"]],
            "truncated": false, "notes": [], "narration": "n", "headline": "h", "proof": [],
            "chart": null, "elapsed_ms": 1.0,
        });
        for (sent, names) in [
            (&[][..], "plan sql rows narration done"),
            (&["plan", "sql"], "rows narration done"),
        ] {
            let events = of_answer(answer.clone(), sent);
            let told: Vec<&str> = events.iter().map(|(name, _)| *name).collect();
            assert_eq!(told.join(" "), names);
            let mut whole = Map::new();
            for (_, part) in events {
                whole.extend(part.as_object().unwrap().clone());
            }
            let mut expected: Vec<_> = answer.as_object().unwrap().clone().into_iter().collect();
            let mut whole: Vec<_> = whole.into_iter().collect();
            expected.sort_by(|a, b| a.0.cmp(&b.0));
            whole.sort_by(|a, b| a.0.cmp(&b.0));
            assert_eq!(whole, expected);
        }
        // Rows that were told are not sent again; words that were begun are told to their end.
        let events = of_answer(answer, &["plan", "sql", "rows", "narration"]);
        let told: Vec<&str> = events.iter().map(|(name, _)| *name).collect();
        assert_eq!(told, ["narration", "done"]);
        assert!(events.iter().all(|(_, part)| part.get("rows").is_none()));
        let asked_back = json!({ "status": "clarify", "rows": [], "lane": "grammar" });
        let events = of_answer(asked_back.clone(), &["plan", "sql"]);
        assert_eq!(events, [("done", asked_back)]);
        assert!(of_answer(Value::Null, &[]).is_empty());
    }
}
