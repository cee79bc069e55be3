//! Parameters of addresses, and cursors: where a list goes on.

use axum::extract::Query;
use axum::http::Uri;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::DeserializeOwned;

use super::error::Problem;
use crate::store::Place;

/// The most characters of a search.
pub(super) const MAX_TYPED: usize = 100;

/// The parameters of an address.
///
/// # Errors
/// One is unknown or cannot be read.
pub(super) fn parameters<T: DeserializeOwned>(uri: &Uri) -> Result<T, Problem> {
    match Query::try_from_uri(uri) {
        Ok(Query(parameters)) => Ok(parameters),
        Err(rejection) => Err(Problem::invalid_parameter(&rejection.body_text())),
    }
}

/// A number from 1 on.
///
/// # Errors
/// It is 0 or too large.
pub(super) fn within(name: &str, number: usize, most: usize) -> Result<usize, Problem> {
    if (1..=most).contains(&number) {
        return Ok(number);
    }
    let why = format!("`{name}` is {number}, it must be 1 to {most}");
    Err(Problem::invalid_parameter(&why))
}

/// A text that is searched for.
///
/// # Errors
/// It is too long.
pub(super) fn short(name: &str, text: &str) -> Result<(), Problem> {
    let length = text.chars().count();
    if length <= MAX_TYPED {
        return Ok(());
    }
    let why = format!("`{name}` has {length} characters, it may have at most {MAX_TYPED}");
    Err(Problem::invalid_parameter(&why))
}

/// A place in a list, as a text that means nothing to whoever hands it back.
pub(super) fn cursor(place: &Place) -> String {
    URL_SAFE_NO_PAD.encode(format!("{}\n{}", place.at, place.id))
}

/// The place that a cursor means.
///
/// # Errors
/// It is none that was handed out.
pub(super) fn place(cursor: &str) -> Result<Place, Problem> {
    let read = || {
        let bytes = URL_SAFE_NO_PAD.decode(cursor).ok()?;
        let text = String::from_utf8(bytes).ok()?;
        let (at, id) = text.split_once('\n')?;
        Some(Place {
            at: at.to_owned(),
            id: id.to_owned(),
        })
    };
    read().ok_or_else(|| Problem::invalid_parameter("`cursor` must be the `next` of a reply"))
}

#[cfg(test)]
mod tests {
    use super::{cursor, place};
    use crate::store::Place;

    #[test]
    fn a_cursor_leads_back_to_its_place() {
        let there = Place {
            at: "2026-11-19T02:30:00Z".to_owned(),
            id: "01a2260c".to_owned(),
        };
        assert_eq!(place(&cursor(&there)).unwrap(), there);
        for wrong in ["", "x", "%%", "MjAyNg"] {
            assert!(place(wrong).is_err(), "{wrong}");
        }
    }
}
