//! The server: its settings, the loop that accepts connections, and an orderly end.

use std::future::Future;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use axum::Router;
use axum::serve::ListenerExt as _;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

/// How long running questions may go on after the signal to stop; service managers often kill after 30 s.
const GRACE: Duration = Duration::from_secs(25);

/// How the server listens and what it lets through.
#[derive(Debug, Clone)]
pub struct ServerSettings {
    /// The address that the server listens on, with the port that it really got.
    pub listen: SocketAddr,
    /// Further names that browsers may use for this server, such as `wenbo.example.com` or `10.0.0.5:8080`.
    pub allowed_hosts: Vec<String>,
    /// Origins of other sites' pages that may ask with embed tokens, such as `https://shop.example.com`.
    pub embed_origins: Vec<String>,
    /// How many questions may be worked on at a time.
    pub max_concurrent: usize,
    /// How long one question may take.
    pub deadline: Duration,
    /// How long a streamed question runs on for a caller whose connection broke.
    pub resume_grace: Duration,
}

impl Default for ServerSettings {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 8080)),
            allowed_hosts: Vec::new(),
            embed_origins: Vec::new(),
            max_concurrent: 64,
            deadline: Duration::from_secs(60),
            resume_grace: Duration::from_secs(3),
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
    let (tell, told) = oneshot::channel();
    let listener = listener.tap_io(|connection| {
        if let Err(error) = connection.set_nodelay(true) {
            tracing::debug!(%error, "a connection keeps its delay");
        }
    });
    let server = axum::serve(listener, router).with_graceful_shutdown(async move {
        shutdown.await;
        tracing::info!("no new connections; running questions may end");
        // The receiver is only gone when the server has ended already.
        let _ended = tell.send(());
    });
    let out_of_patience = async {
        if told.await.is_err() {
            std::future::pending::<()>().await;
        }
        tokio::time::sleep(GRACE).await;
    };
    tokio::select! {
        ended = async { server.await } => ended,
        () = out_of_patience => {
            tracing::warn!(grace_s = GRACE.as_secs(), "connections were cut that did not end in time");
            Ok(())
        }
    }
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
