//! What is said to people of Slack beside answers.

use serde_json::{Value, json};

use crate::push;
use crate::question::Language;

/// How to ask, with questions to begin with; where answers can be sent again and again, how to say that.
pub(super) fn help(language: Language, samples: &[String], can_push: bool) -> String {
    let mut lines = vec![
        language
            .choose(
                "我回答业务数据问题，数字都有出处。可以这样用：",
                "I answer questions about your business data, and every number has its source. How to ask:",
            )
            .to_owned(),
    ];
    let ways = language.choose(
        "• 私信我，直接提问\n• 在频道里 @我 提问；在同一个消息串里再 @我 就是追问\n• /wenbo 加问题：只有您能看到答案\n• 回复「停止」可以停下正在查的问题",
        "• Send me a direct message with your question\n• Mention me in a channel; mention me again in the same thread to follow up\n• /wenbo and a question: only you see the answer\n• Reply \"stop\" to stop a question that is being worked on",
    );
    lines.push(ways.to_owned());
    if can_push {
        let sample = samples.first().map(String::as_str);
        let ways = push::help(language, sample).into_iter();
        lines.extend(ways.map(|it| format!("• {it}")));
    }
    if !samples.is_empty() {
        lines.push(language.choose("例如：", "For example:").to_owned());
        lines.extend(samples.iter().take(3).map(|it| format!("• {it}")));
    }
    lines.join("\n")
}

/// What is said at once to a slash command.
pub(super) fn looking(language: Language) -> &'static str {
    language.choose("正在查询，请稍候…", "Looking it up…")
}

/// What is said to whoever opens a thread.
pub(super) fn welcome() -> &'static str {
    "您好！问我业务数据，例如下面的问题。\nHello! Ask me about your business data, for example one of these."
}

/// What is said of what somebody thinks.
pub(super) fn thanks(language: Language, is_good: bool) -> &'static str {
    if is_good {
        language.choose("谢谢反馈！", "Thank you!")
    } else {
        language.choose(
            "谢谢，已记录，管理员会看到。换个说法再问一次，或点「怎么算的」核对口径。",
            "Thank you, it is noted and your administrator will see it. Ask in other words, or see how it was computed.",
        )
    }
}

/// What is said where an answer is not theirs, or not there any more.
pub(super) fn not_yours(language: Language) -> &'static str {
    language.choose(
        "这个答案不是您问的，或者已经过期。请自己问一次，会按您的权限回答。",
        "This answer was asked by somebody else, or is not kept any more. Ask it yourself: it is answered under your own rights.",
    )
}

/// What is said to whoever is known now.
pub(super) fn linked(user: &str) -> String {
    format!("绑定成功：您现在是 {user}，可以提问了。\nYou are {user} now, and can ask.")
}

/// What is said of a code that does not count.
pub(super) fn no_such_code() -> &'static str {
    "这个绑定码无效、已用过或已过期，请向管理员要一个新的。\nThis code does not count, was used, or has ended. Ask your administrator for another one."
}

/// What is said where something is wrong inside.
pub(super) fn broken(language: Language) -> &'static str {
    language.choose(
        "抱歉，我们这边出了故障。请稍后再试。",
        "Sorry, something is wrong on our side. Please try again in a moment.",
    )
}

/// Questions that a thread offers; Slack shows four.
pub(super) fn prompts(samples: impl Iterator<Item = String>) -> Vec<Value> {
    let prompts = samples.take(4);
    prompts
        .map(|it| json!({ "title": crate::channel::chat::clip(&it, 75, crate::channel::chat::Unit::Chars), "message": it }))
        .collect()
}
