//! Reads the gold answers of metrics: the small part of YAML that those files use.

use std::collections::BTreeMap;
use std::path::Path;

/// The hand-written answers of one metric.
#[derive(Debug)]
pub(crate) struct GoldMetric {
    pub(crate) id: String,
    /// The dimension of `by_dimension`.
    pub(crate) dimension: String,
    pub(crate) total: Option<String>,
    pub(crate) by_dimension: Option<String>,
    pub(crate) by_month: Option<String>,
}

/// All metrics of `eval/metrics/`, in the order of files and entries.
pub(crate) fn metrics() -> Vec<GoldMetric> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("eval/metrics");
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    paths
        .iter()
        .flat_map(|path| entries(&std::fs::read_to_string(path).unwrap()))
        .map(metric)
        .collect()
}

/// The stories of `demo/stories.yml`, in their order: the texts of each by key.
pub(crate) fn stories() -> Vec<BTreeMap<String, String>> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("demo/stories.yml");
    entries(&std::fs::read_to_string(file).unwrap())
}

fn metric(mut entry: BTreeMap<String, String>) -> GoldMetric {
    let mut required = |key: &str| {
        entry
            .remove(key)
            .unwrap_or_else(|| panic!("a gold metric has no `{key}`"))
    };
    GoldMetric {
        id: required("id"),
        dimension: required("dimension"),
        total: entry.remove("total"),
        by_dimension: entry.remove("by_dimension"),
        by_month: entry.remove("by_month"),
    }
}

/// The entries of a file: `  - id: …` starts one, `    key: text` or `    key: |` and an indented
/// block belong to it.
fn entries(text: &str) -> Vec<BTreeMap<String, String>> {
    let mut found: Vec<BTreeMap<String, String>> = Vec::new();
    let mut block: Option<String> = None;
    for line in text.lines() {
        if let Some(id) = line.strip_prefix("  - id: ") {
            found.push([("id".to_owned(), id.trim().to_owned())].into());
            block = None;
        } else if let Some(inner) = line.strip_prefix("      ") {
            let entry = found.last_mut().unwrap();
            let key = block
                .as_ref()
                .unwrap_or_else(|| panic!("a block without a key: {line}"));
            let value = entry.get_mut(key).unwrap();
            value.push_str(inner);
            value.push('\n');
        } else if let Some((key, value)) = line
            .strip_prefix("    ")
            .and_then(|rest| rest.split_once(':'))
        {
            let value = value.trim();
            block = (value == "|").then(|| key.to_owned());
            let value = if value == "|" {
                String::new()
            } else {
                value.trim_matches('"').to_owned()
            };
            found.last_mut().unwrap().insert(key.to_owned(), value);
        } else if !is_heading(line) {
            panic!("a line of the gold that this reader does not know: {line}");
        }
    }
    found
}

/// Whether a line says nothing about an entry.
fn is_heading(line: &str) -> bool {
    line.trim().is_empty()
        || line.starts_with('#')
        || line.starts_with("subject:")
        || line == "metrics:"
        || line == "stories:"
}
