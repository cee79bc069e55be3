//! `wenbo ask`: a question in, the answer out; or a file of them.

use std::path::Path;
use std::sync::Arc;

use semantic_sql::{Asker, Principal};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::answer::{Answer, Status};
use crate::app::{App, Request, local_owner};
use crate::config::{AskArgs, Format, ModelArgs, prompts_folder};
use crate::language_model::{self, Ledger, ModelConfig};
use crate::narrator::Narrator;
use crate::pipeline::ModelLane;
use crate::prompt::{PromptError, Prompts};

use super::sql::{given, id_of, with_id};
use super::{Failure, open_source, picture, print};

/// One line of a batch.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    id: Value,
    question: String,
    /// The questions before in the same conversation, oldest first; one may stand without a list.
    #[serde(default)]
    after: After,
    /// Missing: whoever runs the batch. `null`: nobody.
    #[serde(default, deserialize_with = "given")]
    principal: Option<Option<Principal>>,
}

/// One question or several.
#[derive(Debug, Default, Deserialize)]
#[serde(untagged, expecting = "`after` is a question or a list of questions")]
enum After {
    #[default]
    Nothing,
    One(String),
    Several(Vec<String>),
}

impl After {
    fn into_questions(self) -> Vec<String> {
        match self {
            Self::Nothing => Vec::new(),
            Self::One(question) => vec![question],
            Self::Several(questions) => questions,
        }
    }
}

/// Answers one question, or a file of them.
pub(super) async fn run(args: AskArgs) -> Result<u8, Failure> {
    let (layer, engine) = open_source(&args.source)?;
    let engine = Arc::new(engine);
    let model = model_lane(&args.model)?;
    let app = App::start(layer, engine, model)
        .await
        .map_err(|error| Failure::misused(error.to_string()))?;
    if let Some(batch) = &args.batch {
        return run_batch(&app, &args, batch).await;
    }
    let text = args.question.clone().unwrap_or_default();
    if text.trim().is_empty() {
        return Err(Failure::misused(
            "the question is empty; write one between quotes",
        ));
    }
    let form = args.picture.as_deref().map(picture::form).transpose()?;
    let asker = Asker::Known(args.principal.clone().unwrap_or_else(local_owner));
    let answer = app
        .ask(request(&args, text, asker, args.after.clone()))
        .await;
    match args.format {
        Format::Json => print(&to_json(&answer).to_string()),
        Format::Text => print(&to_text(&answer)),
    }
    if let (Some(file), Some(form)) = (&args.picture, form) {
        picture::write(&answer, file, form, args.theme)?;
    }
    Ok(u8::from(answer.status == Status::Failed))
}

/// The model lane, where a model is named.
pub(super) fn model_lane(args: &ModelArgs) -> Result<Option<ModelLane>, Failure> {
    connect(args, args.config().map_err(Failure::misused)?)
}

/// A lane to the model that settings describe, within the limits of the arguments.
pub(super) fn connect(
    args: &ModelArgs,
    config: Option<ModelConfig>,
) -> Result<Option<ModelLane>, Failure> {
    let Some(config) = config else {
        if args.narrator.is_model() {
            return Err(Failure::misused(
                "--narrator model needs a model: name one with --model and --model-base-url",
            ));
        }
        return Ok(None);
    };
    let reach = |config: &ModelConfig| {
        language_model::connect(config).map_err(|error| Failure::misused(error.to_string()))
    };
    let broken = |error: PromptError| Failure::misused(error.to_string());
    let model = reach(&config)?;
    let prompts = Prompts::load(prompts_folder().as_deref()).map_err(broken)?;
    let narrator = if args.narrator.is_model() {
        let own = args.narrator.config(&config);
        let words = own.as_ref().map_or(Ok(model.clone()), reach)?;
        let prompts = Prompts::load_narrator(prompts_folder().as_deref()).map_err(broken)?;
        Some(Narrator::new(words, prompts))
    } else {
        None
    };
    let ledger = Ledger::new(args.limits());
    let lane = ModelLane::new(model, prompts, ledger, args.total_deadline());
    Ok(Some(lane.narrated_by(narrator)))
}

