//! WeCom, played by the platform's own packages: they seal what is sent and open what comes back, over HTTP and over a
//! connection, to the real server.

pub(crate) mod api;
mod app;
mod attacks;
mod bot;
mod bot_slow;
pub(crate) mod platform;
mod pushed;
mod sealed;
mod socket;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use semantic_sql::Principal;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use wenbo::channel::chat::{Chat, ChatSettings, Member, OutboxSettings};
use wenbo::channel::http::{Ask, AskRequest, Entrance, ServerSettings, router, serve};
use wenbo::channel::wecom::{
    AesKey, AppSettings, CallbackSettings, Pace, Settings, SocketSettings, WeCom,
};
use wenbo::command::{Doors, Service, entrance};
use wenbo::recall::Recall;
use wenbo::store::Store;

use crate::support::demo_file::World;
use crate::support::service::app_on;
use crate::support::world::SCALE;

use api::Api;
pub(crate) use app::wrote;
use platform::Sealer;

pub(crate) const CORP: &str = "ww1a2b3c4d5e6f7890";
pub(crate) const AGENT: u64 = 1_000_002;
/// Keys of the platform's samples; both have something in their trailing bits.
pub(crate) const APP_KEY: &str = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C";
pub(crate) const BOT_KEY: &str = "6qkdMrq68nTKduznJYO1A37W2oEgpkMUvkttRToqhUt";
pub(crate) const TOKEN: &str = "QDG6eK";

/// A question that the demo answers with rows and a picture, and how its answer begins.
pub(crate) const QUESTION: &str = "上个月各平台GMV";
/// One that says nothing without the one before.
pub(crate) const FOLLOW_UP: &str = "那前年呢";
/// One that asks back.
pub(crate) const UNCLEAR: &str = "昨天数据怎么样";

/// A question that waits until a test lets it go; what stands behind it is asked then.
pub(crate) const SLOW: &str = "慢：";

/// A question whose answer is longer than WeCom shows; see [`long`].
pub(crate) const LONG: &str = "很长的答案";

/// The sentences of that answer.
pub(crate) fn long() -> String {
    (0..900)
        .map(|at| format!("这是第{at}句话，它有自己的号码。"))
        .collect()
}

/// The demo's data, and what outlives a restart of the server.
pub(crate) struct Company {
    pub(crate) world: World,
    folder: TempDir,
    service: Service,
    pub(crate) api: Api,
    /// Lets slow questions go.
    pub(crate) go: Arc<Semaphore>,
}

/// A server of the company.
pub(crate) struct Server {
    pub(crate) base: String,
    pub(crate) chat: Arc<Chat>,
    pub(crate) store: Arc<Store>,
    pub(crate) wecom: Arc<WeCom>,
    /// Dropped, the server is gone, as if it had crashed.
    _running: JoinSet<()>,
}

/// What a test sets.
#[derive(Clone)]
pub(crate) struct Options {
    pub(crate) pace: Pace,
    /// Whether there is an app that can send.
    pub(crate) app: bool,
    /// Where the bot connects to.
    pub(crate) socket: Option<String>,
    /// Groups in which everybody may read everything.
    pub(crate) open: Vec<String>,
    /// Where Slack's API is, if the company is in Slack as well.
    pub(crate) slack: Option<String>,
    /// Who asks without a key.
    pub(crate) local: Option<Principal>,
    /// Company, token and key of the app's callbacks.
    pub(crate) app_seal: [String; 3],
    /// Token and key of the bot's callbacks.
    pub(crate) bot_seal: [String; 2],
}

impl Default for Options {
    fn default() -> Self {
        Self {
            pace: Pace {
                // A poll that a busy machine makes late is no reason to answer in another way.
                taken: Duration::from_secs(60),
                working: Duration::from_secs(600),
                gap: Duration::ZERO,
                group_gap: Duration::ZERO,
                reconnect: Duration::from_millis(20),
                ..Pace::default()
            },
            app: true,
            socket: None,
            open: Vec::new(),
            slack: None,
            local: None,
            app_seal: [CORP, TOKEN, APP_KEY].map(str::to_owned),
            bot_seal: [TOKEN, BOT_KEY].map(str::to_owned),
        }
    }
}

