//! The callbacks of a self-built app: XML, acknowledged empty, answered by a message of our own.

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, Request, State};
use axum::response::{IntoResponse as _, Response};

use super::WeCom;
use super::cards::Button;
use super::door::{Address, Kind};
use super::received::{Received, What, app_message, encrypted_xml};
use super::turn::{Asked, Job, Way};
use crate::channel::chat::Chats;
use crate::channel::http::Problem;

const APP: Kind = Kind {
    missing: ("an app of WeCom", "--wecom-token and --wecom-aes-key"),
    door: |it| it.app_door.as_ref(),
    sealed: encrypted_xml,
    unsealed: "the body is no XML with Encrypt",
};

/// `GET`: WeCom looks whether the address is ours.
pub(in crate::channel) async fn check_app(
    State(chats): State<Chats>,
    query: Result<Query<Address>, QueryRejection>,
) -> Result<Response, Problem> {
    APP.looked_at(&chats, query)
}

/// `POST`: somebody wrote, or pressed a button.
pub(in crate::channel) async fn post_app(
    State(chats): State<Chats>,
    query: Result<Query<Address>, QueryRejection>,
    request: Request,
) -> Result<Response, Problem> {
    let came = APP.came(&chats, query, request).await?;
    // What came before was taken then; without a 200 it would come once more.
    if !came.passed.again
        && let Some(received) = app_message(&came.passed.text)
    {
        came.wecom.app_took(received).await?;
    }
    // An empty text is no message: the answer follows.
    Ok("".into_response())
}

impl WeCom {
    /// Notes what somebody did.
    async fn app_took(&self, received: Received) -> Result<(), Problem> {
        let asked = match received.what {
            What::Text(text) => Asked::Text { text },
            What::Other => Asked::NoText,
            What::Pressed(pressed) => match Button::read(&pressed.key) {
                Some(button) => Asked::pressed(button, &pressed),
                None => return Ok(()),
            },
            What::Poll { .. }
            | What::EnterChat
            | What::Feedback(_)
            | What::Evicted
            | What::Nothing => return Ok(()),
        };
        let job = Job {
            user: received.user,
            group: None,
            way: Way::App,
            asked,
        };
        self.noted(vec![received.name], &job).await.map(drop)
    }

    /// Notes what is to be answered; whether it is new. Where it cannot be, it is to be sent again.
    pub(super) async fn noted(&self, names: Vec<String>, job: &Job) -> Result<bool, Problem> {
        let noted = self.inbox.receive(names, Some(job)).await;
        noted.map_err(|error| {
            tracing::error!(error.cause = %error, "a message of WeCom could not be kept");
            Problem::not_kept()
        })
    }
}
