//! What is said of alerts.

use serde_json::Value;

use crate::push::figures::{Figure, Figures, Group, Unfit};
use crate::push::{Bound, Subscription};
use crate::question::Language;

/// The most groups that are named.
const NAMED: usize = 10;

/// Above the number that passed a bound.
pub(in crate::push) fn alert(
    it: &Subscription,
    bound: &Bound,
    figure: &Figure,
    answer: &Value,
    is_passed: bool,
) -> String {
    let reading = answer["reading"].as_str().unwrap_or(&it.question);
    let (number, value, said) = (it.number, figure.told.as_str(), bound.said.as_str());
    let until = until(answer, it.language);
    match (it.language, is_passed) {
        (Language::Zh, true) => {
            format!("🔔 提醒 {number}：{reading} 现在是 {value}，达到您设的条件「{said}」。{until}")
        }
        (Language::Zh, false) => format!(
            "🔔 提醒 {number}：{reading} 在免打扰时段里达到过您设的条件「{said}」，现在已经不再满足，是 {value}。{until}"
        ),
        (Language::En, true) => {
            format!("🔔 Alert {number}: {reading} is {value} now, which meets \"{said}\". {until}")
        }
        (Language::En, false) => format!(
            "🔔 Alert {number}: {reading} met \"{said}\" in the quiet hours and does not any more: it is {value} now. {until}"
        ),
    }
}

/// Until when the data is loaded.
fn until(answer: &Value, language: Language) -> String {
    let until = answer
        .pointer("/receipt/data_until")
        .and_then(Value::as_str);
    let until = until.map(|it| it.replace('T', " "));
    let until = until.map(|it| it.chars().take(16).collect::<String>());
    match (until, language) {
        (Some(until), Language::Zh) => format!("数据截至 {until}。"),
        (Some(until), Language::En) => format!("Data until {until}."),
        (None, _) => String::new(),
    }
}

/// Above the reason that a bound cannot be looked at any more.
pub(in crate::push) fn blind(it: &Subscription) -> String {
    let (number, question) = (it.number, it.question.as_str());
    match it.language {
        Language::Zh => {
            format!("⚠️ 提醒 {number}（{question}）现在算不出来，已经暂停。原因：")
        }
        Language::En => format!(
            "⚠️ Alert {number} ({question}) cannot be computed any more and was paused, because:"
        ),
    }
}

/// Groups that pass a bound newly, and those that passed it in the quiet hours alone.
pub(in crate::push) struct Told<'a> {
    pub(in crate::push) new: Vec<&'a Group>,
    /// Names.
    pub(in crate::push) over: Vec<&'a str>,
    /// How many pass it in all.
    pub(in crate::push) all: usize,
}

/// Above the answer in which groups passed a bound.
pub(in crate::push) fn alert_each(
    it: &Subscription,
    bound: &Bound,
    answer: &Value,
    told: &Told<'_>,
) -> String {
    let reading = answer["reading"].as_str().unwrap_or(&it.question);
    let (number, said, language) = (it.number, bound.said.as_str(), it.language);
    let mut lines = Vec::new();
    if told.new.is_empty() {
        lines.push(match language {
            Language::Zh => format!("🔔 提醒 {number}：{reading}。"),
            Language::En => format!("🔔 Alert {number}: {reading}."),
        });
    } else {
        let (new, all) = (told.new.len(), told.all);
        lines.push(match language {
            Language::Zh => format!(
                "🔔 提醒 {number}：{reading}。新达到「{said}」的有 {new} 个（现在共 {all} 个）："
            ),
            Language::En => {
                format!("🔔 Alert {number}: {reading}. Newly \"{said}\": {new} ({all} in all now):")
            }
        });
        lines.extend(named(&told.new, language));
    }
    if !told.over.is_empty() {
        let names = listed(&told.over, language);
        lines.push(match language {
            Language::Zh => {
                format!("在免打扰时段里达到过「{said}」、现在已经不再满足的：{names}。")
            }
            Language::En => {
                format!("In the quiet hours but not any more \"{said}\": {names}.")
            }
        });
    }
    lines.push(until(answer, language));
    lines.retain(|it| !it.is_empty());
    lines.join("\n")
}

/// Groups with their numbers, each in a line.
fn named(groups: &[&Group], language: Language) -> Vec<String> {
    let lines = groups.iter().take(NAMED).map(|it| {
        let told = it.figure.as_ref().map_or("", |it| it.told.as_str());
        let colon = language.choose("：", ": ");
        format!("• {}{colon}{told}", it.name)
    });
    let mut lines: Vec<String> = lines.collect();
    if groups.len() > NAMED {
        let more = groups.len() - NAMED;
        lines.push(match language {
            Language::Zh => format!("• 另有 {more} 个"),
            Language::En => format!("• and {more} more"),
        });
    }
    lines
}

/// Names in a line.
fn listed(names: &[&str], language: Language) -> String {
    let mut text = names[..names.len().min(NAMED)].join(language.choose("、", ", "));
    if names.len() > NAMED {
        let more = names.len() - NAMED;
        text.push_str(&match language {
            Language::Zh => format!("等 {} 个", names.len()),
            Language::En => format!(" and {more} more"),
        });
    }
    text
}

