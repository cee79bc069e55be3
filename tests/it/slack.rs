//! Slack: a whole server, a team of people, and a Slack that is played; what people see is what is tested.

mod answers;
mod attacks;
mod delivery;
mod doctor;
pub(crate) mod fake;
mod followed;
mod known;
mod private;
mod pushed;
mod requests;
mod restarted;
mod said;
mod sdk;
mod socket;
mod streamed;
mod subscriptions;

use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use futures::future::BoxFuture;
use semantic_sql::sees_no_more;
use serde_json::{Value, json};
use tokio::sync::watch;
use tokio::task::JoinSet;
use wenbo::channel::chat::{Chat, ChatSettings, Identities, OutboxSettings};
use wenbo::channel::http::{Ask, Entrance, PartsFor, ServerSettings, router};
use wenbo::channel::slack::{Pace, Slack, SlackSettings};
use wenbo::clock::unix_seconds;
use wenbo::push::Pushes;

use crate::http::{Reply, send};
use crate::keys::{Door, who};
use fake::{APP_TOKEN, BOT, Fake, Seen, TOKEN};
pub(crate) use said::{block, button, direct, envelope, member, mention, signature, words};

pub(crate) const SECRET: &str = "8f742231b10e8888abcd99yyyzzz85a5";
/// Where only the owner is.
const OPEN: &str = "COPEN";
const QUESTION: &str = "GMV by platform last month";

/// How questions go: all at once, or when somebody lets them.
struct Gate {
    is_open: watch::Sender<bool>,
    begun: AtomicUsize,
    dropped: AtomicUsize,
}

/// Counts a question that was dropped before its end.
struct Dropped(Option<Arc<Gate>>);

impl Drop for Dropped {
    fn drop(&mut self) {
        if let Some(gate) = self.0.take() {
            gate.dropped.fetch_add(1, Ordering::SeqCst);
        }
    }
}

/// A team of Slack: Olga owns the shop, Ann and Bob are streamers, Zoe is nobody.
struct Team {
    door: Door,
    fake: Fake,
    base: String,
    gate: Arc<Gate>,
    pace: Pace,
    most_attempts: u32,
    routes: Router,
    /// What runs beside the server: ended by a restart.
    running: JoinSet<()>,
    _slack: JoinSet<()>,
    asked: Arc<Mutex<Vec<String>>>,
    with_socket: bool,
    listen: Option<std::net::SocketAddr>,
    pressed: AtomicUsize,
    /// What time it is for pushes.
    clock: Arc<AtomicI64>,
    pushes: Option<Arc<Pushes>>,
}

impl Team {
    async fn new() -> Self {
        // Nothing of an answer is shown before it is whole.
        Self::with(Duration::from_secs(3600)).await
    }

    async fn with(patience: Duration) -> Self {
        let door = Door::new().await;
        let (fake, mut tasks) = (Fake::default(), JoinSet::new());
        let base = fake.start(&mut tasks).await;
        let (is_open, _) = watch::channel(true);
        let identities = Identities::new(door.store.clone());
        for (user, name) in [("UOLGA", "owner"), ("UANN", "Ann"), ("UBOB", "Bob")] {
            identities.add(member(user), who(name)).await.unwrap();
        }
        let mut team = Self {
            routes: Router::new(),
            door,
            fake,
            base,
            gate: Arc::new(Gate {
                is_open,
                begun: AtomicUsize::new(0),
                dropped: AtomicUsize::new(0),
            }),
            pace: Pace {
                patience,
                gap: Duration::from_millis(20),
            },
            most_attempts: 50,
            running: JoinSet::new(),
            _slack: tasks,
            asked: Arc::default(),
            with_socket: false,
            listen: None,
            pressed: AtomicUsize::new(0),
            clock: Arc::new(AtomicI64::new(unix_seconds())),
            pushes: None,
        };
        team.restart().await;
        team
    }

