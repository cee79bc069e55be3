//! A model's reply as a plan, and its failure as a refusal.

use semantic_sql::layer::Text;
use semantic_sql::{SemanticSql, parse};

use crate::answer::NOT_RECORDED;
use crate::language_model::LanguageModelError;
use crate::plan::{Choice, Clarification, Decline, Plan, QueryPlan};
use crate::planner::model::reply::{DeclineReason, ReplyPlan};
use crate::planner::model::{ModelPlan, ModelPlanError};
use crate::planner::reading::Reader;

/// The plan of a reply that passed every check.
pub(super) fn plan(reader: &Reader<'_>, plan: ModelPlan) -> Plan {
    if let Some(sql) = plan.sql {
        // It was bound a moment ago, so it parses.
        let statement = parse(&sql);
        let Ok(statement) = statement else {
            return Plan::Decline(declined(DeclineReason::NoSuchData));
        };
        let reading = reader.read(&statement);
        let understood = Text {
            zh: "由语言模型理解，请核对“理解为”一行。".to_owned(),
            en: "Understood by a language model: check the reading.".to_owned(),
        };
        return Plan::Query(QueryPlan {
            derived: Vec::new(),
            parts: Vec::new(),
            chart: None,
            verified: None,
            sql: SemanticSql(sql),
            intent: reading.intent,
            reading: reading.text,
            interpretation: reading.interpretation,
            assumptions: vec![understood],
            supporting: Vec::new(),
        });
    }
    let same = |text: String| Text {
        zh: text.clone(),
        en: text,
    };
    match plan.reply.plan {
        ReplyPlan::Clarify(clarify) => {
            let choices = clarify.choices.into_iter().take(3);
            Plan::Clarify(Clarification {
                question: same(clarify.question),
                choices: choices
                    .map(|choice| Choice {
                        label: same(choice.clone()),
                        question: choice,
                    })
                    .collect(),
            })
        }
        ReplyPlan::Decline(reason) => Plan::Decline(declined(reason)),
        // A lookup has its statement, which was taken above.
        ReplyPlan::Query(_) | ReplyPlan::Change(_) | ReplyPlan::SemanticSql(_) => {
            Plan::Decline(declined(DeclineReason::NoSuchData))
        }
    }
}

fn declined(reason: DeclineReason) -> Decline {
    let (code, zh, en) = match reason {
        DeclineReason::NoSuchData => (
            "out_of_scope",
            "数据里没有这个问题要的内容。",
            "The data does not have what this asks for.",
        ),
        DeclineReason::NotAQuestion => (
            "out_of_scope",
            "这不是一个可以用数据回答的问题。",
            "This is no question that data can answer.",
        ),
        DeclineReason::NotData => (
            "out_of_scope",
            "这里只查数据，不给意见、建议和预测。",
            "Data is looked up here; there are no opinions, advice or forecasts.",
        ),
        DeclineReason::Instruction => (
            "instruction",
            "这里只回答问题，不执行指令。",
            "Questions are answered here; instructions are not followed.",
        ),
    };
    refusal(code, zh, en)
}

/// Why there is no plan, without the provider's words or address.
pub(super) fn decline(error: &ModelPlanError) -> Decline {
    match error {
        ModelPlanError::Model(error) => failure(error),
        ModelPlanError::Prompt(_) => refusal(
            "prompt_broken",
            "提示词文件有错，请管理员检查。",
            "The prompt files are broken; an administrator must look.",
        ),
        ModelPlanError::TooLong { .. } => refusal(
            "question_too_long",
            "问题太长，语言模型读不下，请说得短一些。",
            "The question is too long for the language model; ask it in fewer words.",
        ),
        ModelPlanError::Rejected(_) => refusal(
            "model_misunderstood",
            "语言模型没能给出可用的查询。",
            "The language model gave no query that can be used.",
        ),
    }
}

fn failure(error: &LanguageModelError) -> Decline {
    match error {
        LanguageModelError::Timeout { .. } => refusal(
            "model_timeout",
            "语言模型没有及时回复。",
            "The language model did not reply in time.",
        ),
        LanguageModelError::OverBudget { .. } => Decline {
            reason: Text {
                zh: "语言模型的预算用完了。".to_owned(),
                en: sentence(&error.to_string()),
            },
            ..refusal("model_over_budget", "", "")
        },
        LanguageModelError::Refused { .. } => refusal(
            "model_refused",
            "语言模型拒绝回答，换个说法再问。",
            "The language model refused to answer; rephrase the question.",
        ),
        LanguageModelError::NotRecorded { .. } => Decline {
            reason: Text {
                zh: sentence(&error.to_string()),
                en: sentence(&error.to_string()),
            },
            ..refusal(NOT_RECORDED, "", "")
        },
        LanguageModelError::RateLimited { .. } => refusal(
            "model_rate_limited",
            "语言模型现在请求太多，稍后再问。",
            "The language model takes no more requests for now; ask again later.",
        ),
        LanguageModelError::Misconfigured { .. }
        | LanguageModelError::Unreachable { .. }
        | LanguageModelError::Resting { .. }
        | LanguageModelError::Unauthorized { .. }
        | LanguageModelError::BadReply { .. }
        | LanguageModelError::Provider { .. } => refusal(
            "model_unavailable",
            "语言模型现在用不了。",
            "The language model is not available now.",
        ),
    }
}

fn refusal(code: &'static str, zh: &str, en: &str) -> Decline {
    Decline {
        code,
        reason: Text {
            zh: zh.to_owned(),
            en: en.to_owned(),
        },
    }
}

fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|c| c.to_uppercase().to_string());
    format!("{}{}.", first.unwrap_or_default(), chars.as_str())
}
