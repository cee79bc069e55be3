//! What DuckDB says when a query names what the data does not have.

use crate::engine::EngineError;

/// Beginnings of messages about names: they quote the query and the schema, never a row.
const ABOUT_NAMES: [&str; 2] = ["Binder Error:", "Catalog Error:"];

/// The error of a query, with what is missing where the data lacks something.
pub(super) fn classify(error: duckdb::Error) -> EngineError {
    let said = error.to_string();
    if !ABOUT_NAMES.iter().any(|start| said.starts_with(start)) {
        return EngineError::Failed(Box::new(error));
    }
    EngineError::Unfit {
        missing: missing(&said),
        nearest: nearest(&said),
        source: Box::new(error),
    }
}

fn missing(said: &str) -> Option<String> {
    let named = |kind: &str, before: &str, after: &str| {
        let (_, rest) = said.split_once(before)?;
        let (name, _) = rest.split_once(after)?;
        let name = name.trim_matches('"');
        // A name is short and on one line; anything else is another sentence.
        let is_name = !name.is_empty() && !name.contains('\n');
        is_name.then(|| format!("the {kind} `{name}`"))
    };
    named("column", "Referenced column \"", "\" not found")
        .or_else(|| named("table", "Table with name ", " does not exist"))
        .or_else(|| named("function", "Function with name ", " does not exist"))
}

fn nearest(said: &str) -> Option<String> {
    let (_, rest) = said
        .split_once("Did you mean \"")
        .or_else(|| said.split_once("Candidate bindings: \""))?;
    let (name, _) = rest.split_once('"')?;
    Some(name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{missing, nearest};

    #[test]
    fn a_missing_name_is_told_with_the_nearest_one() {
        let column = "Binder Error: Referenced column \"colour\" not found in FROM clause!\n\
                      Candidate bindings: \"color\", \"cost\"\n\nLINE 1: select colour from t";
        assert_eq!(missing(column).as_deref(), Some("the column `colour`"));
        assert_eq!(nearest(column).as_deref(), Some("color"));
        let table = "Catalog Error: Table with name tt does not exist!\nDid you mean \"t\"?";
        assert_eq!(missing(table).as_deref(), Some("the table `tt`"));
        assert_eq!(nearest(table).as_deref(), Some("t"));
        let schema = "Catalog Error: Table with name \"x.tt\" does not exist because schema \"x\" does not exist.";
        assert_eq!(missing(schema).as_deref(), Some("the table `x.tt`"));
        assert_eq!(nearest(schema), None);
    }

    #[test]
    fn other_sentences_name_nothing() {
        let other = "Binder Error: No function matches the given name and argument types";
        assert_eq!((missing(other), nearest(other)), (None, None));
    }
}
