//! A service on the demo world, small, in a file of its own.

use std::path::Path;
use std::sync::Arc;

use semantic_sql::Principal;
use tempfile::TempDir;
use wenbo::app::{App, local_owner};
use wenbo::channel::http::HttpState;
use wenbo::command::{Service, http_state};
use wenbo::demo::{self, DemoOptions};
use wenbo::engine::Engine;
use wenbo::engine::duckdb::{DuckDb, EngineSettings};
use wenbo::layer_files;
use wenbo::reload::{Open, Reloader, Sources};

use super::world::{SCALE, layer_text};

/// The small demo world in a file.
pub(crate) fn demo_file(file: &Path) {
    let connection = duckdb::Connection::open(file).unwrap();
    let options = DemoOptions::new(SCALE, 42).unwrap();
    let mut run = |sql: &str| {
        connection
            .execute_batch(sql)
            .map_err(|error| format!("{error}\n{sql}"))
    };
    demo::make(&mut run, &options, &mut |_| {}).unwrap();
    connection.execute_batch(&layer_text("views.sql")).unwrap();
    connection.close().unwrap();
}

/// What the routes of a service on a file do, with the shipped layer.
pub(crate) async fn service_on(data: &Path, principal: Principal) -> HttpState {
    let sources = Sources {
        layer: Some(Path::new(env!("CARGO_MANIFEST_DIR")).join("semantic_layer")),
        data: data.to_path_buf(),
    };
    let open: Open = Arc::new(|path| {
        let settings = EngineSettings {
            memory: "512MB".to_owned(),
            threads: 1,
            connections: 4,
            deadline_seconds: 600,
            row_cap: 1_000,
        };
        Ok(Arc::new(DuckDb::open(path, settings)?) as Arc<dyn Engine>)
    });
    let seen = sources.stamp();
    let layer = layer_files::load(sources.layer.as_deref()).unwrap();
    let engine = open(&sources.data).unwrap();
    let app = Arc::new(App::start(layer, engine, None).await.unwrap());
    let reloader = Reloader::new(app.clone(), sources, seen, open, true);
    http_state(&Service {
        app,
        reloader: Arc::new(reloader),
        principal,
        admin_roles: Vec::new(),
    })
}

/// A service of the owner on a demo world of its own; the file lives as long as its folder.
pub(crate) async fn demo_service() -> (TempDir, HttpState) {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("demo.duckdb");
    demo_file(&data);
    let state = service_on(&data, local_owner()).await;
    (folder, state)
}
