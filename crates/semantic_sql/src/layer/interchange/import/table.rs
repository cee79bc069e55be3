//! A dataset in the making: fields over columns, and hidden fields for columns that are used
//! without one.

use crate::expr::{Expr, Literal};
use crate::layer::yaml::{Node, Value};
use crate::syntax::{At, FieldPath, Name};

use super::super::sql::{write_name, write_names};
use super::super::write::{Pairs, node, pair, text, texts};

/// A dataset.
#[derive(Debug, Default)]
pub(super) struct Table {
    pub(super) name: String,
    pub(super) source: String,
    pub(super) line: usize,
    pub(super) fields: Vec<TableField>,
    /// Keys beside name, source and fields.
    pub(super) pairs: Pairs,
    /// Row policies.
    pub(super) policies: Vec<Node>,
}

/// A field.
#[derive(Debug)]
pub(super) struct TableField {
    pub(super) name: String,
    pub(super) line: usize,
    /// Over columns, which are bare names.
    pub(super) expression: Expr<Name>,
    /// Keys beside name and expression.
    pub(super) pairs: Pairs,
}

/// A bare or qualified name as an expression.
pub(super) fn path(qualifier: Option<&str>, name: &str) -> Expr<Name> {
    Expr::Leaf(Name::Field(FieldPath {
        qualifier: qualifier.map(str::to_owned),
        name: name.to_owned(),
        at: At::default(),
    }))
}

impl Table {
    /// The field of that name, in any case.
    pub(super) fn field(&self, name: &str) -> Option<&TableField> {
        self.fields
            .iter()
            .find(|field| field.name.eq_ignore_ascii_case(name))
    }

    /// The name of the field that is exactly a column; a hidden one is made where there is none.
    pub(super) fn column(&mut self, column: &str, line: usize) -> String {
        let bare = path(None, column);
        if let Some(field) = self.fields.iter().find(|field| field.expression == bare) {
            return field.name.clone();
        }
        self.hidden(column, bare, line)
    }

    /// The name of a hidden field that every row has, to count rows with.
    pub(super) fn each_row(&mut self, line: usize) -> String {
        let one = Expr::Literal(Literal::Number("1".to_owned()));
        if let Some(field) = self.fields.iter().find(|field| field.expression == one) {
            return field.name.clone();
        }
        self.hidden("each_row", one, line)
    }

    fn hidden(&mut self, wanted: &str, expression: Expr<Name>, line: usize) -> String {
        let mut name = wanted.to_owned();
        while self.field(&name).is_some() {
            name.push_str("_column");
        }
        self.fields.push(TableField {
            name: name.clone(),
            line,
            expression,
            pairs: vec![pair("hidden", node(line, Value::Boolean(true)))],
        });
        name
    }

    /// The dataset as the shorthand writes it.
    pub(super) fn into_node(self) -> Node {
        let line = self.line;
        let mut pairs = vec![
            pair("name", text(line, self.name)),
            pair("source", text(line, self.source)),
        ];
        pairs.extend(self.pairs);
        if !self.policies.is_empty() {
            pairs.push(pair("rls", node(line, Value::List(self.policies))));
        }
        let fields: Vec<Node> = self.fields.into_iter().map(TableField::into_node).collect();
        if !fields.is_empty() {
            pairs.push(pair("fields", node(line, Value::List(fields))));
        }
        node(line, Value::Map(pairs))
    }
}

impl TableField {
    fn into_node(self) -> Node {
        let mut pairs = vec![pair("name", text(self.line, self.name.clone()))];
        let expression = match &self.expression {
            Expr::Leaf(Name::Field(column)) if column.qualifier.is_none() => {
                plain_column(&column.name)
            }
            other => {
                let written = write_names(other);
                // One word is read as the name of a column, and a constant is none.
                if written.chars().all(|c| c.is_alphanumeric() || c == '_') {
                    format!("({written})")
                } else {
                    written
                }
            }
        };
        if expression != self.name {
            pairs.push(pair("expression", text(self.line, expression)));
        }
        pairs.extend(self.pairs);
        node(self.line, Value::Map(pairs))
    }
}

/// A column as the expression of a field: one word as it is, since the loader takes any.
fn plain_column(name: &str) -> String {
    if name.chars().all(|c| c.is_alphanumeric() || c == '_') {
        name.to_owned()
    } else {
        write_name(&[name])
    }
}

/// A relationship. The other formats say that a join does not repeat rows, and say no key that
/// would prove it: the layer says the same, and `wenbo check` holds it against the data.
pub(super) fn relationship(
    line: usize,
    from: &str,
    to: &str,
    on: Vec<(String, String)>,
    name: Option<String>,
) -> Node {
    let on = on
        .into_iter()
        .map(|(many, one)| pair(&many, text(line, one)))
        .collect();
    let mut pairs: Pairs = name
        .map(|name| pair("name", text(line, name)))
        .into_iter()
        .collect();
    pairs.extend([
        pair("from", text(line, from)),
        pair("to", text(line, to)),
        pair("on", node(line, Value::Map(on))),
        pair("cardinality", text(line, "many_to_one")),
    ]);
    node(line, Value::Map(pairs))
}

/// A list under a key, if there is anything in it.
pub(super) fn list(key: &str, line: usize, items: Vec<String>) -> Option<(String, usize, Node)> {
    (!items.is_empty()).then(|| pair(key, texts(line, items)))
}
