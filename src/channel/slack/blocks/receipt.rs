//! How an answer was computed, as a window or as lines.

use serde_json::{Value, json};

use super::limits::{PARAGRAPH, WINDOW_BLOCKS, WINDOW_TITLE};
use super::{paragraphs, rich};
use crate::channel::chat::{Unit, clip, split};
use crate::question::Language;

/// Digits of a result's hash that tell it from others at a glance.
const HASH_DIGITS: usize = 12;

/// The receipt in words, and the statement.
pub(in crate::channel::slack) fn lines(
    answer: &Value,
    language: Language,
) -> (Vec<String>, String) {
    let receipt = &answer["receipt"];
    let text = |value: &Value, key: &str| value[key].as_str().unwrap_or_default().to_owned();
    let labelled = |zh: &'static str, en: &'static str, text: String| {
        (!text.is_empty()).then(|| match language {
            Language::Zh => format!("{zh}：{text}"),
            Language::En => format!("{en}: {text}"),
        })
    };
    let mut lines = Vec::new();
    lines.extend(labelled("读法", "Read as", text(receipt, "reading")));
    for it in receipt["definitions"].as_array().into_iter().flatten() {
        let definition = format!("{} = {}", text(it, "label"), text(it, "expression"));
        let definition = match it["filter"].as_str() {
            Some(filter) => format!("{definition} [{filter}]"),
            None => definition,
        };
        lines.extend(labelled("口径", "Definition", definition));
        lines.extend(Some(text(it, "description")).filter(|it| !it.is_empty()));
    }
    let list = |key: &str| {
        let list = receipt[key].as_array().into_iter().flatten();
        let list: Vec<&str> = list.filter_map(Value::as_str).collect();
        list.join(language.choose("；", "; "))
    };
    lines.extend(labelled("限制", "Restrictions", list("filters")));
    lines.extend(labelled("行权限", "Row policies", list("policies")));
    let planner = match receipt["lane"].as_str() {
        Some("verified") => language.choose("已核验的问题", "a verified question"),
        Some("model") => language.choose("语言模型", "the language model"),
        _ => language.choose("语法规则", "the grammar"),
    };
    lines.extend(labelled("由谁读出", "Read by", planner.to_owned()));
    lines.extend(labelled(
        "数据截至",
        "Data until",
        text(receipt, "data_until"),
    ));
    let rows = receipt["rows"].as_u64().unwrap_or_default();
    let hash: String = text(receipt, "result_hash")
        .chars()
        .take(HASH_DIGITS)
        .collect();
    lines.push(match language {
        Language::Zh => format!("结果：{rows} 行，指纹 {hash}"),
        Language::En => format!("Result: {rows} rows, hash {hash}"),
    });
    lines.extend(labelled("答案编号", "Answer", text(answer, "answer_id")));
    (lines, text(receipt, "semantic_sql"))
}

/// The same as blocks.
pub(in crate::channel::slack) fn blocks(answer: &Value, language: Language) -> Vec<Value> {
    let (lines, statement) = lines(answer, language);
    let mut blocks = paragraphs(&lines.join("\n"));
    for piece in split(&statement, PARAGRAPH, Unit::Chars) {
        blocks.push(json!({
            "type": "rich_text",
            "elements": [{ "type": "rich_text_preformatted", "elements": [{ "type": "text", "text": piece }] }],
        }));
    }
    if blocks.is_empty() {
        blocks.push(rich(
            language.choose("没有执行语句。", "No statement was run."),
            false,
        ));
    }
    blocks.truncate(WINDOW_BLOCKS);
    blocks
}

/// A window with it.
pub(in crate::channel::slack) fn window(answer: &Value, language: Language) -> Value {
    let title = language.choose("怎么算的", "How it was computed");
    let close = language.choose("关闭", "Close");
    json!({
        "type": "modal",
        "title": { "type": "plain_text", "text": clip(title, WINDOW_TITLE, Unit::Chars) },
        "close": { "type": "plain_text", "text": close },
        "blocks": blocks(answer, language),
    })
}
