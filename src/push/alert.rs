//! Alerts: told when a bound is passed, not again while it stays so, and again after it was not.

use serde_json::Value;

use super::run::status;
use super::said;
use super::{Answered, Bound, PushError, Pushes, Subscription, Told};

/// The one number of an answer, exact enough to be compared, and as people read it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Figure {
    pub(super) value: f64,
    pub(super) told: String,
    pub(super) is_share: bool,
}

/// The number of an answer that is one number.
pub(super) fn figure(answer: &Value) -> Option<Figure> {
    let columns = answer["columns"].as_array()?;
    let rows = answer["rows"].as_array()?;
    let ([row], true) = (rows.as_slice(), status(answer) == "answered") else {
        return None;
    };
    let mut metrics = columns
        .iter()
        .enumerate()
        .filter(|(_, it)| it["role"].as_str() == Some("metric"));
    let (at, column) = metrics.next()?;
    if metrics.next().is_some() || columns.len() > 1 {
        return None;
    }
    let cell = row.get(at)?;
    // Money and counts are written as text, so that no digit is lost.
    let value = cell
        .as_f64()
        .or_else(|| cell.as_str().and_then(|it| it.parse().ok()))?;
    let told = answer.pointer(&format!("/label_rows/0/{at}"));
    let told = told.and_then(Value::as_str).unwrap_or_default().to_owned();
    Some(Figure {
        value,
        told,
        is_share: column["unit"].as_str() == Some("ratio"),
    })
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
        let key = format!("push {} passed {}", it.id, it.times_told + 1);
        let Some(figure) = figure(answer) else {
            return self.blind(it, &asked.principal, answer).await;
        };
        let is_passed = bound.is_passed_by(figure.value);
        let is_held = it.next_at.is_some();
        if is_passed == it.holds && !is_held {
            return self.ran(it, None, is_passed, it.times_told).await;
        }
        if !is_passed && !is_held {
            return self.ran(it, None, false, it.times_told).await;
        }
        // Something is to be told: that it is passed now, or that it was in the night.
        if let Some(end) = self.quiet.and_then(|it_is| it_is.end(now, &it.zone)) {
            return self.ran(it, Some(end), is_passed, it.times_told).await;
        }
        let note = said::alert(it, bound, &figure, answer, is_passed);
        let told = Told::Answer(answer, None);
        if self.send(it, &asked.principal, &key, &note, told).await? {
            self.ran(it, None, is_passed, it.times_told + 1).await?;
        }
        Ok(())
    }

    /// What the number is cannot be told any more: no row, or a question that is not understood any more.
    async fn blind(
        &self,
        it: &Subscription,
        principal: &semantic_sql::Principal,
        answer: &Value,
    ) -> Result<(), PushError> {
        // An empty period has no number, and tomorrow it may have one.
        if status(answer) == "answered" {
            return self.ran(it, it.next_at, it.holds, it.times_told).await;
        }
        let note = said::blind(it);
        let key = format!("push {} blind {}", it.id, it.times_told);
        let told = Told::Answer(answer, None);
        if self.send(it, principal, &key, &note, told).await? {
            self.paused(it, said::not_understood(it.language)).await?;
        }
        Ok(())
    }
}
