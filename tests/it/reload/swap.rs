//! What a reload takes, what it refuses, and what is told about both.

use std::fs;

use tokio::sync::broadcast::error::TryRecvError;
use wenbo::reload::{Outcome, Report, Trigger};

use super::{Files, OTHER, ask, request};

/// The file, the line, the message and the hint of the first problem.
fn first(report: &Report) -> (&str, Option<usize>, &str, &str) {
    let problem = &report.problems[0];
    let hint = problem.hint.as_deref().unwrap_or_default();
    (&problem.file, problem.line, &problem.message, hint)
}

#[tokio::test]
async fn a_file_that_was_renamed_over_the_old_one_answers() {
    let files = Files::new();
    let (app, reloader) = files.start().await;
    let before = ask(&app).await;
    assert!(before.contains("175.15"), "{before}");

    files.write_data(OTHER);
    assert_eq!(ask(&app).await, before, "nobody has reloaded yet");
    let report = reloader.reload().await;
    assert_eq!((report.outcome, report.generation), (Outcome::Loaded, 2));
    assert_eq!(report.trigger, Trigger::Request);
    assert!(report.problems.is_empty());
    let after = ask(&app).await;
    assert!(
        after.contains("175150") && after.contains("douyin_new"),
        "{after}"
    );
}

#[tokio::test]
async fn a_swap_is_told_once_with_what_is_loaded() {
    let files = Files::new();
    let (app, reloader) = files.start().await;
    assert_eq!(app.generation().loaded().generation, 1);
    let mut events = app.subscribe();
    let mut others = app.subscribe();

    files.write_data(OTHER);
    let (first, second) = tokio::join!(reloader.reload(), reloader.reload());
    assert_eq!(first.outcome, Outcome::Loaded);
    assert_eq!(
        second.outcome,
        Outcome::Unchanged,
        "the second waited for the first"
    );

    let loaded = events.recv().await.unwrap();
    assert_eq!(loaded.generation, 2);
    assert_eq!(loaded.data.as_deref(), Some(files.data().as_path()));
    let until = &loaded.loaded_until[0];
    assert_eq!(until.table, "fct_line");
    assert_eq!(until.until.to_string(), "2026-04-03 00:00:00");
    assert_eq!(events.try_recv(), Err(TryRecvError::Empty));
    assert_eq!(*app.generation().loaded(), loaded);

    files.write_data("");
    assert_eq!(reloader.reload().await.generation, 3);
    assert_eq!(events.recv().await.unwrap().generation, 3);
    let both = [others.recv().await.unwrap(), others.recv().await.unwrap()];
    assert_eq!(both.map(|loaded| loaded.generation), [2, 3]);
    assert_eq!(others.try_recv(), Err(TryRecvError::Empty));
}

#[tokio::test]
async fn files_that_are_no_database_keep_the_old_one() {
    let files = Files::new();
    let (app, reloader) = files.start().await;
    let mut events = app.subscribe();
    let before = ask(&app).await;
    let whole = fs::read(files.data()).unwrap();
    let beside = files.folder.path().join("beside");
    for content in [&b"not a database"[..], b"", &whole[..whole.len() / 3]] {
        fs::write(&beside, content).unwrap();
        fs::rename(&beside, files.data()).unwrap();
        let report = reloader.reload().await;
        assert_eq!((report.outcome, report.generation), (Outcome::Refused, 1));
        let (file, _, message, hint) = first(&report);
        assert_eq!(file, files.data().to_str().unwrap());
        assert!(
            message.contains("cannot be opened") && hint.contains("rename"),
            "{message}"
        );
        assert_eq!(ask(&app).await, before);
    }
    fs::remove_file(files.data()).unwrap();
    assert_eq!(reloader.reload().await.outcome, Outcome::Refused);
    assert_eq!(reloader.last().unwrap().outcome, Outcome::Refused);
    assert_eq!(ask(&app).await, before);
    assert_eq!(events.try_recv(), Err(TryRecvError::Empty));

    files.write_data(OTHER);
    assert_eq!(reloader.reload().await.generation, 2);
}

