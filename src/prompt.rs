//! What the model is told: the files of `prompts/`, loaded once, checked, rendered.
//!
//! The files are compiled in, and a folder may replace any of them, so that a prompt can be tried without a build.
//! A template that uses a variable nobody fills is an error at start, not in the middle of a question.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use include_dir::{Dir, include_dir};
use minijinja::syntax::SyntaxConfig;
use minijinja::{Environment, UndefinedBehavior, Value};
use serde::Serialize;
use sha2::{Digest as _, Sha256};

static BUILT_IN: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/prompts");

/// The prompts of the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PromptName {
    /// The planner's instructions.
    Plan,
    /// The asker's turn: the question and what was asked before.
    Question,
    /// The turn that sends a plan back with what is wrong with it.
    Repair,
    /// The narrator's instructions.
    Narrate,
    /// The narrator's turn: what it may see of a result.
    NarrateResult,
    /// The turn that sends sentences back with what is wrong with them.
    NarrateAgain,
}

impl PromptName {
    /// What a planner is told. A group has a version of its own, so that a changed word for one
    /// task does not change the requests of the other.
    const PLANNER: [Self; 3] = [Self::Plan, Self::Question, Self::Repair];
    /// What a narrator is told.
    const NARRATOR: [Self; 3] = [Self::Narrate, Self::NarrateResult, Self::NarrateAgain];

    fn all() -> impl Iterator<Item = Self> {
        Self::PLANNER.into_iter().chain(Self::NARRATOR)
    }

    fn file(self) -> &'static str {
        match self {
            Self::Plan => "plan.md",
            Self::Question => "question.md",
            Self::Repair => "repair.md",
            Self::Narrate => "narrate.md",
            Self::NarrateResult => "narrate_result.md",
            Self::NarrateAgain => "narrate_again.md",
        }
    }

    fn variables(self) -> &'static [&'static str] {
        match self {
            Self::Plan => &[
                "relation",
                "metrics",
                "dimensions",
                "calendar",
                "grains",
                "offsets",
            ],
            Self::Question => &[
                "question",
                "language",
                "today",
                "weekday",
                "time",
                "matched_values",
                "conversation",
            ],
            Self::Repair => &["question", "previous", "problems"],
            Self::Narrate => &["language", "most"],
            Self::NarrateResult => &[
                "language", "period", "compared", "filters", "headline", "body", "table", "beside",
            ],
            Self::NarrateAgain => &["problems"],
        }
    }
}

/// Why prompts cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PromptError {
    /// A file cannot be read.
    #[error("cannot read the prompt {path}")]
    Read {
        /// The file or folder.
        path: String,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// A file is no prompt of this program.
    #[error("{file} is no prompt; the prompts are {known}")]
    UnknownFile {
        /// The file's name.
        file: String,
        /// The names that are known.
        known: String,
    },
    /// A template uses what nobody fills.
    #[error("{file} uses {unknown}, which nobody fills; it may use {known}")]
    UnknownVariable {
        /// The file's name.
        file: &'static str,
        /// The variables at fault.
        unknown: String,
        /// The variables that are filled.
        known: String,
    },
    /// A template cannot be parsed or rendered.
    #[error("the prompt {file} is not a valid template")]
    Template {
        /// The file's name.
        file: &'static str,
        /// What the template engine said.
        #[source]
        source: minijinja::Error,
    },
}

/// The loaded prompts of one group.
#[derive(Debug, Clone)]
pub struct Prompts {
    environment: Environment<'static>,
    version: String,
}

impl Prompts {
    /// Loads the planner's prompts that were compiled in.
    pub fn built_in() -> Result<Self, PromptError> {
        Self::load(None)
    }

    /// Loads the planner's prompts, taking each file that `folder` has from there.
    pub fn load(folder: Option<&Path>) -> Result<Self, PromptError> {
        Self::load_group(PromptName::PLANNER, folder)
    }

    /// Loads the narrator's prompts, taking each file that `folder` has from there.
    pub fn load_narrator(folder: Option<&Path>) -> Result<Self, PromptError> {
        Self::load_group(PromptName::NARRATOR, folder)
    }

