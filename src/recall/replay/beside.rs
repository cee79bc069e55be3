//! What was run beside a kept answer, such as the same for the period before, run again.

use semantic_sql::SemanticSql;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::answer::{Answer, ReceiptBeside};
use crate::pipeline::Pipeline;
use crate::question::Question;

use super::{Difference, DifferenceKind, Teller};

/// A result beside the answer, then and now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct BesideReplay {
    /// What it is for: `previous`, `total`, …
    pub name: String,
    /// The period that it is of, where that is another one than the answer's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub period: Option<String>,
    /// Whether columns and rows are the same as then.
    pub same_rows: bool,
    /// What came back then.
    pub then: BesideRun,
    /// What comes back now; nothing where the statement is refused.
    pub now: Option<BesideRun>,
}

/// What came back of a statement beside the answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct BesideRun {
    /// SHA-256 of columns and rows.
    pub result_hash: String,
    /// How many rows.
    pub rows: u64,
}

/// As a receipt keeps it.
#[derive(Debug, Deserialize)]
pub(super) struct Kept {
    name: String,
    period: Option<String>,
    semantic_sql: String,
    sql: String,
    rows: u64,
    result_hash: String,
}

/// What a receipt says was run beside the answer; receipts of before that was kept say nothing.
///
/// # Errors
/// What is kept there cannot be read.
pub(super) fn of(receipt: &Value) -> Result<Vec<Kept>, serde_json::Error> {
    match &receipt["beside"] {
        Value::Null => Ok(Vec::new()),
        list => Deserialize::deserialize(list),
    }
}

/// The statements, each with its name.
pub(super) fn statements(kept: &[Kept]) -> Vec<(String, SemanticSql)> {
    let statement = |it: &Kept| (it.name.clone(), SemanticSql(it.semantic_sql.clone()));
    kept.iter().map(statement).collect()
}

/// What came of each now.
pub(super) fn replays(kept: &[Kept], now: &Answer) -> Vec<BesideReplay> {
    let replay = |then: &Kept| {
        let found = run_again(then, now);
        BesideReplay {
            name: then.name.clone(),
            period: then.period.clone(),
            same_rows: found.is_some_and(|it| it.result_hash == then.result_hash),
            then: BesideRun {
                result_hash: then.result_hash.clone(),
                rows: then.rows,
            },
            now: found.map(|it| BesideRun {
                result_hash: it.result_hash.clone(),
                rows: it.rows as u64,
            }),
        }
    };
    kept.iter().map(replay).collect()
}

/// Why they are others; `told` is what is known to be different already.
pub(super) fn differences(
    teller: &Teller,
    kept: &[Kept],
    now: &Answer,
    told: &[Difference],
    (pipeline, question): (&Pipeline, &Question),
) -> Vec<Difference> {
    let is = |kinds: &[DifferenceKind]| told.iter().any(|it| kinds.contains(&it.kind));
    let rules = is(&[DifferenceKind::Definition, DifferenceKind::Permission]);
    let explained = rules || is(&[DifferenceKind::Layer, DifferenceKind::Data]);
    let mut found = Vec::new();
    for then in kept {
        let Some(again) = run_again(then, now) else {
            let statement = SemanticSql(then.semantic_sql.clone());
            let objections = pipeline.objections(question, &statement);
            found.push(about(then, teller, teller.refused(&objections)));
            continue;
        };
        if again.sql != then.sql && !rules {
            found.push(about(then, teller, teller.other_sql(&then.sql, &again.sql)));
        } else if again.result_hash != then.result_hash && !explained {
            found.push(about(then, teller, teller.other_rows()));
        }
    }
    found
}

fn run_again<'a>(then: &Kept, now: &'a Answer) -> Option<&'a ReceiptBeside> {
    let mut beside = now.receipt.iter().flat_map(|it| &it.beside);
    beside.find(|it| it.name == then.name && it.semantic_sql == then.semantic_sql)
}

/// A difference of the answer as one of a result beside it.
fn about(then: &Kept, teller: &Teller, difference: Difference) -> Difference {
    let period = then.period.as_deref();
    let zh = period.map_or_else(|| then.name.clone(), |it| format!("{}，{it}", then.name));
    let en = period.map_or_else(|| then.name.clone(), |it| format!("{}, {it}", then.name));
    let text = &difference.text;
    let said = teller.of(
        difference.kind,
        format!("旁边的结果（{zh}）：{text}"),
        format!("The result beside the answer ({en}): {text}"),
    );
    Difference {
        text: said.text,
        ..difference
    }
}
