//! DuckDB, the embedded engine: the only file that knows it.
//!
//! Connections are read-only, without access to files or the network, and with a locked
//! configuration; each query has a deadline after which it is interrupted, and a row cap.

#![expect(clippy::disallowed_types, reason = "this is the adapter")]

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use duckdb::types::Value;
use duckdb::{AccessMode, Config, Connection};
use semantic_sql::CompiledSql;
use semantic_sql::expr::Literal;
use tokio::sync::{Mutex, Semaphore};

use crate::result_set::{Cell, RawRows};
use crate::telemetry::measures;

use super::{Engine, EngineError};

mod cells;
mod gold;
mod interrupt;
mod words;

pub use gold::GoldConnection;
use interrupt::{Interrupt, Running};

/// Limits of the engine.
#[derive(Debug, Clone)]
pub struct EngineSettings {
    /// Memory that DuckDB may use, as it writes it: `4GB`.
    pub memory: String,
    /// Threads that one query may use.
    pub threads: u16,
    /// Queries that run at once.
    pub connections: usize,
    /// Seconds after which a query is interrupted.
    pub deadline_seconds: u64,
    /// Rows after which a result is cut.
    pub row_cap: usize,
}

impl Default for EngineSettings {
    fn default() -> Self {
        Self {
            memory: "4GB".to_owned(),
            threads: 2,
            connections: 4,
            deadline_seconds: 30,
            row_cap: 10_000,
        }
    }
}

/// An open data file.
pub struct DuckDb {
    idle: Arc<Mutex<Vec<Connection>>>,
    permits: Arc<Semaphore>,
    settings: EngineSettings,
    path: PathBuf,
}

impl DuckDb {
    /// Opens a data file for reading.
    ///
    /// Each call makes a database of its own: a file that was renamed over an open one is read
    /// under the same path while the open one is still read through its handle.
    ///
    /// # Errors
    /// [`EngineError::Open`] where the file is not there or is not a database.
    pub fn open(path: &Path, settings: EngineSettings) -> Result<Self, EngineError> {
        let fail = |source: Box<dyn std::error::Error + Send + Sync>| EngineError::Open {
            path: path.display().to_string(),
            source,
        };
        if !path.is_file() {
            return Err(fail("there is no such file".into()));
        }
        let first = open_locked(path, &settings).map_err(|error| fail(error.into()))?;
        if !is_whole(&first, path).map_err(fail)? {
            return Err(fail(
                "the file is shorter than it says itself, so it is not whole".into(),
            ));
        }
        let mut connections = Vec::with_capacity(settings.connections);
        for _ in 1..settings.connections.max(1) {
            connections.push(first.try_clone().map_err(|error| fail(error.into()))?);
        }
        connections.push(first);
        Ok(Self {
            permits: Arc::new(Semaphore::new(connections.len())),
            idle: Arc::new(Mutex::new(connections)),
            settings,
            path: path.to_path_buf(),
        })
    }
}

/// Whether the file has all its blocks. DuckDB reads them when they are asked for, so a copy that
/// was cut opens without a word.
fn is_whole(
    connection: &Connection,
    path: &Path,
) -> Result<bool, Box<dyn std::error::Error + Send + Sync>> {
    let sql = "SELECT CAST(SUM(block_size * total_blocks) AS BIGINT) FROM pragma_database_size()";
    let blocks: i64 = connection.query_row(sql, [], |row| row.get(0))?;
    let length = i64::try_from(std::fs::metadata(path)?.len())?;
    Ok(length >= blocks)
}

/// DuckDB 2.0.0 can fail over texts that it keeps as a dictionary while it gathers small chunks
/// behind a join: `INTERNAL Error: dict-surviving cache`, after which the database is unusable.
const WITHOUT_CACHED_CHUNKS: &str = "SET GLOBAL debug_enable_caching_operators = false";

fn open_locked(path: &Path, settings: &EngineSettings) -> Result<Connection, duckdb::Error> {
    let config = Config::default()
        .access_mode(AccessMode::ReadOnly)?
        .enable_external_access(false)?
        .enable_autoload_extension(false)?
        .max_memory(&settings.memory)?
        .threads(i64::from(settings.threads))?;
    // The driver opens without DuckDB's cache of instances, which would hand out the database
    // that is already open under this path.
    let connection = Connection::open_with_flags(path, config)?;
    connection.execute_batch(WITHOUT_CACHED_CHUNKS)?;
    connection.execute_batch("SET lock_configuration = true")?;
    Ok(connection)
}

#[async_trait]
impl Engine for DuckDb {
    async fn execute(&self, sql: &CompiledSql) -> Result<RawRows, EngineError> {
        let mut measured = Measured::new();
        let result = self.run(sql).await;
        measured.ended(&result);
        result
    }

    fn data(&self) -> Option<&Path> {
        Some(&self.path)
    }
}

impl DuckDb {
    async fn run(&self, sql: &CompiledSql) -> Result<RawRows, EngineError> {
        let permits = self.permits.clone();
        let permit = permits.acquire_owned().await;
        let permit = permit.map_err(|_| EngineError::Stopped)?;
        let connection = self.idle.lock().await.pop().ok_or(EngineError::Stopped)?;
        let running = Running(Arc::new(Interrupt::new(&connection)));
        let interrupt = running.0.clone();
        let idle = self.idle.clone();
        let sql = sql.clone();
        let cap = self.settings.row_cap;
        let span = tracing::Span::current();
        let task = tokio::task::spawn_blocking(move || {
            let result = span.in_scope(|| run(&connection, &sql, cap));
            interrupt.finish();
            // Given back before anybody waits for it, also when the asker went away.
            idle.blocking_lock().push(connection);
            drop(permit);
            result
        });
        let seconds = self.settings.deadline_seconds;
        tokio::pin!(task);
        tokio::select! {
            joined = &mut task => joined.map_err(|_| EngineError::Stopped)?,
            () = tokio::time::sleep(Duration::from_secs(seconds)) => {
                tokio::select! {
                    _ = task => {}
                    () = running.0.stop() => {}
                }
                Err(EngineError::Deadline(seconds))
            }
        }
    }
}

