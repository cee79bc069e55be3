//! Text → one [`Statement`] of the dialect, or diagnostics.
//!
//! Default deny: every node of the parser's tree is taken apart without `..` where the parser's
//! version could add a clause, and what is not listed is refused. Text never passes through.

mod call;
mod literal;
mod scalar;

use sqlparser::ast;
use sqlparser::dialect::GenericDialect;
use sqlparser::parser::Parser;

use crate::diagnostic::{Diagnostic, Span};
use crate::expr::{Expr, Literal};
use crate::syntax::{At, FieldPath, GroupBy, Name, OrderItem, SelectItem, Statement};

pub(crate) use literal::{parse_date, parse_datetime};
pub(crate) use scalar::lower;

/// Statements longer than this are refused unread.
const MAX_STATEMENT_BYTES: usize = 20_000;

/// How deep a statement may nest.
const MAX_DEPTH: usize = 40;

/// Parses one statement of semantic SQL.
///
/// # Errors
/// One or more diagnostics; codes `E_SYNTAX` and `E_NOT_ALLOWED`.
pub fn parse(text: &str) -> Result<Statement, Vec<Diagnostic>> {
    if text.len() > MAX_STATEMENT_BYTES {
        return Err(vec![
            Diagnostic::not_allowed(format!("the statement has {} bytes", text.len())).with_hint(
                format!("A statement may have at most {MAX_STATEMENT_BYTES} bytes."),
            ),
        ]);
    }
    let mut statements = Parser::new(&GenericDialect {})
        .with_recursion_limit(MAX_DEPTH)
        .try_with_sql(text)
        .and_then(|mut parser| parser.parse_statements())
        .map_err(|error| vec![syntax_error(&error)])?;
    let (Some(statement), true) = (statements.pop(), statements.is_empty()) else {
        return Err(vec![
            Diagnostic::not_allowed("exactly one statement is expected")
                .with_hint("Send one SELECT."),
        ]);
    };
    let ast::Statement::Query(query) = statement else {
        return Err(vec![
            Diagnostic::not_allowed("only SELECT is allowed; nothing can be changed here")
                .with_hint("Write SELECT … FROM the model."),
        ]);
    };
    lower_query(*query).map_err(|diagnostic| vec![diagnostic])
}

/// Parses a single expression, as layers write them.
///
/// `:user.x` stands for an attribute of the asker; only policies may use it.
///
/// # Errors
/// A diagnostic that says what is wrong with the expression.
pub(crate) fn parse_expression(text: &str) -> Result<Expr<Name>, Diagnostic> {
    let marked = text.replace(":user.", &format!("{}.", scalar::USER_QUALIFIER));
    let mut parser = Parser::new(&GenericDialect {})
        .with_recursion_limit(MAX_DEPTH)
        .try_with_sql(&marked)
        .map_err(|error| syntax_error(&error))?;
    let expr = parser.parse_expr().map_err(|error| syntax_error(&error))?;
    let rest = parser.peek_token().token;
    if rest != sqlparser::tokenizer::Token::EOF {
        return Err(Diagnostic::new(
            "E_SYNTAX",
            format!("unexpected `{rest}` after the expression"),
        ));
    }
    lower(expr)
}

fn syntax_error(error: &sqlparser::parser::ParserError) -> Diagnostic {
    use sqlparser::parser::ParserError;
    let message = match error {
        ParserError::TokenizerError(message) | ParserError::ParserError(message) => message.clone(),
        ParserError::RecursionLimitExceeded => "the statement is nested too deeply".to_owned(),
    };
    Diagnostic::new("E_SYNTAX", message)
        .with_hint("Write SELECT <dimensions>, MEASURE(<metric>) FROM <model> WHERE … GROUP BY …")
}

fn refuse_if(present: bool, what: &str) -> Result<(), Diagnostic> {
    if present {
        Err(Diagnostic::not_allowed(format!(
            "{what} is not part of semantic SQL"
        )))
    } else {
        Ok(())
    }
}

fn lower_query(query: ast::Query) -> Result<Statement, Diagnostic> {
    let ast::Query {
        with,
        body,
        order_by,
        limit_clause,
        fetch,
        locks,
        for_clause,
        settings,
        format_clause,
        pipe_operators,
    } = query;
    refuse_if(with.is_some(), "WITH")?;
    refuse_if(!locks.is_empty(), "FOR UPDATE")?;
    refuse_if(for_clause.is_some(), "FOR")?;
    refuse_if(settings.is_some(), "SETTINGS")?;
    refuse_if(format_clause.is_some(), "FORMAT")?;
    refuse_if(!pipe_operators.is_empty(), "a pipe operator")?;
    let ast::SetExpr::Select(select) = *body else {
        return Err(
            Diagnostic::not_allowed("only a plain SELECT is allowed here")
                .with_hint("Write one SELECT without UNION, VALUES or parentheses around it."),
        );
    };
    let mut statement = lower_select(*select)?;
    if let Some(order_by) = order_by {
        statement.order = lower_order(order_by)?;
    }
    apply_limit(&mut statement, limit_clause, fetch)?;
    Ok(statement)
}

