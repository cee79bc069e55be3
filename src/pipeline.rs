//! Question → Answer: the whole chain, top to bottom.
//!
//! Stateless: the conversation travels in the question. The only loop is the repair of a model's
//! plan, inside the model lane.

mod earlier;
mod model_lane;

use std::sync::Arc;
use std::time::{Duration, Instant};

use semantic_sql::layer::{SemanticLayer, Text};
use semantic_sql::{BoundQuery, CompiledSql, Diagnostic, SemanticSql, bind, compile};
use tracing::Instrument as _;

use crate::answer::{self, Answer, Computed, ComputedSupporting, Lane, ModelUse, Timings};
use crate::engine::{Engine, EngineError};
use crate::knowledge::Knowledge;
use crate::plan::{Decline, Plan, QueryPlan};
use crate::planner::grammar::GrammarPlanner;
use crate::question::{LaneChoice, Question};
use crate::result_set::ResultSet;

pub use model_lane::ModelLane;

/// Everything that answering needs.
pub struct Pipeline {
    layer: Arc<SemanticLayer>,
    knowledge: Arc<Knowledge>,
    engine: Arc<dyn Engine>,
    grammar: GrammarPlanner,
    model: Option<Arc<ModelLane>>,
}

/// A plan, who made it and what that cost.
struct Planned {
    plan: Plan,
    lane: Lane,
    model: Option<ModelUse>,
}

/// What stops an answer on our side.
enum Stop {
    /// A planner's statement was refused: our fault, said plainly.
    Refused(Vec<Diagnostic>),
    /// The database did not answer.
    Engine(EngineError),
}

impl Pipeline {
    /// Puts the parts together; the lexicon of the grammar is built here.
    #[must_use]
    pub fn new(
        layer: Arc<SemanticLayer>,
        knowledge: Arc<Knowledge>,
        engine: Arc<dyn Engine>,
        model: Option<Arc<ModelLane>>,
    ) -> Self {
        let grammar = GrammarPlanner::new(&layer, &knowledge);
        Self {
            layer,
            knowledge,
            engine,
            grammar,
            model,
        }
    }

    /// The layer that gives questions their meaning.
    #[must_use]
    pub fn layer(&self) -> &Arc<SemanticLayer> {
        &self.layer
    }

    /// What the data says about the layer.
    #[must_use]
    pub fn knowledge(&self) -> &Arc<Knowledge> {
        &self.knowledge
    }

    /// The database that answers.
    #[must_use]
    pub fn engine(&self) -> &Arc<dyn Engine> {
        &self.engine
    }

    /// The model that helps, if there is one.
    #[must_use]
    pub fn model_name(&self) -> Option<&str> {
        self.model.as_ref().map(|model| model.name())
    }

    /// Answers a question. Never fails: what went wrong is an answer too.
    pub async fn answer(&self, question: &Question) -> Answer {
        let started = Instant::now();
        let span = tracing::info_span!("question", lane = tracing::field::Empty);
        let mut answer = self.answer_untimed(question).instrument(span).await;
        answer.elapsed_ms = milliseconds(started.elapsed());
        tracing::info!(
            answer.status = ?answer.status,
            answer.lane = ?answer.lane,
            answer.rows = answer.rows.len(),
            answer.duration_ms = answer.elapsed_ms,
            "a question was answered",
        );
        answer
    }

    async fn answer_untimed(&self, question: &Question) -> Answer {
        let started = Instant::now();
        let planned = match self.plan(question).await {
            Ok(planned) => planned,
            Err(stop) => return self.stopped(question, Lane::Grammar, stop),
        };
        let plan_time = started.elapsed();
        let query = match planned.plan {
            Plan::Query(query) => query,
            Plan::Clarify(clarification) => {
                return answer::clarify(question, planned.lane, clarification);
            }
            Plan::Decline(decline) => return answer::decline(question, planned.lane, decline),
            Plan::Describe(description) => {
                let (layer, knowledge) = (&self.layer, &self.knowledge);
                return answer::describe(layer, knowledge, question, planned.lane, &description);
            }
        };
        match self
            .compute(question, query, planned.lane, planned.model, plan_time)
            .await
        {
            Ok(computed) => answer::answer(&self.layer, &self.knowledge, question, computed),
            Err(stop) => self.stopped(question, planned.lane, stop),
        }
    }

    /// The answer that says what stopped it.
    fn stopped(&self, question: &Question, lane: Lane, stop: Stop) -> Answer {
        match stop {
            Stop::Refused(diagnostics) => self.refused(question, lane, &diagnostics),
            Stop::Engine(error) => {
                tracing::error!(error.cause = ?std::error::Error::source(&error), "{error}");
                answer::failed(question, error.code(), &engine_message(&error))
            }
        }
    }

    /// Who plans: the grammar where it understood every word, else the model if there is one.
    async fn plan(&self, question: &Question) -> Result<Planned, Stop> {
        let by_grammar = |plan| Planned {
            plan,
            lane: Lane::Grammar,
            model: None,
        };
        if question.lane == LaneChoice::Model {
            return Ok(match &self.model {
                Some(model) => self.plan_by_model(model, question, None).await,
                None => Planned {
                    plan: Plan::Decline(no_model()),
                    lane: Lane::Model,
                    model: None,
                },
            });
        }
        let plan = self.read_by_grammar(question).await?;
        let passed_on = matches!(&plan, Plan::Decline(decline) if decline.may_be_passed_on());
        Ok(match &self.model {
            Some(model) if passed_on && question.lane == LaneChoice::Auto => {
                self.plan_by_model(model, question, Some(plan)).await
            }
            _ => by_grammar(plan),
        })
    }

