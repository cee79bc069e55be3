//! The demo world: a whole livestream business in scripts of SQL, made from a seed and a size.
//!
//! Nothing about livestreams is written here. The scripts of the folder `demo/` hold the world,
//! and this module runs them in the order of their numbers through a function of the caller, so
//! it knows no database either. The same seed and scale give the same rows.
//!
//! The scripts keep to one convention, which a test checks: a statement ends with a semicolon at
//! the end of a line, and no other line ends with one, except comments.
//!
//! All statements must run on one connection, because the scripts share temporary tables, macros
//! and variables. When one fails the file is unfinished and of no use.

use include_dir::{Dir, include_dir};

static FOLDER: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/demo");

/// The file of rules that every demo world keeps; it is not part of making one.
const INVARIANTS: &str = "invariants.sql";

/// How large a world to make, and which one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DemoOptions {
    scale: f64,
    seed: u64,
}

/// The scale asked for is not one that a world can be made in.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error("the scale of the demo world must be a number from 0.01 to 50, not {scale}")]
pub struct ScaleOutOfRange {
    pub scale: f64,
}

impl DemoOptions {
    /// Checks the scale: 1 is a few hundred thousand order lines, and lines grow with it.
    pub fn new(scale: f64, seed: u64) -> Result<Self, ScaleOutOfRange> {
        // A range contains neither infinities nor a NaN.
        if !(0.01..=50.0).contains(&scale) {
            return Err(ScaleOutOfRange { scale });
        }
        Ok(Self { scale, seed })
    }

    pub fn scale(&self) -> f64 {
        self.scale
    }

    pub fn seed(&self) -> u64 {
        self.seed
    }
}

impl Default for DemoOptions {
    fn default() -> Self {
        Self {
            scale: 1.0,
            seed: 42,
        }
    }
}

/// How far the making of the demo world has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress<'a> {
    /// Statements done; equal to `steps` in the last report.
    pub step: usize,
    pub steps: usize,
    /// What is being made, in one word: the name of the script without its number.
    pub name: &'a str,
}

/// One file of statements that belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Script {
    pub name: &'static str,
    pub statements: Vec<&'static str>,
}

/// Returns the scripts that make the world, in the order in which they run.
pub fn scripts() -> Vec<Script> {
    let mut files: Vec<(&str, &str)> = FOLDER
        .files()
        .filter_map(|file| Some((file.path().to_str()?, file.contents_utf8()?)))
        .filter(|(path, _)| path.starts_with(|first: char| first.is_ascii_digit()))
        .collect();
    files.sort_unstable();
    files
        .into_iter()
        .map(|(path, text)| Script {
            name: title(path),
            statements: statements(text),
        })
        .collect()
}

/// Returns the rules of the world: queries of one row, `rule` and `offending`, which must be 0.
pub fn invariants() -> Vec<&'static str> {
    FOLDER
        .get_file(INVARIANTS)
        .and_then(|file| file.contents_utf8())
        .map(statements)
        .unwrap_or_default()
}

