//! What is said of subscriptions, in both languages.

mod alert;

use serde_json::Value;

pub(super) use alert::{Told, alert, alert_each, blind, other_unit, too_many_groups, unfit};

use super::figures::Figures;
use super::times::moment;
use super::{Assumed, Due, ROBOT, Subscription, Times};
use crate::question::Language;

/// Above an answer that was wanted at a time.
pub(super) fn pushed(it: &Subscription, times: &Times, late: Option<i64>) -> String {
    let (number, when) = (it.number, times.told(it.language));
    let mut text = match it.language {
        Language::Zh => format!("📌 订阅 {number}（{when}）：{}", it.question),
        Language::En => format!("📌 Subscription {number} ({when}): {}", it.question),
    };
    if let Some(due) = late {
        let due = moment(due, &it.zone);
        text.push_str(&match it.language {
            Language::Zh => format!("\n补发：原定 {due}，当时服务没有运行；按现在的数据计算。"),
            Language::En => format!(
                "\nLate: this was due at {due}, when the service was not running; computed from the data as it is now."
            ),
        });
    }
    text
}

/// Why a subscription is paused whose question is not understood any more.
pub(super) fn not_understood(language: Language) -> &'static str {
    language.choose(
        "它问的数字现在算不出来了",
        "the number that it asks for cannot be computed any more",
    )
}

/// Why a subscription is paused whose owner is nobody any more.
pub(super) fn owner_unknown(language: Language) -> &'static str {
    language.choose(
        "到点时系统里没有您的身份，所以没有发送",
        "nobody here was known under your id when it was due, so nothing was sent",
    )
}

/// Why a subscription is paused that cannot be sent.
pub(super) fn no_channel(language: Language, channel: &str) -> String {
    match language {
        Language::Zh => format!("到点时没有接入 {channel}，发不出去"),
        Language::En => format!("{channel} was not set up when it was due"),
    }
}

/// That there is a subscription now: what, when, where, and what was taken so.
pub(super) fn subscribed(
    it: &Subscription,
    answer: &Value,
    figures: Option<&Figures>,
    assumed: &[Assumed],
    note: Option<&str>,
) -> String {
    let language = it.language;
    let reading = answer["reading"].as_str().unwrap_or(&it.question);
    let mut lines = vec![match (&it.due, language) {
        (Due::Times(times), Language::Zh) => {
            format!(
                "✅ 已订阅（编号 {}）：{}，发{}。",
                it.number,
                times.told(language),
                place(it)
            )
        }
        (Due::Times(times), Language::En) => {
            format!(
                "✅ Subscribed (number {}): {}, sent {}.",
                it.number,
                times.told(language),
                place(it)
            )
        }
        (Due::Bound(bound), Language::Zh) => format!(
            "✅ 已设提醒（编号 {}）：{}「{}」时发{}，每次数据更新后检查。",
            it.number,
            it.question,
            bound.said,
            place(it)
        ),
        (Due::Bound(bound), Language::En) => format!(
            "✅ Alert set (number {}): {} \"{}\", sent {}; checked after each load of data.",
            it.number,
            it.question,
            bound.said,
            place(it)
        ),
    }];
    lines.push(match language {
        Language::Zh => format!("内容：{}（现在读作：{reading}）", it.question),
        Language::En => format!("What: {} (read now as: {reading})", it.question),
    });
    lines.extend(next(it));
    lines.extend(assumed.iter().map(|it| {
        let text = match it {
            Assumed::Time => language.choose(
                "没有说几点，按上面的时间发。",
                "No time of day was named, so it is the one above.",
            ),
            Assumed::Day => language.choose(
                "没有说哪一天，按上面的日子发。",
                "No day was named, so it is the one above.",
            ),
        };
        text.to_owned()
    }));
    if let (Due::Bound(bound), Some(figures)) = (&it.due, figures) {
        lines.push(alert::now(it, bound, figures));
    }
    lines.extend(note.map(str::to_owned));
    lines.push(
        language
            .choose("发「我的订阅」可以查看，发「暂停订阅 编号」「删除订阅 编号」可以管理。", "Say \"my subscriptions\" to see all, \"pause subscription 1\" or \"delete subscription 1\" to change them.")
            .to_owned(),
    );
    lines.join("\n")
}

