//! Keys, tokens and scopes: who comes in, with what, and how far.

mod audit;
mod command;
mod narrower;
mod open;
mod removed;
mod whose;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use axum::Router;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac as _};
use semantic_sql::Principal;
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;
use wenbo::channel::http::{Entrance, ServerSettings, router};
use wenbo::clock::{unix_seconds, utc_text};
use wenbo::command::{Doors, Service, entrance};
use wenbo::keys::{Caller, EmbedWanted, KeyWanted, Keys, Scope, Via};
use wenbo::recall::Recall;
use wenbo::store::Store;

use crate::http::{Reply, send};
use crate::recall::guarded;
use crate::reload::Files;

pub(crate) const ORIGIN: &str = "https://shop.example.com";
const OTHER_ORIGIN: &str = "https://other.example.com";

/// A streamer of the small shop by their name, or its owner.
pub(crate) fn who(name: &str) -> Principal {
    Principal {
        user: name.to_owned(),
        roles: vec![if name == "owner" { "owner" } else { "host" }.to_owned()],
        attributes: [("streamer".to_owned(), json!(name))].into(),
    }
}

/// The small shop whose streamers see their own rows, behind an entrance.
pub(crate) struct Door {
    pub(crate) service: Service,
    pub(crate) store: Arc<Store>,
    _files: Files,
    folder: TempDir,
}

impl Door {
    pub(crate) async fn new() -> Self {
        let files = Files::new();
        files.write_layer(&guarded(&Files::layer_text()));
        let (app, reloader) = files.start().await;
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("state.sqlite")).await;
        let store = Arc::new(store.unwrap());
        Self {
            service: Service {
                recall: Recall::new(app.clone(), Some(store.clone())),
                app,
                reloader,
                principal: who("nobody"),
                admin_roles: vec!["owner".to_owned()],
            },
            store,
            _files: files,
            folder,
        }
    }

    /// Where the store is.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn entrance(&self, local: Option<&str>, keys_only: bool) -> Entrance {
        let doors = Doors {
            store: self.store.clone(),
            local: local.map(who),
            keys_only,
        };
        entrance(&self.service, doors)
    }

    pub(crate) fn routes(&self, local: Option<&str>, keys_only: bool) -> Router {
        let settings = ServerSettings {
            embed_origins: vec![ORIGIN.to_owned(), OTHER_ORIGIN.to_owned()],
            ..ServerSettings::default()
        };
        router(self.entrance(local, keys_only), &settings)
    }

    pub(crate) fn keys(&self) -> Arc<Keys> {
        self.entrance(None, true).keys.unwrap()
    }

    /// A key of somebody, and its id.
    pub(crate) async fn key(&self, user: &str, scopes: &[Scope]) -> (String, String) {
        let wanted = wanted(user, scopes, None);
        let (key, secret) = self.keys().create(wanted, unix_seconds()).await.unwrap();
        (key.id, secret)
    }

    /// A token that a key of Ann issues at a moment.
    async fn token(&self, key: &str, at: i64) -> String {
        let issuer = Caller {
            principal: who("Ann"),
            scopes: vec![Scope::Embed],
            via: Via::Key,
            key: Some(key.to_owned()),
        };
        let wanted = EmbedWanted {
            origin: ORIGIN.to_owned(),
            ttl_s: 600,
            user: "v1".to_owned(),
            roles: None,
            attributes: None,
        };
        self.keys().issue(&issuer, wanted, at).await.unwrap().token
    }
}

pub(crate) fn wanted(user: &str, scopes: &[Scope], expires_at: Option<String>) -> KeyWanted {
    KeyWanted {
        label: format!("a key of {user}"),
        principal: who(user),
        scopes: scopes.to_vec(),
        expires_at,
    }
}

/// Sends a request with a key.
pub(crate) async fn call(
    app: &Router,
    secret: &str,
    method: &str,
    path: &str,
    body: &Value,
) -> Reply {
    let bearer = format!("Bearer {secret}");
    let headers = [
        ("authorization", bearer.as_str()),
        ("accept", "application/json, text/event-stream"),
    ];
    let body = if body.is_null() {
        String::new()
    } else {
        body.to_string()
    };
    send(app.clone(), method, path, &headers, body).await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    with: Option<String>,
    from: Option<String>,
    to: String,
    body: Option<Value>,
    /// A number, or a number and a code.
    get: Value,
    challenge: Option<String>,
}

