//! What can be asked for, as far as the asker may know.

#![expect(
    unused_qualifications,
    reason = "what the macro writes for parameters names its trait in full"
)]

use std::future::{Ready, ready};

use axum::Json;
use axum::extract::Path;
use axum::http::Uri;
use semantic_sql::diagnostic::nearest;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::error::Problem;
use super::openapi::{BadParameter, Missing};
use super::paging::{parameters, short, within};
use super::{For, Shared};
use crate::catalogue::{DimensionEntry, Hit, MetricDetail, MetricEntry, Values, VerifiedEntry};

/// Values of a page where nobody says how many, and at most.
const PAGE: usize = 100;
const MAX_PAGE: usize = 1_000;

/// Hits where nobody says how many, and at most.
const HITS: usize = 10;
const MAX_HITS: usize = 50;

/// The most names near to a wrong one that are told.
const NEAR: usize = 5;

/// The metrics.
#[derive(Serialize, ToSchema)]
pub(super) struct Metrics {
    metrics: Vec<MetricEntry>,
}

/// The dimensions.
#[derive(Serialize, ToSchema)]
pub(super) struct Dimensions {
    dimensions: Vec<DimensionEntry>,
}

/// What fits a text.
#[derive(Serialize, ToSchema)]
pub(super) struct Hits {
    hits: Vec<Hit>,
}

/// Questions that somebody answers for.
#[derive(Serialize, ToSchema)]
pub(super) struct Verified {
    verified: Vec<VerifiedEntry>,
}

/// Which values are wanted.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ValuesWanted {
    /// The beginning or a part of a name, as written or in pinyin.
    #[param(max_length = 100)]
    search: Option<String>,
    /// Values to pass over.
    #[serde(default)]
    #[param(default = 0, minimum = 0)]
    offset: usize,
    /// Values that come back at most.
    #[param(default = 100, minimum = 1, maximum = 1000)]
    limit: Option<usize>,
}

/// What is being typed.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Typed {
    /// The beginning or a part of a name, as written or in pinyin.
    #[param(min_length = 1, max_length = 100)]
    q: String,
    /// Hits that come back at most.
    #[param(default = 10, minimum = 1, maximum = 50)]
    limit: Option<usize>,
}

/// Lists the metrics that the asker may see.
#[utoipa::path(
    get, path = "/v1/metrics", tag = "catalogue",
    responses((status = 200, description = "The metrics", body = Metrics)),
)]
pub(super) fn metrics(For(shared): For) -> Ready<Json<Metrics>> {
    let metrics = (shared.parts.catalogue)().metrics();
    ready(Json(Metrics { metrics }))
}

/// Tells what a metric means and what it can be split by.
#[utoipa::path(
    get, path = "/v1/metrics/{id}", tag = "catalogue",
    params(("id" = String, Path, description = "The name of the metric in semantic SQL")),
    responses((status = 200, description = "The metric", body = MetricDetail), Missing),
)]
pub(super) fn metric(
    For(shared): For,
    Path(id): Path<String>,
) -> Ready<Result<Json<MetricDetail>, Problem>> {
    let catalogue = (shared.parts.catalogue)();
    ready(catalogue.metric(&id).map(Json).ok_or_else(|| {
        let all = catalogue.metrics();
        let near = nearest(&id, all.iter().map(|metric| metric.id.as_str()), NEAR);
        Problem::no_such("metric", &near)
    }))
}

/// Lists the dimensions that the asker may use.
#[utoipa::path(
    get, path = "/v1/dimensions", tag = "catalogue",
    responses((status = 200, description = "The dimensions", body = Dimensions)),
)]
pub(super) fn dimensions(For(shared): For) -> Ready<Json<Dimensions>> {
    let dimensions = (shared.parts.catalogue)().dimensions();
    ready(Json(Dimensions { dimensions }))
}

/// Lists the values of a dimension that the asker's rows may have.
#[utoipa::path(
    get, path = "/v1/dimensions/{id}/values", tag = "catalogue",
    params(
        ("id" = String, Path, description = "The dimension as semantic SQL writes it"),
        ValuesWanted,
    ),
    responses((status = 200, description = "A page of values", body = Values), BadParameter, Missing),
)]
#[expect(
    clippy::needless_pass_by_value,
    reason = "a handler is handed the parts of its request"
)]
pub(super) fn values(
    For(shared): For,
    Path(id): Path<String>,
    uri: Uri,
) -> Ready<Result<Json<Values>, Problem>> {
    ready(page(&shared, &id, &uri).map(Json))
}

fn page(shared: &Shared, id: &str, uri: &Uri) -> Result<Values, Problem> {
    let wanted: ValuesWanted = parameters(uri)?;
    let limit = within("limit", wanted.limit.unwrap_or(PAGE), MAX_PAGE)?;
    let search = wanted.search.as_deref();
    short("search", search.unwrap_or_default())?;
    let catalogue = (shared.parts.catalogue)();
    let values = catalogue.values(id, search, wanted.offset, limit);
    values.ok_or_else(|| {
        let all = catalogue.dimensions();
        let near = nearest(id, all.iter().map(|it| it.id.as_str()), NEAR);
        Problem::no_such("dimension", &near)
    })
}

/// Tells which metrics, dimensions and values a text may be the beginning of; where it is of none, which it names.
#[utoipa::path(
    get, path = "/v1/search", tag = "catalogue",
    params(Typed),
    responses((status = 200, description = "What fits, the best first", body = Hits), BadParameter),
)]
#[expect(
    clippy::needless_pass_by_value,
    reason = "a handler is handed the parts of its request"
)]
pub(super) fn search(For(shared): For, uri: Uri) -> Ready<Result<Json<Hits>, Problem>> {
    ready(hits(&shared, &uri).map(Json))
}

fn hits(shared: &Shared, uri: &Uri) -> Result<Hits, Problem> {
    let typed: Typed = parameters(uri)?;
    let limit = within("limit", typed.limit.unwrap_or(HITS), MAX_HITS)?;
    short("q", &typed.q)?;
    if typed.q.is_empty() {
        return Err(Problem::invalid_parameter("`q` is empty"));
    }
    let hits = (shared.parts.catalogue)().search(&typed.q, limit);
    Ok(Hits { hits })
}

/// Lists the questions that somebody answers for.
#[utoipa::path(
    get, path = "/v1/verified", tag = "catalogue",
    responses((status = 200, description = "The verified questions", body = Verified)),
)]
pub(super) fn verified(For(shared): For) -> Ready<Json<Verified>> {
    let verified = (shared.parts.catalogue)().verified();
    ready(Json(Verified { verified }))
}
