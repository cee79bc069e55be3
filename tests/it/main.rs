//! All integration tests, in one binary so that there is one link.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]
#![expect(
    clippy::disallowed_types,
    reason = "results are proved by SQL that is run beside the product"
)]

mod attacks;
mod attribution;
mod boards;
mod clients;
mod days;
mod demo_world;
mod dialect;
mod eval;
mod http;
mod keys;
mod language_model;
mod layer_errors;
mod metrics;
mod model_lane;
mod model_planner;
mod model_prompt;
mod model_reading;
mod offers;
mod outbox;
mod properties;
mod push;
mod query_cache;
mod recall;
mod recordings;
mod reference;
mod reload;
mod semantics;
mod slack;
mod support;
mod surfaces;
mod tidy;
mod verified;
mod wecom;
mod widget;
