//! An AI bot's own connection to WeCom: no address of ours has to be reachable.
//!
//! Invariant: replies to one message go out one after another, each after the one before was acknowledged.
//! Invariant: whoever is told that the bot is connected elsewhere does not connect again: two would take it from each
//! other for ever.

mod connection;

use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures::{SinkExt as _, StreamExt as _};
use md5::Digest as _;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::{interval, sleep, timeout};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async_with_config};

use super::bot::Reply;
use super::received::{What, bot_message};
use super::settings::{Pace, SocketSettings};
use super::streams::Stream;
use super::{MAX_BODY_BYTES, WeCom};
use crate::channel::chat::SendError;
use connection::{CallError, Connection, Frame, fresh_id};

/// Where bots connect to, unless a company runs WeCom itself.
pub const PUBLIC_SOCKET: &str = "wss://openws.work.weixin.qq.com";

/// How long a connection may take.
const CONNECT: Duration = Duration::from_secs(10);
/// Bytes of a piece of an upload.
const CHUNK: usize = 512 * 1024;
/// How long a frame may take to go out.
const SEND: Duration = Duration::from_secs(20);
/// Pings without an answer after which a connection is dead.
const MISSED: u32 = 2;
/// After how long a connection counts as one that worked.
const WORKED: Duration = Duration::from_secs(60);

type Line = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// The connection of a bot.
pub(super) struct Socket {
    url: String,
    bot_id: String,
    secret: SecretString,
    pace: Pace,
    current: Mutex<Option<Arc<Connection>>>,
}

/// Why a connection ended.
#[derive(Debug, PartialEq, Eq)]
enum End {
    /// It broke, or never was.
    Lost(String),
    /// The bot is connected elsewhere now.
    Evicted,
}

impl Socket {
    pub(super) fn new(settings: SocketSettings, pace: Pace) -> Result<Self, String> {
        let SocketSettings {
            bot_id,
            secret,
            url,
        } = settings;
        if !(url.starts_with("wss://") || url.starts_with("ws://")) {
            return Err(format!(
                "`{url}` is no address of a WebSocket; write it like {PUBLIC_SOCKET}"
            ));
        }
        super::tls();
        Ok(Self {
            url,
            bot_id,
            secret,
            pace,
            current: Mutex::default(),
        })
    }

    /// Sends to a person or a group of its own accord.
    pub(super) async fn push(&self, chat: &str, body: Value) -> Result<(), SendError> {
        let connection = self.here()?;
        let mut body = body;
        body["chatid"] = json!(chat);
        let id = fresh_id("aibot_send_msg");
        let sent = connection.call("aibot_send_msg", &id, body).await;
        sent.map(drop).map_err(failed)
    }

    /// Sends a picture; it is uploaded in pieces first.
    pub(super) async fn push_image(&self, chat: &str, png: &[u8]) -> Result<(), SendError> {
        let connection = self.here()?;
        let call = async |cmd: &str, body| {
            let reply = connection.call(cmd, &fresh_id(cmd), body).await;
            reply.map_err(failed)
        };
        let begun = json!({
            "type": "image", "filename": "chart.png", "total_size": png.len(),
            "total_chunks": png.len().div_ceil(CHUNK), "md5": hex::encode(md5::Md5::digest(png)),
        });
        let begun = call("aibot_upload_media_init", begun).await?;
        let upload = named(&begun, "upload_id")?;
        for (at, piece) in png.chunks(CHUNK).enumerate() {
            let piece = STANDARD.encode(piece);
            let chunk = json!({ "upload_id": upload, "chunk_index": at, "base64_data": piece });
            call("aibot_upload_media_chunk", chunk).await?;
        }
        let ended = call("aibot_upload_media_finish", json!({ "upload_id": upload })).await?;
        let media = named(&ended, "media_id")?;
        let body = json!({ "msgtype": "image", "image": { "media_id": media } });
        self.push(chat, body).await
    }