fn cases() -> Vec<Case> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/keys/requests.yml");
    let text = std::fs::read_to_string(path).unwrap();
    let found = semantic_sql::layer::read_document("requests", &text).unwrap();
    serde_json::from_value(found).unwrap()
}

/// A key that is of no use for anything but its name.
async fn rotated(door: &Door, overlap: u32, ago: i64) -> (String, String) {
    let (id, old) = door.key("Ann", &[Scope::Ask]).await;
    let at = unix_seconds() - ago;
    let (_, new) = door.keys().rotate(&id, overlap, at).await.unwrap();
    (old, new)
}

/// Everything that a case may send, by its name.
async fn carried(door: &Door) -> BTreeMap<String, String> {
    let now = unix_seconds();
    let keys = door.keys();
    let mut all = BTreeMap::new();
    let mut add = |name: &str, text: String| {
        assert!(all.insert(name.to_owned(), text).is_none(), "{name} twice");
    };
    let (asks_id, asks) = door.key("Ann", &[Scope::Ask]).await;
    let (reads_id, reads) = door.key("Ann", &[Scope::Catalogue]).await;
    let secret = asks.rsplit_once('_').unwrap().1.to_owned();
    add("asks cut", asks[..asks.len() - 1].to_owned());
    add("asks and more", format!("{asks}0"));
    add(
        "asks in capitals",
        format!("wenbo_{asks_id}_{}", secret.to_uppercase()),
    );
    add(
        "asks with another's id",
        format!("wenbo_{reads_id}_{secret}"),
    );
    let hash = hex::encode(Sha256::digest(secret.as_bytes()));
    add("the hash of asks", format!("wenbo_{asks_id}_{hash}"));
    add("asks", asks);
    add("reads", reads);
    add("administers", door.key("owner", &[Scope::Admin]).await.1);
    let (embeds, secret) = door.key("Ann", &[Scope::Embed]).await;
    add("embeds", secret);

    let ended = wanted("Ann", &[Scope::Ask], Some(utc_text(now - 10)));
    let ended = keys.create(ended, now - 100).await.unwrap().1;
    add("ended cut", ended[..ended.len() - 1].to_owned());
    add("ended", ended);
    let (id, revoked) = door.key("Ann", &[Scope::Ask]).await;
    keys.revoke(&id, now).await.unwrap();
    add("revoked cut", revoked[..revoked.len() - 1].to_owned());
    add("revoked", revoked);
    for (name, overlap, ago) in [
        ("rotated", 3600, 10),
        ("rotated long ago", 3600, 4000),
        ("rotated at once", 0, 0),
    ] {
        let (old, new) = rotated(door, overlap, ago).await;
        add(&format!("{name} old"), old);
        add(&format!("{name} new"), new);
    }

    let token = door.token(&embeds, now).await;
    add("token ended", door.token(&embeds, now - 700).await);
    let (id, _) = door.key("Ann", &[Scope::Embed]).await;
    add("token of a revoked key", door.token(&id, now).await);
    keys.revoke(&id, now).await.unwrap();
    let ending = wanted("Ann", &[Scope::Embed], Some(utc_text(now - 10)));
    let (ending, _) = keys.create(ending, now - 100).await.unwrap();
    add(
        "token of an ended key",
        door.token(&ending.id, now - 20).await,
    );
    for (name, text) in forged(&token, now) {
        add(name, text);
    }
    add("token", token);
    all
}

