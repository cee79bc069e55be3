//! What several tests need.

pub(crate) mod misbehaving_endpoint;
pub(crate) mod sample_slice;