    /// The model's plan; where the model gives none, the grammar's refusal stands.
    async fn plan_by_model(
        &self,
        model: &ModelLane,
        question: &Question,
        fallback: Option<Plan>,
    ) -> Planned {
        match model
            .plan(&self.layer, &self.knowledge, &self.grammar, question)
            .await
        {
            Ok((plan, usage)) => Planned {
                plan,
                lane: Lane::Model,
                model: Some(usage),
            },
            Err(reason) => {
                let plan = fallback.unwrap_or(Plan::Decline(reason));
                Planned {
                    plan,
                    lane: Lane::Grammar,
                    model: None,
                }
            }
        }
    }

    /// bind → compile → execute, for the statement and for those beside it.
    async fn compute(
        &self,
        question: &Question,
        plan: QueryPlan,
        lane: Lane,
        model: Option<ModelUse>,
        plan_time: Duration,
    ) -> Result<Computed, Stop> {
        let started = Instant::now();
        let (bound, compiled) = self.compiled(question, &plan.sql).map_err(Stop::Refused)?;
        let compile_time = started.elapsed();
        let started = Instant::now();
        let mut result = self.run(&bound, &compiled).await.map_err(Stop::Engine)?;
        result.explain(&plan.derived);
        let mut supporting = Vec::new();
        for beside in &plan.supporting {
            // What stands beside an answer may be missing; the answer may not.
            let Ok((bound, compiled)) = self.compiled(question, &beside.sql) else {
                tracing::warn!(name = beside.name, "a supporting statement was refused");
                continue;
            };
            let mut result = self.run(&bound, &compiled).await.map_err(Stop::Engine)?;
            result.explain(&plan.derived);
            supporting.push(ComputedSupporting {
                name: beside.name.clone(),
                semantic_sql: beside.sql.0.clone(),
                sql: compiled.text().to_owned(),
                result,
            });
        }
        let execute_time = started.elapsed();
        Ok(Computed {
            sql: compiled.text().to_owned(),
            metrics: bound.metrics,
            result,
            notes: bound.notes,
            policies: bound.policies,
            datasets: bound.datasets,
            supporting,
            lane,
            model,
            timings: Timings {
                plan: micros(plan_time),
                compile: micros(compile_time),
                execute: micros(execute_time),
            },
            plan,
        })
    }

    fn compiled(
        &self,
        question: &Question,
        sql: &SemanticSql,
    ) -> Result<(BoundQuery, CompiledSql), Vec<Diagnostic>> {
        let bound = bind(&self.layer, &question.asker, sql)?;
        let compiled = compile(&bound);
        Ok((bound, compiled))
    }

    async fn run(
        &self,
        bound: &BoundQuery,
        compiled: &CompiledSql,
    ) -> Result<ResultSet, EngineError> {
        let raw = self.engine.execute(compiled).await?;
        Ok(ResultSet::new(&self.layer, &bound.columns, raw))
    }

    /// A denial is a refusal with its reason; anything else that a planner wrote wrongly is ours.
    fn refused(&self, question: &Question, lane: Lane, diagnostics: &[Diagnostic]) -> Answer {
        if let Some(denied) = diagnostics
            .iter()
            .find(|diagnostic| diagnostic.code == "E_DENIED")
        {
            tracing::info!(code = denied.code, "a question was not permitted");
            return answer::decline(question, lane, not_permitted());
        }
        let said: Vec<String> = diagnostics.iter().map(ToString::to_string).collect();
        tracing::warn!(diagnostics = said.join("; "), "a plan was refused");
        answer::decline(question, lane, cannot_compute(&said))
    }
}

fn no_model() -> Decline {
    Decline {
        code: "no_model",
        reason: Text {
            zh: "没有配置语言模型。设置 WENBO_MODEL 和 WENBO_MODEL_BASE_URL，或不指定 lane。".to_owned(),
            en: "No language model is configured. Set WENBO_MODEL and WENBO_MODEL_BASE_URL, or leave the lane out.".to_owned(),
        },
        suggestions: Vec::new(),
    }
}

fn not_permitted() -> Decline {
    Decline {
        code: "not_permitted",
        reason: Text {
            zh: "这项数据不在您的权限内。".to_owned(),
            en: "That isn't within your access.".to_owned(),
        },
        suggestions: Vec::new(),
    }
}

fn cannot_compute(said: &[String]) -> Decline {
    Decline {
        code: "cannot_compute",
        reason: Text {
            zh: format!("这个组合算不出来：{}", said.join("；")),
            en: format!("This combination cannot be computed: {}", said.join("; ")),
        },
        suggestions: Vec::new(),
    }
}

/// What the asker is told; the database's own words stay in the log.
fn engine_message(error: &EngineError) -> Text {
    let zh = match error {
        EngineError::Open { .. } => "数据库打不开".to_owned(),
        EngineError::Deadline(seconds) => {
            format!("查询超过 {seconds} 秒，已停止；换一个更短的时间范围再问")
        }
        EngineError::Unfit { .. } | EngineError::Failed(_) => "数据库没能完成这次查询".to_owned(),
        EngineError::Stopped => "数据库进程已停止".to_owned(),
    };
    Text {
        zh,
        en: error.to_string(),
    }
}

fn micros(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}

fn milliseconds(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 1e6).round() / 1e3
}