/// What somebody makes of a token who does not know what it is signed with.
fn forged(token: &str, now: i64) -> Vec<(&'static str, String)> {
    let [_, _, signing, payload, signature] = token.split('.').collect::<Vec<_>>()[..] else {
        panic!("{token}");
    };
    let claims: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap();
    let with = |name: &str, value: Value| {
        let mut claims = claims.clone();
        claims[name] = value;
        URL_SAFE_NO_PAD.encode(claims.to_string())
    };
    let later = with("expires", json!(now + 100_000));
    let owner = with("principal", json!(who("owner")));
    let mut other = URL_SAFE_NO_PAD.decode(signature).unwrap();
    other[0] ^= 1;
    let other = URL_SAFE_NO_PAD.encode(other);
    let signed = format!("wenbo.embed.{signing}.{owner}");
    let mut empty = Hmac::<Sha256>::new_from_slice(b"").unwrap();
    empty.update(signed.as_bytes());
    let empty = URL_SAFE_NO_PAD.encode(empty.finalize().into_bytes());
    vec![
        (
            "token with another end",
            format!("wenbo.embed.{signing}.{later}.{signature}"),
        ),
        ("token with another user", format!("{signed}.{signature}")),
        (
            "token with another signature",
            format!("wenbo.embed.{signing}.{payload}.{other}"),
        ),
        (
            "token without signature",
            format!("wenbo.embed.{signing}.{payload}."),
        ),
        ("token cut", token[..token.len() - 2].to_owned()),
        (
            "token signed by nobody",
            format!("wenbo.embed.none.{payload}.{signature}"),
        ),
        (
            "token signed with an empty secret",
            format!("{signed}.{empty}"),
        ),
    ]
}

#[tokio::test]
async fn what_comes_of_a_request_follows_from_what_it_carries() {
    let door = Door::new().await;
    let carried = carried(&door).await;
    // Somebody is configured who would act without a key: with keys there, nobody does.
    let app = door.routes(Some("owner"), false);
    let mut wrong = Vec::new();
    let mut used = Vec::new();
    let cases = cases();
    assert!(cases.len() > 100, "{}", cases.len());
    for case in cases {
        let with = case.with.as_deref().unwrap_or_default();
        let asks = &carried["asks"];
        let (method, path) = case.to.split_once(' ').unwrap();
        let mut path = path.to_owned();
        let mut headers: Vec<(&str, String)> = Vec::new();
        match with {
            "" => {}
            "two headers" => {
                headers.push(("authorization", format!("Bearer {asks}")));
                headers.push(("authorization", "Bearer none".to_owned()));
            }
            "in the address" => path = format!("{path}?key={asks}&access_token={asks}"),
            "in a cookie" => headers.push(("cookie", format!("key={asks}; authorization={asks}"))),
            "asks, small bearer" => headers.push(("authorization", format!("bearer {asks}"))),
            _ => match with.strip_prefix("raw ") {
                Some(raw) => headers.push(("authorization", raw.to_owned())),
                None => {
                    used.push(with.to_owned());
                    headers.push(("authorization", format!("Bearer {}", carried[with])));
                }
            },
        }
        headers.extend(case.from.iter().map(|origin| ("origin", origin.clone())));
        let headers: Vec<(&str, &str)> = headers.iter().map(|(n, v)| (*n, v.as_str())).collect();
        let body = case
            .body
            .as_ref()
            .map_or_else(String::new, Value::to_string);
        let reply = send(app.clone(), method, &path, &headers, body).await;
        let code = reply.status.as_u16();
        let parsed: Value = serde_json::from_str(&reply.text).unwrap_or_default();
        let problem = parsed["code"].as_str().or(parsed["error"]["code"].as_str());
        let got = match problem {
            Some(problem) if code >= 400 => format!("{code} {problem}"),
            _ => code.to_string(),
        };
        let wanted = case
            .get
            .as_str()
            .map_or_else(|| case.get.to_string(), str::to_owned);
        let challenge = reply.header("www-authenticate");
        let challenged = case
            .challenge
            .as_deref()
            .is_none_or(|it| challenge.contains(it));
        if got != wanted || !challenged || code == 401 && challenge.is_empty() {
            wrong.push(format!(
                "{with} → {} {wanted}: {got} [{challenge}]",
                case.to
            ));
        }
        // No refusal repeats what was sent.
        if code >= 400 {
            let secret = asks.rsplit_once('_').unwrap().1;
            assert!(!reply.text.contains(secret), "{}", reply.text);
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let unused: Vec<_> = carried.keys().filter(|it| !used.contains(it)).collect();
    assert!(unused.is_empty(), "no case sends {unused:?}");
}
