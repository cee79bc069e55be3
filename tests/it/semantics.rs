//! Semantic SQL against hand-written SQL over a small world of its own.
