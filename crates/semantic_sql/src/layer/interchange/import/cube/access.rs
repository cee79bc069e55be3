//! Access policies as row policies and denied roles.
//!
//! Cube grants: somebody sees what any policy of a role of theirs grants, and nothing without one.
//! Our policies restrict: a predicate binds everybody but the roles it names. Those two meet in one
//! shape: some roles see every row, and the policy for everybody says what the others see. Anything
//! else closes the cube.

use crate::expr::{BinaryOp, Expr, Literal};
use crate::layer::yaml::{Node, Value};
use crate::syntax::Name;

use super::super::super::sql::write_names;
use super::super::super::write::{Pairs, items, node, pair, text, texts};
use super::super::finding::Findings;
use super::super::prune::closed;
use super::super::table::path;
use super::member::Metric;
use super::model::Cubes;

/// Attributes of the asker that policies use, with their types.
#[derive(Default)]
pub(super) struct Attributes {
    types: Vec<(String, &'static str)>,
}

impl Attributes {
    /// Declares an attribute; the same one cannot have two types.
    fn declare(&mut self, name: &str, kind: &'static str) -> Result<(), String> {
        match self.types.iter().find(|(known, _)| known == name) {
            Some((_, known)) if *known != kind => {
                Err(format!("the attribute `{name}` is {known} and {kind}"))
            }
            Some(_) => Ok(()),
            None => {
                self.types.push((name.to_owned(), kind));
                Ok(())
            }
        }
    }

