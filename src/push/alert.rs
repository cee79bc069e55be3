//! Alerts: told when a bound is passed, not again while it stays so, and again after it was not; of groups each by
//! itself.

use std::collections::BTreeMap;

use semantic_sql::Principal;
use serde_json::Value;

use super::figures::{Figure, Figures, Group, Unfit, figures};
use super::run::status;
use super::said;
use super::{Answered, Bound, Groups, PushError, Pushes, Subscription, Told};

/// What was looked at.
struct Look<'a> {
    it: &'a Subscription,
    bound: &'a Bound,
    principal: &'a Principal,
    answer: &'a Value,
    now: i64,
}

impl Pushes {
    /// Looks whether a bound is passed, and tells it where that is new.
    pub(super) async fn look(
        &self,
        it: &Subscription,
        bound: &Bound,
        now: i64,
    ) -> Result<(), PushError> {
        let Some(asked) = self.asked(it).await? else {
            return Ok(());
        };
        let answer = match &asked.answer {
            Answered::Answer(answer, _) => answer,
            Answered::Failed(_) => {
                tracing::warn!(subscription.id = it.id, "a bound could not be looked at");
                return Ok(());
            }
        };
        let look = Look {
            it,
            bound,
            principal: &asked.principal,
            answer,
            now,
        };
        match figures(answer) {
            Ok(Figures::One(figure)) => self.look_at_one(&look, &figure).await,
            Ok(Figures::Each(_, groups)) => self.look_at_each(&look, &groups).await,
            // An empty period has no number, and tomorrow it may have one.
            Err(Unfit::Empty) => self.ran(it, it.next_at, it.holds, it.times_told).await,
            Err(why) => self.blind(&look, why).await,
        }
    }

    async fn look_at_one(&self, look: &Look<'_>, figure: &Figure) -> Result<(), PushError> {
        let (it, bound) = (look.it, look.bound);
        let is_passed = bound.is_passed_by(figure.value);
        let is_held = it.next_at.is_some();
        if !is_held && (is_passed == it.holds || !is_passed) {
            return self.ran(it, None, is_passed, it.times_told).await;
        }
        // Something is to be told: that it is passed now, or that it was in the night.
        if let Some(end) = self.quiet_until(look) {
            return self.ran(it, Some(end), is_passed, it.times_told).await;
        }
        let note = said::alert(it, bound, figure, look.answer, is_passed);
        if self.told(look, &note).await? {
            self.ran(it, None, is_passed, it.times_told + 1).await?;
        }
        Ok(())
    }

    /// The same for each group by itself; what is new of all is one message.
    async fn look_at_each(&self, look: &Look<'_>, groups: &[Group]) -> Result<(), PushError> {
        let it = look.it;
        let passing = groups.iter().filter(|it| it.passes(look.bound));
        let passing: BTreeMap<&str, &Group> = passing.map(|it| (it.key.as_str(), it)).collect();
        // A group without a number is as it was; one that is not there does not pass.
        let unknown = groups.iter().filter(|it| it.figure.is_none());
        let unknown: Vec<&str> = unknown.map(|it| it.key.as_str()).collect();
        let known = &it.groups.told;
        let stay = known
            .iter()
            .filter(|key| passing.contains_key(key.as_str()) || unknown.contains(&key.as_str()));
        let mut next = Groups {
            told: stay.cloned().collect(),
            held: it.groups.held.clone(),
        };
        let new = passing.values().filter(|it| !known.contains(&it.key));
        let new: Vec<&Group> = new.copied().collect();
        next.held
            .extend(new.iter().map(|it| (it.key.clone(), it.name.clone())));
        let holds = !passing.is_empty();
        if let Some(end) = self.quiet_until(look).filter(|_| !next.held.is_empty()) {
            let it = with(it, next);
            return self.ran(&it, Some(end), holds, it.times_told).await;
        }
        let over = next
            .held
            .iter()
            .filter(|(key, _)| !passing.contains_key(key.as_str()));
        let over: Vec<&str> = over.map(|(_, name)| name.as_str()).collect();
        if new.is_empty() && over.is_empty() {
            next.held.clear();
            return self.ran(&with(it, next), None, holds, it.times_told).await;
        }
        let all = passing.len();
        let told = said::Told { new, over, all };
        let note = said::alert_each(it, look.bound, look.answer, &told);
        if self.told(look, &note).await? {
            next.told
                .extend(passing.keys().map(|key| (*key).to_owned()));
            next.held.clear();
            let it = with(it, next);
            self.ran(&it, None, holds, it.times_told + 1).await?;
        }
        Ok(())
    }

    /// When the quiet hours end, if it is in them.
    fn quiet_until(&self, look: &Look<'_>) -> Option<i64> {
        self.quiet.and_then(|it| it.end(look.now, &look.it.zone))
    }

    /// Tells that a bound is passed, once for each passing.
    async fn told(&self, look: &Look<'_>, note: &str) -> Result<bool, PushError> {
        let it = look.it;
        let key = format!("push {} passed {}", it.id, it.times_told + 1);
        let told = Told::Answer(look.answer, None);
        self.send(it, look.principal, &key, note, told).await
    }

    /// What the number is cannot be told any more: a question that is not understood any more, or is answered otherwise,
    /// or some of its groups would be missed.
    async fn blind(&self, look: &Look<'_>, why: Unfit) -> Result<(), PushError> {
        let it = look.it;
        let key = format!("push {} blind {}", it.id, it.times_told);
        let (note, told) = match why {
            Unfit::Cut => (said::too_many_groups(it), Told::Nothing),
            _ => (said::blind(it), Told::Answer(look.answer, None)),
        };
        tracing::warn!(
            subscription.id = it.id,
            status = status(look.answer),
            ?why,
            "a bound cannot be looked at any more"
        );
        if self.send(it, look.principal, &key, &note, told).await? {
            self.paused(it, said::not_understood(it.language)).await?;
        }
        Ok(())
    }
}

fn with(it: &Subscription, groups: Groups) -> Subscription {
    Subscription {
        groups,
        ..it.clone()
    }
}
