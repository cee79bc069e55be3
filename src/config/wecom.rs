//! WeCom: the company, its app, its AI bot, and the robot of a group.

use clap::Args;
use secrecy::SecretString;

/// How this server talks to WeCom. Secrets are better set by the environment, where no list of processes shows them.
#[derive(Debug, Clone, Args)]
pub struct WeComArgs {
    /// The company's id (企业ID), such as ww1a2b3c4d5e6f7890.
    #[arg(long, env = "WENBO_WECOM_CORP_ID", value_name = "ID")]
    pub wecom_corp_id: Option<String>,
    /// The id of the self-built app (`AgentId`).
    #[arg(long, env = "WENBO_WECOM_AGENT_ID", value_name = "NUMBER")]
    pub wecom_agent_id: Option<u64>,
    /// The secret of the self-built app.
    #[arg(
        long,
        env = "WENBO_WECOM_SECRET",
        value_name = "SECRET",
        hide_env_values = true
    )]
    pub wecom_secret: Option<SecretString>,
    /// The token of the app's callback (接收消息, API接收).
    #[arg(
        long,
        env = "WENBO_WECOM_TOKEN",
        value_name = "TOKEN",
        hide_env_values = true
    )]
    pub wecom_token: Option<SecretString>,
    /// The `EncodingAESKey` of the app's callback.
    #[arg(
        long,
        env = "WENBO_WECOM_AES_KEY",
        value_name = "KEY",
        hide_env_values = true
    )]
    pub wecom_aes_key: Option<SecretString>,
    /// The token of the AI bot's callback (智能机器人, 使用URL回调).
    #[arg(
        long,
        env = "WENBO_WECOM_BOT_TOKEN",
        value_name = "TOKEN",
        hide_env_values = true
    )]
    pub wecom_bot_token: Option<SecretString>,
    /// The `EncodingAESKey` of the AI bot's callback.
    #[arg(
        long,
        env = "WENBO_WECOM_BOT_AES_KEY",
        value_name = "KEY",
        hide_env_values = true
    )]
    pub wecom_bot_aes_key: Option<SecretString>,
    /// The AI bot's id for a connection of our own (智能机器人, 使用长连接).
    #[arg(long, env = "WENBO_WECOM_BOT_ID", value_name = "ID")]
    pub wecom_bot_id: Option<String>,
    /// The AI bot's secret for a connection of our own.
    #[arg(
        long,
        env = "WENBO_WECOM_BOT_SECRET",
        value_name = "SECRET",
        hide_env_values = true
    )]
    pub wecom_bot_secret: Option<SecretString>,
    /// The key of a group's robot (消息推送), the end of its webhook address.
    #[arg(
        long,
        env = "WENBO_WECOM_WEBHOOK_KEY",
        value_name = "KEY",
        hide_env_values = true
    )]
    pub wecom_webhook_key: Option<SecretString>,
    /// Seconds that a callback may be old.
    #[arg(long, env = "WENBO_WECOM_MAX_AGE", value_name = "SECONDS", default_value_t = 600,
          value_parser = clap::value_parser!(i64).range(60..=86_400))]
    pub wecom_max_age: i64,
    /// Where WeCom's API is, for a company that runs WeCom itself.
    #[arg(long, env = "WENBO_WECOM_API", value_name = "URL", hide = true)]
    pub wecom_api: Option<String>,
    /// Where the AI bot connects to, for a company that runs WeCom itself.
    #[arg(long, env = "WENBO_WECOM_WS", value_name = "URL", hide = true)]
    pub wecom_ws: Option<String>,
}
