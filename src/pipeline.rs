//! Question → Answer: the whole chain, top to bottom.
//!
//! Stateless: the conversation travels in the question. The only loop is the repair of a model's
//! plan, inside the model lane.

mod account;
mod again;
mod agreement;
mod beside;
mod change;
mod coverage;
mod earlier;
mod model_lane;
mod narrated;
mod next;
mod planned;
mod statement;
mod words;

use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use semantic_sql::layer::SemanticLayer;
use semantic_sql::{BoundQuery, CompiledSql, Diagnostic, LayerProblem, SemanticSql, bind, compile};
use tracing::Instrument as _;

use crate::answer::{self, Answer, Computed, Lane, Timings};
use crate::engine::{Engine, EngineError};
use crate::knowledge::Knowledge;
use crate::lexicon::Lexicon;
use crate::plan::{Plan, QueryPlan};
use crate::planner::grammar::GrammarPlanner;
use crate::planner::slice::Slicer;
use crate::planner::verified::VerifiedPlanner;
use crate::progress::{Step, Tell};
use crate::question::{LaneChoice, Question};
use crate::result_set::ResultSet;

use agreement::Verdict;
use model_lane::Ground;
use planned::{Asked, Planned, passed_on, seconded};
use words::{cannot_compute, engine_message, no_model, not_permitted};

pub use model_lane::ModelLane;
pub(crate) use statement::RanStatement;
pub use statement::{StatementColumn, StatementError, StatementNote, StatementResult};

/// Everything that answering needs.
pub struct Pipeline {
    layer: Arc<SemanticLayer>,
    knowledge: Arc<Knowledge>,
    engine: Arc<dyn Engine>,
    grammar: GrammarPlanner,
    verified: VerifiedPlanner,
    /// Made for the first question that a model plans.
    slicer: OnceLock<Slicer>,
    offers: next::Understood,
    begins: coverage::Begins,
    model: Option<Arc<ModelLane>>,
}

/// What stops an answer on our side.
enum Stop {
    /// A planner's statement was refused: our fault, said plainly.
    Refused(Vec<Diagnostic>),
    /// The database did not answer.
    Engine(EngineError),
}

