//! Text → one [`Statement`] of the dialect, or diagnostics.
//!
//! Default deny: every node of the parser's tree is taken apart without `..` where the parser's
//! version could add a clause, and what is not listed is refused. Text never passes through.

mod call;
mod literal;
mod relation;
mod scalar;
mod select;
mod time_call;
mod units;
mod window;

use sqlparser::ast;
use sqlparser::dialect::GenericDialect;
use sqlparser::parser::Parser;

use crate::diagnostic::{Diagnostic, Span};
use crate::expr::{Expr, QueryId};
use crate::syntax::{At, FieldPath, Name, Select, Statement};

pub(crate) use literal::{parse_date, parse_datetime};

/// Statements longer than this are refused unread.
const MAX_STATEMENT_BYTES: usize = 20_000;

/// How deep a statement may nest.
const MAX_DEPTH: usize = 40;

/// More SELECTs in one statement are refused.
const MAX_SELECTS: usize = 16;

/// What lowering gathers: the SELECTs found so far, and the names that are in scope.
pub(crate) struct Lowering {
    selects: Vec<Select>,
    names: Vec<(String, Option<Span>)>,
    /// Common table expressions by lower-cased name, inner scopes last.
    scope: Vec<(String, QueryId)>,
    /// Whether queries may stand inside expressions; not in a layer's own.
    nested: bool,
}

impl Lowering {
    fn new(nested: bool) -> Self {
        Self {
            selects: Vec::new(),
            names: Vec::new(),
            scope: Vec::new(),
            nested,
        }
    }

    /// Lowers a query that stands inside another one.
    fn subquery(&mut self, query: ast::Query) -> Result<QueryId, Diagnostic> {
        if !self.nested {
            return Err(Diagnostic::not_allowed(
                "a query cannot stand in an expression of the layer",
            ));
        }
        let outer = self.scope.len();
        let select = select::lower_query(self, query)?;
        self.scope.truncate(outer);
        self.add(select)
    }

    fn add(&mut self, select: Select) -> Result<QueryId, Diagnostic> {
        if self.selects.len() == MAX_SELECTS {
            return Err(Diagnostic::not_allowed(format!(
                "the statement has more than {MAX_SELECTS} SELECTs"
            )));
        }
        self.selects.push(select);
        Ok(QueryId(self.selects.len() - 1))
    }

    /// The innermost common table expression of that name.
    fn find(&self, name: &str) -> Option<QueryId> {
        let name = name.to_lowercase();
        self.scope
            .iter()
            .rev()
            .find(|(known, _)| *known == name)
            .map(|(_, query)| *query)
    }
}

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
    let mut cx = Lowering::new(true);
    select::lower_query(&mut cx, *query)
        .and_then(|select| cx.add(select))
        .map_err(|diagnostic| vec![diagnostic])?;
    Ok(Statement {
        selects: cx.selects,
        names: cx.names,
    })
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
    scalar::lower(&mut Lowering::new(false), expr)
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
