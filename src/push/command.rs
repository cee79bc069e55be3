//! What somebody says of their subscriptions is done.

use semantic_sql::Principal;
use serde_json::Value;

use super::figures::{Figures, Unfit, figures};
use super::run::status;
use super::said;
use super::{
    Answered, Command, Due, Groups, Owner, PushError, Pushes, ROBOT, Subscription, To, Wish,
};
use crate::question::Language;
use crate::store::KeptSubscription;

/// The most subscriptions of one owner.
const MOST: usize = 50;

/// Who says it, and where.
#[derive(Debug, Clone)]
pub struct Heard<'a> {
    /// Who.
    pub owner: Owner,
    /// Who they act as.
    pub principal: &'a Principal,
    /// The channel or group where it is said; nothing where nobody else is.
    pub here: Option<String>,
    /// Whether messages can be sent there.
    pub can_send_here: bool,
    /// Whether everybody there may read what the owner may.
    pub is_public: bool,
    /// Whether there is a robot of a group.
    pub has_robot: bool,
    /// The language to reply in.
    pub language: Language,
}

/// What is replied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The words.
    pub text: String,
    /// Whether they are for the owner alone.
    pub is_private: bool,
}

impl Reply {
    fn open(text: String) -> Self {
        Self {
            text,
            is_private: false,
        }
    }

    fn private(text: String) -> Self {
        Self {
            text,
            is_private: true,
        }
    }
}

impl Pushes {
    /// Does what somebody says, and what they are told then.
    pub async fn done(&self, command: Command, heard: &Heard<'_>) -> Reply {
        let done = match command {
            Command::Subscribe(wish) => self.subscribe(wish, heard).await,
            Command::List => self.list(heard).await.map(Reply::private),
            Command::Pause(number) => self.pause(number, heard).await.map(Reply::open),
            Command::Resume(number) => self.resume(number, heard).await.map(Reply::open),
            Command::Delete(number) => self.delete(number, heard).await.map(Reply::open),
        };
        done.unwrap_or_else(|error| {
            tracing::error!(error.cause = %error, "what somebody said of their subscriptions could not be done");
            Reply::private(said::broken(heard.language).to_owned())
        })
    }

    async fn subscribe(&self, wish: Wish, heard: &Heard<'_>) -> Result<Reply, PushError> {
        let language = heard.language;
        let has = self.store.subscriptions_of(heard.owner.key()).await?.len();
        if has >= MOST {
            return Ok(Reply::private(said::too_many(language, MOST)));
        }
        let (place, note) = match place(&wish, heard) {
            Ok(place) => place,
            Err(why) => return Ok(Reply::private(why.to_owned())),
        };
        // Whether it can be answered is known only once it was.
        let asked = self
            .desk
            .ask(&heard.owner, heard.principal, &wish.question, None)
            .await;
        let answer = match asked {
            Answered::Answer(answer, _) if status(&answer) == "answered" => answer,
            Answered::Answer(answer, _) => {
                return Ok(Reply::private(said::not_answered(
                    language,
                    &wish.question,
                    &answer,
                )));
            }
            Answered::Failed(why) => {
                return Ok(Reply::private(said::failed(language, &why)));
            }
        };
        let figures = match fitting(&wish.due, &answer, language) {
            Ok(figures) => figures,
            Err(why) => return Ok(Reply::private(why)),
        };
        let mut it = Subscription {
            id: String::new(),
            number: 0,
            owner: heard.owner.clone(),
            place,
            question: wish.question,
            language,
            lane: None,
            zone: (self.zone)(),
            is_active: true,
            reason: None,
            next_at: None,
            holds: false,
            times_told: 0,
            groups: Groups::default(),
            due: wish.due,
        };
        it.next_at = self.first(&it);
        if it.next_at.is_none() && matches!(it.due, Due::Times(_)) {
            return Ok(Reply::private(said::never(language).to_owned()));
        }
        // What is passed already is said at once, so it is not new with the next load.
        if let (Due::Bound(bound), Some(figures)) = (&it.due, &figures) {
            match figures {
                Figures::One(figure) => it.holds = bound.is_passed_by(figure.value),
                Figures::Each(_, groups) => {
                    let passing = groups.iter().filter(|it| it.passes(bound));
                    it.groups.told = passing.map(|it| it.key.clone()).collect();
                    it.holds = !it.groups.told.is_empty();
                }
            }
        }
        it.number = self.store.add_subscription(&it.kept()).await?;
        self.changed.notify_one();
        let text = said::subscribed(&it, &answer, figures.as_ref(), &wish.assumed, note);
        // How a number stands now is for its owner; what is sent when, everybody may know.
        Ok(match it.due {
            Due::Bound(_) => Reply::private(text),
            Due::Times(_) => Reply::open(text),
        })
    }

