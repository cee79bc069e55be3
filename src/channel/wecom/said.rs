//! What is said beside answers, in both languages.

use crate::push;
use crate::question::Language;

/// What stands where an answer will be.
pub(super) fn reading(language: Language) -> &'static str {
    language.choose("正在理解问题…", "Reading the question…")
}

/// What is said while the data is asked.
pub(super) fn querying(language: Language) -> &'static str {
    language.choose("正在查询数据…", "Querying the data…")
}

/// What is said of a question that takes long, where the answer comes in another message.
pub(super) fn working(language: Language) -> &'static str {
    language.choose(
        "还在查询，这个问题需要更长时间。答案出来后会另发一条消息，请稍等。",
        "Still working on it: this question takes longer. The answer will come as another message.",
    )
}

/// What is said where an answer can only come now or never.
pub(super) fn working_in_vain(language: Language) -> &'static str {
    language.choose(
        "这个问题超出了可以等待的时间，没能答出来。请缩小时间范围再问。",
        "This question took longer than an answer can be waited for here. Please ask for a shorter period.",
    )
}

/// What is said of an answer that this server does not know any more.
pub(super) fn restarted() -> &'static str {
    "服务刚刚重启。没有答完的问题会另发一条消息回答；几分钟内没有收到的话，请再问一次。\n\
     The service has just restarted. What was not answered yet comes as another message; if nothing comes within some minutes, please ask again."
}

/// What somebody is told who asked in a group, and gets the answer alone.
pub(super) fn privately(language: Language) -> &'static str {
    language.choose(
        "群里其他人的权限可能不同，所以答案只发给您本人，请看与机器人的单聊。",
        "Others in this group may have other rights, so the answer was sent to you alone: see your own chat with the bot.",
    )
}

/// What somebody is told who asked in a group where there is no way to answer them alone.
pub(super) fn not_here(language: Language, group: &str) -> String {
    match language {
        Language::Zh => format!(
            "群里其他人的权限可能不同，这里不能显示答案。请在与机器人的单聊里问；或请管理员把这个群设为公开：--open-channels {group}"
        ),
        Language::En => format!(
            "Others in this group may have other rights, so the answer cannot be shown here. Ask in your own chat with the bot, or let an administrator open this group: --open-channels {group}"
        ),
    }
}

/// What is said of a picture, a file, or nothing at all.
pub(super) fn text_only() -> &'static str {
    "我只看得懂文字和语音，请用一句话提问。\nI read text and speech only: please ask in a sentence."
}

/// What greets somebody, with questions to begin with.
pub(super) fn welcome(samples: &[String]) -> String {
    let mut text = "您好，我是问播，可以直接用中文或英文问数据。\nHello, I am Wenbo: ask about your data in Chinese or English.".to_owned();
    for (at, sample) in samples.iter().take(3).enumerate() {
        let head = if at == 0 {
            "\n\n例如 / For example:"
        } else {
            ""
        };
        text = format!("{text}{head}\n- {sample}");
    }
    format!("{text}\n\n发「帮助」看更多用法。/ Say \"help\" for more.")
}

/// How to ask, with questions to begin with; where answers can be sent again and again, how to say that.
pub(super) fn help(language: Language, samples: &[String], can_push: bool) -> String {
    let mut lines = vec![
        language
            .choose(
                "我是问播，回答业务数据问题，数字都有出处。可以这样用：",
                "I am Wenbo. I answer questions about your business data, and every number has its source. How to ask:",
            )
            .to_owned(),
        language
            .choose(
                "- 单聊直接提问，群里 @我 提问；接着问就是追问\n- 「停」可以停下正在查的问题",
                "- Ask me here, or mention me in a group; the next question goes on from the one before\n- \"stop\" stops a question that is being worked on",
            )
            .to_owned(),
    ];
    if can_push {
        let sample = samples.first().map(String::as_str);
        let ways = push::help(language, sample).into_iter();
        lines.extend(ways.map(|it| format!("- {it}")));
    }
    if !samples.is_empty() {
        lines.push(language.choose("例如：", "For example:").to_owned());
        lines.extend(samples.iter().take(3).map(|it| format!("- {it}")));
    }
    lines.join("\n")
}

/// What a card says once a button of it was pressed.
pub(super) fn chosen(language: Language) -> &'static str {
    language.choose("已选择，正在查询", "Chosen, working on it")
}

/// What a card says once somebody said whether an answer was good.
pub(super) fn thanked(language: Language) -> &'static str {
    language.choose("已记录，谢谢", "Noted, thank you")
}

/// What somebody is told who pressed a button of somebody else's card, or of one that is forgotten.
pub(super) fn not_yours() -> &'static str {
    "这个按钮属于别人的问题，或者已经过期。请直接提问。\nThis button belongs to somebody else's question, or it is too old: please ask directly."
}

/// What is said to whoever is known now.
pub(super) fn linked(user: &str) -> String {
    format!("绑定成功：您现在是 {user}，可以提问了。\nYou are {user} now, and can ask.")
}

/// What is said of a code that does not count.
pub(super) fn no_such_code() -> &'static str {
    "这个绑定码无效、已用过或已过期，请向管理员要一个新的。\nThis code does not count, was used, or has ended. Ask your administrator for another one."
}

/// Whether a text asks to stop what is being worked on.
pub(super) fn is_stop(text: &str) -> bool {
    let text = text.trim().trim_end_matches(['。', '.', '！', '!']);
    ["停", "停止", "取消", "stop", "cancel", "/stop"]
        .iter()
        .any(|it| text.eq_ignore_ascii_case(it))
}

/// Whether a text asks what this is.
pub(super) fn is_help(text: &str) -> bool {
    let text = text
        .trim()
        .trim_end_matches(['。', '.', '！', '!', '？', '?']);
    ["帮助", "help", "/help", "你好", "您好", "hi", "hello"]
        .iter()
        .any(|it| text.eq_ignore_ascii_case(it))
}

/// What is said where there was nothing to stop.
pub(super) fn nothing_to_stop(language: Language) -> &'static str {
    language.choose("现在没有正在查询的问题。", "There is nothing to stop.")
}

/// What stands in a push that was to go to a group and goes to its owner alone.
pub(super) fn pushed_privately(language: Language) -> &'static str {
    language.choose(
        "本来要发到群里：群里其他人的权限可能不同，或者机器人现在发不进去，所以只发给您本人。",
        "This was to go to a group: others there may have other rights, or the bot cannot send there now, so it goes to you alone.",
    )
}
