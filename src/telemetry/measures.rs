//! What is counted and measured: every name in one list, for Prometheus.
//!
//! Invariant: a label has one of few values that are written here or in a type; no text of a question, an asker, a
//! metric or a path becomes one.

use std::fs;
use std::sync::OnceLock;
use std::time::Duration;

use metrics::{
    Unit, counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram,
};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

/// Upper ends of spans of time, in seconds.
const SECONDS: [f64; 15] = [
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0,
];

/// Upper ends of numbers of rows.
const ROWS: [f64; 6] = [0.0, 1.0, 10.0, 100.0, 1_000.0, 10_000.0];

const QUESTIONS: &str = "wenbo_questions_total";
const MESSAGES: &str = "wenbo_messages_total";
const QUESTION_SECONDS: &str = "wenbo_question_seconds";
const STAGE_SECONDS: &str = "wenbo_stage_seconds";
const QUERIES: &str = "wenbo_queries_total";
const QUERY_SECONDS: &str = "wenbo_query_seconds";
const QUERY_ROWS: &str = "wenbo_query_rows";
const MODEL_CALLS: &str = "wenbo_model_calls_total";
const MODEL_TOKENS: &str = "wenbo_model_tokens_total";
const MODEL_COST: &str = "wenbo_model_cost";
const RELOADS: &str = "wenbo_reloads_total";
const REQUESTS: &str = "wenbo_http_requests_total";
const REQUEST_SECONDS: &str = "wenbo_http_request_seconds";
const CONNECTIONS: &str = "wenbo_connections_open";
const STREAMS: &str = "wenbo_streams_open";
const STORE_QUEUE: &str = "wenbo_store_queue";
const GENERATION: &str = "wenbo_generation";
const MEMORY: &str = "process_resident_memory_bytes";

/// The recorder of this process; the first call starts it.
pub fn recorder() -> &'static PrometheusHandle {
    static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();
    HANDLE.get_or_init(|| {
        let spans = [
            QUESTION_SECONDS,
            STAGE_SECONDS,
            QUERY_SECONDS,
            REQUEST_SECONDS,
        ];
        let buckets = spans
            .map(|name| (name, &SECONDS[..]))
            .into_iter()
            .chain([(QUERY_ROWS, &ROWS[..])]);
        let mut builder = PrometheusBuilder::new();
        for (name, ends) in buckets {
            let matcher = Matcher::Full(name.to_owned());
            // Only an empty list is refused.
            builder = match builder.set_buckets_for_metric(matcher, ends) {
                Ok(builder) => builder,
                Err(_) => PrometheusBuilder::new(),
            };
        }
        let recorder = builder.build_recorder();
        let handle = recorder.handle();
        // Somebody else's recorder, as a test may have, stays.
        let _installed = metrics::set_global_recorder(recorder);
        describe();
        handle
    })
}

/// What is true at this moment and not counted on the way.
#[derive(Debug, Clone, Copy)]
pub struct Now {
    /// Writes that wait for the store.
    pub store_queue: usize,
    /// The generation that answers.
    pub generation: u64,
}

/// Everything in the format of Prometheus.
#[must_use]
pub fn rendered(now: Now) -> String {
    let handle = recorder();
    gauge!(STORE_QUEUE).set(number(now.store_queue));
    #[expect(clippy::cast_precision_loss, reason = "generations are far below 2^53")]
    gauge!(GENERATION).set(now.generation as f64);
    if let Some(bytes) = resident_bytes() {
        gauge!(MEMORY).set(bytes);
    }
    handle.render()
}

/// A question that has ended, by the way it came in, who planned it and how it ended.
pub fn question(surface: &'static str, lane: &'static str, outcome: &'static str, took: Duration) {
    counter!(QUESTIONS, "surface" => surface, "lane" => lane, "outcome" => outcome).increment(1);
    histogram!(QUESTION_SECONDS, "lane" => lane).record(took);
}

/// A try to send a message to a chat program: it was sent, is tried again, or cannot be sent.
pub fn message(channel: &'static str, outcome: &'static str) {
    counter!(MESSAGES, "channel" => channel, "outcome" => outcome).increment(1);
}

