//! One connection: calls with names, and their acknowledgements.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::{Mutex as Turn, mpsc, oneshot};
use tokio::time::timeout;

/// A frame that came.
#[derive(Debug, Clone)]
pub(super) struct Frame {
    /// What it is; nothing for an acknowledgement.
    pub(super) cmd: String,
    /// The name of what it belongs to.
    pub(super) req_id: String,
    /// What it says.
    pub(super) body: Value,
    code: i64,
}

#[derive(Deserialize)]
struct Written {
    #[serde(default)]
    cmd: String,
    headers: Headers,
    #[serde(default)]
    body: Value,
    #[serde(default)]
    errcode: i64,
}

#[derive(Deserialize)]
struct Headers {
    req_id: String,
}

/// Why a call did not do what it should.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum CallError {
    /// There is no connection any more.
    #[error("the connection to WeCom is lost")]
    Lost,
    /// WeCom said nothing in time.
    #[error("WeCom did not acknowledge it")]
    Unacknowledged,
    /// WeCom does not take it.
    #[error("WeCom refuses it with {0}")]
    Refused(i64),
}

impl Frame {
    /// Reads a frame; what is none is nothing.
    pub(super) fn read(text: &str) -> Option<Self> {
        let Written {
            cmd,
            headers,
            body,
            errcode,
        } = serde_json::from_str(text).ok()?;
        Some(Self {
            cmd,
            req_id: headers.req_id,
            body,
            code: errcode,
        })
    }
}

/// A connection that is open.
pub(super) struct Connection {
    out: mpsc::Sender<String>,
    patience: Duration,
    waiting: Mutex<HashMap<String, oneshot::Sender<Frame>>>,
    turns: Mutex<HashMap<String, Arc<Turn<()>>>>,
    refused: Mutex<Option<String>>,
    pings: AtomicU32,
}

impl Connection {
    pub(super) fn new(out: mpsc::Sender<String>, patience: Duration) -> Self {
        Self {
            out,
            patience,
            waiting: Mutex::default(),
            turns: Mutex::default(),
            refused: Mutex::default(),
            pings: AtomicU32::new(0),
        }
    }

    /// Sends a frame and waits until it is acknowledged; those with the same name go one after another. What comes with
    /// the acknowledgement is returned.
    pub(super) async fn call(
        &self,
        cmd: &str,
        req_id: &str,
        body: Value,
    ) -> Result<Value, CallError> {
        let turn = lock(&self.turns)
            .entry(req_id.to_owned())
            .or_default()
            .clone();
        let outcome = {
            let _mine = turn.lock().await;
            self.called(cmd, req_id, body).await
        };
        // Whoever waits for a turn holds it too.
        let mut turns = lock(&self.turns);
        if Arc::strong_count(&turn) <= 2 {
            turns.remove(req_id);
        }
        outcome
    }

    async fn called(&self, cmd: &str, req_id: &str, body: Value) -> Result<Value, CallError> {
        let (tell, told) = oneshot::channel();
        lock(&self.waiting).insert(req_id.to_owned(), tell);
        let frame = json!({ "cmd": cmd, "headers": { "req_id": req_id }, "body": body });
        let sent = self.out.send(frame.to_string()).await;
        if sent.is_err() {
            lock(&self.waiting).remove(req_id);
            return Err(CallError::Lost);
        }
        match timeout(self.patience, told).await {
            Ok(Ok(frame)) if frame.code == 0 => Ok(frame.body),
            Ok(Ok(frame)) => Err(CallError::Refused(frame.code)),
            Ok(Err(_)) => Err(CallError::Lost),
            Err(_) => {
                lock(&self.waiting).remove(req_id);
                Err(CallError::Unacknowledged)
            }
        }
    }

    /// Hears an acknowledgement; any is a sign of life.
    pub(super) fn acknowledged(&self, frame: Frame) {
        self.pings.store(0, Ordering::Relaxed);
        if let Some(tell) = lock(&self.waiting).remove(&frame.req_id) {
            // Whoever asked may have gone.
            let _heard = tell.send(frame);
        }
    }

