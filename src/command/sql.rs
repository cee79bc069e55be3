//! `wenbo sql`: semantic SQL in, rows or diagnostics out.

use std::path::Path;

use semantic_sql::layer::Text;
use semantic_sql::{Asker, Principal, SemanticLayer, SemanticSql, bind, compile};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::config::{Format, SqlArgs};
use crate::engine::{Engine, EngineError};
use crate::result_set::ResultSet;

use super::{Failure, load_layer, open_source, print};

/// One line of a batch.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    id: Value,
    sql: String,
    /// Missing: whoever runs the batch. `null`: nobody.
    #[serde(default, deserialize_with = "given")]
    principal: Option<Option<Principal>>,
}

/// Tells a key that is null from one that is missing.
pub(super) fn given<'de, D, T>(deserializer: D) -> Result<Option<Option<T>>, D::Error>
where
    D: serde::Deserializer<'de>,
    T: Deserialize<'de>,
{
    Option::deserialize(deserializer).map(Some)
}

/// Runs one statement, or a file of them.
pub(super) async fn run(args: SqlArgs) -> Result<u8, Failure> {
    let (layer, engine) = if args.dry_run {
        (load_layer(&args.source)?, None)
    } else {
        let (layer, engine) = open_source(&args.source)?;
        (layer, Some(engine))
    };
    let engine = engine.as_ref().map(|engine| -> &dyn Engine { engine });
    if let Some(batch) = &args.batch {
        return run_batch(&layer, engine, batch, args.principal.as_ref()).await;
    }
    let sql = SemanticSql(args.statement.unwrap_or_default());
    let outcome = execute(&layer, engine, asker(args.principal), &sql).await;
    if args.format == Format::Text {
        return Ok(show(&outcome));
    }
    print(&outcome.to_string());
    Ok(u8::from(outcome.get("sql").is_none()))
}

async fn run_batch(
    layer: &SemanticLayer,
    engine: Option<&dyn Engine>,
    batch: &Path,
    principal: Option<&Principal>,
) -> Result<u8, Failure> {
    let text = std::fs::read_to_string(batch).map_err(|error| {
        Failure::misused(format!("{} cannot be read: {error}", batch.display()))
    })?;
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let outcome = match serde_json::from_str::<Line>(line) {
            Ok(line) => {
                let who = line.principal.unwrap_or_else(|| principal.cloned());
                let outcome = execute(layer, engine, asker(who), &SemanticSql(line.sql)).await;
                with_id(outcome, line.id)
            }
            Err(error) => {
                let id = id_of(line);
                let message = format!(
                    "not a line of a batch: {error}; write {{\"id\":\"1\",\"sql\":\"SELECT …\"}}"
                );
                with_id(failure("bad_line", &message), id)
            }
        };
        print(&outcome.to_string());
    }
    Ok(0)
}

/// The id of a line that is otherwise wrong, if it has one.
pub(super) fn id_of(line: &str) -> Value {
    serde_json::from_str::<Value>(line)
        .ok()
        .and_then(|value| value.get("id").cloned())
        .unwrap_or(Value::Null)
}

/// The object with its id first.
pub(super) fn with_id(object: Value, id: Value) -> Value {
    let mut all = serde_json::Map::new();
    all.insert("id".to_owned(), id);
    if let Value::Object(rest) = object {
        all.extend(rest);
    }
    Value::Object(all)
}

fn asker(principal: Option<Principal>) -> Asker {
    principal.map_or(Asker::Nobody, Asker::Known)
}

/// Binds and compiles one statement, and runs it where there is an engine.
async fn execute(
    layer: &SemanticLayer,
    engine: Option<&dyn Engine>,
    asker: Asker,
    sql: &SemanticSql,
) -> Value {
    let query = match bind(layer, &asker, sql) {
        Ok(query) => query,
        Err(diagnostics) => return json!({ "diagnostics": diagnostics }),
    };
    let compiled = compile(&query);
    let notes: Vec<Value> = query
        .notes
        .iter()
        .map(|note| json!({ "code": note.code, "text": both(&note.text) }))
        .collect();
    let Some(engine) = engine else {
        let names: Vec<&String> = query.columns.iter().map(|column| &column.name).collect();
        return json!({
            "columns": names,
            "sql": compiled.text(),
            "parameters": compiled.parameters(),
            "notes": notes,
        });
    };
    let raw = match engine.execute(&compiled).await {
        Ok(raw) => raw,
        Err(error) => return engine_failure(&error),
    };
    let result = ResultSet::new(layer, &query, raw);
    let columns: Vec<Value> = result
        .columns
        .iter()
        .map(|column| json!({ "name": column.name, "type": column.data_type }))
        .collect();
    json!({
        "columns": columns,
        "rows": result.rows,
        "sql": compiled.text(),
        "parameters": compiled.parameters(),
        "truncated": result.truncated,
        "notes": notes,
    })
}

fn both(text: &Text) -> String {
    if text.zh == text.en {
        text.en.clone()
    } else {
        format!("{} / {}", text.zh, text.en)
    }
}

/// The database's own words go to the log, never to the caller.
fn engine_failure(error: &EngineError) -> Value {
    tracing::error!(error.cause = ?std::error::Error::source(error), "{error}");
    failure(error.code(), &error.to_string())
}

fn failure(code: &str, message: &str) -> Value {
    json!({ "error": { "code": code, "message": message } })
}

/// Prints an outcome for people; gives the exit code.
fn show(outcome: &Value) -> u8 {
    if let Some(diagnostics) = outcome.get("diagnostics").and_then(Value::as_array) {
        for diagnostic in diagnostics {
            let text = |key: &str| {
                diagnostic
                    .get(key)
                    .and_then(Value::as_str)
                    .unwrap_or_default()
                    .to_owned()
            };
            print(&format!("{}: {}", text("code"), text("message")));
            let candidates: Vec<&str> = diagnostic
                .get("candidates")
                .and_then(Value::as_array)
                .map(|list| list.iter().filter_map(Value::as_str).collect())
                .unwrap_or_default();
            if !candidates.is_empty() {
                print(&format!("  candidates: {}", candidates.join(", ")));
            }
            if !text("hint").is_empty() {
                print(&format!("  {}", text("hint")));
            }
        }
        return 1;
    }
    let Some(rows) = outcome.get("rows").and_then(Value::as_array) else {
        let Some(sql) = outcome.get("sql").and_then(Value::as_str) else {
            print(&outcome.to_string());
            return 1;
        };
        print(sql);
        print(&format!("-- parameters: {}", outcome["parameters"]));
        return 0;
    };
    let header: Vec<String> = outcome["columns"]
        .as_array()
        .map(|columns| {
            columns
                .iter()
                .map(|column| plain(&column["name"]))
                .collect()
        })
        .unwrap_or_default();
    print(&header.join("\t"));
    for row in rows {
        let cells: Vec<String> = row
            .as_array()
            .map(|cells| cells.iter().map(plain).collect())
            .unwrap_or_default();
        print(&cells.join("\t"));
    }
    0
}

fn plain(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}
