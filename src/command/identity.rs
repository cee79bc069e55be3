//! `wenbo identity`: who people of chat programs are, in the file that a server reads it from.

use std::sync::Arc;

use serde_json::json;

use crate::channel::chat::{Identities, Identity, IdentityError, Member};
use crate::config::{
    AddIdentityArgs, Format, IdentityArgs, IdentityCommand, InviteArgs, MemberArgs, StateArgs,
};
use crate::store::Store;

use super::{Failure, print, say};

/// Does what is asked for.
pub(super) async fn run(args: IdentityArgs) -> Result<u8, Failure> {
    match args.command {
        IdentityCommand::Add(args) => add(args).await,
        IdentityCommand::Invite(args) => invite(args).await,
        IdentityCommand::List(args) => list(args).await,
        IdentityCommand::Remove(args) => remove(args).await,
    }
}

async fn add(args: AddIdentityArgs) -> Result<u8, Failure> {
    let (state, member) = parts(args.member);
    let identities = open(&state).await?;
    let added = identities.add(member, args.principal).await;
    let added = added.map_err(|error| failure(&error))?;
    tell(state.format, &added);
    Ok(0)
}

async fn invite(args: InviteArgs) -> Result<u8, Failure> {
    let identities = open(&args.state).await?;
    let code = identities.invite(&args.principal, args.hours).await;
    let code = code.map_err(|error| failure(&error))?;
    match args.state.format {
        Format::Json => print(&json!({ "code": code, "hours": args.hours }).to_string()),
        Format::Text => {
            say(&format!(
                "Whoever sends this code to the bot, in a direct message, becomes this principal. It counts once, for {} hour(s):",
                args.hours
            ));
            print(&code);
        }
    }
    Ok(0)
}

async fn list(args: StateArgs) -> Result<u8, Failure> {
    super::recall::must_exist(&args.state)?;
    let all = open(&args).await?.list().await;
    for identity in all.map_err(|error| failure(&error))? {
        tell(args.format, &identity);
    }
    Ok(0)
}

async fn remove(args: MemberArgs) -> Result<u8, Failure> {
    let (state, member) = parts(args);
    super::recall::must_exist(&state.state)?;
    let removed = open(&state).await?.remove(&member).await;
    if !removed.map_err(|error| failure(&error))? {
        return Err(Failure::misused(format!(
            "nobody is known as {} of {} in {}; `wenbo identity list` has everybody",
            member.user, member.tenant, member.channel
        )));
    }
    match state.format {
        Format::Json => print(&json!({ "removed": member }).to_string()),
        Format::Text => print(&format!(
            "{}/{}/{} is not known any more",
            member.channel, member.tenant, member.user
        )),
    }
    Ok(0)
}

fn parts(args: MemberArgs) -> (StateArgs, Member) {
    let member = Member {
        channel: args.channel,
        tenant: args.tenant,
        user: args.user,
    };
    (args.state, member)
}

async fn open(args: &StateArgs) -> Result<Identities, Failure> {
    let store = Store::open(&args.state).await;
    let store = store.map_err(|error| Failure::misused(error.to_string()))?;
    Ok(Identities::new(Arc::new(store)))
}

fn tell(format: Format, it: &Identity) {
    match format {
        Format::Json => print(&json!(it).to_string()),
        Format::Text => print(&format!(
            "{}/{}/{}  acts as {}  since {}",
            it.member.channel,
            it.member.tenant,
            it.member.user,
            json!(it.principal),
            it.created_at
        )),
    }
}

fn failure(error: &IdentityError) -> Failure {
    match error {
        IdentityError::Invalid(_) => Failure::misused(error.to_string()),
        IdentityError::Unreadable(_) | IdentityError::NoRandomness | IdentityError::Store(_) => {
            Failure::failed(error.to_string())
        }
    }
}