#[tokio::test]
async fn data_that_does_not_fit_the_layer_keeps_the_old_one() {
    let files = Files::new();
    let (app, reloader) = files.start().await;
    let before = ask(&app).await;
    for (different, says, nearest) in [
        (
            "ALTER TABLE fct_line RENAME amount TO amounts",
            "the column `amount`",
            "`amounts`",
        ),
        (
            "ALTER TABLE dim_product RENAME TO dim_products",
            "the table `dim_product`",
            "`dim_products`",
        ),
        (
            "INSERT INTO dim_room SELECT * FROM dim_room LIMIT 2",
            "2 key(s)",
            "once",
        ),
    ] {
        files.write_data(different);
        let report = reloader.reload().await;
        assert_eq!(report.outcome, Outcome::Refused, "{different}");
        let (_, _, message, hint) = first(&report);
        assert!(
            message.contains(says) && hint.contains(nearest),
            "{message} {hint}"
        );
        assert_eq!(ask(&app).await, before);
    }
}

#[tokio::test]
async fn a_fault_that_is_there_already_does_not_keep_fresh_data_out() {
    let files = Files::new();
    let fault = "DROP TABLE fct_spend;";
    files.write_data(fault);
    let (app, reloader) = files.start().await;
    files.write_data(&format!("{fault}{OTHER}"));
    let report = reloader.reload().await;
    assert_eq!(report.outcome, Outcome::Loaded);
    assert!(first(&report).2.contains("`fct_spend`"));
    assert!(ask(&app).await.contains("douyin_new"));
}

#[tokio::test]
async fn an_edited_layer_takes_effect_and_a_broken_one_does_not() {
    let files = Files::new();
    let (app, reloader) = files.start().await;
    let before = ask(&app).await;
    let engine = app.generation().engine().clone();
    let sound = Files::layer_text();

    let broken = sound.replace("{name: units, expression:", "{name: units, expresion:");
    assert_ne!(broken, sound);
    let line = broken
        .lines()
        .position(|line| line.contains("expresion"))
        .unwrap()
        + 1;
    files.write_layer(&broken);
    let report = reloader.reload().await;
    assert_eq!(report.outcome, Outcome::Refused);
    let (file, at, message, hint) = first(&report);
    assert!(file.ends_with("shop.yml"), "{file}");
    assert_eq!(at, Some(line));
    assert!(
        message.contains("`expresion`") && hint.contains("`expression`"),
        "{message} {hint}"
    );
    assert_eq!(ask(&app).await, before);

    let unknown = app.ask(request("上个月各平台营业额")).await;
    assert!(unknown.rows.is_empty());
    files.write_layer(&sound.replace("{zh: 成交额, en: GMV}", "{zh: 营业额, en: GMV}"));
    let report = reloader.reload().await;
    assert_eq!((report.outcome, report.generation), (Outcome::Loaded, 2));
    let known = app.ask(request("上个月各平台营业额")).await;
    assert!(!known.rows.is_empty(), "{:?}", known.reason);
    let kept = app.generation().engine().clone();
    assert!(
        std::sync::Arc::ptr_eq(&engine, &kept),
        "the data did not change"
    );
}

#[tokio::test]
async fn a_file_that_is_added_to_the_layer_counts() {
    let files = Files::new();
    let (app, reloader) = files.start().await;
    let added = files.layer().with_file_name("zz_more.yml");
    let text = "metrics:\n  - {name: line_count, label: {zh: 行数, en: Lines}, expression: \
                COUNT(order_lines.line_id), additivity: additive}\n";
    fs::write(&added, text).unwrap();
    assert_eq!(reloader.reload().await.outcome, Outcome::Loaded);
    assert!(!app.ask(request("上个月各平台行数")).await.rows.is_empty());
    fs::write(added.with_file_name("notes.txt"), "not of the layer").unwrap();
    assert_eq!(reloader.reload().await.outcome, Outcome::Unchanged);
}

#[tokio::test]
async fn data_without_a_clock_is_not_served_where_everybody_is_the_owner_of_the_demo() {
    let files = Files::new();
    let clock = "CREATE TABLE wenbo_clock AS SELECT TIMESTAMP '2026-02-05 12:00:00' AS as_of;";
    files.write_data(clock);
    let (app, reloader) = files.start_as(true).await;
    files.write_data(OTHER);
    let report = reloader.reload().await;
    assert_eq!(report.outcome, Outcome::Refused);
    let (_, _, message, hint) = first(&report);
    assert!(
        message.contains("not the demo") && hint.contains("WENBO_LOCAL_PRINCIPAL"),
        "{message}"
    );
    files.write_data(&format!("{clock}{OTHER}"));
    assert_eq!(reloader.reload().await.outcome, Outcome::Loaded);
    assert!(app.is_demo());
}
