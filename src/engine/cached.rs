//! Rows that were read before, from the same data.
//!
//! What a generation reads does not change: the file is open for reading, and fresh data comes with an engine of its
//! own. So the same SQL with the same parameters has the same rows, and is run once. Whose rows they are stands in the
//! SQL and its parameters, because the compiler writes policies into them: two askers share rows only where the
//! database would have given both the same.

use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use semantic_sql::CompiledSql;

use crate::result_set::{Cell, RawRows};
use crate::telemetry::measures;

use super::{Engine, EngineError};

/// What is kept at least of each result, its place in the index included, in bytes.
const LEAST_BYTES: u64 = 256;
/// A result that takes more than this part of the room is not kept: it would drive out what is asked for often.
const LARGEST_PART: u64 = 64;
/// Results that the index has places for at the beginning.
const EXPECTED: usize = 1_024;

/// An engine that keeps the rows of another one, within a number of bytes; what was not asked for lately goes first.
pub struct CachedEngine {
    inner: Arc<dyn Engine>,
    rows: Cache<CompiledSql, Kept, Bytes>,
    largest: u64,
}

/// What came of a query, for those that waited for the same one.
#[derive(Clone)]
enum Kept {
    Rows(Arc<RawRows>),
    /// It failed: whoever waited asks for themselves, and nobody waits any more.
    Failed,
}

impl CachedEngine {
    /// Keeps at most `bytes` of the rows that `inner` gives.
    #[must_use]
    pub fn new(inner: Arc<dyn Engine>, bytes: u64) -> Self {
        Self {
            inner,
            rows: Cache::with_weighter(EXPECTED, bytes, Bytes),
            largest: bytes / LARGEST_PART,
        }
    }
}

#[async_trait]
impl Engine for CachedEngine {
    async fn execute(&self, sql: &CompiledSql) -> Result<RawRows, EngineError> {
        // Where the one that runs it goes away, its place is the next one's who waits.
        let place = match self.rows.get_value_or_guard_async(sql).await {
            Ok(Kept::Rows(rows)) => {
                measures::query_cached();
                return Ok(RawRows::clone(&rows));
            }
            Ok(Kept::Failed) => return self.inner.execute(sql).await,
            Err(place) => place,
        };
        let outcome = self.inner.execute(sql).await;
        match &outcome {
            Ok(rows) if weight(sql, rows) <= self.largest => {
                let _gone = place.insert(Kept::Rows(Arc::new(rows.clone())));
            }
            _ => {
                let _gone = place.insert(Kept::Failed);
                self.rows.remove(sql);
            }
        }
        outcome
    }

    fn data(&self) -> Option<&Path> {
        self.inner.data()
    }
}

/// Weighs results by the memory that they take, about.
#[derive(Clone)]
struct Bytes;

impl Weighter<CompiledSql, Kept> for Bytes {
    fn weight(&self, sql: &CompiledSql, kept: &Kept) -> u64 {
        match kept {
            Kept::Rows(rows) => weight(sql, rows),
            Kept::Failed => LEAST_BYTES,
        }
    }
}

fn weight(sql: &CompiledSql, rows: &RawRows) -> u64 {
    let texts = rows.rows.iter().flatten().map(|cell| match cell {
        Cell::Text(text) | Cell::Decimal(text) => text.len(),
        _ => 0,
    });
    let cells = rows.rows.iter().map(Vec::len).sum::<usize>() * size_of::<Cell>();
    let bytes = sql.text().len() + cells + texts.sum::<usize>();
    LEAST_BYTES.saturating_add(u64::try_from(bytes).unwrap_or(u64::MAX))
}