pub(crate) fn owner() -> Principal {
    Principal {
        user: "zhang".to_owned(),
        roles: vec!["owner".to_owned()],
        attributes: BTreeMap::new(),
    }
}

impl Company {
    pub(crate) async fn new() -> Self {
        let world = World::of_scale(SCALE);
        let (app, reloader) = app_on(&world.path(), true).await;
        let folder = tempfile::tempdir().unwrap();
        let store = store(folder.path()).await;
        Self {
            service: Service {
                recall: Recall::new(app.clone(), Some(store)),
                app,
                reloader,
                principal: owner(),
                admin_roles: Vec::new(),
            },
            world,
            folder,
            api: Api::start().await,
            go: Arc::new(Semaphore::new(0)),
        }
    }

    /// Starts a server, on what the one before left.
    pub(crate) async fn serve(&self, options: Options) -> Server {
        let store = store(self.folder.path()).await;
        let service = Service {
            recall: Recall::new(self.service.app.clone(), Some(store.clone())),
            ..self.service.clone()
        };
        let doors = Doors {
            store: store.clone(),
            keys_only: options.local.is_none(),
            local: options.local.clone(),
        };
        let mut entrance = self.slowed(entrance(&service, doors));
        let settings = ChatSettings {
            outbox: OutboxSettings {
                first_pause: Duration::from_millis(20),
                look_every: Duration::from_millis(20),
                ..OutboxSettings::default()
            },
            open_places: options.open.clone(),
            ..ChatSettings::default()
        };
        // Everybody of the demo's company sees the same.
        let narrower: wenbo::keys::Narrower = Arc::new(|_, _| Err("others see less".to_owned()));
        let chat = Arc::new(Chat::new(
            store.clone(),
            entrance.parts.clone(),
            narrower,
            settings,
        ));
        let wecom = WeCom::new(chat.clone(), self.settings(&options)).unwrap();
        entrance.chats.wecom = Some(wecom.clone());
        let mut running = JoinSet::new();
        let mut senders = wecom.senders();
        if let Some(base) = &options.slack {
            let slack = crate::slack::of(&chat, base);
            senders.push(slack.sender());
            entrance.chats.slack = Some(slack.clone());
            running.spawn(async move { match slack.run().await {} });
        }
        let outbox = chat.clone();
        running.spawn(async move { match outbox.outbox.run(senders).await {} });
        for work in wecom.works() {
            running.spawn(async move { match work.await {} });
        }
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let listen = listener.local_addr().unwrap();
        let settings = ServerSettings {
            listen,
            ..ServerSettings::default()
        };
        let router = router(entrance, &settings);
        running.spawn(async move {
            serve(listener, router, std::future::pending())
                .await
                .unwrap();
        });
        Server {
            base: format!("http://{listen}"),
            chat,
            store,
            wecom,
            _running: running,
        }
    }

    fn settings(&self, options: &Options) -> Settings {
        let callback = |token: &str, key: &str| CallbackSettings {
            token: token.to_owned().into(),
            key: AesKey::read(key).unwrap(),
        };
        let [corp, token, key] = &options.app_seal;
        let [bot_token, bot_key] = &options.bot_seal;
        Settings {
            corp_id: corp.clone(),
            app: options.app.then(|| AppSettings {
                agent_id: AGENT,
                secret: "app-secret".to_owned().into(),
            }),
            app_callback: options.app.then(|| callback(token, key)),
            bot_callback: Some(callback(bot_token, bot_key)),
            socket: options.socket.clone().map(|url| SocketSettings {
                bot_id: "BOT".to_owned(),
                secret: "bot-secret".to_owned().into(),
                url,
            }),
            group_key: Some("robot-key".to_owned().into()),
            api: self.api.base.clone(),
            pace: options.pace,
        }
    }

