//! Rates of change over a loss are not shown.

use super::cases::{column, layer};
use crate::answer::losses::{any, hidden};
use crate::result_set::{Cell, ResultSet};

fn result(before: &str) -> ResultSet {
    let layer = layer();
    let words = ["gmv", "gmv:prior", "gmv:change", "gmv:change_rate"];
    let columns = words.iter().map(|word| column(&layer, word)).collect();
    let cells = ["50", before, "150", "-1.5"];
    ResultSet {
        columns,
        rows: vec![
            cells
                .iter()
                .map(|cell| Cell::Decimal((*cell).to_owned()))
                .collect(),
        ],
        truncated: false,
        limited: false,
        qualified: false,
        order: None,
    }
}

#[test]
fn a_rate_over_a_loss_is_hidden_and_no_other() {
    let loss = result("-100");
    assert!(any(&loss));
    assert_eq!(hidden(&loss, &loss.rows[0]), vec![3]);
    let gain = result("100");
    assert!(!any(&gain));
    assert!(hidden(&gain, &gain.rows[0]).is_empty());
}