fn lower_select(select: ast::Select) -> Result<Statement, Diagnostic> {
    let ast::Select {
        select_token: _,
        optimizer_hints,
        distinct,
        select_modifiers,
        top,
        top_before_distinct: _,
        projection,
        exclude,
        into,
        from,
        lateral_views,
        prewhere,
        selection,
        connect_by,
        group_by,
        cluster_by,
        distribute_by,
        sort_by,
        having,
        named_window,
        qualify,
        window_before_qualify: _,
        value_table_mode,
        flavor,
    } = select;
    refuse_if(!optimizer_hints.is_empty(), "an optimizer hint")?;
    refuse_if(
        select_modifiers.is_some_and(|modifiers| modifiers.is_any_set()),
        "a SELECT modifier",
    )?;
    refuse_if(top.is_some(), "TOP")?;
    refuse_if(exclude.is_some(), "EXCLUDE")?;
    refuse_if(into.is_some(), "INTO")?;
    refuse_if(!lateral_views.is_empty(), "LATERAL VIEW")?;
    refuse_if(prewhere.is_some(), "PREWHERE")?;
    refuse_if(!connect_by.is_empty(), "CONNECT BY")?;
    refuse_if(!cluster_by.is_empty(), "CLUSTER BY")?;
    refuse_if(!distribute_by.is_empty(), "DISTRIBUTE BY")?;
    refuse_if(!sort_by.is_empty(), "SORT BY")?;
    refuse_if(!named_window.is_empty(), "WINDOW")?;
    refuse_if(value_table_mode.is_some(), "AS VALUE or AS STRUCT")?;
    refuse_if(flavor != ast::SelectFlavor::Standard, "FROM before SELECT")?;
    let distinct = match distinct {
        None | Some(ast::Distinct::All) => false,
        Some(ast::Distinct::Distinct) => true,
        Some(ast::Distinct::On(_)) => {
            return Err(Diagnostic::not_allowed(
                "DISTINCT ON is not part of semantic SQL",
            ));
        }
    };
    let (relation, relation_span) = lower_from(from)?;
    Ok(Statement {
        distinct,
        items: projection
            .into_iter()
            .map(lower_item)
            .collect::<Result<_, _>>()?,
        relation,
        relation_span,
        filter: selection.map(lower).transpose()?,
        group_by: lower_group_by(group_by)?,
        having: having.map(lower).transpose()?,
        qualify: qualify.map(lower).transpose()?,
        order: Vec::new(),
        limit: None,
        offset: 0,
        with_ties: false,
    })
}

fn lower_from(mut from: Vec<ast::TableWithJoins>) -> Result<(String, Option<Span>), Diagnostic> {
    let only_model = || {
        Diagnostic::not_allowed("FROM takes the model and nothing else")
            .with_hint("Write FROM and the model's name; the compiler decides which tables and joins are needed.")
    };
    let (Some(table), true) = (from.pop(), from.is_empty()) else {
        return Err(only_model());
    };
    let ast::TableWithJoins { relation, joins } = table;
    refuse_if(!joins.is_empty(), "JOIN")?;
    let ast::TableFactor::Table {
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
    } = relation
    else {
        return Err(only_model());
    };
    let decorated = args.is_some()
        || alias.is_some()
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
            Ok((ident.value.clone(), Span::of(ident.span)))
        }
        _ => Err(only_model()),
    }
}

fn lower_item(item: ast::SelectItem) -> Result<SelectItem, Diagnostic> {
    match item {
        ast::SelectItem::UnnamedExpr(expr) => Ok(SelectItem {
            text: expr.to_string(),
            expr: lower(expr)?,
            alias: None,
        }),
        ast::SelectItem::ExprWithAlias { expr, alias } => Ok(SelectItem {
            text: expr.to_string(),
            expr: lower(expr)?,
            alias: Some(alias.value),
        }),
        ast::SelectItem::ExprWithAliases { .. }
        | ast::SelectItem::QualifiedWildcard(..)
        | ast::SelectItem::Wildcard(_) => Err(Diagnostic::not_allowed(
            "a wildcard is not part of semantic SQL",
        )
        .with_hint("List the dimensions, and the metrics as MEASURE(metric).")),
    }
}

