//! One view: its tables, its fields and the filter over all of it.

use crate::expr::Expr;
use crate::layer::yaml::Node;
use crate::syntax::{FieldPath, Name};

use super::super::super::write::{items, pair, text};
use super::super::finding::Findings;
use super::super::table::{Table, TableField, path};
use super::sql::{parse, qualifier_of, table_of};
use super::{Shared, identifier, unread, words};

const VIEW_KEYS: &[&str] = &[
    "version",
    "source",
    "comment",
    "filter",
    "joins",
    "fields",
    "dimensions",
    "measures",
];
const FIELD_KEYS: &[&str] = &["name", "expr", "comment", "display_name", "synonyms"];

/// A field of the view: its table and its name there, and its expression over columns.
pub(super) struct ViewField {
    pub(super) wanted: String,
    pub(super) table: usize,
    pub(super) name: String,
    expression: Expr<Name>,
}

/// A view while it is read.
pub(super) struct View<'a> {
    pub(super) file: &'a str,
    pub(super) tree: &'a Node,
    /// The table of the source.
    pub(super) fact: usize,
    /// What stands before columns → the table.
    pub(super) aliases: Vec<(String, usize)>,
    /// Tables that have several rows for one of the source.
    pub(super) many: Vec<usize>,
    pub(super) fields: Vec<ViewField>,
    pub(super) filter: Option<Expr<Name>>,
    pub(super) relationships: Vec<Node>,
}

/// A table or view of the database, without quotes.
pub(super) fn source_name(item: &Node) -> Result<String, String> {
    let source = item.get("source").and_then(Node::text).unwrap_or_default();
    let source = source.trim().replace('`', "");
    let parts: Vec<&str> = source.split('.').collect();
    let plain =
        |part: &&str| !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || c == '_');
    if parts.len() <= 3 && parts.iter().all(plain) {
        Ok(source)
    } else {
        Err("its source is a query; make a view of it in the database".to_owned())
    }
}

impl<'a> View<'a> {
    pub(super) fn new(
        file: &'a str,
        tree: &'a Node,
        shared: &mut Shared,
        found: &mut Findings,
    ) -> Result<Self, (usize, String)> {
        unread(found, tree, "", VIEW_KEYS);
        let source = source_name(tree).map_err(|reason| (tree.line, reason))?;
        let name = identifier(source.rsplit('.').next().unwrap_or_default());
        let fact = shared.add(file, &name, &source, tree.line, "fact");
        let table = &mut shared.tables[fact].1;
        if let Some(comment) = tree.get("comment").and_then(Node::text) {
            table
                .pairs
                .push(pair("description", text(tree.line, comment)));
        }
        Ok(Self {
            file,
            tree,
            fact,
            aliases: vec![("source".to_owned(), fact)],
            many: Vec::new(),
            fields: Vec::new(),
            filter: None,
            relationships: Vec::new(),
        })
    }

    /// Fields over one table each.
    pub(super) fn fields(&mut self, shared: &mut Shared, found: &mut Findings) {
        let declared = items(self.tree.get("dimensions"))
            .into_iter()
            .chain(items(self.tree.get("fields")));
        for item in declared {
            let wanted = item.get("name").and_then(Node::text).unwrap_or_default();
            unread(found, item, &wanted, FIELD_KEYS);
            let sql = item.get("expr").and_then(Node::text).unwrap_or_default();
            match self.field(&wanted, &sql) {
                Ok((table, expression)) => {
                    let made = self.add_field(shared, item, &wanted, table, expression);
                    if made != wanted {
                        let reason = format!("the field is called `{made}`");
                        found.changed(item.line, wanted, reason);
                    }
                }
                Err(reason) => found.lost(item.line, wanted, reason),
            }
        }
    }

    fn field(&self, wanted: &str, sql: &str) -> Result<(usize, Expr<Name>), String> {
        let expression = self.over_columns(sql, Some(wanted))?;
        let mut tables = Vec::new();
        expression.visit_leaves(&mut |leaf| {
            if let Name::Field(column) = leaf {
                tables.extend(column.qualifier.as_deref().and_then(table_of));
            }
        });
        tables.sort_unstable();
        tables.dedup();
        match tables.as_slice() {
            [] => Ok((self.fact, expression)),
            [only] => Ok((*only, unqualified(&expression))),
            _ => Err("it reads several tables, and a field reads its own only".to_owned()),
        }
    }

    fn add_field(
        &mut self,
        shared: &mut Shared,
        item: &Node,
        wanted: &str,
        table: usize,
        expression: Expr<Name>,
    ) -> String {
        let owner = &mut shared.tables[table].1;
        let mut name = identifier(wanted);
        while owner
            .field(&name)
            .is_some_and(|other| other.expression != expression)
        {
            name.push_str("_field");
        }
        let field_pairs = words(item, wanted, &name);
        match owner.fields.iter_mut().find(|field| field.name == name) {
            // A key column that was made for a join is shown now.
            Some(field) => field.pairs = field_pairs,
            None => owner.fields.push(TableField {
                name: name.clone(),
                line: item.line,
                expression: expression.clone(),
                pairs: field_pairs,
            }),
        }
        self.fields.push(ViewField {
            wanted: wanted.to_owned(),
            table,
            name: name.clone(),
            expression,
        });
        name
    }

