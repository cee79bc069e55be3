//! The record of who asked what, and which policies applied.
//!
//! Invariant: it has neither words of a question nor values of a row: a question is its hash and the id of its answer,
//! a statement is its hash.
//! Invariant: what was begun is recorded, also where the caller goes away before the end.

use std::sync::Arc;

use semantic_sql::Asker;
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::answer::{Answer, Status};
use crate::clock::{unix_ms, utc_text};
use crate::keys::Caller;
use crate::recall::asker_text;
use crate::store::{KeptAct, Store};

/// The outcome of what its caller did not wait for.
const STOPPED: &str = "stopped";

/// What somebody does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Asks a question.
    Ask,
    /// Runs a statement.
    Query,
    /// Opens an answer.
    OpenAnswer,
    /// Runs an answer again.
    ReplayAnswer,
    /// Says whether an answer was good.
    Feedback,
    /// Takes new data.
    Reload,
    /// Makes a key.
    CreateKey,
    /// Gives a key another secret.
    RotateKey,
    /// Takes a key back.
    RevokeKey,
    /// Issues a token.
    IssueToken,
    /// Says who somebody of a chat program is.
    AddIdentity,
    /// Forgets who somebody of a chat program is.
    RemoveIdentity,
    /// Makes a code by which somebody says who they are.
    InviteIdentity,
    /// Sends a message again.
    Resend,
    /// Wants something sent again and again.
    Subscribe,
    /// Pauses a subscription, or lets it run again.
    ChangeSubscription,
    /// Ends a subscription.
    Unsubscribe,
    /// Reads the record.
    ReadAudit,
    /// Tries what the key has no scope for.
    Denied,
}

impl Action {
    /// Its name in the record.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Ask => "ask",
            Self::Query => "query",
            Self::OpenAnswer => "open_answer",
            Self::ReplayAnswer => "replay_answer",
            Self::Feedback => "feedback",
            Self::Reload => "reload",
            Self::CreateKey => "create_key",
            Self::RotateKey => "rotate_key",
            Self::RevokeKey => "revoke_key",
            Self::IssueToken => "issue_token",
            Self::AddIdentity => "add_identity",
            Self::RemoveIdentity => "remove_identity",
            Self::InviteIdentity => "invite_identity",
            Self::Resend => "resend",
            Self::Subscribe => "subscribe",
            Self::ChangeSubscription => "change_subscription",
            Self::Unsubscribe => "unsubscribe",
            Self::ReadAudit => "read_audit",
            Self::Denied => "denied",
        }
    }
}

/// One act, as it is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Act {
    /// Its id; ids sort by time.
    pub id: String,
    /// When it began, in UTC.
    pub at: String,
    /// The user of the principal.
    pub user: String,
    /// `local`, `key`, `token`, or `chat`.
    pub via: String,
    /// The key; of a token the one that issued it.
    pub key: Option<String>,
    /// The roles and attributes that counted.
    #[schema(value_type = crate::schema::Principal)]
    pub principal: serde_json::Value,
    /// The route.
    pub surface: String,
    /// What was done.
    pub action: String,
    /// The id of what it was done to, such as an answer.
    pub target: Option<String>,
    /// SHA-256 of the question.
    pub question_hash: Option<String>,
    /// SHA-256 of the statement.
    pub statement_hash: Option<String>,
    /// The policies that restricted the rows.
    pub policies: Vec<String>,
    /// What came of it: a status of an answer, or the code of a problem.
    pub outcome: String,
    /// Rows that were told.
    pub rows: Option<i64>,
    /// How long it took.
    pub duration_ms: i64,
}

impl From<KeptAct> for Act {
    fn from(kept: KeptAct) -> Self {
        Self {
            id: kept.id,
            at: kept.at,
            user: kept.subject,
            via: kept.via,
            key: kept.key_id,
            principal: serde_json::from_str(&kept.asker).unwrap_or_default(),
            surface: kept.surface,
            action: kept.action,
            target: kept.target,
            question_hash: kept.question_hash,
            statement_hash: kept.statement_hash,
            policies: serde_json::from_str(&kept.policies).unwrap_or_default(),
            outcome: kept.outcome,
            rows: kept.row_count,
            duration_ms: kept.duration_ms,
        }
    }
}

/// Records what one caller does through one route.
#[derive(Clone)]
pub struct Trail {
    store: Option<Arc<Store>>,
    caller: Arc<Caller>,
    surface: Arc<str>,
}

