//! Tests of the answer stage.
