//! Pushes: what is said of them, what is due, whose rights it is computed under, and alerts; by a clock that the tests
//! set.

mod alerts;
mod due;
mod said;

use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, Weak};

use async_trait::async_trait;
use chrono::DateTime;
use futures::future::BoxFuture;
use semantic_sql::sees_no_more;
use serde_json::{Value, json};
use tempfile::TempDir;
use wenbo::channel::chat::{Chat, ChatSettings, Courier, Identities, Member, NewMessage, PushDesk};
use wenbo::channel::http::{Ask, Entrance, PartsFor};
use wenbo::command::{Doors, Service, entrance};
use wenbo::push::{Heard, Message, Owner, Pushes, Reply, Told, read};
use wenbo::question::Language;
use wenbo::recall::Recall;
use wenbo::store::{OutboxMessage, Store};

use crate::keys::who;
use crate::recall::guarded;
use crate::reload::Files;

/// A small shop whose streamers see their own rows, its people in a chat program, and a clock that stands.
struct Shop {
    files: Files,
    service: Service,
    folder: TempDir,
    clock: Arc<AtomicI64>,
    /// What is asked, and what is done before each question.
    asked: Arc<Mutex<Vec<String>>>,
    server: Server,
}

/// What ends with a restart.
struct Server {
    store: Arc<Store>,
    pushes: Arc<Pushes>,
    identities: Identities,
    _chat: Arc<Chat>,
    _courier: Arc<Letters>,
}

/// A chat program whose messages are read from the outbox.
struct Letters;

#[async_trait]
impl Courier for Letters {
    fn channel(&self) -> &'static str {
        "slack"
    }

    async fn messages(&self, push: &Message<'_>) -> Vec<NewMessage> {
        let answer = match push.told {
            Told::Answer(answer, _) => answer.clone(),
            Told::Nothing => Value::Null,
        };
        let place = push.subscription.place.clone();
        vec![NewMessage {
            channel: "slack",
            destination: place.unwrap_or_else(|| push.subscription.owner.user.clone()),
            key: push.key.to_owned(),
            payload: json!({ "note": push.note, "answer": answer, "as": push.principal.user }),
        }]
    }
}

fn member(user: &str) -> Member {
    Member {
        channel: "slack".to_owned(),
        tenant: "T1".to_owned(),
        user: user.to_owned(),
    }
}

/// Seconds since 1970 of a moment in the shop's zone.
fn at(text: &str) -> i64 {
    let text = format!("{}:00+08:00", text.replace(' ', "T"));
    DateTime::parse_from_rfc3339(&text).unwrap().timestamp()
}

impl Shop {
    async fn new(now: &str) -> Self {
        let files = Files::new();
        files.write_layer(&guarded(&Files::layer_text()));
        let (app, reloader) = files.start().await;
        let folder = tempfile::tempdir().unwrap();
        let (clock, asked) = (Arc::new(AtomicI64::new(at(now))), Arc::default());
        let store = open(folder.path()).await;
        let service = Service {
            recall: Recall::new(app.clone(), Some(store.clone())),
            app,
            reloader,
            principal: who("nobody"),
            admin_roles: Vec::new(),
        };
        let server = serve(&service, store, &clock, &asked);
        let shop = Self {
            files,
            service,
            folder,
            clock,
            asked,
            server,
        };
        for (user, name) in [("UOLGA", "owner"), ("UANN", "Ann"), ("UBOB", "Bob")] {
            shop.knows(user, name).await;
        }
        shop
    }

    async fn knows(&self, user: &str, name: &str) {
        let added = self.server.identities.add(member(user), who(name)).await;
        added.unwrap();
    }

    /// Ends what runs and begins anew on the same file.
    async fn restart(&mut self) {
        let store = open(self.folder.path()).await;
        self.server = serve(&self.service, store, &self.clock, &self.asked);
    }

    /// It is this time, and what is due is sent.
    async fn comes(&self, now: &str) {
        self.clock.store(at(now), Ordering::SeqCst);
        self.server.pushes.tick().await;
    }

    /// Other data is loaded at a time.
    async fn loads(&self, now: &str, sql: &str) {
        self.clock.store(at(now), Ordering::SeqCst);
        self.files.write_data(sql);
        self.service.reloader.reload().await;
        self.server.pushes.loaded().await;
    }

