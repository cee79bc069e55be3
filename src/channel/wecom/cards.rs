//! Cards with buttons: a question back, and whether an answer was good.
//!
//! What stands behind a button is the id of an answer and a number, so that it works after a restart, and does what the
//! card says also when other questions were asked since.

use serde_json::{Value, json};

use super::markdown::line;
use super::text::{mark, short};
use crate::question::Language;

/// Buttons of a card at most.
const MAX_BUTTONS: usize = 6;
/// Characters of a button that are surely seen.
const BUTTON: usize = 16;
/// Characters of a title that are surely seen.
const TITLE: usize = 26;
/// Characters below the title that are surely seen.
const SUBTITLE: usize = 112;
/// Bytes of what stands behind a button.
const MAX_KEY: usize = 1024;

/// What a button does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Button {
    /// Asks one of the ways on that a question back offers; numbers are from 0.
    Ask {
        /// The answer.
        answer: String,
        /// Which.
        at: usize,
    },
    /// Asks one of the questions that an answer names to go on with.
    Next {
        /// The answer.
        answer: String,
        /// Which.
        at: usize,
    },
    /// Says whether an answer was good.
    Say {
        /// The answer.
        answer: String,
        /// Whether it was.
        good: bool,
    },
}

impl Button {
    /// As it stands behind a button.
    fn key(&self) -> String {
        match self {
            Self::Ask { answer, at } => format!("ask:{answer}:{at}"),
            Self::Next { answer, at } => format!("next:{answer}:{at}"),
            Self::Say { answer, good: true } => format!("up:{answer}"),
            Self::Say {
                answer,
                good: false,
            } => format!("down:{answer}"),
        }
    }

    /// What a key does; nothing for one that is not ours.
    pub(super) fn read(key: &str) -> Option<Self> {
        if key.len() > MAX_KEY {
            return None;
        }
        let (what, rest) = key.split_once(':')?;
        let known = |id: &str| uuid::Uuid::try_parse(id).is_ok();
        match what {
            "ask" | "next" => {
                let (answer, at) = rest.split_once(':')?;
                let at = at.parse().ok().filter(|at| *at < MAX_BUTTONS)?;
                let (is_known, answer) = (known(answer), answer.to_owned());
                is_known.then_some(match what {
                    "ask" => Self::Ask { answer, at },
                    _ => Self::Next { answer, at },
                })
            }
            "up" | "down" => known(rest).then(|| Self::Say {
                answer: rest.to_owned(),
                good: what == "up",
            }),
            _ => None,
        }
    }
}

/// A question back; nothing where the answer is not kept, as then no button could be read.
pub(super) fn choices(answer: &Value, language: Language) -> Option<Value> {
    let id = answer.get("answer_id").and_then(Value::as_str)?;
    let asked = answer.get("clarification")?;
    let question = line(asked.get("question").and_then(Value::as_str)?);
    let labels = asked.get("choices").and_then(Value::as_array)?;
    let labels = labels.iter().filter_map(|it| it.get("label")?.as_str());
    let labels: Vec<String> = labels.take(MAX_BUTTONS).map(line).collect();
    if labels.is_empty() {
        return None;
    }
    let listed = labels.iter().enumerate();
    let listed: Vec<String> = listed
        .map(|(at, label)| format!("{}. {label}", at + 1))
        .collect();
    // What does not fit on a button is read above it.
    let is_cut = labels.iter().any(|it| it.chars().count() > BUTTON);
    let mut below = question;
    if is_cut {
        below = format!("{below}\n{}", listed.join("\n"));
    }
    let buttons = labels.iter().enumerate().map(|(at, label)| {
        let button = Button::Ask {
            answer: id.to_owned(),
            at,
        };
        let text = match is_cut {
            true => short(&format!("{}. {label}", at + 1), BUTTON),
            false => label.clone(),
        };
        json!({ "text": text, "style": 1, "key": button.key() })
    });
    Some(card(
        language.choose("请选择一个", "Which one do you mean?"),
        &below,
        &buttons.collect::<Vec<_>>(),
        &format!("ask-{id}"),
    ))
}

