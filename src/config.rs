//! The command line and the environment: the only reader of both.
//!
//! Every setting is a documented field; what is not given has the default that the field names.
//! The language model may also be named by the variables that OpenAI's own clients read.

mod chat;
mod doctor;
mod eval;
mod identity;
mod keys;
mod layer;
mod limits;
mod model;
mod narrator;
mod recall;
mod slack;
mod verified;
mod wecom;

use std::path::{Path, PathBuf};

use chrono::NaiveDateTime;
use clap::{Args, Parser, Subcommand, ValueEnum};
use semantic_sql::Principal;

use crate::engine::duckdb::EngineSettings;
use crate::question::LaneChoice;

pub use chat::{ChatArgs, QuietArg};
pub use doctor::{DoctorArgs, Spoken};
pub use eval::EvalArgs;
pub use identity::{AddIdentityArgs, IdentityArgs, IdentityCommand, InviteArgs, MemberArgs};
pub use keys::{
    AuditArgs, CreateKeyArgs, DoorArgs, KeyArgs, KeyCommand, OneKeyArgs, RotateKeyArgs, StateArgs,
};
pub use layer::{
    DocsArgs, DocumentFormat, ExportArgs, ImportArgs, LayerArgs, LayerCommand, SourceFormat,
};
pub use limits::LimitArgs;
pub use model::ModelArgs;
pub use narrator::{NarratorArgs, NarratorKind};
pub use recall::{ExplainArgs, KeepArgs, ReplayArgs};
pub use slack::SlackArgs;
pub use verified::{
    AddArgs, ApproveArgs, RejectArgs, ReviewArgs, TestArgs, VerifiedArgs, VerifiedCommand,
};
pub use wecom::WeComArgs;

/// Wenbo 问播: ask livestream commerce data in Chinese or English, get a proved answer.
#[derive(Debug, Parser)]
#[command(name = "wenbo", version, about, max_term_width = 100)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Answers a question, or a file of questions.
    Ask(AskArgs),
    /// Runs semantic SQL, or a file of it.
    Sql(SqlArgs),
    /// Checks a semantic layer, and its data where there is a data file.
    Check(CheckArgs),
    /// Writes a semantic layer in another format, or reads one.
    Layer(LayerArgs),
    /// Proposes, reviews, approves and tests verified questions.
    Verified(VerifiedArgs),
    /// Asks the questions of an evaluation and judges the answers.
    Eval(EvalArgs),
    /// Makes the demo world.
    Demo(DemoArgs),
    /// Serves the page and the HTTP API.
    Serve(Box<ServeArgs>),
    /// Looks at everything that has to be set up, and says what is wrong and what to do.
    Doctor(Box<DoctorArgs>),
    /// Makes, lists, rotates and revokes the keys that programs ask with.
    Key(KeyArgs),
    /// Says who people of chat programs are, and forgets it.
    Identity(IdentityArgs),
    /// Says who asked what, and which policies applied.
    Audit(AuditArgs),
    /// Says how an answer that is kept was computed.
    Explain(ExplainArgs),
    /// Runs the statement of an answer that is kept again, and says what is different now and why.
    Replay(ReplayArgs),
}

/// Where the meaning and the data are.
#[derive(Debug, Clone, Args)]
pub struct SourceArgs {
    /// The semantic layer: a folder of .yml files or one file.
    /// Without it the folder `semantic_layer` here, else the layer that is built in.
    #[arg(long, env = "WENBO_LAYER")]
    pub layer: Option<PathBuf>,
    /// The DuckDB file.
    #[arg(long, env = "WENBO_DATA", default_value = "data/demo.duckdb")]
    pub data: PathBuf,
    /// Memory that the database may use, such as 4GB.
    #[arg(long, env = "WENBO_MEMORY", default_value = "4GB")]
    pub memory: String,
    /// Seconds after which a query is stopped.
    #[arg(long, env = "WENBO_QUERY_DEADLINE", default_value_t = 30)]
    pub query_deadline: u64,
    /// Rows after which a result is cut.
    #[arg(long, env = "WENBO_ROW_CAP", default_value_t = 10_000)]
    pub row_cap: usize,
}

