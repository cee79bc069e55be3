//! Which values of a field an asker's rows can have, as far as the policies alone say it.
//!
//! A name outside of them must read as if nobody had it, or a question would tell who else is
//! there. The database is not asked: where a policy lets rows in by something else too, every
//! value may be among them.

use std::collections::{BTreeMap, BTreeSet};

use crate::expr::{BinaryOp, Expr, Literal};
use crate::layer::{DatasetId, Field, FieldId, JoinKey, PolicyLeaf, SemanticLayer};
use crate::principal::{Asker, Principal};

use super::{attribute, is_closed, may_close};

/// The fields whose values policies decide on.
///
/// Values of a dimension without a policy of its own, and of what is shared, are open to everybody:
/// no field of them is here.
#[derive(Debug, Default)]
pub struct ValuePolicies {
    /// Fields whose values follow from the policies, each with the keys that the policies name.
    keyed: BTreeMap<FieldId, Vec<FieldId>>,
    /// Other fields of datasets whose rows are not everybody's: only rows would say whose their values are.
    within: Vec<FieldId>,
}

impl ValuePolicies {
    /// Reads the policies of a layer.
    #[must_use]
    pub fn new(layer: &SemanticLayer) -> Self {
        let mut keys = BTreeSet::new();
        for policy in layer.datasets.iter().flat_map(|dataset| &dataset.policies) {
            policy.predicate.visit_leaves(&mut |leaf| {
                if let PolicyLeaf::Field(id) = leaf {
                    keys.insert(*id);
                }
            });
        }
        let mut fields: BTreeMap<FieldId, Vec<FieldId>> = BTreeMap::new();
        for key in keys {
            for (id, field) in layer.visible_fields() {
                if layer.dataset(id.dataset).policies.is_empty() {
                    continue;
                }
                if id == key || leads(layer, key, id, field) {
                    fields.entry(id).or_default().push(key);
                }
            }
        }
        let within = layer.visible_fields().map(|(id, _)| id);
        let within = within
            .filter(|id| has_bound_rows(layer, id.dataset) || may_close(layer, id.dataset))
            .filter(|id| !fields.contains_key(id))
            .collect();
        Self {
            keyed: fields,
            within,
        }
    }

    /// The fields of which an asker may know only certain values, and those values.
    ///
    /// Of a field whose values stand in rows that a policy decides on, whoever it binds knows those that the layer
    /// itself names: any other might be somebody else's.
    #[must_use]
    pub fn bound(&self, layer: &SemanticLayer, asker: &Asker) -> Vec<(FieldId, Vec<String>)> {
        let keyed = self.keyed.iter().filter_map(|(id, keys)| {
            let values = match of_all(layer, asker, keys) {
                Rows::All => return None,
                Rows::None => Vec::new(),
                Rows::With(values) => values,
            };
            Some((*id, values))
        });
        let hidden = self
            .within
            .iter()
            .filter(|id| binds(layer, asker, id.dataset));
        let declared = hidden.map(|id| {
            let named = layer.field(*id).values.iter();
            (*id, named.map(|it| it.value.clone()).collect())
        });
        keyed.chain(declared).collect()
    }
}

/// Whether some policy decides on the rows of a dataset by what is in them. One that only asks who is there does not.
#[must_use]
pub fn has_bound_rows(layer: &SemanticLayer, dataset: DatasetId) -> bool {
    let mut policies = layer.dataset(dataset).policies.iter();
    policies.any(|it| it.predicate != Expr::Literal(Literal::Boolean(true)))
}

/// Whether the rows of a dataset are not all there for the asker.
fn binds(layer: &SemanticLayer, asker: &Asker, dataset: DatasetId) -> bool {
    let mut policies = layer.dataset(dataset).policies.iter();
    policies.any(|it| !asker.has_any_role(&it.unless_role)) || is_closed(layer, asker, dataset)
}

/// The values that are the asker: of each field that the layer marks with `self_attribute`, where
/// the asker has exactly one.
#[must_use]
pub fn own_values(layer: &SemanticLayer, asker: &Asker) -> Vec<(FieldId, String)> {
    let Asker::Known(principal) = asker else {
        return Vec::new();
    };
    let own = layer.visible_fields().filter_map(|(id, field)| {
        let name = field.self_attribute.as_ref()?;
        match attribute(layer, principal, name).ok()?.as_slice() {
            [one] => Some((id, text(one)?)),
            _ => None,
        }
    });
    own.collect()
}

