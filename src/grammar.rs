//! The grammar of questions: time, numbers, words of the layer. No model, no clock.

pub mod chars;
pub mod number;
pub mod time;
pub(crate) mod traditional;
