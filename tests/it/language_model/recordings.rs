//! Recordings: what is written, what is played back, and what is said where there is none.

use std::path::Path;
use std::sync::Arc;

use wenbo::language_model::openai::OpenAi;
use wenbo::language_model::recorded::{Recorded, Recorder, key, only_model};
use wenbo::language_model::{
    CompletionRequest, LanguageModel, LanguageModelError, Message, Meter, ModelConfig, Price,
    connect,
};

use super::{KEY, REPLY, request};
use crate::support::misbehaving_endpoint::{Act, MisbehavingEndpoint};

/// Records what a live model does with a request.
async fn record(
    act: Act,
    request: &CompletionRequest,
    folder: &Path,
) -> Result<String, LanguageModelError> {
    let endpoint = MisbehavingEndpoint::start(vec![act]).await;
    let live = OpenAi::new(&ModelConfig::for_testing(&endpoint.base_url)).unwrap();
    ask(&Recorder::new(Arc::new(live), folder, None), request).await
}

async fn ask(
    model: &dyn LanguageModel,
    request: &CompletionRequest,
) -> Result<String, LanguageModelError> {
    let reply = model.complete(request, &Meter::unlimited()).await;
    reply.map(|reply| reply.text)
}

fn replay(folder: &Path) -> Recorded {
    Recorded::new(folder, "test-model", None)
}

#[tokio::test]
async fn replies_are_recorded_whole_and_played_back_at_their_price() {
    let folder = tempfile::tempdir().unwrap();
    let live = record(Act::says(REPLY), &request(), folder.path()).await;
    assert_eq!(live.as_deref(), Ok(REPLY));
    let path = folder
        .path()
        .join(format!("{}.json", key("test-model", &request())));
    let text = std::fs::read_to_string(path).unwrap();
    for part in [
        "\"model\": \"test-model\"",
        "昨天卖了多少",
        "\"schema\"",
        "\"max_tokens\"",
        REPLY.trim_matches('{'),
    ] {
        assert!(
            text.replace("\\\"", "\"")
                .contains(part.trim_end_matches('}')),
            "{part} is not in {text}"
        );
    }
    for hidden in [KEY, "127.0.0.1", "uthorization"] {
        assert!(!text.contains(hidden), "{hidden} is recorded");
    }
    let price = Price {
        input: 1_000.0,
        output: 10_000.0,
    };
    let meter = Meter::unlimited();
    let replayed = Recorded::new(folder.path(), "test-model", Some(price));
    replayed.complete(&request(), &meter).await.unwrap();
    let spent = meter.spent();
    assert_eq!(
        (spent.calls, spent.prompt_tokens, spent.completion_tokens),
        (1, 12, 7)
    );
    assert!((spent.cost - 0.082).abs() < 1e-9, "{}", spent.cost);
}

