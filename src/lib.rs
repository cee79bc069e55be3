//! x
pub mod language_model;
pub mod planner;
pub mod prompt;
