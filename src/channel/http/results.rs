//! Results of statements that are read in pages, and kept for a while so that all pages are of one result.
//!
//! Invariant: a result is its asker's own. What is kept is bounded in number, bytes and time.

#![expect(
    unused_qualifications,
    reason = "what the macro writes for parameters names its trait in full"
)]

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::Path;
use axum::http::Uri;
use axum::http::header::HeaderMap;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::error::Problem;
use super::openapi::{Missing, NotAcceptable};
use super::rows::{self, Column, Form, Table};
use super::{For, Shared, paging};
use crate::pipeline::StatementResult;
use crate::result_set::Cell;

/// How long a result is kept after its first page.
const KEPT: Duration = Duration::from_secs(600);

/// Results that are kept at most.
const MOST: usize = 64;

/// Bytes of all results that are kept, about.
const MOST_BYTES: usize = 64 * 1024 * 1024;

/// Rows of a page at most.
pub(super) const MAX_PAGE: usize = 10_000;

/// Rows of a page where nobody says how many.
const PAGE: usize = 1_000;

/// What a statement gave, or a page of it.
#[derive(Serialize, ToSchema)]
pub(super) struct QueryResult {
    /// What it gave.
    #[serde(flatten)]
    pub(super) result: StatementResult,
    /// Where the next page is, for ten minutes; nothing after the last one.
    pub(super) next: Option<String>,
}

/// Which rows are wanted.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct PageWanted {
    /// Rows to pass over.
    #[serde(default)]
    #[param(default = 0, minimum = 0)]
    pub(super) offset: usize,
    /// Rows that come back at most.
    #[param(default = 1000, minimum = 1, maximum = 10000)]
    limit: Option<usize>,
    /// The form of the rows, where `Accept` is not to decide it.
    #[param(inline)]
    pub(super) format: Option<Form>,
}

impl PageWanted {
    /// How many rows are wanted.
    pub(super) fn limit(&self) -> Result<usize, Problem> {
        paging::within("limit", self.limit.unwrap_or(PAGE), MAX_PAGE)
    }
}

/// The results that are kept, oldest first.
#[derive(Default)]
pub(super) struct Results(Mutex<VecDeque<Kept>>);

struct Kept {
    id: String,
    asker: String,
    result: Arc<StatementResult>,
    bytes: usize,
    since: Instant,
}

impl Results {
    /// Keeps a result for its asker, and returns its id; nothing where it is too large.
    fn keep(&self, asker: String, result: Arc<StatementResult>, now: Instant) -> Option<String> {
        let bytes = size(&result);
        if bytes > MOST_BYTES {
            return None;
        }
        let id = Uuid::now_v7().to_string();
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.push_back(Kept {
            id: id.clone(),
            asker,
            result,
            bytes,
            since: now,
        });
        let mut sum: usize = kept.iter().map(|it| it.bytes).sum();
        while let Some(oldest) = kept.front() {
            let is_old = now.saturating_duration_since(oldest.since) > KEPT;
            if !is_old && kept.len() <= MOST && sum <= MOST_BYTES {
                break;
            }
            sum -= oldest.bytes;
            kept.pop_front();
        }
        Some(id)
    }

    fn find(&self, id: &str, asker: &str, now: Instant) -> Option<Arc<StatementResult>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = kept.iter().find(|it| it.id == id && it.asker == asker)?;
        let is_old = now.saturating_duration_since(found.since) > KEPT;
        (!is_old).then(|| found.result.clone())
    }
}

/// About how many bytes a result takes.
fn size(result: &StatementResult) -> usize {
    let cell = |cell: &Cell| match cell {
        Cell::Text(text) | Cell::Decimal(text) => size_of::<Cell>() + text.len(),
        _ => size_of::<Cell>(),
    };
    let rows = result.rows.iter();
    rows.map(|row| size_of::<Vec<Cell>>() + row.iter().map(cell).sum::<usize>())
        .sum()
}

/// The first page of a result, which is kept where there are more.
pub(super) fn first_page(
    shared: &Shared,
    result: StatementResult,
    page: Option<usize>,
    form: usize,
) -> Result<Response, Problem> {
    let Some(size) = page.filter(|size| *size < result.rows.len()) else {
        return told(&result, 0..result.rows.len(), None, form);
    };
    let asker = shared.owner();
    let result = Arc::new(result);
    let id = shared
        .common
        .results
        .keep(asker, result.clone(), Instant::now());
    let id = id.ok_or_else(Problem::too_many_rows)?;
    let next = format!("/v1/results/{id}?offset={size}&limit={size}");
    told(&result, 0..size, Some(next), form)
}

