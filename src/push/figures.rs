//! The numbers of an answer that a bound is held against: one alone, or one of each group.

use serde_json::Value;

use super::Bound;
use super::run::status;
use super::words::decimal;
use crate::answer::exact::Exact;

/// A number, and as people read it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Figure {
    pub(super) value: Exact,
    pub(super) told: String,
    pub(super) is_share: bool,
}

/// The number of a group.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Group {
    /// What it is known by from one look to the next.
    pub(super) key: String,
    /// As people read it.
    pub(super) name: String,
    /// Nothing where it has no number, or one that is not told.
    pub(super) figure: Option<Figure>,
}

impl Group {
    /// Whether it has a number that passes a bound.
    pub(super) fn passes(&self, bound: &Bound) -> bool {
        let figure = self.figure.as_ref();
        figure.is_some_and(|it| bound.is_passed_by(it.value))
    }
}

impl Figures {
    /// Any of the numbers; all have one unit.
    pub(super) fn any(&self) -> Option<&Figure> {
        match self {
            Self::One(figure) => Some(figure),
            Self::Each(_, groups) => groups.iter().find_map(|it| it.figure.as_ref()),
        }
    }
}

/// What a bound is held against.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Figures {
    /// A number alone.
    One(Figure),
    /// One of each group, and what the groups are of.
    Each(String, Vec<Group>),
}

/// Why there is nothing to hold a bound against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unfit {
    /// There are no rows now.
    Empty,
    /// Not all rows are there: a group that is missing would be missed.
    Cut,
    /// It is no answer, or one with several numbers or with times.
    Shape,
}

/// The numbers of an answer.
pub(super) fn figures(answer: &Value) -> Result<Figures, Unfit> {
    let (Some(columns), Some(rows)) = (answer["columns"].as_array(), answer["rows"].as_array())
    else {
        return Err(Unfit::Shape);
    };
    let is_role = |column: &Value, role: &str| column["role"].as_str() == Some(role);
    let mut metrics = (0..columns.len()).filter(|at| is_role(&columns[*at], "metric"));
    let (Some(metric), None) = (metrics.next(), metrics.next()) else {
        return Err(Unfit::Shape);
    };
    let dimensions = (0..columns.len()).filter(|at| is_role(&columns[*at], "dimension"));
    let dimensions: Vec<usize> = dimensions.collect();
    if status(answer) != "answered" || dimensions.len() + 1 != columns.len() {
        return Err(Unfit::Shape);
    }
    let is_share = columns[metric]["unit"].as_str() == Some("ratio");
    let figure = |row: usize| {
        Some(Figure {
            value: number(rows[row].get(metric)?)?,
            told: label(answer, row, metric),
            is_share,
        })
    };
    if dimensions.is_empty() {
        return match rows.len() {
            0 => Err(Unfit::Empty),
            1 => figure(0).map(Figures::One).ok_or(Unfit::Empty),
            _ => Err(Unfit::Shape),
        };
    }
    if is_cut(answer) {
        return Err(Unfit::Cut);
    }
    if rows.is_empty() {
        return Err(Unfit::Empty);
    }
    let of = dimensions
        .iter()
        .filter_map(|at| columns[*at]["label"].as_str());
    let groups = (0..rows.len()).map(|row| {
        let cells: Vec<&Value> = dimensions.iter().map(|at| &rows[row][*at]).collect();
        let names = dimensions.iter().map(|at| label(answer, row, *at));
        Group {
            key: Value::from_iter(cells.into_iter().cloned()).to_string(),
            name: names.collect::<Vec<_>>().join(" · "),
            figure: figure(row),
        }
    });
    Ok(Figures::Each(
        of.collect::<Vec<_>>().join(" × "),
        groups.collect(),
    ))
}

/// Whether rows may be missing: cut at the most that is read, or the first ones alone.
fn is_cut(answer: &Value) -> bool {
    let statement = answer["semantic_sql"].as_str().unwrap_or_default();
    let mut words = statement.split_whitespace();
    let keeps_some = words
        .any(|it| ["LIMIT", "OFFSET", "QUALIFY", "FETCH"].contains(&it.to_uppercase().as_str()));
    answer["truncated"].as_bool() == Some(true) || keeps_some
}

/// Money and counts are written as text, so that no digit is lost.
fn number(cell: &Value) -> Option<Exact> {
    match cell {
        Value::String(text) => Exact::parse(text),
        Value::Number(number) => {
            let whole = number.as_i64().map(|it| Exact::new(it.into(), 0));
            whole.or_else(|| decimal(number.as_f64()?))
        }
        _ => None,
    }
}