/// A stage of an answer, in milliseconds.
pub fn stage(name: &'static str, milliseconds: f64) {
    histogram!(STAGE_SECONDS, "stage" => name).record(milliseconds.max(0.0) / 1e3);
}

/// A query whose rows were kept of an earlier one.
pub fn query_cached() {
    counter!(QUERIES, "outcome" => "cached").increment(1);
}

/// A query of the database that has ended, with its rows where it gave some.
pub fn query(outcome: &'static str, rows: Option<usize>, took: Duration) {
    counter!(QUERIES, "outcome" => outcome).increment(1);
    histogram!(QUERY_SECONDS).record(took);
    if let Some(rows) = rows {
        histogram!(QUERY_ROWS).record(number(rows));
    }
}

/// What language models were asked for an answer; the cost where every call had a price.
pub fn model(calls: u32, prompt_tokens: u64, completion_tokens: u64, cost: Option<f64>) {
    counter!(MODEL_CALLS).increment(u64::from(calls));
    counter!(MODEL_TOKENS, "kind" => "prompt").increment(prompt_tokens);
    counter!(MODEL_TOKENS, "kind" => "completion").increment(completion_tokens);
    if let Some(cost) = cost {
        // Counters are whole numbers.
        gauge!(MODEL_COST).increment(cost);
    }
}

/// A reload that has ended.
pub fn reload(outcome: &'static str) {
    counter!(RELOADS, "outcome" => outcome).increment(1);
}

/// A request that has ended, by its route as the program lists it and the first digit of its status.
pub fn request(route: &'static str, status: u16, took: Duration) {
    let class = match status / 100 {
        2 => "2xx",
        3 => "3xx",
        4 => "4xx",
        5 => "5xx",
        _ => "other",
    };
    counter!(REQUESTS, "route" => route, "status" => class).increment(1);
    histogram!(REQUEST_SECONDS, "route" => route).record(took);
}

/// Something of which there are so many at a time; it counts until it is dropped.
#[must_use]
pub struct Open(&'static str);

/// A connection.
pub fn connection() -> Open {
    Open::new(CONNECTIONS)
}

/// Somebody who reads an answer in parts.
pub fn stream() -> Open {
    Open::new(STREAMS)
}

impl Open {
    fn new(name: &'static str) -> Self {
        gauge!(name).increment(1.0);
        Self(name)
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        gauge!(self.0).decrement(1.0);
    }
}

fn describe() {
    describe_counter!(QUESTIONS, "Questions by surface, lane and outcome");
    describe_counter!(MESSAGES, "Messages to chat programs by outcome");
    describe_histogram!(QUESTION_SECONDS, Unit::Seconds, "How long questions took");
    describe_histogram!(
        STAGE_SECONDS,
        Unit::Seconds,
        "How long stages of answers took"
    );
    describe_counter!(QUERIES, "Queries of the database by outcome");
    describe_histogram!(
        QUERY_SECONDS,
        Unit::Seconds,
        "How long queries took, waiting for a connection included"
    );
    describe_histogram!(QUERY_ROWS, "Rows of queries");
    describe_counter!(MODEL_CALLS, "Calls of language models");
    describe_counter!(MODEL_TOKENS, "Tokens of language models");
    describe_gauge!(
        MODEL_COST,
        "What language models cost since the start, in the currency of the prices"
    );
    describe_counter!(RELOADS, "Reloads by outcome");
    describe_counter!(REQUESTS, "Requests by route and status");
    describe_histogram!(
        REQUEST_SECONDS,
        Unit::Seconds,
        "How long requests took until their reply began"
    );
    describe_gauge!(CONNECTIONS, "Connections that are open");
    describe_gauge!(STREAMS, "Answers that are read in parts");
    describe_gauge!(STORE_QUEUE, "Writes that wait for the store");
    describe_gauge!(GENERATION, "The generation of data and layer that answers");
    describe_gauge!(MEMORY, Unit::Bytes, "Memory of the process");
}

/// What the process has in memory, where the system tells it.
fn resident_bytes() -> Option<f64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024.0)
}

#[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
fn number(many: usize) -> f64 {
    many as f64
}