/// When it runs next.
fn next(it: &Subscription) -> Option<String> {
    let at = it.next_at?;
    if let Due::Bound(_) = it.due {
        return None;
    }
    let (at, zone) = (moment(at, &it.zone), it.zone.as_str());
    Some(match it.language {
        Language::Zh => format!("下一次：{at}（{zone}）"),
        Language::En => format!("Next: {at} ({zone})"),
    })
}

/// Where it goes.
fn place(it: &Subscription) -> &'static str {
    match it.place.as_deref() {
        None => it.language.choose("给您本人", "to you alone"),
        Some(ROBOT) => it
            .language
            .choose("到机器人所在的群", "to the robot's group"),
        Some(_) => it
            .language
            .choose("到设定的群或频道", "to the channel or group"),
    }
}

/// All subscriptions of somebody.
pub(super) fn list(all: &[Subscription], language: Language) -> String {
    if all.is_empty() {
        return language
            .choose(
                "您还没有订阅。例如发「每天早上9点把……发给我」或「……超过20%提醒我」。",
                "You have no subscriptions. Say for example \"every day at 9am send me …\" or \"alert me when … goes above 20%\".",
            )
            .to_owned();
    }
    let lines = all.iter().map(|it| {
        let when = match &it.due {
            Due::Times(times) => times.told(language),
            Due::Bound(bound) => bound.said.clone(),
        };
        let place = place(&Subscription {
            language,
            ..it.clone()
        });
        let state = match (it.is_active, &it.reason) {
            (true, _) => {
                let it = Subscription {
                    language,
                    ..it.clone()
                };
                next(&it).map_or_else(String::new, |it| format!(" · {it}"))
            }
            (false, None) => language.choose(" · 已暂停", " · paused").to_owned(),
            (false, Some(why)) => match language {
                Language::Zh => format!(" · 已暂停：{why}"),
                Language::En => format!(" · paused: {why}"),
            },
        };
        format!("{}. {} · {when} · {place}{state}", it.number, it.question)
    });
    let lines: Vec<String> = lines.collect();
    let head = language.choose("您的订阅：", "Your subscriptions:");
    format!("{head}\n{}", lines.join("\n"))
}

/// That a question cannot be subscribed to, and why.
pub(super) fn not_answered(language: Language, question: &str, answer: &Value) -> String {
    let text = |path: &str| answer.pointer(path).and_then(Value::as_str);
    let why = text("/clarification/question")
        .or_else(|| text("/reason"))
        .or_else(|| text("/headline"));
    let why = why.unwrap_or_default();
    let choices = answer
        .pointer("/clarification/choices")
        .and_then(Value::as_array);
    let choices = choices
        .into_iter()
        .flatten()
        .filter_map(|it| it["question"].as_str());
    let choices: Vec<String> = choices.take(4).map(|it| format!("\n• {it}")).collect();
    let choices = choices.concat();
    match language {
        Language::Zh => format!(
            "没有建立订阅：「{question}」现在答不出来。{why}{choices}\n请把问题说完整，再订阅一次。"
        ),
        Language::En => format!(
            "No subscription was made: \"{question}\" cannot be answered as it is. {why}{choices}\nPlease say the whole question and subscribe again."
        ),
    }
}

pub(super) fn failed(language: Language, why: &str) -> String {
    match language {
        Language::Zh => format!("没有建立订阅。{why}"),
        Language::En => format!("No subscription was made. {why}"),
    }
}

