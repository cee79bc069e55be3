//! `wenbo demo`: makes the demo world and says where it is.

use indicatif::{ProgressBar, ProgressStyle};

use crate::config::DemoArgs;
use crate::demo::{self, DemoOptions};
use crate::engine::{EngineError, duckdb};
use crate::layer_files;

use super::{Failure, print};

/// Makes the file, with a progress bar on stderr.
pub(super) fn run(args: &DemoArgs) -> Result<u8, Failure> {
    let options = DemoOptions::new(args.scale, args.seed)
        .map_err(|error| Failure::misused(error.to_string()))?;
    let bar = ProgressBar::new(0);
    let style = ProgressStyle::with_template("{msg:>16} {wide_bar} {pos}/{len} {elapsed}")
        .map_err(|error| Failure::failed(error.to_string()))?;
    bar.set_style(style);
    let made = duckdb::create(&args.data, |run| {
        demo::make(run, &options, &mut |progress| {
            bar.set_length(u64::try_from(progress.steps).unwrap_or(u64::MAX));
            bar.set_position(u64::try_from(progress.step).unwrap_or(0));
            bar.set_message(progress.name.to_owned());
        })?;
        run(layer_files::built_in_views())
    });
    bar.finish_and_clear();
    made.map_err(|error| Failure::failed(describe(&error)))?;
    print(&args.data.display().to_string());
    Ok(0)
}

fn describe(error: &EngineError) -> String {
    match std::error::Error::source(error) {
        Some(cause) => format!("the demo world could not be made: {error}: {cause}"),
        None => format!("the demo world could not be made: {error}"),
    }
}
