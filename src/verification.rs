//! How a question becomes a verified one: candidate, review, regression, approval by name.
//!
//! Everything is in files of the layer's folder `verified/`: entries that answer in `*.yml`,
//! candidates, which never answer, in `candidates/*.yml`. Nothing is lost: what is turned down
//! stays where it is, with the reason.

mod draft;
mod file;
mod regression;
mod review;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{NaiveDate, NaiveDateTime};
use semantic_sql::layer::{Rejection, SemanticLayer, VerifiedQuestion, load_candidates};
use semantic_sql::{Asker, LayerProblem, SemanticSql, bind, compile};

use crate::engine::Engine;
use crate::knowledge::Knowledge;
use crate::layer_files;
use crate::plan::{Plan, QueryPlan};
use crate::planner::grammar::GrammarPlanner;
use crate::planner::verified::{VerifiedPlanner, without_limits};
use crate::question::{LaneChoice, Language, Question};
use crate::result_set::ResultSet;

pub use draft::Proposal;
pub use regression::{Held, Regression};
pub use review::{Against, Review, Shown};

/// The file that approved candidates go to.
const APPROVED: &str = "approved.yml";

/// A layer with its data, and the folder of its verified questions.
pub struct Workbench {
    layer: Arc<SemanticLayer>,
    knowledge: Arc<Knowledge>,
    engine: Arc<dyn Engine>,
    grammar: GrammarPlanner,
    /// What the layer was loaded from.
    named: Option<PathBuf>,
    folder: PathBuf,
    /// What "now" means.
    now: NaiveDateTime,
}

/// A candidate and the file that it stands in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The file.
    pub path: PathBuf,
    /// The question.
    pub question: VerifiedQuestion,
}

/// Why something about verified questions cannot be done.
#[derive(Debug, thiserror::Error)]
pub enum VerificationError {
    /// The layer has no folder that files can be written to.
    #[error(
        "the layer is no folder, so it has no place for verified questions; name one with --layer"
    )]
    NoFolder,
    /// No candidate has that id.
    #[error("no candidate `{id}`; there are {known}")]
    UnknownCandidate {
        /// The id.
        id: String,
        /// Those that there are.
        known: String,
    },
    /// There is one of that id already.
    #[error("there is a question `{0}` already; name another with --id")]
    Taken(String),
    /// A candidate was turned down before.
    #[error("`{id}` was turned down: {reason}; take `rejected` out of {path} to think again")]
    Rejected {
        /// The id.
        id: String,
        /// Why.
        reason: String,
        /// Its file.
        path: String,
    },
    /// Something is wrong with files of the layer.
    #[error("{}", lines(.0))]
    Problems(Vec<LayerProblem>),
    /// Examples do not hold.
    #[error("not approved:{}", held(.0))]
    DoesNotHold(Vec<Held>),
    /// A file cannot be read or written.
    #[error("{path}: {source}")]
    File {
        /// The file.
        path: String,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
}

