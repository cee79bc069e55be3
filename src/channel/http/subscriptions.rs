//! `/v1/subscriptions`: what somebody wants a chat program to be sent again and again, or when a number passes a bound.
//!
//! Invariant: nothing is sent to an account that does not act as the caller does, and nothing where others are unless an
//! administrator says so: whoever asks over HTTP is in no channel.

mod body;

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Request, State};
use axum::http::{StatusCode, Uri};
use axum::response::Response;
use serde::de::DeserializeOwned;
use serde_json::json;
use tokio::time::timeout;

use body::{
    Destination, Listed, NewSubscription, Subscribed, SubscriptionBody, SubscriptionChange,
    SubscriptionList, SubscriptionPage, SubscriptionState,
};

use super::ask::{must_be_json, read};
use super::error::Problem;
use super::idempotency::{self, Begun};
use super::openapi::{BadParameter, Clashing, Limited, Missing, Refused};
use super::{For, Shared, admin, paging};
use crate::audit::Action;
use crate::channel::chat::{Chats, Identities, Member};
use crate::keys::Scope;
use crate::push::{self, Command, Kept, Owner, PushError, Pushes, ROBOT, Subscription, To, Wanted};
use crate::question::Language;
use crate::store::Place;

/// What a page has where nobody says how much, and at most.
const PAGE: usize = 50;
const MAX_PAGE: usize = 200;

const ROUTE: &str = "/v1/subscriptions";

/// Lists the subscriptions of the accounts that act as the caller does.
#[utoipa::path(
    get, path = "/v1/subscriptions", operation_id = "subscriptions", tag = "subscriptions",
    responses((status = 200, description = "The subscriptions", body = SubscriptionList), Missing),
)]
pub(super) async fn list(
    For(shared): For,
    State(chats): State<Chats>,
) -> Result<Json<SubscriptionList>, Problem> {
    let pushes = pushes(&chats)?;
    let mut subscriptions = Vec::new();
    for member in accounts(&shared).await? {
        let of = pushes.of(&owner(&member)).await.map_err(|it| broken(&it))?;
        subscriptions.extend(of.into_iter().map(SubscriptionBody::from));
    }
    Ok(Json(SubscriptionList { subscriptions }))
}

/// Subscribes in words. The question is asked once before: one that cannot be answered is not subscribed to.
#[utoipa::path(
    post, path = "/v1/subscriptions", operation_id = "subscribe", tag = "subscriptions",
    params(("Idempotency-Key" = Option<String>, Header, description = "A key of the caller's own; the same request with it gets the same reply for a day")),
    request_body = NewSubscription,
    responses((status = 201, description = "The subscription", body = Subscribed), Refused, Missing, Clashing, Limited),
)]
pub(super) async fn create(
    For(shared): For,
    State(chats): State<Chats>,
    request: Request,
) -> Result<Response, Problem> {
    must_be_json(request.headers())?;
    let pushes = pushes(&chats)?;
    let (asker, headers) = (shared.asker(), request.headers().clone());
    let body = read(request).await?;
    let claim = match idempotency::begin(&shared, &asker, &headers, ROUTE, &body).await? {
        Begun::Before(reply) => return Ok(reply.as_json(ROUTE)),
        Begun::Fresh(claim) => claim,
    };
    let wanted = wanted(&shared, parsed(&body)?).await?;
    let act = shared.trail.begin(Action::Subscribe);
    let kept = pushes.keep(wanted, &shared.caller.principal);
    let kept = timeout(shared.deadline, kept).await;
    let kept = match kept {
        Ok(kept) => kept.map_err(|error| broken(&error))?,
        Err(_) => return Err(Problem::too_slow(shared.deadline)),
    };
    let (it, told) = match kept {
        Kept::Yes(it, told) => (it, told),
        Kept::No(why) => {
            act.end("refused").await;
            return Err(Problem::invalid_subscription(&why));
        }
    };
    act.target(&it.id).end("subscribed").await;
    let place = format!("{ROUTE}/{}", it.id);
    let subscription = SubscriptionBody::from(*it);
    let text = json!(Subscribed { subscription, told }).to_string();
    Ok(claim.created(place, text).await)
}

/// Tells a subscription.
#[utoipa::path(
    get, path = "/v1/subscriptions/{id}", operation_id = "subscription", tag = "subscriptions",
    params(("id" = String, Path, description = "The id of the subscription")),
    responses((status = 200, description = "The subscription", body = SubscriptionBody), Missing),
)]
pub(super) async fn open(
    For(shared): For,
    State(chats): State<Chats>,
    Path(id): Path<String>,
) -> Result<Json<SubscriptionBody>, Problem> {
    let it = theirs(&shared, pushes(&chats)?, &id).await?;
    Ok(Json(it.into()))
}

/// Pauses a subscription, or lets it run again; what it missed meanwhile is not sent.
#[utoipa::path(
    patch, path = "/v1/subscriptions/{id}", operation_id = "change_subscription", tag = "subscriptions",
    params(("id" = String, Path, description = "The id of the subscription")),
    request_body = SubscriptionChange,
    responses((status = 200, description = "The subscription as it is now", body = SubscriptionBody), Missing, Refused),
)]
pub(super) async fn change(
    For(shared): For,
    State(chats): State<Chats>,
    Path(id): Path<String>,
    request: Request,
) -> Result<Json<SubscriptionBody>, Problem> {
    must_be_json(request.headers())?;
    let change: SubscriptionChange = parsed(&read(request).await?)?;
    let pushes = pushes(&chats)?;
    let it = theirs(&shared, pushes, &id).await?;
    let act = shared.trail.begin(Action::ChangeSubscription).target(&id);
    let changed = match change.state {
        SubscriptionState::Active => pushes.resumes(it).await,
        SubscriptionState::Paused => pushes.pauses(it).await,
    };
    let changed = changed.map_err(|error| broken(&error))?;
    act.end(if changed.is_active {
        "active"
    } else {
        "paused"
    })
    .await;
    Ok(Json(changed.into()))
}

