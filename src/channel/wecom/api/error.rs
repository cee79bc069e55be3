//! What can go wrong with a call, and what is to be done then.

/// Why a call did not do what it should. The words of WeCom are left out: they quote tokens and addresses.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(in crate::channel::wecom) enum ApiError {
    /// It was not reached, or did not answer in time.
    #[error("WeCom was not reached: {0}")]
    Connection(String),
    /// Something on the way answered.
    #[error("WeCom answered with status {0}")]
    Status(u16),
    /// The answer cannot be read.
    #[error("the answer of WeCom cannot be read")]
    Reply,
    /// WeCom does not do it.
    #[error("WeCom refuses with {0}: {hint}", hint = hint(*.0))]
    Code(i64),
    /// It was taken, and whoever is named does not get it.
    #[error("WeCom cannot reach the user: they are not in the app's visible range, or left")]
    InvalidUser,
    /// The address to answer at is not WeCom's.
    #[error("the address to answer at is not one of WeCom")]
    ForeignAddress,
    /// A picture is larger than may be sent.
    #[error("the picture has more than 10 MB")]
    TooLarge,
}

/// What is to be done about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::channel::wecom) enum Reaction {
    /// The same may work in a while.
    Retry,
    /// The same will fail again.
    GiveUp,
}

impl ApiError {
    /// A connection that failed; its address holds a token.
    pub(super) fn connection(error: reqwest::Error) -> Self {
        let error = error.without_url();
        let kind = if error.is_timeout() {
            "no answer in time".to_owned()
        } else if error.is_connect() {
            "no connection".to_owned()
        } else {
            error.to_string()
        };
        Self::Connection(kind)
    }

    /// Whether another token may help.
    pub(super) fn is_of_token(&self) -> bool {
        // Neither valid, nor valid any more; 40001 also means a wrong secret, which the next token tells.
        matches!(self, Self::Code(40014 | 42001 | 40001))
    }

    /// Whether there were too many calls.
    pub(in crate::channel::wecom) fn is_too_many(&self) -> bool {
        matches!(self, Self::Status(429) | Self::Code(45009 | 45033))
    }

    /// What is to be done.
    pub(in crate::channel::wecom) fn reaction(&self) -> Reaction {
        match self {
            Self::Connection(_) | Self::Status(429 | 500..) | Self::Reply => Reaction::Retry,
            // Busy; too often; and what an administrator can put right while the message waits.
            Self::Code(-1 | 45009 | 45033 | 60020 | 40014 | 42001) => Reaction::Retry,
            Self::Status(_)
            | Self::Code(_)
            | Self::InvalidUser
            | Self::ForeignAddress
            | Self::TooLarge => Reaction::GiveUp,
        }
    }
}

/// What to look at.
fn hint(code: i64) -> &'static str {
    match code {
        -1 => "it is busy; the message is sent again",
        40001 => "the secret is not that of the app (--wecom-secret)",
        40013 => "the company's id is wrong (--wecom-corp-id)",
        40014 | 42001 => "the token does not hold",
        40056 | 301_002 => "the app's id is not the one of this secret (--wecom-agent-id)",
        45009 | 45033 => "too many calls; the message is sent again later",
        60020 => {
            "this server's address is not among the app's trusted IPs: add it in the console, under 企业可信IP"
        }
        81013 => "nobody of those named is in the app's visible range (可见范围)",
        93000 => "the robot's key does not hold any more (--wecom-webhook-key)",
        846_605 => "the message to reply to is not known any more",
        846_608 => "the reply was left open for too long",
        _ => "look the code up in WeCom's list of error codes",
    }
}
