//! The demo world as a file, with a service over it.

use std::path::PathBuf;
use std::sync::Arc;

use wenbo::app::App;
use wenbo::demo::{self, DemoOptions};
use wenbo::engine::Engine;
use wenbo::engine::duckdb::{DuckDb, EngineSettings};

use super::world;

/// A demo world as a file.
pub(crate) struct World {
    folder: tempfile::TempDir,
}

impl World {
    pub(crate) fn of_scale(scale: f64) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FILE);
        let connection = duckdb::Connection::open(&path).unwrap();
        let options = DemoOptions::new(scale, 42).unwrap();
        let mut run = |sql: &str| connection.execute_batch(sql).map_err(|it| it.to_string());
        demo::make(&mut run, &options, &mut |_| {}).unwrap();
        let views = concat!(env!("CARGO_MANIFEST_DIR"), "/semantic_layer/views.sql");
        let views = std::fs::read_to_string(views).unwrap();
        connection.execute_batch(&views).unwrap();
        Self { folder }
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().join(FILE)
    }

    pub(crate) fn engine(&self) -> Arc<dyn Engine> {
        Arc::new(DuckDb::open(&self.path(), EngineSettings::default()).unwrap())
    }

    pub(crate) async fn app(&self) -> App {
        App::start(world::load(&world::layer_files()), self.engine(), None)
            .await
            .unwrap()
    }
}

const FILE: &str = "demo.duckdb";