/// How a number stands when its bound is set.
pub(in crate::push) fn now(it: &Subscription, bound: &Bound, figures: &Figures) -> String {
    let value = match figures {
        Figures::One(figure) => figure.told.as_str(),
        Figures::Each(of, groups) => {
            let passes = |it: &&Group| it.passes(bound);
            let passing: Vec<&Group> = groups.iter().filter(passes).collect();
            return now_each(it, of, groups.len(), &passing);
        }
    };
    match (it.language, it.holds) {
        (Language::Zh, false) => format!("现在是 {value}，还没有达到。"),
        (Language::Zh, true) => format!("现在是 {value}，已经达到；恢复之后再次达到时会提醒。"),
        (Language::En, false) => format!("It is {value} now, which does not meet it."),
        (Language::En, true) => format!(
            "It is {value} now, which meets it already; you are told when it does so again after it did not."
        ),
    }
}

/// How the groups stand when their bound is set: so many of what they are of, and those that pass it.
fn now_each(it: &Subscription, of: &str, many: usize, passing: &[&Group]) -> String {
    let with_numbers = passing.iter().take(NAMED).map(|it| {
        let told = it.figure.as_ref().map_or("", |it| it.told.as_str());
        format!("{} {told}", it.name)
    });
    let with_numbers: Vec<String> = with_numbers.collect();
    let mut names = with_numbers.join(it.language.choose("、", ", "));
    if passing.len() > NAMED {
        names.push_str(it.language.choose("……", ", …"));
    }
    let count = passing.len();
    match (it.language, count) {
        (Language::Zh, 0) => format!(
            "现在 {many} 个{of}都没有达到；有新达到的就提醒，每个只提醒一次，恢复之后再次达到时再提醒。"
        ),
        (Language::Zh, _) => format!(
            "现在 {many} 个{of}里有 {count} 个已经达到：{names}。以后有新达到的就提醒；这些恢复之后再次达到时也会提醒。"
        ),
        (Language::En, 0) => format!(
            "None of the {many} meets it now (by {of}). Each is told once when it newly does, and again after it did not."
        ),
        (Language::En, _) => format!(
            "{count} of the {many} (by {of}) meet it already: {names}. Each other is told once when it newly does, and these again after they did not."
        ),
    }
}

/// Why a bound cannot be held against what is asked.
pub(in crate::push) fn unfit(language: Language, answer: &Value, why: Unfit) -> String {
    match why {
        Unfit::Shape => no_single_number(language, answer),
        Unfit::Cut => cut(language, answer),
        Unfit::Empty => empty(language, answer),
    }
}

fn cut(language: Language, answer: &Value) -> String {
    let reading = answer["reading"].as_str().unwrap_or_default();
    match language {
        Language::Zh => format!(
            "没有设提醒：这个问题（{reading}）只列出一部分，没列出的会被漏掉。请去掉“前几名”，或者缩小范围。"
        ),
        Language::En => format!(
            "No alert was set: this question ({reading}) lists only some, and the others would be missed. Please ask without a top, or for fewer."
        ),
    }
}

fn empty(language: Language, answer: &Value) -> String {
    let reading = answer["reading"].as_str().unwrap_or_default();
    match language {
        Language::Zh => format!(
            "没有设提醒：这个问题（{reading}）现在没有数据，单位和范围都没法核对。请等有数据了再设，或者换个时间范围。"
        ),
        Language::En => format!(
            "No alert was set: there is no data for this question ({reading}) now, so it cannot be checked. Please set it once there is, or for another period."
        ),
    }
}

/// Above nothing: the groups of an alert cannot all be looked at any more.
pub(in crate::push) fn too_many_groups(it: &Subscription) -> String {
    let (number, question) = (it.number, it.question.as_str());
    match it.language {
        Language::Zh => format!(
            "⚠️ 提醒 {number}（{question}）现在行数太多，只能看到一部分，没列出的会被漏掉，所以已经暂停。请缩小范围后重新设置。"
        ),
        Language::En => format!(
            "⚠️ Alert {number} ({question}) has too many rows now: some would be missed, so it was paused. Please set it anew for fewer."
        ),
    }
}

pub(in crate::push) fn no_single_number(language: Language, answer: &Value) -> String {
    let reading = answer["reading"].as_str().unwrap_or_default();
    match language {
        Language::Zh => format!(
            "没有设提醒：提醒要看一个数字，或者每组一个数字，而这个问题（{reading}）的结果不是这样。请只问一个指标，不要按时间列出，也不要和别的时间比。"
        ),
        Language::En => format!(
            "No alert was set: an alert needs one number, or one of each group, and this question ({reading}) gives something else. Please ask for one metric, not by time and without a comparison."
        ),
    }
}

pub(in crate::push) fn other_unit(language: Language, said: &str, value: &str) -> String {
    match language {
        Language::Zh => format!(
            "没有设提醒：「{said}」和这个指标（现在是 {value}）的单位对不上。比率请写百分数，例如 20%。"
        ),
        Language::En => format!(
            "No alert was set: \"{said}\" has another unit than this metric (it is {value} now). Write rates as percentages, such as 20%."
        ),
    }
}
