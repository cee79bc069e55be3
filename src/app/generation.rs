//! One generation: a layer, the data that it is about, and everything built from both.

use std::path::PathBuf;
use std::sync::Arc;

use chrono::NaiveDateTime;
use semantic_sql::layer::SemanticLayer;
use semantic_sql::{Asker, SemanticSql};
use serde::Serialize;
use tokio::sync::watch;
use utoipa::ToSchema;

use crate::answer::Answer;
use crate::clock;
use crate::engine::Engine;
use crate::knowledge::{Freshness, Knowledge};
use crate::lexicon::Lexicon;
use crate::pipeline::{Pipeline, StatementError, StatementResult};
use crate::progress::Tell;
use crate::question::{Language, Question};

use super::Request;

/// The event of a swap: what answers from now on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Loaded {
    /// The number of the generation; the first one is 1, each swap adds one.
    pub generation: u64,
    /// The data file.
    #[schema(value_type = Option<String>)]
    pub data: Option<PathBuf>,
    /// Until when each dataset is loaded, where the data says it.
    pub loaded_until: Vec<Freshness>,
    /// When the generation was put in, by the real clock in the layer's zone.
    #[schema(value_type = String)]
    pub at: NaiveDateTime,
}

/// Everything that an answer needs, of one moment.
///
/// Whoever holds it keeps its database open; hold it for one question and no longer.
pub struct Generation {
    pipeline: Pipeline,
    loaded: Arc<Loaded>,
    /// Closes its receivers when the generation is dropped.
    alive: watch::Sender<()>,
}

impl Generation {
    pub(super) fn new(number: u64, pipeline: Pipeline) -> Self {
        let loaded = Loaded {
            generation: number,
            data: pipeline.engine().data().map(PathBuf::from),
            loaded_until: pipeline.knowledge().freshness.clone(),
            at: clock::now_in(&pipeline.layer().time.timezone),
        };
        Self {
            pipeline,
            loaded: Arc::new(loaded),
            alive: watch::Sender::new(()),
        }
    }

    /// Closes when the generation is dropped.
    pub(super) fn ended(&self) -> watch::Receiver<()> {
        self.alive.subscribe()
    }

    /// Answers a request.
    pub async fn ask(&self, request: Request) -> Answer {
        self.ask_told(request, &|_| ()).await
    }

    /// Runs a statement of semantic SQL for somebody, at most `rows` rows of it, and names its columns in a language.
    ///
    /// # Errors
    /// What is wrong with the statement, or what the database fails with.
    pub async fn query(
        &self,
        asker: &Asker,
        statement: &SemanticSql,
        rows: usize,
        language: Language,
    ) -> Result<StatementResult, StatementError> {
        self.pipeline.query(asker, statement, rows, language).await
    }

    /// Answers a request and tells the steps on the way.
    pub async fn ask_told(&self, request: Request, tell: &Tell) -> Answer {
        let question = Question {
            language: request
                .language
                .unwrap_or_else(|| Language::of(&request.text)),
            asked_at: request.as_of.unwrap_or_else(|| self.now()),
            text: request.text,
            asker: request.asker,
            lane: request.lane,
            earlier: request.earlier,
        };
        self.pipeline.answer_told(&question, tell).await
    }

    /// Its number.
    #[must_use]
    pub fn number(&self) -> u64 {
        self.loaded.generation
    }

    /// The event of the swap that put it in.
    #[must_use]
    pub fn loaded(&self) -> &Arc<Loaded> {
        &self.loaded
    }

    /// Now: the clock stored with the data, else the real time in the model's time zone.
    #[must_use]
    pub fn now(&self) -> NaiveDateTime {
        self.knowledge()
            .clock
            .unwrap_or_else(|| clock::now_in(&self.layer().time.timezone))
    }

    /// Whether the data is the demo world: it carries its own clock.
    #[must_use]
    pub fn is_demo(&self) -> bool {
        self.knowledge().clock.is_some()
    }

    /// The layer that gives questions their meaning.
    #[must_use]
    pub fn layer(&self) -> &Arc<SemanticLayer> {
        self.pipeline.layer()
    }

    /// What the data says about the layer.
    #[must_use]
    pub fn knowledge(&self) -> &Arc<Knowledge> {
        self.pipeline.knowledge()
    }

    /// The words that are known.
    #[must_use]
    pub fn lexicon(&self) -> &Lexicon {
        self.pipeline.lexicon()
    }

    /// What plans, compiles and answers.
    #[must_use]
    pub fn pipeline(&self) -> &Pipeline {
        &self.pipeline
    }

    /// The database that answers.
    #[must_use]
    pub fn engine(&self) -> &Arc<dyn Engine> {
        self.pipeline.engine()
    }
}
