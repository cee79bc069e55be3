//! What is set of WeCom.

use std::time::Duration;

use secrecy::{ExposeSecret as _, SecretString};

use super::crypto::AesKey;

/// What is set of WeCom; each way in is one of the options.
pub struct Settings {
    /// The company's id, `ww…`.
    pub corp_id: String,
    /// A self-built app, which sends.
    pub app: Option<AppSettings>,
    /// How the app's callbacks are sealed.
    pub app_callback: Option<CallbackSettings>,
    /// How an AI bot's callbacks are sealed.
    pub bot_callback: Option<CallbackSettings>,
    /// An AI bot's connection.
    pub socket: Option<SocketSettings>,
    /// The key of a group's robot.
    pub group_key: Option<SecretString>,
    /// Where the API is.
    pub api: String,
    /// How long things take.
    pub pace: Pace,
}

/// A self-built app.
pub struct AppSettings {
    /// Its id.
    pub agent_id: u64,
    /// Its secret.
    pub secret: SecretString,
}

/// How callbacks are signed and sealed.
pub struct CallbackSettings {
    /// What they are signed with.
    pub token: SecretString,
    /// What they are sealed with.
    pub key: AesKey,
}

/// An AI bot's connection.
pub struct SocketSettings {
    /// The bot.
    pub bot_id: String,
    /// Its secret.
    pub secret: SecretString,
    /// Where it connects to.
    pub url: String,
}

/// How long things take; tests have shorter ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// Seconds that the timestamp of a callback may be away from now.
    pub window: i64,
    /// How long an app's question takes before somebody is told that it is worked on.
    pub working: Duration,
    /// How long a bot's answer is shown as it grows: WeCom ends after six minutes.
    pub stream: Duration,
    /// How long WeCom has to take the end of an answer before it is sent in another way.
    pub taken: Duration,
    /// Between two signs of life of a connection.
    pub ping: Duration,
    /// How long the other side of a connection has to acknowledge.
    pub ack: Duration,
    /// The pause before a lost connection is opened again; each further one is twice as long.
    pub reconnect: Duration,
    /// The longest of them.
    pub longest_reconnect: Duration,
    /// Between two messages to one person.
    pub gap: Duration,
    /// Between two messages to a group by its robot, which may send 20 in a minute.
    pub group_gap: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            window: 600,
            working: Duration::from_secs(8),
            stream: Duration::from_secs(330),
            taken: Duration::from_secs(20),
            ping: Duration::from_secs(30),
            ack: Duration::from_secs(5),
            reconnect: Duration::from_secs(1),
            longest_reconnect: Duration::from_secs(60),
            gap: Duration::from_millis(100),
            group_gap: Duration::from_secs(3),
        }
    }
}

impl Settings {
    /// Whether they go together.
    pub(super) fn check(&self) -> Result<(), String> {
        let talks = self.app.is_some() || self.bot_callback.is_some() || self.socket.is_some();
        if (talks || self.app_callback.is_some()) && !is_id(&self.corp_id) {
            return Err(
                "--wecom-corp-id is missing or has blanks: it is the 企业ID that the console shows under 我的企业, such as ww1a2b3c4d5e6f7890".to_owned(),
            );
        }
        if self.app_callback.is_some() && self.app.is_none() {
            return Err(
                "the app's callback needs --wecom-agent-id and --wecom-secret, with which answers are sent".to_owned(),
            );
        }
        for (callback, name) in [
            (&self.app_callback, "--wecom-token"),
            (&self.bot_callback, "--wecom-bot-token"),
        ] {
            let token = callback.as_ref().map(|it| it.token.expose_secret());
            if token.is_some_and(|it| !is_token(it)) {
                return Err(format!(
                    "{name} must have 1 to 32 letters and digits, as the console shows it"
                ));
            }
        }
        Ok(())
    }
}

fn is_id(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|it| it.is_ascii_graphic())
}

/// The console allows letters and digits; what its own samples have besides does no harm.
fn is_token(text: &str) -> bool {
    (1..=64).contains(&text.len()) && text.chars().all(|it| it.is_ascii_graphic())
}
