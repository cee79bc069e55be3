//! A kept statement run again, with those beside it: whether the rows are the same, and if not, why.

mod beside;

use semantic_sql::{Asker, Diagnostic, SemanticSql};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::answer::{Answer, Lane};
use crate::app::Generation;
use crate::question::Language;
use crate::store::KeptAnswer;

use super::RecallError;
use super::kept::{KeptProblem, KeptRequest, asker_text};

pub use beside::{BesideReplay, BesideRun};

/// What came of running a kept statement again.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Replay {
    /// The answer.
    pub id: String,
    /// Whether columns and rows are the same as then.
    pub same_rows: bool,
    /// What is different now. What is the same is not told.
    pub differences: Vec<Difference>,
    /// What came back then.
    pub then: Run,
    /// What comes back now; nothing where the statement is refused.
    pub now: Option<Run>,
    /// The results beside the answer, such as the same for the period before.
    pub beside: Vec<BesideReplay>,
}

impl Replay {
    /// Whether the rows of the answer and of all results beside it are the same as then.
    #[must_use]
    pub fn all_same(&self) -> bool {
        self.same_rows && self.beside.iter().all(|it| it.same_rows)
    }
}

/// What came back of a statement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Run {
    /// SHA-256 of columns and rows.
    pub result_hash: String,
    /// How many rows.
    pub rows: u64,
    /// Until when the data that was read is loaded.
    pub data_until: Option<String>,
}

/// One thing that is different.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Difference {
    /// What kind of thing.
    pub kind: DifferenceKind,
    /// What is different, in the language of the answer.
    pub text: String,
    /// As it was.
    pub before: Option<String>,
    /// As it is.
    pub after: Option<String>,
}

/// Why an answer would be another one now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DifferenceKind {
    /// A metric is defined otherwise.
    Definition,
    /// Something else of the layer, such as how datasets are joined.
    Layer,
    /// What the asker may see.
    Permission,
    /// The data.
    Data,
    /// How the question is read, or by which model.
    Planner,
}

/// Runs the statement of a kept answer in a generation, as somebody.
pub(super) async fn replay(
    generation: &Generation,
    kept: &KeptAnswer,
    asker: Asker,
) -> Result<Replay, RecallError> {
    let request = KeptRequest::read(kept)?;
    let answer: Value =
        serde_json::from_str(&kept.answer).map_err(|error| KeptProblem::new(kept, &error))?;
    let receipt = &answer["receipt"];
    let (Some(statement), Some(hash)) = (
        receipt["semantic_sql"].as_str(),
        receipt["result_hash"].as_str(),
    ) else {
        return Err(RecallError::NoStatement);
    };
    let kept_beside = beside::of(receipt).map_err(|error| KeptProblem::new(kept, &error))?;
    let then = Run {
        result_hash: hash.to_owned(),
        rows: receipt["rows"].as_u64().unwrap_or_default(),
        data_until: receipt["data_until"].as_str().map(str::to_owned),
    };
    let teller = Teller {
        language: request.language,
    };
    let mut differences = Vec::new();
    if asker_text(&asker) != kept.asker {
        differences.push(teller.other_asker(&kept.asker, &asker_text(&asker)));
    }
    let question = request.into_question(asker);
    let pipeline = generation.pipeline();
    let statement = SemanticSql(statement.to_owned());
    let lane = lane_of(receipt);
    if lane == Lane::Model {
        differences.extend(teller.model(receipt, pipeline.model_name()));
    } else {
        let read = pipeline.statement_of(&question).await;
        differences.extend(teller.reading(&statement.0, read));
    }
    let statements = beside::statements(&kept_beside);
    let now = match pipeline
        .again(&question, &statement, &statements, lane)
        .await
    {
        Ok(now) => now,
        Err(diagnostics) => {
            differences.push(teller.refused(&diagnostics));
            return Ok(Replay {
                id: kept.id.clone(),
                same_rows: false,
                differences,
                then,
                now: None,
                beside: Vec::new(),
            });
        }
    };
    let found = run_of(&now);
    let same_rows = found
        .as_ref()
        .is_some_and(|now| now.result_hash == then.result_hash);
    differences.extend(teller.definitions(receipt, &now));
    differences.extend(teller.policies(receipt, &now));
    let explained = [DifferenceKind::Definition, DifferenceKind::Permission];
    if !differences.iter().any(|it| explained.contains(&it.kind)) {
        differences.extend(teller.compiled(receipt, &now));
    }
    if let Some(found) = &found {
        differences.extend(teller.data(&then, found, same_rows, &differences));
    }
    let whose = (pipeline, &question);
    let others = beside::differences(&teller, &kept_beside, &now, &differences, whose);
    differences.extend(others);
    Ok(Replay {
        id: kept.id.clone(),
        same_rows,
        differences,
        then,
        now: found,
        beside: beside::replays(&kept_beside, &now),
    })
}

fn lane_of(receipt: &Value) -> Lane {
    match receipt["lane"].as_str() {
        Some("model") => Lane::Model,
        Some("verified") => Lane::Verified,
        _ => Lane::Grammar,
    }
}

fn run_of(answer: &Answer) -> Option<Run> {
    let receipt = answer.receipt.as_ref()?;
    Some(Run {
        result_hash: receipt.result_hash.clone(),
        rows: receipt.rows as u64,
        data_until: receipt
            .data_until
            .and_then(|until| Some(serde_json::to_value(until).ok()?.as_str()?.to_owned())),
    })
}

/// Words differences in a language.
struct Teller {
    language: Language,
}

