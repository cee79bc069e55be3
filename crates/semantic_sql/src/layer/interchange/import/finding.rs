//! What an import says about what it read.

use std::fmt;

/// What happened to a part of the original.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FindingKind {
    /// It is not in the layer.
    Lost,
    /// It guarded something and could not be mapped, so that more is closed than was.
    Closed,
    /// It is in the layer, in another way or under another name.
    Changed,
}

/// One part of the original that did not come along as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What happened.
    pub kind: FindingKind,
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The part, such as `orders.count`.
    pub path: String,
    /// What it was and why.
    pub reason: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.kind {
            FindingKind::Lost => "not mapped",
            FindingKind::Closed => "closed",
            FindingKind::Changed => "changed",
        };
        let Self {
            file, line, path, ..
        } = self;
        write!(f, "{kind}: {file}:{line}: {path}: {}", self.reason)
    }
}

/// Gathers what is found in one file.
pub(super) struct Findings {
    file: String,
    pub(super) all: Vec<Finding>,
}

impl Findings {
    pub(super) fn new(file: &str) -> Self {
        Self {
            file: file.to_owned(),
            all: Vec::new(),
        }
    }

    pub(super) fn note(
        &mut self,
        kind: FindingKind,
        line: usize,
        path: impl Into<String>,
        reason: impl Into<String>,
    ) {
        self.all.push(Finding {
            kind,
            file: self.file.clone(),
            line,
            path: path.into(),
            reason: reason.into(),
        });
    }

    pub(super) fn lost(&mut self, line: usize, path: impl Into<String>, reason: impl Into<String>) {
        self.note(FindingKind::Lost, line, path, reason);
    }

    pub(super) fn changed(
        &mut self,
        line: usize,
        path: impl Into<String>,
        reason: impl Into<String>,
    ) {
        self.note(FindingKind::Changed, line, path, reason);
    }

    pub(super) fn closed(
        &mut self,
        line: usize,
        path: impl Into<String>,
        reason: impl Into<String>,
    ) {
        self.note(FindingKind::Closed, line, path, reason);
    }
}
