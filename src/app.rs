//! The parts put together: layer, data, planners, model; what commands and channels ask.
//!
//! Everything that an answer needs is one generation. A reload makes the next one and swaps it in;
//! running questions keep the one that they began with.

pub mod lookup;

mod generation;

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use chrono::NaiveDateTime;
use semantic_sql::layer::SemanticLayer;
use semantic_sql::{Asker, LayerProblem, Principal};
use tokio::sync::{broadcast, watch};

use crate::answer::Answer;
use crate::engine::{Engine, EngineError};
use crate::knowledge::{self, Knowledge};
use crate::pipeline::{ModelLane, Pipeline};
use crate::question::{LaneChoice, Language};

pub use generation::{Generation, Loaded};

/// Swaps that a subscriber may be behind before it is told that it missed some.
const EVENTS: usize = 64;

/// A running service.
pub struct App {
    current: RwLock<Arc<Generation>>,
    model: Option<Arc<ModelLane>>,
    loaded: broadcast::Sender<Arc<Loaded>>,
}

/// Why a service cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The database does not answer.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// Something is wrong with the layer's verified questions.
    #[error("the verified questions have {} problem(s){}", .0.len(), lines(.0))]
    Verified(Vec<LayerProblem>),
}

/// Problems, each on a line of its own.
fn lines(problems: &[LayerProblem]) -> String {
    let lines = problems.iter().map(|problem| format!("\n  {problem}"));
    lines.collect()
}

/// A request in the terms that all channels share.
#[derive(Debug, Clone)]
pub struct Request {
    /// What was asked.
    pub text: String,
    /// The language of the answer, where it is not the question's own.
    pub language: Option<Language>,
    /// The time that "now" means, where it is given.
    pub as_of: Option<NaiveDateTime>,
    /// Who asks.
    pub asker: Asker,
    /// Who may answer.
    pub lane: LaneChoice,
    /// Earlier questions, oldest first.
    pub earlier: Vec<String>,
}

impl App {
    /// Reads what the data says about the layer and builds the planners.
    ///
    /// # Errors
    /// Where the database does not answer, or verified questions cannot be told apart.
    pub async fn start(
        layer: SemanticLayer,
        engine: Arc<dyn Engine>,
        model: Option<ModelLane>,
    ) -> Result<Self, StartError> {
        let layer = Arc::new(layer);
        let model = model.map(Arc::new);
        let knowledge = Arc::new(knowledge::load(&layer, engine.as_ref()).await?);
        let pipeline = Pipeline::new(layer, knowledge, engine, model.clone());
        if !pipeline.verified_problems().is_empty() {
            return Err(StartError::Verified(pipeline.verified_problems().to_vec()));
        }
        Ok(Self {
            current: RwLock::new(Arc::new(Generation::new(1, pipeline))),
            model,
            loaded: broadcast::Sender::new(EVENTS),
        })
    }

    /// Answers a request, wholly from the generation that is current when it comes in.
    pub async fn ask(&self, request: Request) -> Answer {
        self.generation().ask(request).await
    }

    /// The generation that new questions get. Take it once for what must agree.
    #[must_use]
    pub fn generation(&self) -> Arc<Generation> {
        self.current
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Follows the swaps that are yet to come, each once.
    #[must_use]
    pub fn subscribe(&self) -> broadcast::Receiver<Arc<Loaded>> {
        self.loaded.subscribe()
    }

    /// Puts the next generation in and tells it; the receiver closes when the generation before it
    /// has answered its last question.
    pub(crate) fn replace(&self, pipeline: Pipeline) -> (Arc<Loaded>, watch::Receiver<()>) {
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        let next = Arc::new(Generation::new(current.number() + 1, pipeline));
        let loaded = next.loaded().clone();
        let before = std::mem::replace(&mut *current, next);
        // Sent under the lock, so that events come in the order of their generations.
        // Without subscribers there is nobody to tell.
        let _told = self.loaded.send(loaded.clone());
        drop(current);
        // Closing a database takes a moment, in which nobody has to wait for the lock.
        let ended = before.ended();
        drop(before);
        (loaded, ended)
    }

    /// Builds what answers, with the model that this service was started with.
    pub(crate) fn pipeline(
        &self,
        layer: Arc<SemanticLayer>,
        knowledge: Arc<Knowledge>,
        engine: Arc<dyn Engine>,
    ) -> Pipeline {
        Pipeline::new(layer, knowledge, engine, self.model.clone())
    }

    /// Now, by the current generation.
    #[must_use]
    pub fn now(&self) -> NaiveDateTime {
        self.generation().now()
    }

    /// Whether the data is the demo world: it carries its own clock.
    #[must_use]
    pub fn is_demo(&self) -> bool {
        self.generation().is_demo()
    }

    /// The layer that gives questions their meaning.
    #[must_use]
    pub fn layer(&self) -> Arc<SemanticLayer> {
        self.generation().layer().clone()
    }

    /// What the data says about the layer.
    #[must_use]
    pub fn knowledge(&self) -> Arc<Knowledge> {
        self.generation().knowledge().clone()
    }

    /// The model that helps, if there is one.
    #[must_use]
    pub fn model_name(&self) -> Option<&str> {
        self.model.as_ref().map(|model| model.name())
    }
}

/// Who acts on somebody's own machine when nobody is named: the role that sees every row.
#[must_use]
pub fn local_owner() -> Principal {
    Principal {
        user: "local".to_owned(),
        roles: vec!["owner".to_owned()],
        attributes: BTreeMap::new(),
    }
}