/// Tells a page of a statement's result.
///
/// `POST /v1/query` with `page_size` keeps what it gave for ten minutes and tells this address, in `next` and in the
/// header `Link`. All pages are of one result, whatever is loaded meanwhile.
#[utoipa::path(
    get, path = "/v1/results/{id}", operation_id = "result_page", tag = "questions",
    params(("id" = String, Path, description = "From `next` of the page before"), PageWanted),
    responses(
        (status = 200, description = "The rows of the page", content(
            (QueryResult = "application/json"),
            (String = "application/x-ndjson"),
            (String = "text/csv"),
            (Vec<u8> = "application/vnd.apache.arrow.stream"),
        ), headers(
            ("Wenbo-Rows" = usize, description = "How many rows the page has"),
            ("Wenbo-Truncated" = bool, description = "Whether the result was cut"),
            ("Link" = Option<String>, description = "Where the next page is"),
        )),
        Missing, NotAcceptable,
    ),
)]
pub(super) async fn page(
    For(shared): For,
    Path(id): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let wanted: PageWanted = paging::parameters(&uri)?;
    let limit = wanted.limit()?;
    let form = rows::form_of(wanted.format, &headers)?;
    let asker = shared.owner();
    let result = shared
        .common
        .results
        .find(&id, &asker, Instant::now())
        .ok_or_else(|| {
            let what = "result; it is kept for ten minutes, so run the statement again";
            Problem::no_such(what, &[])
        })?;
    let all = result.rows.len();
    let from = wanted.offset.min(all);
    let to = from.saturating_add(limit).min(all);
    let next = (to < all).then(|| format!("/v1/results/{id}?offset={to}&limit={limit}"));
    told(&result, from..to, next, form)
}

fn told(
    result: &StatementResult,
    range: std::ops::Range<usize>,
    next: Option<String>,
    form: usize,
) -> Result<Response, Problem> {
    let columns: Vec<Column> = result
        .columns
        .iter()
        .map(|column| Column {
            name: column.name.clone(),
            label: column.label.clone(),
            unit: column.unit.clone(),
            data_type: column.data_type.to_owned(),
        })
        .collect();
    let rows = &result.rows[range];
    let table = Table {
        columns: &columns,
        rows,
        truncated: result.truncated,
        next: next.clone(),
    };
    rows::reply(&table, form, || {
        json!(QueryResult {
            result: StatementResult {
                columns: result.columns.clone(),
                rows: rows.to_vec(),
                truncated: result.truncated,
                notes: result.notes.clone(),
                policies: result.policies.clone(),
                sql: result.sql.clone(),
            },
            next,
        })
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::{Duration, Instant};

    use super::{KEPT, MOST, Results};
    use crate::pipeline::StatementResult;
    use crate::result_set::Cell;

    fn result(bytes: usize) -> Arc<StatementResult> {
        Arc::new(StatementResult {
            columns: Vec::new(),
            rows: vec![vec![Cell::Text("x".repeat(bytes))]],
            truncated: false,
            notes: Vec::new(),
            policies: Vec::new(),
            sql: String::new(),
        })
    }

    #[test]
    fn results_are_their_askers_own_and_bounded() {
        let results = Results::default();
        let now = Instant::now();
        let keep = |bytes| results.keep("a".to_owned(), result(bytes), now);
        let first = keep(10).unwrap();
        assert!(results.find(&first, "a", now).is_some());
        assert!(results.find(&first, "b", now).is_none());
        let later = now + KEPT + Duration::from_secs(1);
        assert!(results.find(&first, "a", later).is_none());
        for _ in 0..MOST {
            keep(10).unwrap();
        }
        assert!(results.find(&first, "a", now).is_none());
        assert!(keep(65 * 1024 * 1024).is_none());
        let large = keep(60 * 1024 * 1024).unwrap();
        let larger = keep(50 * 1024 * 1024).unwrap();
        assert!(results.find(&large, "a", now).is_none());
        assert!(results.find(&larger, "a", now).is_some());
    }
}
