//! Chat programs: what they share.

use clap::Args;

use crate::push::QuietHours;

/// Questions that come through chat programs.
#[derive(Debug, Clone, Args)]
pub struct ChatArgs {
    /// Ids of channels and groups where whoever is there may read all that is asked there. In every other place with
    /// several people an answer is for its asker alone, unless all who are there are known and see as much.
    #[arg(
        long,
        env = "WENBO_OPEN_CHANNELS",
        value_delimiter = ',',
        value_name = "ID"
    )]
    pub open_channels: Vec<String>,
    /// Questions of chat programs that are worked on at a time; further ones wait for their turn.
    #[arg(long, env = "WENBO_CHAT_CONCURRENT", default_value_t = 16, value_name = "N", value_parser = super::limits::at_least_one)]
    pub chat_concurrent: usize,
    /// Seconds after which a question of a chat program is stopped.
    #[arg(
        long,
        env = "WENBO_CHAT_DEADLINE",
        default_value_t = 600,
        value_name = "SECONDS"
    )]
    pub chat_deadline: u64,
    /// Hours in which nobody is alerted, by the clock of the layer's zone; what is to be told waits until they end. `off`
    /// is none.
    #[arg(
        long,
        env = "WENBO_QUIET_HOURS",
        default_value = "22:00-08:00",
        value_name = "HOURS",
        value_parser = quiet_hours
    )]
    pub quiet_hours: QuietArg,
}

/// Quiet hours, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuietArg(pub Option<QuietHours>);

fn quiet_hours(text: &str) -> Result<QuietArg, String> {
    if text.eq_ignore_ascii_case("off") {
        return Ok(QuietArg(None));
    }
    text.parse().map(|it| QuietArg(Some(it)))
}
