//! Subscriptions are kept, paused, let run again, and forgotten, by whichever way somebody wants that.

use semantic_sql::Principal;
use serde_json::Value;
use uuid::Uuid;

use super::figures::{Figures, Unfit, figures};
use super::run::status;
use super::said;
use super::{Answered, Due, Groups, Owner, PushError, Pushes, Subscription, Wish};
use crate::question::Language;
use crate::store::KeptSubscription;

/// The most subscriptions of one owner.
const MOST: usize = 50;

/// A subscription that somebody wants.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// What they said.
    pub wish: Wish,
    /// Whose it is to be.
    pub owner: Owner,
    /// Where it goes; nothing for its owner alone.
    pub place: Option<String>,
    /// What is to be said of the place.
    pub note: Option<&'static str>,
    /// The language of what is said beside the answers.
    pub language: Language,
}

/// What came of it.
#[derive(Debug, Clone)]
pub enum Kept {
    /// It is kept; what its owner is told.
    Yes(Box<Subscription>, String),
    /// It is not, and why.
    No(String),
}

impl Pushes {
    /// Keeps a subscription, once its question was asked and answered as its owner.
    ///
    /// # Errors
    /// Where it could not be read or written.
    pub async fn keep(&self, wanted: Wanted, principal: &Principal) -> Result<Kept, PushError> {
        let Wanted {
            wish,
            owner,
            place,
            note,
            language,
        } = wanted;
        if self.store.subscriptions_of(owner.key()).await?.len() >= MOST {
            return Ok(Kept::No(said::too_many(language, MOST)));
        }
        // Whether it can be answered is known only once it was.
        let asked = self.desk.ask(&owner, principal, &wish.question, None).await;
        let answer = match asked {
            Answered::Answer(answer, _) if status(&answer) == "answered" => answer,
            Answered::Answer(answer, _) => {
                let why = said::not_answered(language, &wish.question, &answer);
                return Ok(Kept::No(why));
            }
            Answered::Failed(why) => return Ok(Kept::No(said::failed(language, &why))),
        };
        let figures = match fitting(&wish.due, &answer, language) {
            Ok(figures) => figures,
            Err(why) => return Ok(Kept::No(why)),
        };
        let mut it = Subscription {
            id: Uuid::now_v7().to_string(),
            number: 0,
            owner,
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
            return Ok(Kept::No(said::never(language).to_owned()));
        }
        it.stands(figures.as_ref());
        it.number = self.store.add_subscription(&it.kept()).await?;
        self.changed.notify_one();
        let text = said::subscribed(&it, &answer, figures.as_ref(), &wish.assumed, note);
        Ok(Kept::Yes(Box::new(it), text))
    }

    /// When it runs first from now on.
    fn first(&self, it: &Subscription) -> Option<i64> {
        match &it.due {
            Due::Times(times) => times.next(self.now(), &it.zone),
            Due::Bound(_) => None,
        }
    }

    /// The subscriptions of somebody, by number.
    ///
    /// # Errors
    /// Where they cannot be read.
    pub async fn of(&self, owner: &Owner) -> Result<Vec<Subscription>, PushError> {
        let kept = self.store.subscriptions_of(owner.key()).await?.into_iter();
        kept.map(Subscription::try_from).collect()
    }

    /// A subscription by its id.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub async fn find(&self, id: &str) -> Result<Option<Subscription>, PushError> {
        let kept: Option<KeptSubscription> = self.store.subscription(id).await?;
        kept.map(Subscription::try_from).transpose()
    }

    /// Pauses a subscription of whoever wants that.
    ///
    /// # Errors
    /// Where it could not be written.
    pub async fn pauses(&self, it: Subscription) -> Result<Subscription, PushError> {
        let set = self.store.set_subscription(&it.id, false, None, None);
        set.await?;
        Ok(Subscription {
            is_active: false,
            reason: None,
            next_at: None,
            ..it
        })
    }

    /// Lets a subscription run again.
    ///
    /// # Errors
    /// Where it could not be written.
    pub async fn resumes(&self, it: Subscription) -> Result<Subscription, PushError> {
        // What would have been sent meanwhile was not wanted.
        let next_at = self.first(&it);
        let set = self.store.set_subscription(&it.id, true, None, next_at);
        set.await?;
        self.changed.notify_one();
        Ok(Subscription {
            is_active: true,
            reason: None,
            next_at,
            ..it
        })
    }

    /// Forgets a subscription.
    ///
    /// # Errors
    /// Where it could not be written.
    pub async fn forget(&self, it: &Subscription) -> Result<(), PushError> {
        Ok(self.store.remove_subscription(&it.id).await?)
    }
}

impl Subscription {
    /// Notes how its bound stands when it is set: what is passed already is said at once, so it is not new with the next
    /// load.
    fn stands(&mut self, figures: Option<&Figures>) {
        let (Due::Bound(bound), Some(figures)) = (&self.due, figures) else {
            return;
        };
        match figures {
            Figures::One(figure) => self.holds = bound.is_passed_by(figure.value),
            Figures::Each(_, groups) => {
                let passing = groups.iter().filter(|it| it.passes(bound));
                self.groups.told = passing.map(|it| it.key.clone()).collect();
                self.holds = !self.groups.told.is_empty();
            }
        }
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
