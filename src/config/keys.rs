//! Who may come in: keys, pages of other sites, and the record of who asked what.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use semantic_sql::Principal;

use super::{Format, principal};
use crate::keys::{Scope, origin_of};

/// Who may come in over HTTP.
#[derive(Debug, Clone, Args)]
pub struct DoorArgs {
    /// Nobody comes in without a key, also before the first one is made.
    #[arg(long, env = "WENBO_REQUIRE_KEYS")]
    pub require_keys: bool,
    /// Origins of other sites whose pages may ask with embed tokens, such as `https://shop.example.com`.
    #[arg(long, env = "WENBO_EMBED_ORIGINS", value_delimiter = ',', value_parser = origin_of)]
    pub embed_origins: Vec<String>,
    /// Days after which the record of who asked what is forgotten; 0 keeps all.
    #[arg(long, env = "WENBO_KEEP_AUDIT_DAYS", default_value_t = 365)]
    pub keep_audit_days: u32,
}

/// The file that keys are in.
#[derive(Debug, Clone, Args)]
pub struct StateArgs {
    /// The SQLite file that keys and answers are kept in; it is made if it is not there.
    #[arg(long, env = "WENBO_STATE", default_value = "data/wenbo.sqlite")]
    pub state: PathBuf,
    /// How the outcome is printed.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

/// `wenbo key`
#[derive(Debug, Args)]
pub struct KeyArgs {
    /// What to do.
    #[command(subcommand)]
    pub command: KeyCommand,
}

/// What to do with keys. A running server takes each change with the next request.
#[derive(Debug, Subcommand)]
pub enum KeyCommand {
    /// Makes a key and shows it, once.
    Create(CreateKeyArgs),
    /// Lists all keys, without their secrets.
    List(StateArgs),
    /// Shows one key, without its secret.
    Show(OneKeyArgs),
    /// Gives a key another secret and shows it, once; the one before counts a while longer.
    Rotate(RotateKeyArgs),
    /// Takes a key back, for good; the embed tokens that it issued end with it.
    Revoke(OneKeyArgs),
    /// Ends all embed tokens at once, by forgetting what they are signed with.
    EndTokens(StateArgs),
}

/// `wenbo key create`
#[derive(Debug, Args)]
pub struct CreateKeyArgs {
    /// Where it is kept.
    #[command(flatten)]
    pub state: StateArgs,
    /// What it is for, in words.
    #[arg(long)]
    pub label: String,
    /// Who a request with it acts as, as JSON: `{"user":"u1","roles":["brand_manager"],"attributes":{"brand_ids":["B1"]}}`.
    #[arg(long, value_parser = principal)]
    pub principal: Principal,
    /// What it may do: ask, query, catalogue, feedback, embed, admin.
    #[arg(long, value_delimiter = ',', value_parser = Scope::read, default_value = "ask,catalogue,feedback")]
    pub scopes: Vec<Scope>,
    /// Days after which it ends; 0 never.
    #[arg(long, default_value_t = 0)]
    pub days: u32,
}

/// One key of a file.
#[derive(Debug, Args)]
pub struct OneKeyArgs {
    /// Where it is kept.
    #[command(flatten)]
    pub state: StateArgs,
    /// The id of the key.
    pub id: String,
}

/// `wenbo key rotate`
#[derive(Debug, Args)]
pub struct RotateKeyArgs {
    /// Which key.
    #[command(flatten)]
    pub key: OneKeyArgs,
    /// Hours that the secret before counts; 0 for one that got about.
    #[arg(long, default_value_t = 24, value_parser = clap::value_parser!(u32).range(..=720))]
    pub overlap_hours: u32,
}

/// `wenbo audit`
#[derive(Debug, Args)]
pub struct AuditArgs {
    /// Where the record is.
    #[command(flatten)]
    pub state: StateArgs,
    /// Of this user alone.
    #[arg(long)]
    pub user: Option<String>,
    /// Of this key alone.
    #[arg(long)]
    pub key: Option<String>,
    /// Only what was before the act with this id.
    #[arg(long)]
    pub before: Option<String>,
    /// How many acts at most.
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub limit: u32,
}
