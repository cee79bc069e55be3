//! The demo world keeps its rules and holds its stories.

use wenbo::result_set::Cell;

use crate::support::{rows, stories, world};

/// What a story must say about itself.
const PARTS: &[&str] = &[
    "id",
    "kind",
    "subjects",
    "period",
    "metric",
    "direction",
    "size",
    "from_scale",
    "what",
    "sql",
    "holds",
];

#[test]
fn no_row_offends_an_invariant() {
    let connection = world::connect();
    let mut offended = Vec::new();
    for rule in wenbo::demo::invariants() {
        for row in rows::rows(&connection, rule).unwrap() {
            if row[1].number() != Some(0.0) {
                offended.push(rows::text(&[row]));
            }
        }
    }
    assert!(
        offended.is_empty(),
        "rules and how many rows offend them:\n{}",
        offended.join("\n")
    );
}

#[test]
fn a_story_says_all_its_parts() {
    let stories = stories::all();
    assert!(stories.len() >= 6);
    for story in stories {
        let keys: Vec<&str> = story.keys().map(String::as_str).collect();
        let mut parts = PARTS.to_vec();
        parts.sort_unstable();
        assert_eq!(keys, parts, "{story:?}");
    }
}

/// Every query runs; whether it holds is asked of the stories that show in a world this small.
#[test]
fn every_story_shows_in_the_numbers() {
    let connection = world::connect();
    let mut asked = 0;
    let mut unseen = Vec::new();
    for story in stories::all() {
        let sql = format!(
            "SELECT *, coalesce(({}), FALSE) AS holds FROM ({})",
            story["holds"], story["sql"]
        );
        let found = rows::rows(&connection, &sql).unwrap();
        assert_eq!(found.len(), 1, "{}", story["id"]);
        if story["from_scale"].parse::<f64>().unwrap() > world::SCALE {
            continue;
        }
        asked += 1;
        if found[0].last() != Some(&Cell::Boolean(true)) {
            unseen.push(format!("{}: {}", story["id"], rows::text(&found)));
        }
    }
    assert!(
        unseen.is_empty(),
        "stories that do not show:\n{}",
        unseen.join("\n")
    );
    assert!(asked >= 6, "only {asked} stories show in a small world");
}
