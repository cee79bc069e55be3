//! The model lane: a slice of the layer to the model, its plan bound here, repaired at most twice.

use std::sync::Arc;

use chrono::{NaiveDate, NaiveTime, Weekday};
use semantic_sql::layer::{SemanticLayer, Text};
use semantic_sql::{SemanticSql, bind};

use crate::answer::ModelUse;
use crate::grammar::time::{self, Calendar, TimeReading};
use crate::knowledge::Knowledge;
use crate::language_model::{LanguageModel, LanguageModelError};
use crate::plan::{Choice, Clarification, Decline, Intent, Interpretation, Plan, QueryPlan};
use crate::planner::grammar::GrammarPlanner;
use crate::planner::model::reply::ReplyPlan;
use crate::planner::model::slice::Language as ModelLanguage;
use crate::planner::model::{ModelPlan, ModelPlanError, PlanRequest, Usage, plan_until};
use crate::planner::slice;
use crate::prompt::Prompts;
use crate::question::{Language, Question};

/// A model and what it is told.
pub struct ModelLane {
    model: Arc<dyn LanguageModel>,
    prompts: Prompts,
}

impl ModelLane {
    /// A lane over a model with prompts.
    #[must_use]
    pub fn new(model: Arc<dyn LanguageModel>, prompts: Prompts) -> Self {
        Self { model, prompts }
    }

    /// The model's name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.model.name()
    }

    /// Plans by the model.
    ///
    /// # Errors
    /// A refusal that says why the model gave no plan.
    pub(super) async fn plan(
        &self,
        layer: &SemanticLayer,
        knowledge: &Knowledge,
        grammar: &GrammarPlanner,
        question: &Question,
    ) -> Result<(Plan, ModelUse), Decline> {
        let slice = slice::slice(layer, knowledge, question);
        let request = PlanRequest {
            question: &question.text,
            language: match question.language {
                Language::Zh => ModelLanguage::Chinese,
                Language::En => ModelLanguage::English,
            },
            now: question.asked_at,
            slice: &slice,
            resolved_time: day_range(layer, knowledge, grammar, question),
            conversation: &question.earlier,
        };
        let check = |sql: &str| {
            bind(layer, &question.asker, &SemanticSql(sql.to_owned()))
                .map(drop)
                .map_err(|diagnostics| diagnostics.iter().map(ToString::to_string).collect())
        };
        match plan_until(self.model.as_ref(), &self.prompts, &request, &check).await {
            Ok(plan) => Ok(to_plan(plan)),
            Err(error) => {
                tracing::warn!(%error, "the model gave no plan");
                Err(decline(&error))
            }
        }
    }
}

/// The question's time as whole days, where the time grammar finds exactly one range.
fn day_range(
    layer: &SemanticLayer,
    knowledge: &Knowledge,
    grammar: &GrammarPlanner,
    question: &Question,
) -> Option<(NaiveDate, NaiveDate)> {
    let calendar = Calendar {
        now: question.asked_at,
        week_start: Weekday::Mon,
        fiscal_start_month: layer.time.fiscal_start_month,
        events: &knowledge.events,
        sessions: &grammar.lexicon().sessions,
    };
    let found = time::find(&question.text, &calendar);
    let mut ranges = found.into_iter().filter_map(|found| match found.time {
        TimeReading::Range(range) => Some(range),
        _ => None,
    });
    let (Some(range), None) = (ranges.next(), ranges.next()) else {
        return None;
    };
    let end = range.end.date();
    let cut = range.end.time() != NaiveTime::MIN;
    Some((range.start.date(), if cut { end.succ_opt()? } else { end }))
}

fn to_plan(plan: ModelPlan) -> (Plan, ModelUse) {
    let usage = model_use(plan.usage);
    let same = |text: String| Text {
        zh: text.clone(),
        en: text,
    };
    let reading = same(plan.reply.reading.clone());
    let interpretation = match &plan.reply.plan {
        ReplyPlan::Query(query) => Interpretation {
            metrics: query.metrics.iter().map(|name| name.0.clone()).collect(),
            dimensions: query.dimensions.iter().map(|name| name.0.clone()).collect(),
            ..Interpretation::default()
        },
        ReplyPlan::SemanticSql(_) | ReplyPlan::Clarify(_) | ReplyPlan::Decline(_) => {
            Interpretation::default()
        }
    };
    if let Some(sql) = plan.sql {
        let intent = if interpretation.dimensions.is_empty() {
            Intent::Lookup
        } else {
            Intent::Breakdown
        };
        let assumption = Text {
            zh: "由语言模型理解，请核对“理解为”一行".to_owned(),
            en: "Understood by a language model: check the reading".to_owned(),
        };
        let query = QueryPlan {
            derived: Vec::new(),
            sql: SemanticSql(sql),
            intent,
            reading,
            interpretation,
            assumptions: vec![assumption],
            supporting: Vec::new(),
            chart: None,
        };
        return (Plan::Query(query), usage);
    }
    if let ReplyPlan::Clarify(clarify) = plan.reply.plan {
        let choices = clarify
            .choices
            .into_iter()
            .take(3)
            .map(|choice| Choice {
                label: same(choice.clone()),
                question: choice,
            })
            .collect();
        return (
            Plan::Clarify(Clarification {
                question: same(clarify.question),
                choices,
            }),
            usage,
        );
    }
    let declined = Decline {
        code: "out_of_scope",
        reason: Text {
            zh: format!("这个问题超出了数据范围：{}", plan.reply.reading),
            en: format!("This question is outside the data: {}", plan.reply.reading),
        },
        suggestions: Vec::new(),
    };
    (Plan::Decline(declined), usage)
}

fn model_use(usage: Usage) -> ModelUse {
    ModelUse {
        name: usage.model,
        prompt_version: usage.prompt_version,
        calls: usage.calls,
        prompt_tokens: u64::from(usage.prompt_tokens),
        completion_tokens: u64::from(usage.completion_tokens),
    }
}

fn decline(error: &ModelPlanError) -> Decline {
    let (code, zh, en) = match error {
        ModelPlanError::Model(LanguageModelError::Timeout { .. }) => (
            "model_timeout",
            "语言模型没有及时回复",
            "the language model did not reply in time",
        ),
        ModelPlanError::Model(_) => (
            "model_unavailable",
            "语言模型现在用不了",
            "the language model is not available now",
        ),
        ModelPlanError::Prompt(_) => (
            "prompt_broken",
            "提示词文件有错",
            "the prompt files are broken",
        ),
        ModelPlanError::Rejected(_) => (
            "model_misunderstood",
            "语言模型没能给出可用的查询",
            "the language model gave no query that can be used",
        ),
    };
    Decline {
        code,
        reason: Text {
            zh: format!("{zh}（{error}）"),
            en: format!("{en} ({error})"),
        },
        suggestions: Vec::new(),
    }
}
