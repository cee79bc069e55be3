//! Rows that are kept: a query is run once for the same data, and never answered with somebody else's rows.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use futures::future::join_all;
use semantic_sql::{Asker, CompiledSql, Principal, SemanticSql, bind, compile};
use serde_json::json;
use tokio::sync::Semaphore;
use wenbo::engine::{CachedEngine, Engine, EngineError};
use wenbo::result_set::{Cell, RawRows};

use crate::support::world::{layer, owner};

const ROOM: u64 = 1 << 20;
const GMV: &str = "SELECT MEASURE(gmv) AS gmv FROM livestream";
const ORDERS: &str = "SELECT MEASURE(paid_orders) AS n FROM livestream";

/// Counts what it runs; each run waits for a permit, and gives as many bytes as it is told.
struct Counting {
    runs: AtomicUsize,
    ran: Mutex<Vec<CompiledSql>>,
    go: Semaphore,
    bytes: usize,
    fails: bool,
}

impl Counting {
    fn new(bytes: usize, fails: bool) -> Arc<Self> {
        Arc::new(Self {
            runs: AtomicUsize::new(0),
            ran: Mutex::default(),
            go: Semaphore::new(0),
            bytes,
            fails,
        })
    }

    fn free(self: Arc<Self>) -> Arc<Self> {
        self.go.add_permits(1_000);
        self
    }

    fn runs(&self) -> usize {
        self.runs.load(Ordering::SeqCst)
    }
}

#[async_trait]
impl Engine for Counting {
    async fn execute(&self, sql: &CompiledSql) -> Result<RawRows, EngineError> {
        self.runs.fetch_add(1, Ordering::SeqCst);
        self.go.acquire().await.unwrap().forget();
        if self.fails {
            return Err(EngineError::Deadline(1));
        }
        self.ran.lock().unwrap().push(sql.clone());
        Ok(RawRows {
            types: vec!["string"],
            rows: vec![vec![Cell::Text("x".repeat(self.bytes))]],
            truncated: false,
        })
    }
}

fn sql(asker: &Asker, text: &str) -> CompiledSql {
    let bound = bind(layer(), asker, &SemanticSql(text.to_owned())).unwrap();
    compile(&bound)
}

fn host(id: &str) -> Asker {
    Asker::Known(Principal {
        user: id.to_owned(),
        roles: vec!["streamer".to_owned()],
        attributes: [
            ("streamer_ids".to_owned(), json!([id])),
            ("self_streamer_id".to_owned(), json!(id)),
        ]
        .into(),
    })
}

async fn ask(engine: &dyn Engine, sql: &CompiledSql) {
    let rows = engine.execute(sql).await.unwrap();
    assert_eq!(rows.rows.len(), 1);
}

#[tokio::test]
async fn a_query_is_run_once_and_another_one_again() {
    let inner = Counting::new(8, false).free();
    let engine = CachedEngine::new(inner.clone(), ROOM);
    for _ in 0..3 {
        ask(&engine, &sql(&owner(), GMV)).await;
    }
    assert_eq!(inner.runs(), 1);
    ask(&engine, &sql(&owner(), ORDERS)).await;
    assert_eq!(inner.runs(), 2);
}

#[tokio::test]
async fn askers_with_other_rights_share_nothing() {
    let inner = Counting::new(8, false).free();
    let engine = CachedEngine::new(inner.clone(), ROOM);
    let askers = [owner(), host("S08"), host("S09")];
    for _ in 0..2 {
        for asker in &askers {
            ask(&engine, &sql(asker, GMV)).await;
        }
    }
    assert_eq!(inner.runs(), 3, "one run for each of three rights");
    let ran = inner.ran.lock().unwrap();
    // The two hosts have the same text: only the parameters tell them apart.
    assert_eq!(ran[1].text(), ran[2].text());
    assert_ne!(ran[1].parameters(), ran[2].parameters());
}

#[tokio::test]
async fn many_at_once_are_one_run() {
    let inner = Counting::new(8, false);
    let engine = CachedEngine::new(inner.clone(), ROOM);
    let query = sql(&owner(), GMV);
    let asking = join_all((0..20).map(|_| ask(&engine, &query)));
    let letting = async {
        tokio::task::yield_now().await;
        inner.go.add_permits(1);
    };
    tokio::join!(asking, letting);
    assert_eq!(inner.runs(), 1);
}

#[tokio::test]
async fn who_goes_away_leaves_the_run_to_who_waits() {
    let inner = Counting::new(8, false);
    let engine = Arc::new(CachedEngine::new(inner.clone(), ROOM));
    let query = sql(&owner(), GMV);
    let mut first = Box::pin(engine.execute(&query));
    assert!(futures::poll!(&mut first).is_pending());
    let mut second = Box::pin(engine.execute(&query));
    assert!(futures::poll!(&mut second).is_pending());
    assert_eq!(inner.runs(), 1);
    drop(first);
    inner.go.add_permits(1);
    assert!(second.await.is_ok());
    assert_eq!(inner.runs(), 2);
}

#[tokio::test]
async fn what_failed_is_run_again_and_nobody_waits_for_it() {
    let inner = Counting::new(8, true).free();
    let engine = CachedEngine::new(inner.clone(), ROOM);
    let query = sql(&owner(), GMV);
    let all = join_all((0..5).map(|_| engine.execute(&query))).await;
    assert!(all.iter().all(Result::is_err));
    assert_eq!(inner.runs(), 5);
    assert!(engine.execute(&query).await.is_err());
    assert_eq!(inner.runs(), 6);
}

#[tokio::test]
async fn a_result_that_would_drive_out_the_others_is_not_kept() {
    let small = Counting::new(8, false).free();
    let large = Counting::new(usize::try_from(ROOM).unwrap() / 2, false).free();
    let query = sql(&owner(), GMV);
    for (inner, runs) in [(small, 1), (large, 2)] {
        let engine = CachedEngine::new(inner.clone(), ROOM);
        ask(&engine, &query).await;
        ask(&engine, &query).await;
        assert_eq!(inner.runs(), runs);
    }
}
