//! The walls that no compiler sees: who may name what, where it is written, how long it is.
//!
//! Each check lists every offender with its place and the reason of the rule.

use std::fs;
use std::path::Path;

/// The most lines that a file of Rust may have.
const MOST_LINES: usize = 400;

/// Files that are longer, and why that is right.
const LONGER: &[(&str, &str)] = &[];

/// Names that only some rooms may use.
struct Wall {
    names: &'static [&'static str],
    rooms: &'static [&'static str],
    reason: &'static str,
}

const WALLS: &[Wall] = &[
    Wall {
        names: &["duckdb"],
        rooms: &["src/engine/"],
        reason: "only the engine talks to DuckDB",
    },
    Wall {
        names: &["duckdb::GoldConnection", "GoldConnection::open"],
        rooms: &["src/eval/run.rs", "src/command/eval.rs"],
        reason: "plain SQL is for the gold of an evaluation alone",
    },
    Wall {
        names: &["sqlx"],
        rooms: &["src/store"],
        reason: "only the store keeps things in a database of its own",
    },
    Wall {
        names: &["async_openai"],
        rooms: &["src/language_model/"],
        reason: "only the language model's adapter knows the provider",
    },
    Wall {
        names: &["axum", "hyper", "hyper_util", "tower", "tower_http"],
        rooms: &["src/channel/"],
        reason: "only channels know HTTP",
    },
    Wall {
        names: &["rmcp"],
        rooms: &["src/channel/mcp.rs", "src/channel/mcp/"],
        reason: "only the tools of agents know their protocol",
    },
    Wall {
        names: &["env::var", "env::var_os", "env::vars"],
        rooms: &["src/config.rs"],
        reason: "only the configuration reads the environment",
    },
    Wall {
        names: &["Utc::now", "Local::now", "SystemTime::now"],
        rooms: &["src/clock.rs"],
        reason: "`now` is the question's `asked_at`, decided once",
    },
    Wall {
        names: &["Instant::now"],
        rooms: &[
            "src/channel/",
            "src/command/",
            "src/config.rs",
            "src/engine/",
            "src/language_model/",
            "src/main.rs",
            "src/pipeline.rs",
            "src/pipeline/",
            "src/reload.rs",
        ],
        reason: "stages are pure; whoever runs them measures them",
    },
    Wall {
        names: &["crate::channel"],
        rooms: &[
            "src/channel.rs",
            "src/channel/",
            "src/command/",
            "src/main.rs",
        ],
        reason: "a stage does not know where questions come from",
    },
];

/// What a channel may not reach past the pipeline for.
const STAGES: &[&str] = &[
    "crate::demo",
    "crate::engine",
    "crate::grammar",
    "crate::language_model",
    "crate::planner",
    "crate::prompt",
];

/// Words of one business. They belong into the layer, the demo and the tests.
const DOMAIN_WORDS: &[&str] = &[
    "直播间",
    "带货",
    "主播",
    "场观",
    "抖音",
    "快手",
    "淘宝",
    "京东",
    "视频号",
    "douyin",
    "kuaishou",
    "taobao",
    "gmv",
    "livestream",
    "streamer",
];

/// A file and its text; the path is from the root, with slashes.
struct File {
    path: String,
    text: String,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All files below some folders whose names end in one of the endings, in order.
fn files(folders: &[&str], endings: &[&str]) -> Vec<File> {
    let mut found = Vec::new();
    let mut waiting: Vec<_> = folders.iter().map(|folder| root().join(folder)).collect();
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                // What other people wrote and a package manager brought is not ours to judge.
                if !path.ends_with("node_modules") && !path.ends_with(".venv") {
                    waiting.push(path);
                }
            } else if endings
                .iter()
                .any(|ending| path.to_string_lossy().ends_with(ending))
            {
                let text = fs::read_to_string(&path).unwrap();
                let path = path
                    .strip_prefix(root())
                    .unwrap()
                    .to_string_lossy()
                    .replace('\\', "/");
                found.push(File { path, text });
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

fn rust() -> Vec<File> {
    files(&["src", "crates", "tests"], &[".rs"])
}

/// Whether cargo builds the file as a target of its own: a benchmark, a crate's test binary, or what
/// the fuzzer runs.
fn is_target(path: &str) -> bool {
    let kinds = ["/benches/", "/fuzz_targets/"];
    kinds.iter().any(|kind| path.contains(kind))
        || path.ends_with("/tests/it.rs")
        || path == "build.rs"
}

/// The service and the compiler without their tests and benchmarks.
fn program() -> Vec<File> {
    let is_test = |path: &str| {
        path.starts_with("tests/")
            || path.contains("/tests/")
            || path.contains("/benches/")
            || path.ends_with("/tests.rs")
    };
    rust()
        .into_iter()
        .filter(|file| !is_test(&file.path))
        .collect()
}

/// The lines of code with their numbers: no comments, nothing after the tests at a file's end.
fn code(file: &File) -> impl Iterator<Item = (usize, &str)> {
    let tests = file.text.find("#[cfg(test)]\nmod tests {");
    file.text[..tests.unwrap_or(file.text.len())]
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
        .map(|(index, line)| (index + 1, line))
}

/// Whether code names something: as a whole path, not as the end of another.
fn names(line: &str, name: &str) -> bool {
    line.match_indices(name).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + name.len()..].chars().next();
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        let starts = before.is_none_or(|c| !is_word(c) && (c != ':' || name.contains("::")));
        let is_path =
            line[at + name.len()..].starts_with("::") || line.trim_start().starts_with("use ");
        starts && after.is_none_or(|c| !is_word(c)) && (name.contains("::") || is_path)
    })
}