fn lower_group_by(group_by: ast::GroupByExpr) -> Result<GroupBy, Diagnostic> {
    match group_by {
        ast::GroupByExpr::All(modifiers) => {
            refuse_if(!modifiers.is_empty(), "a GROUP BY modifier")?;
            Ok(GroupBy::All)
        }
        ast::GroupByExpr::Expressions(exprs, modifiers) => {
            refuse_if(!modifiers.is_empty(), "a GROUP BY modifier")?;
            if exprs.is_empty() {
                return Ok(GroupBy::Omitted);
            }
            Ok(GroupBy::Listed(
                exprs.into_iter().map(lower).collect::<Result<_, _>>()?,
            ))
        }
    }
}

fn lower_order(order_by: ast::OrderBy) -> Result<Vec<OrderItem>, Diagnostic> {
    let ast::OrderBy { kind, interpolate } = order_by;
    refuse_if(interpolate.is_some(), "INTERPOLATE")?;
    let ast::OrderByKind::Expressions(exprs) = kind else {
        return Err(Diagnostic::not_allowed(
            "ORDER BY ALL is not part of semantic SQL",
        ));
    };
    exprs.into_iter().map(lower_order_item).collect()
}

/// Lowers one sort key; NULLs go last unless the statement says otherwise.
pub(crate) fn lower_order_item(item: ast::OrderByExpr) -> Result<OrderItem, Diagnostic> {
    let ast::OrderByExpr {
        expr,
        options,
        with_fill,
    } = item;
    let ast::OrderByOptions { sort, nulls_first } = options;
    refuse_if(with_fill.is_some(), "WITH FILL")?;
    let descending = match sort {
        None | Some(ast::OrderBySort::Asc) => false,
        Some(ast::OrderBySort::Desc) => true,
        Some(ast::OrderBySort::Using(_)) => {
            return Err(Diagnostic::not_allowed(
                "ORDER BY … USING is not part of semantic SQL",
            ));
        }
    };
    Ok(OrderItem {
        expr: lower(expr)?,
        descending,
        nulls_first: nulls_first.unwrap_or(false),
    })
}

fn apply_limit(
    statement: &mut Statement,
    clause: Option<ast::LimitClause>,
    fetch: Option<ast::Fetch>,
) -> Result<(), Diagnostic> {
    match clause {
        None => {}
        Some(ast::LimitClause::LimitOffset {
            limit,
            offset,
            limit_by,
        }) => {
            refuse_if(!limit_by.is_empty(), "LIMIT BY")?;
            statement.limit = limit.map(|expr| whole_number(expr, "LIMIT")).transpose()?;
            if let Some(offset) = offset {
                statement.offset = whole_number(offset.value, "OFFSET")?;
            }
        }
        Some(ast::LimitClause::OffsetCommaLimit { .. }) => {
            return Err(Diagnostic::not_allowed("LIMIT takes one number")
                .with_hint("Write LIMIT n OFFSET m."));
        }
    }
    if let Some(ast::Fetch {
        with_ties,
        percent,
        quantity,
    }) = fetch
    {
        refuse_if(percent, "FETCH … PERCENT")?;
        refuse_if(statement.limit.is_some(), "LIMIT together with FETCH")?;
        statement.limit = Some(quantity.map_or(Ok(1), |expr| whole_number(expr, "FETCH"))?);
        statement.with_ties = with_ties;
    }
    Ok(())
}

fn whole_number(expr: ast::Expr, clause: &str) -> Result<u64, Diagnostic> {
    if let Expr::Literal(Literal::Number(text)) = lower(expr)?
        && let Ok(number) = text.parse()
    {
        return Ok(number);
    }
    Err(Diagnostic::not_allowed(format!(
        "{clause} takes a whole number"
    )))
}

/// A path of one or two parts; more is outside the dialect.
fn field_path(parts: &[ast::Ident]) -> Result<FieldPath, Diagnostic> {
    let span = parts.first().and_then(|ident| Span::of(ident.span));
    match parts {
        [name] => Ok(FieldPath {
            qualifier: None,
            name: name.value.clone(),
            at: At(span),
        }),
        [qualifier, name] => Ok(FieldPath {
            qualifier: Some(qualifier.value.clone()),
            name: name.value.clone(),
            at: At(span),
        }),
        _ => Err(Diagnostic::not_allowed("a name has at most two parts")
            .with_hint("Write a field's name, or dataset.field.")
            .with_span(span)),
    }
}
