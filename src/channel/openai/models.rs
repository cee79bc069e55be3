//! Which models there are: one for each way to read a question.

use std::future::{Ready, ready};

use axum::Json;
use axum::extract::Path;
use serde_json::{Value, json};

use super::super::http::{For, Shared};
use super::error::Refusal;
use crate::question::LaneChoice;

/// The models with their names, in the order of the list.
const MODELS: [(&str, LaneChoice); 3] = [
    ("wenbo", LaneChoice::Auto),
    ("wenbo-grammar", LaneChoice::Grammar),
    ("wenbo-model", LaneChoice::Model),
];

/// The name of the model that reads questions in a lane.
pub(super) fn name_of(lane: LaneChoice) -> &'static str {
    let known = MODELS.iter().find(|(_, reads)| *reads == lane);
    known.map_or(MODELS[0].0, |(name, _)| *name)
}

/// The lane of a model, by its name.
pub(super) fn lane_of(name: &str) -> Option<LaneChoice> {
    let known = MODELS.iter().find(|(known, _)| *known == name);
    known.map(|(_, lane)| *lane)
}

/// Whether a model can be asked: the one that needs a language model only where there is one.
pub(super) fn is_served(shared: &Shared, lane: LaneChoice) -> bool {
    lane != LaneChoice::Model || shared.status().language_model.is_some()
}

/// `GET /v1/models`.
pub(in crate::channel) fn models(For(shared): For) -> Ready<Json<Value>> {
    let served = MODELS.iter().filter(|(_, lane)| is_served(&shared, *lane));
    let data: Vec<Value> = served.map(|(name, _)| described(name)).collect();
    ready(Json(json!({ "object": "list", "data": data })))
}

/// `GET /v1/models/{model}`.
pub(in crate::channel) fn model(
    For(shared): For,
    Path(name): Path<String>,
) -> Ready<Result<Json<Value>, Refusal>> {
    let served = lane_of(&name).filter(|lane| is_served(&shared, *lane));
    ready(match served {
        Some(lane) => Ok(Json(described(name_of(lane)))),
        None => Err(Refusal::no_such_model(&shared, &name)),
    })
}

/// The names of the models that can be asked.
pub(super) fn served_names(shared: &Shared) -> Vec<&'static str> {
    let served = MODELS.iter().filter(|(_, lane)| is_served(shared, *lane));
    served.map(|(name, _)| *name).collect()
}

// The models are as old as the program, which knows no date of its own.
fn described(name: &str) -> Value {
    json!({ "id": name, "object": "model", "created": 0, "owned_by": "wenbo" })
}