impl SourceArgs {
    /// The limits of the database.
    #[must_use]
    pub fn engine(&self) -> EngineSettings {
        EngineSettings {
            memory: self.memory.clone(),
            deadline_seconds: self.query_deadline,
            row_cap: self.row_cap,
            ..EngineSettings::default()
        }
    }
}

/// How results are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

/// The ground of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PictureTheme {
    /// White.
    Light,
    /// Near black.
    Dark,
}

/// `wenbo ask`
#[derive(Debug, Args)]
pub struct AskArgs {
    /// Where the meaning and the data are.
    #[command(flatten)]
    pub source: SourceArgs,
    /// How to reach a language model, if one is to be used.
    #[command(flatten)]
    pub model: ModelArgs,
    /// How the answer is printed.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// The time that "now" means, such as 2026-11-19T10:30:00.
    #[arg(long, value_parser = moment)]
    pub as_of: Option<NaiveDateTime>,
    /// Who asks, as JSON: {"user":"u1","roles":["owner"],"attributes":{}}.
    #[arg(long, value_parser = principal)]
    pub principal: Option<Principal>,
    /// Who may answer.
    #[arg(long, value_parser = lane, default_value = "auto")]
    pub lane: LaneChoice,
    /// A question that was asked before in the same conversation; once for each, oldest first.
    #[arg(long, value_name = "QUESTION", conflicts_with = "batch")]
    pub after: Vec<String>,
    /// A file of lines {"id","question","after"?,"principal"?}; `after` is a question or a list.
    #[arg(long, conflicts_with = "question")]
    pub batch: Option<PathBuf>,
    /// Where to write the chart of the answer: a file that ends in .png or .svg.
    #[arg(long, value_name = "FILE", conflicts_with = "batch")]
    pub picture: Option<PathBuf>,
    /// The ground on which the picture will be seen.
    #[arg(long, value_enum, default_value_t = PictureTheme::Light, requires = "picture")]
    pub theme: PictureTheme,
    /// The question.
    #[arg(required_unless_present = "batch")]
    pub question: Option<String>,
}

/// `wenbo sql`
#[derive(Debug, Args)]
pub struct SqlArgs {
    /// Where the meaning and the data are.
    #[command(flatten)]
    pub source: SourceArgs,
    /// How the result is printed.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// Who asks, as JSON; without it nobody, who sees no row that a policy guards.
    #[arg(long, value_parser = principal)]
    pub principal: Option<Principal>,
    /// A file of lines {"id","sql","principal"?}.
    #[arg(long, conflicts_with = "statement")]
    pub batch: Option<PathBuf>,
    /// Compile only: print the SQL and its parameters, and open no data.
    #[arg(long)]
    pub dry_run: bool,
    /// The statement.
    #[arg(required_unless_present = "batch")]
    pub statement: Option<String>,
}

/// `wenbo check`
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Where the meaning and the data are.
    #[command(flatten)]
    pub source: SourceArgs,
}

/// `wenbo demo`
#[derive(Debug, Args)]
pub struct DemoArgs {
    /// The file to make.
    #[arg(long, env = "WENBO_DATA", default_value = "data/demo.duckdb")]
    pub data: PathBuf,
    /// How large: 1 is some 400,000 order lines.
    #[arg(long, default_value_t = 1.0)]
    pub scale: f64,
    /// Which world: the same seed makes the same rows.
    #[arg(long, default_value_t = 42)]
    pub seed: u64,
}

