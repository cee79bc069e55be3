//! The callbacks of a self-built app: XML, acknowledged empty, answered by a message of our own.

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, Request, State};
use axum::response::{IntoResponse as _, Response};

use super::cards::Button;
use super::door::{Address, Door};
use super::received::{Received, What, app_message, encrypted_xml};
use super::turn::{Asked, Job, Way};
use super::{MAX_BODY_BYTES, WeCom};
use crate::channel::chat::Chats;
use crate::channel::http::{Problem, read_up_to};

/// `GET`: WeCom looks whether the address is ours.
pub(in crate::channel) async fn check_app(
    State(chats): State<Chats>,
    query: Result<Query<Address>, QueryRejection>,
) -> Result<Response, Problem> {
    let wecom = chats.wecom.ok_or_else(not_set_up)?;
    let address = Address::of(query)?;
    let echo = wecom.app_door()?.echo(&address)?;
    Ok(echo.into_response())
}

/// `POST`: somebody wrote, or pressed a button.
pub(in crate::channel) async fn post_app(
    State(chats): State<Chats>,
    query: Result<Query<Address>, QueryRejection>,
    request: Request,
) -> Result<Response, Problem> {
    let wecom = chats.wecom.ok_or_else(not_set_up)?;
    let address = Address::of(query)?;
    let door = wecom.app_door()?;
    let body = read_up_to(request, MAX_BODY_BYTES).await?;
    let sealed = encrypted_xml(&body)
        .ok_or_else(|| Problem::not_of_this_protocol("the body is no XML with Encrypt"))?;
    let passed = door.passed(&address, &sealed)?;
    // What came before was taken then; without a 200 it would come once more.
    if !passed.again
        && let Some(received) = app_message(&passed.text)
    {
        wecom.app_took(received).await?;
    }
    // An empty text is no message: the answer follows.
    Ok("".into_response())
}

fn not_set_up() -> Problem {
    Problem::no_such_chat("an app of WeCom", "--wecom-token and --wecom-aes-key")
}

impl WeCom {
    fn app_door(&self) -> Result<&Door, Problem> {
        self.app_door.as_ref().ok_or_else(not_set_up)
    }

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
