//! The provider's side of a completion going wrong in every way that providers have shown.

use std::sync::Arc;
use std::time::{Duration, Instant};

use secrecy::SecretString;
use serde_json::{Value, json};
use wenbo::language_model::openai::OpenAi;
use wenbo::language_model::recorded::{Recorded, Recorder, key};
use wenbo::language_model::{
    Completion, CompletionRequest, LanguageModel as _, LanguageModelError, Message, ModelConfig,
    connect,
};

use crate::support::misbehaving_endpoint::{Act, MisbehavingEndpoint, completion};

mod reply;

const KEY: &str = "sk-test-0123456789";
const REPLY: &str = r#"{"answer":1}"#;

fn request() -> CompletionRequest {
    CompletionRequest {
        system: "Output only JSON.".to_owned(),
        messages: vec![Message::user("昨天卖了多少")],
        schema_name: "answer".to_owned(),
        schema: json!({
            "type": "object",
            "properties": {"answer": {"type": "integer"}},
            "required": ["answer"],
            "additionalProperties": false
        }),
        max_tokens: 100,
        temperature: 0.0,
    }
}

/// Runs one completion against a script and returns its outcome with the requests that it took.
async fn run(acts: Vec<Act>) -> (Result<Completion, LanguageModelError>, Vec<Value>) {
    let endpoint = MisbehavingEndpoint::start(acts).await;
    let model = OpenAi::new(&ModelConfig::for_testing(&endpoint.base_url)).unwrap();
    let outcome = model.complete(&request()).await;
    if let Err(error) = &outcome {
        let text = format!("{error} {error:?}");
        assert!(!text.contains(KEY), "the key leaks: {text}");
        assert!(text.chars().count() < 1_000, "a body leaks: {text}");
    }
    let bodies = endpoint.received().into_iter().map(|it| it.body);
    (outcome, bodies.collect())
}

async fn error(acts: Vec<Act>) -> LanguageModelError {
    run(acts).await.0.unwrap_err()
}

fn openai_error(message: &str, code: &str) -> Value {
    json!({"error": {"message": message, "type": "invalid_request_error", "param": null, "code": code}})
}

