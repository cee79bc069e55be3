//! SQL of Cube with its references in braces, as expressions.

use crate::expr::{BinaryOp, Expr};
use crate::parse::parse_expression;
use crate::syntax::{Aggregate, FieldPath, Name};

use super::model::Cubes;

/// What a reference becomes.
type Map<'a> = dyn FnMut(&mut Cubes, Meaning) -> Result<Expr<Name>, String> + 'a;

/// What a name in a piece of Cube's SQL means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Meaning {
    /// A column of a cube's table.
    Column(usize, String),
    /// A dimension or a measure of a cube.
    Member(usize, String),
}

/// Placeholders that references are parsed as.
const PLACEHOLDER: &str = "cube_reference_";

/// Parses SQL with references; what is in braces comes back beside the expression.
fn parse(sql: &str) -> Result<(Expr<Name>, Vec<String>), String> {
    let mut text = String::new();
    let mut references = Vec::new();
    let mut rest = sql;
    while let Some(start) = rest.find('{') {
        let before = &rest[..start];
        text.push_str(before.strip_suffix('$').unwrap_or(before));
        let after = &rest[start + 1..];
        let end = after.find('}').ok_or("a brace is not closed")?;
        let inner = after[..end].trim();
        if [
            "FILTER_PARAMS",
            "SECURITY_CONTEXT",
            "COMPILE_CONTEXT",
            "SQL_UTILS",
        ]
        .iter()
        .any(|name| inner.starts_with(name))
        {
            return Err(format!("`{{{inner}}}` is known only when Cube runs"));
        }
        text.push_str(&format!("{PLACEHOLDER}{}", references.len()));
        references.push(inner.to_owned());
        rest = &after[end + 1..];
    }
    text.push_str(rest);
    let expr = parse_expression(&text).map_err(|diagnostic| {
        let mut message = diagnostic.to_string();
        for (index, reference) in references.iter().enumerate().rev() {
            let placeholder = format!("{PLACEHOLDER}{index}");
            message = message.replace(&placeholder, &format!("{{{reference}}}"));
        }
        format!("its SQL is outside the dialect: {message}")
    })?;
    Ok((expr, references))
}

fn placeholder(name: &str) -> Option<usize> {
    name.strip_prefix(PLACEHOLDER)?.parse().ok()
}

/// The meaning of a name in SQL of the cube at `at`.
fn meaning(
    cubes: &Cubes,
    at: usize,
    path: &FieldPath,
    references: &[String],
) -> Result<Meaning, String> {
    let referred = |name: &str| placeholder(name).and_then(|index| references.get(index));
    let owner = |name: &str| -> Result<usize, String> {
        if name == "CUBE" || name == "TABLE" {
            return Ok(at);
        }
        cubes
            .position(name)
            .ok_or_else(|| format!("`{name}` is no cube of the layer"))
    };
    match &path.qualifier {
        // `{orders}.status`: a column.
        Some(qualifier) => match referred(qualifier) {
            Some(cube) => Ok(Meaning::Column(owner(cube)?, path.name.clone())),
            None if owner(qualifier) == Ok(at) => Ok(Meaning::Column(at, path.name.clone())),
            None => Err(format!("`{}` is not a column of the cube", path.display())),
        },
        None => match referred(&path.name) {
            None => Ok(Meaning::Column(at, path.name.clone())),
            Some(reference) => match reference.split_once('.') {
                Some((cube, member)) if !member.contains('.') => {
                    Ok(Meaning::Member(owner(cube)?, member.to_owned()))
                }
                Some(_) => Err(format!("`{{{reference}}}` has more than two parts")),
                None => Ok(Meaning::Member(at, reference.clone())),
            },
        },
    }
}

/// An expression whose names are replaced by what `map` makes of their meaning. Aggregates are
/// kept where `aggregates` says so, and refused elsewhere.
pub(super) fn resolve(
    cubes: &mut Cubes,
    at: usize,
    sql: &str,
    aggregates: bool,
    map: &mut Map<'_>,
) -> Result<Expr<Name>, String> {
    let (expr, references) = parse(sql)?;
    replace(cubes, at, &expr, &references, aggregates, map)
}

fn replace(
    cubes: &mut Cubes,
    at: usize,
    expr: &Expr<Name>,
    references: &[String],
    aggregates: bool,
    map: &mut Map<'_>,
) -> Result<Expr<Name>, String> {
    expr.try_map(&mut |leaf| match leaf {
        Name::Field(path) => {
            let meaning = meaning(cubes, at, path, references)?;
            map(cubes, meaning)
        }
        Name::Aggregate(aggregate) if aggregates => {
            let mut inner =
                |expr: &Expr<Name>| replace(cubes, at, expr, references, false, &mut *map);
            let args = aggregate
                .args
                .iter()
                .map(&mut inner)
                .collect::<Result<_, _>>()?;
            let filter = aggregate.filter.as_deref().map(inner).transpose()?;
            Ok(Expr::Leaf(Name::Aggregate(Aggregate {
                function: aggregate.function,
                distinct: aggregate.distinct,
                args,
                filter: filter.map(Box::new),
            })))
        }
        Name::Aggregate(_) => Err("an aggregate cannot stand there".to_owned()),
        Name::UserAttribute(_)
        | Name::Measure(_)
        | Name::Window(_)
        | Name::Unfiltered(_)
        | Name::Grouping(_)
        | Name::Spine(_) => Err("its SQL holds what only statements can hold".to_owned()),
    })
}

/// Pairs of columns that a join says are equal: of the cube at `at`, and of the one at `there`.
pub(super) fn equalities(
    cubes: &mut Cubes,
    at: usize,
    there: usize,
    sql: &str,
) -> Result<Vec<(String, String)>, String> {
    let (expr, references) = parse(sql)?;
    let mut pairs = Vec::new();
    for part in expr.conjuncts() {
        let Expr::Binary {
            op: BinaryOp::Eq,
            left,
            right,
        } = part
        else {
            return Err("the join is not a list of equal columns".to_owned());
        };
        let left = key_column(cubes, at, &left, &references)?;
        let right = key_column(cubes, at, &right, &references)?;
        match (left, right) {
            ((l, here), (r, other)) if l == at && r == there => pairs.push((here, other)),
            ((l, other), (r, here)) if l == there && r == at => pairs.push((here, other)),
            _ => return Err("the join does not compare the two cubes".to_owned()),
        }
    }
    Ok(pairs)
}

/// The one column that a side of a join is.
fn key_column(
    cubes: &Cubes,
    at: usize,
    side: &Expr<Name>,
    references: &[String],
) -> Result<(usize, String), String> {
    let refuse = || "the join compares more than columns".to_owned();
    let Expr::Leaf(Name::Field(path)) = side else {
        return Err(refuse());
    };
    match meaning(cubes, at, path, references)? {
        Meaning::Column(cube, column) => Ok((cube, column)),
        Meaning::Member(cube, member) => {
            let field = cubes.all[cube].table.field(&member);
            match field.map(|field| &field.expression) {
                Some(Expr::Leaf(Name::Field(column))) => Ok((cube, column.name.clone())),
                _ => Err(refuse()),
            }
        }
    }
}
