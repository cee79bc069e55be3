//! Whether Slack takes the tokens, for whoever sets it up.

use super::SlackSettings;
use super::api::{Api, ApiError};

/// What Slack says of the tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlackChecked {
    /// The team and the bot of the bot token, or Slack's word for what is wrong.
    pub bot: Result<String, String>,
    /// Whether the app token opens a connection; nothing where there is none.
    pub app: Option<Result<(), String>>,
}

/// Asks Slack whose the tokens are.
///
/// # Errors
/// Where nothing can be sent over HTTP from this machine.
pub async fn check(settings: &SlackSettings) -> Result<SlackChecked, super::SlackError> {
    let api = Api::new(&settings.base, settings.bot_token.clone())?;
    let bot = api.call_with("auth.test", &[]).await;
    let app = match &settings.app_token {
        Some(token) => {
            let api = api.with_token(token.clone());
            let opened = api.call_with("apps.connections.open", &[]).await;
            Some(opened.map(drop).map_err(|error| word(&error)))
        }
        None => None,
    };
    Ok(SlackChecked {
        bot: bot
            .map(|it| {
                let text = |key: &str| it[key].as_str().unwrap_or_default().to_owned();
                format!("{} ({}), {}", text("team"), text("team_id"), text("user"))
            })
            .map_err(|error| word(&error)),
        app,
    })
}

fn word(error: &ApiError) -> String {
    error
        .code()
        .map_or_else(|| error.to_string(), str::to_owned)
}