#[tokio::test]
async fn what_the_model_did_wrong_is_played_back_too_and_what_the_network_did_is_not() {
    let refusal = Act::read(&serde_json::json!({"message": {"content": null, "refusal": "no"}}));
    let cut = Act::read(&serde_json::json!({"finish": "length", "says": REPLY}));
    for act in [Act::says("prose"), Act::says("{\"answer\": "), refusal, cut] {
        let folder = tempfile::tempdir().unwrap();
        let live = record(act, &request(), folder.path()).await;
        assert!(live.is_err());
        assert_eq!(ask(&replay(folder.path()), &request()).await, live);
    }
    for act in [
        Act::body(503, "text/plain", "down"),
        Act::body(401, "text/plain", "no"),
        Act::body(200, "text/html", "<p>hi"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        assert!(record(act, &request(), folder.path()).await.is_err());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}

#[tokio::test]
async fn what_is_recorded_is_not_asked_again_where_both_are_wanted() {
    let folder = tempfile::tempdir().unwrap();
    let endpoint = MisbehavingEndpoint::start(vec![Act::says(REPLY)]).await;
    let config = ModelConfig {
        record_to: Some(folder.path().to_owned()),
        replay_from: Some(folder.path().to_owned()),
        ..ModelConfig::for_testing(&endpoint.base_url)
    };
    for _ in 0..2 {
        let model = connect(&config).unwrap();
        assert_eq!(ask(model.as_ref(), &request()).await.as_deref(), Ok(REPLY));
    }
    assert_eq!(endpoint.received().len(), 1);
}

#[tokio::test]
async fn a_missing_recording_is_told_by_its_question_and_by_what_differs() {
    let folder = tempfile::tempdir().unwrap();
    let said = async |request: &CompletionRequest, model: &str| {
        let error = ask(&Recorded::new(folder.path(), model, None), request).await;
        let error = error.unwrap_err().to_string();
        let (what, how) = error.split_once("; ask the same question").unwrap();
        assert!(how.contains("WENBO_MODEL_RECORD"), "{how}");
        what.replace(&key(model, request), "KEY")
    };
    let mut all = vec![said(&request(), "test-model").await];
    record(Act::says(REPLY), &request(), folder.path())
        .await
        .unwrap();
    let mut other = request();
    other.messages = vec![Message::user("别的")];
    other.about.question = "别的".to_owned();
    record(Act::says(REPLY), &other, folder.path())
        .await
        .unwrap();

    all.push(said(&request(), "other-model").await);
    let mut changed = request();
    changed.system.push_str("\nNever guess.");
    changed.about.prompt_version = "two".to_owned();
    all.push(said(&changed, "test-model").await);
    changed = request();
    changed.schema["properties"]["sum"] = serde_json::json!({"type": "number"});
    changed.max_tokens = 200;
    all.push(said(&changed, "test-model").await);
    changed = request();
    changed.messages.push(Message::assistant("no"));
    changed.messages.push(Message::user("again"));
    all.push(said(&changed, "test-model").await);
    changed = request();
    changed.about.question = "前天卖了多少".to_owned();
    changed.messages = vec![Message::user("前天卖了多少")];
    all.push(said(&changed, "test-model").await);
    insta::assert_snapshot!(all.join("\n"), @"
    no reply to “昨天卖了多少” is recorded: nothing is recorded (KEY)
    no reply to “昨天卖了多少” is recorded: different from the nearest is the model (other-model, recorded with test-model) (KEY)
    no reply to “昨天卖了多少” is recorded: different from the nearest is the prompt version (two, recorded with one); the instructions (“Never guess.”, recorded with “nothing”) (KEY)
    no reply to “昨天卖了多少” is recorded: different from the nearest is the limit of tokens (200, recorded with 100); the schema (+number +sum) (KEY)
    no reply to “昨天卖了多少” is recorded: different from the nearest is the number of turns (3, recorded with 1) (KEY)
    no reply to “前天卖了多少” is recorded: different from the nearest is the question (“别的” is recorded); turn 1 of the asker (“前天卖了多少”, recorded with “别的”) (KEY)
    ");
}

#[tokio::test]
async fn prompts_versions_and_the_questions_name_are_no_part_of_the_key() {
    let mut named = request();
    named.about.prompt_version = "two".to_owned();
    assert_eq!(key("m", &named), key("m", &request()));
    assert_ne!(key("m", &named), key("n", &named));
    named.temperature = 1.0;
    assert_ne!(key("m", &named), key("m", &request()));
}

#[tokio::test]
async fn the_only_model_of_a_folder_needs_no_name() {
    let folder = tempfile::tempdir().unwrap();
    let error = only_model(folder.path()).unwrap_err().to_string();
    assert!(error.contains("--record"), "{error}");
    record(Act::says(REPLY), &request(), folder.path())
        .await
        .unwrap();
    let config = ModelConfig {
        replay_from: Some(folder.path().to_owned()),
        ..ModelConfig::default()
    };
    let model = connect(&config).unwrap();
    assert_eq!(ask(model.as_ref(), &request()).await.as_deref(), Ok(REPLY));
    let endpoint = MisbehavingEndpoint::start(vec![Act::says(REPLY)]).await;
    let second = OpenAi::new(&ModelConfig {
        model: "second-model".to_owned(),
        ..ModelConfig::for_testing(&endpoint.base_url)
    });
    let second = Recorder::new(Arc::new(second.unwrap()), folder.path(), None);
    ask(&second, &request()).await.unwrap();
    let error = connect(&config).err().unwrap().to_string();
    assert!(error.contains("second-model, test-model"), "{error}");
}
