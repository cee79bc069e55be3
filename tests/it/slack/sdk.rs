//! Slack's own libraries: `slack_sdk` signs requests to the server, calls the Slack that is played here, and reads the
//! blocks that were sent; `@slack/types` says whether they are what it knows.

use std::path::Path;

use tokio::net::TcpListener;
use wenbo::channel::http::serve;

use super::*;
use crate::clients::{folder, run, skipped};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn slacks_own_libraries_agree() {
    let python = folder().join(".venv/bin/python");
    if !python.is_file() || !folder().join("node_modules/@slack/types").is_dir() {
        skipped("the clients of tests/clients are not installed: make clients (make test does it)");
        return;
    }
    let mut team = Team::new().await;
    team.fake.inner().members = vec!["UOLGA".to_owned(), "UANN".to_owned()];
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let listen = listener.local_addr().unwrap();
    team.listen = Some(listen);
    team.restart().await;
    let routes = team.routes.clone();
    team.running.spawn(async move {
        serve(listener, routes, std::future::pending())
            .await
            .unwrap();
    });
    // What is sent in the different ways, so that all kinds of block are there.
    for (at, question) in [
        QUESTION,
        "上个月成交额",
        "上个月平台成交额",
        "上个月每天成交额",
        "what is the weather in Paris",
        "oversized",
    ]
    .into_iter()
    .enumerate()
    {
        team.mention("UOLGA", OPEN, &format!("1.{at}"), question)
            .await;
        team.mention("UOLGA", "CMANY", &format!("2.{at}"), question)
            .await;
        team.messages(2 * (at + 1)).await;
    }
    team.fake.inner().unknown_blocks = vec!["data_table", "data_visualization"];
    team.mention("UOLGA", OPEN, "3.1", QUESTION).await;
    let seen = team.messages(13).await;
    let receipt = button(&seen[0].1, "receipt");
    team.press("UOLGA", &receipt, &seen[0].1, &seen[0].0).await;
    team.until("a window", |fake| fake.inner().windows.len() == 1)
        .await;

    let (server, slack) = (format!("http://{listen}"), team.base.clone());
    let checked = tokio::task::spawn_blocking(move || {
        [
            run(&python, "slack_check.py", &[&server, &slack, SECRET, TOKEN]),
            run(Path::new("node"), "slack_types.mjs", &[&slack]),
        ]
    });
    let wrong: Vec<String> = checked
        .await
        .unwrap()
        .into_iter()
        .filter_map(Result::err)
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // The library's question was answered like any other.
    team.until("its answer", |fake| {
        fake.all()
            .iter()
            .any(|(_, it)| it.thread.as_deref() == Some("77.7") && it.only.is_none())
    })
    .await;
}