#[tokio::test]
async fn a_good_reply_is_returned_with_its_cost() {
    let (outcome, bodies) = run(vec![Act::says(REPLY)]).await;
    let reply = outcome.unwrap();
    assert_eq!(reply.text, REPLY);
    assert_eq!(
        (reply.prompt_tokens, reply.completion_tokens),
        (Some(12), Some(7))
    );
    assert_eq!(reply.model, "test-model-2026");
    insta::assert_json_snapshot!(bodies, @r#"
    [
      {
        "messages": [
          {
            "role": "system",
            "content": "Output only JSON."
          },
          {
            "role": "user",
            "content": "昨天卖了多少"
          }
        ],
        "model": "test-model",
        "response_format": {
          "type": "json_schema",
          "json_schema": {
            "name": "answer",
            "schema": {
              "type": "object",
              "properties": {
                "answer": {
                  "type": "integer"
                }
              },
              "required": [
                "answer"
              ],
              "additionalProperties": false
            },
            "strict": true
          }
        },
        "temperature": 0.0,
        "max_tokens": 100
      }
    ]
    "#);
}

#[tokio::test]
async fn address_and_key_are_sent_as_set() {
    let endpoint = MisbehavingEndpoint::start(vec![Act::says(REPLY)]).await;
    let mut config = ModelConfig::for_testing(&format!("{}/", endpoint.base_url));
    OpenAi::new(&config)
        .unwrap()
        .complete(&request())
        .await
        .unwrap();
    config.api_key = Some(SecretString::from("  "));
    config
        .extra_body
        .insert("enable_thinking".to_owned(), json!(false));
    OpenAi::new(&config)
        .unwrap()
        .complete(&request())
        .await
        .unwrap();
    let received = endpoint.received();
    assert_eq!(received[0].path, "/v1/chat/completions");
    assert_eq!(
        received[0].headers["authorization"],
        format!("Bearer {KEY}")
    );
    assert!(!received[1].headers.contains_key("authorization"));
    assert_eq!(received[1].body["enable_thinking"], json!(false));
}

#[tokio::test]
async fn settings_that_cannot_work_are_named() {
    let check = |base_url: &str, model: &str, key: &str| {
        let config = ModelConfig {
            model: model.to_owned(),
            api_key: Some(SecretString::from(key)),
            ..ModelConfig::for_testing(base_url)
        };
        let error = OpenAi::new(&config).err().unwrap().to_string();
        assert!(!error.contains("sk-x"), "{error}");
        error
    };
    assert!(check("localhost 8000", "m", KEY).contains("WENBO_MODEL_BASE_URL"));
    assert!(check("ftp://localhost", "m", KEY).contains("http://"));
    assert!(check("http://localhost/v1", " ", KEY).contains("WENBO_MODEL"));
    assert!(check("http://localhost/v1", "m", "sk-x\ny").contains("API key"));
}

#[tokio::test]
async fn a_refused_key_is_not_tried_again() {
    let echo = openai_error(
        &format!("Incorrect API key provided: {KEY}"),
        "invalid_api_key",
    );
    for act in [
        Act::json(401, &echo),
        Act::body(403, "text/plain", KEY),
        Act::body(402, "text/plain", ""),
    ] {
        let (outcome, bodies) = run(vec![act]).await;
        assert!(matches!(
            outcome,
            Err(LanguageModelError::Unauthorized { .. })
        ));
        assert_eq!(bodies.len(), 1);
    }
    let quota = openai_error("You exceeded your current quota", "insufficient_quota");
    let (outcome, bodies) = run(vec![Act::json(429, &quota)]).await;
    assert!(matches!(
        outcome,
        Err(LanguageModelError::Unauthorized { status: 429 })
    ));
    assert_eq!(bodies.len(), 1);
}

#[tokio::test]
async fn an_unknown_model_is_named() {
    let body = openai_error("The model `test-model` does not exist", "model_not_found");
    let error = error(vec![Act::json(404, &body)]).await;
    insta::assert_snapshot!(error, @"the language model's provider answered HTTP 404: The model `test-model` does not exist, model_not_found, invalid_request_error; check the model's name (test-model) and the base URL");
}

#[tokio::test]
async fn a_web_page_as_404_is_not_quoted() {
    let page = "<!doctype html><h1>nginx</h1>".to_owned() + &"x".repeat(10_000);
    let error = error(vec![Act::body(404, "text/html", page)]).await;
    insta::assert_snapshot!(error, @"the language model's provider answered HTTP 404: a web page; check the model's name (test-model) and the base URL");
}

#[tokio::test]
async fn a_short_wait_is_waited_once() {
    let busy =
        Act::json(429, &openai_error("slow down", "rate_limit_exceeded")).with("retry-after", "1");
    let started = Instant::now();
    let (outcome, bodies) = run(vec![busy.clone(), Act::says(REPLY)]).await;
    assert_eq!(outcome.unwrap().text, REPLY);
    assert_eq!(bodies.len(), 2);
    assert!(started.elapsed() >= Duration::from_secs(1));
    let (outcome, bodies) = run(vec![busy]).await;
    let expected = LanguageModelError::RateLimited {
        retry_after: Some(Duration::from_secs(1)),
    };
    assert_eq!(outcome, Err(expected));
    assert_eq!(bodies.len(), 2);
}

#[tokio::test]
async fn a_long_wait_is_reported_at_once() {
    let busy = Act::body(429, "text/plain", "busy").with("retry-after", "3600");
    let (outcome, bodies) = run(vec![busy]).await;
    let error = outcome.unwrap_err();
    assert_eq!(bodies.len(), 1);
    insta::assert_snapshot!(error, @"the language model takes no more requests for now; try again in 3600 s");
}

#[tokio::test]
async fn without_a_named_wait_it_is_short() {
    // vLLM writes the code as a number, which is not OpenAI's form.
    let busy = Act::json(429, &json!({"error": {"message": "busy", "code": 429}}));
    let (outcome, bodies) = run(vec![busy.clone(), Act::says(REPLY)]).await;
    assert!(outcome.is_ok());
    assert_eq!(bodies.len(), 2);
    let (outcome, _) = run(vec![busy]).await;
    assert_eq!(
        outcome,
        Err(LanguageModelError::RateLimited { retry_after: None })
    );
}

#[tokio::test]
async fn a_server_fault_is_tried_once_more() {
    let fault = Act::body(500, "text/plain", "CUDA out of memory");
    let (outcome, bodies) = run(vec![fault.clone(), Act::says(REPLY)]).await;
    assert!(outcome.is_ok());
    assert_eq!(bodies.len(), 2);
    let (outcome, bodies) = run(vec![fault]).await;
    let error = outcome.unwrap_err();
    assert!(error.is_transient());
    assert_eq!(bodies.len(), 2);
    insta::assert_snapshot!(error, @"the language model's provider answered HTTP 500: CUDA out of memory");
}

#[tokio::test]
async fn a_model_that_hangs_runs_into_the_deadline() {
    let endpoint = MisbehavingEndpoint::start(vec![Act::Hang]).await;
    let config = ModelConfig {
        deadline: Duration::from_millis(300),
        ..ModelConfig::for_testing(&endpoint.base_url)
    };
    let started = Instant::now();
    let error = OpenAi::new(&config)
        .unwrap()
        .complete(&request())
        .await
        .unwrap_err();
    assert!(started.elapsed() < Duration::from_secs(3));
    insta::assert_snapshot!(error, @"the language model gave no whole answer within 0.3 s; ask again, or allow it more time");
}

#[tokio::test]
async fn nobody_listening_is_unreachable() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let config = ModelConfig::for_testing(&format!("http://user:secret@{address}/v1"));
    let error = OpenAi::new(&config)
        .unwrap()
        .complete(&request())
        .await
        .unwrap_err();
    assert!(matches!(error, LanguageModelError::Unreachable { .. }));
    let text = error.to_string();
    assert!(
        text.contains(&address.to_string()) && !text.contains("secret"),
        "{text}"
    );
}