    /// Asks for a sign of life; returns how many were asked for in vain before.
    pub(super) fn ping(&self) -> u32 {
        let frame = json!({ "cmd": "ping", "headers": { "req_id": fresh_id("ping") } });
        // Where what goes out is stuck, so is this, and it counts as missed.
        let _queued = self.out.try_send(frame.to_string());
        self.pings.fetch_add(1, Ordering::Relaxed)
    }

    /// Notes that WeCom does not take the bot.
    pub(super) fn refuse(&self, why: String) {
        *lock(&self.refused) = Some(why);
    }

    /// Whether WeCom does not take the bot, and why.
    pub(super) fn refused(&self) -> Option<String> {
        lock(&self.refused).clone()
    }
}

/// A name that no other call has.
pub(super) fn fresh_id(cmd: &str) -> String {
    format!("{cmd}_{}", uuid::Uuid::now_v7().simple())
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use serde_json::{Value, json};
    use tokio::sync::mpsc;

    use super::{CallError, Connection, Frame};

    fn ack(req_id: &str, code: i64) -> Frame {
        let text = json!({ "headers": { "req_id": req_id }, "errcode": code, "errmsg": "x" });
        Frame::read(&text.to_string()).unwrap()
    }

    #[tokio::test]
    async fn replies_to_one_message_wait_for_each_other() {
        let (out, mut sent) = mpsc::channel(8);
        let connection = Arc::new(Connection::new(out, Duration::from_secs(60)));
        let call = |body: &'static str| {
            let connection = connection.clone();
            async move { connection.call("aibot_respond_msg", "R", json!(body)).await }
        };
        let replies = async {
            let mut bodies = Vec::new();
            for _ in 0..2 {
                let frame: Value = serde_json::from_str(&sent.recv().await.unwrap()).unwrap();
                bodies.push(frame["body"].as_str().unwrap().to_owned());
                assert!(sent.try_recv().is_err(), "the next one did not wait");
                connection.acknowledged(ack("R", 0));
            }
            bodies
        };
        let (one, two, bodies) = tokio::join!(call("a"), call("b"), replies);
        assert_eq!((one, two), (Ok(Value::Null), Ok(Value::Null)));
        assert_eq!(bodies, ["a", "b"]);
        assert!(connection.turns.lock().unwrap().is_empty());
    }

    #[tokio::test]
    async fn what_goes_wrong_is_told_apart() {
        let (out, sent) = mpsc::channel(8);
        let connection = Connection::new(out, Duration::from_millis(1));
        let silent = connection.call("c", "R", Value::Null).await;
        assert_eq!(silent, Err(CallError::Unacknowledged));
        assert!(connection.waiting.lock().unwrap().is_empty());
        let connection = Connection::new(connection.out, Duration::from_secs(60));
        let refused = async { connection.acknowledged(ack("R", 846_605)) };
        let (code, ()) = tokio::join!(connection.call("c", "R", Value::Null), refused);
        assert_eq!(code, Err(CallError::Refused(846_605)));
        drop(sent);
        let lost = connection.call("c", "R", Value::Null).await;
        assert_eq!(lost, Err(CallError::Lost));
    }

    #[test]
    fn pings_in_vain_are_counted() {
        let (out, _sent) = mpsc::channel(8);
        let connection = Connection::new(out, Duration::from_secs(1));
        assert_eq!((connection.ping(), connection.ping()), (0, 1));
        connection.acknowledged(ack("x", 0));
        assert_eq!(connection.ping(), 0);
    }

    #[test]
    fn what_is_no_frame_is_nothing() {
        for odd in ["", "1", "[]", "{}", r#"{"cmd":1,"headers":{"req_id":"r"}}"#] {
            assert!(Frame::read(odd).is_none(), "{odd}");
        }
    }
}
