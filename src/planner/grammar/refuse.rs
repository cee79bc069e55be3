//! Refusals and questions back, in both languages.

mod change;
mod metric;

use semantic_sql::layer::{FieldId, MetricId, SemanticLayer, Text};

use crate::lexicon::{Lexicon, ValueMeaning, Word};
use crate::plan::{Choice, Clarification, Decline, Plan};

use super::slots::Group;
use super::tokens::Tokens;

pub(super) use change::{no_level, not_taken_apart, one_change_at_a_time};
pub(super) use metric::{counts_itself, no_average, share_not_additive};

fn decline(code: &'static str, zh: String, en: String) -> Box<Plan> {
    Box::new(Plan::Decline(Decline {
        code,
        reason: Text { zh, en },
    }))
}

pub(super) fn unknown_words(words: &[String]) -> Box<Plan> {
    let zh = words
        .iter()
        .map(|word| format!("“{word}”"))
        .collect::<Vec<_>>()
        .join("、");
    let en = words
        .iter()
        .map(|word| format!("\"{word}\""))
        .collect::<Vec<_>>()
        .join(", ");
    decline(
        "unknown_word",
        format!("我不认识{zh}：它不是指标、维度，也不是您能看到的名字。"),
        format!("I do not know {en}: it is no metric, no dimension and no name that you can see."),
    )
}

pub(super) fn unsupported(what: &str) -> Box<Plan> {
    decline(
        "unsupported",
        format!("“{what}”这种算法目前还不支持。"),
        format!("\"{what}\" asks for something that is not supported yet."),
    )
}

/// A period that has not begun; what will be is no data.
pub(super) fn not_yet() -> Box<Plan> {
    decline(
        "unsupported",
        "这段时间还没有到，只能查已经发生的数据。".to_owned(),
        "This period has not begun yet; only what has happened can be asked.".to_owned(),
    )
}

/// An event in a year of which the calendar has no dates.
pub(super) fn no_such_occurrence(event: &Text, year: i32) -> Box<Plan> {
    decline(
        "no_data",
        format!("活动日历里没有 {year} 年{}的日期。", event.zh),
        format!("The calendar has no dates of {} {year}.", event.en),
    )
}

pub(super) fn unplaced(what: &str) -> Box<Plan> {
    decline(
        "unsupported",
        format!("没有听出“{what}”说的是什么。"),
        format!("I could not tell what \"{what}\" is about."),
    )
}

pub(super) fn two_bases() -> Box<Plan> {
    decline(
        "unsupported",
        "一次只能和一个时段比较。".to_owned(),
        "Only one period can be compared with at a time.".to_owned(),
    )
}

pub(super) fn no_metric() -> Box<Plan> {
    decline(
        "no_metric",
        "没有听出要看哪个指标。".to_owned(),
        "I could not tell which metric is asked for.".to_owned(),
    )
}

pub(super) fn share_of_what() -> Box<Plan> {
    decline(
        "unsupported",
        "没有听出占比是按什么来分的。".to_owned(),
        "I could not tell what the share is of.".to_owned(),
    )
}

pub(super) fn rank_of_what() -> Box<Plan> {
    decline(
        "unsupported",
        "没有听出要给什么排名。".to_owned(),
        "I could not tell what is to be ranked.".to_owned(),
    )
}

pub(super) fn worst_of_what() -> Box<Plan> {
    decline(
        "unsupported",
        "这个指标没有好坏之分，请说最高还是最低。".to_owned(),
        "This metric has no good or bad end; say highest or lowest.".to_owned(),
    )
}

pub(super) fn no_time(layer: &SemanticLayer, metric: MetricId) -> Box<Plan> {
    let label = &layer.metric(metric).label;
    decline(
        "no_path",
        format!("{}没有时间，不能按时间看。", label.zh),
        format!("{} has no time of its own.", label.en),
    )
}

/// A metric that a dimension does not reach, and what it has instead.
pub(super) fn no_path(layer: &SemanticLayer, metric: MetricId, field: FieldId) -> Box<Plan> {
    let (label, wanted) = (&layer.metric(metric).label, &layer.field(field).label);
    let has: Vec<&Text> = layer
        .fields_of_metric(metric)
        .iter()
        .take(6)
        .map(|id| &layer.field(*id).label)
        .collect();
    let list = |pick: fn(&Text) -> &str, gap: &str| {
        has.iter()
            .map(|text| pick(text))
            .collect::<Vec<_>>()
            .join(gap)
    };
    decline(
        "no_path",
        format!(
            "{}没有“{}”这个维度；可以看：{}。",
            label.zh,
            wanted.zh,
            list(|t| &t.zh, "、")
        ),
        format!(
            "{} has no dimension \"{}\"; it has: {}.",
            label.en,
            wanted.en,
            list(|t| &t.en, ", ")
        ),
    )
}

pub(super) fn not_bound(message: &str) -> Box<Plan> {
    decline(
        "unsupported",
        format!("这个问题还不能算：{message}"),
        format!("This question cannot be computed yet: {message}"),
    )
}

pub(super) fn not_permitted() -> Box<Plan> {
    decline(
        "not_permitted",
        "你的角色不能看这个问题里的指标或维度。".to_owned(),
        "Your role may not see a metric or dimension of this question.".to_owned(),
    )
}

/// A word that several metrics go by.
pub(super) fn which_of_metrics(
    layer: &SemanticLayer,
    tokens: &Tokens,
    at: usize,
    found: &[MetricId],
) -> Box<Plan> {
    let said = tokens
        .list
        .get(at)
        .map(|token| tokens.text(token))
        .unwrap_or_default();
    let chinese = !said.is_ascii();
    let choices = found.iter().take(3).map(|metric| {
        let label = layer.metric(*metric).label.clone();
        let question = replaced(tokens, at, if chinese { &label.zh } else { &label.en });
        Choice { label, question }
    });
    Box::new(Plan::Clarify(Clarification {
        question: Text {
            zh: format!("“{said}”指的是哪个指标？"),
            en: format!("Which metric is \"{said}\"?"),
        },
        choices: choices.collect(),
    }))
}