fn lines(problems: &[LayerProblem]) -> String {
    let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

fn held(problems: &[Held]) -> String {
    let lines = problems.iter().map(|held| format!("\n  {held}"));
    lines.collect()
}

impl Workbench {
    /// A workbench on a layer that was loaded from `named` and its data.
    ///
    /// # Errors
    /// Where the layer is no folder.
    pub fn new(
        layer: Arc<SemanticLayer>,
        knowledge: Arc<Knowledge>,
        engine: Arc<dyn Engine>,
        named: Option<&Path>,
        now: NaiveDateTime,
    ) -> Result<Self, VerificationError> {
        let folder = layer_files::verified_folder(named).ok_or(VerificationError::NoFolder)?;
        let grammar = GrammarPlanner::new(&layer, &knowledge);
        Ok(Self {
            layer,
            knowledge,
            engine,
            grammar,
            named: named.map(Path::to_path_buf),
            folder,
            now,
        })
    }

    /// All candidates, those included that were turned down.
    ///
    /// # Errors
    /// Everything that is wrong with their files.
    pub fn candidates(&self) -> Result<Vec<Candidate>, VerificationError> {
        let files = layer_files::candidates(&self.folder).map_err(VerificationError::Problems)?;
        let mut found = Vec::new();
        let mut problems = Vec::new();
        for file in files {
            match load_candidates(&self.layer, &file) {
                Ok(questions) => found.extend(questions.into_iter().map(|question| Candidate {
                    path: PathBuf::from(&file.name),
                    question,
                })),
                Err(wrong) => problems.extend(wrong),
            }
        }
        if problems.is_empty() {
            Ok(found)
        } else {
            Err(VerificationError::Problems(problems))
        }
    }

    fn candidate(&self, id: &str) -> Result<Candidate, VerificationError> {
        let all = self.candidates()?;
        let known: Vec<&str> = all.iter().map(|it| it.question.id.as_str()).collect();
        let known = if known.is_empty() {
            "none".to_owned()
        } else {
            known.join(", ")
        };
        let found = all.into_iter().find(|it| it.question.id == id);
        found.ok_or(VerificationError::UnknownCandidate {
            id: id.to_owned(),
            known,
        })
    }

    /// Writes a proposal as a candidate. Where the question's own times and values stand in the
    /// statement as the grammar writes them, both become slots.
    ///
    /// # Errors
    /// Where the statement or the question is no candidate, or the file cannot be written.
    pub fn add(&self, proposal: &Proposal) -> Result<Candidate, VerificationError> {
        let draft = draft::draft(self, proposal);
        let taken = |id: &str| self.layer.verified.iter().any(|known| known.id == id);
        if taken(&draft.id)
            || self
                .candidates()?
                .iter()
                .any(|it| it.question.id == draft.id)
        {
            return Err(VerificationError::Taken(draft.id));
        }
        let path = layer_files::candidates_folder(&self.folder).join(format!("{}.yml", draft.id));
        let text = file::candidates(std::slice::from_ref(&draft));
        let read = semantic_sql::SourceFile {
            name: path.display().to_string(),
            text: text.clone(),
        };
        let mut read = load_candidates(&self.layer, &read).map_err(VerificationError::Problems)?;
        let question = read.swap_remove(0);
        let planner = self.planner_with(&question);
        let of_it = |problem: &&LayerProblem| problem.file == question.file;
        let broken: Vec<LayerProblem> = planner.problems().iter().filter(of_it).cloned().collect();
        // What it has in common with another is for the review to judge; a statement that does not
        // bind is no candidate.
        if broken
            .iter()
            .any(|problem| problem.message.contains("does not bind"))
        {
            return Err(VerificationError::Problems(broken));
        }
        file::write(&path, &text)?;
        Ok(Candidate { path, question })
    }

    /// Turns a candidate down; it stays in its file with the reason.
    ///
    /// # Errors
    /// Where there is no such candidate, or its file cannot be written.
    pub fn reject(
        &self,
        id: &str,
        by: &str,
        reason: &str,
        on: NaiveDate,
    ) -> Result<PathBuf, VerificationError> {
        let candidate = self.candidate(id)?;
        self.rewrite(&candidate.path, |mut question| {
            if question.id == id {
                question.rejected = Some(Rejection {
                    by: by.to_owned(),
                    on: Some(on),
                    reason: reason.to_owned(),
                });
            }
            Some(question)
        })?;
        Ok(candidate.path)
    }

    /// Makes a candidate a verified question, if it binds, runs, is told from all others, and every
    /// example of every verified question still holds.
    ///
    /// # Errors
    /// Everything that stands in the way.
    pub async fn approve(
        &self,
        id: &str,
        owner: &str,
        on: NaiveDate,
    ) -> Result<PathBuf, VerificationError> {
        let candidate = self.candidate(id)?;
        let mut question = candidate.question.clone();
        if let Some(rejected) = &question.rejected {
            return Err(VerificationError::Rejected {
                id: id.to_owned(),
                reason: rejected.reason.clone(),
                path: candidate.path.display().to_string(),
            });
        }
        if self.layer.verified.iter().any(|known| known.id == id) {
            return Err(VerificationError::Taken(id.to_owned()));
        }
        owner.clone_into(&mut question.owner);
        question.verified_at = Some(on);
        let planner = self.planner_with(&question);
        if !planner.problems().is_empty() {
            return Err(VerificationError::Problems(planner.problems().to_vec()));
        }
        let regression = self.regression(&planner, Some(&question)).await;
        if !regression.broken().is_empty() {
            return Err(VerificationError::DoesNotHold(regression.broken()));
        }
        regression.keep_results(&mut question);
        let path = self.folder.join(APPROVED);
        let before = file::read(&path)?;
        file::write(&path, &file::appended(before.as_deref(), &question))?;
        // The layer must load with it; else all is as it was.
        if let Err(problems) = layer_files::load(self.named.as_deref()) {
            file::restore(&path, before.as_deref())?;
            return Err(VerificationError::Problems(problems));
        }
        self.rewrite(&candidate.path, |other| (other.id != id).then_some(other))?;
        Ok(path)
    }

    /// Asks every example of every verified question.
    pub async fn test(&self) -> Regression {
        let planner = VerifiedPlanner::new(&self.layer, &self.knowledge, &self.grammar);
        self.regression(&planner, None).await
    }

    /// Writes a file of candidates anew, each as `with` gives it.
    fn rewrite(
        &self,
        path: &Path,
        with: impl Fn(VerifiedQuestion) -> Option<VerifiedQuestion>,
    ) -> Result<(), VerificationError> {
        let in_file = self.candidates()?.into_iter();
        let left: Vec<VerifiedQuestion> = in_file
            .filter(|candidate| candidate.path == path)
            .filter_map(|candidate| with(candidate.question))
            .collect();
        if left.is_empty() {
            file::remove(path)
        } else {
            file::write(path, &file::candidates(&left))
        }
    }

    /// The verified questions and one more.
    fn planner_with(&self, question: &VerifiedQuestion) -> VerifiedPlanner {
        let mut all = self.layer.verified.clone();
        all.push(question.clone());
        VerifiedPlanner::of(&all, &self.layer, &self.knowledge, &self.grammar)
    }

    fn question(&self, text: &str, as_of: Option<NaiveDateTime>, asker: Asker) -> Question {
        Question {
            text: text.to_owned(),
            language: Language::of(text),
            asked_at: as_of.unwrap_or(self.now),
            asker,
            lane: LaneChoice::Auto,
            earlier: Vec::new(),
        }
    }

    /// The plan of a question for the first asker without limits who gets one.
    fn plan(
        &self,
        planner: &VerifiedPlanner,
        text: &str,
        as_of: Option<NaiveDateTime>,
    ) -> Option<(QueryPlan, Question)> {
        without_limits(&self.layer).into_iter().find_map(|asker| {
            let question = self.question(text, as_of, asker);
            let plan = planner.plan(&self.layer, &self.knowledge, &self.grammar, &question)?;
            match plan {
                Plan::Query(query) => Some((query, question)),
                Plan::Attribution(_) | Plan::Clarify(_) | Plan::Decline(_) | Plan::Describe(_) => {
                    None
                }
            }
        })
    }

    /// bind → compile → execute, as an answer does.
    async fn run(&self, sql: &SemanticSql, question: &Question) -> Result<ResultSet, String> {
        let bound = bind(&self.layer, &question.asker, sql).map_err(|problems| {
            let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
            problems.join("; ")
        })?;
        let raw = self.engine.execute(&compile(&bound)).await;
        let raw = raw.map_err(|error| error.to_string())?;
        Ok(ResultSet::new(&self.layer, &bound, raw))
    }
}
