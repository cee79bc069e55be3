//! The chat programs of a server: what they share, and what runs beside the server for them.

mod wecom;

use std::convert::Infallible;
use std::sync::{Arc, Weak};
use std::time::Duration;

use futures::future::{BoxFuture, join_all};

use super::Service;
use super::entrance::narrower;
use crate::app::App;
use crate::channel::chat::{Chat, ChatSettings, Chats, Courier, OutboxSettings, PushDesk, Sender};
use crate::channel::http::Entrance;
use crate::channel::slack::{Pace, Slack, SlackSettings};
use crate::channel::wecom::WeCom;
use crate::clock;
use crate::command::Failure;
use crate::config::{ChatArgs, SlackArgs, WeComArgs};
use crate::push::{Pushes, QuietHours};
use crate::store::Store;

pub(in crate::command) use wecom::wecom_settings;

/// What talks to chat programs.
pub struct Connected {
    /// What routes find.
    pub chats: Chats,
    chat: Arc<Chat>,
    senders: Vec<Arc<dyn Sender>>,
    works: Vec<BoxFuture<'static, Infallible>>,
}

/// Sets the chat programs up that the settings name; each asks through the entrance, as its people.
///
/// # Errors
/// A setting cannot be, or one is missing.
pub fn connected(
    service: &Service,
    store: Arc<Store>,
    entrance: &Entrance,
    args: &ChatArgs,
    slack: &SlackArgs,
    wecom: &WeComArgs,
) -> Result<Connected, Failure> {
    let settings = ChatSettings {
        at_a_time: args.chat_concurrent,
        deadline: Duration::from_secs(args.chat_deadline),
        outbox: OutboxSettings::default(),
        open_places: args.open_channels.clone(),
    };
    let parts = entrance.parts.clone();
    let chat = Arc::new(Chat::new(store, parts, narrower(service), settings));
    let mut connected = Connected {
        chats: Chats::default(),
        chat: chat.clone(),
        senders: Vec::new(),
        works: Vec::new(),
    };
    if let Some(settings) = slack_settings(slack)? {
        let slack = Slack::new(connected.chat.clone(), settings);
        let slack = Arc::new(slack.map_err(|error| Failure::failed(error.to_string()))?);
        connected.add_slack(&slack);
    }
    if let Some(settings) = wecom_settings(wecom).map_err(Failure::misused)? {
        let wecom = WeCom::new(chat.clone(), settings).map_err(Failure::misused)?;
        connected.senders.extend(wecom.senders());
        connected.works.extend(wecom.works());
        connected.chats.wecom = Some(wecom);
    }
    // Without a chat program nothing can be sent, and nothing is to be paused for that.
    if connected.chats.slack.is_some() || connected.chats.wecom.is_some() {
        let pushes = pushes(&chat, &connected.chats, &service.app, args.quiet_hours.0);
        connected.chats.pushes = Some(pushes.clone());
        let loads = service.app.subscribe();
        connected
            .works
            .push(Box::pin(async move { pushes.run(loads).await }));
    }
    Ok(connected)
}

/// What the chat programs send again and again; from now on they read what is said of it.
fn pushes(
    chat: &Arc<Chat>,
    chats: &Chats,
    app: &Arc<App>,
    quiet: Option<QuietHours>,
) -> Arc<Pushes> {
    let mut couriers: Vec<Weak<dyn Courier>> = Vec::new();
    if let Some(slack) = &chats.slack {
        let slack: Arc<dyn Courier> = slack.clone();
        couriers.push(Arc::downgrade(&slack));
    }
    if let Some(wecom) = &chats.wecom {
        let wecom: Arc<dyn Courier> = wecom.clone();
        couriers.push(Arc::downgrade(&wecom));
    }
    let app = app.clone();
    let pushes = Pushes::new(
        chat.store.clone(),
        Arc::new(PushDesk::new(chat, couriers)),
        clock::real(),
        Arc::new(move || app.layer().time.timezone.clone()),
        quiet,
    );
    chat.pushes.get_or_init(|| Arc::new(pushes)).clone()
}

/// The settings of Slack, where it is wanted.
pub(in crate::command) fn slack_settings(
    args: &SlackArgs,
) -> Result<Option<SlackSettings>, Failure> {
    let ways_in = args.slack_signing_secret.is_some() || args.slack_app_token.is_some();
    let Some(bot_token) = args.slack_bot_token.clone() else {
        if ways_in {
            return Err(Failure::misused(
                "Slack is set up by half: set WENBO_SLACK_BOT_TOKEN to the bot token (xoxb-…) of the app as well",
            ));
        }
        return Ok(None);
    };
    if !ways_in {
        return Err(Failure::misused(
            "Slack is set up by half: set WENBO_SLACK_SIGNING_SECRET (Slack sends requests here) or WENBO_SLACK_APP_TOKEN \
             (xapp-…, Socket Mode) as well",
        ));
    }
    Ok(Some(SlackSettings {
        base: args.slack_api.clone(),
        bot_token,
        signing_secret: args.slack_signing_secret.clone(),
        app_token: args.slack_app_token.clone(),
        pace: Pace::default(),
        message_gap: None,
    }))
}

impl Connected {
    fn add_slack(&mut self, slack: &Arc<Slack>) {
        self.senders.push(slack.sender());
        self.works.push(Box::pin(slack.clone().run()));
        self.chats.slack = Some(slack.clone());
    }

    /// Answers, sends and forgets, for as long as it is polled.
    pub async fn run(self) -> Infallible {
        let Self {
            chats: _,
            chat,
            senders,
            works,
        } = self;
        tokio::select! {
            never = chat.outbox.run(senders) => never,
            never = chat.tidy() => never,
            // Without chat programs it ends at once.
            _ended = join_all(works) => std::future::pending().await,
        }
    }
}
