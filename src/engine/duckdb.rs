//! DuckDB, the embedded engine.
