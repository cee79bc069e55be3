//! How Slack is reached, and how it reaches us.

use clap::Args;
use secrecy::SecretString;
use url::Url;

/// How Slack is reached, and how it reaches us. Secrets belong into variables: what stands in a command line is read by
/// everybody on the machine.
#[derive(Debug, Clone, Args)]
pub struct SlackArgs {
    /// The bot token of the Slack app, `xoxb-…`. With it people of Slack can ask.
    #[arg(
        long,
        env = "WENBO_SLACK_BOT_TOKEN",
        hide_env_values = true,
        value_name = "TOKEN"
    )]
    pub slack_bot_token: Option<SecretString>,
    /// The signing secret of the Slack app, where Slack sends requests to `/v1/channels/slack/…`.
    #[arg(
        long,
        env = "WENBO_SLACK_SIGNING_SECRET",
        hide_env_values = true,
        value_name = "SECRET"
    )]
    pub slack_signing_secret: Option<SecretString>,
    /// The app-level token of the Slack app, `xapp-…`, for Socket Mode: then no address of this server has to be reached
    /// from outside.
    #[arg(
        long,
        env = "WENBO_SLACK_APP_TOKEN",
        hide_env_values = true,
        value_name = "TOKEN"
    )]
    pub slack_app_token: Option<SecretString>,
    /// Where the Web API of Slack is.
    #[arg(
        long,
        env = "WENBO_SLACK_API",
        default_value = "https://slack.com/api/",
        hide = true
    )]
    pub slack_api: Url,
}