impl Trail {
    /// Into a file; nowhere without one.
    #[must_use]
    pub fn new(store: Option<Arc<Store>>, caller: &Caller, surface: &str) -> Self {
        Self {
            store,
            caller: Arc::new(caller.clone()),
            surface: surface.into(),
        }
    }

    /// Begins an act.
    #[must_use]
    pub fn begin(&self, action: Action) -> Pending {
        let asker = Asker::Known(self.caller.principal.clone());
        let began = unix_ms();
        let act = KeptAct {
            id: Uuid::now_v7().to_string(),
            at: utc_text(began.div_euclid(1000)),
            subject: self.caller.principal.user.clone(),
            asker: asker_text(&asker),
            via: self.caller.via.name().to_owned(),
            key_id: self.caller.key.clone(),
            surface: self.surface.to_string(),
            action: action.name().to_owned(),
            target: None,
            question_hash: None,
            statement_hash: None,
            policies: "[]".to_owned(),
            outcome: STOPPED.to_owned(),
            row_count: None,
            duration_ms: 0,
        };
        Pending {
            store: self.store.clone(),
            act: Some(act),
            began,
        }
    }
}

/// An act that has begun. Where it is dropped before its end, it is recorded as stopped.
pub struct Pending {
    store: Option<Arc<Store>>,
    act: Option<KeptAct>,
    began: i64,
}

impl Pending {
    /// The question that it is about.
    #[must_use]
    pub fn question(self, text: &str) -> Self {
        self.with(|act| act.question_hash = Some(hash(text)))
    }

    /// The statement that it is about.
    #[must_use]
    pub fn statement(self, text: &str) -> Self {
        self.with(|act| act.statement_hash = Some(hash(text)))
    }

    /// The id of what it is about.
    #[must_use]
    pub fn target(self, id: &str) -> Self {
        // What somebody sends as an id may be anything, and the record is read in terminals.
        let id = id.chars().filter(|c| !c.is_control()).take(64).collect();
        self.with(|act| act.target = Some(id))
    }

    /// The policies that restricted the rows, and how many rows were told.
    #[must_use]
    pub fn told(self, policies: &[String], rows: usize) -> Self {
        self.with(|act| {
            act.policies = serde_json::to_string(policies).unwrap_or_default();
            act.row_count = i64::try_from(rows).ok();
        })
    }

    /// What is to be recorded of an answer, for whoever writes it together with the answer; nothing where nothing is
    /// recorded.
    #[must_use]
    pub fn of_answer(mut self, answer: &Answer) -> Option<KeptAct> {
        if let Some(id) = &answer.answer_id {
            self = self.target(id);
        }
        if let Some(receipt) = &answer.receipt {
            self = self.statement(&receipt.semantic_sql);
            self = self.told(&receipt.policies, answer.rows.len());
        }
        let outcome = match answer.status {
            Status::Answered => "answered",
            Status::Clarify => "clarify",
            Status::Declined => "declined",
            // The code of a failure is that of its first note.
            Status::Failed => answer.notes.first().map_or("failed", |note| &note.code),
        };
        self.taken(outcome).map(|(_, act)| act)
    }

    /// Records an answer that is not kept itself; returns when the record is on the disk.
    pub async fn end_with(self, answer: &Answer) {
        let store = self.store.clone();
        if let (Some(store), Some(act)) = (store, self.of_answer(answer)) {
            record(&store, act).await;
        }
    }

    /// Records what came of it; returns when it is on the disk. What cannot be recorded is in the log.
    pub async fn end(mut self, outcome: &str) {
        let Some((store, act)) = self.taken(outcome) else {
            return;
        };
        record(&store, act).await;
    }

    fn with(mut self, change: impl FnOnce(&mut KeptAct)) -> Self {
        if let Some(act) = &mut self.act {
            change(act);
        }
        self
    }

    fn taken(&mut self, outcome: &str) -> Option<(Arc<Store>, KeptAct)> {
        let mut act = self.act.take()?;
        act.outcome = outcome.to_owned();
        act.duration_ms = unix_ms().saturating_sub(self.began).max(0);
        Some((self.store.clone()?, act))
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        if let Some((store, act)) = self.taken(STOPPED) {
            store.keep_act_later(act);
        }
    }
}

/// Writes an act; returns when it is on the disk. What cannot be recorded is in the log.
pub async fn record(store: &Store, act: KeptAct) {
    if let Err(error) = store.keep_act(act).await {
        tracing::error!(error.cause = %error, "an act could not be recorded");
    }
}

/// SHA-256 of a text, in hex.
fn hash(text: &str) -> String {
    hex::encode(Sha256::digest(text.as_bytes()))
}