    /// Ends what runs, in the middle of whatever it does, and begins anew with the same store.
    async fn restart(&mut self) {
        self.running.shutdown().await;
        let entrance = self.door.entrance(None, true);
        let app = self.door.service.app.clone();
        let settings = ChatSettings {
            outbox: OutboxSettings {
                first_pause: Duration::from_millis(10),
                longest_pause: Duration::from_millis(50),
                look_every: Duration::from_millis(10),
                most_attempts: self.most_attempts,
                ..OutboxSettings::default()
            },
            open_places: vec![OPEN.to_owned()],
            ..ChatSettings::default()
        };
        let narrower = Arc::new(move |inner: &_, outer: &_| {
            sees_no_more(&app.layer(), inner, outer).map_err(|it| it.message)
        });
        let chat = Arc::new(Chat::new(
            self.door.store.clone(),
            self.parts(&entrance),
            narrower,
            settings,
        ));
        let settings = SlackSettings {
            app_token: self.with_socket.then(|| APP_TOKEN.into()),
            pace: self.pace,
            ..slack_settings(&self.base)
        };
        let slack = Arc::new(Slack::new(chat.clone(), settings).unwrap());
        self.pushes = Some(pushed::pushes(&chat, &slack, self.clock.clone()));
        let mut entrance = entrance;
        entrance.chats.slack = Some(slack.clone());
        entrance.chats.pushes = self.pushes.clone();
        let settings = ServerSettings::default();
        let listen = self.listen.unwrap_or(settings.listen);
        self.routes = router(entrance, &ServerSettings { listen, ..settings });
        let sender = slack.sender();
        self.running.spawn(async move {
            chat.outbox.run(vec![sender]).await;
        });
        self.running.spawn(async move {
            slack.run().await;
        });
    }

    /// The real parts, in February, behind the gate.
    fn parts(&self, entrance: &Entrance) -> PartsFor {
        let (parts, gate, asked) = (
            entrance.parts.clone(),
            self.gate.clone(),
            self.asked.clone(),
        );
        Arc::new(move |caller, surface| {
            let mut state = parts(caller, surface);
            state.ask = gated(state.ask.clone(), gate.clone(), asked.clone());
            state
        })
    }

    fn close(&self) {
        self.gate.is_open.send_replace(false);
    }

    fn open(&self) {
        self.gate.is_open.send_replace(true);
    }

    fn begun(&self) -> usize {
        self.gate.begun.load(Ordering::SeqCst)
    }

    /// Sends a request as Slack does.
    async fn send(&self, path: &str, kind: &str, body: String) -> Reply {
        let at = unix_seconds().to_string();
        let signature = signature(SECRET, &at, &body);
        let host = self
            .listen
            .unwrap_or(ServerSettings::default().listen)
            .to_string();
        let headers = [
            ("host", host.as_str()),
            ("content-type", kind),
            ("x-slack-request-timestamp", at.as_str()),
            ("x-slack-signature", signature.as_str()),
        ];
        let path = format!("/v1/channels/slack/{path}");
        send(self.routes.clone(), "POST", &path, &headers, body).await
    }

    async fn event(&self, id: &str, event: Value) -> Reply {
        let body = envelope(id, event).to_string();
        let reply = self.send("events", "application/json", body).await;
        assert_eq!(reply.status, 200, "{}", reply.text);
        reply
    }

    async fn mention(&self, user: &str, channel: &str, ts: &str, text: &str) {
        let event = mention(user, channel, ts, text);
        self.event(&format!("Ev{ts}"), event).await;
    }

    async fn press(&self, user: &str, action: &Value, message: &Seen, ts: &str) -> Reply {
        let payload = json!({
            "type": "block_actions",
            "user": { "id": user, "team_id": "T1" },
            "team": { "id": "T1" },
            "channel": { "id": message.channel },
            "container": { "type": "message", "message_ts": ts, "channel_id": message.channel,
                           "thread_ts": message.thread, "is_ephemeral": message.only.is_some() },
            "trigger_id": format!("1.2.{ts}"),
            "response_url": self.fake.response_url("press"),
            "actions": [{ "type": "button", "action_id": action["action_id"], "value": action["value"],
                          "action_ts": format!("1.{}", self.pressed.fetch_add(1, Ordering::SeqCst)) }],
        });
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        let body = form.append_pair("payload", &payload.to_string()).finish();
        let kind = "application/x-www-form-urlencoded";
        let reply = self.send("interactivity", kind, body).await;
        assert_eq!(reply.status, 200, "{}", reply.text);
        reply
    }

