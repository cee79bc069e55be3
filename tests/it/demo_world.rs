//! The demo world keeps its rules.

use crate::support::{rows, world};

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
