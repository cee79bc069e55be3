//! Dimensions and segments as fields over columns of their own table.

use crate::expr::{Expr, Literal};
use crate::layer::yaml::{Node, Value};
use crate::syntax::Name;

use super::super::super::write::{items, node, pair, text};
use super::super::finding::Findings;
use super::super::table::{TableField, list, path};
use super::model::Cubes;
use super::reference::{Meaning, resolve};
use super::{unread, words};

/// Keys without a counterpart that leave the dimension out are among those read.
const DIMENSION_KEYS: &[&str] = &[
    "sub_query",
    "propagate_filters_to_sub_query",
    "mask",
    "multi_stage",
    "latitude",
    "longitude",
    "name",
    "sql",
    "type",
    "primary_key",
    "public",
    "shown",
    "title",
    "description",
    "case",
    "format",
];
const SEGMENT_KEYS: &[&str] = &["name", "sql", "title", "description", "public", "shown"];

impl Cubes {
    /// Dimensions and segments as fields.
    pub(super) fn fields(&mut self, findings: &mut [Findings]) {
        for at in 0..self.all.len() {
            let node = self.all[at].node.clone();
            let index = self.all[at].index;
            let owner = self.all[at].table.name.clone();
            let mut keys = Vec::new();
            let mut times = Vec::new();
            for member in items(node.get("dimensions")) {
                let name = member.get("name").and_then(Node::text).unwrap_or_default();
                unread(
                    &mut findings[index],
                    member,
                    &format!("{owner}.{name}"),
                    DIMENSION_KEYS,
                );
                match self.dimension(at, member, &mut Vec::new()) {
                    Ok(expression) => {
                        if flag(member, "primary_key") {
                            keys.push(name.clone());
                        }
                        if kind(member) == "time" {
                            times.push(name.clone());
                        }
                        self.push(at, member, name, expression);
                    }
                    Err(reason) => {
                        findings[index].lost(member.line, format!("{owner}.{name}"), reason);
                    }
                }
            }
            for member in items(node.get("segments")) {
                self.segment(at, member, &owner, &mut findings[index]);
            }
            let table = &mut self.all[at].table;
            table.pairs.extend(list("primary_key", table.line, keys));
            match times.as_slice() {
                [only] => table
                    .pairs
                    .push(pair("time_dimension", text(table.line, only))),
                [] => {}
                _ => findings[index].changed(
                    table.line,
                    owner,
                    format!("no time_dimension was chosen among {}", times.join(", ")),
                ),
            }
        }
    }

    fn segment(&mut self, at: usize, member: &Node, owner: &str, found: &mut Findings) {
        let name = member.get("name").and_then(Node::text).unwrap_or_default();
        let path = format!("{owner}.{name}");
        unread(found, member, &path, SEGMENT_KEYS);
        let sql = member.get("sql").and_then(Node::text).unwrap_or_default();
        match self.column_expression(at, &sql, &mut Vec::new()) {
            Ok(expression) => {
                self.push(at, member, name, expression);
                found.changed(
                    member.line,
                    path,
                    "the segment is a field that is true or false",
                );
            }
            Err(reason) => found.lost(member.line, path, reason),
        }
    }

    fn push(&mut self, at: usize, member: &Node, name: String, expression: Expr<Name>) {
        let line = member.line;
        let mut pairs = Vec::new();
        let data_type = match kind(member).as_str() {
            "string" | "switch" => Some("string"),
            "boolean" => Some("boolean"),
            "time" => Some("datetime"),
            // A number may be whole, exact or floating; the database knows.
            "number" => None,
            _ => Some("boolean"),
        };
        pairs.extend(data_type.map(|data_type| pair("type", text(line, data_type))));
        pairs.extend(words(member));
        if !self.is_public(at, member) {
            pairs.push(pair("hidden", node(line, Value::Boolean(true))));
        }
        self.all[at].table.fields.push(TableField {
            name,
            line,
            expression,
            pairs,
        });
    }

    /// A dimension over columns of its own table.
    fn dimension(
        &mut self,
        at: usize,
        member: &Node,
        open: &mut Vec<String>,
    ) -> Result<Expr<Name>, String> {
        let kind = kind(member);
        if !["string", "number", "boolean", "time"].contains(&kind.as_str()) {
            return Err(format!("dimensions of type `{kind}` have no counterpart"));
        }
        if let Some((key, ..)) = ["sub_query", "mask", "multi_stage", "latitude"]
            .iter()
            .find_map(|key| member.get(key).map(|value| (key, value)))
        {
            return Err(format!("`{key}` has no counterpart"));
        }
        if let Some(case) = member.get("case") {
            return self.case(at, case, open);
        }
        let sql = member
            .get("sql")
            .and_then(Node::text)
            .ok_or("a dimension without `sql`")?;
        self.column_expression(at, &sql, open)
    }

    fn case(
        &mut self,
        at: usize,
        case: &Node,
        open: &mut Vec<String>,
    ) -> Result<Expr<Name>, String> {
        let label = |node: Option<&Node>| {
            node.and_then(|node| node.get("label"))
                .and_then(Node::text)
                .map(|text| Expr::Literal(Literal::String(text)))
                .ok_or("a label of `case` that is not a text")
        };
        let mut whens = Vec::new();
        for when in items(case.get("when")) {
            let sql = when.get("sql").and_then(Node::text).unwrap_or_default();
            whens.push((self.column_expression(at, &sql, open)?, label(Some(when))?));
        }
        let otherwise = match case.get("else") {
            None => None,
            some => Some(Box::new(label(some)?)),
        };
        Ok(Expr::Case { whens, otherwise })
    }

    fn column_expression(
        &mut self,
        at: usize,
        sql: &str,
        open: &mut Vec<String>,
    ) -> Result<Expr<Name>, String> {
        resolve(self, at, sql, false, &mut |cubes, meaning| match meaning {
            Meaning::Column(cube, column) if cube == at => Ok(path(None, &column)),
            Meaning::Member(cube, member) if cube == at => {
                if open.contains(&member) {
                    return Err(format!("`{member}` refers to itself"));
                }
                let found = items(cubes.all[at].node.get("dimensions"))
                    .into_iter()
                    .find(|item| item.get("name").and_then(Node::text) == Some(member.clone()))
                    .cloned()
                    .ok_or_else(|| format!("no dimension `{member}`"))?;
                open.push(member);
                let expression = cubes.dimension(at, &found, open);
                open.pop();
                expression
            }
            Meaning::Column(cube, name) | Meaning::Member(cube, name) => Err(format!(
                "it reads `{}.{name}`, and a field reads its own table only",
                cubes.all[cube].table.name
            )),
        })
    }
}

fn kind(member: &Node) -> String {
    member.get("type").and_then(Node::text).unwrap_or_default()
}

fn flag(member: &Node, key: &str) -> bool {
    matches!(
        member.get(key),
        Some(Node {
            value: Value::Boolean(true),
            ..
        })
    )
}
