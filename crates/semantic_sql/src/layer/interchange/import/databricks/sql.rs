//! SQL of Databricks as expressions over the columns of a view's tables.

use sqlparser::dialect::DatabricksDialect;
use sqlparser::tokenizer::{Token, Tokenizer};

use crate::expr::Expr;
use crate::parse::parse_expression;
use crate::syntax::Name;

/// What a table's place in a view is parsed as.
const PLACEHOLDER: &str = "joined_table_";

/// Parses SQL in which `aliases` stand before columns; they come back as qualifiers that
/// [`table_of`] reads.
pub(super) fn parse(sql: &str, aliases: &[(String, usize)]) -> Result<Expr<Name>, String> {
    let text = rewritten(sql, aliases)?;
    parse_expression(&text)
        .map_err(|diagnostic| format!("its SQL is outside the dialect: {diagnostic}"))
}

/// The table that a qualifier stands for.
pub(super) fn table_of(qualifier: &str) -> Option<usize> {
    qualifier.strip_prefix(PLACEHOLDER)?.parse().ok()
}

/// The qualifier that stands for a table.
pub(super) fn qualifier_of(table: usize) -> String {
    format!("{PLACEHOLDER}{table}")
}

/// The same SQL with one placeholder for each chain of joins, names in double quotes and texts in
/// single ones: there a text may stand in double quotes.
fn rewritten(sql: &str, aliases: &[(String, usize)]) -> Result<String, String> {
    let tokens = Tokenizer::new(&DatabricksDialect {}, sql)
        .tokenize()
        .map_err(|error| format!("its SQL cannot be read: {error}"))?;
    let mut text = String::new();
    let mut at = 0;
    while at < tokens.len() {
        let after_dot = at > 0 && tokens[at - 1] == Token::Period;
        if !after_dot && let Some((table, length)) = alias_at(&tokens[at..], aliases) {
            text.push_str(&qualifier_of(table));
            at += length;
            continue;
        }
        match &tokens[at] {
            Token::Word(word) if word.quote_style.is_some() => {
                text.push_str(&format!("\"{}\"", word.value.replace('"', "\"\"")));
            }
            Token::SingleQuotedString(inner) | Token::DoubleQuotedString(inner) => {
                text.push_str(&format!("'{}'", inner.replace('\'', "''")));
            }
            Token::Whitespace(_) => text.push(' '),
            other => text.push_str(&other.to_string()),
        }
        at += 1;
    }
    Ok(text)
}

/// The longest alias that the tokens begin with, and how many tokens it takes.
fn alias_at(tokens: &[Token], aliases: &[(String, usize)]) -> Option<(usize, usize)> {
    let mut chain = String::new();
    let mut best = None;
    let mut at = 0;
    while let Some(Token::Word(word)) = tokens.get(at) {
        if tokens.get(at + 1) != Some(&Token::Period) {
            break;
        }
        if !chain.is_empty() {
            chain.push('.');
        }
        chain.push_str(&word.value.to_lowercase());
        if let Some((_, table)) = aliases.iter().find(|(alias, _)| *alias == chain) {
            best = Some((*table, at + 1));
        }
        at += 2;
    }
    best
}
