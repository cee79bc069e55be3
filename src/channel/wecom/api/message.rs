//! A message of an app, as `message/send` takes it.

use serde_json::{Value, json};

/// Seconds within which WeCom drops a message that it has sent already.
const SAME_WITHIN: u32 = 1800;

/// A message to one person.
#[derive(Debug, Clone)]
pub(in crate::channel::wecom) struct Message<'a> {
    /// Who gets it.
    pub(in crate::channel::wecom) to: &'a str,
    /// What it is.
    pub(in crate::channel::wecom) content: Content<'a>,
    /// Whether its text is its own: then WeCom is told to drop a second one, so that a call that was repeated because
    /// its reply got lost shows nothing twice. A text that may rightly come twice is not.
    pub(in crate::channel::wecom) is_unique: bool,
}

/// What a message shows.
#[derive(Debug, Clone)]
pub(in crate::channel::wecom) enum Content<'a> {
    /// Plain text.
    Text(&'a str),
    /// WeCom's Markdown.
    Markdown(&'a str),
    /// A picture that was uploaded.
    Image(&'a str),
    /// A card with buttons.
    Card(&'a Value),
}

impl Message<'_> {
    /// The body of the call.
    pub(super) fn body(&self, agent_id: u64) -> Value {
        let mut body = json!({
            "touser": self.to,
            "toparty": "",
            "totag": "",
            "agentid": agent_id,
        });
        let (kind, content, safe) = match &self.content {
            Content::Text(text) => ("text", json!({ "content": text }), true),
            Content::Markdown(text) => ("markdown", json!({ "content": text }), false),
            Content::Image(id) => ("image", json!({ "media_id": id }), true),
            Content::Card(card) => ("template_card", (*card).clone(), false),
        };
        body["msgtype"] = json!(kind);
        body[kind] = content;
        // It says whether a message may be passed on; not every kind has it.
        if safe {
            body["safe"] = json!(0);
        }
        if self.is_unique {
            body["enable_duplicate_check"] = json!(1);
            body["duplicate_check_interval"] = json!(SAME_WITHIN);
        }
        body
    }
}
