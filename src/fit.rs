//! Whether the data fits the layer: every dataset has its columns, every joined key is unique.

use std::fmt;

use semantic_sql::catalogue;
use semantic_sql::layer::SemanticLayer;

use crate::engine::{Engine, EngineError};
use crate::result_set::Cell;

/// Something of the layer that the data does not bear out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misfit {
    /// What stays the same while a fault lasts, though its numbers change.
    pub key: String,
    /// What is wrong, in our words.
    pub message: String,
    /// What would be right, if that is known.
    pub hint: Option<String>,
    /// What the database said about names; never about rows.
    pub cause: Option<String>,
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        if let Some(hint) = &self.hint {
            write!(f, ". {hint}")?;
        }
        match &self.cause {
            Some(cause) => write!(f, " ({cause})"),
            None => Ok(()),
        }
    }
}

/// Everything of the layer that the data does not bear out.
///
/// Keys that cannot be counted within the engine's deadline are not counted.
pub async fn misfits(layer: &SemanticLayer, engine: &dyn Engine) -> Vec<Misfit> {
    let mut found = Vec::new();
    for (dataset, sql) in catalogue::probe_queries(layer) {
        if let Err(error) = engine.execute(&sql).await {
            found.push(unfit_dataset(&dataset, &error));
        }
    }
    for (relationship, sql) in catalogue::key_queries(layer) {
        let Ok(rows) = engine.execute(&sql).await else {
            continue;
        };
        let repeated = rows.rows.first().and_then(|row| row.first());
        if let Some(Cell::Integer(count)) = repeated
            && *count > 0
        {
            found.push(Misfit {
                key: format!("the keys of `{relationship}`"),
                message: format!(
                    "the relationship `{relationship}` has {count} key(s) of its one side that \
                     repeat: joins would multiply rows"
                ),
                hint: Some("Load each key once.".to_owned()),
                cause: None,
            });
        }
    }
    for (relationship, sql) in catalogue::orphan_queries(layer) {
        let Ok(rows) = engine.execute(&sql).await else {
            continue;
        };
        if let Some(Cell::Integer(count)) = rows.rows.first().and_then(|row| row.first())
            && *count > 0
        {
            found.push(Misfit {
                key: format!("the total of `{relationship}`"),
                message: format!(
                    "the relationship `{relationship}` is said to be total, but {count} row(s) of its \
                     many side have a key that the one side lacks"
                ),
                hint: Some("Load the missing keys, or take `total` away.".to_owned()),
                cause: None,
            });
        }
    }
    found
}

fn unfit_dataset(dataset: &str, error: &EngineError) -> Misfit {
    let (what, nearest) = match error {
        EngineError::Unfit {
            missing, nearest, ..
        } => {
            let missing = missing.as_deref().unwrap_or("something that it names");
            (format!("the data has not {missing}"), nearest.as_deref())
        }
        other => (other.to_string(), None),
    };
    let message = format!("the dataset `{dataset}` does not fit the data: {what}");
    Misfit {
        key: message.clone(),
        message,
        hint: nearest.map(|nearest| format!("Nearest in the data: `{nearest}`.")),
        cause: error.words_about_names(),
    }
}