/// Whether an answer was good, and what may be asked next; nothing where the answer is not kept.
pub(super) fn after(answer: &Value, language: Language) -> Option<Value> {
    let id = answer.get("answer_id").and_then(Value::as_str)?;
    let headline = answer.get("headline").and_then(Value::as_str);
    let say = |good, text: &str| {
        let key = Button::Say {
            answer: id.to_owned(),
            good,
        };
        json!({ "text": text, "style": if good { 1 } else { 2 }, "key": key.key() })
    };
    let mut buttons = vec![
        say(true, language.choose("准确", "Correct")),
        say(false, language.choose("不准确", "Not correct")),
    ];
    let next = answer.get("suggestions").and_then(Value::as_array);
    let next = next.into_iter().flatten().filter_map(Value::as_str);
    let room = MAX_BUTTONS - buttons.len();
    buttons.extend(next.take(room).enumerate().map(|(at, question)| {
        let button = Button::Next {
            answer: id.to_owned(),
            at,
        };
        // What does not fit on a button stands whole above, under the same mark.
        let text = format!("{} {}", mark(at), line(question));
        json!({ "text": short(&text, BUTTON), "style": 4, "key": button.key() })
    }));
    Some(card(
        language.choose("这个答案准确吗？", "Is this answer correct?"),
        &line(headline.unwrap_or_default()),
        &buttons,
        &format!("say-{id}"),
    ))
}

/// What a card becomes when a button was pressed: it says so, and does nothing more.
pub(super) fn pressed(task: &str, title: &str) -> Value {
    card(
        title,
        "",
        &[json!({ "text": short(title, BUTTON), "style": 3, "key": "pressed" })],
        task,
    )
}

fn card(title: &str, below: &str, buttons: &[Value], task: &str) -> Value {
    json!({
        "card_type": "button_interaction",
        "main_title": { "title": short(title, TITLE) },
        "sub_title_text": short(below, SUBTITLE),
        "button_list": buttons,
        "task_id": task,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Button, after, choices};
    use crate::question::Language;

    const ID: &str = "01890000-0000-7000-8000-0123456789ab";

    #[test]
    fn what_stands_behind_a_button_is_read_again() {
        let asked = json!({ "answer_id": ID, "clarification": { "question": "哪个？", "choices": [
            { "label": "按支付时间", "question": "a" },
            { "label": "按一个名字特别特别长的时间口径来计算", "question": "b" },
        ] } });
        let card = choices(&asked, Language::Zh).unwrap();
        let keys: Vec<_> = card["button_list"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| Button::read(it["key"].as_str().unwrap()).unwrap())
            .collect();
        let ask = |at| Button::Ask {
            answer: ID.to_owned(),
            at,
        };
        assert_eq!(keys, [ask(0), ask(1)]);
        assert_eq!(card["button_list"][0]["text"], "1. 按支付时间");
        let below = card["sub_title_text"].as_str().unwrap();
        assert!(
            below.contains("按一个名字特别特别长的时间口径来计算"),
            "{below}"
        );

        let said = after(
            &json!({ "answer_id": ID, "headline": "h", "suggestions": ["more"] }),
            Language::En,
        )
        .unwrap();
        let key = said["button_list"][1]["key"].as_str().unwrap();
        let next = said["button_list"][2]["key"].as_str().unwrap();
        assert_eq!(
            Button::read(next),
            Some(Button::Next {
                answer: ID.to_owned(),
                at: 0
            })
        );
        let down = Button::Say {
            answer: ID.to_owned(),
            good: false,
        };
        assert_eq!(Button::read(key), Some(down));
        for task in [&card["task_id"], &said["task_id"]] {
            let task = task.as_str().unwrap();
            assert!(
                task.len() <= 128
                    && task
                        .chars()
                        .all(|it| it.is_ascii_alphanumeric() || "_-@".contains(it))
            );
        }
    }

    #[test]
    fn a_key_that_is_not_ours_does_nothing() {
        let long = format!("up:{}", "a".repeat(2000));
        let odd = [
            "",
            "rerun",
            "up:",
            "up:x",
            "ask:01890000-0000-7000-8000-0123456789ab",
            &long,
        ];
        for key in odd {
            assert_eq!(Button::read(key), None, "{key}");
        }
        assert_eq!(Button::read(&format!("ask:{ID}:6")), None);
        assert_eq!(Button::read(&format!("ask:{ID}:-1")), None);
    }

    #[test]
    fn without_an_id_there_is_no_card() {
        let asked = json!({ "clarification": { "question": "?", "choices": [{ "label": "a" }] } });
        assert_eq!(choices(&asked, Language::Zh), None);
        assert_eq!(after(&json!({}), Language::Zh), None);
    }
}
