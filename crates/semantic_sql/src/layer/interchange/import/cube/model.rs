//! The cubes of a model, and which of their members are public.

use std::collections::HashSet;

use crate::layer::yaml::{Node, Value};

use super::super::super::write::{items, pair, text};
use super::super::finding::Findings;
use super::super::table::Table;
use super::{unread, words};

/// One cube.
pub(super) struct Cube {
    /// Which file it is from.
    pub(super) index: usize,
    pub(super) file: String,
    pub(super) node: Node,
    pub(super) table: Table,
    /// Why nobody may read it, if so.
    pub(super) closed: Option<(usize, String)>,
    /// Measures that a policy keeps from a role.
    pub(super) denied: Vec<(String, String)>,
    /// Whether its members are public by themselves.
    public: bool,
    /// Members that a public view shows.
    shown: HashSet<String>,
}

/// All cubes.
#[derive(Default)]
pub(super) struct Cubes {
    pub(super) all: Vec<Cube>,
}

const CUBE_KEYS: &[&str] = &[
    "name",
    "sql",
    "sql_table",
    "title",
    "description",
    "public",
    "shown",
    "joins",
    "dimensions",
    "measures",
    "segments",
    "access_policy",
    "extends",
];
const VIEW_KEYS: &[&str] = &[
    "name",
    "cubes",
    "title",
    "description",
    "public",
    "shown",
    "access_policy",
];

/// Whether the object says that it is not for everybody to see.
pub(super) fn is_private(object: &Node) -> bool {
    ["public", "shown"].iter().any(|key| {
        object
            .get(key)
            .is_some_and(|value| !matches!(value.value, Value::Boolean(true)))
    })
}

impl Cubes {
    /// The cube of that name.
    pub(super) fn position(&self, name: &str) -> Option<usize> {
        self.all.iter().position(|cube| cube.table.name == name)
    }

    /// Adds a cube, or lists why it is none of ours.
    pub(super) fn add(&mut self, file: &str, index: usize, item: &Node, found: &mut Findings) {
        let name = item.get("name").and_then(Node::text).unwrap_or_default();
        unread(found, item, &name, CUBE_KEYS);
        let source = match source(item) {
            Ok(source) => source,
            Err(reason) => return found.lost(item.line, name, reason),
        };
        let has_measures = !items(item.get("measures")).is_empty();
        let kind = if has_measures { "fact" } else { "dimension" };
        let mut pairs = vec![pair("kind", text(item.line, kind))];
        pairs.extend(words(item));
        self.all.push(Cube {
            index,
            file: file.to_owned(),
            node: item.clone(),
            table: Table {
                name,
                source,
                line: item.line,
                pairs,
                ..Table::default()
            },
            closed: None,
            denied: Vec::new(),
            public: !is_private(item),
            shown: HashSet::new(),
        });
    }

    /// A view shows members of private cubes; its own rules close what it is made of.
    pub(super) fn view(&mut self, view: &Node, found: &mut Findings) {
        let name = view.get("name").and_then(Node::text).unwrap_or_default();
        unread(found, view, &name, VIEW_KEYS);
        found.changed(
            view.line,
            name.clone(),
            "a view is not a dataset of its own; what it shows of private cubes is public",
        );
        for part in items(view.get("cubes")) {
            let joined = part
                .get("join_path")
                .and_then(Node::text)
                .unwrap_or_default();
            let cube = joined.rsplit('.').next().unwrap_or_default().to_owned();
            let Some(at) = self.position(&cube) else {
                found.lost(
                    part.line,
                    format!("{name}/{cube}"),
                    "the cube is not in the layer",
                );
                continue;
            };
            if view.get("access_policy").is_some() {
                let reason = format!("the access policy of the view `{name}` has no counterpart");
                self.all[at].closed.get_or_insert((view.line, reason));
            }
            for key in ["prefix", "alias"] {
                if part.get(key).is_some() {
                    let reason = "names that a view gives are not kept";
                    found.lost(part.line, format!("{name}/{cube}/{key}"), reason);
                }
            }
            if !is_private(view) {
                self.show(at, part, &format!("{name}/{cube}"), found);
            }
        }
    }

    fn show(&mut self, at: usize, part: &Node, path: &str, found: &mut Findings) {
        let excluded: Vec<String> = items(part.get("excludes"))
            .into_iter()
            .filter_map(Node::text)
            .collect();
        let mut shown = Vec::new();
        for item in items(part.get("includes")) {
            if let Some(name) = item.text() {
                shown.push(name);
            } else {
                shown.extend(item.get("name").and_then(Node::text));
                if item.get("alias").is_some() {
                    found.lost(item.line, path, "names that a view gives are not kept");
                }
            }
        }
        let cube = &mut self.all[at];
        if shown.iter().any(|name| name == "*") {
            let members = ["dimensions", "measures", "segments"]
                .iter()
                .flat_map(|kind| items(cube.node.get(kind)))
                .filter(|member| !is_private(member))
                .filter_map(|member| member.get("name")?.text());
            shown = members.collect();
        }
        shown.retain(|name| !excluded.contains(name));
        cube.shown.extend(shown);
    }

    /// Whether a member of the cube may be named by people.
    pub(super) fn is_public(&self, at: usize, member: &Node) -> bool {
        let cube = &self.all[at];
        let name = member.get("name").and_then(Node::text).unwrap_or_default();
        (cube.public && !is_private(member)) || cube.shown.contains(&name)
    }
}

/// The table of a cube: a name, or a query that takes a whole table.
fn source(item: &Node) -> Result<String, String> {
    if item.get("extends").is_some() {
        return Err("`extends`: what it inherits, rules included, is not read".to_owned());
    }
    let plain = |text: &str| {
        text.split('.')
            .all(|part| !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || c == '_'))
    };
    if let Some(table) = item.get("sql_table").and_then(Node::text) {
        let table = table.trim().replace(['"', '`'], "");
        return if plain(&table) {
            Ok(table)
        } else {
            Err(format!("`{table}` is not the name of a table or view"))
        };
    }
    let sql = item.get("sql").and_then(Node::text).unwrap_or_default();
    let words: Vec<&str> = sql
        .trim()
        .trim_end_matches(';')
        .split_whitespace()
        .collect();
    match words.as_slice() {
        [select, "*", from, table]
            if select.eq_ignore_ascii_case("select")
                && from.eq_ignore_ascii_case("from")
                && plain(table) =>
        {
            Ok((*table).to_owned())
        }
        _ => Err("its source is a query; make a view of it in the database".to_owned()),
    }
}