/// `wenbo serve`
#[derive(Debug, Args)]
pub struct ServeArgs {
    /// Where the meaning and the data are.
    #[command(flatten)]
    pub source: SourceArgs,
    /// How to reach a language model, if one is to be used.
    #[command(flatten)]
    pub model: ModelArgs,
    /// Where answers are kept, to be opened again.
    #[command(flatten)]
    pub keep: KeepArgs,
    /// Who may come in.
    #[command(flatten)]
    pub doors: DoorArgs,
    /// What callers may take.
    #[command(flatten)]
    pub limits: LimitArgs,
    /// Questions of chat programs.
    #[command(flatten)]
    pub chat: ChatArgs,
    /// Slack.
    #[command(flatten)]
    pub slack: SlackArgs,
    /// WeCom.
    #[command(flatten)]
    pub wecom: WeComArgs,
    /// The address to listen on.
    #[arg(long, env = "WENBO_LISTEN", default_value = "127.0.0.1:8080")]
    pub listen: String,
    /// Further names that the server is reached by, such as wenbo.example.com.
    #[arg(long, env = "WENBO_HOSTS", value_delimiter = ',')]
    pub hosts: Vec<String>,
    /// Who asks when a request carries nobody, as JSON, as long as there is no key; without keys it is needed unless the
    /// data is the demo.
    #[arg(long, env = "WENBO_LOCAL_PRINCIPAL", value_parser = principal)]
    pub local_principal: Option<Principal>,
    /// Roles that may reload and see the admin's status without a key.
    #[arg(
        long,
        env = "WENBO_ADMIN_ROLES",
        value_delimiter = ',',
        default_value = "owner"
    )]
    pub admin_roles: Vec<String>,
    /// Seconds between two looks at the data file and the layer; a change is taken at the second
    /// look that finds it. 0 never looks: then only POST /v1/admin/reload takes a change.
    #[arg(long, env = "WENBO_WATCH", default_value_t = 1)]
    pub watch: u64,
}

/// What a log line must carry at least, as `RUST_LOG` writes it. An evaluation shows its progress
/// where the log would stand.
#[must_use]
pub fn log_filter(command: &Command) -> String {
    let usual = match command {
        Command::Eval(_) => "error",
        Command::Ask(_)
        | Command::Sql(_)
        | Command::Check(_)
        | Command::Layer(_)
        | Command::Verified(_)
        | Command::Demo(_)
        | Command::Serve(_)
        | Command::Doctor(_)
        | Command::Key(_)
        | Command::Identity(_)
        | Command::Audit(_)
        | Command::Explain(_)
        | Command::Replay(_) => "info",
    };
    variable("RUST_LOG").unwrap_or_else(|| usual.to_owned())
}

/// Whether each line of the log is a JSON object, as `WENBO_LOG=json` says.
#[must_use]
pub fn log_is_json() -> bool {
    variable("WENBO_LOG").is_some_and(|it| it.eq_ignore_ascii_case("json"))
}

#[expect(clippy::disallowed_methods, reason = "this file reads the environment")]
fn variable(name: &str) -> Option<String> {
    std::env::var(name)
        .ok()
        .filter(|value| !value.trim().is_empty())
}

/// The prompts of a folder that replaces the built-in ones, if one is named.
#[must_use]
pub fn prompts_folder() -> Option<PathBuf> {
    variable("WENBO_PROMPTS").map(|folder| Path::new(&folder).to_path_buf())
}

/// A moment as `--as-of` and the API write it.
///
/// # Errors
/// What is wrong and what would be right.
pub fn moment(text: &str) -> Result<NaiveDateTime, String> {
    let formats = [
        "%Y-%m-%dT%H:%M:%S",
        "%Y-%m-%d %H:%M:%S",
        "%Y-%m-%dT%H:%M",
        "%Y-%m-%d %H:%M",
    ];
    formats
        .iter()
        .find_map(|format| NaiveDateTime::parse_from_str(text, format).ok())
        .or_else(|| {
            text.parse::<chrono::NaiveDate>()
                .ok()
                .and_then(|day| day.and_hms_opt(0, 0, 0))
        })
        .ok_or_else(|| format!("`{text}` is not a moment; write 2026-11-19T10:30:00"))
}

fn principal(text: &str) -> Result<Principal, String> {
    serde_json::from_str(text).map_err(|error| {
        format!("not a principal: {error}; write {{\"user\":\"u1\",\"roles\":[\"owner\"],\"attributes\":{{}}}}")
    })
}

fn lane(text: &str) -> Result<LaneChoice, String> {
    match text {
        "auto" => Ok(LaneChoice::Auto),
        "rules" => Ok(LaneChoice::Rules),
        "grammar" => Ok(LaneChoice::Grammar),
        "model" => Ok(LaneChoice::Model),
        other => Err(format!(
            "`{other}` is not a lane; write auto, rules, grammar or model"
        )),
    }
}