    fn here(&self) -> Result<Arc<Connection>, SendError> {
        let current = self.current();
        current.ok_or_else(|| SendError::passing("the bot is not connected to WeCom"))
    }

    fn current(&self) -> Option<Arc<Connection>> {
        let current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        current.clone()
    }

    fn set(&self, connection: Option<Arc<Connection>>) {
        *self.current.lock().unwrap_or_else(PoisonError::into_inner) = connection;
    }

    async fn opened(&self) -> Result<Line, String> {
        let limits = WebSocketConfig::default()
            .max_message_size(Some(MAX_BODY_BYTES))
            .max_frame_size(Some(MAX_BODY_BYTES));
        let opening = connect_async_with_config(self.url.as_str(), Some(limits), true);
        let opened = timeout(CONNECT, opening).await;
        let opened = opened.map_err(|_| "no connection in time".to_owned())?;
        let (line, _) = opened.map_err(|error| error.to_string())?;
        Ok(line)
    }
}

/// What became of a call, for whoever looks at messages that did not arrive.
fn failed(error: CallError) -> SendError {
    match error {
        CallError::Lost | CallError::Unacknowledged => SendError::passing(error.to_string()),
        CallError::Refused(_) => SendError::permanent(error.to_string()),
    }
}

/// A name that WeCom gives something.
fn named<'a>(body: &'a Value, field: &str) -> Result<&'a str, SendError> {
    let name = body.get(field).and_then(Value::as_str);
    name.ok_or_else(|| SendError::passing(format!("WeCom gave no {field}")))
}

impl WeCom {
    /// Keeps the bot connected, for as long as it is polled.
    pub(super) async fn connected(self: Arc<Self>) -> Infallible {
        let Some(socket) = &self.socket else {
            return std::future::pending().await;
        };
        let mut pause = socket.pace.reconnect;
        loop {
            let began = Instant::now();
            let end = self.session(socket).await;
            socket.set(None);
            match end {
                End::Evicted => {
                    tracing::error!(
                        "the bot was connected from elsewhere; this server does not connect again until it is restarted. \
                         Only one server may have the connection of a bot"
                    );
                    return std::future::pending().await;
                }
                End::Lost(why) => {
                    if began.elapsed() >= WORKED {
                        pause = socket.pace.reconnect;
                    }
                    tracing::warn!(error.cause = why, "the bot is not connected to WeCom");
                    sleep(pause).await;
                    pause = (pause * 2).min(socket.pace.longest_reconnect);
                }
            }
        }
    }

    /// One connection, until it ends.
    async fn session(self: &Arc<Self>, socket: &Socket) -> End {
        let line = match socket.opened().await {
            Ok(line) => line,
            Err(why) => return End::Lost(why),
        };
        let (mut to_wecom, mut from_wecom) = line.split();
        let (out, mut outgoing) = mpsc::channel::<String>(64);
        let connection = Arc::new(Connection::new(out, socket.pace.ack));
        // Whoever works for this connection ends with it.
        let mut working: JoinSet<()> = JoinSet::new();
        working.spawn(subscribed(self.clone(), connection.clone()));
        let mut ticks = interval(socket.pace.ping);
        // The first one comes at once.
        ticks.tick().await;
        loop {
            tokio::select! {
                Some(text) = outgoing.recv() => {
                    // A line that takes nothing is as dead as one that says nothing.
                    match timeout(SEND, to_wecom.send(Message::text(text))).await {
                        Ok(Ok(())) => {}
                        Ok(Err(error)) => return End::Lost(error.to_string()),
                        Err(_) => return End::Lost("it takes nothing".to_owned()),
                    }
                }
                came = from_wecom.next() => {
                    let frame = match came {
                        Some(Ok(Message::Text(text))) => Frame::read(&text),
                        Some(Ok(Message::Close(_))) | None => {
                            return End::Lost("WeCom closed it".to_owned());
                        }
                        Some(Ok(_)) => None,
                        Some(Err(error)) => return End::Lost(error.to_string()),
                    };
                    let end = frame.and_then(|it| self.came(&connection, &mut working, it));
                    if let Some(end) = end {
                        return end;
                    }
                }
                _ = ticks.tick() => {
                    if connection.ping() >= MISSED {
                        return End::Lost("it answers no ping".to_owned());
                    }
                }
                Some(_ended) = working.join_next(), if !working.is_empty() => {
                    if let Some(why) = connection.refused() {
                        return End::Lost(why);
                    }
                }
            }
        }
    }

