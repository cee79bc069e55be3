//! Answers of bots that are shown as they grow: WeCom asks for them again and again, or they are pushed to it.
//!
//! Invariant: what is shown is always the whole text so far, within WeCom's limit, and after its end it does not change.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use tokio::sync::watch;
use tokio::time::timeout;

use crate::channel::chat::{Unit, clip};

/// Bytes of a text that is shown, at most.
pub(super) const MAX_CONTENT: usize = 20_480;
/// Answers that are known at most; the oldest are forgotten.
const MOST: usize = 10_000;
/// How long an answer is known: WeCom asks for one for six minutes.
const KNOWN: Duration = Duration::from_secs(600);

/// The answers that are shown by this server.
#[derive(Default)]
pub(super) struct Streams(Mutex<HashMap<String, Arc<Stream>>>);

/// One answer.
pub(super) struct Stream {
    id: String,
    begun: Instant,
    shown: Mutex<Shown>,
    changed: watch::Sender<()>,
    taken: watch::Sender<bool>,
}

/// What is shown of it.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Shown {
    /// The whole text so far.
    pub(super) content: String,
    /// Whether nothing follows.
    pub(super) finish: bool,
    /// A picture, told with the end.
    pub(super) image: Option<Value>,
    /// A card, told with the end.
    pub(super) card: Option<Value>,
}

/// The name of the answer to a message: the same for the same message, also after a restart.
pub(super) fn name(message: &str) -> String {
    let hash = Sha256::digest(format!("wenbo answer to {message}"));
    hex::encode(&hash[..16])
}

impl Streams {
    /// Begins the answer with a name; one that is known stays.
    pub(super) fn begin(&self, id: &str, content: &str) -> Arc<Stream> {
        let mut all = lock(&self.0);
        all.retain(|_, it| it.begun.elapsed() < KNOWN);
        if all.len() >= MOST {
            let oldest = all.values().min_by_key(|it| it.begun);
            if let Some(id) = oldest.map(|it| it.id.clone()) {
                all.remove(&id);
            }
        }
        let stream = all.entry(id.to_owned()).or_insert_with(|| {
            Arc::new(Stream {
                id: id.to_owned(),
                begun: Instant::now(),
                shown: Mutex::new(Shown {
                    content: clip(content, MAX_CONTENT, Unit::Bytes),
                    ..Shown::default()
                }),
                changed: watch::Sender::new(()),
                taken: watch::Sender::new(false),
            })
        });
        stream.clone()
    }

    /// An answer that is known.
    pub(super) fn find(&self, id: &str) -> Option<Arc<Stream>> {
        lock(&self.0).get(id).cloned()
    }
}

impl Stream {
    /// Its name.
    pub(super) fn id(&self) -> &str {
        &self.id
    }

    /// How long it has been open.
    pub(super) fn age(&self) -> Duration {
        self.begun.elapsed()
    }

    /// Shows more; nothing where it has ended.
    pub(super) fn show(&self, content: &str) {
        let mut shown = lock(&self.shown);
        if !shown.finish {
            shown.content = clip(content, MAX_CONTENT, Unit::Bytes);
            drop(shown);
            self.changed.send_replace(());
        }
    }

    /// Ends it; tells whether it was open.
    pub(super) fn end(&self, last: Shown) -> bool {
        let mut shown = lock(&self.shown);
        if shown.finish {
            return false;
        }
        *shown = Shown {
            content: clip(&last.content, MAX_CONTENT, Unit::Bytes),
            finish: true,
            ..last
        };
        drop(shown);
        self.changed.send_replace(());
        true
    }

    /// Whether it has ended.
    pub(super) fn is_over(&self) -> bool {
        lock(&self.shown).finish
    }

