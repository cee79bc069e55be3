//! Questions that run while the data is swapped.

use std::sync::Arc;

use tokio::task::JoinSet;
use wenbo::reload::Outcome;

use super::{Files, OTHER, QUESTION, ask, request, said};

/// Comments without an end: counting them takes longer than anybody waits.
const ENDLESS: &str = "DROP TABLE fct_comment;
    CREATE VIEW fct_comment AS
    SELECT hash(range) AS comment_id, 101 AS room_id, TIMESTAMP '2026-01-05 19:30:00' AS commented_at
    FROM range(1000000000000000);";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_new_file_answers_while_a_long_question_runs_on_the_old_one() {
    let files = Files::new();
    files.write_data(ENDLESS);
    let (app, reloader) = files.start().await;
    let old = Arc::downgrade(&app.generation());
    let mut long = JoinSet::new();
    let asked = app.clone();
    long.spawn(async move { asked.ask(request("上个月评论数")).await });
    while old.strong_count() < 2 {
        assert!(long.try_join_next().is_none(), "it has ended at once");
        tokio::task::yield_now().await;
    }

    files.write_data(OTHER);
    assert_eq!(reloader.reload().await.outcome, Outcome::Loaded);
    assert!(ask(&app).await.contains("douyin_new"));
    assert!(
        long.try_join_next().is_none(),
        "the long question has ended"
    );

    // The old file is gone by name and is read by its handle, also where nobody has read it yet.
    let held = old.upgrade().unwrap();
    let answer = held.ask(request(QUESTION)).await;
    assert!(said(&answer).contains("175.15"), "{}", answer.narration);
    drop(held);
    let engine = Arc::downgrade(old.upgrade().unwrap().engine());
    assert!(ask(&app).await.contains("douyin_new"));

    long.shutdown().await;
    assert!(old.upgrade().is_none(), "somebody keeps the old generation");
    assert!(
        engine.upgrade().is_none(),
        "somebody keeps the old database"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_answer_under_load_is_wholly_of_one_generation() {
    let files = Files::new();
    let (app, reloader) = files.start().await;
    let first = ask(&app).await;
    files.write_data(OTHER);
    reloader.reload().await;
    let second = ask(&app).await;
    assert_ne!(first, second);

    let mut asking = JoinSet::new();
    for _ in 0..32 {
        let app = app.clone();
        asking.spawn(async move {
            let mut answers = Vec::new();
            for _ in 0..12 {
                answers.push(ask(&app).await);
            }
            answers
        });
    }
    for round in 0..4 {
        files.write_data(if round % 2 == 0 { "" } else { OTHER });
        let report = reloader.reload().await;
        assert_eq!(
            (report.outcome, report.generation),
            (Outcome::Loaded, 3 + round)
        );
    }
    let answers = asking.join_all().await.concat();
    assert_eq!(answers.len(), 32 * 12);
    for answer in answers {
        assert!(answer == first || answer == second, "{answer}");
    }
}