/// Rows, by the values that they have of one field.
#[derive(Debug, Clone, PartialEq)]
enum Rows {
    /// Any.
    All,
    /// No row at all.
    None,
    /// Only rows with one of these values.
    With(Vec<String>),
}

impl Rows {
    fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::All, _) | (_, Self::All) => Self::All,
            (Self::None, rows) | (rows, Self::None) => rows,
            (Self::With(mut some), Self::With(more)) => {
                some.extend(more);
                some.sort();
                some.dedup();
                Self::With(some)
            }
        }
    }

    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::None, _) | (_, Self::None) => Self::None,
            (Self::All, rows) | (rows, Self::All) => rows,
            (Self::With(some), Self::With(more)) => {
                Self::With(some.into_iter().filter(|it| more.contains(it)).collect())
            }
        }
    }
}

/// The rows of all datasets with policies that the asker may see.
fn of_all(layer: &SemanticLayer, asker: &Asker, keys: &[FieldId]) -> Rows {
    let mut rows = Rows::None;
    for dataset in &layer.datasets {
        // A dataset whose rows do not name the field says nothing about it.
        let names = |expr: &Expr<PolicyLeaf>| {
            expr.any_leaf(|leaf| matches!(leaf, PolicyLeaf::Field(id) if keys.contains(id)))
        };
        if !dataset
            .policies
            .iter()
            .any(|policy| names(&policy.predicate))
        {
            continue;
        }
        let Asker::Known(principal) = asker else {
            continue;
        };
        let mut own = Rows::All;
        for policy in &dataset.policies {
            if !asker.has_any_role(&policy.unless_role) {
                own = own.and(rows_of(layer, principal, keys, &policy.predicate));
            }
        }
        rows = rows.or(own);
    }
    rows
}

fn rows_of(
    layer: &SemanticLayer,
    principal: &Principal,
    keys: &[FieldId],
    predicate: &Expr<PolicyLeaf>,
) -> Rows {
    let among = |field: &Expr<PolicyLeaf>, name: &str| {
        let values = attribute(layer, principal, name).unwrap_or_default();
        if values.is_empty() {
            return Rows::None;
        }
        match field {
            Expr::Leaf(PolicyLeaf::Field(id)) if keys.contains(id) => {
                let texts: Option<Vec<String>> = values.iter().map(text).collect();
                texts.map_or(Rows::All, Rows::With)
            }
            _ => Rows::All,
        }
    };
    match predicate {
        Expr::Binary { op, left, right } => {
            let side = |side| rows_of(layer, principal, keys, side);
            match (op, left.as_ref(), right.as_ref()) {
                (BinaryOp::And, left, right) => side(left).and(side(right)),
                (BinaryOp::Or, left, right) => side(left).or(side(right)),
                (BinaryOp::Eq, field, Expr::Leaf(PolicyLeaf::Attribute(name)))
                | (BinaryOp::Eq, Expr::Leaf(PolicyLeaf::Attribute(name)), field) => {
                    among(field, name)
                }
                _ => Rows::All,
            }
        }
        Expr::InList {
            expr,
            list,
            negated: false,
        } => match list.as_slice() {
            [Expr::Leaf(PolicyLeaf::Attribute(name))] => among(expr, name),
            _ => Rows::All,
        },
        Expr::Literal(Literal::Boolean(false)) => Rows::None,
        _ => Rows::All,
    }
}

/// Whether a key leads to a field: the field is what the key is joined with.
fn leads(layer: &SemanticLayer, key: FieldId, id: FieldId, field: &Field) -> bool {
    layer.relationships.iter().any(|link| {
        link.from == key.dataset && link.to == id.dataset && link.on.iter().any(|(many, one)| {
            *one == field.expression
                && matches!(many, JoinKey::Columns(many) if *many == layer.field(key).expression)
        })
    })
}

fn text(literal: &Literal) -> Option<String> {
    match literal {
        Literal::String(text) | Literal::Number(text) => Some(text.clone()),
        _ => None,
    }
}