pub(super) fn too_many(language: Language, most: usize) -> String {
    match language {
        Language::Zh => format!("没有建立订阅：您已经有 {most} 个订阅，请先删除不用的。"),
        Language::En => {
            format!("No subscription was made: you have {most} already. Please delete some first.")
        }
    }
}

pub(super) fn never(language: Language) -> &'static str {
    language.choose(
        "没有建立订阅：这个时间永远不会到。",
        "No subscription was made: that time never comes.",
    )
}

pub(super) fn no_robot(language: Language) -> &'static str {
    language.choose(
        "没有建立订阅：还没有设置群机器人（--wecom-webhook-key）。",
        "No subscription was made: no robot of a group is set up (--wecom-webhook-key).",
    )
}

pub(super) fn cannot_send_here(language: Language) -> &'static str {
    language.choose(
        "这里不能主动发消息，所以发给您本人。",
        "Messages cannot be sent here unasked, so they go to you alone.",
    )
}

pub(super) fn not_public(language: Language) -> &'static str {
    language.choose(
        "这里其他人的数据权限可能与您不同：发送时如果仍是这样，会只发给您本人，不在这里显示。",
        "Others here may not be allowed to see the same data: where that is still so when it is due, it goes to you alone and not here.",
    )
}

pub(super) fn no_such(language: Language, number: u32) -> String {
    match language {
        Language::Zh => format!("您没有编号为 {number} 的订阅。发「我的订阅」可以查看。"),
        Language::En => {
            format!("You have no subscription {number}. Say \"my subscriptions\" to see yours.")
        }
    }
}

pub(super) fn paused(language: Language, number: u32) -> String {
    match language {
        Language::Zh => format!("已暂停订阅 {number}。发「恢复订阅 {number}」可以继续。"),
        Language::En => format!(
            "Subscription {number} is paused. Say \"resume subscription {number}\" to go on."
        ),
    }
}

pub(super) fn resumed(language: Language, it: &Subscription) -> String {
    let next = next(&Subscription {
        language,
        ..it.clone()
    })
    .unwrap_or_default();
    match language {
        Language::Zh => format!("已恢复订阅 {}。{next}", it.number),
        Language::En => format!("Subscription {} runs again. {next}", it.number),
    }
}

pub(super) fn deleted(language: Language, number: u32, question: &str) -> String {
    match language {
        Language::Zh => format!("已删除订阅 {number}：{question}。"),
        Language::En => format!("Subscription {number} is deleted: {question}."),
    }
}

pub(super) fn broken(language: Language) -> &'static str {
    language.choose("抱歉，我们这边出了故障，没有改动您的订阅。请稍后再试。", "Sorry, something is wrong on our side and your subscriptions were not changed. Please try again in a moment.")
}

/// How to subscribe, to be told, and to end it; with a question of the layer to subscribe to, where there is one.
#[must_use]
pub fn help(language: Language, sample: Option<&str>) -> Vec<String> {
    let sample = sample.map(|it| it.trim_end_matches(['？', '?', '。', '.']));
    let sample = sample.unwrap_or("……");
    match language {
        Language::Zh => vec![
            format!("订阅：发「每天早上9点发我：{sample}」，到点自动发来；在群里说“发到这个群”就发到群里"),
            "提醒：发「……超过20%提醒我」，数据更新后越过界限就告诉您".to_owned(),
            "管理：发「我的订阅」查看；发「暂停订阅 1」「恢复订阅 1」「退订 1」".to_owned(),
        ],
        Language::En => vec![
            format!(
                "Subscribe: \"every day at 9am send me {sample}\"; in a channel or group, \"post … here\" instead of \"send me …\""
            ),
            "Alerts: \"alert me when … goes above 20%\", looked at after each load of data".to_owned(),
            "Manage: \"my subscriptions\", then \"pause subscription 1\", \"resume subscription 1\" or \"unsubscribe 1\"".to_owned(),
        ],
    }
}
