//! The server: its settings, the loop that accepts connections, and an orderly end.
//!
//! What it promises of connections: their number is bounded, a head or a body that comes too slowly ends them, and so
//! does a peer that takes nothing any more. A connection without a request ends after the time that a head may take.

mod descriptors;
mod patient;

use std::future::Future;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use crate::telemetry::measures;
use patient::Patient;

/// How long running questions may go on after the signal to stop; service managers often kill after 30 s.
const GRACE: Duration = Duration::from_secs(25);

/// How long the loop waits after the system has refused it a connection, such as for want of descriptors.
const BREATH: Duration = Duration::from_millis(100);

/// The most bytes that are read ahead; a head must fit.
const MAX_HEAD_BYTES: usize = 64 * 1024;

/// Silence after which a connection is asked whether its peer is still there, and how long the peer may not answer.
const KEEPALIVE: Duration = Duration::from_secs(60);

/// How the server listens and what it lets through.
#[derive(Debug, Clone)]
pub struct ServerSettings {
    /// The address that the server listens on, with the port that it really got.
    pub listen: SocketAddr,
    /// Further names that browsers may use for this server, such as `wenbo.example.com` or `10.0.0.5:8080`.
    pub allowed_hosts: Vec<String>,
    /// How many questions may be worked on at a time.
    pub max_concurrent: usize,
    /// How many may wait for their turn.
    pub max_waiting: usize,
    /// How long one may wait for its turn.
    pub queue_wait: Duration,
    /// How long one question may take.
    pub deadline: Duration,
    /// How long a streamed question runs on for a caller whose connection broke.
    pub resume_grace: Duration,
    /// How many requests one asker may send in a minute; 0 is no limit.
    pub per_minute: u32,
}

impl Default for ServerSettings {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 8080)),
            allowed_hosts: Vec::new(),
            max_concurrent: 64,
            max_waiting: 64,
            queue_wait: Duration::from_secs(2),
            deadline: Duration::from_secs(60),
            resume_grace: Duration::from_secs(3),
            per_minute: 1_200,
        }
    }
}

/// What connections may take.
#[derive(Debug, Clone)]
pub struct ConnectionLimits {
    /// How many there may be at a time; further ones wait until one ends.
    pub most: usize,
    /// How long the head of a request may take, and how long a connection may be without one.
    pub head: Duration,
    /// How long a peer may take nothing of what is sent to it.
    pub stalled: Duration,
}

impl Default for ConnectionLimits {
    fn default() -> Self {
        Self {
            most: 12_000,
            head: Duration::from_secs(30),
            stalled: Duration::from_secs(30),
        }
    }
}

/// Serves until `shutdown` is done, then lets running questions end.
///
/// # Errors
/// What the listener fails with.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    serve_within(listener, router, ConnectionLimits::default(), shutdown).await
}

/// Serves within limits until `shutdown` is done, then lets running questions end.
///
/// # Errors
/// None today: what the system refuses is tried again.
pub async fn serve_within(
    listener: TcpListener,
    router: Router,
    limits: ConnectionLimits,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    descriptors::raise(limits.most);
    let seats = Arc::new(Semaphore::new(limits.most));
    let (stop, stopping) = watch::channel(());
    let mut connections = JoinSet::new();
    let mut shutdown = pin!(shutdown);
    loop {
        tokio::select! {
            () = &mut shutdown => break,
            (stream, seat) = accepted(&listener, &seats) => {
                let work = connection(stream, seat, router.clone(), limits.clone(), stopping.clone());
                connections.spawn(work);
            }
            Some(_ended) = connections.join_next() => {}
        }
    }
    drop(listener);
    tracing::info!("no new connections; running questions may end");
    drop(stop);
    let ended = async { while connections.join_next().await.is_some() {} };
    if timeout(GRACE, ended).await.is_err() {
        tracing::warn!(
            grace_s = GRACE.as_secs(),
            "connections were cut that did not end in time"
        );
    }
    Ok(())
}

/// The next connection, as soon as there is a place for it.
async fn accepted(
    listener: &TcpListener,
    seats: &Arc<Semaphore>,
) -> (TcpStream, OwnedSemaphorePermit) {
    loop {
        let Ok(seat) = seats.clone().acquire_owned().await else {
            std::future::pending::<()>().await;
            continue;
        };
        match listener.accept().await {
            Ok((stream, _)) => return (stream, seat),
            Err(error) => {
                tracing::warn!(%error, "a connection could not be taken");
                sleep(BREATH).await;
            }
        }
    }
}

async fn connection(
    stream: TcpStream,
    seat: OwnedSemaphorePermit,
    router: Router,
    limits: ConnectionLimits,
    mut stopping: watch::Receiver<()>,
) {
    let _open = measures::connection();
    if let Err(error) = prepared(&stream) {
        tracing::debug!(%error, "a connection keeps its settings");
    }
    let io = TokioIo::new(Patient::new(stream, limits.stalled));
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head)
        .max_buf_size(MAX_HEAD_BYTES)
        .serve_connection(io, TowerToHyperService::new(router))
        .with_upgrades();
    let mut served = pin!(served);
    let ended = tokio::select! {
        ended = served.as_mut() => ended,
        _ = stopping.changed() => {
            served.as_mut().graceful_shutdown();
            served.await
        }
    };
    if let Err(error) = ended {
        // Peers go away, and send what is no request, as they like.
        tracing::debug!(%error, "a connection ended");
    }
    drop(seat);
}

/// Sends small pieces at once, and finds out when a peer is gone without a word.
fn prepared(stream: &TcpStream) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let socket = socket2::SockRef::from(stream);
    let alive = socket2::TcpKeepalive::new().with_time(KEEPALIVE);
    #[cfg(target_os = "linux")]
    {
        socket.set_tcp_keepalive(&alive.with_interval(KEEPALIVE / 4).with_retries(4))?;
        socket.set_tcp_user_timeout(Some(KEEPALIVE))
    }
    #[cfg(not(target_os = "linux"))]
    socket.set_tcp_keepalive(&alive)
}

/// Waits for ctrl-c or for the signal by which a service manager ends a process.
pub async fn stop_signal() {
    if let Err(error) = signalled().await {
        tracing::warn!(%error, "signals cannot be heard; the process ends without an orderly stop");
        std::future::pending::<()>().await;
    }
}

#[cfg(unix)]
async fn signalled() -> io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => interrupted,
        _ = terminate.recv() => Ok(()),
    }
}

#[cfg(not(unix))]
async fn signalled() -> io::Result<()> {
    tokio::signal::ctrl_c().await
}
