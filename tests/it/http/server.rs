//! The server on a real socket: it answers, and it stops when it is told to.

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinSet;
use wenbo::channel::http::{HttpState, ServerSettings, router, serve};
use wenbo::language_model::{Meter, ModelConfig, connect};

use super::state;
use crate::language_model::request;
use crate::support::misbehaving_endpoint::{Act, MisbehavingEndpoint};

async fn exchange(address: SocketAddr, request: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut reply = String::new();
    stream.read_to_string(&mut reply).await.unwrap();
    reply
}

#[tokio::test]
#[expect(
    clippy::disallowed_methods,
    reason = "the test plays the process and waits for its server"
)]
async fn a_server_answers_under_its_port_and_stops_in_order() {
    let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0)))
        .await
        .unwrap();
    let listen = listener.local_addr().unwrap();
    let router = router(
        state(true),
        &ServerSettings {
            listen,
            ..ServerSettings::default()
        },
    );
    let (stop, stopped) = oneshot::channel::<()>();
    let server = tokio::spawn(serve(listener, router, async {
        stopped.await.unwrap();
    }));

    let body = r#"{"question":"sales"}"#;
    let request = format!(
        "POST /v1/ask HTTP/1.1\r\nHost: {listen}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\
         Connection: close\r\n\r\n{body}",
        body.len()
    );
    let reply = exchange(listen, &request).await;
    assert!(reply.starts_with("HTTP/1.1 200 OK"), "{reply}");
    let foreign = exchange(
        listen,
        "GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
    )
    .await;
    assert!(foreign.starts_with("HTTP/1.1 421"), "{foreign}");
    let old = exchange(listen, "GET / HTTP/1.0\r\n\r\n").await;
    assert!(old.starts_with("HTTP/1.0 421"), "{old}");

    stop.send(()).unwrap();
    server.await.unwrap().unwrap();
    assert!(TcpStream::connect(listen).await.is_err());
}

#[tokio::test]
async fn a_caller_who_goes_away_ends_the_call_of_the_model() {
    let endpoint = MisbehavingEndpoint::start(vec![Act::Hang]).await;
    let model = connect(&ModelConfig::for_testing(&endpoint.base_url)).unwrap();
    let state = HttpState {
        ask: Arc::new(move |_, _| {
            let model = Arc::clone(&model);
            Box::pin(async move {
                let never = model.complete(&request(), &Meter::unlimited()).await;
                panic!("the endpoint never answers: {never:?}")
            })
        }),
        ..state(true)
    };
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

    let body = r#"{"question":"sales"}"#;
    let asked = format!(
        "POST /v1/ask HTTP/1.1\r\nHost: {listen}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut caller = TcpStream::connect(listen).await.unwrap();
    caller.write_all(asked.as_bytes()).await.unwrap();
    endpoint.was_asked().await;
    drop(caller);
    endpoint.was_abandoned().await;
}
