//! Joined tables of a view.

use crate::expr::{BinaryOp, Expr};
use crate::layer::yaml::Node;
use crate::syntax::Name;

use super::super::super::write::items;
use super::super::finding::Findings;
use super::super::table::relationship;
use super::sql::{parse, table_of};
use super::view::{View, source_name};
use super::{Shared, identifier, unread};

const JOIN_KEYS: &[&str] = &["name", "source", "on", "using", "cardinality", "joins"];

impl View<'_> {
    /// The tables that are joined, and how.
    pub(super) fn joins(&mut self, shared: &mut Shared, found: &mut Findings) {
        self.join_all(shared, found, self.tree, self.fact, "");
    }

    fn join_all(
        &mut self,
        shared: &mut Shared,
        found: &mut Findings,
        parent: &Node,
        parent_table: usize,
        prefix: &str,
    ) {
        for join in items(parent.get("joins")) {
            let name = join.get("name").and_then(Node::text).unwrap_or_default();
            let path = format!("{prefix}{name}");
            unread(found, join, &path, JOIN_KEYS);
            let alias = path.to_lowercase();
            match self.join(shared, join, parent_table, &name, &alias) {
                Ok(table) => {
                    self.join_all(shared, found, join, table, &format!("{path}."));
                }
                Err(reason) => {
                    self.aliases.retain(|(known, _)| *known != alias);
                    rests_on(found, join, &path);
                    found.lost(join.line, path, reason);
                }
            }
        }
    }

    fn join(
        &mut self,
        shared: &mut Shared,
        join: &Node,
        parent: usize,
        name: &str,
        alias: &str,
    ) -> Result<usize, String> {
        let source = source_name(join)?;
        let cardinality = join.get("cardinality").and_then(Node::text);
        let reversed = match cardinality.as_deref() {
            None | Some("many_to_one" | "one_to_one") => false,
            Some("one_to_many") => true,
            Some(other) => return Err(format!("a join that is `{other}`")),
        };
        // In the condition a nested join is called by its own name alone.
        let mut aliases = self.aliases.clone();
        let table = shared.tables.len();
        aliases.insert(0, (name.to_lowercase(), table));
        if let Some((above, _)) = alias.rsplit_once('.') {
            let own = above.rsplit('.').next().unwrap_or(above);
            aliases.push((own.to_owned(), parent));
        }
        let keys = join_keys(join, &aliases, parent, table)?;
        let wanted = identifier(name);
        let chained = identifier(alias);
        let taken = shared.tables.iter().any(|(_, other)| other.name == wanted);
        let named = if taken { chained } else { wanted };
        let kind = if reversed { "fact" } else { "dimension" };
        let table = shared.add(self.file, &named, &source, join.line, kind);
        self.aliases.push((alias.to_owned(), table));
        if reversed || self.many.contains(&parent) {
            self.many.push(table);
        }
        let on = keys
            .into_iter()
            .map(|(here, there)| {
                let here = shared.tables[parent].1.column(&here, join.line);
                (here, shared.tables[table].1.column(&there, join.line))
            })
            .collect::<Vec<_>>();
        let ends = (
            shared.tables[parent].1.name.clone(),
            shared.tables[table].1.name.clone(),
        );
        self.relationships.push(if reversed {
            let on = on.into_iter().map(|(here, there)| (there, here)).collect();
            relationship(join.line, &ends.1, &ends.0, on, None)
        } else {
            relationship(join.line, &ends.0, &ends.1, on, None)
        });
        Ok(table)
    }
}

/// Pairs of columns that are equal, of the parent and of the joined table.
fn join_keys(
    join: &Node,
    aliases: &[(String, usize)],
    parent: usize,
    table: usize,
) -> Result<Vec<(String, String)>, String> {
    let using: Vec<(String, String)> = items(join.get("using"))
        .into_iter()
        .filter_map(Node::text)
        .map(|key| (key.clone(), key))
        .collect();
    if !using.is_empty() {
        return Ok(using);
    }
    let sql = join
        .get("on")
        .and_then(Node::text)
        .ok_or("a join without `on` or `using`")?;
    let side = |expr: &Expr<Name>| match expr {
        Expr::Leaf(Name::Field(column)) => column
            .qualifier
            .as_deref()
            .and_then(table_of)
            .map(|table| (table, column.name.clone())),
        _ => None,
    };
    let mut keys = Vec::new();
    for part in parse(&sql, aliases)?.conjuncts() {
        let sides = match &part {
            Expr::Binary {
                op: BinaryOp::Eq,
                left,
                right,
            } => side(left).zip(side(right)),
            _ => None,
        };
        keys.push(match sides {
            Some(((l, here), (r, there))) if l == parent && r == table => (here, there),
            Some(((l, there), (r, here))) if l == table && r == parent => (here, there),
            _ => return Err("the join is not a list of equal columns of both sides".to_owned()),
        });
    }
    Ok(keys)
}

/// Joins below one that did not map are lost with it.
fn rests_on(found: &mut Findings, join: &Node, path: &str) {
    for inner in items(join.get("joins")) {
        let name = inner.get("name").and_then(Node::text).unwrap_or_default();
        let inner_path = format!("{path}.{name}");
        rests_on(found, inner, &inner_path);
        found.lost(inner.line, inner_path, format!("it rests on `{path}`"));
    }
}
