//! Planners: a question in, semantic SQL out.

pub mod attribution;
pub mod grammar;
pub mod model;
pub mod reading;
pub mod slice;
pub mod verified;
