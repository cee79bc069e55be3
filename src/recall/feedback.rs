//! What people say of answers, and whose the fault was.

use semantic_sql::Asker;
use serde_json::Value;

use super::kept::{KeptProblem, KeptRequest, asker_of};
use super::{Recall, RecallError, is_the_asker};
use crate::clock;
use crate::store::{Cause, Feedback, FeedbackWithAnswer, Place, Verdict};

/// What was said of an answer, with what is needed to decide whose the fault was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedbackEntry {
    /// The answer.
    pub answer_id: String,
    /// Who says it.
    pub user: String,
    /// When, in UTC.
    pub said_at: String,
    /// Whether the answer was good.
    pub verdict: Verdict,
    /// Why.
    pub reason: Option<String>,
    /// Whose the fault was, where somebody decided it.
    pub cause: Option<Cause>,
    /// Whose it looks like by how the answer ended; nothing where that says nothing.
    pub proposed_cause: Option<Cause>,
    /// The question.
    pub question: String,
    /// How it ended.
    pub status: String,
    /// Who planned it.
    pub lane: Option<String>,
    /// How it was read.
    pub reading: String,
}

/// What was said, the latest first.
#[derive(Debug, Clone)]
pub struct FeedbackList {
    /// What was said.
    pub feedback: Vec<FeedbackEntry>,
    /// Where the next ones begin, if there are more.
    pub next: Option<Place>,
}

impl Recall {
    /// Keeps what the asker of an answer says of it.
    ///
    /// # Errors
    /// As [`Recall::answer`], where the answer was not given to whoever speaks.
    pub async fn say(
        &self,
        id: &str,
        asker: &Asker,
        verdict: Verdict,
        reason: Option<String>,
    ) -> Result<(), RecallError> {
        let kept = self.found(id).await?;
        if !is_the_asker(&kept, asker) {
            return Err(RecallError::NotKept);
        }
        let said = Feedback {
            answer_id: kept.id,
            asker: kept.asker,
            said_at: clock::now_utc(),
            verdict,
            reason,
            cause: None,
        };
        Ok(self.store()?.say(said).await?)
    }

    /// What everybody said, the latest first, for whoever looks after the layer.
    ///
    /// # Errors
    /// Where nothing is kept, or the file cannot be read.
    pub async fn feedback(
        &self,
        verdict: Option<Verdict>,
        after: Option<&Place>,
        limit: u32,
    ) -> Result<FeedbackList, RecallError> {
        let mut said = self.store()?.feedback(verdict, after, limit + 1).await?;
        let more = said.len() > limit as usize;
        said.truncate(limit as usize);
        let next = said.last().filter(|_| more).map(|last| Place {
            at: last.feedback.said_at.clone(),
            id: last.feedback.answer_id.clone(),
        });
        let feedback = said.into_iter().map(entry);
        Ok(FeedbackList {
            feedback: feedback.collect::<Result<_, _>>()?,
            next,
        })
    }

    /// Decides whose the fault was.
    ///
    /// # Errors
    /// [`RecallError::NotKept`] where nothing was said of the answer.
    pub async fn attribute(&self, id: &str, cause: Option<Cause>) -> Result<(), RecallError> {
        let decided = self.store()?.attribute(id, cause).await?;
        decided.then_some(()).ok_or(RecallError::NotKept)
    }
}

fn entry(said: FeedbackWithAnswer) -> Result<FeedbackEntry, KeptProblem> {
    let FeedbackWithAnswer {
        feedback,
        request,
        answer,
    } = said;
    let kept = crate::store::KeptAnswer {
        id: feedback.answer_id,
        kept_at: String::new(),
        asker: feedback.asker,
        request,
        answer,
    };
    let request = KeptRequest::read(&kept)?;
    let answer: Value =
        serde_json::from_str(&kept.answer).map_err(|error| KeptProblem::new(&kept, &error))?;
    let user = match asker_of(&kept)? {
        Asker::Nobody => String::new(),
        Asker::Known(principal) => principal.user,
    };
    let text = |name: &str| answer[name].as_str().unwrap_or_default().to_owned();
    Ok(FeedbackEntry {
        answer_id: kept.id,
        user,
        said_at: feedback.said_at,
        verdict: feedback.verdict,
        reason: feedback.reason,
        cause: feedback.cause,
        proposed_cause: (feedback.verdict == Verdict::Down)
            .then(|| looks_like(&answer))
            .flatten(),
        question: request.text,
        status: text("status"),
        lane: answer["lane"].as_str().map(str::to_owned),
        reading: text("reading"),
    })
}

/// Whose the fault looks like by how an answer ended.
fn looks_like(answer: &Value) -> Option<Cause> {
    let codes = answer["notes"].as_array().into_iter().flatten();
    let mut codes = codes.filter_map(|note| note["code"].as_str());
    match answer["status"].as_str() {
        // What is denied is denied rightly; everything else that is declined lacks a word or a rule.
        Some("declined") if codes.any(|code| code == "not_permitted") => Some(Cause::User),
        Some("declined" | "clarify") => Some(Cause::ModelGap),
        Some("answered") if answer["rows"].as_array().is_some_and(Vec::is_empty) => {
            Some(Cause::DataGap)
        }
        _ => None,
    }
}
