//! What a reviewer must see of a candidate.

use semantic_sql::layer::Text;
use serde::Serialize;

use crate::plan::Plan;
use crate::planner::verified::{VerifiedPlanner, without_limits};

use super::regression::fingerprint;
use super::{Candidate, Workbench};

/// Rows that a review shows.
const ROWS: usize = 10;

/// A candidate as a reviewer sees it.
#[derive(Debug, Clone, Serialize)]
pub struct Review {
    /// Its id.
    pub id: String,
    /// Its file.
    pub file: String,
    /// Who proposes it.
    pub owner: String,
    /// Its patterns.
    pub questions: Vec<String>,
    /// Its statement.
    pub semantic_sql: String,
    /// Why it was turned down, if it was.
    pub rejected: Option<String>,
    /// What is wrong with it, conflicts with verified questions included.
    pub problems: Vec<String>,
    /// What its examples come to.
    pub examples: Vec<Shown>,
}

/// What an example comes to on the data at hand.
#[derive(Debug, Clone, Serialize)]
pub struct Shown {
    /// The question.
    pub question: String,
    /// How its statement reads.
    pub reading: Option<Text>,
    /// The names of the columns.
    pub columns: Vec<String>,
    /// The first rows.
    pub rows: Vec<Vec<crate::result_set::Cell>>,
    /// How many rows there are.
    pub count: usize,
    /// What is wrong, if anything is.
    pub problem: Option<String>,
    /// What the grammar makes of the same question.
    pub grammar: Against,
}

/// What the grammar makes of the same question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Against {
    /// It does not answer it.
    NoAnswer,
    /// It answers with the same rows: the candidate may not be needed.
    SameRows,
    /// It answers with other rows: one of the two is wrong.
    OtherRows,
}

impl Workbench {
    /// Everything that a reviewer must see of a candidate.
    pub async fn review(&self, candidate: &Candidate) -> Review {
        let question = &candidate.question;
        let mut as_if = question.clone();
        as_if.verified_at = Some(self.now.date());
        let planner = self.planner_with(&as_if);
        let alone = VerifiedPlanner::of(
            std::slice::from_ref(&as_if),
            &self.layer,
            &self.knowledge,
            &self.grammar,
        );
        let mut examples = Vec::new();
        for example in &question.examples {
            let asked = (example.question.as_str(), example.as_of);
            examples.push(self.show(&alone, asked).await);
        }
        let problems = planner.problems().iter().map(ToString::to_string);
        Review {
            id: question.id.clone(),
            file: candidate.path.display().to_string(),
            owner: question.owner.clone(),
            questions: question.patterns.iter().map(|it| it.text.clone()).collect(),
            semantic_sql: question.sql.text.clone(),
            rejected: question.rejected.as_ref().map(|it| it.reason.clone()),
            problems: problems.collect(),
            examples,
        }
    }

    async fn show(
        &self,
        planner: &VerifiedPlanner,
        (text, as_of): (&str, Option<chrono::NaiveDateTime>),
    ) -> Shown {
        let mut shown = Shown {
            question: text.to_owned(),
            reading: None,
            columns: Vec::new(),
            rows: Vec::new(),
            count: 0,
            problem: None,
            grammar: Against::NoAnswer,
        };
        let Some((query, asked)) = self.plan(planner, text, as_of) else {
            shown.problem = Some("the question is not recognised".to_owned());
            return shown;
        };
        shown.reading = Some(query.reading);
        let result = match self.run(&query.sql, &asked).await {
            Ok(result) => result,
            Err(said) => {
                shown.problem = Some(said);
                return shown;
            }
        };
        shown.grammar = self.against(text, as_of, &result).await;
        shown.columns = result.columns.iter().map(|it| it.name.clone()).collect();
        shown.count = result.rows.len();
        shown.rows = result.rows.into_iter().take(ROWS).collect();
        shown
    }

    async fn against(
        &self,
        text: &str,
        as_of: Option<chrono::NaiveDateTime>,
        result: &crate::result_set::ResultSet,
    ) -> Against {
        let Some(asker) = without_limits(&self.layer).into_iter().next() else {
            return Against::NoAnswer;
        };
        let question = self.question(text, as_of, asker);
        let plan = self.grammar.plan(&self.layer, &self.knowledge, &question);
        let Plan::Query(query) = plan else {
            return Against::NoAnswer;
        };
        let Ok(mut other) = self.run(&query.sql, &question).await else {
            return Against::NoAnswer;
        };
        // Names of columns are the statement's own affair; rows are what is compared.
        if other.columns.len() == result.columns.len() {
            other.columns.clone_from(&result.columns);
        }
        if fingerprint(&other) == fingerprint(result) {
            Against::SameRows
        } else {
            Against::OtherRows
        }
    }
}
