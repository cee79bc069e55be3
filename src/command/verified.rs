//! `wenbo verified`: questions on their way from a proposal to one that somebody answers for.

use std::io::Read as _;
use std::sync::Arc;

use chrono::{NaiveDate, NaiveDateTime};
use serde_json::Value;

use crate::clock;
use crate::config::{AddArgs, Format, ReviewArgs, SourceArgs, VerifiedArgs, VerifiedCommand};
use crate::engine::Engine;
use crate::knowledge;
use crate::result_set::Cell;
use crate::verification::{Against, Proposal, Review, Shown, VerificationError, Workbench};

use super::{Failure, load_layer, open_data, print};

/// Runs one of the five.
pub(super) async fn run(args: VerifiedArgs) -> Result<u8, Failure> {
    let (bench, today) = bench(args.command.source()).await?;
    match args.command {
        VerifiedCommand::Add(args) => add(&bench, args),
        VerifiedCommand::Review(args) => review(&bench, &args).await,
        VerifiedCommand::Approve(args) => {
            let path = bench.approve(&args.id, &args.owner, today).await;
            let path = path.map_err(|error| failed(&error))?;
            print(&format!("`{}` is verified, in {}", args.id, path.display()));
            Ok(0)
        }
        VerifiedCommand::Reject(args) => {
            let path = bench
                .reject(&args.id, &args.by, &args.reason, today)
                .map_err(|error| failed(&error))?;
            print(&format!(
                "`{}` was turned down; the reason is in {}",
                args.id,
                path.display()
            ));
            Ok(0)
        }
        VerifiedCommand::Test(_) => Ok(test(&bench).await),
    }
}

/// The workbench of a layer and its data, and which day it is.
async fn bench(source: &SourceArgs) -> Result<(Workbench, NaiveDate), Failure> {
    let layer = Arc::new(load_layer(source)?);
    let engine: Arc<dyn Engine> = Arc::new(open_data(source)?);
    let knowledge = knowledge::load(&layer, engine.as_ref()).await;
    let knowledge = Arc::new(knowledge.map_err(|error| Failure::misused(error.to_string()))?);
    let real = clock::now_in(&layer.time.timezone);
    let now = knowledge.clock.unwrap_or(real);
    let bench = Workbench::new(layer, knowledge, engine, source.layer.as_deref(), now);
    let bench = bench.map_err(|error| Failure::misused(error.to_string()))?;
    Ok((bench, real.date()))
}

fn failed(error: &VerificationError) -> Failure {
    Failure::failed(error.to_string())
}

fn add(bench: &Workbench, args: AddArgs) -> Result<u8, Failure> {
    let (semantic_sql, as_of) = match args.semantic_sql {
        Some(sql) => (sql, args.as_of),
        None => {
            let (sql, asked_at) = of_answer()?;
            (sql, args.as_of.or(asked_at))
        }
    };
    let proposal = Proposal {
        id: args.id,
        questions: args.question,
        semantic_sql,
        owner: args.owner,
        as_of,
    };
    let candidate = bench.add(&proposal).map_err(|error| failed(&error))?;
    print(&format!(
        "candidate `{}` in {}",
        candidate.question.id,
        candidate.path.display()
    ));
    for pattern in &candidate.question.patterns {
        print(&format!("  {}", pattern.text));
    }
    print(&format!("  {}", candidate.question.sql.text));
    Ok(0)
}

/// The statement of an answer or of a receipt on stdin, and what "now" meant for it.
fn of_answer() -> Result<(String, Option<NaiveDateTime>), Failure> {
    let mut text = String::new();
    std::io::stdin()
        .read_to_string(&mut text)
        .map_err(|error| Failure::misused(format!("stdin cannot be read: {error}")))?;
    let hint = "name the statement with --semantic-sql, or give an answer of `wenbo ask --format json` on stdin";
    let json: Value = serde_json::from_str(&text)
        .map_err(|error| Failure::misused(format!("stdin is no JSON: {error}; {hint}")))?;
    let receipt = json.get("receipt").unwrap_or(&json);
    let sql = receipt.get("semantic_sql").and_then(Value::as_str);
    let sql = sql.ok_or_else(|| Failure::misused(format!("stdin has no semantic_sql; {hint}")))?;
    let asked_at = receipt.get("asked_at").and_then(Value::as_str);
    Ok((
        sql.to_owned(),
        asked_at.and_then(|at| crate::config::moment(at).ok()),
    ))
}

async fn review(bench: &Workbench, args: &ReviewArgs) -> Result<u8, Failure> {
    let candidates = bench.candidates().map_err(|error| failed(&error))?;
    let wanted = |id: &String| args.id.as_ref().is_none_or(|wanted| wanted == id);
    let mut shown = 0;
    for candidate in &candidates {
        let named = args.id.is_some() || candidate.question.rejected.is_none();
        if !named || !wanted(&candidate.question.id) {
            continue;
        }
        shown += 1;
        let review = bench.review(candidate).await;
        match args.format {
            Format::Json => print(&serde_json::json!(review).to_string()),
            Format::Text => print(&text(&review)),
        }
    }
    match (&args.id, shown) {
        (Some(id), 0) => Err(Failure::failed(format!("no candidate `{id}`"))),
        (None, 0) => {
            print("no candidates");
            Ok(0)
        }
        _ => Ok(0),
    }
}

/// A review as a person reads it in a terminal.
fn text(review: &Review) -> String {
    let mut lines = vec![format!(
        "{} ({}), proposed by {}",
        review.id, review.file, review.owner
    )];
    if let Some(reason) = &review.rejected {
        lines.push(format!("  turned down: {reason}"));
    }
    lines.extend(review.questions.iter().map(|it| format!("  {it}")));
    lines.extend(review.semantic_sql.lines().map(|it| format!("    {it}")));
    lines.extend(review.problems.iter().map(|it| format!("  problem: {it}")));
    for example in &review.examples {
        lines.extend(example_text(example));
    }
    lines.join("\n")
}

fn example_text(example: &Shown) -> Vec<String> {
    let mut lines = vec![format!("  “{}”", example.question)];
    if let Some(reading) = &example.reading {
        lines.push(format!("    {} / {}", reading.zh, reading.en));
    }
    if let Some(problem) = &example.problem {
        lines.push(format!("    problem: {problem}"));
        return lines;
    }
    lines.push(format!("    {}", example.columns.join("\t")));
    for row in &example.rows {
        let cells: Vec<String> = row.iter().map(cell).collect();
        lines.push(format!("    {}", cells.join("\t")));
    }
    lines.push(format!("    {} row(s)", example.count));
    lines.push(
        match example.grammar {
            Against::NoAnswer => "    the grammar does not answer it",
            Against::SameRows => "    the grammar answers it with the same rows",
            Against::OtherRows => "    the grammar answers it with OTHER rows",
        }
        .to_owned(),
    );
    lines
}

fn cell(cell: &Cell) -> String {
    cell.key().unwrap_or_else(|| "null".to_owned())
}

/// Prints what does not hold, and the fingerprints of what does.
async fn test(bench: &Workbench) -> u8 {
    let regression = bench.test().await;
    let broken = regression.broken();
    for held in &regression.examples {
        match (&held.problem, &held.result) {
            (None, Some(result)) => print(&format!("{held} {result}")),
            _ => print(&held.to_string()),
        }
    }
    print(&format!(
        "{} example(s), {} of them do not hold",
        regression.examples.len(),
        broken.len()
    ));
    u8::from(!broken.is_empty())
}
