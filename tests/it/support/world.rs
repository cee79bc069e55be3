//! The demo world, small, and the layer that describes it.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};

use semantic_sql::{
    Asker, BoundQuery, Diagnostic, Principal, SemanticLayer, SemanticSql, SourceFile,
};
use wenbo::demo::{self, DemoOptions};
use wenbo::knowledge::Knowledge;
use wenbo::result_set::Cell;

use super::rows;

/// A twentieth of the default world: every table has rows, and making it takes seconds.
pub(crate) const SCALE: f64 = 0.05;

/// The only copy of the world in this process; connections to it are cloned.
fn world() -> &'static Mutex<duckdb::Connection> {
    static WORLD: OnceLock<Mutex<duckdb::Connection>> = OnceLock::new();
    WORLD.get_or_init(|| {
        let connection = duckdb::Connection::open_in_memory().unwrap();
        // As the engine has it: DuckDB 2.0.0 can fail over dictionaries behind a join.
        connection
            .execute_batch("SET GLOBAL debug_enable_caching_operators = false")
            .unwrap();
        let options = DemoOptions::new(SCALE, 42).unwrap();
        let mut run = |sql: &str| {
            connection
                .execute_batch(sql)
                .map_err(|error| format!("{error}\n{sql}"))
        };
        demo::make(&mut run, &options, &mut |_| {}).unwrap();
        connection.execute_batch(&layer_text("views.sql")).unwrap();
        Mutex::new(connection)
    })
}

/// A connection of one's own to the world.
pub(crate) fn connect() -> duckdb::Connection {
    let shared = world().lock().unwrap_or_else(PoisonError::into_inner);
    shared.try_clone().unwrap()
}

fn layer_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("semantic_layer")
}

fn layer_text(name: &str) -> String {
    std::fs::read_to_string(layer_folder().join(name)).unwrap()
}

/// The files of the shipped layer, in the order of their names.
pub(crate) fn layer_files() -> Vec<SourceFile> {
    let mut names: Vec<String> = std::fs::read_dir(layer_folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".yml"))
        .collect();
    names.sort();
    names
        .into_iter()
        .map(|name| SourceFile {
            text: layer_text(&name),
            name,
        })
        .collect()
}

/// The shipped layer.
pub(crate) fn layer() -> &'static SemanticLayer {
    static LAYER: OnceLock<SemanticLayer> = OnceLock::new();
    LAYER.get_or_init(|| load(&layer_files()))
}

/// What is known of the layer without any data: the values that it declares.
pub(crate) fn declared(layer: &SemanticLayer) -> Knowledge {
    let mut knowledge = Knowledge::default();
    for (id, _) in layer.visible_fields() {
        knowledge.add_values(layer, id, Vec::new());
    }
    knowledge
}

/// A layer that must load.
pub(crate) fn load(files: &[SourceFile]) -> SemanticLayer {
    semantic_sql::load(files).unwrap_or_else(|problems| {
        let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
        panic!("the layer does not load:\n{}", lines.join("\n"))
    })
}

/// Somebody who sees everything.
pub(crate) fn owner() -> Asker {
    Asker::Known(Principal {
        user: "tester".to_owned(),
        roles: vec!["owner".to_owned()],
        attributes: [].into(),
    })
}

/// Binds, compiles and runs a statement of semantic SQL.
pub(crate) fn ask(
    connection: &duckdb::Connection,
    layer: &SemanticLayer,
    asker: &Asker,
    sql: &str,
) -> Result<Vec<Vec<Cell>>, String> {
    let bound = bind(layer, asker, sql).map_err(|problems| {
        let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
        format!("{}\n{sql}", lines.join("\n"))
    })?;
    rows::compiled(connection, &semantic_sql::compile(&bound))
}

/// Binds a statement of semantic SQL.
pub(crate) fn bind(
    layer: &SemanticLayer,
    asker: &Asker,
    sql: &str,
) -> Result<BoundQuery, Vec<Diagnostic>> {
    semantic_sql::bind(layer, asker, &SemanticSql(sql.to_owned()))
}