    /// Something that WeCom sent.
    fn came(
        self: &Arc<Self>,
        connection: &Arc<Connection>,
        working: &mut JoinSet<()>,
        frame: Frame,
    ) -> Option<End> {
        match frame.cmd.as_str() {
            // An acknowledgement has no command.
            "" => {
                connection.acknowledged(frame);
                None
            }
            "aibot_msg_callback" | "aibot_event_callback" => {
                let received = bot_message(&frame.body.to_string())?;
                if received.what == What::Evicted {
                    return Some(End::Evicted);
                }
                let (wecom, connection) = (self.clone(), connection.clone());
                working.spawn(async move {
                    let is_enter = received.what == What::EnterChat;
                    let reply = wecom.bot_took(received, Some(frame.req_id.clone())).await;
                    match reply {
                        Ok(reply) => replied(&connection, &frame.req_id, reply, is_enter).await,
                        // Unlike a callback it is not sent again; the log has why.
                        Err(problem) => {
                            tracing::error!(code = problem.code, "a message of WeCom is lost");
                        }
                    }
                });
                None
            }
            _ => None,
        }
    }
}

/// Says who the bot is; from then on it can send.
async fn subscribed(wecom: Arc<WeCom>, connection: Arc<Connection>) {
    let Some(socket) = &wecom.socket else {
        return;
    };
    let id = fresh_id("aibot_subscribe");
    let body = json!({ "bot_id": socket.bot_id, "secret": socket.secret.expose_secret() });
    match connection.call("aibot_subscribe", &id, body).await {
        Ok(_) => {
            tracing::info!("the bot is connected to WeCom");
            socket.set(Some(connection));
        }
        Err(error) => connection.refuse(format!(
            "it does not take the bot: {error}; look at --wecom-bot-id and --wecom-bot-secret"
        )),
    }
}

/// Sends what is said at once, and an answer as it grows.
async fn replied(connection: &Connection, req_id: &str, reply: Reply, is_enter: bool) {
    let cmd = match &reply {
        Reply::Nothing => return,
        Reply::Welcome(_) => "aibot_respond_welcome_msg",
        Reply::Card(_) => "aibot_respond_update_msg",
        Reply::Ended(_) if is_enter => "aibot_respond_welcome_msg",
        Reply::Stream(..) | Reply::Ended(_) => "aibot_respond_msg",
    };
    if let Reply::Stream(stream, _) = &reply {
        pushed(connection, req_id, stream).await;
        return;
    }
    let Some(body) = reply.body() else { return };
    if let Err(error) = connection.call(cmd, req_id, body).await {
        tracing::warn!(error.cause = %error, "a reply did not reach WeCom");
    }
}

/// Shows an answer as it grows, until its end; what changes while a reply is on its way goes out with the next one.
async fn pushed(connection: &Connection, req_id: &str, stream: &Arc<Stream>) {
    let mut changes = stream.changes();
    let mut first = true;
    loop {
        changes.mark_unchanged();
        let is_over = stream.is_over();
        let sent = connection
            .call("aibot_respond_msg", req_id, stream.reply(first))
            .await;
        if let Err(error) = sent {
            // Delivery hears of no taker, and goes another way.
            tracing::warn!(error.cause = %error, "an answer cannot be shown as it grows");
            return;
        }
        if is_over {
            stream.was_taken();
            return;
        }
        first = false;
        if changes.changed().await.is_err() {
            return;
        }
    }
}
