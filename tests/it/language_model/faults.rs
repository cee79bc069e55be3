//! Every way in which providers fail, as cases: `tests/cases/model/faults.jsonl`.

use std::time::Duration;

use futures::future::join_all;
use serde_json::Value;
use wenbo::language_model::openai::OpenAi;
use wenbo::language_model::{LanguageModel as _, Meter, ModelConfig};

use super::request;
use crate::support::misbehaving_endpoint::{Act, MisbehavingEndpoint};

const CASES: &str = include_str!("../../cases/model/faults.jsonl");

#[tokio::test]
async fn every_fault_ends_as_it_should() {
    let cases: Vec<Value> = CASES
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let played = join_all(cases.iter().map(play)).await;
    let wrong: Vec<String> = played.into_iter().flatten().collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Plays a case and returns what was not as it says.
async fn play(case: &Value) -> Option<String> {
    let acts = case["acts"].as_array().unwrap();
    let waits = acts
        .iter()
        .any(|act| act.get("hang").is_some() || act.get("stall").is_some());
    let endpoint = MisbehavingEndpoint::start(acts.iter().map(Act::read).collect()).await;
    let config = ModelConfig {
        provider: case["provider"].as_str().map(str::to_owned),
        deadline: Duration::from_secs(if waits { 1 } else { 60 }),
        ..ModelConfig::for_testing(&endpoint.base_url)
    };
    let model = OpenAi::new(&config).unwrap();
    let meter = Meter::unlimited();
    let outcome = model.complete(&request(), &meter).await;
    let mut wrong = Vec::new();
    match &outcome {
        Ok(reply) if Some(reply.text.as_str()) == case["gets"].as_str() => {}
        Err(error) if starts_with(&format!("{error:?}"), case["error"].as_str()) => {}
        other => wrong.push(format!("came to {other:?}")),
    }
    let forms = forms(&endpoint, 0);
    if case.get("forms").is_some_and(|wanted| *wanted != forms) {
        wrong.push(format!("sent {forms}"));
    }
    let calls = case["calls"].as_u64().unwrap_or(outcome.is_ok().into());
    if u64::from(meter.spent().calls) != calls {
        wrong.push(format!("was charged for {} calls", meter.spent().calls));
    }
    if let Some(next) = case.get("next") {
        let before = endpoint.received().len();
        // Its outcome is the last act's again; only its form matters.
        let _again = model.complete(&request(), &Meter::unlimited()).await;
        let forms = self::forms(&endpoint, before);
        if forms[0] != *next {
            wrong.push(format!("then sent {forms}"));
        }
    }
    (!wrong.is_empty()).then(|| format!("{}: {}", case["fault"], wrong.join("; ")))
}

fn starts_with(error: &str, wanted: Option<&str>) -> bool {
    wanted.is_some_and(|wanted| error.starts_with(wanted))
}

/// How the shape of the reply was asked for, request by request.
fn forms(endpoint: &MisbehavingEndpoint, from: usize) -> Value {
    let received = endpoint.received().into_iter().skip(from);
    let form = |body: &Value| match body["response_format"]["type"].as_str() {
        Some("json_schema") => "schema",
        Some(_) => "object",
        None if body["tools"].is_array() => "tool",
        None => "text",
    };
    received.map(|it| form(&it.body)).collect()
}
