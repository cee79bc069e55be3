//! When something is sent, in Chinese: 每周一早上9点, 工作日18:30.

use crate::grammar::number::whole;
use crate::push::times::{Days, Times};
use crate::push::words::Assumed;

/// When, and what was not said of it.
pub(super) struct When {
    pub(super) times: Times,
    pub(super) assumed: Vec<Assumed>,
}

/// When, at the beginning of a text, and what follows.
pub(super) fn when(text: &str) -> Option<(When, &str)> {
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
