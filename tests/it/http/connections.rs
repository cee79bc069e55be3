//! Connections that are slow, silent, too many or too large: each ends, and takes nothing with it.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::task::JoinSet;
use wenbo::channel::http::{ConnectionLimits, HttpState, ServerSettings, router, serve_within};

use super::state;

async fn server(state: HttpState, limits: ConnectionLimits) -> (SocketAddr, JoinSet<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let listen = listener.local_addr().unwrap();
    let settings = ServerSettings {
        listen,
        ..ServerSettings::default()
    };
    let router = router(state, &settings);
    let mut tasks = JoinSet::new();
    tasks.spawn(async move {
        let never = std::future::pending();
        serve_within(listener, router, limits, never).await.unwrap();
    });
    (listen, tasks)
}

fn limits() -> ConnectionLimits {
    ConnectionLimits {
        most: 100,
        head: Duration::from_millis(300),
        stalled: Duration::from_millis(300),
    }
}

fn health(listen: SocketAddr) -> String {
    format!("GET /healthz HTTP/1.1\r\nHost: {listen}\r\n\r\n")
}

/// Whatever comes until the connection ends.
async fn rest(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    // A reset is an end too.
    let _ended = stream.read_to_end(&mut bytes).await;
    String::from_utf8_lossy(&bytes).into_owned()
}

async fn well(listen: SocketAddr) -> bool {
    let mut stream = TcpStream::connect(listen).await.unwrap();
    let request = health(listen).replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    rest(&mut stream).await.starts_with("HTTP/1.1 200")
}

#[tokio::test]
async fn a_head_that_drips_in_is_cut_off() {
    let (listen, _tasks) = server(state(true), limits()).await;
    let mut stream = TcpStream::connect(listen).await.unwrap();
    let head = format!("GET /healthz HTTP/1.1\r\nHost: {listen}\r\nX-Drip: ");
    stream.write_all(head.as_bytes()).await.unwrap();
    let drips = async {
        while stream.write_all(b"x").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    // It ends, or this test never does.
    drips.await;
    assert!(well(listen).await);
}

#[tokio::test]
async fn a_connection_without_a_request_ends_and_one_that_goes_on_does_not() {
    let (listen, _tasks) = server(state(true), limits()).await;
    let mut idle = TcpStream::connect(listen).await.unwrap();
    let mut busy = TcpStream::connect(listen).await.unwrap();
    let mut replies = 0;
    while replies < 8 {
        busy.write_all(health(listen).as_bytes()).await.unwrap();
        let mut bytes = [0; 4096];
        let many = busy.read(&mut bytes).await.unwrap();
        assert!(String::from_utf8_lossy(&bytes[..many]).starts_with("HTTP/1.1 200"));
        replies += 1;
        tokio::time::sleep(Duration::from_millis(60)).await;
    }
    let said = rest(&mut idle).await;
    assert!(!said.contains("200"), "{said}");
}

#[tokio::test]
async fn a_head_that_is_too_large_is_refused() {
    let (listen, _tasks) = server(state(true), limits()).await;
    let mut stream = TcpStream::connect(listen).await.unwrap();
    let head = format!(
        "GET /healthz HTTP/1.1\r\nHost: {listen}\r\nX-Large: {}\r\n\r\n",
        "x".repeat(256 * 1024)
    );
    let _cut = stream.write_all(head.as_bytes()).await;
    let said = rest(&mut stream).await;
    assert!(
        said.is_empty() || said.starts_with("HTTP/1.1 431"),
        "{said}"
    );
    assert!(well(listen).await);
}

#[tokio::test]
async fn a_connection_too_many_waits_until_one_ends() {
    let most = ConnectionLimits {
        most: 2,
        ..limits()
    };
    let (listen, _tasks) = server(state(true), most).await;
    let _one = TcpStream::connect(listen).await.unwrap();
    let _two = TcpStream::connect(listen).await.unwrap();
    // Both are silent, so they end in time and make room.
    assert!(well(listen).await);
}

/// Counts when it is dropped.
struct Dropped(Arc<AtomicUsize>);

impl Drop for Dropped {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

#[tokio::test]
async fn a_peer_that_takes_nothing_is_left() {
    let ended = Arc::new(AtomicUsize::new(0));
    let counted = ended.clone();
    let mut state = state(true);
    state.ask = Arc::new(move |_, _| {
        let held = Dropped(counted.clone());
        Box::pin(async move {
            let text = "x".repeat(64 * 1024 * 1024);
            drop(held);
            json!({ "status": "answered", "text": text })
        })
    });
    let (listen, _tasks) = server(
        state,
        ConnectionLimits {
            most: 1,
            ..limits()
        },
    )
    .await;
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4096).unwrap();
    let mut stream = socket.connect(listen).await.unwrap();
    let body = r#"{"question":"all of it"}"#;
    let request = format!(
        "POST /v1/ask HTTP/1.1\r\nHost: {listen}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    // It never reads. The only place among the connections is free again once the server has left it.
    assert!(well(listen).await);
    assert_eq!(ended.load(Ordering::SeqCst), 1);
}
