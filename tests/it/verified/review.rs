//! From a candidate to a verified question, in a folder of its own.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use chrono::NaiveDate;
use semantic_sql::SemanticLayer;
use wenbo::answer::{Lane, Status};
use wenbo::app::{App, Request};
use wenbo::engine::Engine;
use wenbo::engine::duckdb::{DuckDb, EngineSettings};
use wenbo::knowledge;
use wenbo::layer_files;
use wenbo::question::LaneChoice;
use wenbo::verification::{Against, Proposal, VerificationError, Workbench};

use super::{now, read};
use crate::support::world;

/// A small shop with its layer in a folder that may be written to.
struct Shop {
    folder: tempfile::TempDir,
}

impl Shop {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let shop = Self { folder };
        fs::create_dir_all(shop.layer()).unwrap();
        let text = read("crates/semantic_sql/tests/layers/shop.yml");
        // The compiler's own tests give metrics no Chinese names.
        let text = text.replace(
            "{name: units, ",
            "{name: units, label: {zh: 件数, en: Units}, ",
        );
        fs::write(shop.layer().join("shop.yml"), text).unwrap();
        let connection = duckdb::Connection::open(shop.data()).unwrap();
        connection
            .execute_batch(&read("tests/cases/semantics/world.sql"))
            .unwrap();
        connection.close().unwrap();
        shop
    }

    fn layer(&self) -> PathBuf {
        self.folder.path().join("layer")
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("shop.duckdb")
    }

    fn file(&self, name: &str) -> PathBuf {
        self.layer().join("verified").join(name)
    }

    /// A workbench on the files as they are now.
    async fn bench(&self) -> Workbench {
        let layer: Arc<SemanticLayer> = Arc::new(layer_files::load(Some(&self.layer())).unwrap());
        let settings = EngineSettings {
            memory: "256MB".to_owned(),
            threads: 1,
            ..EngineSettings::default()
        };
        let engine: Arc<dyn Engine> = Arc::new(DuckDb::open(&self.data(), settings).unwrap());
        let knowledge = Arc::new(knowledge::load(&layer, engine.as_ref()).await.unwrap());
        Workbench::new(layer, knowledge, engine, Some(&self.layer()), now()).unwrap()
    }
}

fn proposal(question: &str, sql: &str) -> Proposal {
    Proposal {
        id: None,
        questions: vec![question.to_owned()],
        semantic_sql: sql.to_owned(),
        owner: "小王".to_owned(),
        as_of: None,
    }
}

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 20).unwrap()
}

/// The best room of a month, as somebody asked for it.
fn best_rooms() -> Proposal {
    let mut proposal = proposal(
        "2026年1月douyin卖得最多的房间",
        "SELECT room, MEASURE(units) AS units FROM shop\n WHERE date >= DATE '2026-01-01' AND date < DATE '2026-02-01' AND platform = 'douyin'\n GROUP BY room",
    );
    proposal.id = Some("best_rooms".to_owned());
    proposal
}

#[tokio::test]
async fn a_candidate_answers_nothing_until_somebody_approves_it() {
    let shop = Shop::new();
    let bench = shop.bench().await;
    let candidate = bench.add(&best_rooms()).unwrap();
    assert_eq!(candidate.path, shop.file("candidates/best_rooms.yml"));
    // The question's own time and value are slots of both.
    let pattern = &candidate.question.patterns[0].text;
    assert_eq!(pattern, "{period}{platform}卖得最多的房间");
    assert!(
        candidate
            .question
            .sql
            .text
            .ends_with("WHERE {period} AND {platform} GROUP BY room")
    );
    assert!(shop.bench().await.test().await.examples.is_empty());

    let review = bench.review(&bench.candidates().unwrap()[0]).await;
    assert_eq!(review.problems, Vec::<String>::new());
    let shown = &review.examples[0];
    assert_eq!((shown.count, shown.problem.as_deref()), (1, None));
    assert_eq!(
        serde_json::json!(shown.rows),
        serde_json::json!([["R1", 4]])
    );
    assert!(shown.reading.as_ref().unwrap().zh.contains("件数"));
    assert_eq!(shown.grammar, Against::NoAnswer);

    let path = bench
        .approve("best_rooms", "李经理", today())
        .await
        .unwrap();
    assert_eq!(path, shop.file("approved.yml"));
    assert!(!candidate.path.exists());
    let bench = shop.bench().await;
    assert_eq!(bench.candidates().unwrap(), []);
    let regression = bench.test().await;
    assert_eq!(regression.broken(), []);
    let layer = layer_files::load(Some(&shop.layer())).unwrap();
    let entry = &layer.verified[0];
    assert_eq!(
        (entry.owner.as_str(), entry.verified_at),
        ("李经理", Some(today()))
    );
    // The rows of now are what later approvals are held to.
    assert_eq!(entry.examples[0].result, regression.examples[0].result);
    assert!(entry.examples[0].result.is_some());
}

