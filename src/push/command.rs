//! What somebody says of their subscriptions is done.

use semantic_sql::Principal;

use super::managed::{Kept, Wanted};
use super::said;
use super::{Command, Due, Owner, PushError, Pushes, ROBOT, Subscription, To, Wish};
use crate::question::Language;

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
        let (place, note) = match place(&wish, heard) {
            Ok(place) => place,
            Err(why) => return Ok(Reply::private(why.to_owned())),
        };
        let wanted = Wanted {
            wish,
            owner: heard.owner.clone(),
            place,
            note,
            language: heard.language,
        };
        Ok(match self.keep(wanted, heard.principal).await? {
            Kept::No(why) => Reply::private(why),
            // How a number stands now is for its owner; what is sent when, everybody may know.
            Kept::Yes(it, text) => match it.due {
                Due::Bound(_) => Reply::private(text),
                Due::Times(_) => Reply::open(text),
            },
        })
    }

    async fn list(&self, heard: &Heard<'_>) -> Result<String, PushError> {
        let all = self.of(&heard.owner).await?;
        Ok(said::list(&all, heard.language))
    }

    async fn pause(&self, number: u32, heard: &Heard<'_>) -> Result<String, PushError> {
        let Some(it) = self.numbered(number, heard).await? else {
            return Ok(said::no_such(heard.language, number));
        };
        self.pauses(it).await?;
        Ok(said::paused(heard.language, number))
    }

    async fn resume(&self, number: u32, heard: &Heard<'_>) -> Result<String, PushError> {
        let Some(it) = self.numbered(number, heard).await? else {
            return Ok(said::no_such(heard.language, number));
        };
        let it = self.resumes(it).await?;
        Ok(said::resumed(heard.language, &it))
    }

    async fn delete(&self, number: u32, heard: &Heard<'_>) -> Result<String, PushError> {
        let Some(it) = self.numbered(number, heard).await? else {
            return Ok(said::no_such(heard.language, number));
        };
        self.forget(&it).await?;
        Ok(said::deleted(heard.language, number, &it.question))
    }

    async fn numbered(
        &self,
        number: u32,
        heard: &Heard<'_>,
    ) -> Result<Option<Subscription>, PushError> {
        let all = self.of(&heard.owner).await?;
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
