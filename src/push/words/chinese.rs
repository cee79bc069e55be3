//! Commands in Chinese: 每天早上9点把……发到这个群, ……超20%提醒我.

use std::sync::LazyLock;

use crate::grammar::number::whole;

use super::bound::bound as bound_in;
use super::{Assumed, Due, To, Wish, question};
use crate::push::times::{Days, Times};

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

/// When, and what was not said of it.
struct When {
    times: Times,
    assumed: Vec<Assumed>,
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

/// When, at the beginning of a text, and what follows.
fn when(text: &str) -> Option<(When, &str)> {
    let (days, mut assumed, rest) = days(text)?;
    let after_days = rest.trim_start_matches([' ', '，', ',', '的']);
    if days == Days::Hours {
        let times = Times {
            days,
            hour: 0,
            minute: 0,
        };
        return Some((When { times, assumed }, rest));
    }
    let (hour, minute, rest) = match clock(after_days) {
        Some((hour, minute, is_said, after)) => {
            if !is_said {
                assumed.push(Assumed::Time);
            }
            (hour, minute, after)
        }
        None => {
            assumed.push(Assumed::Time);
            (9, 0, rest)
        }
    };
    let times = Times { days, hour, minute };
    Some((When { times, assumed }, rest))
}

fn days(text: &str) -> Option<(Days, Vec<Assumed>, &str)> {
    for word in ["每个工作日", "每工作日", "工作日每天", "工作日"] {
        if let Some(rest) = text.strip_prefix(word) {
            return Some((Days::Working, Vec::new(), rest));
        }
    }
    for word in ["每天", "每日", "天天"] {
        if let Some(rest) = text.strip_prefix(word) {
            return Some((Days::All, Vec::new(), rest));
        }
    }
    for word in ["每个小时", "每小时", "每个整点", "每到整点"] {
        if let Some(rest) = text.strip_prefix(word) {
            return Some((Days::Hours, Vec::new(), rest));
        }
    }
    for word in ["每个月", "每月"] {
        if let Some(rest) = text.strip_prefix(word) {
            return Some(of_month(rest));
        }
    }
    for word in ["每个星期", "每星期", "每个礼拜", "每礼拜", "每周", "每个周"] {
        if let Some(rest) = text.strip_prefix(word) {
            return of_week(rest);
        }
    }
    None
}

fn of_month(text: &str) -> (Days, Vec<Assumed>, &str) {
    for word in ["最后一天", "月底", "底", "末"] {
        if let Some(rest) = text.strip_prefix(word) {
            return (Days::MonthEnd, Vec::new(), rest);
        }
    }
    for word in ["月初", "初"] {
        if let Some(rest) = text.strip_prefix(word) {
            return (Days::Month(1), vec![Assumed::Day], rest);
        }
    }
    let day = numeral(text).and_then(|(n, rest)| {
        let rest = rest.strip_prefix(['号', '日'])?;
        let day = u8::try_from(n).ok().filter(|it| (1..=31).contains(it))?;
        Some((day, rest))
    });
    match day {
        // Each month has an end; not each has a 31st.
        Some((31, rest)) => (Days::MonthEnd, Vec::new(), rest),
        Some((day, rest)) => (Days::Month(day), Vec::new(), rest),
        None => (Days::Month(1), vec![Assumed::Day], text),
    }
}

fn of_week(text: &str) -> Option<(Days, Vec<Assumed>, &str)> {
    if let Some(rest) = text.strip_prefix('末') {
        return Some((Days::Week(vec![6, 7]), Vec::new(), rest));
    }
    let Some((first, mut rest)) = weekday(text) else {
        return Some((Days::Week(vec![1]), vec![Assumed::Day], text));
    };
    let mut days = vec![first];
    loop {
        let joined = rest.strip_prefix(['到', '至']).and_then(weekday);
        if let Some((last, after)) = joined.filter(|(last, _)| *last > first) {
            days = (first..=last).collect();
            rest = after;
            continue;
        }
        let next = rest
            .strip_prefix(['、', '和', '，', ',', '跟'])
            .unwrap_or(rest);
        // 一三五 without a mark between them, too.
        match weekday(next) {
            Some((day, after)) if !days.contains(&day) => {
                days.push(day);
                rest = after;
            }
            _ => break,
        }
    }
    days.sort_unstable();
    if days == [1, 2, 3, 4, 5] {
        return Some((Days::Working, Vec::new(), rest));
    }
    Some((Days::Week(days), Vec::new(), rest))
}

/// 一, 周一, 星期天.
fn weekday(text: &str) -> Option<(u8, &str)> {
    let text = ["每周", "周", "星期", "礼拜"]
        .iter()
        .find_map(|it| text.strip_prefix(it))
        .unwrap_or(text);
    let mut chars = text.chars();
    let day = match chars.next()? {
        '一' | '1' => 1,
        '二' | '2' => 2,
        '三' | '3' => 3,
        '四' | '4' => 4,
        '五' | '5' => 5,
        '六' | '6' => 6,
        '日' | '天' | '7' => 7,
        _ => return None,
    };
    let rest = chars.as_str();
    // 每周10点 says no Monday, and 每周三次 no Wednesday.
    let is_number = rest.starts_with(['点', ':', '次', '个', '场'])
        || rest.starts_with(|c: char| c.is_ascii_digit() || c == '十')
            && text.starts_with(|c: char| c.is_ascii_digit());
    (!is_number).then_some((day, rest))
}

/// A time of day, whether its hour was said, and what follows.
fn clock(text: &str) -> Option<(u8, u8, bool, &str)> {
    let parts = [
        ("今早", 9, 0),
        ("一早", 9, 0),
        ("早上", 9, 0),
        ("早晨", 9, 0),
        ("清晨", 7, 0),
        ("早间", 9, 0),
        ("凌晨", 0, 0),
        ("上午", 9, 0),
        ("中午", 12, 12),
        ("下午", 15, 12),
        ("傍晚", 18, 12),
        ("晚上", 20, 12),
        ("晚间", 20, 12),
        ("夜里", 22, 12),
        ("早", 9, 0),
        ("晚", 20, 12),
    ];
    let part = parts
        .iter()
        .find_map(|(word, usual, later)| Some((*usual, *later, text.strip_prefix(word)?)));
    let rest = part.map_or(text, |(_, _, rest)| rest.trim_start_matches([' ', '的']));
    let Some((hour, minute, rest)) = hour(rest) else {
        let (usual, _, rest) = part?;
        return Some((usual, 0, false, rest));
    };
    let later = part.map_or(0, |(_, later, _)| later);
    let hour = if later > 0 && hour < 12 && !(later == 12 && hour == 11 && text.starts_with("中午"))
    {
        hour + later
    } else if hour == 24 {
        0
    } else {
        hour
    };
    let rest = ["准时", "整", "左右", "的时候", "钟", "时"]
        .iter()
        .fold(rest, |rest, it| rest.strip_prefix(it).unwrap_or(rest));
    (hour < 24).then_some((hour, minute, true, rest))
}

fn hour(text: &str) -> Option<(u8, u8, &str)> {
    let (hour, rest) = numeral(text)?;
    let hour = u8::try_from(hour).ok().filter(|it| *it <= 24)?;
    if let Some(rest) = rest.strip_prefix(':') {
        let digits = rest.get(..2)?;
        let minute = digits.parse::<u8>().ok().filter(|it| *it < 60)?;
        return Some((hour, minute, &rest[2..]));
    }
    let rest = rest.strip_prefix('点')?;
    let rest = rest.strip_prefix('钟').unwrap_or(rest);
    if let Some(rest) = rest.strip_prefix('半') {
        return Some((hour, 30, rest));
    }
    for (word, minute) in [("一刻", 15), ("三刻", 45), ("整", 0)] {
        if let Some(rest) = rest.strip_prefix(word) {
            return Some((hour, minute, rest));
        }
    }
    let minute = numeral(rest).and_then(|(minute, after)| {
        let minute = u8::try_from(minute).ok().filter(|it| *it < 60)?;
        Some((minute, after.strip_prefix('分')?))
    });
    Some(match minute {
        Some((minute, rest)) => (hour, minute, rest),
        None => (hour, 0, rest),
    })
}

/// A whole number at the beginning, and what follows.
fn numeral(text: &str) -> Option<(u32, &str)> {
    let is_digit = |c: char| c.is_ascii_digit() || "零〇一二三四五六七八九十两".contains(c);
    let end = text.find(|c| !is_digit(c)).unwrap_or(text.len());
    Some((whole(&text[..end])?, &text[end..]))
}

/// What is to be told when a number passes a bound.
pub(super) fn bound(text: &str) -> Option<Wish> {
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
    Some(Wish {
        question: question(asked)?,
        due: Due::Bound(bound),
        to,
        assumed: Vec::new(),
    })
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