    /// Waits until what is seen is so.
    async fn until(&self, what: &str, is_so: impl Fn(&Fake) -> bool) {
        for _ in 0..2_000 {
            if is_so(&self.fake) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        let calls: Vec<String> = (self.fake.inner().calls.iter())
            .map(|it| format!("{} {}", it.method, it.body))
            .collect();
        panic!("never: {what}\n{}", calls.join("\n"));
    }

    /// Waits until so many messages are whole, and nothing is open any more; returns them.
    async fn messages(&self, count: usize) -> Vec<(String, Seen)> {
        let whole = |fake: &Fake| {
            let all = fake.all();
            all.len() >= count && all.iter().all(|(_, it)| !it.is_streaming)
        };
        self.until(&format!("{count} messages"), whole).await;
        self.quiet().await;
        let all = self.fake.all();
        assert_eq!(all.len(), count, "{all:#?}");
        all
    }

    /// Waits until nothing is to be answered or sent.
    async fn quiet(&self) {
        for _ in 0..2_000 {
            let open = self.door.store.open_events("slack").await.unwrap();
            let due = self.door.store.due("slack", i64::MAX, 0).await.unwrap();
            if open.is_empty() && due.is_empty() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("something is never answered or sent");
    }
}

/// Slack over HTTP, whose answers are shown when they are whole.
fn slack_settings(base: &str) -> SlackSettings {
    SlackSettings {
        base: base.parse().unwrap(),
        bot_token: TOKEN.into(),
        signing_secret: Some(SECRET.into()),
        app_token: None,
        pace: Pace {
            patience: Duration::from_secs(3600),
            gap: Duration::from_millis(20),
        },
        message_gap: Some(Duration::from_millis(5)),
    }
}

/// Slack for a server that other tests make.
pub(crate) fn of(chat: &Arc<Chat>, base: &str) -> Arc<Slack> {
    Arc::new(Slack::new(chat.clone(), slack_settings(base)).unwrap())
}

fn gated(ask: Ask, gate: Arc<Gate>, asked: Arc<Mutex<Vec<String>>>) -> Ask {
    Arc::new(move |mut request, tell| -> BoxFuture<'static, Value> {
        request.as_of = Some("2026-02-15T10:00:00".parse().unwrap());
        asked.lock().unwrap().push(request.question.clone());
        let (ask, gate) = (ask.clone(), gate.clone());
        Box::pin(async move {
            let mut dropped = Dropped(Some(gate.clone()));
            gate.begun.fetch_add(1, Ordering::SeqCst);
            let mut is_open = gate.is_open.subscribe();
            is_open.wait_for(|it| *it).await.unwrap();
            let answer = match request.question.as_str() {
                "oversized" => oversized(),
                "panic" => panic!("secret words of a panic"),
                _ => ask(request, tell).await,
            };
            dropped.0 = None;
            answer
        })
    })
}

/// An answer that is too large in every part, and would be markup in some.
fn oversized() -> Value {
    let long = "很长的一句话，with <!channel> & *stars* and 12.5 numbers。".repeat(2_000);
    let cells = |row: usize| {
        (0..30)
            .map(|at| format!("{row} {at} <@U1> {}", "x".repeat(300)))
            .collect::<Vec<_>>()
    };
    let column = |at: usize| json!({ "name": format!("c{at}"), "label": long, "role": "metric", "unit": "", "type": "decimal" });
    json!({
        "status": "answered", "answer_id": "a1", "conversation_id": "c1", "lane": "grammar", "reading": long,
        "headline": long, "narration": format!("{long}{long}"), "truncated": true,
        "columns": (0..30).map(column).collect::<Vec<_>>(),
        "rows": (0..1_000).map(|row| (0..30).map(|at| json!(format!("{row}{at}.5"))).collect::<Vec<_>>()).collect::<Vec<_>>(),
        "label_rows": (0..1_000).map(cells).collect::<Vec<_>>(),
        "notes": (0..40).map(|at| json!({ "code": "x", "text": format!("{at} {long}") })).collect::<Vec<_>>(),
        "suggestions": (0..20).map(|at| format!("{at} {}", &long[..1_500])).collect::<Vec<_>>(),
        "receipt": { "reading": long, "semantic_sql": long, "definitions": [], "rows": 1_000 },
        "clarification": null, "chart": null,
    })
}
