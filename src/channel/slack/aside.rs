//! What is said beside answers: how to begin, thanks, and how an answer was computed.

use semantic_sql::Principal;
use serde_json::{Value, json};

use super::handle::{is_shown_to_one, to};
use super::work::{Outgoing, Place, To};
use super::{CHANNEL, Slack, blocks, words};
use crate::channel::chat::{Unit, clip};
use crate::question::Language;
use crate::recall::RecallError;
use crate::store::Verdict;

/// A reply that nobody else has to see.
pub(super) fn aside(place: &Place) -> To {
    let mut to = to(place, !place.is_direct() || is_shown_to_one(place));
    if let To::Person { replace, .. } = &mut to {
        *replace = false;
    }
    to
}

impl Slack {
    /// Somebody sent a code: they are known now, or it does not count.
    pub(super) async fn linked(&self, place: &Place, code: &str) -> Outgoing {
        let accepted = self.chat.identities.accept(place.member(), code).await;
        let mut to = to(place, !place.is_direct() || is_shown_to_one(place));
        if let To::Person { replace, .. } = &mut to {
            *replace = place.replaces;
        }
        let text = match accepted {
            Ok(Some(identity)) => words::linked(&identity.principal.user),
            Ok(None) => words::no_such_code().to_owned(),
            Err(error) => {
                tracing::error!(error.cause = %error, "somebody could not be made known");
                words::broken(Language::Zh).to_owned()
            }
        };
        Outgoing::words(to, &text)
    }

    pub(super) async fn welcome(&self, place: &Place, principal: &Principal) -> Outgoing {
        let samples = |language| self.chat.asking.samples(CHANNEL, principal, language);
        let both = samples(Language::Zh)
            .into_iter()
            .take(2)
            .chain(samples(Language::En).into_iter().take(2));
        let body = json!({
            "channel_id": place.channel,
            "thread_ts": place.thread,
            "prompts": words::prompts(both),
        });
        let offered = self
            .api
            .call("assistant.threads.setSuggestedPrompts", &body);
        if let Err(error) = offered.await {
            tracing::info!(error.cause = %error, "questions to begin with could not be offered");
        }
        Outgoing::words(to(place, false), words::welcome())
    }

    pub(super) async fn feedback(
        &self,
        place: &Place,
        principal: &Principal,
        answer: &str,
        is_good: bool,
    ) -> Outgoing {
        let language = self.language_of_answer(principal, answer).await;
        let verdict = if is_good { Verdict::Up } else { Verdict::Down };
        let said = self
            .chat
            .asking
            .say(CHANNEL, principal, answer, verdict, None);
        let text = match said.await {
            Ok(()) => words::thanks(language, is_good),
            Err(error) => not_told(&error, language),
        };
        Outgoing::words(aside(place), text)
    }

    /// A window with the receipt, or where it cannot be opened any more a message for the person alone.
    pub(super) async fn receipt(
        &self,
        place: &Place,
        principal: &Principal,
        answer: &str,
        trigger: Option<String>,
    ) -> Vec<Outgoing> {
        let kept = match self.chat.asking.answer(CHANNEL, principal, answer).await {
            Ok(kept) => kept,
            Err(error) => {
                let text = not_told(&error, Language::Zh);
                return vec![Outgoing::words(aside(place), text)];
            }
        };
        let language = language_of_kept(&kept);
        if let Some(trigger) = trigger {
            let body = json!({ "trigger_id": trigger, "view": blocks::window(&kept, language) });
            match self.api.call("views.open", &body).await {
                Ok(_) => return Vec::new(),
                Err(error) => {
                    tracing::info!(error.cause = %error, "a window could not be opened; a message has the receipt");
                }
            }
        }
        let (lines, statement) = blocks::receipt_lines(&kept, language);
        let text = format!("{}\n{statement}", lines.join("\n"));
        let mut it = Outgoing::words(aside(place), &clip(&text, 3_000, Unit::Chars));
        it.head = blocks::receipt_blocks(&kept, language);
        vec![it]
    }

    async fn language_of_answer(&self, principal: &Principal, answer: &str) -> Language {
        let kept = self.chat.asking.answer(CHANNEL, principal, answer).await;
        kept.map_or(Language::Zh, |it| language_of_kept(&it))
    }
}

fn language_of_kept(answer: &Value) -> Language {
    Language::of(answer["narration"].as_str().unwrap_or_default())
}

fn not_told(error: &RecallError, language: Language) -> &'static str {
    match error {
        RecallError::NotKept | RecallError::NoStatement => words::not_yours(language),
        RecallError::Unreadable(_) | RecallError::Store(_) => {
            tracing::error!(error.cause = %error, "a kept answer cannot be read or spoken of");
            words::broken(language)
        }
    }
}
