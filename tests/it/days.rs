//! The days beside a number: those that its asker may see, and nothing else of the answer changes.

use std::collections::BTreeMap;

use semantic_sql::{Asker, Principal};
use serde_json::json;
use wenbo::answer::{Answer, AnswerSupporting};
use wenbo::app::{App, Request};
use wenbo::plan::DAYS;
use wenbo::question::LaneChoice;

use crate::support::demo_file::World;
use crate::support::world::{self, SCALE};

/// Somebody who sees one platform.
fn manager() -> Asker {
    let attributes = json!({ "platform_ids": ["douyin"] });
    let attributes: BTreeMap<_, _> = serde_json::from_value(attributes).unwrap();
    Asker::Known(Principal {
        user: "m1".to_owned(),
        roles: vec!["channel_manager".to_owned()],
        attributes,
    })
}

async fn ask(app: &App, asker: Asker, text: &str) -> Answer {
    app.ask(Request {
        text: text.to_owned(),
        language: None,
        as_of: None,
        asker,
        lane: LaneChoice::Grammar,
        earlier: Vec::new(),
    })
    .await
}

fn days(answer: &Answer) -> Option<&AnswerSupporting> {
    answer.supporting.iter().find(|part| part.name == DAYS)
}

/// An answer with its days: a machine that is busy may leave them out once.
async fn with_days(app: &App, asker: Asker, text: &str) -> Answer {
    for _ in 0..20 {
        let answer = ask(app, asker.clone(), text).await;
        if days(&answer).is_some() {
            return answer;
        }
    }
    panic!("{text}: the days never came");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_days_beside_a_number_are_under_the_same_policies() {
    let world = World::of_scale(SCALE);
    let app = world.app().await;
    let whole = with_days(&app, world::owner(), "昨天GMV").await;
    let named = with_days(&app, world::owner(), "昨天抖音GMV").await;
    let own = with_days(&app, manager(), "昨天GMV").await;
    let rows = |answer: &Answer| days(answer).map(|part| part.rows.clone()).unwrap();
    assert_eq!(rows(&own), rows(&named));
    assert_ne!(rows(&own), rows(&whole));
    assert_eq!(own.rows, named.rows);
    for answer in [&whole, &named, &own] {
        // The last of the days is the number itself, and no sentence tells of the others.
        assert!((3..=14).contains(&rows(answer).len()));
        assert_eq!(rows(answer).last().unwrap().last(), answer.rows[0].first());
        assert!(answer.unproved.is_empty(), "{:?}", answer.unproved);
        assert!(answer.chart.as_ref().unwrap().vega_lite.is_some());
    }
}
