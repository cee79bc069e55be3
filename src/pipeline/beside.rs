//! The numbers of an answer, and what stands beside them.

use std::future::Future;
use std::pin::pin;
use std::time::Duration;

use futures::future::{try_join, try_join_all};
use semantic_sql::{BoundQuery, CompiledSql};

use crate::answer::ComputedSupporting;
use crate::engine::EngineError;
use crate::plan::{DAYS, QueryPlan, SupportingQuery};
use crate::question::Question;
use crate::result_set::ResultSet;

use super::Pipeline;

/// How long an answer whose numbers are there waits for the line beside them.
const PATIENCE: Duration = Duration::from_millis(300);

impl Pipeline {
    /// Runs a statement and those beside it at the same time: the database plans a query on one core, and small ones take
    /// little more than that.
    pub(super) async fn numbers(
        &self,
        question: &Question,
        plan: &QueryPlan,
        (bound, compiled): (&BoundQuery, &CompiledSql),
    ) -> Result<(ResultSet, Vec<ComputedSupporting>), EngineError> {
        let supporting = plan.supporting.iter().filter(|it| it.name != DAYS);
        let supporting = try_join_all(supporting.map(|it| self.beside(question, plan, it)));
        let (mut result, supporting) = try_join(self.run(bound, compiled), supporting).await?;
        result.explain(&plan.derived);
        Ok((result, supporting.into_iter().flatten().collect()))
    }

    /// The days before a single number, where the plan has them and they can be had.
    pub(super) async fn days(
        &self,
        question: &Question,
        plan: &QueryPlan,
    ) -> Option<ComputedSupporting> {
        let days = plan.supporting.iter().find(|it| it.name == DAYS)?;
        let days = self.beside(question, plan, days).await;
        days.inspect_err(|error| tracing::warn!("the days beside a number are missing: {error}"))
            .ok()?
    }

    /// What stands beside an answer may be missing; the answer may not.
    async fn beside(
        &self,
        question: &Question,
        plan: &QueryPlan,
        beside: &SupportingQuery,
    ) -> Result<Option<ComputedSupporting>, EngineError> {
        let Ok((bound, compiled)) = self.compiled(question, &beside.sql) else {
            tracing::warn!(name = beside.name, "a supporting statement was refused");
            return Ok(None);
        };
        let mut result = self.run(&bound, &compiled).await?;
        result.explain(&plan.derived);
        Ok(Some(ComputedSupporting {
            name: beside.name.clone(),
            semantic_sql: beside.sql.0.clone(),
            sql: compiled.text().to_owned(),
            period: beside.period.clone(),
            result,
        }))
    }
}

/// Runs both at once. The second only adorns the first: it is given up where the first would wait
/// for it longer than `PATIENCE`.
pub(super) async fn adorned<T, U>(
    numbers: impl Future<Output = T>,
    adornment: impl Future<Output = Option<U>>,
) -> (T, Option<U>) {
    let mut numbers = pin!(numbers);
    let mut adornment = pin!(adornment);
    let mut early = None;
    loop {
        tokio::select! {
            biased;
            numbers = &mut numbers => {
                let adornment = match early {
                    Some(done) => done,
                    None => tokio::time::timeout(PATIENCE, adornment).await.ok().flatten(),
                };
                return (numbers, adornment);
            }
            done = &mut adornment, if early.is_none() => early = Some(done),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::future::{pending, ready};

    use super::adorned;

    #[tokio::test]
    async fn what_takes_too_long_is_left_out_and_the_numbers_are_not() {
        assert_eq!(adorned(ready(1), ready(Some(2))).await, (1, Some(2)));
        assert_eq!(adorned(ready(1), pending::<Option<i32>>()).await, (1, None));
        let slow = async {
            tokio::task::yield_now().await;
            1
        };
        assert_eq!(adorned(slow, ready(Some(2))).await, (1, Some(2)));
    }
}