/// Counts a query when it has ended, also where its asker went away.
struct Measured {
    began: Instant,
    outcome: &'static str,
    rows: Option<usize>,
}

impl Measured {
    fn new() -> Self {
        Self {
            began: Instant::now(),
            outcome: "interrupted",
            rows: None,
        }
    }

    fn ended(&mut self, result: &Result<RawRows, EngineError>) {
        self.rows = result.as_ref().ok().map(|raw| raw.rows.len());
        self.outcome = match result {
            Ok(_) => "ok",
            Err(EngineError::Deadline(_)) => "deadline",
            Err(_) => "failed",
        };
    }
}

impl Drop for Measured {
    fn drop(&mut self) {
        measures::query(self.outcome, self.rows, self.began.elapsed());
    }
}

fn run(connection: &Connection, sql: &CompiledSql, cap: usize) -> Result<RawRows, EngineError> {
    let parameters = sql.parameters().iter().map(parameter).collect();
    read(connection, sql.text(), parameters, cap)
}

fn read(
    connection: &Connection,
    sql: &str,
    parameters: Vec<Value>,
    cap: usize,
) -> Result<RawRows, EngineError> {
    let fail = words::classify;
    let mut statement = connection.prepare(sql).map_err(fail)?;
    let mut rows = statement
        .query(duckdb::params_from_iter(parameters))
        .map_err(fail)?;
    let mut result = RawRows::default();
    let width = rows.as_ref().map_or(0, duckdb::Statement::column_count);
    let mut types: Vec<Option<&'static str>> = vec![None; width];
    // The driver panics over a value of a column whose only type is NULL (`CASE WHEN … THEN NULL END`).
    let untyped: Vec<bool> = (0..width)
        .map(|index| {
            rows.as_ref()
                .is_some_and(|statement| cells::is_untyped(statement, index))
        })
        .collect();
    while let Some(row) = rows.next().map_err(fail)? {
        if result.rows.len() == cap {
            result.truncated = true;
            break;
        }
        let mut cells = Vec::with_capacity(width);
        for (index, known) in types.iter_mut().enumerate() {
            if untyped[index] {
                cells.push(Cell::Null);
                continue;
            }
            let value = row.get_ref(index).map_err(fail)?;
            let (cell, data_type) = cells::cell(value)?;
            *known = known.or(data_type);
            cells.push(cell);
        }
        result.rows.push(cells);
    }
    drop(rows);
    result.types = types
        .into_iter()
        .enumerate()
        .map(|(index, seen)| seen.unwrap_or_else(|| cells::declared_type(&statement, index)))
        .collect();
    Ok(result)
}

/// What the asker's attributes say, as a value of its own: never as text of the query.
fn parameter(value: &Literal) -> Value {
    match value {
        Literal::Null => Value::Null,
        Literal::Boolean(value) => Value::Boolean(*value),
        Literal::Number(text) => text
            .parse()
            .map_or_else(|_| Value::Text(text.clone()), Value::BigInt),
        Literal::String(text) => Value::Text(text.clone()),
        Literal::Date(day) => Value::Text(day.to_string()),
        Literal::DateTime(at) => Value::Text(at.to_string()),
    }
}

/// Makes a data file by running statements that the program ships; replaces an older file only
/// once the new one is whole.
///
/// # Errors
/// What `make` returns, or why the file cannot be written.
pub fn create(
    path: &Path,
    make: impl FnOnce(&mut dyn FnMut(&str) -> Result<(), EngineError>) -> Result<(), EngineError>,
) -> Result<(), EngineError> {
    let fail = |source: Box<dyn std::error::Error + Send + Sync>| EngineError::Open {
        path: path.display().to_string(),
        source,
    };
    if let Some(folder) = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    {
        std::fs::create_dir_all(folder).map_err(|error| fail(error.into()))?;
    }
    let unfinished = PathBuf::from(format!("{}.unfinished", path.display()));
    remove(&unfinished).map_err(|error| fail(error.into()))?;
    let connection = Connection::open(&unfinished).map_err(|error| fail(error.into()))?;
    connection
        .execute_batch(WITHOUT_CACHED_CHUNKS)
        .map_err(|error| fail(error.into()))?;
    let mut run = |sql: &str| {
        connection
            .execute_batch(sql)
            .map_err(|error| EngineError::Failed(Box::new(error)))
    };
    let made = make(&mut run);
    drop(connection);
    if let Err(error) = made {
        let _ = remove(&unfinished);
        return Err(error);
    }
    // Renamed over the old file, so that the path always names a whole one.
    remove_file(&log_of(path)).map_err(|error| fail(error.into()))?;
    std::fs::rename(&unfinished, path).map_err(|error| fail(error.into()))
}

/// Removes a data file and its log, if they are there.
fn remove(path: &Path) -> std::io::Result<()> {
    remove_file(path)?;
    remove_file(&log_of(path))
}

fn log_of(path: &Path) -> PathBuf {
    PathBuf::from(format!("{}.wal", path.display()))
}

fn remove_file(path: &Path) -> std::io::Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