#[tokio::test]
async fn a_cut_connection_is_tried_once_more() {
    let cut = Act::Break(completion(REPLY).to_string()[..60].to_owned());
    let (outcome, bodies) = run(vec![cut.clone(), Act::says(REPLY)]).await;
    assert!(outcome.is_ok());
    assert_eq!(bodies.len(), 2);
    let (outcome, bodies) = run(vec![cut]).await;
    assert!(matches!(
        outcome,
        Err(LanguageModelError::Unreachable { .. })
    ));
    assert_eq!(bodies.len(), 2);
}

#[tokio::test]
async fn the_ladder_goes_down_and_is_remembered() {
    let no = |words: &str| Act::json(400, &openai_error(words, "invalid"));
    let endpoint = MisbehavingEndpoint::start(vec![
        no("response_format json_schema is not supported"),
        no("response_format is not supported"),
        no("use max_completion_tokens"),
        no("temperature may not be set"),
        Act::says(REPLY),
    ])
    .await;
    let model = OpenAi::new(&ModelConfig::for_testing(&endpoint.base_url)).unwrap();
    model.complete(&request()).await.unwrap();
    model.complete(&request()).await.unwrap();
    let forms = endpoint.received().into_iter().map(|it| {
        let body = it.body;
        let has = |name: &str| !body[name].is_null();
        let kind = body["response_format"]["type"].as_str().unwrap_or("text");
        format!("{kind} {} {}", has("max_tokens"), has("temperature"))
    });
    insta::assert_snapshot!(forms.collect::<Vec<_>>().join("\n"), @r"
    json_schema true true
    json_object true true
    text true true
    text false true
    text false false
    text false false
    ");
}

#[tokio::test]
async fn a_request_that_no_form_saves_is_reported() {
    let detail = json!({"detail": [{"loc": ["body", "messages"], "msg": "bad"}]});
    let (outcome, bodies) = run(vec![Act::json(422, &detail)]).await;
    assert!(matches!(
        outcome,
        Err(LanguageModelError::Provider { status: 422, .. })
    ));
    assert_eq!(bodies.len(), 3);
    let long = openai_error(
        "maximum context length is 4096 tokens",
        "context_length_exceeded",
    );
    let (outcome, bodies) = run(vec![Act::json(400, &long)]).await;
    assert!(matches!(
        outcome,
        Err(LanguageModelError::Provider { status: 400, .. })
    ));
    assert_eq!(bodies.len(), 1);
}

#[tokio::test]
async fn replies_are_recorded_and_played_back() {
    let folder = tempfile::tempdir().unwrap();
    let endpoint = MisbehavingEndpoint::start(vec![Act::says(REPLY)]).await;
    let live = OpenAi::new(&ModelConfig::for_testing(&endpoint.base_url)).unwrap();
    let recorder = Recorder::new(Arc::new(live), folder.path());
    let live = recorder.complete(&request()).await.unwrap();
    assert_eq!(
        Recorded::new(folder.path())
            .complete(&request())
            .await
            .unwrap(),
        live
    );

    let mut other = request();
    other.system.push('!');
    assert_ne!(key(&other), key(&request()));
    let config = ModelConfig {
        replay_from: Some(folder.path().to_owned()),
        ..ModelConfig::default()
    };
    let error = connect(&config)
        .unwrap()
        .complete(&other)
        .await
        .unwrap_err();
    assert!(
        matches!(&error, LanguageModelError::NotRecorded { key: missing, .. } if *missing == key(&other))
    );
    assert!(error.to_string().contains("WENBO_MODEL_RECORD"), "{error}");
}
