//! What several tests need.

pub(crate) mod cases;
pub(crate) mod demo_file;
pub(crate) mod gold;
pub(crate) mod misbehaving_endpoint;
pub(crate) mod rows;
pub(crate) mod sample_slice;
pub(crate) mod scripted_model;
pub(crate) mod service;
pub(crate) mod stories;
pub(crate) mod world;
