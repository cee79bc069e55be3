//! What several tests need.

pub mod misbehaving_endpoint;
pub mod sample_slice;