    /// The model's `user_attributes`.
    pub(super) fn into_pair(self) -> Option<(String, usize, Node)> {
        let types: Pairs = self
            .types
            .into_iter()
            .map(|(name, kind)| pair(&name, text(0, kind)))
            .collect();
        (!types.is_empty()).then(|| pair("user_attributes", node(0, Value::Map(types))))
    }
}

/// Gives every cube its policy, or closes it.
pub(super) fn apply(cubes: &mut Cubes, attributes: &mut Attributes, findings: &mut [Findings]) {
    for at in 0..cubes.all.len() {
        let index = cubes.all[at].index;
        let name = cubes.all[at].table.name.clone();
        if let Some((line, reason)) = cubes.all[at].closed.clone() {
            cubes.all[at].table.policies = vec![closed(line)];
            findings[index].closed(line, name, reason);
            continue;
        }
        let Some(policy) = cubes.all[at].node.get("access_policy").cloned() else {
            continue;
        };
        match rows(cubes, at, &policy, attributes) {
            Ok(rule) => {
                cubes.all[at].table.policies.extend(rule);
                members(cubes, at, &policy, &mut findings[index]);
            }
            Err(reason) => {
                cubes.all[at].table.policies = vec![closed(policy.line)];
                findings[index].closed(policy.line, format!("{name}/access_policy"), reason);
            }
        }
    }
}

/// The role or group that a policy is for; `*` is everybody.
fn role(policy: &Node) -> Result<String, String> {
    let named: Vec<String> = ["role", "group"]
        .iter()
        .filter_map(|key| policy.get(key)?.text())
        .collect();
    match (named.as_slice(), policy.get("groups")) {
        ([one], None) => Ok(one.clone()),
        _ => Err("a policy that does not name one role or group".to_owned()),
    }
}

/// The row policy of a cube; `None` where everybody sees every row.
fn rows(
    cubes: &Cubes,
    at: usize,
    policy: &Node,
    attributes: &mut Attributes,
) -> Result<Option<Node>, String> {
    let mut free = Vec::new();
    let mut granted = Vec::new();
    for one in items(Some(policy)) {
        for (key, ..) in super::super::super::write::pairs(one) {
            let known = ["role", "group", "groups", "row_level", "member_level"];
            if !known.contains(&key.as_str()) {
                return Err(format!("`{key}` of a policy has no counterpart"));
            }
        }
        let role = role(one)?;
        match row_filter(cubes, at, one, attributes)? {
            None if role == "*" => return Ok(None),
            None => free.push(role),
            Some(filter) if role == "*" => granted.push(filter),
            Some(_) => {
                return Err(format!(
                    "rows for the role `{role}` alone: a policy here binds everybody but the roles that see all"
                ));
            }
        }
    }
    let seen = granted
        .into_iter()
        .reduce(|left, right| Expr::binary(BinaryOp::Or, left, right));
    let predicate = write_names(&seen.unwrap_or_else(Expr::never));
    let line = policy.line;
    let mut pairs = vec![pair("name", text(line, "access_policy"))];
    if !free.is_empty() {
        pairs.push(pair("unless_role", texts(line, free)));
    }
    pairs.push(pair("predicate", text(line, predicate)));
    Ok(Some(node(line, Value::Map(pairs))))
}

/// What a policy grants; `None` for every row.
fn row_filter(
    cubes: &Cubes,
    at: usize,
    policy: &Node,
    attributes: &mut Attributes,
) -> Result<Option<Expr<Name>>, String> {
    let Some(level) = policy.get("row_level") else {
        return Ok(None);
    };
    if let Some(all) = level.get("allow_all") {
        return match all.value {
            Value::Boolean(true) if level.get("filters").is_none() => Ok(None),
            _ => Err("`allow_all` that is not simply true".to_owned()),
        };
    }
    let filters = items(level.get("filters"));
    if filters.is_empty() {
        return Err("a row level without filters".to_owned());
    }
    let parts = filters
        .into_iter()
        .map(|filter| condition(cubes, at, filter, attributes))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(Expr::all(parts))
}

fn condition(
    cubes: &Cubes,
    at: usize,
    filter: &Node,
    attributes: &mut Attributes,
) -> Result<Expr<Name>, String> {
    for (key, op) in [("or", BinaryOp::Or), ("and", BinaryOp::And)] {
        if let Some(list) = filter.get(key) {
            let parts = items(Some(list))
                .into_iter()
                .map(|part| condition(cubes, at, part, attributes))
                .collect::<Result<Vec<_>, _>>()?;
            return parts
                .into_iter()
                .reduce(|left, right| Expr::binary(op, left, right))
                .ok_or_else(|| format!("an empty `{key}`"));
        }
    }
    let member = filter
        .get("member")
        .and_then(Node::text)
        .unwrap_or_default();
    let field = member
        .strip_prefix("{CUBE}.")
        .or(member.strip_prefix("CUBE."))
        .unwrap_or(&member);
    let table = &cubes.all[at].table;
    let declared = table
        .field(field)
        .ok_or_else(|| format!("a row filter on `{member}`, which is no field of the cube"))?;
    let is_number = !declared.pairs.iter().any(|(key, ..)| key == "type");
    let tested = path(Some(&table.name), &declared.name);
    let operator = filter
        .get("operator")
        .and_then(Node::text)
        .unwrap_or_default();
    match operator.as_str() {
        "set" | "notSet" => Ok(Expr::IsNull {
            expr: Box::new(tested),
            negated: operator == "set",
        }),
        "equals" => equals(tested, filter, is_number, attributes),
        other => Err(format!("the operator `{other}` of a row filter")),
    }
}

/// `equals` with attributes of the asker or with constants.
fn equals(
    tested: Expr<Name>,
    filter: &Node,
    is_number: bool,
    attributes: &mut Attributes,
) -> Result<Expr<Name>, String> {
    let values = filter.get("values");
    let is_list = matches!(values.map(|node| &node.value), Some(Value::List(_)));
    let mut list = Vec::new();
    for value in items(values) {
        let text = value.text().ok_or("a row filter without plain values")?;
        list.push(match attribute(&text)? {
            Some(name) => {
                let kind = match (is_list, is_number) {
                    (true, true) => "int",
                    (true, false) => "string",
                    (false, true) => "int[]",
                    (false, false) => "string[]",
                };
                attributes.declare(&name, kind)?;
                Expr::Leaf(Name::UserAttribute(name))
            }
            None if is_number => Expr::Literal(Literal::Number(text)),
            None => Expr::Literal(Literal::String(text)),
        });
    }
    match list.as_slice() {
        [] => Err("a row filter without values".to_owned()),
        [only] if is_list => Ok(Expr::binary(BinaryOp::Eq, tested, only.clone())),
        _ => Ok(Expr::InList {
            expr: Box::new(tested),
            list,
            negated: false,
        }),
    }
}

/// The attribute that a value in braces means; `None` for a constant.
fn attribute(text: &str) -> Result<Option<String>, String> {
    let text = text.trim();
    let Some(inner) = text
        .strip_prefix('{')
        .and_then(|rest| rest.strip_suffix('}'))
    else {
        return if text.contains(['{', '}']) {
            Err(format!("the value `{text}` is made when Cube runs"))
        } else {
            Ok(None)
        };
    };
    let inner = inner.trim();
    let path = [
        "securityContext.",
        "security_context.",
        "userAttributes.",
        "user_attributes.",
    ]
    .iter()
    .find_map(|prefix| inner.strip_prefix(prefix))
    .ok_or_else(|| format!("the value `{text}` is made when Cube runs"))?;
    // The parts that only say where the attributes are kept are no part of a name.
    let parts: Vec<&str> = path
        .split('.')
        .filter(|part| !["auth", "userAttributes", "user_attributes"].contains(part))
        .collect();
    let name = parts.join("_");
    if name.is_empty() || !name.chars().all(|c| c.is_alphanumeric() || c == '_') {
        return Err(format!("the value `{text}` is made when Cube runs"));
    }
    Ok(Some(name))
}

/// Members that a policy keeps from a role: the role is denied; from everybody: hidden.
fn members(cubes: &mut Cubes, at: usize, policy: &Node, found: &mut Findings) {
    for one in items(Some(policy)) {
        let (Some(level), Ok(role)) = (one.get("member_level"), role(one)) else {
            continue;
        };
        let listed = |key: &str| -> Option<Vec<String>> {
            let list = level.get(key)?;
            Some(
                items(Some(list))
                    .into_iter()
                    .filter_map(Node::text)
                    .collect(),
            )
        };
        let includes = listed("includes").filter(|names| !names.contains(&"*".to_owned()));
        let excludes = listed("excludes").unwrap_or_default();
        let kept = |name: &str| {
            includes
                .as_ref()
                .is_some_and(|shown| !shown.iter().any(|one| one == name))
                || excludes.iter().any(|one| one == name || one == "*")
        };
        let declared: Vec<String> = ["dimensions", "segments"]
            .iter()
            .flat_map(|kind| items(cubes.all[at].node.get(kind)))
            .filter_map(|member| member.get("name")?.text())
            .collect();
        let table = &mut cubes.all[at].table;
        let owner = table.name.clone();
        // Columns that only metrics use are no members of the cube.
        let members = table
            .fields
            .iter_mut()
            .filter(|field| declared.contains(&field.name));
        for field in members.filter(|field| kept(&field.name)) {
            let member = format!("{owner}.{}", field.name);
            if role != "*" {
                deny(&mut field.pairs, &role, field.line);
                let reason = format!("denied to `{role}`, and with it the metrics made of it");
                found.closed(level.line, member, reason);
            } else if !field.pairs.iter().any(|(key, ..)| key == "hidden") {
                let hidden = node(field.line, Value::Boolean(true));
                field.pairs.push(pair("hidden", hidden));
                let reason = "kept from everybody without a role: hidden from all here";
                found.closed(level.line, member, reason);
            }
        }
        let measures: Vec<String> = items(cubes.all[at].node.get("measures"))
            .into_iter()
            .filter_map(|measure| measure.get("name")?.text())
            .filter(|name| kept(name))
            .collect();
        let denied = measures.into_iter().map(|name| (name, role.clone()));
        cubes.all[at].denied.extend(denied);
    }
}

/// Metrics whose measures a policy keeps from a role are denied to it; from everybody, left out.
pub(super) fn apply_to_metrics(
    cubes: &Cubes,
    metrics: &mut Vec<Metric>,
    findings: &mut [Findings],
) {
    for (at, cube) in cubes.all.iter().enumerate() {
        for (measure, role) in &cube.denied {
            let is_it = |metric: &Metric| metric.cube == at && metric.measure == *measure;
            let Some(index) = metrics.iter().position(is_it) else {
                continue;
            };
            if role == "*" {
                let gone = metrics.remove(index);
                let reason = "kept from everybody without a role: left out";
                let member = format!("{}.{measure}", cube.table.name);
                findings[cube.index].closed(gone.node.line, member, reason);
            } else if let Value::Map(pairs) = &mut metrics[index].node.value {
                deny(pairs, role, 0);
            }
        }
    }
}

/// Adds a role to `deny_roles`.
fn deny(pairs: &mut Pairs, role: &str, line: usize) {
    let entry = pairs.iter_mut().find(|(key, ..)| key == "deny_roles");
    match entry {
        Some((.., node)) => {
            if let Value::List(roles) = &mut node.value {
                roles.push(text(line, role));
            }
        }
        None => pairs.push(pair("deny_roles", texts(line, [role.to_owned()]))),
    }
}