    /// The filter over the whole view goes into every measure.
    pub(super) fn filter(
        &mut self,
        shared: &mut Shared,
        found: &mut Findings,
    ) -> Result<(), (usize, String)> {
        let Some(filter) = self.tree.get("filter") else {
            return Ok(());
        };
        let sql = filter.text().unwrap_or_default();
        let expression = self
            .over_columns(&sql, None)
            .map_err(|reason| (filter.line, format!("the filter of the view: {reason}")))?;
        self.filter = Some(fields_of(shared, &expression));
        found.lost(
            filter.line,
            "filter",
            "every measure has it, but lists of rows and of values are not filtered here",
        );
        Ok(())
    }

    /// An expression whose leaves are columns, each with its table before it.
    fn over_columns(&self, sql: &str, own: Option<&str>) -> Result<Expr<Name>, String> {
        parse(sql, &self.aliases)?.try_map(&mut |leaf| match leaf {
            Name::Field(column) => match self.column(column, own)? {
                Column::Of(table, name) => Ok(path(Some(&qualifier_of(table)), &name)),
                Column::Field(field) => Ok(qualified(&field.expression, field.table)),
            },
            _ => Err("only columns can stand there".to_owned()),
        })
    }

    /// What a name means: a column of a joined table, an earlier field, a column of the source.
    pub(super) fn column(
        &self,
        column: &FieldPath,
        own: Option<&str>,
    ) -> Result<Column<'_>, String> {
        if let Some(qualifier) = &column.qualifier {
            return table_of(qualifier)
                .map(|table| Column::Of(table, column.name.clone()))
                .ok_or_else(|| {
                    format!("`{}` is not a column of a joined table", column.display())
                });
        }
        let same = |name: &str| name.eq_ignore_ascii_case(&column.name);
        let field = self.fields.iter().find(|field| same(&field.wanted));
        match field {
            Some(field) if !own.is_some_and(same) => {
                let mut mentioned = false;
                field.expression.visit_leaves(&mut |leaf| {
                    mentioned |= matches!(leaf, Name::Field(inner) if same(&inner.name));
                });
                if mentioned && !matches!(field.expression, Expr::Leaf(_)) {
                    return Err(format!("`{}` is both a column and a field", column.name));
                }
                Ok(Column::Field(field))
            }
            _ => Ok(Column::Of(self.fact, column.name.clone())),
        }
    }
}

/// What a name in a view means.
pub(super) enum Column<'a> {
    /// A column of a table.
    Of(usize, String),
    /// A field of the view.
    Field(&'a ViewField),
}

impl Shared {
    pub(super) fn add(
        &mut self,
        file: &str,
        wanted: &str,
        source: &str,
        line: usize,
        kind: &str,
    ) -> usize {
        let mut name = wanted.to_owned();
        while self.tables.iter().any(|(_, table)| table.name == name) {
            name.push_str("_view");
        }
        self.tables.push((
            file.to_owned(),
            Table {
                name,
                source: source.to_owned(),
                line,
                pairs: vec![pair("kind", text(line, kind))],
                ..Table::default()
            },
        ));
        self.tables.len() - 1
    }
}

/// Columns with their table before them → fields with their dataset before them.
pub(super) fn fields_of(shared: &mut Shared, expression: &Expr<Name>) -> Expr<Name> {
    let mapped = expression.try_map(&mut |leaf| {
        let Name::Field(column) = leaf else {
            return Ok(Expr::Leaf(leaf.clone()));
        };
        let Some(table) = column.qualifier.as_deref().and_then(table_of) else {
            return Ok(Expr::Leaf(leaf.clone()));
        };
        let owner = &mut shared.tables[table].1;
        let line = owner.line;
        let field = owner.column(&column.name, line);
        Ok::<_, std::convert::Infallible>(path(Some(&owner.name), &field))
    });
    match mapped {
        Ok(mapped) => mapped,
        Err(never) => match never {},
    }
}

fn requalified(expression: &Expr<Name>, qualifier: Option<&str>) -> Expr<Name> {
    let mapped = expression.try_map(&mut |leaf| {
        Ok::<_, std::convert::Infallible>(match leaf {
            Name::Field(column) => path(qualifier, &column.name),
            other => Expr::Leaf(other.clone()),
        })
    });
    match mapped {
        Ok(mapped) => mapped,
        Err(never) => match never {},
    }
}

fn unqualified(expression: &Expr<Name>) -> Expr<Name> {
    requalified(expression, None)
}

fn qualified(expression: &Expr<Name>, table: usize) -> Expr<Name> {
    requalified(expression, Some(&qualifier_of(table)))
}