    /// When it runs first from now on.
    fn first(&self, it: &Subscription) -> Option<i64> {
        match &it.due {
            Due::Times(times) => times.next(self.now(), &it.zone),
            Due::Bound(_) => None,
        }
    }

    async fn list(&self, heard: &Heard<'_>) -> Result<String, PushError> {
        let kept = self.store.subscriptions_of(heard.owner.key()).await?;
        let all = kept.into_iter().map(Subscription::try_from);
        let all: Vec<Subscription> = all.collect::<Result<_, _>>()?;
        Ok(said::list(&all, heard.language))
    }

    async fn pause(&self, number: u32, heard: &Heard<'_>) -> Result<String, PushError> {
        let Some(it) = self.of(number, heard).await? else {
            return Ok(said::no_such(heard.language, number));
        };
        self.store
            .set_subscription(&it.id, false, None, None)
            .await?;
        Ok(said::paused(heard.language, number))
    }

    async fn resume(&self, number: u32, heard: &Heard<'_>) -> Result<String, PushError> {
        let Some(it) = self.of(number, heard).await? else {
            return Ok(said::no_such(heard.language, number));
        };
        let mut it = Subscription::try_from(it)?;
        // What would have been sent meanwhile was not wanted.
        it.next_at = self.first(&it);
        self.store
            .set_subscription(&it.id, true, None, it.next_at)
            .await?;
        self.changed.notify_one();
        Ok(said::resumed(heard.language, &it))
    }

    async fn delete(&self, number: u32, heard: &Heard<'_>) -> Result<String, PushError> {
        let Some(it) = self.of(number, heard).await? else {
            return Ok(said::no_such(heard.language, number));
        };
        self.store.remove_subscription(&it.id).await?;
        Ok(said::deleted(heard.language, number, &it.question))
    }

    async fn of(
        &self,
        number: u32,
        heard: &Heard<'_>,
    ) -> Result<Option<KeptSubscription>, PushError> {
        let all = self.store.subscriptions_of(heard.owner.key()).await?;
        Ok(all.into_iter().find(|it| it.number == number))
    }
}

/// Where it goes, and what is to be said of that.
fn place(
    wish: &Wish,
    heard: &Heard<'_>,
) -> Result<(Option<String>, Option<&'static str>), &'static str> {
    let language = heard.language;
    match (wish.to, &heard.here) {
        (To::Me, _) | (_, None) if wish.to != To::Robot => Ok((None, None)),
        (To::Robot, _) if heard.has_robot => Ok((Some(ROBOT.to_owned()), None)),
        (To::Robot, _) => Err(said::no_robot(language)),
        (_, Some(_)) if !heard.can_send_here => Ok((None, Some(said::cannot_send_here(language)))),
        (_, Some(here)) => {
            let note = (!heard.is_public).then_some(said::not_public(language));
            Ok((Some(here.clone()), note))
        }
        (_, None) => Ok((None, None)),
    }
}

/// The numbers that a bound is held against, or why it does not go with what is asked; no numbers where there is no bound.
fn fitting(due: &Due, answer: &Value, language: Language) -> Result<Option<Figures>, String> {
    let Due::Bound(bound) = due else {
        return Ok(None);
    };
    let figures = figures(answer).map_err(|why| said::unfit(language, answer, why))?;
    let Some(figure) = figures.any() else {
        return Err(said::unfit(language, answer, Unfit::Empty));
    };
    // A share is at most some times the whole: above 20 without a sign is 20 percent, and that is for them to say.
    let is_unclear = figure.is_share && !bound.is_share && bound.value > 1.0;
    if is_unclear || (bound.is_share && !figure.is_share) {
        return Err(said::other_unit(language, &bound.said, &figure.told));
    }
    Ok(Some(figures))
}