    /// What WeCom is to show now. `first` is the reply to the message itself, which says by what name it may be judged.
    pub(super) fn reply(&self, first: bool) -> Value {
        let shown = lock(&self.shown).clone();
        let mut stream = json!({
            "id": self.id,
            "finish": shown.finish,
            "content": shown.content,
        });
        if let Some(image) = shown.image.filter(|_| shown.finish) {
            stream["msg_item"] = json!([{ "msgtype": "image", "image": image }]);
        }
        if first {
            stream["feedback"] = json!({ "id": self.id });
        }
        match shown.card.filter(|_| shown.finish) {
            Some(card) => json!({
                "msgtype": "stream_with_template_card",
                "stream": stream,
                "template_card": card,
            }),
            None => json!({ "msgtype": "stream", "stream": stream }),
        }
    }

    /// Notes that WeCom was given the end.
    pub(super) fn was_taken(&self) {
        self.taken.send_replace(true);
    }

    /// Waits until WeCom was given the end; whether it was.
    pub(super) async fn taken_within(&self, time: Duration) -> bool {
        let mut taken = self.taken.subscribe();
        let taken = timeout(time, taken.wait_for(|taken| *taken)).await;
        matches!(taken, Ok(Ok(_)))
    }

    /// Hears of changes.
    pub(super) fn changes(&self) -> watch::Receiver<()> {
        self.changed.subscribe()
    }
}

/// The reply to a question about an answer that this server does not know, such as after a restart: without an end,
/// WeCom would ask on.
pub(super) fn unknown(id: &str, content: &str) -> Value {
    json!({ "msgtype": "stream", "stream": { "id": id, "finish": true, "content": content } })
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::json;

    use super::{MAX_CONTENT, Shown, Streams, name};

    fn ended(content: &str) -> Shown {
        Shown {
            content: content.to_owned(),
            image: Some(json!({ "base64": "aGk=", "md5": "49f68a5c8493ec2c0bf489821c21fc3b" })),
            ..Shown::default()
        }
    }

    #[test]
    fn an_answer_grows_and_ends_once() {
        let streams = Streams::default();
        let stream = streams.begin("s", "…");
        let reply = stream.reply(true);
        assert_eq!(
            reply["stream"],
            json!({ "id": "s", "finish": false, "content": "…", "feedback": { "id": "s" } })
        );
        stream.show("a");
        assert_eq!(stream.reply(false)["stream"]["content"], "a");
        assert!(stream.end(ended("b")));
        assert!(!stream.end(ended("c")));
        stream.show("d");
        // As the platform's own client sends it.
        let reply = streams.find("s").unwrap().reply(false);
        let requests: serde_json::Value =
            serde_json::from_str(include_str!("../../../tests/cases/wecom/requests.json")).unwrap();
        let frames = requests["ws"].as_array().unwrap();
        let golden = frames
            .iter()
            .find(|it| it["frame"]["body"]["stream"]["finish"] == true);
        let mut golden = golden.unwrap()["frame"]["body"].clone();
        golden["stream"]["id"] = json!("s");
        golden["stream"]["content"] = json!("b");
        golden["stream"].as_object_mut().unwrap().remove("feedback");
        assert_eq!(reply, golden);
        assert!(streams.find("t").is_none());
    }

    #[test]
    fn too_long_a_text_is_cut_within_the_limit() {
        let stream = Streams::default().begin("s", &"数据".repeat(10_000));
        let content = |first| {
            let reply = stream.reply(first);
            reply["stream"]["content"].as_str().unwrap().to_owned()
        };
        assert!(content(true).len() <= MAX_CONTENT);
        stream.end(ended(&"数".repeat(10_000)));
        assert!(content(false).len() <= MAX_CONTENT && content(false).ends_with('…'));
    }

    #[tokio::test]
    async fn it_is_known_whether_the_end_was_taken() {
        let stream = Streams::default().begin("s", "");
        assert!(!stream.taken_within(Duration::ZERO).await);
        stream.was_taken();
        assert!(stream.taken_within(Duration::ZERO).await);
    }

    #[test]
    fn the_name_of_an_answer_is_that_of_its_message() {
        assert_eq!(name("M1"), name("M1"));
        assert_ne!(name("M1"), name("M2"));
        assert_eq!(name("M1").len(), 32);
    }
}