    fn load_group(
        names: impl IntoIterator<Item = PromptName>,
        folder: Option<&Path>,
    ) -> Result<Self, PromptError> {
        if let Some(folder) = folder {
            refuse_unknown_files(folder)?;
        }
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_syntax(syntax());
        let mut hash = Sha256::new();
        for name in names {
            let source = source(name, folder)?;
            hash.update(name.file());
            hash.update([0]);
            hash.update(&source);
            hash.update([0]);
            environment
                .add_template_owned(name.file(), source)
                .map_err(|source| template_error(name, source))?;
            check_variables(&environment, name)?;
        }
        Ok(Self {
            environment,
            version: hex::encode(&hash.finalize()[..6]),
        })
    }

    /// Returns a hash of the texts of the group, for receipts and evaluations.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Fills a prompt; a variable without a value is an error.
    pub fn render(
        &self,
        name: PromptName,
        variables: &impl Serialize,
    ) -> Result<String, PromptError> {
        let template = self.environment.get_template(name.file());
        let template = template.map_err(|source| template_error(name, source))?;
        let variables = serde_json::to_value(variables).expect("variables are plain data");
        let text = template
            .render(template_value(variables))
            .map_err(|source| template_error(name, source))?;
        Ok(text.trim().to_owned())
    }
}

/// Lets tags stand on lines of their own without leaving empty lines behind.
fn syntax() -> SyntaxConfig {
    SyntaxConfig::builder()
        .trim_blocks(true)
        .lstrip_blocks(true)
        .build()
        .expect("the delimiters are those of the engine")
}

/// Turns JSON into the template engine's values, which it can only do itself with a feature that is off.
fn template_value(value: serde_json::Value) -> Value {
    match value {
        serde_json::Value::Null => Value::from(()),
        serde_json::Value::Bool(it) => Value::from(it),
        serde_json::Value::Number(it) => match (it.as_i64(), it.as_f64()) {
            (Some(whole), _) => Value::from(whole),
            (None, Some(real)) => Value::from(real),
            (None, None) => Value::from(it.to_string()),
        },
        serde_json::Value::String(it) => Value::from(it),
        serde_json::Value::Array(items) => {
            let items: Vec<Value> = items.into_iter().map(template_value).collect();
            Value::from(items)
        }
        serde_json::Value::Object(map) => {
            let entries = map.into_iter();
            let entries: BTreeMap<String, Value> = entries
                .map(|(name, it)| (name, template_value(it)))
                .collect();
            Value::from(entries)
        }
    }
}

fn source(name: PromptName, folder: Option<&Path>) -> Result<String, PromptError> {
    if let Some(path) = folder.map(|folder| folder.join(name.file()))
        && path.exists()
    {
        return std::fs::read_to_string(&path).map_err(|source| read_error(&path, source));
    }
    let file = BUILT_IN.get_file(name.file());
    let text = file.and_then(|file| file.contents_utf8());
    Ok(text
        .expect("every prompt is compiled in as UTF-8; a test loads them")
        .to_owned())
}

fn refuse_unknown_files(folder: &Path) -> Result<(), PromptError> {
    let entries = std::fs::read_dir(folder).map_err(|source| read_error(folder, source))?;
    for entry in entries {
        let entry = entry.map_err(|source| read_error(folder, source))?;
        let file = entry.file_name().to_string_lossy().into_owned();
        let known = PromptName::all().any(|name| name.file() == file);
        if file.ends_with(".md") && file != "README.md" && !known {
            let names: Vec<&str> = PromptName::all().map(PromptName::file).collect();
            return Err(PromptError::UnknownFile {
                file,
                known: names.join(", "),
            });
        }
    }
    Ok(())
}

fn check_variables(environment: &Environment<'_>, name: PromptName) -> Result<(), PromptError> {
    let template = environment.get_template(name.file());
    let template = template.map_err(|source| template_error(name, source))?;
    let used: BTreeSet<String> = template.undeclared_variables(false).into_iter().collect();
    let unknown: Vec<String> = used
        .into_iter()
        .filter(|used| !name.variables().contains(&used.as_str()))
        .collect();
    if unknown.is_empty() {
        return Ok(());
    }
    Err(PromptError::UnknownVariable {
        file: name.file(),
        unknown: unknown.join(", "),
        known: name.variables().join(", "),
    })
}

fn read_error(path: &Path, source: std::io::Error) -> PromptError {
    PromptError::Read {
        path: path.display().to_string(),
        source,
    }
}

fn template_error(name: PromptName, source: minijinja::Error) -> PromptError {
    PromptError::Template {
        file: name.file(),
        source,
    }
}
