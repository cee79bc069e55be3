//! The compiler: a semantic layer and semantic SQL in, one engine's SQL out.
//!
//! ```text
//! SemanticSql ─ parse ─► Statement ─ bind ─► BoundQuery ─ compile ─► CompiledSql
//! ```
//!
//! Pure: no IO, no clock, no environment, no database. The caller reads files and runs the SQL.

pub mod bound;
pub mod catalogue;
pub mod diagnostic;
pub mod expr;
pub mod layer;
pub mod syntax;

mod access;
mod bind;
mod compile;
mod parse;
mod principal;

pub use access::{
    ValuePolicies, has_bound_rows, may_list_values, may_see_metric, may_use_field, own_values,
    sees_no_more,
};
pub use bind::{SemanticSql, bind};
pub use bound::BoundQuery;
pub use compile::{CompiledSql, compile};
pub use diagnostic::{Diagnostic, Span};
pub use layer::{LayerProblem, ReadFile, SemanticLayer, SourceFile, load, load_read, read};
pub use parse::parse;
pub use principal::{Asker, Principal};
