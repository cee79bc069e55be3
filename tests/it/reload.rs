//! Fresh data and an edited layer, taken by a running service; a small shop in real files.

mod admin;
mod running;
mod swap;
mod watching;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use semantic_sql::Principal;
use tempfile::TempDir;
use wenbo::answer::Answer;
use wenbo::app::{App, Request, local_owner};
use wenbo::engine::Engine;
use wenbo::engine::duckdb::{DuckDb, EngineSettings};
use wenbo::layer_files;
use wenbo::question::LaneChoice;
use wenbo::reload::{Open, Reloader, Sources};

use crate::support::world;

/// Sales of January for each platform, asked in February.
const QUESTION: &str = "上个月各平台GMV";

/// Another world: no number and no name of a platform is that of the first.
pub(crate) const OTHER: &str = "UPDATE fct_line SET amount = amount * 1000;
                     UPDATE dim_platform SET code = code || '_new';
                     UPDATE meta_load SET loaded_until = TIMESTAMP '2026-04-03 00:00:00';";

/// What the world of the compiler's tests lacks: until when it is loaded.
const FRESHNESS: &str = "CREATE TABLE meta_load (table_name VARCHAR, part VARCHAR, loaded_until TIMESTAMP);
                         INSERT INTO meta_load VALUES ('fct_line', 'all', TIMESTAMP '2026-04-02 00:00:00');";

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// A layer and a data file in a folder of their own.
pub(crate) struct Files {
    folder: TempDir,
}

impl Files {
    pub(crate) fn new() -> Self {
        let files = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        fs::create_dir(files.folder.path().join("layer")).unwrap();
        files.write_layer(&Self::layer_text());
        files.write_data("");
        files
    }

    /// The layer of the compiler's tests, with freshness and words for what is asked here.
    pub(crate) fn layer_text() -> String {
        let text = read("crates/semantic_sql/tests/layers/shop.yml");
        let metric = "  - {name: 成交额, expression: gmv, additivity: additive}\n";
        let comments = "{name: comment_count, ";
        assert!(text.contains(metric) && text.contains(comments));
        text.replace(metric, "").replace(
            comments,
            "{name: comment_count, label: {zh: 评论数, en: Comments}, ",
        ) + "\ncalendar:\n  freshness: {source: meta_load, dataset: table_name, group: part, until: loaded_until}\n"
    }

    pub(crate) fn layer(&self) -> PathBuf {
        self.folder.path().join("layer/shop.yml")
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join("shop.duckdb")
    }

    pub(crate) fn write_layer(&self, text: &str) {
        let beside = self.folder.path().join("shop.yml.new");
        fs::write(&beside, text).unwrap();
        fs::rename(beside, self.layer()).unwrap();
    }

    /// Makes a world with something different, beside the old one, and renames it over that.
    pub(crate) fn write_data(&self, different: &str) {
        let beside = self.folder.path().join("shop.duckdb.new");
        let connection = duckdb::Connection::open(&beside).unwrap();
        connection
            .execute_batch(&read("tests/cases/semantics/world.sql"))
            .unwrap();
        connection.execute_batch(FRESHNESS).unwrap();
        connection.execute_batch(different).unwrap();
        connection.close().unwrap();
        fs::rename(beside, self.data()).unwrap();
    }

    fn sources(&self) -> Sources {
        Sources {
            layer: Some(self.layer().parent().unwrap().to_path_buf()),
            data: self.data(),
        }
    }

    /// Starts a service on the files as they are now.
    pub(crate) async fn start(&self) -> (Arc<App>, Arc<Reloader>) {
        self.start_as(false).await
    }

    async fn start_as(&self, demo_only: bool) -> (Arc<App>, Arc<Reloader>) {
        let sources = self.sources();
        let seen = sources.stamp();
        let layer = layer_files::load(sources.layer.as_deref()).unwrap();
        let engine = opener()(&sources.data).unwrap();
        let app = Arc::new(App::start(layer, engine, None).await.unwrap());
        let reloader = Reloader::new(app.clone(), sources, seen, opener(), demo_only);
        (app, Arc::new(reloader))
    }
}

fn opener() -> Open {
    Arc::new(|path| {
        let settings = EngineSettings {
            memory: "256MB".to_owned(),
            threads: 1,
            connections: 4,
            deadline_seconds: 600,
            row_cap: 1_000,
        };
        Ok(Arc::new(DuckDb::open(path, settings)?) as Arc<dyn Engine>)
    })
}

fn request(text: &str) -> Request {
    Request {
        text: text.to_owned(),
        language: None,
        as_of: Some("2026-02-05T12:00:00".parse().unwrap()),
        asker: world::owner(),
        lane: LaneChoice::Grammar,
        earlier: Vec::new(),
    }
}

/// Everything of an answer that comes from the data; nothing that differs from run to run.
fn said(answer: &Answer) -> String {
    let rows = serde_json::to_string(&answer.rows).unwrap();
    let beside = serde_json::to_string(&answer.supporting).unwrap();
    let labels = answer.label_rows.concat().join(" | ");
    format!("{}\n{rows}\n{labels}\n{beside}", answer.narration)
}

async fn ask(app: &App) -> String {
    let answer = app.ask(request(QUESTION)).await;
    assert!(
        !answer.rows.is_empty(),
        "{}: {:?}",
        answer.narration,
        answer.reason
    );
    said(&answer)
}

fn owner() -> Principal {
    local_owner()
}