/// Ends a subscription.
#[utoipa::path(
    delete, path = "/v1/subscriptions/{id}", operation_id = "unsubscribe", tag = "subscriptions",
    params(("id" = String, Path, description = "The id of the subscription")),
    responses((status = 204, description = "It is not there any more"), Missing),
)]
pub(super) async fn remove(
    For(shared): For,
    State(chats): State<Chats>,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let pushes = pushes(&chats)?;
    let it = theirs(&shared, pushes, &id).await?;
    let act = shared.trail.begin(Action::Unsubscribe).target(&id);
    pushes.forget(&it).await.map_err(|error| broken(&error))?;
    act.end("removed").await;
    Ok(StatusCode::NO_CONTENT)
}

/// Lists everybody's subscriptions, the latest first.
#[utoipa::path(
    get, path = "/v1/admin/subscriptions", operation_id = "all_subscriptions", tag = "admin",
    params(Listed),
    responses((status = 200, description = "The subscriptions", body = SubscriptionPage), BadParameter),
)]
pub(super) async fn all(For(shared): For, uri: Uri) -> Result<Json<SubscriptionPage>, Problem> {
    let wanted: Listed = paging::parameters(&uri)?;
    let limit = paging::within("limit", wanted.limit.unwrap_or(PAGE), MAX_PAGE)?;
    let after = wanted.cursor.as_deref().map(paging::place).transpose()?;
    let more = u32::try_from(limit).unwrap_or(1) + 1;
    let store = admin::store(&shared)?;
    let found = store.subscriptions(after.as_ref(), more).await;
    let mut found = found.map_err(|_| Problem::not_readable())?;
    let is_more = found.len() > limit;
    found.truncate(limit);
    let next = found.last().filter(|_| is_more).map(|last| {
        paging::cursor(&Place {
            at: last.created_at.clone(),
            id: last.id.clone(),
        })
    });
    let read = found.into_iter().map(Subscription::try_from);
    let read: Result<Vec<Subscription>, PushError> = read.collect();
    let read = read.map_err(|error| broken(&error))?;
    Ok(Json(SubscriptionPage {
        subscriptions: read.into_iter().map(Into::into).collect(),
        next,
    }))
}

/// What is to be kept, or why it cannot be.
async fn wanted(shared: &Shared, body: NewSubscription) -> Result<Wanted, Problem> {
    let Destination {
        channel,
        tenant,
        user,
        place,
    } = body.to;
    let member = Member {
        channel,
        tenant,
        user,
    };
    if !accounts(shared).await?.contains(&member) {
        return Err(Problem::not_your_account());
    }
    if place.is_some() {
        shared.must_have(Scope::Admin)?;
    }
    let Some(Command::Subscribe(wish)) = push::read(&body.say) else {
        let why = "`say` is not a subscription or an alert; it must say what and when, such as `every day at 9am send me …` \
                   or `alert me when … goes above 20%`.";
        return Err(Problem::invalid_subscription(why));
    };
    let fits = match (wish.to, place.as_deref()) {
        (To::Unsaid, _) | (To::Me, None) | (To::Here | To::Robot, Some(ROBOT)) => true,
        (To::Here, Some(_)) => true,
        (To::Me, Some(_)) | (To::Here | To::Robot, None) | (To::Robot, Some(_)) => false,
    };
    if !fits {
        let why = "`say` names another place than `to`: leave the place out of the sentence, or name the same one.";
        return Err(Problem::invalid_subscription(why));
    }
    Ok(Wanted {
        language: Language::of(&body.say),
        wish,
        owner: owner(&member),
        place,
        note: None,
    })
}

/// The accounts of chat programs that act as the caller does.
async fn accounts(shared: &Shared) -> Result<Vec<Member>, Problem> {
    let known = Identities::new(admin::store(shared)?).list().await;
    let known = known.map_err(|error| Problem::of_identity(&error))?;
    let theirs = known
        .into_iter()
        .filter(|it| it.principal == shared.caller.principal);
    Ok(theirs.map(|it| it.member).collect())
}

/// A subscription of one of the caller's accounts; whoever asks for another's learns nothing.
async fn theirs(shared: &Shared, pushes: &Pushes, id: &str) -> Result<Subscription, Problem> {
    let found = pushes.find(id).await.map_err(|error| broken(&error))?;
    let accounts = accounts(shared).await?;
    let is_theirs = |it: &Subscription| accounts.iter().any(|member| owner(member) == it.owner);
    found
        .filter(is_theirs)
        .ok_or_else(|| Problem::no_such("subscription", &[]))
}

fn owner(member: &Member) -> Owner {
    Owner {
        channel: member.channel.clone(),
        tenant: member.tenant.clone(),
        user: member.user.clone(),
    }
}

fn pushes(chats: &Chats) -> Result<&Arc<Pushes>, Problem> {
    let pushes = chats.pushes.as_ref();
    pushes.ok_or_else(|| {
        let settings = "WENBO_SLACK_BOT_TOKEN or WENBO_WECOM_CORP_ID";
        Problem::no_such_chat("a chat program", settings)
    })
}

fn broken(error: &PushError) -> Problem {
    tracing::error!(error.cause = %error, "subscriptions cannot be read or written");
    Problem::not_readable()
}

fn parsed<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    serde_json::from_slice(body).map_err(|error| {
        if error.is_data() {
            Problem::invalid_subscription(&format!("The body is not a subscription: {error}."))
        } else {
            Problem::malformed_json(&error.to_string())
        }
    })
}
