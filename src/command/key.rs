//! `wenbo key`: keys made, listed, given another secret and taken back, in the file that a server reads them from.

use std::path::Path;
use std::sync::Arc;

use serde_json::json;

use crate::clock::{unix_seconds, utc_text};
use crate::config::{
    CreateKeyArgs, Format, KeyArgs, KeyCommand, OneKeyArgs, RotateKeyArgs, StateArgs,
};
use crate::keys::{Key, KeyError, KeyWanted, Keys, Scope};
use crate::store::Store;

use super::{Failure, print, say};

/// Does what is asked for.
pub(super) async fn run(args: KeyArgs) -> Result<u8, Failure> {
    match args.command {
        KeyCommand::Create(args) => create(args).await,
        KeyCommand::List(args) => list(args).await,
        KeyCommand::Show(args) => show(args).await,
        KeyCommand::Rotate(args) => rotate(args).await,
        KeyCommand::Revoke(args) => revoke(args).await,
        KeyCommand::EndTokens(args) => {
            let keys = existing(&args).await?;
            keys.end_tokens().await.map_err(|it| failure(&it))?;
            say("every embed token has ended");
            Ok(0)
        }
    }
}

async fn create(args: CreateKeyArgs) -> Result<u8, Failure> {
    let now = unix_seconds();
    let ends = now + i64::from(args.days) * 24 * 3600;
    let wanted = KeyWanted {
        label: args.label,
        principal: args.principal,
        scopes: args.scopes,
        expires_at: (args.days > 0).then(|| utc_text(ends)),
    };
    let keys = open(&args.state.state).await?;
    let made = keys.create(wanted, now).await.map_err(|it| failure(&it))?;
    tell_made(&args.state, &made.0, &made.1);
    Ok(0)
}

async fn list(args: StateArgs) -> Result<u8, Failure> {
    let keys = existing(&args).await?;
    for key in keys.list().await.map_err(|it| failure(&it))? {
        tell(&args, &key)?;
    }
    Ok(0)
}

async fn show(args: OneKeyArgs) -> Result<u8, Failure> {
    let keys = existing(&args.state).await?;
    let key = keys.show(&args.id).await.map_err(|it| failure(&it))?;
    tell(&args.state, &key)?;
    Ok(0)
}

async fn rotate(args: RotateKeyArgs) -> Result<u8, Failure> {
    let OneKeyArgs { state, id } = args.key;
    let keys = existing(&state).await?;
    let overlap = args.overlap_hours.saturating_mul(3600);
    let rotated = keys.rotate(&id, overlap, unix_seconds()).await;
    let (key, secret) = rotated.map_err(|it| failure(&it))?;
    tell_made(&state, &key, &secret);
    Ok(0)
}

async fn revoke(args: OneKeyArgs) -> Result<u8, Failure> {
    let keys = existing(&args.state).await?;
    let key = keys.revoke(&args.id, unix_seconds()).await;
    tell(&args.state, &key.map_err(|it| failure(&it))?)?;
    Ok(0)
}

/// Prints a key with its secret: the secret alone on stdout, so that a script can keep it.
fn tell_made(args: &StateArgs, key: &Key, secret: &str) {
    match args.format {
        Format::Json => print(&json!({ "key": key, "secret": secret }).to_string()),
        Format::Text => {
            say(&line(key));
            say("This is the key. It is shown this once; only its hash is kept:");
            print(secret);
        }
    }
}

fn tell(args: &StateArgs, key: &Key) -> Result<(), Failure> {
    match args.format {
        Format::Json => {
            print(&serde_json::to_string(key).map_err(|error| Failure::failed(error.to_string()))?);
        }
        Format::Text => print(&line(key)),
    }
    Ok(())
}

/// A key in a few lines.
fn line(key: &Key) -> String {
    let now = utc_text(unix_seconds());
    let scopes: Vec<&str> = key.scopes.iter().copied().map(Scope::name).collect();
    let principal = serde_json::to_string(&key.principal).unwrap_or_default();
    let mut lines = vec![
        format!("{}  {}  {}", key.id, key.state(&now), key.label),
        format!("    acts as {principal}"),
        format!("    may {}", scopes.join(", ")),
        format!("    made {}", key.created_at),
    ];
    let moments = [
        ("ends", &key.expires_at),
        ("rotated", &key.rotated_at),
        ("the secret before counts until", &key.previous_until),
        ("revoked", &key.revoked_at),
        ("last used", &key.last_used_at),
    ];
    for (what, at) in moments {
        lines.extend(at.iter().map(|at| format!("    {what} {at}")));
    }
    lines.join("\n")
}

/// The keys of a file, which is made if it is not there.
async fn open(path: &Path) -> Result<Keys, Failure> {
    let store = Store::open(path)
        .await
        .map_err(|error| Failure::misused(error.to_string()))?;
    // A terminal issues no tokens, so nothing has to be compared.
    let narrower = Arc::new(|_: &_, _: &_| Err("a terminal issues no tokens".to_owned()));
    Ok(Keys::new(Arc::new(store), narrower))
}

async fn existing(args: &StateArgs) -> Result<Keys, Failure> {
    super::recall::must_exist(&args.state)?;
    open(&args.state).await
}

fn failure(error: &KeyError) -> Failure {
    match error {
        KeyError::NoSuchKey(_) | KeyError::Revoked(_) | KeyError::Invalid(_) => {
            Failure::misused(error.to_string())
        }
        KeyError::NoRandomness | KeyError::Unreadable { .. } | KeyError::Store(_) => {
            Failure::failed(error.to_string())
        }
    }
}