/// Makes the world by giving every statement to `run`, and tells `progress` after each.
///
/// Stops at the first error of `run` and returns it.
pub fn make<E>(
    run: &mut dyn FnMut(&str) -> Result<(), E>,
    options: &DemoOptions,
    progress: &mut dyn FnMut(Progress<'_>),
) -> Result<(), E> {
    let scripts = scripts();
    let steps = scripts.iter().map(|script| script.statements.len()).sum();

    // The scripts want a signed number; which one the bits spell does not matter.
    run(&format!(
        "SET VARIABLE seed = ({})::BIGINT",
        options.seed.cast_signed()
    ))?;
    run(&format!("SET VARIABLE scale = ({})::DOUBLE", options.scale))?;
    let mut step = 0;
    for script in &scripts {
        for statement in &script.statements {
            run(statement)?;
            step += 1;
            progress(Progress {
                step,
                steps,
                name: script.name,
            });
        }
    }
    run("RESET VARIABLE seed")?;
    run("RESET VARIABLE scale")
}

/// The name of a script without its number and ending: `10_orders.sql` is `orders`.
fn title(path: &'static str) -> &'static str {
    let stem = path.strip_suffix(".sql").unwrap_or(path);
    stem.trim_start_matches(|first: char| first.is_ascii_digit() || first == '_')
}

/// Cuts a script into statements, at semicolons that end a line.
fn statements(text: &'static str) -> Vec<&'static str> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut end = 0;
    for line in text.split_inclusive('\n') {
        end += line.len();
        if line.trim_end().ends_with(';') && !is_comment(line) {
            found.push(text[start..end].trim());
            start = end;
        }
    }
    // Only comments may follow the last statement; anything else would be lost.
    if text[start..].lines().any(|line| !is_blank(line)) {
        found.push(text[start..].trim());
    }
    found
}

fn is_comment(line: &str) -> bool {
    line.trim_start().starts_with("--")
}

fn is_blank(line: &str) -> bool {
    line.trim().is_empty() || is_comment(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_run_in_the_order_of_their_numbers() {
        let names: Vec<_> = scripts().iter().map(|script| script.name).collect();
        assert_eq!(names.first(), Some(&"schema"));
        assert_eq!(names.last(), Some(&"load"));
        assert!(names.contains(&"orders") && !names.contains(&"invariants"));
    }

    #[test]
    fn every_statement_is_whole() {
        let all = scripts().into_iter().flat_map(|script| script.statements);
        for statement in all.chain(invariants()) {
            assert!(statement.ends_with(';'), "unfinished: {statement}");
            let code: Vec<_> = statement.lines().filter(|line| !is_blank(line)).collect();
            let inner = &code[..code.len() - 1];
            assert!(!inner.iter().any(|line| line.trim_end().ends_with(';')));
            // An odd number of quotes means that the cut went through a text.
            assert_eq!(code.join("\n").matches('\'').count() % 2, 0, "{statement}");
            let opened = code.join("\n").matches('(').count();
            assert_eq!(opened, code.join("\n").matches(')').count(), "{statement}");
        }
    }

    #[test]
    fn semicolons_in_comments_and_inside_a_line_do_not_cut() {
        let text = "-- a;\nSELECT ';'\n  -- b;\n  , 2;\n\nSELECT 3;\n-- the end\n";
        assert_eq!(
            statements(text),
            ["-- a;\nSELECT ';'\n  -- b;\n  , 2;", "SELECT 3;"]
        );
    }

    #[test]
    fn a_rule_says_its_name_and_counts() {
        let rules = invariants();
        assert!(rules.len() > 50);
        for rule in rules {
            assert!(
                rule.contains(" AS rule, ") && rule.contains(" AS offending"),
                "{rule}"
            );
        }
    }

    #[test]
    fn a_scale_outside_the_range_is_refused() {
        for scale in [0.0, 0.009, 50.1, -1.0, f64::NAN, f64::INFINITY] {
            assert!(DemoOptions::new(scale, 1).is_err(), "{scale}");
        }
        let refused = DemoOptions::new(99.0, 1).unwrap_err();
        assert!(refused.to_string().contains("not 99"));
        assert!(DemoOptions::new(0.01, 1).is_ok() && DemoOptions::new(50.0, 1).is_ok());
    }

    #[test]
    fn making_sets_the_parameters_first_and_reports_every_step() {
        let options = DemoOptions::new(0.5, u64::MAX).unwrap();
        let mut ran = Vec::new();
        let mut reports = Vec::new();
        make::<()>(
            &mut |sql| {
                ran.push(sql.to_owned());
                Ok(())
            },
            &options,
            &mut |progress| reports.push((progress.step, progress.steps)),
        )
        .unwrap();
        assert_eq!(ran[0], "SET VARIABLE seed = (-1)::BIGINT");
        assert_eq!(ran[1], "SET VARIABLE scale = (0.5)::DOUBLE");
        assert_eq!(reports.len(), ran.len() - 4);
        assert!(
            reports
                .iter()
                .enumerate()
                .all(|(i, report)| report.0 == i + 1)
        );
        assert!(reports.last().is_some_and(|report| report.0 == report.1));
    }

    #[test]
    fn the_first_error_stops_the_making() {
        let mut count = 0;
        let outcome = make(
            &mut |_| {
                count += 1;
                if count == 5 { Err("no space") } else { Ok(()) }
            },
            &DemoOptions::default(),
            &mut |_| {},
        );
        assert_eq!((outcome, count), (Err("no space"), 5));
    }
}
