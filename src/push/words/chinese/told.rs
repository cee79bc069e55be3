//! What is to be told when a number passes a bound, in Chinese: ……超20%提醒我.

use super::{MARKS, polite};
use crate::push::words::bound::bound as bound_in;
use crate::push::words::{Due, To, Wish, question};

/// What is to be told when a number passes a bound.
pub(in crate::push::words) fn bound(text: &str) -> Option<Wish> {
    let (text, to) = told(text)?;
    let text = text
        .replace("跌破", "低于")
        .replace("掉破", "低于")
        .replace("涨破", "超过")
        .replace("升破", "超过")
        .replace("跌到", " ")
        .replace("降到", " ")
        .replace("掉到", " ");
    let (before, bound, after) = bound_in(&text)?;
    if !is_filler(&after) {
        return None;
    }
    let mut asked = before.trim_matches(MARKS);
    for word in ["如果", "一旦", "只要", "要是", "当", "若", "等"] {
        asked = asked.strip_prefix(word).unwrap_or(asked);
    }
    for word in ["已经", "要是", "如果", "一旦", "会", "又", "再"] {
        asked = asked.strip_suffix(word).unwrap_or(asked);
    }
    // Which ones they are is asked now, not to be told from now on.
    if ["哪", "谁", "什么"].iter().any(|it| asked.contains(it)) {
        return None;
    }
    Some(Wish {
        question: question(&of_each(asked))?,
        due: Due::Bound(bound),
        to,
        assumed: Vec::new(),
    })
}

/// 任何店铺的…… is asked as 各店铺的……: each is looked at by itself.
fn of_each(asked: &str) -> String {
    let words = [
        "有任何一个",
        "任何一个",
        "任意一个",
        "任何一位",
        "任意一位",
        "有任何",
        "有任意",
        "任何",
        "任意",
        "任一个",
        "任一",
    ];
    match words.iter().find(|it| asked.contains(**it)) {
        Some(word) => asked.replacen(word, "各", 1),
        None => asked.to_owned(),
    }
}

/// What is left without the words that somebody wants to be told.
fn told(text: &str) -> Option<(String, To)> {
    let (text, _) = polite(text);
    let ends = [
        ("提醒我一下", To::Me),
        ("告诉我一下", To::Me),
        ("通知我一下", To::Me),
        ("提醒我", To::Me),
        ("告诉我", To::Me),
        ("通知我", To::Me),
        ("给我发提醒", To::Me),
        ("发我提醒", To::Me),
        ("给我报警", To::Me),
        ("给我预警", To::Me),
        ("叫我", To::Me),
        ("喊我", To::Me),
        ("提醒大家", To::Here),
        ("通知大家", To::Here),
        ("提醒群里", To::Here),
        ("通知群里", To::Here),
        ("在群里提醒", To::Here),
        ("在这个群提醒", To::Here),
        ("在群里通知", To::Here),
        ("发到这个群", To::Here),
        ("发到群里", To::Here),
        ("发群里提醒", To::Here),
        ("发到机器人群", To::Robot),
        ("报警", To::Unsaid),
        ("告警", To::Unsaid),
        ("预警", To::Unsaid),
        ("提醒", To::Unsaid),
    ];
    let end = ends
        .iter()
        .find_map(|(words, to)| Some((text.strip_suffix(words)?, *to)));
    if let Some((rest, to)) = end {
        return Some((rest.to_owned(), to));
    }
    let starts = [
        ("提醒我", To::Me),
        ("通知我", To::Me),
        ("提醒大家", To::Here),
        ("通知群里", To::Here),
        ("报警", To::Unsaid),
        ("预警", To::Unsaid),
    ];
    let start = starts
        .iter()
        .find_map(|(words, to)| Some((text.strip_prefix(words)?, *to)));
    start.map(|(rest, to)| (rest.to_owned(), to))
}

/// Words between a bound and what is to be done then.
fn is_filler(text: &str) -> bool {
    let mut text = text.trim_matches(MARKS);
    let words = [
        "的时候",
        "时候",
        "的情况",
        "的话",
        "马上",
        "立即",
        "立刻",
        "及时",
        "请",
        "麻烦",
        "元",
        "块钱",
        "块",
        "时",
        "就",
        "了",
        "要",
        "给我",
        "，",
        ",",
        " ",
    ];
    while let Some(rest) = words.iter().find_map(|it| text.strip_prefix(it)) {
        text = rest;
    }
    text.is_empty()
}
