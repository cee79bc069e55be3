//! Who may come into a service, and what of it they get.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use semantic_sql::{Principal, sees_no_more};

use super::Service;
use super::audited::audited;
use crate::app::{App, local_owner};
use crate::audit::Trail;
use crate::channel::chat::Chats;
use crate::channel::http::Entrance;
use crate::command::Failure;
use crate::keys::{Caller, Keys, Narrower};
use crate::store::Store;

/// Who comes in without a key, and where keys are.
pub struct Doors {
    /// Where keys and the record are.
    pub store: Arc<Store>,
    /// Who a request acts as that carries nothing, as long as there is no key.
    pub local: Option<Principal>,
    /// Whether nobody comes in without a key, also where there is none yet.
    pub keys_only: bool,
}

/// The entrance of a service: each caller gets its parts as whoever they are. The service's own `principal` is nobody's.
#[must_use]
pub fn entrance(service: &Service, doors: Doors) -> Entrance {
    let narrower = narrower(service);
    let administers = |it: &Principal| {
        service
            .admin_roles
            .iter()
            .any(|role| it.roles.contains(role))
    };
    let local = doors.local.map(|it| {
        let admin = administers(&it);
        Caller::local(it, admin)
    });
    let (service, store) = (service.clone(), doors.store.clone());
    Entrance {
        keys: Some(Arc::new(Keys::new(doors.store, narrower))),
        local,
        keys_only: doors.keys_only,
        ready: Arc::new(AtomicBool::new(true)),
        parts: Arc::new(move |caller, surface| {
            let theirs = Service {
                principal: caller.principal.clone(),
                ..service.clone()
            };
            let trail = Trail::new(Some(store.clone()), caller, surface);
            audited(&theirs, &trail)
        }),
        chats: Chats::default(),
    }
}

/// How principals are compared, by the layer as it is then.
pub(super) fn narrower(service: &Service) -> Narrower {
    let app = service.app.clone();
    Arc::new(move |inner, outer| sees_no_more(&app.layer(), inner, outer).map_err(|it| it.message))
}

/// Who acts where a request carries nothing: configured, or the demo's owner. Never somebody because of where they
/// connect from; and nobody where there are keys.
pub(super) async fn local_principal(
    app: &App,
    store: &Store,
    configured: Option<Principal>,
    keys_only: bool,
) -> Result<Option<Principal>, Failure> {
    let any = store
        .has_keys()
        .await
        .map_err(|error| Failure::failed(error.to_string()))?;
    match configured {
        _ if keys_only || any => Ok(None),
        Some(principal) => Ok(Some(principal)),
        None if app.is_demo() => Ok(Some(local_owner())),
        None => Err(Failure::misused(
            "the data is not the demo, so requests need somebody to act as: make a key with `wenbo key create`, or set \
             WENBO_LOCAL_PRINCIPAL or --local-principal '{\"user\":\"u1\",\"roles\":[\"owner\"],\"attributes\":{}}'",
        )),
    }
}

/// Nobody: a principal without roles and attributes, for the service as a whole.
pub(super) fn nobody() -> Principal {
    Principal {
        user: String::new(),
        roles: Vec::new(),
        attributes: BTreeMap::new(),
    }
}