/// A metric that a group does not provide.
pub(super) fn not_provided(layer: &SemanticLayer, metric: MetricId, note: &Text) -> Box<Plan> {
    let label = &layer.metric(metric).label;
    decline(
        "no_data",
        format!("没有{}：{}", label.zh, note.zh),
        format!("There is no {}: {}", label.en, note.en),
    )
}

/// A word that stands for several values: of several fields, or of one.
pub(super) fn two_values(
    layer: &SemanticLayer,
    lexicon: &Lexicon,
    tokens: &Tokens,
    at: usize,
    found: &[&ValueMeaning],
) -> Box<Plan> {
    let Some(token) = tokens.list.get(at) else {
        return no_metric();
    };
    let said = tokens.text(token);
    let choices = found
        .iter()
        .take(3)
        .map(|value| {
            let label = layer.field(value.field).label.clone();
            let alike = found.iter().filter(|other| other.field == value.field);
            let (label, with) = match lexicon.name_of(value).filter(|_| alike.count() > 1) {
                Some(name) => {
                    let label = Text {
                        zh: format!("{}：{name}", label.zh),
                        en: format!("{}: {name}", label.en),
                    };
                    (label, name.to_owned())
                }
                None => {
                    let with = format!("{}{said}", label.zh);
                    (label, with)
                }
            };
            let question = replaced(tokens, at, &with);
            Choice { label, question }
        })
        .collect();
    Box::new(Plan::Clarify(Clarification {
        question: Text {
            zh: format!("“{said}”指的是哪一个？"),
            en: format!("Which one is \"{said}\"?"),
        },
        choices,
    }))
}

/// A word that points at one of several names.
pub(super) fn which_one(tokens: &Tokens, at: usize, names: &[Text]) -> Box<Plan> {
    let Some(token) = tokens.list.get(at) else {
        return no_metric();
    };
    let said = tokens.text(token);
    let chinese = !said.is_ascii();
    let choices = names.iter().take(3).map(|name| Choice {
        label: name.clone(),
        question: replaced(tokens, at, if chinese { &name.zh } else { &name.en }),
    });
    Box::new(Plan::Clarify(Clarification {
        question: Text {
            zh: format!("“{said}”指的是哪一个？"),
            en: format!("Which one is \"{said}\"?"),
        },
        choices: choices.collect(),
    }))
}

/// A field that is named without a word that says what for.
pub(super) fn loose_field(layer: &SemanticLayer, tokens: &Tokens, mention: Group) -> Box<Plan> {
    let label = layer.field(mention.field).label.clone();
    let Some(token) = tokens.list.get(mention.at) else {
        return no_metric();
    };
    let said = tokens.text(token);
    let chinese = !said.is_ascii();
    let grouped = if chinese {
        format!("各{said}")
    } else {
        format!("by {said}")
    };
    let whole = if chinese {
        String::new()
    } else {
        "all".to_owned()
    };
    Box::new(Plan::Clarify(Clarification {
        question: Text {
            zh: format!("要按{}分开看，还是看合计？", label.zh),
            en: format!(
                "One row for each {}, or the total?",
                label.en.to_lowercase()
            ),
        },
        choices: vec![
            Choice {
                label: Text {
                    zh: format!("按{}分开", label.zh),
                    en: format!("By {}", label.en.to_lowercase()),
                },
                question: replaced(tokens, mention.at, &grouped),
            },
            Choice {
                label: Text {
                    zh: "合计".to_owned(),
                    en: "Total".to_owned(),
                },
                question: replaced(tokens, mention.at, &whole),
            },
        ],
    }))
}

/// The question with one token said otherwise.
pub(super) fn replaced(tokens: &Tokens, at: usize, with: &str) -> String {
    let Some(token) = tokens.list.get(at) else {
        return String::new();
    };
    let (before, after) = tokens.around(&token.span);
    format!("{before}{with}{after}").trim().to_owned()
}

/// Questions that are refused by a word in them.
pub(super) fn by_word(tokens: &Tokens) -> Option<Box<Plan>> {
    let has = |word: Word| tokens.any(&[word]);
    if has(Word::Instruction) {
        return Some(decline(
            "instruction",
            "我只回答关于数据的问题，不执行指令。".to_owned(),
            "I answer questions about data and follow no instructions.".to_owned(),
        ));
    }
    if has(Word::Write) {
        return Some(decline(
            "not_permitted",
            "这里只能查数，不能改动数据。".to_owned(),
            "Data can be read here, never changed.".to_owned(),
        ));
    }
    if has(Word::Private) {
        return Some(decline(
            "not_permitted",
            "个人信息不提供查询和导出。".to_owned(),
            "Personal data is neither shown nor exported.".to_owned(),
        ));
    }
    let kinds = [
        (Word::Anomaly, "异常检测", "finding anomalies"),
        (Word::Cumulative, "这种统计变换", "this statistic"),
    ];
    let (_, zh, en) = kinds.into_iter().find(|(word, _, _)| has(*word))?;
    Some(decline(
        "unsupported",
        format!("目前还不支持{zh}。"),
        format!("There is no {en} yet."),
    ))
}

/// A question about what will be, of numbers of which nothing is expected.
pub(super) fn nothing_expected() -> Box<Plan> {
    decline(
        "unsupported",
        "这个指标没有预测。".to_owned(),
        "There is no forecast of that.".to_owned(),
    )
}