#[track_caller]
fn nothing(rule: &str, offenders: &[String]) {
    assert!(
        offenders.is_empty(),
        "{rule}:\n  {}",
        offenders.join("\n  ")
    );
}

#[test]
fn walls_hold() {
    let mut offenders = Vec::new();
    for file in program() {
        for wall in WALLS
            .iter()
            .filter(|wall| !wall.rooms.iter().any(|room| file.path.starts_with(room)))
        {
            for (number, line) in code(&file) {
                for name in wall.names.iter().filter(|name| names(line, name)) {
                    offenders.push(format!("{}:{number}: {name}: {}", file.path, wall.reason));
                }
            }
        }
        if file.path.starts_with("src/channel") {
            for (number, line) in code(&file) {
                for name in STAGES.iter().filter(|name| names(line, name)) {
                    offenders.push(format!(
                        "{}:{number}: {name}: channels know no stage",
                        file.path
                    ));
                }
            }
        }
    }
    nothing("a name is used outside its room", &offenders);
}

#[test]
fn the_compiler_stays_pure() {
    let manifest = fs::read_to_string(root().join("crates/semantic_sql/Cargo.toml")).unwrap();
    let forbidden = [
        "async", "axum", "duckdb", "futures", "hyper", "rand", "reqwest", "sqlx", "tokio",
        "tracing",
    ];
    let named = |line: &str, name: &str| {
        line.split(['=', '.'])
            .next()
            .is_some_and(|key| key.trim().starts_with(name))
    };
    let offenders: Vec<String> = manifest
        .lines()
        .filter(|line| forbidden.iter().any(|name| named(line, name)))
        .map(str::to_owned)
        .collect();
    nothing("the compiler depends on something that does IO", &offenders);
}

#[test]
fn every_file_says_what_it_is() {
    let offenders: Vec<String> = rust()
        .into_iter()
        .filter(|file| !file.text.starts_with("//!"))
        .map(|file| file.path)
        .collect();
    nothing("a file does not open with `//!`", &offenders);
}

#[test]
fn every_file_is_part_of_the_program() {
    let files = rust();
    let roots = ["lib.rs", "main.rs"];
    let mut offenders = Vec::new();
    for file in &files {
        let (folder, name) = file.path.rsplit_once('/').unwrap();
        if roots.contains(&name) || is_target(&file.path) {
            continue;
        }
        let stem = name.trim_end_matches(".rs");
        let parents = [
            format!("{folder}.rs"),
            format!("{folder}/lib.rs"),
            format!("{folder}/main.rs"),
        ];
        let declared = |text: &str| {
            text.lines()
                .any(|line| line.trim_end().ends_with(&format!("mod {stem};")))
        };
        if !files
            .iter()
            .any(|other| parents.contains(&other.path) && declared(&other.text))
        {
            offenders.push(file.path.clone());
        }
    }
    nothing(
        "no `mod` line names this file, so it is never compiled or run",
        &offenders,
    );
}

#[test]
fn files_are_short() {
    let files = rust();
    let is_longer = |path: &str| LONGER.iter().any(|(longer, _)| *longer == path);
    let mut offenders = Vec::new();
    for file in &files {
        let lines = file.text.lines().count();
        if lines > MOST_LINES && !is_longer(&file.path) {
            offenders.push(format!("{} has {lines} lines; split it", file.path));
        }
        if lines <= MOST_LINES && is_longer(&file.path) {
            offenders.push(format!(
                "{} has {lines} lines now; take it off the list",
                file.path
            ));
        }
    }
    for (path, _) in LONGER {
        if !files.iter().any(|file| file.path == *path) {
            offenders.push(format!("{path} is gone; take it off the list"));
        }
    }
    nothing("a file of Rust has at most 400 lines", &offenders);
}

#[test]
fn no_business_is_compiled_in() {
    let page = files(&["src"], &[".html", ".js", ".css"]);
    let mut offenders = Vec::new();
    for file in program().iter().chain(&page) {
        for (number, line) in code(file) {
            let small = line.to_lowercase();
            for word in DOMAIN_WORDS.iter().filter(|word| small.contains(**word)) {
                offenders.push(format!("{}:{number}: {word}", file.path));
            }
        }
    }
    nothing(
        "a word of the business stands in the program; it belongs into the layer or the data",
        &offenders,
    );
}

#[test]
fn nothing_names_the_machine_it_was_written_on() {
    let folders = [
        "src",
        "crates",
        "tests",
        "demo",
        "eval",
        "prompts",
        "semantic_layer",
    ];
    let mut all = files(
        &folders,
        &[".rs", ".md", ".sql", ".yml", ".js", ".html", ".sh"],
    );
    for name in [
        "Makefile",
        "README.md",
        "ARCHITECTURE.md",
        "Cargo.toml",
        ".ci/run",
    ] {
        let text = fs::read_to_string(root().join(name)).unwrap_or_default();
        all.push(File {
            path: name.to_owned(),
            text,
        });
    }
    // Written in two parts so that this file does not name them.
    let places = [
        concat!("/ro", "ot/"),
        concat!("/ho", "me/"),
        concat!("/wo", "rk/"),
        concat!("/Us", "ers/"),
    ];
    let mut offenders = Vec::new();
    for file in all {
        for (index, line) in file.text.lines().enumerate() {
            if places.iter().any(|place| line.contains(place)) {
                offenders.push(format!("{}:{}", file.path, index + 1));
            }
        }
    }
    nothing("a path of somebody's machine", &offenders);
}
