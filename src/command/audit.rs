//! `wenbo audit`: who asked what, and which policies applied.

use crate::audit::Act;
use crate::config::{AuditArgs, Format};
use crate::store::{ActsWanted, Store};

use super::{Failure, print};

/// Prints the record, the newest first.
pub(super) async fn run(args: AuditArgs) -> Result<u8, Failure> {
    super::recall::must_exist(&args.state.state)?;
    let store = Store::open(&args.state.state)
        .await
        .map_err(|error| Failure::misused(error.to_string()))?;
    let wanted = ActsWanted {
        subject: args.user,
        key_id: args.key,
        before: args.before,
        limit: args.limit,
    };
    let acts = store
        .acts(&wanted)
        .await
        .map_err(|error| Failure::failed(error.to_string()))?;
    for act in acts.into_iter().map(Act::from) {
        match args.state.format {
            Format::Json => print(
                &serde_json::to_string(&act).map_err(|error| Failure::failed(error.to_string()))?,
            ),
            Format::Text => print(&line(&act)),
        }
    }
    Ok(0)
}

/// An act in one line; what is not there is a dash.
fn line(act: &Act) -> String {
    let or_dash = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
    let policies = match act.policies.as_slice() {
        [] => "-".to_owned(),
        some => some.join(","),
    };
    let rows = act.rows.map_or_else(|| "-".to_owned(), |it| it.to_string());
    format!(
        "{}  {} by {} {}  {} {}  {}  rows {rows}  {} ms  policies {policies}  {}",
        act.at,
        act.user,
        act.via,
        or_dash(&act.key),
        act.surface,
        act.action,
        act.outcome,
        act.duration_ms,
        or_dash(&act.target),
    )
}