impl Pipeline {
    /// Puts the parts together; the lexicon of the grammar is built here, and verified questions
    /// are read by it. What is wrong with those is in [`Pipeline::verified_problems`].
    #[must_use]
    pub fn new(
        layer: Arc<SemanticLayer>,
        knowledge: Arc<Knowledge>,
        engine: Arc<dyn Engine>,
        model: Option<Arc<ModelLane>>,
    ) -> Self {
        let grammar = GrammarPlanner::new(&layer, &knowledge);
        let verified = VerifiedPlanner::new(&layer, &knowledge, &grammar);
        Self {
            layer,
            knowledge,
            engine,
            grammar,
            verified,
            slicer: OnceLock::new(),
            offers: next::remembered(),
            begins: coverage::Begins::default(),
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

    /// The words that are known.
    #[must_use]
    pub fn lexicon(&self) -> &Lexicon {
        self.grammar.lexicon()
    }

    /// What is wrong with the layer's verified questions, in the words of its data.
    #[must_use]
    pub fn verified_problems(&self) -> &[LayerProblem] {
        self.verified.problems()
    }

    /// The model that helps, if there is one.
    #[must_use]
    pub fn model_name(&self) -> Option<&str> {
        self.model.as_ref().map(|model| model.name())
    }

    /// Answers a question. Never fails: what went wrong is an answer too.
    pub async fn answer(&self, question: &Question) -> Answer {
        self.answer_told(question, &|_| ()).await
    }

    /// Answers a question and tells the steps on the way.
    pub async fn answer_told(&self, question: &Question, tell: &Tell) -> Answer {
        let started = Instant::now();
        let mut answer = self.answer_untimed(question, tell).await;
        answer.elapsed_ms = milliseconds(started.elapsed());
        account::tell(&answer);
        answer
    }

    async fn answer_untimed(&self, question: &Question, tell: &Tell) -> Answer {
        let started = Instant::now();
        let plan = self.plan(question).instrument(tracing::info_span!("plan"));
        let planned = match plan.await {
            Ok(planned) => planned,
            Err(stop) => return self.stopped(question, Lane::Grammar, stop),
        };
        let (lane, model) = (planned.lane, planned.model);
        let asked = Asked {
            question,
            tell,
            lane,
            plan_time: started.elapsed(),
            model: model.as_ref(),
            meter: planned.meter.as_ref(),
        };
        let mut answer = match planned.plan {
            Plan::Query(query) => {
                tell(words::step(question, lane, &query));
                // On the heap, for whoever waits for an answer holds all of its steps.
                Box::pin(self.answer_query(&asked, query, planned.second)).await
            }
            Plan::Attribution(plan) => {
                tell(words::step(question, lane, &plan.query));
                self.answer_change(&asked, plan).await
            }
            Plan::Clarify(clarification) => answer::clarify(question, lane, clarification),
            Plan::Decline(decline) => self.declined(question, lane, &decline),
            Plan::Describe(description) => self.described(question, lane, &description),
        };
        self.keep_understood(question, &mut answer);
        answer.notes.extend(planned.notes);
        // Where a model worded it too, that is counted already.
        answer.model = answer.model.take().or(model);
        if let Some(receipt) = &mut answer.receipt {
            receipt.model.clone_from(&answer.model);
        }
        answer
    }

    async fn answer_query(
        &self,
        asked: &Asked<'_>,
        query: QueryPlan,
        second: Option<QueryPlan>,
    ) -> Answer {
        let question = asked.question;
        let reading = query.reading.clone();
        let mut computed = match self.compute(asked, query).await {
            Ok(computed) => computed,
            Err(stop) => return self.stopped(question, asked.lane, stop),
        };
        self.look_where_data_begins(&mut computed).await;
        let verdict = match &second {
            Some(second) => self.compared(question, &computed, second).await,
            None => Verdict::Unknown,
        };
        if let (Verdict::Different, Some(second)) = (verdict, &second) {
            return agreement::ask(question, &reading, &second.reading);
        }
        let span = tracing::info_span!("answer");
        let draft =
            span.in_scope(|| answer::draft(&self.layer, &self.knowledge, question, computed));
        let mut answer = self.worded(asked, draft).instrument(span).await;
        answer.notes.extend(agreement::note(question, verdict));
        if !answer.unproved.is_empty() {
            tracing::warn!(
                narration.unproved = answer.unproved.len(),
                "sentences could not be proved by reading them against the result",
            );
        }
        answer
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

    /// Holds the model's reading against a computed one; it is run only where it is another query.
    async fn compared(
        &self,
        question: &Question,
        computed: &Computed,
        second: &QueryPlan,
    ) -> Verdict {
        let Ok((bound, compiled)) = self.compiled(question, &second.sql) else {
            return Verdict::Unknown;
        };
        if self
            .compiled(question, &computed.plan.sql)
            .is_ok_and(|(_, first)| first == compiled)
        {
            return Verdict::SameQuery;
        }
        match self.run(&bound, &compiled).await {
            Ok(result) => agreement::verdict(&computed.result, &result),
            Err(_) => Verdict::Unknown,
        }
    }

    /// Who plans: a verified question its statement, the grammar where it understood every word, else
    /// the model if there is one.
    ///
    /// Both plan where the grammar had to take something for granted that the layer does not settle.
    async fn plan(&self, question: &Question) -> Result<Planned, Stop> {
        if question.lane == LaneChoice::Model {
            let Some(model) = &self.model else {
                return Ok(Planned::by(Lane::Model, Plan::Decline(no_model())));
            };
            let outcome = model.plan(self.ground(), question).await;
            let plan = outcome.plan.unwrap_or_else(Plan::Decline);
            return Ok(Planned {
                model: outcome.usage,
                meter: Some(outcome.meter),
                ..Planned::by(Lane::Model, plan)
            });
        }
        if question.lane.takes_verified()
            && let Some(plan) = self.read_as_verified(question)
        {
            return Ok(Planned::by(Lane::Verified, plan));
        }
        let plan = self.read_by_grammar(question).await?;
        let model = match &self.model {
            Some(model) if question.lane == LaneChoice::Auto => model,
            _ => return Ok(Planned::by(Lane::Grammar, plan)),
        };
        Ok(match &plan {
            Plan::Decline(decline) if decline.may_be_passed_on() => {
                let outcome = model.plan(self.ground(), question).await;
                passed_on(question, plan, outcome)
            }
            Plan::Query(query) if agreement::is_wanted(query) => {
                let outcome = model.plan(self.ground(), question).await;
                seconded(question, plan, outcome)
            }
            Plan::Query(_)
            | Plan::Attribution(_)
            | Plan::Clarify(_)
            | Plan::Decline(_)
            | Plan::Describe(_) => Planned::by(Lane::Grammar, plan),
        })
    }

    fn ground(&self) -> Ground<'_> {
        Ground {
            layer: &self.layer,
            knowledge: &self.knowledge,
            grammar: &self.grammar,
            verified: &self.verified,
            slicer: self.slicer.get_or_init(|| Slicer::new(&self.layer)),
        }
    }

    /// bind → compile → execute, for the statement and for those beside it.
    async fn compute(&self, asked: &Asked<'_>, plan: QueryPlan) -> Result<Computed, Stop> {
        let question = asked.question;
        let started = Instant::now();
        let (bound, compiled) = self.compiled(question, &plan.sql).map_err(Stop::Refused)?;
        let compile_time = started.elapsed();
        (asked.tell)(Step::Sql {
            semantic_sql: plan.sql.0.clone(),
            sql: compiled.text().to_owned(),
        });
        let started = Instant::now();
        let numbers = self.numbers(question, &plan, (&bound, &compiled));
        let (numbers, days) = beside::adorned(numbers, self.days(question, &plan)).await;
        let (result, supporting) = numbers.map_err(Stop::Engine)?;
        let execute_time = started.elapsed();
        Ok(Computed {
            sql: compiled.text().to_owned(),
            metrics: bound.metrics,
            result,
            notes: bound.notes,
            policies: bound.policies,
            datasets: bound.datasets,
            supporting,
            days,
            lane: asked.lane,
            model: None,
            as_read: None,
            data_from: None,
            timings: Timings {
                plan: micros(asked.plan_time),
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
        let span = tracing::info_span!("bind");
        let bound = span.in_scope(|| bind(&self.layer, &question.asker, sql))?;
        let compiled = tracing::info_span!("compile").in_scope(|| compile(&bound));
        Ok((bound, compiled))
    }

    async fn run(
        &self,
        bound: &BoundQuery,
        compiled: &CompiledSql,
    ) -> Result<ResultSet, EngineError> {
        let span = tracing::info_span!("execute");
        let raw = self.engine.execute(compiled).instrument(span).await?;
        Ok(ResultSet::new(&self.layer, bound, raw))
    }

    /// A denial is a refusal with its reason; anything else that a planner wrote wrongly is ours.
    pub(crate) fn refused(
        &self,
        question: &Question,
        lane: Lane,
        diagnostics: &[Diagnostic],
    ) -> Answer {
        if let Some(denied) = diagnostics
            .iter()
            .find(|diagnostic| diagnostic.code == "E_DENIED")
        {
            tracing::info!(code = denied.code, "a question was not permitted");
            return self.declined(question, lane, &not_permitted());
        }
        let said: Vec<String> = diagnostics.iter().map(ToString::to_string).collect();
        tracing::warn!(diagnostics = said.join("; "), "a plan was refused");
        self.declined(question, lane, &cannot_compute(&said))
    }
}

fn micros(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}

fn milliseconds(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 1e6).round() / 1e3
}
