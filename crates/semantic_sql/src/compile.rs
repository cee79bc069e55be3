//! [`BoundQuery`] → DuckDB SQL. Total: cannot fail, and the same query gives the same bytes.
//!
//! Every name that is not a physical column is generated (`t0`, `k0`, `s0`, `b0`); only the final
//! select list carries names that a person chose, quoted. Literals are written typed and escaped,
//! and what the asker's attributes say is a parameter.

mod branch;
mod event;
pub(crate) mod expression;
mod fill;
mod mask;
mod result;
mod stitch;

use std::fmt::Write as _;

use crate::bound::{BoundQuery, BoundSelect};
use crate::expr::Literal;

/// SQL of one engine; only [`compile`] makes one.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct CompiledSql {
    text: String,
    parameters: Vec<Literal>,
}

impl CompiledSql {
    /// SQL without parameters that the compiler wrote.
    pub(crate) fn new(text: String) -> Self {
        Self {
            text,
            parameters: Vec::new(),
        }
    }

    /// The SQL.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Values of `$1`, `$2`, …
    #[must_use]
    pub fn parameters(&self) -> &[Literal] {
        &self.parameters
    }
}

/// Compiles a bound query for DuckDB.
#[must_use]
pub fn compile(query: &BoundQuery) -> CompiledSql {
    let mut sql = Sql {
        text: String::with_capacity(2048),
        tables: 0,
    };
    let last = query.selects.len().saturating_sub(1);
    for (index, select) in query.selects.iter().enumerate() {
        let prefix = if index == last {
            String::new()
        } else {
            format!("q{index}_")
        };
        let source = sql.groups(&prefix, select);
        if index == last {
            sql.text.push('\n');
            result::write(&mut sql.text, select, &source, result::Names::Chosen);
        } else {
            sql.table(&format!("q{index}"));
            result::write(&mut sql.text, select, &source, result::Names::Generated);
            sql.close();
        }
    }
    CompiledSql {
        text: sql.text,
        parameters: query.parameters.clone(),
    }
}

/// The text so far, and how many common table expressions it has.
struct Sql {
    text: String,
    tables: usize,
}

impl Sql {
    /// Opens a common table expression.
    fn table(&mut self, name: &str) {
        self.text
            .push_str(if self.tables == 0 { "WITH " } else { ",\n" });
        self.tables += 1;
        let _ = writeln!(self.text, "{name} AS (");
    }

    /// Closes it.
    fn close(&mut self) {
        self.text.push_str("\n)");
    }

    /// Writes the groups of a SELECT; returns the name of the table that holds them.
    fn groups(&mut self, prefix: &str, select: &BoundSelect) -> String {
        if let Some(event) = &select.event {
            self.table(&format!("{prefix}e"));
            event::write(&mut self.text, event);
            self.close();
        }
        for (index, branch) in select.branches.iter().enumerate() {
            self.table(&format!("{prefix}b{index}"));
            branch::write(&mut self.text, prefix, select, branch);
            self.close();
        }
        let mut source = format!("{prefix}b0");
        if let Some(spine) = &select.spine {
            let all = format!("{prefix}u");
            self.table(&all);
            stitch::union(&mut self.text, prefix, select);
            self.close();
            source = format!("{prefix}g");
            self.table(&source);
            stitch::regroup_with_spine(&mut self.text, &all, select, spine);
            self.close();
        } else if select.branches.len() > 1 {
            source = format!("{prefix}g");
            self.table(&source);
            stitch::regroup(&mut self.text, prefix, select);
            self.close();
        }
        if mask::is_needed(select) {
            let masked = format!("{prefix}v");
            self.table(&masked);
            mask::write(&mut self.text, select, &source);
            self.close();
            source = masked;
        }
        source
    }
}
