//! Planners: a question in, semantic SQL out.

pub mod model;
