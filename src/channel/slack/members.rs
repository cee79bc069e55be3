//! Who else is in a channel, for whether they may read an answer.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use super::api::Api;
use super::work::Place;
use crate::channel::chat::{Company, Identities, Member};
use crate::clock::unix_seconds;

/// People of one channel that are looked at; in a larger one answers are private.
const MOST: usize = 500;
/// Seconds that a list of people is believed: whoever comes meanwhile sees what was asked before anyway.
const KEPT_SECONDS: i64 = 60;

/// The people of channels.
#[derive(Default)]
pub(super) struct Members {
    known: Mutex<HashMap<String, (i64, Vec<String>)>>,
}

impl Members {
    /// Who reads along where somebody asked.
    pub(super) async fn company(
        &self,
        api: &Api,
        identities: &Identities,
        place: &Place,
        bot: Option<&str>,
    ) -> Company {
        if place.is_direct() {
            return Company::Alone;
        }
        let Some(users) = self.users(api, &place.channel).await else {
            return Company::Unknown;
        };
        let mut others = Vec::new();
        for user in users {
            if user == place.user || Some(user.as_str()) == bot {
                continue;
            }
            let member = Member {
                user,
                ..place.member()
            };
            let Ok(found) = identities.find(&member).await else {
                return Company::Unknown;
            };
            let is_unknown = found.is_none();
            others.push(found);
            // One is enough to decide.
            if is_unknown {
                break;
            }
        }
        Company::Known(others)
    }

    /// All ids of a channel; nothing where Slack does not tell, or there are too many.
    async fn users(&self, api: &Api, channel: &str) -> Option<Vec<String>> {
        let now = unix_seconds();
        if let Some((at, users)) = self.lock().get(channel)
            && (0..KEPT_SECONDS).contains(&(now - at))
        {
            return Some(users.clone());
        }
        let mut users: Vec<String> = Vec::new();
        let mut cursor = String::new();
        loop {
            let asked = [
                ("channel", channel),
                ("limit", "200"),
                ("cursor", cursor.as_str()),
            ];
            let page = api.call_with("conversations.members", &asked).await;
            let page = page
                .inspect_err(|error| {
                    tracing::info!(error.cause = %error, "who is in a channel cannot be told, so answers are private");
                })
                .ok()?;
            let ids = page["members"].as_array().into_iter().flatten();
            users.extend(ids.filter_map(|it| it.as_str()).map(str::to_owned));
            let next = page.pointer("/response_metadata/next_cursor");
            cursor = next
                .and_then(|it| it.as_str())
                .unwrap_or_default()
                .to_owned();
            if users.len() > MOST {
                return None;
            }
            if cursor.is_empty() {
                break;
            }
        }
        let mut known = self.lock();
        known.retain(|_, (at, _)| now - *at < KEPT_SECONDS);
        known.insert(channel.to_owned(), (now, users.clone()));
        Some(users)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<String, (i64, Vec<String>)>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
