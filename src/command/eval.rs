//! `wenbo eval`: asks the questions of an evaluation, judges the answers, compares with before.

use std::path::Path;
use std::sync::Arc;

use indicatif::{ProgressBar, ProgressStyle};

use crate::app::App;
use crate::config::EvalArgs;
use crate::engine::duckdb::GoldConnection;
use crate::eval::baseline::{Baseline, Changes};
use crate::eval::lanes::LaneRun;
use crate::eval::question::{self, Question};
use crate::eval::report::{self, Report};
use crate::eval::{Outcome, run as runner};
use crate::language_model::ModelConfig;
use crate::pipeline::ModelLane;

use super::{Failure, ask, open_source, print};

/// Asks, judges, prints and writes. Fails where the baseline is lowered.
pub(super) async fn run(args: EvalArgs) -> Result<u8, Failure> {
    let (questions, all_were_asked) = questions(&args)?;
    let before = baseline(&args)?;
    let (layer, engine) = open_source(&args.source)?;
    let engine = Arc::new(engine);
    let model = model_lane(&args)?;
    let gold = GoldConnection::open(&args.source.data, &args.source.engine())
        .map_err(|error| Failure::misused(error.to_string()))?;
    let app = App::start(layer, engine, model)
        .await
        .map_err(|error| Failure::misused(error.to_string()))?;
    let jobs = args.jobs.unwrap_or_else(processors);
    let lanes = args.lane.lanes();
    let bar = progress(questions.len() * lanes.len())?;
    let mut told = |outcome: &Outcome| {
        bar.inc(1);
        bar.set_message(outcome.question.id.clone());
    };
    let mut runs = Vec::new();
    let mut outcomes = Vec::new();
    for lane in lanes {
        outcomes = runner::run(&app, &gold, &questions, *lane, jobs, &mut told).await;
        runs.push(LaneRun::of(*lane, &outcomes));
    }
    bar.finish_and_clear();

    // The last lane is the one that is told in full and held against the baseline.
    let Some(told) = runs.last() else {
        return Err(Failure::failed("no lane was asked"));
    };
    let now = &told.verdicts;
    let changes = before.as_ref().filter(|_| !args.write_baseline);
    let changes = changes.map(|before| before.changes(now, all_were_asked));
    let report = Report {
        lane: told.lane,
        jobs,
        runs: &runs,
        summary: &told.summary,
        changes,
        outcomes: &outcomes,
    };
    print(&report::text(&report));
    if let Some(path) = &args.json {
        write(path, &report::json(&report))?;
    }
    if let Some(path) = &args.html {
        let page = report::html(&report).map_err(|error| Failure::failed(error.to_string()))?;
        write(path, &page)?;
    }
    let missing = runs.iter().any(|run| run.not_recorded() > 0);
    // What was not judged says nothing that a later run could be held against.
    if let (Some(path), true, false) = (&args.baseline, args.write_baseline, missing) {
        let mut baseline = before.unwrap_or_default();
        baseline.update(now, all_were_asked);
        write(path, &baseline.text())?;
    }
    let lowered = report.changes.as_ref().is_some_and(Changes::lowers);
    Ok(u8::from(lowered || missing))
}

/// The questions that are asked, and whether they are all that there are.
fn questions(args: &EvalArgs) -> Result<(Vec<Question>, bool), Failure> {
    let all = question::load(&args.questions).map_err(Failure::misused)?;
    let known = |name: &str| all.iter().any(|it| it.kind == name || it.set == name);
    if let Some(unknown) = args.kinds.iter().find(|name| !known(name)) {
        let mut names: Vec<&str> = all.iter().flat_map(|it| [&*it.kind, &*it.set]).collect();
        names.sort_unstable();
        names.dedup();
        return Err(Failure::misused(format!(
            "there are no questions of `{unknown}`; there are {}",
            names.join(", ")
        )));
    }
    let count = all.len();
    let asked: Vec<Question> = all
        .into_iter()
        .filter(|it| {
            args.kinds.is_empty() || args.kinds.contains(&it.kind) || args.kinds.contains(&it.set)
        })
        .collect();
    let all_were_asked = asked.len() == count;
    Ok((asked, all_were_asked))
}

/// The baseline; one that is about to be written need not be there.
fn baseline(args: &EvalArgs) -> Result<Option<Baseline>, Failure> {
    match &args.baseline {
        Some(path) if path.exists() || !args.write_baseline => {
            Baseline::read(path).map(Some).map_err(Failure::misused)
        }
        _ => Ok(None),
    }
}

fn model_lane(args: &EvalArgs) -> Result<Option<ModelLane>, Failure> {
    let mut config = args.model.config().map_err(Failure::misused)?;
    if let Some(folder) = &args.replay {
        let replayed = config.get_or_insert_with(|| ModelConfig {
            price: args.model.price,
            ..ModelConfig::default()
        });
        replayed.replay_from = Some(folder.clone());
    }
    match (&args.record, &mut config) {
        (Some(folder), Some(live)) => live.record_to = Some(folder.clone()),
        (Some(_), None) => {
            return Err(Failure::misused(
                "--record needs a model to record; name one with --model and --model-base-url",
            ));
        }
        (None, _) => {}
    }
    if config.is_none() && args.lane.needs_model() {
        return Err(Failure::misused(
            "--lane model and --lane both need a model: name one with --model and --model-base-url, or replay one with --replay",
        ));
    }
    ask::connect(&args.model, config)
}

fn processors() -> usize {
    std::thread::available_parallelism().map_or(2, std::num::NonZero::get)
}

fn progress(questions: usize) -> Result<ProgressBar, Failure> {
    let bar = ProgressBar::new(u64::try_from(questions).unwrap_or(u64::MAX));
    let style = ProgressStyle::with_template("{msg:>16} {wide_bar} {pos}/{len} {elapsed}")
        .map_err(|error| Failure::failed(error.to_string()))?;
    bar.set_style(style);
    Ok(bar)
}

fn write(path: &Path, text: &str) -> Result<(), Failure> {
    let folder = path.parent().filter(|it| !it.as_os_str().is_empty());
    let made = folder.map_or(Ok(()), std::fs::create_dir_all);
    made.and_then(|()| std::fs::write(path, text))
        .map_err(|error| Failure::failed(format!("cannot write {}: {error}", path.display())))
}
