//! Questions are counted by the way they come in, who planned them and how they ended.

use std::time::Instant;

use serde_json::Value;

use crate::telemetry::measures;

/// The way that a question comes in by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::channel) enum Surface {
    /// `POST /v1/ask`, whole.
    Http,
    /// `POST /v1/ask`, in parts.
    Stream,
    /// A chat program.
    Chat,
    /// An agent's tool.
    Tool,
    /// Slack.
    Slack,
    /// WeCom.
    WeCom,
}

impl Surface {
    fn name(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Stream => "stream",
            Self::Chat => "chat",
            Self::Tool => "tool",
            Self::Slack => "slack",
            Self::WeCom => "wecom",
        }
    }
}

/// Counts a question when it has ended, also where its caller went away.
pub(super) struct Measured {
    surface: Surface,
    began: Instant,
    lane: &'static str,
    outcome: &'static str,
}

impl Measured {
    pub(super) fn new(surface: Surface) -> Self {
        Self {
            surface,
            began: Instant::now(),
            lane: "none",
            outcome: "stopped",
        }
    }

    /// It took longer than allowed.
    pub(super) fn timed_out(&mut self) {
        self.outcome = "timeout";
    }

    /// This came of it.
    pub(super) fn ended(&mut self, answer: &Value) {
        self.lane = match answer["lane"].as_str() {
            Some("verified") => "verified",
            Some("grammar") => "grammar",
            Some("model") => "model",
            _ => "none",
        };
        self.outcome = match answer["status"].as_str() {
            Some("answered") => "answered",
            Some("clarify") => "clarify",
            Some("declined") => "declined",
            _ => "failed",
        };
    }
}

impl Drop for Measured {
    fn drop(&mut self) {
        let took = self.began.elapsed();
        measures::question(self.surface.name(), self.lane, self.outcome, took);
    }
}
