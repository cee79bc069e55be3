//! A caller that goes away takes its query along.

use std::net::SocketAddr;
use std::time::Duration;

use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use wenbo::channel::http::{ServerSettings, serve};

use super::catalogue::Shop;

/// Lines without end: a sum over them takes hours.
const ENDLESS: &str = "ALTER TABLE fct_line RENAME TO fct_line_once;
                       CREATE VIEW fct_line AS SELECT once.* FROM fct_line_once AS once, range(100000000000) AS again;";

/// Connections of the engine in these tests: as many queries fill it.
const CONNECTIONS: usize = 4;

fn post(listen: SocketAddr, path: &str, accept: &str, body: &str) -> String {
    format!(
        "POST {path} HTTP/1.1\r\nHost: {listen}\r\nAccept: {accept}\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
}

async fn begin(listen: SocketAddr, request: &str) -> TcpStream {
    let mut connection = TcpStream::connect(listen).await.unwrap();
    connection.write_all(request.as_bytes()).await.unwrap();
    connection
}

async fn reply(mut connection: TcpStream) -> String {
    let mut text = String::new();
    connection.read_to_string(&mut text).await.unwrap();
    text
}

/// Serves a shop whose lines have no end, and does something there.
async fn with_server<F: Future<Output = ()>>(work: impl FnOnce(SocketAddr) -> F) {
    let shop = Shop::with_data(ENDLESS).await;
    let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0)))
        .await
        .unwrap();
    let listen = listener.local_addr().unwrap();
    let settings = ServerSettings {
        listen,
        resume_grace: Duration::from_millis(50),
        ..ServerSettings::default()
    };
    let server = serve(
        listener,
        shop.routes("owner", &settings),
        std::future::pending(),
    );
    tokio::select! {
        ended = server => panic!("the server ended: {ended:?}"),
        () = work(listen) => {}
    }
}

/// Fills the engine with queries whose callers go away, and asks for something that is quick.
async fn the_engine_is_free_again(request: impl Fn(SocketAddr) -> String) {
    with_server(|listen| async move {
        let quick = json!({ "statement": "SELECT MEASURE(order_count) AS orders FROM shop" });
        let quick = post(listen, "/v1/query", "text/csv", &quick.to_string());
        let mut waiting = Vec::new();
        for _ in 0..CONNECTIONS {
            waiting.push(begin(listen, &request(listen)).await);
        }
        // While they run nobody else gets a connection.
        tokio::time::sleep(Duration::from_millis(500)).await;
        let blocked = begin(listen, &quick).await;
        let early = tokio::time::timeout(Duration::from_millis(500), reply(blocked)).await;
        assert!(early.is_err(), "the long queries do not run: {early:?}");
        drop(waiting);
        let free = begin(listen, &quick).await;
        let reply = tokio::time::timeout(Duration::from_secs(30), reply(free)).await;
        let reply = reply.expect("the queries of callers that went away were not interrupted");
        assert!(reply.contains("orders\r\n9\r\n"), "{reply}");
    })
    .await;
}

#[tokio::test]
async fn a_statement_is_interrupted_when_its_connection_is_dropped() {
    the_engine_is_free_again(|listen| {
        let body = json!({ "statement": "SELECT MEASURE(gmv) AS gmv FROM shop" }).to_string();
        post(listen, "/v1/query", "*/*", &body)
    })
    .await;
}

#[tokio::test]
async fn a_question_is_interrupted_when_its_connection_is_dropped() {
    for accept in ["application/json", "text/event-stream"] {
        the_engine_is_free_again(|listen| {
            let question =
                json!({ "question": "上个月各平台GMV", "as_of": "2026-02-05", "lane": "grammar" });
            post(listen, "/v1/ask", accept, &question.to_string())
        })
        .await;
    }
}

#[tokio::test]
async fn a_stream_tells_its_plan_before_its_query_ends() {
    with_server(|listen| async move {
        let question =
            json!({ "question": "上个月各平台GMV", "as_of": "2026-02-05", "lane": "grammar" });
        let request = post(
            listen,
            "/v1/ask",
            "text/event-stream",
            &question.to_string(),
        );
        let mut connection = begin(listen, &request).await;
        let mut seen = String::new();
        while !seen.contains("event: sql") {
            let mut bytes = [0; 4096];
            let many = connection.read(&mut bytes).await.unwrap();
            assert!(many > 0, "{seen}");
            seen.push_str(&String::from_utf8_lossy(&bytes[..many]));
        }
        assert!(
            seen.contains("event: plan") && !seen.contains("event: rows"),
            "{seen}"
        );
    })
    .await;
}
