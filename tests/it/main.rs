//! All integration tests, in one binary so that there is one link.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

mod http;
mod language_model;
mod model_planner;
mod support;
mod tidy;
