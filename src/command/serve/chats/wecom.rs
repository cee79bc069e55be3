//! WeCom as the settings name it.

use std::sync::Arc;

use secrecy::SecretString;

use crate::channel::chat::Chat;
use crate::channel::wecom::{
    AesKey, AppSettings, CallbackSettings, PUBLIC_API, PUBLIC_SOCKET, Pace, Settings,
    SocketSettings, WeCom,
};
use crate::config::WeComArgs;

/// Sets WeCom up, where something of it is named.
///
/// # Errors
/// Half of something is missing or wrong; it says what, and what would be right.
pub(super) fn wecom(chat: &Arc<Chat>, args: &WeComArgs) -> Result<Option<Arc<WeCom>>, String> {
    let app = pair(
        ("--wecom-agent-id", args.wecom_agent_id),
        ("--wecom-secret", secret(args.wecom_secret.as_ref())),
    )?;
    let app_callback = callback(
        ("--wecom-token", args.wecom_token.as_ref()),
        ("--wecom-aes-key", args.wecom_aes_key.as_ref()),
    )?;
    let bot_callback = callback(
        ("--wecom-bot-token", args.wecom_bot_token.as_ref()),
        ("--wecom-bot-aes-key", args.wecom_bot_aes_key.as_ref()),
    )?;
    let socket = pair(
        ("--wecom-bot-id", filled(args.wecom_bot_id.as_ref())),
        ("--wecom-bot-secret", secret(args.wecom_bot_secret.as_ref())),
    )?;
    let group_key = secret(args.wecom_webhook_key.as_ref());
    if app.is_none()
        && app_callback.is_none()
        && bot_callback.is_none()
        && socket.is_none()
        && group_key.is_none()
    {
        return Ok(None);
    }
    let address = |named: &Option<String>, usual: &str| {
        let named = filled(named.as_ref());
        named.unwrap_or_else(|| usual.to_owned())
    };
    let settings = Settings {
        corp_id: filled(args.wecom_corp_id.as_ref()).unwrap_or_default(),
        app: app.map(|(agent_id, secret)| AppSettings { agent_id, secret }),
        app_callback,
        bot_callback,
        socket: socket.map(|(bot_id, secret)| SocketSettings {
            bot_id,
            secret,
            url: address(&args.wecom_ws, PUBLIC_SOCKET),
        }),
        group_key,
        api: address(&args.wecom_api, PUBLIC_API),
        pace: Pace {
            window: args.wecom_max_age,
            ..Pace::default()
        },
    };
    WeCom::new(chat.clone(), settings).map(Some)
}

fn callback(
    token: (&str, Option<&String>),
    key: (&str, Option<&String>),
) -> Result<Option<CallbackSettings>, String> {
    let pair = pair((token.0, secret(token.1)), (key.0, filled(key.1)))?;
    let Some((token, text)) = pair else {
        return Ok(None);
    };
    let key = AesKey::read(&text).map_err(|why| format!("{}: {why}", key.0))?;
    Ok(Some(CallbackSettings { token, key }))
}

/// Both or neither.
fn pair<A, B>(one: (&str, Option<A>), two: (&str, Option<B>)) -> Result<Option<(A, B)>, String> {
    match (one.1, two.1) {
        (Some(a), Some(b)) => Ok(Some((a, b))),
        (None, None) => Ok(None),
        (Some(_), None) => Err(format!("{} needs {} beside it", one.0, two.0)),
        (None, Some(_)) => Err(format!("{} needs {} beside it", two.0, one.0)),
    }
}

/// A text without the blanks that come with copying; an empty one is none.
fn filled(text: Option<&String>) -> Option<String> {
    let text = text.map(|it| it.trim().to_owned());
    text.filter(|it| !it.is_empty())
}

fn secret(text: Option<&String>) -> Option<SecretString> {
    filled(text).map(SecretString::from)
}
