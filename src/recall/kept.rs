//! A question and its asker as they are kept.

use chrono::NaiveDateTime;
use semantic_sql::{Asker, Principal};
use serde::{Deserialize, Serialize};

use crate::app::Request;
use crate::question::{LaneChoice, Language, Question};
use crate::store::KeptAnswer;

/// What is kept cannot be read, such as after somebody wrote into the file by hand.
#[derive(Debug, thiserror::Error)]
#[error("what is kept of answer {id} cannot be read: {reason}")]
pub struct KeptProblem {
    /// The answer.
    pub id: String,
    /// Why.
    pub reason: String,
}

impl KeptProblem {
    pub(super) fn new(kept: &KeptAnswer, reason: &serde_json::Error) -> Self {
        Self {
            id: kept.id.clone(),
            reason: reason.to_string(),
        }
    }
}

/// A question with everything that its answer may depend on but the asker.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct KeptRequest {
    pub(super) text: String,
    pub(super) language: Language,
    /// What "now" meant.
    pub(super) asked_at: NaiveDateTime,
    pub(super) lane: LaneChoice,
    pub(super) earlier: Vec<String>,
}

impl KeptRequest {
    pub(super) fn new(request: &Request, language: Language, asked_at: NaiveDateTime) -> Self {
        Self {
            text: request.text.clone(),
            language,
            asked_at,
            lane: request.lane,
            earlier: request.earlier.clone(),
        }
    }

    pub(super) fn read(kept: &KeptAnswer) -> Result<Self, KeptProblem> {
        serde_json::from_str(&kept.request).map_err(|error| KeptProblem::new(kept, &error))
    }

    /// The same question as a pipeline takes it.
    pub(super) fn into_question(self, asker: Asker) -> Question {
        Question {
            text: self.text,
            language: self.language,
            asked_at: self.asked_at,
            asker,
            lane: self.lane,
            earlier: self.earlier,
        }
    }

    /// The same question for somebody.
    pub(super) fn into_request(self, asker: Asker) -> Request {
        Request {
            text: self.text,
            language: Some(self.language),
            as_of: Some(self.asked_at),
            asker,
            lane: self.lane,
            earlier: self.earlier,
        }
    }
}

/// The statement of a kept answer, where it has one.
pub(super) fn statement_of(kept: &KeptAnswer) -> Result<Option<String>, KeptProblem> {
    let answer: serde_json::Value =
        serde_json::from_str(&kept.answer).map_err(|error| KeptProblem::new(kept, &error))?;
    let statement = answer["receipt"]["semantic_sql"].as_str();
    Ok(statement.map(str::to_owned))
}

/// Who asks and what they may see, as one text: two askers are the same if these are.
#[must_use]
pub fn asker_text(asker: &Asker) -> String {
    let principal = match asker {
        Asker::Nobody => None,
        Asker::Known(principal) => {
            let mut principal = principal.clone();
            principal.roles.sort();
            principal.roles.dedup();
            Some(principal)
        }
    };
    serde_json::to_string(&principal).unwrap_or_default()
}

/// The asker of a kept answer.
pub(super) fn asker_of(kept: &KeptAnswer) -> Result<Asker, KeptProblem> {
    let principal: Option<Principal> =
        serde_json::from_str(&kept.asker).map_err(|error| KeptProblem::new(kept, &error))?;
    Ok(principal.map_or(Asker::Nobody, Asker::Known))
}
