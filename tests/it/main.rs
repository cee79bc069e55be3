//! All integration tests, in one binary so that there is one link.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

mod demo_world;
mod http;
mod language_model;
mod layer_errors;
mod metrics;
mod model_planner;
mod semantics;
mod support;
mod tidy;
