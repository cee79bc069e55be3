//! What one caller does, recorded: the parts of the program with a record around each that tells rows.

use std::sync::Arc;

use async_trait::async_trait;
use semantic_sql::Diagnostic;

use crate::app::lookup::{
    Described, Found, Lookup, LookupError, MetricName, Query, Rows, Search, ValueName,
};
use crate::audit::{Action, Trail};
use crate::channel::http::{Answers, Ask, HttpState};
use crate::pipeline::StatementError;
use crate::question::Language;
use crate::recall::{RecallError, Recalled};

use super::{Service, answer, http_state};

/// The parts of a service, with a record of what they are asked.
pub(super) fn audited(service: &Service, trail: &Trail) -> HttpState {
    let state = http_state(service);
    HttpState {
        ask: ask(service, trail.clone()),
        query: query(&state, trail.clone()),
        answers: answers(state.answers, trail),
        lookup: Arc::new(RecordedLookup {
            lookup: state.lookup,
            trail: trail.clone(),
        }),
        ..state
    }
}

fn ask(service: &Service, trail: Trail) -> Ask {
    let (recall, principal) = (service.recall.clone(), service.principal.clone());
    Arc::new(move |request, tell| {
        let act = trail.begin(Action::Ask).question(&request.question);
        let (recall, principal) = (recall.clone(), principal.clone());
        Box::pin(async move { answer(&recall, principal, request, Some(act), &*tell).await })
    })
}

fn query(state: &HttpState, trail: Trail) -> crate::channel::http::Query {
    let query = state.query.clone();
    Arc::new(move |request| {
        let act = trail.begin(Action::Query).statement(&request.statement);
        let running = query(request);
        Box::pin(async move {
            let result = running.await;
            match &result {
                Ok(told) => {
                    let act = act.told(&told.policies, told.rows.len());
                    act.end("answered").await;
                }
                Err(StatementError::Refused(found)) => act.end(first_code(found)).await,
                Err(StatementError::Engine(error)) => act.end(error.code()).await,
            }
            result
        })
    })
}

fn answers(answers: Answers, trail: &Trail) -> Answers {
    let (get, replay, say) = (answers.get, answers.replay, answers.say);
    let [opens, replays, speaks] = [trail.clone(), trail.clone(), trail.clone()];
    Answers {
        get: Arc::new(move |id| {
            let act = opens.begin(Action::OpenAnswer).target(&id);
            let opening = get(id);
            Box::pin(async move {
                let opened = opening.await;
                match &opened {
                    Ok(Recalled::AsGiven(_)) => act.end("as_given").await,
                    Ok(Recalled::Anew(answer)) => {
                        let receipt = answer.receipt.as_ref();
                        let policies = receipt.map(|it| it.policies.clone()).unwrap_or_default();
                        let act = act.told(&policies, answer.rows.len());
                        act.end("recomputed").await;
                    }
                    Err(error) => act.end(recall_code(error)).await,
                }
                opened
            })
        }),
        replay: Arc::new(move |id| {
            let act = replays.begin(Action::ReplayAnswer).target(&id);
            let replaying = replay(id);
            Box::pin(async move {
                let replayed = replaying.await;
                act.end(replayed.as_ref().map_or_else(recall_code, |_| "replayed"))
                    .await;
                replayed
            })
        }),
        say: Arc::new(move |id, verdict, reason| {
            let act = speaks.begin(Action::Feedback).target(&id);
            let saying = say(id, verdict, reason);
            Box::pin(async move {
                let said = saying.await;
                act.end(said.as_ref().map_or_else(recall_code, |()| "said"))
                    .await;
                said
            })
        }),
    }
}

fn recall_code(error: &RecallError) -> &'static str {
    match error {
        RecallError::NotKept => "no_such_answer",
        RecallError::NoStatement => "no_statement",
        RecallError::Unreadable(_) | RecallError::Store(_) => "not_readable",
    }
}

fn first_code(found: &[Diagnostic]) -> &'static str {
    found.first().map_or("refused", |it| it.code)
}

/// Looks things up, and records the statements that are run.
struct RecordedLookup {
    lookup: Arc<dyn Lookup>,
    trail: Trail,
}

#[async_trait]
impl Lookup for RecordedLookup {
    async fn query(&self, query: Query) -> Result<Rows, LookupError> {
        let act = self.trail.begin(Action::Query).statement(&query.sql);
        let result = self.lookup.query(query).await;
        match &result {
            Ok(told) => {
                let act = act.told(&told.policies, told.rows.len());
                act.end("answered").await;
            }
            Err(LookupError::Refused(found)) => act.end(first_code(found)).await,
            Err(LookupError::Engine(error)) => act.end(error.code()).await,
        }
        result
    }

    fn search_metrics(&self, search: &Search) -> Found<MetricName> {
        self.lookup.search_metrics(search)
    }

    fn describe(&self, name: &str, language: Language) -> Result<Described, LookupError> {
        self.lookup.describe(name, language)
    }

    fn values(&self, dimension: &str, search: &Search) -> Result<Found<ValueName>, LookupError> {
        self.lookup.values(dimension, search)
    }

    fn catalogue(&self) -> String {
        self.lookup.catalogue()
    }

    fn relation(&self) -> String {
        self.lookup.relation()
    }
}
