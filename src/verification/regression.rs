//! Whether every verified question still answers its examples, and with the same rows.

use std::fmt;

use semantic_sql::layer::{VerifiedExample, VerifiedQuestion};
use sha2::{Digest as _, Sha256};

use crate::planner::verified::VerifiedPlanner;
use crate::result_set::{Cell, ResultSet};

use super::Workbench;

/// What came of asking every example.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Regression {
    /// The examples, in the order of their questions.
    pub examples: Vec<Held>,
}

/// What came of one example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The id of the verified question.
    pub id: String,
    /// The example.
    pub question: String,
    /// The fingerprint of its rows, where it was answered.
    pub result: Option<String>,
    /// What is wrong, if anything is.
    pub problem: Option<String>,
}

impl fmt::Display for Held {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`: “{}”", self.id, self.question)?;
        match &self.problem {
            Some(problem) => write!(f, " {problem}"),
            None => Ok(()),
        }
    }
}

impl Regression {
    /// The examples that do not hold.
    #[must_use]
    pub fn broken(&self) -> Vec<Held> {
        let broken = self.examples.iter().filter(|it| it.problem.is_some());
        broken.cloned().collect()
    }

    /// Gives the examples of a question the fingerprints that their rows have now.
    pub(super) fn keep_results(&self, question: &mut VerifiedQuestion) {
        for example in &mut question.examples {
            let of_it = |held: &&Held| held.id == question.id && held.question == example.question;
            let held = self.examples.iter().find(of_it);
            // Without a moment of its own an example is asked by another clock next time.
            if example.as_of.is_some() && example.result.is_none() {
                example.result = held.and_then(|held| held.result.clone());
            }
        }
    }
}

impl Workbench {
    /// Asks every example of the layer's verified questions, and of one more.
    pub(super) async fn regression(
        &self,
        planner: &VerifiedPlanner,
        further: Option<&VerifiedQuestion>,
    ) -> Regression {
        let mut regression = Regression::default();
        for question in self.layer.verified.iter().chain(further) {
            if question.examples.is_empty() {
                regression.examples.push(Held {
                    id: question.id.clone(),
                    question: String::new(),
                    result: None,
                    problem: Some("has no example; write examples: [a question]".to_owned()),
                });
            }
            for example in &question.examples {
                let held = self.hold(planner, question, example).await;
                regression.examples.push(held);
            }
        }
        regression
    }

    async fn hold(
        &self,
        planner: &VerifiedPlanner,
        question: &VerifiedQuestion,
        example: &VerifiedExample,
    ) -> Held {
        let outcome = self.fingerprint(planner, question, example).await;
        let (result, problem) = match outcome {
            Ok(found) => {
                let wanted = example.result.as_ref();
                let other = wanted.filter(|wanted| **wanted != found);
                let problem = other.map(|wanted| {
                    format!("has other rows than before: {found}, expected {wanted}")
                });
                (Some(found), problem)
            }
            Err(problem) => (None, Some(problem)),
        };
        Held {
            id: question.id.clone(),
            question: example.question.clone(),
            result,
            problem,
        }
    }

    async fn fingerprint(
        &self,
        planner: &VerifiedPlanner,
        question: &VerifiedQuestion,
        example: &VerifiedExample,
    ) -> Result<String, String> {
        let Some((query, asked)) = self.plan(planner, &example.question, example.as_of) else {
            return Err("is not recognised".to_owned());
        };
        if let Some(by) = query.verified.filter(|by| by.id != question.id) {
            return Err(format!("is recognised as `{}`", by.id));
        }
        let result = self.run(&query.sql, &asked).await;
        result
            .map(|result| fingerprint(&result))
            .map_err(|said| format!("cannot be computed: {said}"))
    }
}

/// A hash of columns and rows. Floating point numbers count to ten digits: the last ones depend on
/// the order in which threads add up.
pub(super) fn fingerprint(result: &ResultSet) -> String {
    let mut hash = Sha256::new();
    for column in &result.columns {
        hash.update(&column.name);
        hash.update([0]);
    }
    for cell in result.rows.iter().flatten() {
        let text = match cell {
            Cell::Float(value) => format!("{value:.9e}"),
            other => serde_json::to_string(other).unwrap_or_default(),
        };
        hash.update(text);
        hash.update([0]);
    }
    hex::encode(&hash.finalize()[..8])
}
