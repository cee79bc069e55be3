//! What `wenbo layer` is told.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use semantic_sql::layer::{ExportFormat, ImportFormat, Policies};

/// `wenbo layer`
#[derive(Debug, Args)]
pub struct LayerArgs {
    /// What to do with a layer.
    #[command(subcommand)]
    pub command: LayerCommand,
}

/// What to do with a layer.
#[derive(Debug, Subcommand)]
pub enum LayerCommand {
    /// Writes the layer as one strict Apache Ossie document.
    Export(ExportArgs),
    /// Reads Ossie, Cube or Databricks files and writes the shorthand.
    Import(ImportArgs),
    /// Writes all metrics and dimensions as Markdown tables.
    Docs(DocsArgs),
}

/// `wenbo layer docs`
#[derive(Debug, Args)]
pub struct DocsArgs {
    /// The semantic layer: a folder of .yml files or one file.
    /// Without it the folder `semantic_layer` here, else the layer that is built in.
    #[arg(long, env = "WENBO_LAYER")]
    pub layer: Option<PathBuf>,
    /// The file to write; without it the tables go to stdout.
    #[arg(long)]
    pub output: Option<PathBuf>,
}

/// `wenbo layer export`
#[derive(Debug, Args)]
pub struct ExportArgs {
    /// The semantic layer: a folder of .yml files or one file.
    /// Without it the folder `semantic_layer` here, else the layer that is built in.
    #[arg(long, env = "WENBO_LAYER")]
    pub layer: Option<PathBuf>,
    /// The file to write; without it the document goes to stdout.
    #[arg(long)]
    pub output: Option<PathBuf>,
    /// How the document is written.
    #[arg(long, value_enum, default_value_t = DocumentFormat::Yaml)]
    pub format: DocumentFormat,
    /// Write row policies and hidden, personal, masked or denied fields into our extension: the
    /// reader is known to understand it.
    #[arg(long, conflicts_with = "without_policies")]
    pub with_policies: bool,
    /// Leave row policies, masks and denials out on purpose; stderr names each of them.
    #[arg(long)]
    pub without_policies: bool,
}

impl ExportArgs {
    /// What happens to policies.
    #[must_use]
    pub fn policies(&self) -> Policies {
        match (self.with_policies, self.without_policies) {
            (true, _) => Policies::Write,
            (false, true) => Policies::LeaveOut,
            (false, false) => Policies::Refuse,
        }
    }
}

/// How a document is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DocumentFormat {
    /// YAML.
    Yaml,
    /// JSON.
    Json,
}

impl From<DocumentFormat> for ExportFormat {
    fn from(format: DocumentFormat) -> Self {
        match format {
            DocumentFormat::Yaml => Self::Yaml,
            DocumentFormat::Json => Self::Json,
        }
    }
}

/// `wenbo layer import`
#[derive(Debug, Args)]
pub struct ImportArgs {
    /// The files; several make one layer.
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    /// The format; without it, what the first file looks like.
    #[arg(long, value_enum)]
    pub from: Option<SourceFormat>,
    /// The file to write, or a folder to put it into under the model's name; without it the layer
    /// goes to stdout.
    #[arg(long)]
    pub output: Option<PathBuf>,
    /// The model's name where the format has none; without it the name of the first file.
    #[arg(long)]
    pub name: Option<String>,
    /// Fail if anything did not map or was closed; nothing is written then.
    #[arg(long)]
    pub strict: bool,
}

/// A format that layers are read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SourceFormat {
    /// Apache Ossie, flat or wrapped.
    Ossie,
    /// Cube data models in YAML.
    Cube,
    /// Databricks metric views in YAML.
    Databricks,
}

impl From<SourceFormat> for ImportFormat {
    fn from(format: SourceFormat) -> Self {
        match format {
            SourceFormat::Ossie => Self::Ossie,
            SourceFormat::Cube => Self::Cube,
            SourceFormat::Databricks => Self::Databricks,
        }
    }
}