impl Teller {
    fn of(&self, kind: DifferenceKind, zh: String, en: String) -> Difference {
        Difference {
            kind,
            text: match self.language {
                Language::Zh => zh,
                Language::En => en,
            },
            before: None,
            after: None,
        }
    }

    fn other_asker(&self, before: &str, after: &str) -> Difference {
        Difference {
            before: Some(before.to_owned()),
            after: Some(after.to_owned()),
            ..self.of(
                DifferenceKind::Permission,
                "提问的人或其权限不同。".to_owned(),
                "Somebody else asks, or with other rights.".to_owned(),
            )
        }
    }

    /// A statement that is not taken any more: denied, or its names are gone.
    fn refused(&self, diagnostics: &[Diagnostic]) -> Difference {
        if diagnostics.iter().any(|it| it.code == "E_DENIED") {
            return self.of(
                DifferenceKind::Permission,
                "提问的人现在不能看这些指标或维度。".to_owned(),
                "The asker may not see these metrics or dimensions any more.".to_owned(),
            );
        }
        let said: Vec<String> = diagnostics.iter().map(ToString::to_string).collect();
        Difference {
            after: Some(said.join("; ")),
            ..self.of(
                DifferenceKind::Definition,
                "语义层已经不接受这条语句。".to_owned(),
                "The layer does not take the statement any more.".to_owned(),
            )
        }
    }

    /// Another model than the one that read the question, which is not asked again.
    fn model(&self, receipt: &Value, now: Option<&str>) -> Option<Difference> {
        let then = receipt["model"]["name"].as_str().unwrap_or_default();
        (now != Some(then)).then(|| Difference {
            before: Some(then.to_owned()),
            after: now.map(str::to_owned),
            ..self.of(
                DifferenceKind::Planner,
                "当时理解问题的语言模型现在没有配置，或换成了别的。".to_owned(),
                "The language model that read the question is not configured now, or another one is.".to_owned(),
            )
        })
    }

    /// How the question reads now.
    fn reading(&self, before: &str, after: Option<String>) -> Option<Difference> {
        if after.as_deref() == Some(before) {
            return None;
        }
        Some(Difference {
            before: Some(before.to_owned()),
            after,
            ..self.of(
                DifferenceKind::Planner,
                "同一个问题现在的理解不同。".to_owned(),
                "The same question is read otherwise now.".to_owned(),
            )
        })
    }

    /// Metrics whose expression, filter or defaults are others.
    fn definitions(&self, receipt: &Value, now: &Answer) -> Vec<Difference> {
        let known = now.receipt.iter().flat_map(|it| &it.definitions);
        let text = |it: &Value| -> String {
            let parts = [&it["expression"], &it["filter"], &it["defaults"]];
            parts.map(ToString::to_string).join(" ")
        };
        let mut found = Vec::new();
        for definition in known {
            let Ok(after) = serde_json::to_value(definition) else {
                continue;
            };
            let mut old = receipt["definitions"].as_array().into_iter().flatten();
            let before = old.find(|it| it["metric"] == after["metric"]);
            let same = before.is_some_and(|it| text(it) == text(&after));
            if !same {
                found.push(Difference {
                    before: before.map(text),
                    after: Some(text(&after)),
                    ..self.of(
                        DifferenceKind::Definition,
                        format!("指标“{}”的定义变了。", definition.label),
                        format!("The metric {} is defined otherwise now.", definition.label),
                    )
                });
            }
        }
        found
    }

    fn policies(&self, receipt: &Value, now: &Answer) -> Option<Difference> {
        let before = receipt["policies"].to_string();
        let after = now.receipt.as_ref()?.policies.clone();
        let after = serde_json::to_string(&after).ok()?;
        (before != after).then(|| Difference {
            before: Some(before),
            after: Some(after),
            ..self.of(
                DifferenceKind::Permission,
                "起作用的行权限不同。".to_owned(),
                "Other row policies apply.".to_owned(),
            )
        })
    }

    /// The same definitions that compile to another statement of the database.
    fn compiled(&self, receipt: &Value, now: &Answer) -> Option<Difference> {
        let before = receipt["sql"].as_str()?.to_owned();
        let after = now.receipt.as_ref()?.sql.clone();
        (before != after).then(|| self.other_sql(&before, &after))
    }

    fn other_sql(&self, before: &str, after: &str) -> Difference {
        Difference {
            before: Some(before.to_owned()),
            after: Some(after.to_owned()),
            ..self.of(
                DifferenceKind::Layer,
                "语义层的其他部分变了（例如表的连接方式），生成的 SQL 不同。".to_owned(),
                "Something else of the layer changed, such as a join: the SQL is another one."
                    .to_owned(),
            )
        }
    }

    fn other_rows(&self) -> Difference {
        self.of(
            DifferenceKind::Data,
            "更新时间没有变，但数据本身变了。".to_owned(),
            "The rows of the data changed, although it is loaded until the same time.".to_owned(),
        )
    }

    /// Data that is loaded further, or rows that are others although nothing else is.
    fn data(
        &self,
        then: &Run,
        now: &Run,
        same_rows: bool,
        told: &[Difference],
    ) -> Option<Difference> {
        if then.data_until != now.data_until {
            return Some(Difference {
                before: then.data_until.clone(),
                after: now.data_until.clone(),
                ..self.of(
                    DifferenceKind::Data,
                    "数据的更新时间不同。".to_owned(),
                    "The data is loaded until another time.".to_owned(),
                )
            });
        }
        let explained = told.iter().any(|it| it.kind != DifferenceKind::Planner);
        (!same_rows && !explained).then(|| self.other_rows())
    }
}
