//! The parts put together: layer, data, planners, model; what commands and channels ask.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDateTime;
use semantic_sql::layer::SemanticLayer;
use semantic_sql::{Asker, Principal};

use crate::answer::Answer;
use crate::clock;
use crate::engine::{Engine, EngineError};
use crate::knowledge::{self, Knowledge};
use crate::pipeline::{ModelLane, Pipeline};
use crate::question::{LaneChoice, Language, Question};

/// A running service.
pub struct App {
    pipeline: Pipeline,
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
    /// Where the database does not answer.
    pub async fn start(
        layer: SemanticLayer,
        engine: Arc<dyn Engine>,
        model: Option<ModelLane>,
    ) -> Result<Self, EngineError> {
        let layer = Arc::new(layer);
        let knowledge = Arc::new(knowledge::load(&layer, engine.as_ref()).await?);
        Ok(Self {
            pipeline: Pipeline::new(layer, knowledge, engine, model),
        })
    }

    /// Answers a request.
    pub async fn ask(&self, request: Request) -> Answer {
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
        self.pipeline.answer(&question).await
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
    pub fn layer(&self) -> &SemanticLayer {
        self.pipeline.layer()
    }

    /// What the data says about the layer.
    #[must_use]
    pub fn knowledge(&self) -> &Knowledge {
        self.pipeline.knowledge()
    }

    /// The model that helps, if there is one.
    #[must_use]
    pub fn model_name(&self) -> Option<&str> {
        self.pipeline.model_name()
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