    /// The same entrance, where some questions wait.
    fn slowed(&self, entrance: Entrance) -> Entrance {
        let (parts, go) = (entrance.parts.clone(), self.go.clone());
        Entrance {
            parts: Arc::new(move |caller, surface| {
                let mut state = parts(caller, surface);
                let (real, go) = (state.ask.clone(), go.clone());
                let slowed: Ask = Arc::new(move |request: AskRequest, tell| {
                    let (real, go) = (real.clone(), go.clone());
                    Box::pin(async move {
                        if request.question == LONG {
                            return json!({ "status": "answered", "headline": "", "narration": long() });
                        }
                        let Some(rest) = request.question.strip_prefix(SLOW) else {
                            return real(request, tell).await;
                        };
                        go.acquire().await.unwrap().forget();
                        let question = rest.to_owned();
                        real(
                            AskRequest {
                                question,
                                ..request
                            },
                            tell,
                        )
                        .await
                    })
                });
                state.ask = slowed;
                state
            }),
            ..entrance
        }
    }
}

/// A company with a server on which somebody is known, and what seals for its bot.
pub(crate) async fn with_bot(options: Options) -> (Company, Server, Sealer) {
    let company = Company::new().await;
    let server = company.serve(options).await;
    server.knows("ZhangSan").await;
    (company, server, Sealer::of_bot())
}

impl Server {
    /// Says who somebody of the company is here.
    pub(crate) async fn knows(&self, user: &str) {
        self.knows_as(user, owner()).await;
    }

    /// Says who somebody of the company acts as.
    pub(crate) async fn knows_as(&self, user: &str, principal: Principal) {
        let member = Member {
            channel: "wecom".to_owned(),
            tenant: CORP.to_owned(),
            user: user.to_owned(),
        };
        self.chat.identities.add(member, principal).await.unwrap();
    }

    /// What was answered in all, by whoever asked.
    pub(crate) async fn answers(&self) -> usize {
        usize::try_from(self.store.count().await.unwrap().answers).unwrap()
    }
}

async fn store(folder: &Path) -> Arc<Store> {
    let store = Store::open(&folder.join("state.sqlite")).await;
    Arc::new(store.unwrap())
}

/// Waits until something is there; what has not come after minutes does not come.
#[track_caller]
pub(crate) fn until<T>(mut look: impl AsyncFnMut() -> Option<T>) -> impl Future<Output = T> {
    let place = std::panic::Location::caller();
    let looking = async move {
        loop {
            if let Some(found) = look().await {
                return found;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    async move {
        let found = tokio::time::timeout(Duration::from_secs(300), looking).await;
        found.unwrap_or_else(|_| panic!("{place}: nothing came"))
    }
}

/// The text that a stream shows.
pub(crate) fn content(reply: &Value) -> &str {
    reply["stream"]["content"].as_str().unwrap()
}

/// A message to an AI bot.
pub(crate) fn said(id: &str, user: &str, text: &str) -> Value {
    json!({
        "msgid": id, "aibotid": "BOT", "chattype": "single", "from": { "userid": user },
        "msgtype": "text", "text": { "content": text },
    })
}

/// The same in a group.
pub(crate) fn said_in(group: &str, id: &str, user: &str, text: &str) -> Value {
    let mut message = said(id, user, &format!("@问播 {text}"));
    message["chattype"] = json!("group");
    message["chatid"] = json!(group);
    message
}

/// Something that happened in a chat with an AI bot.
pub(crate) fn happened(id: &str, user: &str, event: &Value) -> Value {
    let mut message = said(id, user, "");
    message["msgtype"] = json!("event");
    message["event"] = event.clone();
    message
}
