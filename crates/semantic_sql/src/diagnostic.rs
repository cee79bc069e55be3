//! What is wrong with a query or a layer, said so that a person and a model can both mend it.

use std::fmt;

use serde::Serialize;

/// One reason why a statement was refused.
///
/// The message is short, factual and lower case; the hint is a full sentence that says what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// A stable code, such as `E_NAME_NOT_FOUND`; callers rely on it.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
    /// Near misses, or what is available; best first.
    pub candidates: Vec<String>,
    /// What to write instead.
    pub hint: Option<String>,
    /// Where in the statement, if known: 1-based line and column.
    pub span: Option<Span>,
    /// The statement with the nearest right name in place, where one is clearly meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suggested_retry: Option<Box<str>>,
}

/// A place in a statement: 1-based line and column of its first character.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Span {
    /// Line, from 1.
    pub line: u32,
    /// Column, from 1, in characters.
    pub column: u32,
}

impl Span {
    /// The start of a parser's span; `None` where the parser did not know it.
    pub(crate) fn of(span: sqlparser::tokenizer::Span) -> Option<Self> {
        // A statement is far shorter than a number of 32 bits can count.
        let line = u32::try_from(span.start.line).ok()?;
        let column = u32::try_from(span.start.column).ok()?;
        (line > 0).then_some(Self { line, column })
    }
}

impl Diagnostic {
    /// A diagnostic with a code and a message; the rest is added by the `with_` functions.
    #[must_use]
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            candidates: Vec::new(),
            hint: None,
            span: None,
            suggested_retry: None,
        }
    }

    /// Something outside the dialect: default deny.
    #[must_use]
    pub fn not_allowed(message: impl Into<String>) -> Self {
        Self::new("E_NOT_ALLOWED", message)
    }

    /// Adds what to write instead.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Adds near misses.
    #[must_use]
    pub fn with_candidates(mut self, candidates: Vec<String>) -> Self {
        self.candidates = candidates;
        self
    }

    /// Adds the statement with the first candidate in place of the name that was not found.
    pub(crate) fn with_rewrite_of(mut self, sql: &str) -> Self {
        if let (Some(span), Some(candidate), true) = (
            self.span,
            self.candidates.first(),
            self.code == "E_NAME_NOT_FOUND" && self.candidates.len() <= 5,
        ) {
            self.suggested_retry = replaced(sql, span, candidate).map(String::into_boxed_str);
        }
        self
    }

    /// Adds the place, if it is known.
    #[must_use]
    pub fn with_span(mut self, span: Option<Span>) -> Self {
        self.span = self.span.or(span);
        self
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.message)?;
        if !self.candidates.is_empty() {
            write!(f, " (candidates: {})", self.candidates.join(", "))?;
        }
        if let Some(hint) = &self.hint {
            write!(f, ". {hint}")?;
        }
        Ok(())
    }
}

/// The text with the name that starts at a place replaced; `None` where no name starts there.
fn replaced(sql: &str, span: Span, name: &str) -> Option<String> {
    let line = usize::try_from(span.line).ok()?.checked_sub(1)?;
    let column = usize::try_from(span.column).ok()?.checked_sub(1)?;
    let line_start: usize = sql.split_inclusive('\n').take(line).map(str::len).sum();
    let rest = sql.get(line_start..)?;
    let offset: usize = rest.chars().take(column).map(char::len_utf8).sum();
    let start = line_start + offset;
    let tail = sql.get(start..)?;
    let in_name = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
    let length = match tail.strip_prefix('"') {
        Some(quoted) => quoted.find('"')? + 2,
        None => tail.find(|c| !in_name(c)).unwrap_or(tail.len()),
    };
    if length == 0 {
        return None;
    }
    Some(format!("{}{name}{}", &sql[..start], &tail[length..]))
}

/// The names nearest to `wanted`, best first, at most `limit`.
///
/// Nearness is Jaro–Winkler over lower-cased names, with containment counted as near, so that
/// `refund` finds `refund_rate`.
#[must_use]
pub fn nearest<'a>(
    wanted: &str,
    names: impl IntoIterator<Item = &'a str>,
    limit: usize,
) -> Vec<String> {
    let wanted = wanted.to_lowercase();
    let mut scored: Vec<(f64, &str)> = names
        .into_iter()
        .map(|name| {
            let lower = name.to_lowercase();
            let contained =
                wanted.len() > 2 && (lower.contains(&wanted) || wanted.contains(&lower));
            let bonus = if contained { 0.2 } else { 0.0 };
            (strsim::jaro_winkler(&wanted, &lower) + bonus, name)
        })
        .filter(|(score, _)| *score > 0.72)
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    scored.dedup_by(|a, b| a.1 == b.1);
    scored
        .into_iter()
        .take(limit)
        .map(|(_, name)| name.to_owned())
        .collect()
}
