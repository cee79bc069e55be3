//! `wenbo explain` and `wenbo replay`: an answer that was given before.

use std::path::Path;
use std::sync::Arc;

use semantic_sql::Asker;

use crate::app::App;
use crate::clock;
use crate::config::{ExplainArgs, Format, ReplayArgs};
use crate::recall::{Recall, RecallError, Replay, explain};
use crate::store::Store;

use super::{Failure, open_source, print, say};

/// Says how an answer was computed.
pub(super) async fn run_explain(args: ExplainArgs) -> Result<u8, Failure> {
    let store = existing(&args.state).await?;
    let kept = store
        .answer(&args.id)
        .await
        .map_err(|error| Failure::failed(error.to_string()))?;
    let kept = kept.ok_or_else(|| not_kept(&args.id, &args.state))?;
    match args.format {
        Format::Json => print(&kept.answer),
        Format::Text => {
            print(&explain(&kept).map_err(|error| Failure::failed(error.to_string()))?);
        }
    }
    Ok(0)
}

/// Runs the statements of an answer again. The exit code is 1 where rows are others.
pub(super) async fn run_replay(args: ReplayArgs) -> Result<u8, Failure> {
    let store = existing(&args.state).await?;
    let (layer, engine) = open_source(&args.source)?;
    let app = App::start(layer, Arc::new(engine), None)
        .await
        .map_err(|error| Failure::misused(error.to_string()))?;
    let recall = Recall::new(Arc::new(app), Some(Arc::new(store)));
    let replayed = match args.principal {
        Some(principal) => recall.replay_as(&args.id, Asker::Known(principal)).await,
        None => recall.replay(&args.id, None).await,
    };
    let replayed = replayed.map_err(|error| match error {
        RecallError::NotKept => not_kept(&args.id, &args.state),
        other => Failure::failed(other.to_string()),
    })?;
    match args.format {
        Format::Json => print(
            &serde_json::to_string(&replayed)
                .map_err(|error| Failure::failed(error.to_string()))?,
        ),
        Format::Text => print(&told(&replayed)),
    }
    Ok(u8::from(!replayed.all_same()))
}

/// The file that answers are kept in, made if it is not there; what is too old is forgotten.
pub(super) async fn open(path: &Path, keep_days: u32) -> Result<Store, Failure> {
    let store = Store::open(path)
        .await
        .map_err(|error| Failure::misused(error.to_string()))?;
    if keep_days > 0 {
        let forgotten = store
            .forget_before(&clock::days_ago_utc(keep_days))
            .await
            .map_err(|error| Failure::failed(error.to_string()))?;
        if forgotten > 0 {
            say(&format!(
                "{forgotten} answer(s) older than {keep_days} days were forgotten"
            ));
        }
    }
    Ok(store)
}

/// Forgets what is too old of the record.
pub(super) async fn forget_acts(store: &Store, keep_days: u32) -> Result<(), Failure> {
    if keep_days > 0 {
        store
            .forget_acts_before(&clock::days_ago_utc(keep_days))
            .await
            .map_err(|error| Failure::failed(error.to_string()))?;
    }
    Ok(())
}

/// Refuses a file that is not there, before it would be made.
pub(super) fn must_exist(path: &Path) -> Result<(), Failure> {
    if path.exists() {
        return Ok(());
    }
    Err(Failure::misused(format!(
        "nothing is kept in {}: the file is not there; name another with --state",
        path.display()
    )))
}

async fn existing(path: &Path) -> Result<Store, Failure> {
    must_exist(path)?;
    Store::open(path)
        .await
        .map_err(|error| Failure::misused(error.to_string()))
}

fn not_kept(id: &str, path: &Path) -> Failure {
    Failure::misused(format!(
        "{} keeps no answer {id}; `answer_id` of an answer is its id",
        path.display()
    ))
}

fn told(replay: &Replay) -> String {
    let mut lines = vec![if replay.same_rows {
        format!(
            "same rows: {} ({})",
            replay.then.rows, replay.then.result_hash
        )
    } else {
        let now = replay.now.as_ref();
        format!(
            "other rows: {} then ({}), {} now ({})",
            replay.then.rows,
            replay.then.result_hash,
            now.map_or("none".to_owned(), |it| it.rows.to_string()),
            now.map_or("refused", |it| it.result_hash.as_str()),
        )
    }];
    for it in &replay.beside {
        let period = it.period.as_deref();
        let period = period.map_or_else(String::new, |period| format!(", {period}"));
        let rows = it.now.as_ref().map_or("refused".to_owned(), |now| {
            format!("{} then, {} now", it.then.rows, now.rows)
        });
        lines.push(if it.same_rows {
            format!(
                "beside it, {}{period}: same rows: {}",
                it.name, it.then.rows
            )
        } else {
            format!("beside it, {}{period}: other rows: {rows}", it.name)
        });
    }
    for it in &replay.differences {
        lines.push(format!("- {}", it.text));
        lines.extend(it.before.iter().map(|before| format!("    then: {before}")));
        lines.extend(it.after.iter().map(|after| format!("    now:  {after}")));
    }
    lines.join("\n")
}
