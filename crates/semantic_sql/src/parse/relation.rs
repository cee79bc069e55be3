//! What stands after FROM: the model, a common table expression or a derived table.

use sqlparser::ast;

use crate::diagnostic::{Diagnostic, Span};
use crate::syntax::Relation;

use super::{Lowering, refuse_if};

/// The name of an alias that renames no columns.
pub(super) fn plain_alias(alias: ast::TableAlias) -> Result<ast::Ident, Diagnostic> {
    let ast::TableAlias {
        explicit: _,
        name,
        columns,
        at,
    } = alias;
    refuse_if(!columns.is_empty(), "a list of column aliases")?;
    refuse_if(at.is_some(), "AT after an alias")?;
    Ok(name)
}

/// Lowers the one relation of a SELECT.
pub(super) fn lower_from(
    cx: &mut Lowering,
    mut from: Vec<ast::TableWithJoins>,
) -> Result<Relation, Diagnostic> {
    let (Some(table), true) = (from.pop(), from.is_empty()) else {
        return Err(only_model());
    };
    let ast::TableWithJoins { relation, joins } = table;
    refuse_if(!joins.is_empty(), "JOIN")?;
    match relation {
        ast::TableFactor::Table {
            name,
            alias,
            args,
            with_hints,
            version,
            with_ordinality,
            partitions,
            json_path,
            sample,
            index_directives,
            inheritance,
        } => {
            let decorated = args.is_some()
                || !with_hints.is_empty()
                || version.is_some()
                || with_ordinality
                || !partitions.is_empty()
                || json_path.is_some()
                || sample.is_some()
                || !index_directives.is_empty()
                || inheritance.is_some();
            match name.0.as_slice() {
                [ast::ObjectNamePart::Identifier(ident)]
                    if !decorated && ident.quote_style != Some('\'') =>
                {
                    lower_name(cx, ident, alias)
                }
                _ => Err(only_model()),
            }
        }
        ast::TableFactor::Derived {
            lateral,
            subquery,
            alias,
            sample,
        } => {
            refuse_if(lateral, "LATERAL")?;
            refuse_if(sample.is_some(), "TABLESAMPLE")?;
            let alias = alias.map(plain_alias).transpose()?;
            let query = cx.subquery(*subquery)?;
            if let Some(alias) = &alias {
                cx.names.push((alias.value.clone(), Span::of(alias.span)));
            }
            Ok(Relation::Query {
                query,
                alias: alias.map(|alias| alias.value),
            })
        }
        _ => Err(only_model()),
    }
}

/// A name after FROM: a common table expression, or what only binding knows.
fn lower_name(
    cx: &mut Lowering,
    ident: &ast::Ident,
    alias: Option<ast::TableAlias>,
) -> Result<Relation, Diagnostic> {
    let alias = alias.map(plain_alias).transpose()?;
    if let Some(query) = cx.find(&ident.value) {
        if let Some(alias) = &alias {
            cx.names.push((alias.value.clone(), Span::of(alias.span)));
        }
        let name = alias.map_or_else(|| ident.value.clone(), |alias| alias.value);
        return Ok(Relation::Query {
            query,
            alias: Some(name),
        });
    }
    if alias.is_some() {
        return Err(only_model());
    }
    Ok(Relation::Named {
        name: ident.value.clone(),
        span: Span::of(ident.span),
    })
}

fn only_model() -> Diagnostic {
    Diagnostic::not_allowed("FROM takes the model, or one query over it, and nothing else")
        .with_hint("Write FROM and the model's name; the compiler decides which tables and joins are needed.")
}