    /// Somebody says something, in a channel that everybody may read.
    async fn says(&self, user: &str, text: &str) -> Reply {
        let principal = self.server.identities.find(&member(user)).await.unwrap();
        let principal = principal.unwrap();
        let heard = Heard {
            owner: Owner {
                channel: "slack".to_owned(),
                tenant: "T1".to_owned(),
                user: user.to_owned(),
            },
            principal: &principal,
            here: Some("C1".to_owned()),
            can_send_here: true,
            is_public: true,
            has_robot: false,
            language: Language::of(text),
        };
        let command = read(text).unwrap_or_else(|| panic!("no command: {text}"));
        self.server.pushes.done(command, &heard).await
    }

    /// What is to be sent, the oldest first.
    async fn letters(&self) -> Vec<Letter> {
        let all = self
            .server
            .store
            .outbox(wenbo::store::OutboxState::Waiting, None, 100);
        let mut all: Vec<Letter> = all.await.unwrap().into_iter().map(Letter::from).collect();
        all.reverse();
        all
    }

    fn asked(&self) -> usize {
        self.asked.lock().unwrap().len()
    }
}

/// A message that is to be sent.
#[derive(Debug)]
struct Letter {
    to: String,
    note: String,
    answer: Value,
    /// Who it was computed for.
    by: String,
}

impl From<OutboxMessage> for Letter {
    fn from(it: OutboxMessage) -> Self {
        let payload: Value = serde_json::from_str(&it.payload).unwrap();
        Self {
            to: it.destination,
            note: payload["note"].as_str().unwrap().to_owned(),
            answer: payload["answer"].clone(),
            by: payload["as"].as_str().unwrap().to_owned(),
        }
    }
}

async fn open(folder: &Path) -> Arc<Store> {
    let store = Store::open(&folder.join("state.sqlite")).await;
    Arc::new(store.unwrap())
}

fn serve(
    service: &Service,
    store: Arc<Store>,
    clock: &Arc<AtomicI64>,
    asked: &Arc<Mutex<Vec<String>>>,
) -> Server {
    let doors = Doors {
        store: store.clone(),
        local: None,
        keys_only: true,
    };
    let service = Service {
        recall: Recall::new(service.app.clone(), Some(store.clone())),
        ..service.clone()
    };
    let app = service.app.clone();
    let narrower = Arc::new(move |inner: &_, outer: &_| {
        sees_no_more(&app.layer(), inner, outer).map_err(|it| it.message)
    });
    let parts = in_february(&entrance(&service, doors), asked.clone());
    let chat = Arc::new(Chat::new(
        store.clone(),
        parts,
        narrower,
        ChatSettings::default(),
    ));
    let courier = Arc::new(Letters);
    let weak: Weak<dyn Courier> = {
        let courier: Arc<dyn Courier> = courier.clone();
        Arc::downgrade(&courier)
    };
    let clock = clock.clone();
    let pushes = Pushes::new(
        store.clone(),
        Arc::new(PushDesk::new(&chat, vec![weak])),
        Arc::new(move || clock.load(Ordering::SeqCst)),
        Arc::new(|| "Asia/Shanghai".to_owned()),
        Some("22:00-08:00".parse().unwrap()),
    );
    Server {
        identities: Identities::new(store.clone()),
        pushes: Arc::new(pushes),
        store,
        _chat: chat,
        _courier: courier,
    }
}

/// The real parts, which notes what is asked; the shop's data is of January.
fn in_february(entrance: &Entrance, asked: Arc<Mutex<Vec<String>>>) -> PartsFor {
    let parts = entrance.parts.clone();
    Arc::new(move |caller, surface| {
        let mut state = parts(caller, surface);
        let (ask, asked) = (state.ask.clone(), asked.clone());
        let noted: Ask = Arc::new(move |mut request, tell| -> BoxFuture<'static, Value> {
            request.as_of = Some("2026-02-15T10:00:00".parse().unwrap());
            asked.lock().unwrap().push(request.question.clone());
            ask(request, tell)
        });
        state.ask = noted;
        state
    })
}
