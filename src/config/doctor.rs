//! `wenbo doctor`: whether everything is set up as it has to be.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use url::Url;

use super::{ModelArgs, SlackArgs, SourceArgs, WeComArgs};

/// The language that something is said in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Spoken {
    /// Chinese.
    Zh,
    /// English.
    En,
}

/// `wenbo doctor`
#[derive(Debug, Args)]
pub struct DoctorArgs {
    /// Where the meaning and the data are.
    #[command(flatten)]
    pub source: SourceArgs,
    /// How to reach a language model, if one is to be used.
    #[command(flatten)]
    pub model: ModelArgs,
    /// The SQLite file that answers are kept in.
    #[arg(long, env = "WENBO_STATE", default_value = "data/wenbo.sqlite")]
    pub state: PathBuf,
    /// Slack.
    #[command(flatten)]
    pub slack: SlackArgs,
    /// WeCom.
    #[command(flatten)]
    pub wecom: WeComArgs,
    /// The address by which chat programs reach the running server, such as <https://wenbo.example.com>.
    #[arg(long, env = "WENBO_PUBLIC_URL", value_name = "URL")]
    pub public_url: Option<Url>,
    /// The language of what is said.
    #[arg(long, value_enum, default_value_t = Spoken::En)]
    pub language: Spoken,
}
