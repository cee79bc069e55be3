//! Whatever a provider does wrong (`tests/cases/model/faults.jsonl`), the grammar answers what it can, and says that it was alone.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use futures::future::join_all;
use serde_json::Value;
use wenbo::answer::{Lane, Status};
use wenbo::language_model::{
    Completion, CompletionRequest, Hear, LanguageModel, LanguageModelError, Meter, ModelConfig,
    connect,
};
use wenbo::pipeline::Pipeline;
use wenbo::question::LaneChoice;

use super::{MENDED, Setting, UNKNOWN, by_name, codes, question, total};
use crate::support::misbehaving_endpoint::{Act, MisbehavingEndpoint};

const CASES: &str = include_str!("../../cases/model/faults.jsonl");

/// The code that tells an asker of an error, which a case gives by its beginning.
fn code(error: &str) -> &'static str {
    let codes = [
        ("Timeout", "model_timeout"),
        ("Refused", "model_refused"),
        ("RateLimited", "model_rate_limited"),
        // These are sent back, and come again.
        ("BadReply { problem: NoObject", "model_misunderstood"),
        ("BadReply { problem: BrokenObject", "model_misunderstood"),
    ];
    let found = codes.iter().find(|(begins, _)| error.starts_with(begins));
    found.map_or("model_unavailable", |(_, code)| code)
}

/// Asks each question of the model that is there for it.
struct Several(HashMap<String, Arc<dyn LanguageModel>>);

#[async_trait]
impl LanguageModel for Several {
    async fn complete_heard(
        &self,
        request: &CompletionRequest,
        meter: &Meter,
        hear: Option<&Hear<'_>>,
    ) -> Result<Completion, LanguageModelError> {
        self.0[&request.about.question]
            .complete_heard(request, meter, hear)
            .await
    }

    fn name(&self) -> &'static str {
        "several"
    }
}

/// A case of an error, played by an endpoint of its own for a question of its own.
struct Played<'a> {
    case: &'a Value,
    text: String,
    endpoint: MisbehavingEndpoint,
}

impl<'a> Played<'a> {
    /// Questions of a text are told apart by the blanks at their end.
    async fn new(case: &'a Value, text: &str, number: usize) -> Self {
        let acts = case["acts"].as_array().unwrap();
        Self {
            case,
            text: format!("{text}{}", " ".repeat(number)),
            endpoint: MisbehavingEndpoint::start(acts.iter().map(Act::read).collect()).await,
        }
    }

    fn model(&self) -> Arc<dyn LanguageModel> {
        let acts = self.case["acts"].as_array().unwrap();
        let waits = |act: &Value| act.get("hang").is_some() || act.get("stall").is_some();
        let config = ModelConfig {
            provider: self.case["provider"].as_str().map(str::to_owned),
            deadline: Duration::from_secs(if acts.iter().any(waits) { 1 } else { 60 }),
            ..ModelConfig::for_testing(&self.endpoint.base_url)
        };
        connect(&config).unwrap()
    }

    /// Says what is not as it should be.
    async fn wrong(&self, pipeline: &Pipeline) -> Option<String> {
        let wanted = code(self.case["error"].as_str().unwrap());
        let answer = pipeline
            .answer(&question(&self.text, LaneChoice::Auto))
            .await;
        let status = if self.text.starts_with(MENDED) {
            Status::Answered
        } else {
            Status::Declined
        };
        let all = serde_json::to_string(&answer).unwrap();
        let says = codes(&answer).contains(&wanted);
        let hidden = ["127.0.0.1", "sk-test", "CUDA", "nginx"];
        let leaks = hidden.iter().any(|it| all.contains(it));
        let by_grammar = answer.status == status && answer.lane == Some(Lane::Grammar);
        let is_right = by_grammar && says && !leaks;
        (!is_right).then(|| format!("{}: not {wanted}, but {all}", self.case["fault"]))
    }
}

#[tokio::test]
async fn the_grammar_answers_through_every_fault_and_says_so() {
    let cases: Vec<Value> = CASES
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let errors = cases.iter().filter(|case| case.get("error").is_some());
    let mut played = Vec::new();
    let mut told = Vec::new();
    for (number, case) in errors.enumerate() {
        played.push(Played::new(case, MENDED, number).await);
        // What the grammar does not know it declines, and says as well that the model was no help.
        let wanted = code(case["error"].as_str().unwrap());
        if !told.contains(&wanted) {
            told.push(wanted);
            played.push(Played::new(case, UNKNOWN, number).await);
        }
    }
    assert!(played.len() > 30);
    assert_eq!(told.len(), 5, "each way of telling has a case: {told:?}");
    let models = played.iter().map(|it| (it.text.clone(), it.model()));
    let model = Arc::new(Several(models.collect()));
    let pipeline = Setting {
        deadline: Duration::from_secs(120),
        ..Setting::new(model, vec![by_name(&[("ST007", "1")])])
    };
    let pipeline = pipeline.pipeline();
    let wrong = join_all(played.iter().map(|it| it.wrong(&pipeline))).await;
    let wrong: Vec<String> = wrong.into_iter().flatten().collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn a_resting_model_is_not_asked_and_the_grammar_answers() {
    let endpoint = MisbehavingEndpoint::start(vec![Act::body(401, "text/plain", "no")]).await;
    let config = ModelConfig {
        failures: 1,
        ..ModelConfig::for_testing(&endpoint.base_url)
    };
    let model = connect(&config).unwrap();
    for _ in 0..2 {
        let answer = Setting::new(model.clone(), vec![by_name(&[("ST007", "1")])])
            .ask(&question(MENDED, LaneChoice::Auto))
            .await;
        assert_eq!(answer.status, Status::Answered);
        assert!(codes(&answer).contains(&"model_unavailable"));
    }
    assert_eq!(endpoint.received().len(), 1);
}

#[tokio::test]
async fn a_question_that_is_too_long_for_the_model_is_not_sent() {
    let endpoint = MisbehavingEndpoint::start(vec![Act::says("{}")]).await;
    let model = connect(&ModelConfig::for_testing(&endpoint.base_url)).unwrap();
    let answer = Setting::new(model, vec![total("1")])
        .ask(&question(&UNKNOWN.repeat(140), LaneChoice::Auto))
        .await;
    assert_eq!(answer.status, Status::Declined);
    assert!(
        codes(&answer).contains(&"question_too_long"),
        "{:?}",
        answer.notes
    );
    assert!(endpoint.received().is_empty());
}
