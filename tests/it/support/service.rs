//! A service as its routes need it, on the demo world.

use std::path::Path;
use std::sync::Arc;

use semantic_sql::Principal;
use wenbo::app::{App, local_owner};
use wenbo::channel::http::HttpState;
use wenbo::command::{Service, http_state};
use wenbo::engine::Engine;
use wenbo::engine::duckdb::{DuckDb, EngineSettings};
use wenbo::layer_files;
use wenbo::recall::Recall;
use wenbo::reload::{Open, Reloader, Sources};

use super::demo_file::World;
use super::world::SCALE;

/// The shipped layer on a file, and what reloads it; with `demo_only`, not with the data of a business.
pub(crate) async fn app_on(data: &Path, demo_only: bool) -> (Arc<App>, Arc<Reloader>) {
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
    let reloader = Reloader::new(app.clone(), sources, seen, open, demo_only);
    (app, Arc::new(reloader))
}

/// What the routes of a service on a file do, with the shipped layer.
pub(crate) async fn service_on(data: &Path, principal: Principal) -> HttpState {
    let (app, reloader) = app_on(data, true).await;
    http_state(&Service {
        recall: Recall::new(app.clone(), None),
        app,
        reloader,
        principal,
        admin_roles: Vec::new(),
    })
}

/// A service of the owner on a demo world of its own.
pub(crate) async fn demo_service() -> (World, HttpState) {
    let world = World::of_scale(SCALE);
    let state = service_on(&world.path(), local_owner()).await;
    (world, state)
}
