//! Budgets: a call that could cost too much is not made.

use chrono::NaiveDate;
use wenbo::language_model::meter::{Ledger, Limit, Limits};
use wenbo::language_model::openai::OpenAi;
use wenbo::language_model::{LanguageModel as _, LanguageModelError, ModelConfig, Price};

use super::{REPLY, request};
use crate::support::misbehaving_endpoint::{Act, MisbehavingEndpoint};

fn limits(answer_tokens: Option<u64>, day_cost: Option<f64>) -> Limits {
    Limits {
        answer: Limit {
            tokens: answer_tokens,
            cost: None,
        },
        day: Limit {
            tokens: None,
            cost: day_cost,
        },
        currency: "CNY".to_owned(),
    }
}

#[tokio::test]
async fn calls_are_priced_and_stop_at_the_budget() {
    let endpoint = MisbehavingEndpoint::start(vec![Act::says(REPLY)]).await;
    let model = OpenAi::new(&ModelConfig {
        price: Some(Price {
            input: 1_000.0,
            output: 10_000.0,
        }),
        ..ModelConfig::for_testing(&endpoint.base_url)
    })
    .unwrap();
    let today = NaiveDate::from_ymd_opt(2026, 11, 19).unwrap();
    // A reply of 100 tokens may cost 1.00 and the prompt some cents; this one costs 0.082.
    let ledger = Ledger::new(limits(None, Some(1.2)));
    let mut made = 0;
    let error = loop {
        let meter = ledger.meter(today);
        match model.complete(&request(), &meter).await {
            Ok(_) => made += 1,
            Err(error) => break error,
        }
        assert!((meter.spent().cost - 0.082).abs() < 1e-9);
    };
    assert!(
        matches!(error, LanguageModelError::OverBudget { .. }),
        "{error:?}"
    );
    assert_eq!(
        endpoint.received().len(),
        made,
        "the refused call was not made"
    );
    assert!(made > 0 && ledger.spent(today).cost <= 1.2);
    let tomorrow = ledger.meter(today.succ_opt().unwrap());
    assert!(model.complete(&request(), &tomorrow).await.is_ok());
}

#[tokio::test]
async fn an_answer_has_a_budget_of_its_own() {
    let endpoint = MisbehavingEndpoint::start(vec![Act::says(REPLY)]).await;
    let model = OpenAi::new(&ModelConfig::for_testing(&endpoint.base_url)).unwrap();
    let ledger = Ledger::new(limits(Some(250), None));
    let meter = ledger.meter(NaiveDate::default());
    assert!(model.complete(&request(), &meter).await.is_ok());
    let again = model.complete(&request(), &meter).await;
    assert!(again.is_ok(), "19 tokens of 250 are spent: {again:?}");
    let small = Ledger::new(limits(Some(50), None)).meter(NaiveDate::default());
    let error = model.complete(&request(), &small).await.unwrap_err();
    assert!(error.to_string().contains("50 tokens"), "{error}");
    assert_eq!(endpoint.received().len(), 2);
}
