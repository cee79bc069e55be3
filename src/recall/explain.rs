//! How a kept answer was computed, in words for an operator, with the statements below.

use serde_json::Value;

use crate::question::Language;
use crate::store::KeptAnswer;

use super::kept::{KeptProblem, KeptRequest, asker_of};

/// The text, in the language of the answer.
///
/// # Errors
/// Where what is kept cannot be read.
pub fn explain(kept: &KeptAnswer) -> Result<String, KeptProblem> {
    let request = KeptRequest::read(kept)?;
    let asker = match asker_of(kept)? {
        semantic_sql::Asker::Known(principal) => principal.user,
        semantic_sql::Asker::Nobody => "-".to_owned(),
    };
    let answer: Value =
        serde_json::from_str(&kept.answer).map_err(|error| KeptProblem::new(kept, &error))?;
    let page = Page {
        language: request.language,
        answer: &answer,
        receipt: &answer["receipt"],
    };
    let mut lines = vec![
        page.line("问题", "Question", &request.text),
        page.line(
            "提问",
            "Asked by",
            &format!("{asker}, {}", request.asked_at),
        ),
        page.line("答案", "Answer", &page.text("narration")),
    ];
    if page.receipt.is_null() {
        lines.push(
            page.say("没有执行语句。", "No statement was run.")
                .to_owned(),
        );
        return Ok(lines.join("\n"));
    }
    lines.push(page.line("理解为", "Read as", &page.text("reading")));
    lines.extend(page.definitions());
    lines.extend(page.list("限制", "Restrictions", &page.receipt["filters"]));
    lines.extend(page.list("行权限", "Row policies", &page.receipt["policies"]));
    lines.extend(page.planner());
    lines.extend(page.notes());
    lines.push(page.line("结果", "Result", &page.result()));
    lines.push(String::new());
    lines.push(page.block("语义 SQL", "Semantic SQL", "semantic_sql"));
    lines.push(String::new());
    lines.push(page.block("SQL", "SQL", "sql"));
    for part in page.receipt["beside"].as_array().into_iter().flatten() {
        let part = Page {
            receipt: part,
            ..page
        };
        lines.push(String::new());
        lines.push(part.beside());
    }
    Ok(lines.join("\n"))
}

/// The parts of an answer in one language.
#[derive(Clone, Copy)]
struct Page<'a> {
    language: Language,
    answer: &'a Value,
    receipt: &'a Value,
}

impl Page<'_> {
    fn say(&self, zh: &'static str, en: &'static str) -> &'static str {
        match self.language {
            Language::Zh => zh,
            Language::En => en,
        }
    }

    fn line(&self, zh: &'static str, en: &'static str, text: &str) -> String {
        format!("{}{}{text}", self.say(zh, en), self.say("：", ": "))
    }

    fn text(&self, key: &str) -> String {
        self.answer[key].as_str().unwrap_or_default().to_owned()
    }

    fn definitions(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for it in self.receipt["definitions"].as_array().into_iter().flatten() {
            let text = |key: &str| it[key].as_str().unwrap_or_default();
            let mut line = format!("{} = {}", text("label"), text("expression"));
            if let Some(filter) = it["filter"].as_str() {
                line.push_str(self.say("，只算 ", ", only "));
                line.push_str(filter);
            }
            for default in it["defaults"].as_array().into_iter().flatten() {
                line.push_str(self.say("，默认 ", ", by default "));
                line.push_str(default.as_str().unwrap_or_default());
            }
            line.push_str(self.say("。", ". "));
            line.push_str(text("description"));
            lines.push(self.line("口径", "Definition", &line));
        }
        lines
    }

    fn list(&self, zh: &'static str, en: &'static str, values: &Value) -> Option<String> {
        let values = values.as_array()?.iter().filter_map(Value::as_str);
        let joined = values.collect::<Vec<_>>().join(self.say("；", "; "));
        (!joined.is_empty()).then(|| self.line(zh, en, &joined))
    }

    fn planner(&self) -> Option<String> {
        let who = match self.receipt["lane"].as_str()? {
            "model" => {
                let model = &self.receipt["model"];
                let name = model["name"].as_str().unwrap_or_default();
                let version = model["prompt_version"].as_str().unwrap_or_default();
                let tokens = &model["prompt_tokens"];
                let written = &model["completion_tokens"];
                format!(
                    "{} {name} ({} {version}; {tokens} + {written} tokens; {} {})",
                    self.say("语言模型", "the language model"),
                    self.say("提示词", "prompt"),
                    model["cost"]
                        .as_f64()
                        .map_or("?".to_owned(), |cost| cost.to_string()),
                    model["currency"].as_str().unwrap_or_default(),
                )
            }
            "verified" => {
                let verified = &self.receipt["verified"];
                format!(
                    "{} {} ({})",
                    self.say("核准问题", "the verified question"),
                    verified["label"].as_str().unwrap_or_default(),
                    verified["owner"].as_str().unwrap_or_default(),
                )
            }
            _ => self
                .say(
                    "规则（没有用语言模型）",
                    "the grammar, without a language model",
                )
                .to_owned(),
        };
        Some(self.line("谁理解的", "Read by", &who))
    }

    fn notes(&self) -> Vec<String> {
        let notes = self.answer["notes"].as_array().into_iter().flatten();
        let texts = notes.filter_map(|note| note["text"].as_str());
        texts.map(|text| self.line("须知", "Note", text)).collect()
    }

    fn result(&self) -> String {
        let rows = &self.receipt["rows"];
        let hash = self.receipt["result_hash"].as_str().unwrap_or_default();
        format!("{rows} {}, sha256 {hash}", self.say("行", "row(s)"))
    }

    /// A result beside the answer, whose receipt stands in the place of the answer's.
    fn beside(&self) -> String {
        let text = |key: &str| self.receipt[key].as_str().unwrap_or_default();
        let mut name = text("name").to_owned();
        if let Some(period) = self.receipt["period"].as_str() {
            name.push_str(self.say("，", ", "));
            name.push_str(period);
        }
        let lines = [
            self.line("旁边的结果", "Beside it", &name),
            self.line("结果", "Result", &self.result()),
            self.block("语义 SQL", "Semantic SQL", "semantic_sql"),
            self.block("SQL", "SQL", "sql"),
        ];
        lines.join("\n")
    }

    fn block(&self, zh: &'static str, en: &'static str, key: &str) -> String {
        let text = self.receipt[key].as_str().unwrap_or_default();
        format!("{}{}\n{text}", self.say(zh, en), self.say("：", ":"))
    }
}
