//! The gold of metrics: hand-written parts of SQL, put together as text.
//!
//! A metric names its base, its conditions and its value (`eval/metrics/`), or the metrics that it
//! is made of. A base has tables, a time and columns, a dimension a join and a key over such
//! columns (`eval/dimensions/`). Nothing here reads the layer.

use std::collections::BTreeMap;
use std::path::Path;

/// One entry of a file: its keys and their texts.
pub(crate) type Entry = BTreeMap<String, String>;

/// The grains of time that every base with a time has, and those that only points in time have.
const DAYS: [&str; 5] = ["date", "week", "month", "quarter", "year"];
const MOMENTS: [&str; 2] = ["hour", "minute"];

/// How a SELECT of gold looks where a base does not say otherwise.
const SELECT: &str =
    "SELECT {key} AS key, {value} AS value FROM {from} {join} WHERE {where} GROUP BY 1";

/// All gold.
pub(crate) struct Gold {
    bases: BTreeMap<String, Entry>,
    dimensions: Vec<Entry>,
    metrics: BTreeMap<String, Entry>,
}

/// Metrics of one base with the same rows: one SELECT has the values of all of them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Rows {
    base: String,
    condition: String,
    default: String,
    time: String,
}

impl Gold {
    /// Reads `eval/metrics/` and `eval/dimensions/`.
    pub(crate) fn read() -> Self {
        let by_id = |entries: Vec<Entry>| {
            let mut found = BTreeMap::new();
            for entry in entries {
                let id = entry["id"].clone();
                assert!(
                    found.insert(id.clone(), entry).is_none(),
                    "two entries of gold for {id}"
                );
            }
            found
        };
        Self {
            bases: by_id(file("dimensions/bases.yml")),
            dimensions: file("dimensions/dimensions.yml"),
            metrics: by_id(folder("metrics")),
        }
    }

    /// The ids of all metrics.
    pub(crate) fn metrics(&self) -> impl Iterator<Item = &str> {
        self.metrics.keys().map(String::as_str)
    }

    /// The metrics that a metric is made of; none where it has a base of its own.
    pub(crate) fn parts(&self, metric: &str) -> Vec<&str> {
        words(self.metrics[metric].get("of"))
    }

    /// Every dimension that gold is written for, the grains of time first.
    pub(crate) fn dimensions(&self) -> Vec<&str> {
        let mut all: Vec<&str> = DAYS
            .iter()
            .chain(&MOMENTS)
            .chain(&["weekday"])
            .copied()
            .collect();
        for entry in &self.dimensions {
            if !all.contains(&entry["id"].as_str()) {
                all.push(&entry["id"]);
            }
        }
        all
    }

    /// Whether there is gold for a metric along a dimension.
    pub(crate) fn reaches(&self, metric: &str, dimension: &str) -> bool {
        let entry = &self.metrics[metric];
        if entry.contains_key("of") {
            return self
                .parts(metric)
                .iter()
                .all(|part| self.reaches(part, dimension));
        }
        if let Some(only) = entry.get("only") {
            return words(Some(only)).contains(&dimension);
        }
        let base = &self.bases[&entry["base"]];
        if words(base.get("untold")).contains(&dimension) {
            return false;
        }
        let points = base.get("grain").is_none_or(|grain| grain != "day");
        if DAYS.contains(&dimension) || dimension == "weekday" {
            return base.contains_key("time");
        }
        if MOMENTS.contains(&dimension) {
            return base.contains_key("time") && points;
        }
        self.entry(base, dimension).is_some()
    }

    /// Whether a pair is left open: neither written as gold nor to be refused.
    pub(crate) fn is_open(&self, metric: &str, dimension: &str) -> bool {
        let entry = &self.metrics[metric];
        if entry.contains_key("of") {
            return self
                .parts(metric)
                .iter()
                .any(|part| self.is_open(part, dimension));
        }
        entry.contains_key("only")
            || words(self.bases[&entry["base"]].get("untold")).contains(&dimension)
    }

    fn entry(&self, base: &Entry, dimension: &str) -> Option<&Entry> {
        self.dimensions.iter().find(|entry| {
            entry["id"] == dimension
                && words(entry.get("needs"))
                    .iter()
                    .all(|need| base.contains_key(*need))
        })
    }

    /// The rows that a metric with a base of its own counts.
    pub(crate) fn rows(&self, metric: &str) -> Rows {
        let entry = &self.metrics[metric];
        let base = &self.bases[&entry["base"]];
        let text = |key: &str| entry.get(key).cloned().unwrap_or_default();
        Rows {
            base: entry["base"].clone(),
            condition: text("where"),
            default: text("default"),
            time: entry
                .get("time")
                .or_else(|| base.get("time"))
                .cloned()
                .unwrap_or_default(),
        }
    }

