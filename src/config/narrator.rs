//! The settings of the narrator: whether a model words answers, and which.

use clap::{Args, ValueEnum};

use crate::language_model::{ModelConfig, Price};

use super::model::price;

/// Who words answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum NarratorKind {
    /// The templates alone.
    #[default]
    Template,
    /// The templates their headline and basis, a model what stands between.
    Model,
}

/// How answers are worded.
#[derive(Debug, Clone, Args)]
pub struct NarratorArgs {
    /// Who words answers. A model sees the cells that are shown, with ids for names, and only
    /// sentences that are proved are taken.
    #[arg(
        long = "narrator",
        env = "WENBO_NARRATOR",
        value_enum,
        default_value_t = NarratorKind::Template
    )]
    pub narrator: NarratorKind,
    /// The model that words answers, at the address and with the key of the planner's; the planner's
    /// model where it is not given.
    #[arg(long = "narrator-model", env = "WENBO_NARRATOR_MODEL")]
    pub narrator_model: Option<String>,
    /// What a million tokens of that model cost, read and written.
    #[arg(
        long = "narrator-price",
        env = "WENBO_NARRATOR_PRICE",
        value_parser = price,
        requires = "narrator_model"
    )]
    pub narrator_price: Option<Price>,
}

impl NarratorArgs {
    /// Whether a model is to word answers.
    #[must_use]
    pub fn is_model(&self) -> bool {
        self.narrator == NarratorKind::Model
    }

    /// The settings of a model of its own, where one is named; `planner` are those of the planner's.
    #[must_use]
    pub fn config(&self, planner: &ModelConfig) -> Option<ModelConfig> {
        let model = self.narrator_model.clone()?;
        Some(ModelConfig {
            model,
            price: self.narrator_price,
            ..planner.clone()
        })
    }
}
