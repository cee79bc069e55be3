//! The clients that people use against the running server: `openai` of Python and of Node, `mcp` of Python; and what
//! reads the document of the API: its validator, a linter, and a tester that sends what the document allows and more.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures::future::BoxFuture;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use wenbo::channel::http::{Ask, AskRequest, ServerSettings, router, serve};
use wenbo::keys::Scope;

use crate::keys::Door;
use crate::support::service::demo_service;

/// The questions that never end: begun, and dropped by whoever had asked.
#[derive(Debug, Default)]
struct Hanging {
    begun: AtomicUsize,
    dropped: AtomicUsize,
}

/// Counts when it is dropped.
struct Dropped(Arc<Hanging>);

impl Drop for Dropped {
    fn drop(&mut self) {
        self.0.dropped.fetch_add(1, Ordering::SeqCst);
    }
}

/// The service, and questions that do not go well.
async fn answer(request: AskRequest, real: Ask, hanging: Arc<Hanging>) -> Value {
    let failed = |code: &str| {
        json!({
            "status": "failed",
            "notes": [{ "code": code, "text": "secret words of the database" }],
        })
    };
    match request.question.as_str() {
        "hang" => {
            hanging.begun.fetch_add(1, Ordering::SeqCst);
            let _dropped = Dropped(hanging);
            std::future::pending().await
        }
        "late" => {
            tokio::time::sleep(Duration::from_secs(3)).await;
            failed("query_timeout")
        }
        "tokens" => json!({
            "status": "answered",
            "headline": "Planned by a model.",
            "narration": "Planned by a model.",
            "model": { "prompt_tokens": 700, "completion_tokens": 30 },
        }),
        question => match question.strip_prefix("fail ") {
            Some(code) => failed(code),
            None => real(request, Arc::new(|_| ())).await,
        },
    }
}

pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/clients")
}

/// Says that the test cannot run here, or fails where nothing may be skipped.
#[expect(clippy::disallowed_methods, reason = "whether a test may be skipped")]
#[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
pub(crate) fn skipped(missing: &str) {
    let needed = std::env::var_os("WENBO_SKIP_NOTHING").is_some();
    assert!(!needed, "not run: {missing}");
    eprintln!("SKIPPED: {missing}");
}

/// Runs a script against the server and returns what was wrong.
pub(crate) fn run(program: &Path, script: &str, arguments: &[&str]) -> Result<(), String> {
    let done = Command::new(program)
        .arg(folder().join(script))
        .args(arguments)
        .output()
        .map_err(|error| format!("{script}: {}: {error}", program.display()))?;
    let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    if done.status.success() && said(&done.stdout).contains("passed") {
        return Ok(());
    }
    Err(format!(
        "{script}:\n{}{}",
        said(&done.stdout),
        said(&done.stderr)
    ))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_clients_that_people_use_get_answers_errors_and_their_way_out() {
    let python = folder().join(".venv/bin/python");
    if !python.is_file() || !folder().join("node_modules").is_dir() {
        skipped("the clients of tests/clients are not installed: make clients (make test does it)");
        return;
    }
    let (_data, mut state) = demo_service().await;
    let hanging = Arc::new(Hanging::default());
    let (real, counted) = (state.ask.clone(), hanging.clone());
    state.ask = Arc::new(move |request, _| -> BoxFuture<'static, Value> {
        Box::pin(answer(request, real.clone(), counted.clone()))
    });
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let listen = listener.local_addr().unwrap();
    let settings = ServerSettings {
        listen,
        ..ServerSettings::default()
    };
    let mut server = JoinSet::new();
    server.spawn(serve(
        listener,
        router(state, &settings),
        std::future::pending(),
    ));

    let base = format!("http://{listen}");
    let scripts = tokio::task::spawn_blocking(move || {
        [
            run(&python, "openai_chat.py", &[&base]),
            run(Path::new("node"), "openai_chat.mjs", &[&base]),
            run(&python, "mcp_tools.py", &[&base]),
        ]
    });
    let wrong: Vec<String> = scripts
        .await
        .unwrap()
        .into_iter()
        .filter_map(Result::err)
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));

    // Three ways out of each `openai`, two of npm's, one of each revision of the tools' protocol.
    assert_eq!(hanging.begun.load(Ordering::SeqCst), 7);
    while hanging.dropped.load(Ordering::SeqCst) < 7 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_document_is_valid_and_true_of_the_server() {
    let python = folder().join(".venv/bin/python");
    if !python.is_file() || !folder().join("node_modules/@redocly").is_dir() {
        skipped("the clients of tests/clients are not installed: make clients (make test does it)");
        return;
    }
    let door = Door::new().await;
    let (_, key) = door.key("owner", &Scope::ALL).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let listen = listener.local_addr().unwrap();
    let settings = ServerSettings {
        listen,
        per_minute: 0,
        ..ServerSettings::default()
    };
    let router = router(door.entrance(None, true), &settings);
    let mut server = JoinSet::new();
    server.spawn(serve(listener, router, std::future::pending()));
    let base = format!("http://{listen}");
    let scripts = tokio::task::spawn_blocking(move || {
        [
            run(Path::new("node"), "api_lint.mjs", &[&base]),
            run(&python, "api_schema.py", &[&base, &key]),
        ]
    });
    let wrong: Vec<String> = scripts
        .await
        .unwrap()
        .into_iter()
        .filter_map(Result::err)
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
