//! Lists, pauses, runs again and ends subscriptions.

use crate::grammar::number::whole;

use super::Command;

const LISTS: &[&str] = &[
    "我的订阅",
    "我的订阅列表",
    "订阅列表",
    "查看订阅",
    "查看我的订阅",
    "看看我的订阅",
    "看看订阅",
    "列出订阅",
    "列出我的订阅",
    "我有哪些订阅",
    "我订阅了什么",
    "我订阅了哪些",
    "有哪些订阅",
    "我的推送",
    "我的提醒",
    "查看我的提醒",
    "my subscriptions",
    "my alerts",
    "subscriptions",
    "list subscriptions",
    "list my subscriptions",
    "list my alerts",
    "list alerts",
    "show subscriptions",
    "show my subscriptions",
    "show my alerts",
    "show me my subscriptions",
    "show me my alerts",
    "what are my subscriptions",
    "what have i subscribed to",
];

/// What is done with a subscription by its number.
type Does = fn(u32) -> Command;

/// What each word does.
const VERBS: &[(&str, Does)] = &[
    ("取消", Command::Delete),
    ("删除", Command::Delete),
    ("删掉", Command::Delete),
    ("去掉", Command::Delete),
    ("退订", Command::Delete),
    ("暂停", Command::Pause),
    ("停掉", Command::Pause),
    ("停用", Command::Pause),
    ("恢复", Command::Resume),
    ("继续", Command::Resume),
    ("启用", Command::Resume),
    ("重新启用", Command::Resume),
    ("delete ", Command::Delete),
    ("remove ", Command::Delete),
    ("cancel ", Command::Delete),
    ("unsubscribe from ", Command::Delete),
    ("unsubscribe ", Command::Delete),
    ("pause ", Command::Pause),
    ("stop ", Command::Pause),
    ("disable ", Command::Pause),
    ("resume ", Command::Resume),
    ("restart ", Command::Resume),
    ("enable ", Command::Resume),
    ("continue ", Command::Resume),
];

/// What a subscription is called. 退订 needs none of them, and neither does `unsubscribe`.
const NOUNS: &[&str] = &[
    "订阅",
    "推送",
    "提醒",
    "subscription",
    "subscriptions",
    "alert",
    "push",
];

const POLITE: &[&str] = &[
    "请帮我",
    "请",
    "帮我",
    "麻烦",
    "please ",
    "can you ",
    "could you ",
];

pub(super) fn read(text: &str) -> Option<Command> {
    let lower = text.to_lowercase();
    let mut text = lower.trim();
    for polite in POLITE {
        text = text.strip_prefix(polite).unwrap_or(text);
    }
    let text = text.strip_suffix(" please").unwrap_or(text).trim();
    if LISTS.contains(&text) {
        return Some(Command::List);
    }
    let (verb, make) = VERBS.iter().find(|(verb, _)| text.starts_with(verb))?;
    let rest = text.strip_prefix(verb)?;
    let (rest, is_named) = without_noun(rest);
    let says_itself = *verb == "退订" || verb.starts_with("unsubscribe");
    let number = number(&rest)?;
    (is_named || says_itself).then(|| make(number))
}

/// What is left without the noun, and whether there was one.
fn without_noun(text: &str) -> (String, bool) {
    let noun = NOUNS.iter().filter(|it| text.contains(*it));
    let longest = noun.max_by_key(|it| it.len());
    match longest {
        Some(noun) => (text.replacen(noun, " ", 1), true),
        None => (text.to_owned(), false),
    }
}

/// 第2个, 2, #2, the second, no. 2: nothing else may stand there.
fn number(text: &str) -> Option<u32> {
    let mut text = text.trim();
    for before in ["我的", "my ", "the ", "number ", "no. ", "no ", "#", "第"] {
        text = text.strip_prefix(before).unwrap_or(text).trim();
    }
    for after in ["的", "条", "个", "号", "项", " one"] {
        text = text.strip_suffix(after).unwrap_or(text).trim();
    }
    let ordinals = [
        "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth",
        "tenth",
    ];
    let ordinal = ordinals.iter().position(|it| *it == text);
    let ordinal = ordinal.and_then(|it| u32::try_from(it + 1).ok());
    ordinal
        .or_else(|| whole(text))
        .or_else(|| whole(text.trim_end_matches(['s', 't', 'n', 'd', 'r', 'h'])))
        .filter(|it| *it > 0)
}