fn label(answer: &Value, row: usize, column: usize) -> String {
    let told = answer.pointer(&format!("/label_rows/{row}/{column}"));
    told.and_then(Value::as_str).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Figures, Unfit, figures};
    use crate::push::{Bound, Command, Due, read};

    fn answer(columns: &[&str], rows: &Value) -> Value {
        let columns = columns.iter().map(|it| {
            let unit = if *it == "metric" { "ratio" } else { "" };
            json!({ "role": it, "label": it, "unit": unit })
        });
        let labels = rows;
        json!({
            "status": "answered", "columns": columns.collect::<Vec<_>>(), "rows": rows, "label_rows": labels,
            "truncated": false, "semantic_sql": "SELECT x FROM y",
        })
    }

    fn bound(text: &str) -> Bound {
        match read(text) {
            Some(Command::Subscribe(wish)) => match wish.due {
                Due::Bound(bound) => bound,
                Due::Times(_) => panic!("{text}"),
            },
            _ => panic!("{text}"),
        }
    }

    #[test]
    fn numbers_are_compared_as_decimals() {
        let one = |cell: Value| match figures(&answer(&["metric"], &json!([[cell]]))) {
            Ok(Figures::One(figure)) => figure.value,
            other => panic!("{other:?}"),
        };
        let above = bound("比率超过30%提醒我");
        let least = bound("比率不低于30%提醒我");
        // What a division of binary numbers makes of three tenths is neither more nor less than that.
        for three_tenths in [json!(0.1 + 0.2), json!(0.3), json!("0.3"), json!("0.300")] {
            assert!(
                !above.is_passed_by(one(three_tenths.clone())),
                "{three_tenths}"
            );
            assert!(
                least.is_passed_by(one(three_tenths.clone())),
                "{three_tenths}"
            );
        }
        assert!(above.is_passed_by(one(json!("0.3000000000000001"))));
        let large = bound("总数超过90071992547409.93提醒我");
        assert!(!large.is_passed_by(one(json!("90071992547409.93"))));
        assert!(large.is_passed_by(one(json!("90071992547409.94"))));
    }

    #[test]
    fn an_alert_of_an_older_version_is_read_as_it_was() {
        let kept = json!({ "op": ">", "value": 0.3, "is_share": true, "said": "超过30%" });
        let bound: Bound = serde_json::from_value(kept).unwrap();
        let value = |text| crate::answer::exact::Exact::parse(text).unwrap();
        assert!(bound.is_passed_by(value("0.31")) && !bound.is_passed_by(value("0.3")));
    }

    #[test]
    fn groups_are_told_apart_and_none_may_be_missing() {
        let rows = json!([["S1", 0.4], ["S2", null]]);
        let found = figures(&answer(&["dimension", "metric"], &rows));
        let Ok(Figures::Each(of, groups)) = found else {
            panic!("{found:?}")
        };
        assert_eq!(of, "dimension");
        assert_eq!(groups[0].key, "[\"S1\"]");
        assert!(groups[0].figure.is_some() && groups[1].figure.is_none());
        let mut limited = answer(&["dimension", "metric"], &rows);
        limited["semantic_sql"] = json!("SELECT x FROM y ORDER BY x LIMIT 5");
        assert_eq!(figures(&limited), Err(Unfit::Cut));
        limited["semantic_sql"] = json!("SELECT x FROM y");
        limited["truncated"] = json!(true);
        assert_eq!(figures(&limited), Err(Unfit::Cut));
    }

    #[test]
    fn other_shapes_are_no_numbers() {
        for (columns, rows, why) in [
            (&["metric"][..], json!([]), Unfit::Empty),
            (&["metric"], json!([[null]]), Unfit::Empty),
            (&["dimension", "metric"], json!([]), Unfit::Empty),
            (&["metric", "metric"], json!([[1, 2]]), Unfit::Shape),
            (&["time", "metric"], json!([["d", 2]]), Unfit::Shape),
            (&["dimension"], json!([["d"]]), Unfit::Shape),
            (
                &["dimension", "metric", "comparison"],
                json!([["d", 1, 2]]),
                Unfit::Shape,
            ),
        ] {
            assert_eq!(figures(&answer(columns, &rows)), Err(why), "{columns:?}");
        }
        assert_eq!(figures(&json!({ "status": "declined" })), Err(Unfit::Shape));
    }
}
