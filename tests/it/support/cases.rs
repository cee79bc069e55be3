//! Case files: `== name` starts a case, lines `-- key value` say how it runs, `--- equals` its
//! hand-written SQL, `--- or` another that is right as well.

use std::collections::BTreeMap;
use std::path::Path;

use semantic_sql::{Asker, SemanticLayer, SourceFile};

use super::world;

/// Keys that a line of a case's head may have.
const HEAD: [&str; 12] = [
    "as",
    "day_start",
    "layer",
    "either",
    "suppressed",
    "hide",
    "hide-cell",
    "hide-row",
    "show",
    "not-alone",
    "not-both",
    "names",
];

/// One case of a file.
pub(crate) struct Case {
    pub(crate) file: String,
    pub(crate) name: String,
    head: BTreeMap<String, Vec<String>>,
    pub(crate) sql: String,
    /// Hand-written SQL, each of which is right.
    pub(crate) equals: Vec<String>,
}

impl Case {
    /// The values of a key, in order.
    pub(crate) fn all(&self, key: &str) -> &[String] {
        self.head.get(key).map_or(&[], Vec::as_slice)
    }

    /// The first value of a key.
    pub(crate) fn first(&self, key: &str) -> Option<&str> {
        self.all(key).first().map(String::as_str)
    }

    /// Whether the key is there.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.head.contains_key(key)
    }

    /// Who asks; the owner where nobody is named.
    pub(crate) fn asker(&self) -> Asker {
        match self.first("as") {
            None => world::owner(),
            Some("nobody") => Asker::Nobody,
            Some(json) => Asker::Known(serde_json::from_str(json).unwrap()),
        }
    }
}

/// The cases of all files of a folder that hold some.
pub(crate) fn read_folder(folder: &str) -> Vec<Case> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut files: Vec<_> = std::fs::read_dir(path)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "sql"))
        .collect();
    files.sort();
    files.iter().flat_map(|path| read_file(path)).collect()
}

fn read_file(path: &Path) -> Vec<Case> {
    let text = std::fs::read_to_string(path).unwrap();
    let file = path.file_name().unwrap().to_string_lossy().into_owned();
    text.split("\n== ")
        .skip(1)
        .map(|text| read_case(&file, text))
        .collect()
}

fn read_case(file: &str, text: &str) -> Case {
    let (name, body) = text.split_once('\n').unwrap();
    let mut parts = body
        .split("\n--- equals\n")
        .flat_map(|part| part.split("\n--- or\n"));
    let mut head: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut lines = Vec::new();
    for line in parts.next().unwrap_or_default().lines() {
        let told = line.strip_prefix("-- ").and_then(|rest| {
            let (key, value) = rest.split_once(' ').unwrap_or((rest, ""));
            (HEAD.contains(&key) || key == "may-run").then_some((key, value.trim()))
        });
        match told {
            Some((key, value)) => head
                .entry(key.to_owned())
                .or_default()
                .push(value.to_owned()),
            None => lines.push(line),
        }
    }
    Case {
        file: file.to_owned(),
        name: name.to_owned(),
        head,
        sql: repeated(lines.join("\n").trim()),
        equals: parts.map(|part| part.trim().to_owned()).collect(),
    }
}

/// `{{3 a#}}` is `a0a1a2`.
fn repeated(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        let (inside, end) = after.split_once("}}").unwrap();
        let (count, what) = inside.split_once(' ').unwrap();
        out.push_str(before);
        for index in 0..count.parse::<usize>().unwrap() {
            out.push_str(&what.replace('#', &index.to_string()));
        }
        rest = end;
    }
    out.push_str(rest);
    out
}

/// Layers by file and start of the business day, each loaded once.
#[derive(Default)]
pub(crate) struct Layers(BTreeMap<(String, String), SemanticLayer>);

impl Layers {
    /// The layer that a case asks.
    pub(crate) fn of(&mut self, folder: &str, default: &str, case: &Case) -> &SemanticLayer {
        let file = case.first("layer").unwrap_or(default).to_owned();
        let start = case.first("day_start").unwrap_or("00:00").to_owned();
        self.0
            .entry((file.clone(), start.clone()))
            .or_insert_with(|| {
                let path = Path::new(env!("CARGO_MANIFEST_DIR"))
                    .join(folder)
                    .join(&file);
                let mut text = std::fs::read_to_string(path).unwrap();
                for quoted in ["day_start\":\"", "day_start\": \"", "day_start: \""] {
                    text = text.replace(&format!("{quoted}00:00\""), &format!("{quoted}{start}\""));
                }
                world::load(&[SourceFile { name: file, text }])
            })
    }
}
