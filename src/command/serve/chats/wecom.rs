//! WeCom as the settings name it.

use secrecy::{ExposeSecret as _, SecretString};

use crate::channel::wecom::{
    AesKey, AppSettings, CallbackSettings, PUBLIC_API, PUBLIC_SOCKET, Pace, Settings,
    SocketSettings,
};
use crate::config::WeComArgs;

/// The settings of WeCom, where something of it is named.
///
/// # Errors
/// Half of something is missing or wrong; it says what, and what would be right.
pub(in crate::command) fn wecom_settings(args: &WeComArgs) -> Result<Option<Settings>, String> {
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
    Ok(Some(Settings {
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
    }))
}

fn callback(
    token: (&str, Option<&SecretString>),
    key: (&str, Option<&SecretString>),
) -> Result<Option<CallbackSettings>, String> {
    let pair = pair((token.0, secret(token.1)), (key.0, secret(key.1)))?;
    let Some((token, text)) = pair else {
        return Ok(None);
    };
    let key = AesKey::read(text.expose_secret()).map_err(|why| format!("{}: {why}", key.0))?;
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

fn secret(text: Option<&SecretString>) -> Option<SecretString> {
    let text = text.map(|it| it.expose_secret().trim().to_owned());
    text.filter(|it| !it.is_empty()).map(SecretString::from)
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::wecom_settings;
    use crate::config::{Cli, Command};

    const KEY: &str = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C";

    fn with(args: &[&str]) -> Result<bool, String> {
        let all = [&["wenbo", "serve"], args].concat();
        let Command::Serve(serve) = Cli::try_parse_from(all).unwrap().command else {
            panic!("it is no server");
        };
        assert!(!format!("{serve:?}").contains(KEY), "a secret is told");
        Ok(wecom_settings(&serve.wecom)?.is_some())
    }

    #[test]
    fn without_a_setting_there_is_no_wecom() {
        assert_eq!(with(&[]), Ok(false));
        assert_eq!(
            with(&["--wecom-corp-id", "ww1", "--wecom-token", " "]),
            Ok(false)
        );
    }

    #[test]
    fn what_is_whole_is_taken() {
        for whole in [
            &["--wecom-bot-token", "t", "--wecom-bot-aes-key", KEY][..],
            &["--wecom-bot-id", "b", "--wecom-bot-secret", "s"],
            &["--wecom-agent-id", "1", "--wecom-secret", "s"],
            &["--wecom-webhook-key", "k"],
        ] {
            assert_eq!(with(whole), Ok(true), "{whole:?}");
        }
    }

    #[test]
    fn what_is_half_or_wrong_says_what_would_be_right() {
        let short = &KEY[1..];
        let odd = KEY.replace('j', "*");
        for (half, says) in [
            (&["--wecom-token", "t"][..], "--wecom-aes-key"),
            (&["--wecom-bot-aes-key", KEY], "--wecom-bot-token"),
            (&["--wecom-agent-id", "1"], "--wecom-secret"),
            (&["--wecom-bot-secret", "s"], "--wecom-bot-id"),
            (
                &["--wecom-token", "t", "--wecom-aes-key", short],
                "exactly 43",
            ),
            (
                &["--wecom-token", "t", "--wecom-aes-key", &odd],
                "not base64",
            ),
        ] {
            let why = with(half).unwrap_err();
            assert!(why.contains(says) && why.contains("--wecom"), "{why}");
        }
    }
}
