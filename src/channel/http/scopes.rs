//! What each route asks of its caller. A route that is not in the list is for the admin alone.

use crate::keys::Scope;

/// What a route asks of its caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Needs {
    /// Nothing: what it tells is the same everywhere, or whether the server is well.
    Nothing,
    /// To be somebody.
    Caller,
    /// One of these scopes; where there are several, the route looks closer itself.
    OneOf(&'static [Scope]),
    /// The scope, and by a key: whoever is nobody in particular may not.
    Key(Scope),
}

/// What a route asks, by its path as the list of routes has it; nothing where it is not known here.
pub(super) fn listed(path: &str) -> Option<Needs> {
    let needs = match path {
        // The same text for everybody: the pages, and the document that the program has of itself.
        "/" | "/widget.js" | "/docs" | "/assets/{name}" | "/openapi.json" | "/healthz"
        | "/readyz" => Needs::Nothing,
        // The signature of each request says that it is the chat program's, and who asks stands in it.
        "/v1/channels/slack/events"
        | "/v1/channels/slack/commands"
        | "/v1/channels/slack/interactivity"
        | "/v1/channels/wecom/app"
        | "/v1/channels/wecom/bot" => Needs::Nothing,
        "/v1/status" | "/v1/version" => Needs::Caller,
        "/v1/ask"
        | "/v1/runs/{run}/events"
        | "/v1/answers/{id}"
        | "/v1/answers/{id}/rows"
        | "/v1/answers/{id}/replay"
        | "/v1/conversations"
        | "/v1/conversations/{id}"
        | "/v1/boards"
        | "/v1/boards/{id}"
        | "/v1/boards/{id}/tiles"
        | "/v1/boards/{id}/tiles/{tile}"
        | "/v1/boards/{id}/tiles/{tile}/answer"
        | "/v1/subscriptions"
        | "/v1/subscriptions/{id}"
        | "/v1/chat/completions"
        | "/v1/models"
        | "/v1/models/{model}" => Needs::OneOf(&[Scope::Ask]),
        "/v1/answers/{id}/feedback" => Needs::OneOf(&[Scope::Feedback]),
        "/v1/query" | "/v1/results/{id}" => Needs::OneOf(&[Scope::Query]),
        "/v1/metrics"
        | "/v1/metrics/{id}"
        | "/v1/dimensions"
        | "/v1/dimensions/{id}/values"
        | "/v1/search"
        | "/v1/verified" => Needs::OneOf(&[Scope::Catalogue]),
        // Each tool has a scope of its own.
        "/mcp" => Needs::OneOf(&[Scope::Ask, Scope::Query, Scope::Catalogue]),
        "/v1/embed-tokens" => Needs::Key(Scope::Embed),
        "/metrics"
        | "/v1/admin/reload"
        | "/v1/admin/status"
        | "/v1/admin/audit"
        | "/v1/admin/feedback"
        | "/v1/admin/feedback/{answer_id}"
        | "/v1/admin/subscriptions"
        | "/v1/admin/outbox"
        | "/v1/admin/outbox/{id}/resend" => Needs::OneOf(&[Scope::Admin]),
        "/v1/admin/identities"
        | "/v1/admin/identity-codes"
        | "/v1/admin/identities/{channel}/{tenant}/{user}"
        | "/v1/admin/keys"
        | "/v1/admin/keys/{id}"
        | "/v1/admin/keys/{id}/rotate"
        | "/v1/admin/keys/{id}/revoke" => Needs::Key(Scope::Admin),
        _ => return None,
    };
    Some(needs)
}

/// What a route asks.
pub(super) fn needs(path: &str) -> Needs {
    listed(path).unwrap_or(Needs::OneOf(&[Scope::Admin]))
}

/// The scopes that open a route, for the API's document; none where it needs no caller.
pub(super) fn scopes_of(path: &str) -> Option<Vec<&'static str>> {
    let names = |scopes: &[Scope]| scopes.iter().map(|it| it.name()).collect();
    match needs(path) {
        Needs::Nothing => None,
        Needs::Caller => Some(Vec::new()),
        Needs::OneOf(scopes) => Some(names(scopes)),
        Needs::Key(scope) => Some(names(&[scope])),
    }
}

#[cfg(test)]
mod tests {
    use super::{Needs, listed, needs};
    use crate::channel::http::route_names;
    use crate::keys::Scope;

    #[test]
    fn every_route_says_what_it_asks() {
        let silent: Vec<_> = route_names()
            .into_iter()
            .filter(|(_, path)| listed(path).is_none())
            .collect();
        assert!(silent.is_empty(), "not in the list of scopes: {silent:?}");
    }

    #[test]
    fn a_route_that_nobody_listed_is_for_the_admin() {
        assert_eq!(needs("/v1/anything"), Needs::OneOf(&[Scope::Admin]));
    }
}
