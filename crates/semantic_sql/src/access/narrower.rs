//! Whether one principal sees no more than another: what somebody may hand on to somebody else.
//!
//! Decided from the layer alone, without a row: what cannot be proved is refused. A role may lift a policy, so none
//! that lifts may be added; another may deny, so none that denies may be left out.

use std::collections::BTreeSet;

use crate::diagnostic::Diagnostic;
use crate::expr::{BinaryOp, Expr};
use crate::layer::{Policy, PolicyLeaf, SemanticLayer};
use crate::principal::{Asker, Principal};

use super::attribute;

/// Proves that whatever `inner` may see, `outer` may see too.
///
/// # Errors
/// `E_PRINCIPAL`: the role or the attribute by which `inner` could see more.
pub fn sees_no_more(
    layer: &SemanticLayer,
    inner: &Principal,
    outer: &Principal,
) -> Result<(), Diagnostic> {
    check_roles(layer, inner, outer)?;
    let [inside, outside] = [inner, outer].map(|it| Asker::Known(it.clone()));
    let policies = layer.datasets.iter().flat_map(|dataset| &dataset.policies);
    for policy in policies {
        let binds = |asker: &Asker| !asker.has_any_role(&policy.unless_role);
        // Where the outer one sees every row, any rule is narrower.
        if binds(&inside) && binds(&outside) {
            check_attributes(layer, policy, inner, outer)?;
        }
    }
    Ok(())
}

fn check_roles(
    layer: &SemanticLayer,
    inner: &Principal,
    outer: &Principal,
) -> Result<(), Diagnostic> {
    let datasets = || layer.datasets.iter();
    let fields = || datasets().flat_map(|dataset| &dataset.fields);
    let lifting: BTreeSet<&String> = datasets()
        .flat_map(|dataset| dataset.policies.iter().flat_map(|it| &it.unless_role))
        .chain(fields().flat_map(|field| field.mask.iter().flat_map(|it| &it.unless_role)))
        .collect();
    let denying: BTreeSet<&String> = datasets()
        .flat_map(|dataset| &dataset.deny_roles)
        .chain(fields().flat_map(|field| &field.deny_roles))
        .chain(layer.metrics.iter().flat_map(|metric| &metric.deny_roles))
        .collect();
    let mut added = inner.roles.iter().filter(|it| !outer.roles.contains(it));
    if let Some(role) = added.find(|it| lifting.contains(it)) {
        return Err(refused(format!(
            "the role `{role}` sees rows that whoever hands on does not"
        )));
    }
    let mut dropped = outer.roles.iter().filter(|it| !inner.roles.contains(it));
    if let Some(role) = dropped.find(|it| denying.contains(it)) {
        return Err(refused(format!(
            "the role `{role}` is denied something, so it cannot be left out"
        )));
    }
    Ok(())
}

fn check_attributes(
    layer: &SemanticLayer,
    policy: &Policy,
    inner: &Principal,
    outer: &Principal,
) -> Result<(), Diagnostic> {
    let mut named = Named::default();
    named.read(&policy.predicate);
    for name in named.opening.union(&named.other) {
        let [own, theirs] = [inner, outer].map(|it| attribute(layer, it, name));
        let (own, theirs) = (own?, theirs?);
        let narrower = if named.other.contains(name) {
            own == theirs
        } else {
            own.iter().all(|value| theirs.contains(value))
        };
        if !narrower {
            return Err(refused(format!(
                "the attribute `{name}` has values beyond those of whoever hands on"
            )));
        }
    }
    Ok(())
}

/// The attributes of a predicate, by what more values of them do.
#[derive(Default)]
struct Named<'a> {
    /// More values let more rows in, and none lets no row in: a part of the values is narrower.
    opening: BTreeSet<&'a str>,
    /// Anything else: only the same values are no wider.
    other: BTreeSet<&'a str>,
}

impl<'a> Named<'a> {
    fn read(&mut self, predicate: &'a Expr<PolicyLeaf>) {
        match predicate {
            Expr::Binary {
                op: BinaryOp::And | BinaryOp::Or,
                left,
                right,
            } => {
                self.read(left);
                self.read(right);
            }
            Expr::Binary {
                op: BinaryOp::Eq,
                left,
                right,
            } => match (left.as_ref(), right.as_ref()) {
                (Expr::Leaf(PolicyLeaf::Field(_)), Expr::Leaf(PolicyLeaf::Attribute(name)))
                | (Expr::Leaf(PolicyLeaf::Attribute(name)), Expr::Leaf(PolicyLeaf::Field(_))) => {
                    self.opening.insert(name);
                }
                _ => self.rest(predicate),
            },
            Expr::InList {
                expr,
                list,
                negated: false,
            } => match (expr.as_ref(), list.as_slice()) {
                (Expr::Leaf(PolicyLeaf::Field(_)), [Expr::Leaf(PolicyLeaf::Attribute(name))]) => {
                    self.opening.insert(name);
                }
                _ => self.rest(predicate),
            },
            other => self.rest(other),
        }
    }

    fn rest(&mut self, predicate: &'a Expr<PolicyLeaf>) {
        predicate.visit_leaves(&mut |leaf| {
            if let PolicyLeaf::Attribute(name) = leaf {
                self.other.insert(name);
            }
        });
    }
}

fn refused(message: String) -> Diagnostic {
    Diagnostic::new("E_PRINCIPAL", message)
        .with_hint("Hand on a part of one's own roles and attribute values.")
}
