//! `wenbo identity`: who people of chat programs are.

use clap::{Args, Subcommand};
use semantic_sql::Principal;

use super::{StateArgs, principal};

/// `wenbo identity`
#[derive(Debug, Args)]
pub struct IdentityArgs {
    /// What to do.
    #[command(subcommand)]
    pub command: IdentityCommand,
}

/// What to do with identities. A running server takes each change with the next message.
#[derive(Debug, Subcommand)]
pub enum IdentityCommand {
    /// Says who somebody is; what was said before is replaced.
    Add(AddIdentityArgs),
    /// Makes a code that makes whoever sends it to the bot known, once.
    Invite(InviteArgs),
    /// Lists everybody who is known.
    List(StateArgs),
    /// Forgets somebody: their questions are refused from then on.
    Remove(MemberArgs),
}

/// Somebody of a chat program.
#[derive(Debug, Args)]
pub struct MemberArgs {
    /// Where it is kept.
    #[command(flatten)]
    pub state: StateArgs,
    /// The chat program: slack or wecom.
    #[arg(long)]
    pub channel: String,
    /// The team id of Slack (`T…`) or the corporation id of WeCom.
    #[arg(long)]
    pub tenant: String,
    /// The id of the person: `U…` in Slack, the user id in WeCom.
    #[arg(long)]
    pub user: String,
}

/// `wenbo identity add`
#[derive(Debug, Args)]
pub struct AddIdentityArgs {
    /// Who.
    #[command(flatten)]
    pub member: MemberArgs,
    /// Who they act as, as JSON: `{"user":"u1","roles":["brand_manager"],"attributes":{"brand_ids":["B1"]}}`.
    #[arg(long, value_parser = principal)]
    pub principal: Principal,
}

/// `wenbo identity invite`
#[derive(Debug, Args)]
pub struct InviteArgs {
    /// Where it is kept.
    #[command(flatten)]
    pub state: StateArgs,
    /// Who they will act as, as JSON: `{"user":"u1","roles":["brand_manager"],"attributes":{"brand_ids":["B1"]}}`.
    #[arg(long, value_parser = principal)]
    pub principal: Principal,
    /// Hours after which the code ends.
    #[arg(long, default_value_t = 24, value_parser = clap::value_parser!(u32).range(1..=720))]
    pub hours: u32,
}
