//! Commands in Chinese: 每天早上9点把……发到这个群, ……超20%提醒我.

mod told;
mod when;

use std::sync::LazyLock;

use super::{Assumed, Due, To, Wish, question};
pub(super) use told::bound;
use when::{When, when};

const POLITE: &[&str] = &[
    "请",
    "帮我",
    "麻烦你",
    "麻烦",
    "你",
    "能不能",
    "可以",
    "以后",
    "从今天起",
    "从明天起",
];

/// What sends, and where to; longer ones first.
static SENDS: LazyLock<Vec<(String, To)>> = LazyLock::new(|| {
    let mut all = Vec::new();
    for verb in ["发送", "推送", "发", "推", "播报", "汇报", "报告", "同步"] {
        for target in ["给我", "我", "给我一下", "给我本人"] {
            all.push((format!("{verb}{target}"), To::Me));
        }
        all.push((format!("给我{verb}"), To::Me));
        for target in ["到机器人群", "到群机器人", "给群机器人", "到机器人的群"]
        {
            all.push((format!("{verb}{target}"), To::Robot));
        }
        for place in HERE {
            all.push((format!("{verb}{place}"), To::Here));
            all.push((format!("{verb}到{place}"), To::Here));
            all.push((format!("{verb}在{place}"), To::Here));
            all.push((format!("{verb}给{place}"), To::Here));
            for before in ["在", "到", "往", "给"] {
                all.push((format!("{before}{place}{verb}"), To::Here));
            }
        }
        for target in ["一下", "出来", "过来", "一份"] {
            all.push((format!("{verb}{target}"), To::Unsaid));
        }
    }
    for verb in ["告诉", "通知", "提醒"] {
        all.push((format!("{verb}我"), To::Me));
        all.push((format!("{verb}我一下"), To::Me));
        for place in ["大家", "群里", "这个群", "本群", "所有人"] {
            all.push((format!("{verb}{place}"), To::Here));
        }
    }
    for verb in ["发送", "推送", "播报", "汇报", "订阅"] {
        all.push((verb.to_owned(), To::Unsaid));
    }
    all.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
    all
});

const HERE: &[&str] = &[
    "这个群里",
    "这个群",
    "本群里",
    "本群",
    "群里",
    "群",
    "这里",
    "这儿",
    "这个频道",
    "本频道",
    "频道里",
    "频道",
    "大家",
    "所有人",
];

/// A verb of one sign is one only where nothing makes a noun of it.
const NOT_AFTER_ONE: &[char] = &[
    '货', '票', '券', '布', '放', '起', '展', '生', '现', '出', '表', '酬', '货', '行', '件', '广',
    '荐', '名', '价', '警', '销', '货',
];

/// What is to be sent again and again.
pub(super) fn times(text: &str) -> Option<Wish> {
    let starts = text.char_indices().map(|(at, _)| at);
    starts.into_iter().find_map(|at| {
        let (when, rest) = when(&text[at..])?;
        wish(&text[..at], when, rest)
    })
}

fn wish(before: &str, when: When, rest: &str) -> Option<Wish> {
    let has_time = !when.assumed.contains(&Assumed::Time);
    let rest = rest.trim_start();
    let (before, subscribes) = polite(before);
    let (asked, to) = if before.is_empty() {
        // 每天的GMV is asked about, not wanted each day.
        let is_of_each =
            rest.starts_with('的') || (!has_time && rest.starts_with(['地', '平', '各', '分']));
        if is_of_each && !subscribes {
            return None;
        }
        let rest = rest.strip_prefix('的').unwrap_or(rest);
        sent(rest, has_time, subscribes)?
    } else if rest.trim_matches(MARKS).is_empty() {
        // 把GMV发我，每天9点
        if !before.ends_with(['，', ',', ' ', ':', '。']) && !has_time {
            return None;
        }
        sent(before.trim_end_matches(MARKS), false, subscribes)?
    } else {
        // 把GMV每天9点发我
        if before.ends_with(['的', '按', '在', '里', '内', '和', '与']) {
            return None;
        }
        let (verb, to) = at_start(rest, has_time)?;
        let after = rest[verb..].trim_matches(MARKS);
        if !after.is_empty() || (!has_time && !before.starts_with(['把', '将'])) {
            return None;
        }
        (before.to_owned(), to)
    };
    Some(Wish {
        question: question(bare(&asked))?,
        due: Due::Times(when.times),
        to,
        assumed: when.assumed,
    })
}

const MARKS: &[char] = &['，', ',', ' ', ':', '。', '、', '；'];

/// A text without polite words at its beginning, and whether it says that something is subscribed to.
fn polite(text: &str) -> (&str, bool) {
    let mut text = text.trim().trim_start_matches(MARKS);
    let mut subscribes = false;
    loop {
        let word = POLITE.iter().find(|it| text.starts_with(**it));
        if let Some(word) = word {
            text = text[word.len()..].trim_start_matches(MARKS);
        } else if let Some(rest) = text.strip_prefix("订阅") {
            text = rest.trim_start_matches(MARKS);
            subscribes = true;
        } else {
            return (text, subscribes);
        }
    }
}

/// What is sent, and where to: the words that say so stand before it or behind it.
fn sent(text: &str, has_time: bool, subscribes: bool) -> Option<(String, To)> {
    let (text, again) = polite(text);
    let subscribes = subscribes || again;
    if let Some((end, to)) = at_start(text, has_time) {
        let rest = &text[end..];
        return Some(match (at_end_target(rest), to) {
            (Some((start, said)), To::Unsaid) => (rest[..start].to_owned(), said),
            _ => (rest.to_owned(), to),
        });
    }
    let text = text.trim_end_matches(['吧', '哦', '啊', '呀', '哈']);
    let send = SENDS
        .iter()
        .find(|(words, _)| text.ends_with(words.as_str()));
    match send {
        Some((words, to)) => Some((text[..text.len() - words.len()].to_owned(), *to)),
        None if subscribes => Some((text.to_owned(), To::Unsaid)),
        None => None,
    }
}

/// Words at the beginning that say that something is sent.
fn at_start(text: &str, has_time: bool) -> Option<(usize, To)> {
    let send = SENDS
        .iter()
        .find(|(words, _)| text.starts_with(words.as_str()));
    if let Some((words, to)) = send {
        return Some((words.len(), *to));
    }
    let mut chars = text.chars();
    let first = chars.next().filter(|c| ['发', '推', '报'].contains(c))?;
    let next = chars.next();
    let is_verb = has_time && next.is_none_or(|c| !NOT_AFTER_ONE.contains(&c));
    is_verb.then_some((first.len_utf8(), To::Unsaid))
}

/// 推送GMV到这个群: where to stands behind.
fn at_end_target(text: &str) -> Option<(usize, To)> {
    let mut targets = vec![
        ("给我".to_owned(), To::Me),
        ("到机器人群".to_owned(), To::Robot),
        ("到群机器人".to_owned(), To::Robot),
    ];
    for place in HERE {
        targets.push((format!("到{place}"), To::Here));
        targets.push((format!("给{place}"), To::Here));
    }
    targets.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
    let target = targets
        .into_iter()
        .find(|(words, _)| text.ends_with(words.as_str()))?;
    Some((text.len() - target.0.len(), target.1))
}

/// A question without 把 and what stands beside it.
fn bare(text: &str) -> &str {
    let mut text = text.trim_matches(MARKS);
    for before in ["把", "将", "一下", "一份"] {
        text = text.strip_prefix(before).unwrap_or(text);
    }
    text
}