    /// The SELECT of some metrics with the same rows: `key` (absent: in total) and a column each.
    pub(crate) fn select(
        &self,
        rows: &Rows,
        metrics: &[&str],
        dimension: Option<&str>,
        scope: Option<&str>,
    ) -> String {
        let base = &self.bases[&rows.base];
        let (key, join, follows) = dimension.map_or_else(
            || ("CAST(NULL AS VARCHAR)".to_owned(), String::new(), false),
            |dimension| self.key(base, dimension, &rows.time),
        );
        let default = (!rows.default.is_empty() && dimension != Some(&rows.default))
            .then(|| &base[&format!("default_{}", rows.default)]);
        let conditions: Vec<String> = [
            base.get("where"),
            Some(&rows.condition),
            default,
            scope.map(|scope| &base[scope]),
        ]
        .into_iter()
        .flatten()
        .filter(|condition| !condition.is_empty())
        .map(|condition| format!("({condition})"))
        .collect();
        let condition = if conditions.is_empty() {
            "TRUE".to_owned()
        } else {
            conditions.join(" AND ")
        };
        let values: Vec<String> = metrics
            .iter()
            .map(|metric| format!("{} AS {metric}", self.metrics[*metric]["value"]))
            .collect();
        base.get("sql")
            .map_or(SELECT, String::as_str)
            .replace("{value} AS value", &values.join(", "))
            .replace("{from}", &base["from"])
            .replace("{join}", &join)
            .replace("{where}", &condition)
            .replace("{bucket}", if follows { &key } else { "1" })
            .replace("{key}", &key)
    }

    /// The key of a dimension, the join that it needs, and whether it follows the time.
    fn key(&self, base: &Entry, dimension: &str, time: &str) -> (String, String, bool) {
        if let Some(key) = grain(dimension, time) {
            return (key, String::new(), true);
        }
        let entry = self
            .entry(base, dimension)
            .unwrap_or_else(|| panic!("no gold for {dimension} over {}", base["id"]));
        let fill = |text: &str| {
            base.iter()
                .fold(text.replace("{time}", time), |text, (name, column)| {
                    text.replace(&format!("{{{name}}}"), column)
                })
        };
        let join = entry.get("join").map(|join| fill(join)).unwrap_or_default();
        (fill(&entry["key"]), join, entry.contains_key("follows"))
    }

    /// A metric made of others, over a table for each of them that has `key` and the metric.
    pub(crate) fn made_of(&self, metric: &str, table: impl Fn(&str) -> String) -> String {
        let parts = self.parts(metric);
        let keys: Vec<String> = parts
            .iter()
            .map(|part| format!("SELECT key FROM {}", table(part)))
            .collect();
        let joins: Vec<String> = parts
            .iter()
            .map(|part| {
                let table = table(part);
                format!("LEFT JOIN (SELECT key AS k_{part}, {part} FROM {table}) ON k.key IS NOT DISTINCT FROM k_{part}")
            })
            .collect();
        format!(
            "SELECT k.key, {} AS {metric} FROM ({}) k {}",
            self.metrics[metric]["value"],
            keys.join(" UNION "),
            joins.join(" ")
        )
    }
}

/// The key of a grain of time; `None` for other dimensions.
fn grain(name: &str, time: &str) -> Option<String> {
    match name {
        "date" => Some(format!("CAST({time} AS DATE)")),
        "week" | "month" | "quarter" | "year" => {
            Some(format!("CAST(date_trunc('{name}', {time}) AS DATE)"))
        }
        "minute" => Some(format!("date_trunc('minute', {time})")),
        "hour" => Some(format!("date_part('hour', {time})")),
        "weekday" => Some(format!("date_part('isodow', {time})")),
        _ => None,
    }
}

/// A list written with commas.
pub(crate) fn words(text: Option<&String>) -> Vec<&str> {
    text.map(|text| {
        text.split(',')
            .map(str::trim)
            .filter(|word| !word.is_empty())
            .collect()
    })
    .unwrap_or_default()
}

fn folder(name: &str) -> Vec<Entry> {
    let mut names: Vec<String> = std::fs::read_dir(path(name))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
        .iter()
        .flat_map(|file_name| file(&format!("{name}/{file_name}")))
        .collect()
}

fn path(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("eval")
        .join(name)
}

/// The entries of a file of `eval/`: `  - id: …` starts one, `    key: text` belongs to it.
/// This is the small part of YAML that the files of gold use.
pub(crate) fn file(name: &str) -> Vec<Entry> {
    let mut found: Vec<Entry> = Vec::new();
    for line in std::fs::read_to_string(path(name)).unwrap().lines() {
        let content = line.trim_start();
        if content.is_empty() || content.starts_with('#') || !line.starts_with(' ') {
            continue;
        }
        if line.starts_with("  - ") {
            found.push(Entry::new());
        }
        let (key, value) = content
            .trim_start_matches("- ")
            .split_once(": ")
            .unwrap_or_else(|| panic!("a line of {name} that this reader does not know: {line}"));
        let quoted = value
            .strip_prefix('"')
            .and_then(|rest| rest.strip_suffix('"'));
        let value = quoted.map_or_else(
            || value.to_owned(),
            |inner| inner.replace("\\\"", "\"").replace("\\\\", "\\"),
        );
        let known = found.last_mut().unwrap().insert(key.to_owned(), value);
        assert!(
            known.is_none(),
            "the key {key} comes twice in an entry of {name}"
        );
    }
    found
}
