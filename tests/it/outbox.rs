//! The outbox by itself: in which order messages are sent, and which of them wait for others.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use serde_json::json;
use tempfile::TempDir;
use tokio::task::JoinSet;
use wenbo::channel::chat::{NewMessage, Outbox, OutboxSettings, SendError, Sender, Sent};
use wenbo::store::{OutboxMessage, OutboxState, Store};

/// A chat program that takes a message after it has refused it so many times, and notes what it took.
#[derive(Default)]
struct Moody {
    refusals: Mutex<BTreeMap<String, u32>>,
    taken: Mutex<Vec<String>>,
    tried: Mutex<Vec<String>>,
}

#[async_trait]
impl Sender for Moody {
    fn channel(&self) -> &'static str {
        "slack"
    }

    fn gap(&self) -> Duration {
        Duration::ZERO
    }

    async fn send(&self, message: &OutboxMessage) -> Result<Sent, SendError> {
        self.tried.lock().unwrap().push(message.key.clone());
        let mut refusals = self.refusals.lock().unwrap();
        if let Some(left) = refusals.get_mut(&message.key).filter(|it| **it > 0) {
            *left -= 1;
            return Err(SendError::passing("not now"));
        }
        self.taken.lock().unwrap().push(message.key.clone());
        Ok(Sent::default())
    }
}

struct Post {
    store: Arc<Store>,
    outbox: Arc<Outbox>,
    moody: Arc<Moody>,
    _folder: TempDir,
    _running: JoinSet<()>,
}

impl Post {
    async fn new(refusals: &[(&str, u32)], messages: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("state.sqlite")).await;
        let store = Arc::new(store.unwrap());
        let settings = OutboxSettings {
            first_pause: Duration::from_millis(20),
            longest_pause: Duration::from_millis(40),
            look_every: Duration::from_millis(5),
            held_for: 4,
            most_attempts: 8,
            ..OutboxSettings::default()
        };
        let outbox = Arc::new(Outbox::new(store.clone(), settings));
        let moody = Arc::new(Moody::default());
        let refusals = refusals
            .iter()
            .map(|(key, many)| ((*key).to_owned(), *many));
        moody.refusals.lock().unwrap().extend(refusals);
        let messages = messages.iter().map(|(destination, key)| NewMessage {
            channel: "slack",
            destination: (*destination).to_owned(),
            key: (*key).to_owned(),
            payload: json!({}),
        });
        // All are there before the first is tried.
        outbox.post(messages.collect(), None).await.unwrap();
        let mut running = JoinSet::new();
        let (runs, sender) = (outbox.clone(), moody.clone());
        running.spawn(async move { match runs.run(vec![sender]).await {} });
        Self {
            store,
            outbox,
            moody,
            _folder: folder,
            _running: running,
        }
    }

    /// What was taken, once nothing waits.
    async fn taken(&self) -> Vec<String> {
        for _ in 0..3_000 {
            let waiting = self.store.outbox(OutboxState::Waiting, None, 1).await;
            if waiting.unwrap().is_empty() {
                return self.moody.taken.lock().unwrap().clone();
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("something waits for ever");
    }
}

#[tokio::test]
async fn a_later_message_waits_for_an_earlier_one_that_is_tried_again() {
    let messages = [
        ("C1", "one"),
        ("C1", "two"),
        ("C2", "other"),
        ("C1", "three"),
    ];
    let post = Post::new(&[("one", 3), ("two", 2)], &messages).await;
    let taken = post.taken().await;
    let of_one: Vec<&String> = taken.iter().filter(|it| *it != "other").collect();
    assert_eq!(of_one, ["one", "two", "three"]);
    // Another destination does not wait.
    assert_eq!(taken[0], "other");
}

#[tokio::test]
async fn what_cannot_be_sent_holds_others_up_for_a_while_and_not_for_ever() {
    let post = Post::new(&[("one", 100)], &[("C1", "one"), ("C1", "two")]).await;
    assert_eq!(post.taken().await, ["two"]);
    let dead = post
        .store
        .outbox(OutboxState::Dead, None, 10)
        .await
        .unwrap();
    assert_eq!(dead.len(), 1);
    assert_eq!((dead[0].key.as_str(), dead[0].attempts), ("one", 8));
    // It was let past while the first was still tried: after so many attempts, and before that was given up.
    let tried = post.moody.tried.lock().unwrap().clone();
    let at = tried.iter().position(|it| it == "two").unwrap();
    assert!((4..8).contains(&at), "{tried:?}");

    // Sent again by an administrator, it waits for nobody and is taken.
    post.moody.refusals.lock().unwrap().clear();
    let id = dead[0].id.clone();
    assert!(
        post.store
            .resend(&id, "2026-01-01T00:00:00Z")
            .await
            .unwrap()
    );
    post.outbox.post(Vec::new(), None).await.unwrap();
    assert_eq!(post.taken().await, ["two", "one"]);
}
