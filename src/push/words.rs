//! What somebody says who wants something sent: a small grammar of its own, in Chinese and English.
//!
//! Invariant: whatever it does not know wholly is no command: the sentence is a question then and goes the usual way.

mod bound;
mod chinese;
mod english;
mod managing;

use crate::question::Language;

use super::times::Times;
pub use bound::Bound;
pub(super) use bound::decimal;

/// What somebody wants of their subscriptions.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// A new one.
    Subscribe(Wish),
    /// What they have.
    List,
    /// This one is to pause.
    Pause(u32),
    /// This one is to run again.
    Resume(u32),
    /// This one is to end.
    Delete(u32),
}

/// What is to be sent, when, and where to.
#[derive(Debug, Clone, PartialEq)]
pub struct Wish {
    /// The question.
    pub question: String,
    /// When it is sent.
    pub due: Due,
    /// Where to.
    pub to: To,
    /// What was not said and is taken so.
    pub assumed: Vec<Assumed>,
}

/// When something is sent.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Due {
    /// Again and again.
    Times(Times),
    /// When a number passes a bound.
    Bound(Bound),
}

/// Where something is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum To {
    /// To whoever says it, alone.
    Me,
    /// Where it is said.
    Here,
    /// To the group of a robot.
    Robot,
    /// Nobody said.
    Unsaid,
}

/// What was not said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Assumed {
    /// The time of day.
    Time,
    /// The day of the week or the month.
    Day,
}

/// What somebody wants of their subscriptions; nothing where a sentence is no such thing.
#[must_use]
pub fn read(text: &str) -> Option<Command> {
    let text = plain(text);
    if text.is_empty() || text.chars().count() > MOST {
        return None;
    }
    if let Some(command) = managing::read(&text) {
        return Some(command);
    }
    let wish = match Language::of(&text) {
        Language::Zh => chinese::bound(&text).or_else(|| chinese::times(&text)),
        Language::En => english::bound(&text).or_else(|| english::times(&text)),
    };
    wish.map(Command::Subscribe)
}

/// The most characters of a command.
const MOST: usize = 300;

/// A text without marks at its end, in one width.
fn plain(text: &str) -> String {
    let text = text
        .replace('：', ":")
        .replace('％', "%")
        .replace('　', " ");
    let ends: &[char] = &['。', '.', '!', '！', '?', '？', ',', '，', ' ', '~', '～'];
    text.trim().trim_end_matches(ends).to_owned()
}

/// A question without what joined it to the rest.
fn question(text: &str) -> Option<String> {
    let marks: &[char] = &['，', ',', ':', '、', '；', ';', ' ', '。', '"', '“', '”'];
    let text = text.trim_matches(marks);
    (text.chars().count() > 1).then(|| text.to_owned())
}