#[tokio::test]
async fn an_approval_that_breaks_what_is_verified_is_stopped_and_named() {
    let shop = Shop::new();
    shop.bench().await.add(&best_rooms()).unwrap();
    let bench = shop.bench().await;
    bench
        .approve("best_rooms", "李经理", today())
        .await
        .unwrap();

    // The same question with another statement.
    let mut second = proposal(
        "2026年2月卖得最多的房间",
        "SELECT room, MEASURE(gmv) AS gmv FROM shop WHERE date >= DATE '2026-02-01' AND date < DATE '2026-03-01' GROUP BY room",
    );
    second.questions = vec!["{period}[{platform}]卖得最多的房间".to_owned()];
    second.semantic_sql =
        "SELECT room, MEASURE(gmv) AS gmv FROM shop WHERE {period} AND {platform} GROUP BY room"
            .to_owned();
    second.id = Some("other_rooms".to_owned());
    let bench = shop.bench().await;
    let candidate = bench.add(&second).unwrap();
    let review = bench.review(&candidate).await;
    assert!(
        review.problems[0].contains("`best_rooms`"),
        "{:?}",
        review.problems
    );
    let refused = bench
        .approve("other_rooms", "李经理", today())
        .await
        .unwrap_err();
    assert!(
        matches!(refused, VerificationError::Problems(_)),
        "{refused}"
    );
    assert!(refused.to_string().contains("`best_rooms`"), "{refused}");
    assert!(candidate.path.exists());

    // The rows of an approved example are others than they were.
    let path = shop.file("approved.yml");
    let text = fs::read_to_string(&path).unwrap();
    let changed = text.replace("MEASURE(units) AS units", "MEASURE(gmv) AS units");
    assert_ne!(changed, text);
    fs::write(&path, changed).unwrap();
    let third = proposal(
        "{period}各房间流水账",
        "SELECT room, MEASURE(gmv) AS gmv FROM shop WHERE {period} GROUP BY room",
    );
    let mut third = Proposal {
        id: Some("ledger".to_owned()),
        ..third
    };
    third.questions.push("2026年2月各房间流水账".to_owned());
    let bench = shop.bench().await;
    bench.add(&third).unwrap();
    let refused = bench
        .approve("ledger", "李经理", today())
        .await
        .unwrap_err();
    let VerificationError::DoesNotHold(broken) = &refused else {
        panic!("{refused}");
    };
    assert_eq!((broken.len(), broken[0].id.as_str()), (1, "best_rooms"));
    assert!(
        refused.to_string().contains("other rows than before"),
        "{refused}"
    );
    assert_eq!(bench.candidates().unwrap().len(), 2);
}

#[tokio::test]
async fn an_answer_says_who_answers_for_it_and_since_when() {
    let shop = Shop::new();
    shop.bench().await.add(&best_rooms()).unwrap();
    let bench = shop.bench().await;
    bench
        .approve("best_rooms", "李经理", today())
        .await
        .unwrap();
    let layer = layer_files::load(Some(&shop.layer())).unwrap();
    let engine = Arc::new(DuckDb::open(&shop.data(), EngineSettings::default()).unwrap());
    let app = App::start(layer, engine, None).await.unwrap();
    let ask = |text: &str, lane: LaneChoice, earlier: &[&str]| {
        app.ask(Request {
            text: text.to_owned(),
            language: None,
            as_of: Some(now()),
            asker: world::owner(),
            lane,
            earlier: earlier.iter().map(|text| (*text).to_owned()).collect(),
        })
    };
    let text = "2026年2月taobao卖得最多的房间";
    let answer = ask(text, LaneChoice::Auto, &[]).await;
    assert_eq!(
        (answer.status, answer.lane),
        (Status::Answered, Some(Lane::Verified))
    );
    let verified = answer.verified.unwrap();
    assert_eq!(
        (verified.owner.as_str(), verified.since),
        ("李经理", today())
    );
    let receipt = answer.receipt.unwrap();
    assert_eq!(
        (receipt.lane, receipt.verified.as_ref()),
        (Lane::Verified, Some(&verified))
    );
    assert!(receipt.semantic_sql.contains("(platform = 'taobao')"));
    let said = answer
        .notes
        .iter()
        .find(|note| note.code == "verified")
        .unwrap();
    assert!(
        said.text.contains("由李经理负责，2026-11-20 起"),
        "{}",
        said.text
    );
    // The grammar alone does not know it, and cannot go on from it.
    let alone = ask(text, LaneChoice::Grammar, &[]).await;
    assert_eq!(alone.status, Status::Declined);
    let further = ask("那1月呢", LaneChoice::Auto, &[text]).await;
    assert_eq!(
        (further.status, further.lane),
        (Status::Declined, Some(Lane::Grammar))
    );
    assert!(
        further.narration.contains("核准问题"),
        "{}",
        further.narration
    );
}

#[tokio::test]
async fn what_is_turned_down_keeps_its_reason() {
    let shop = Shop::new();
    let bench = shop.bench().await;
    bench.add(&best_rooms()).unwrap();
    let path = bench
        .reject("best_rooms", "李经理", "件数要看净额: \"退\"", today())
        .unwrap();
    let kept = bench.candidates().unwrap().remove(0);
    assert_eq!(kept.path, path);
    let rejected = kept.question.rejected.unwrap();
    assert_eq!(
        (rejected.by.as_str(), rejected.on),
        ("李经理", Some(today()))
    );
    assert_eq!(rejected.reason, "件数要看净额: \"退\"");
    let refused = bench
        .approve("best_rooms", "李经理", today())
        .await
        .unwrap_err();
    assert!(
        matches!(refused, VerificationError::Rejected { .. }),
        "{refused}"
    );
    let unknown = bench
        .approve("nobody", "李经理", today())
        .await
        .unwrap_err();
    assert_eq!(
        unknown.to_string(),
        "no candidate `nobody`; there are best_rooms"
    );
    let taken = bench.add(&best_rooms()).unwrap_err();
    assert!(matches!(taken, VerificationError::Taken(_)), "{taken}");
}

#[tokio::test]
async fn a_statement_that_does_not_bind_is_no_candidate() {
    let shop = Shop::new();
    let bench = shop.bench().await;
    let wrong = proposal(
        "各房间流水账",
        "SELECT room, MEASURE(gvm) FROM shop GROUP BY room",
    );
    let refused = bench.add(&wrong).unwrap_err();
    assert!(refused.to_string().contains("no metric `gvm`"), "{refused}");
    assert!(!shop.layer().join("verified").exists());
}