fn request(args: &AskArgs, text: String, asker: Asker, earlier: Vec<String>) -> Request {
    Request {
        text,
        language: None,
        as_of: args.as_of,
        asker,
        lane: args.lane,
        earlier,
    }
}

async fn run_batch(app: &App, args: &AskArgs, batch: &Path) -> Result<u8, Failure> {
    let text = std::fs::read_to_string(batch).map_err(|error| {
        Failure::misused(format!("{} cannot be read: {error}", batch.display()))
    })?;
    let mut failed = false;
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let outcome = match serde_json::from_str::<Line>(line) {
            Ok(line) if line.question.trim().is_empty() => {
                bad_line(line.id, "the question is empty")
            }
            Ok(line) => {
                let known = line
                    .principal
                    .unwrap_or_else(|| Some(args.principal.clone().unwrap_or_else(local_owner)));
                let asker = known.map_or(Asker::Nobody, Asker::Known);
                let earlier = line.after.into_questions();
                let answer = app.ask(request(args, line.question, asker, earlier)).await;
                with_id(to_json(&answer), line.id)
            }
            Err(error) => bad_line(
                id_of(line),
                &format!("{error}; write {{\"id\":\"1\",\"question\":\"…\"}}"),
            ),
        };
        failed |= outcome.get("status").and_then(Value::as_str) == Some("failed");
        print(&outcome.to_string());
    }
    Ok(u8::from(failed))
}

fn bad_line(id: Value, message: &str) -> Value {
    with_id(
        json!({ "status": "failed", "reason": format!("not a line of a batch: {message}") }),
        id,
    )
}

fn to_json(answer: &Answer) -> Value {
    serde_json::to_value(answer).unwrap_or_else(|error| {
        json!({ "status": "failed", "reason": format!("the answer cannot be written: {error}") })
    })
}

/// The answer as a person reads it in a terminal.
fn to_text(answer: &Answer) -> String {
    let mut lines = Vec::new();
    if !answer.narration.is_empty() {
        lines.push(answer.narration.clone());
    }
    lines.extend(
        answer
            .reason
            .clone()
            .filter(|reason| *reason != answer.narration),
    );
    if let Some(asked) = &answer.clarification {
        lines.push(asked.question.clone());
        lines.extend(
            asked
                .choices
                .iter()
                .map(|choice| format!("  - {}", choice.question)),
        );
    }
    if answer.rows.len() > 1 {
        let header: Vec<&str> = answer
            .columns
            .iter()
            .map(|column| column.label.as_str())
            .collect();
        lines.push(String::new());
        lines.push(header.join("\t"));
        lines.extend(answer.label_rows.iter().map(|row| row.join("\t")));
    }
    let unsaid = |text: &String| Some(text) != answer.reason.as_ref();
    let notes = answer.notes.iter().map(|note| &note.text);
    lines.extend(
        notes
            .filter(|text| unsaid(text))
            .map(|text| format!("* {text}")),
    );
    if !answer.suggestions.is_empty() {
        lines.push(answer.suggestions.join(" | "));
    }
    if !answer.reading.is_empty() {
        lines.push(format!("[{}] {} ms", answer.reading, answer.elapsed_ms));
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::model_lane;
    use crate::config::{Cli, Command};

    #[test]
    fn a_narrator_needs_a_model() {
        let lane = |line: &str| {
            let words = line.split_whitespace();
            let Command::Ask(args) = Cli::try_parse_from(words).unwrap().command else {
                panic!("it is another command: {line}");
            };
            model_lane(&args.model).map(|lane| lane.is_some())
        };
        let named = "wenbo ask --model m --model-base-url http://127.0.0.1:1/v1 --narrator model q";
        assert!(lane(named).unwrap());
        let failure = lane("wenbo ask --narrator model q").unwrap_err();
        assert_eq!(failure.code, 2);
        assert!(
            failure.message.contains("--model-base-url"),
            "{}",
            failure.message
        );
    }
}
