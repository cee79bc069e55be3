//! Numbers in a text.
pub mod exact;
pub mod numeral;
