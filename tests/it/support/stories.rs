//! The stories that the demo world tells on purpose.

use std::collections::BTreeMap;
use std::path::Path;

/// The stories of `demo/stories.yml`, in their order: the texts of each by key.
pub(crate) fn all() -> Vec<BTreeMap<String, String>> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("demo/stories.yml");
    entries(&std::fs::read_to_string(file).unwrap())
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
