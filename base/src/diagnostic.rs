//! What the compiler tells the user: a fact, the places it concerns, the reason, and the edit that mends it.

use crate::Span;

/// How serious a diagnostic is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Severity {
    /// The program has no meaning: exit code 1.
    Error,
    /// The program has a meaning, though probably not the intended one.
    Warning,
}

/// A place a diagnostic points at.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What is to be said of that place; may be empty.
    pub text: String,
}

/// A replacement of source text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Edit {
    /// What is replaced; empty for an insertion.
    pub span: Span,
    /// The new text.
    pub replacement: String,
}

/// How to mend what a diagnostic reports.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hint {
    /// The advice in words.
    pub text: String,
    /// The edits that carry it out; empty if it is for a person to do.
    pub edits: Vec<Edit>,
    /// Whether a tool may carry out the edits by itself.
    pub applicability: Applicability,
}

/// Whether edits may be carried out without a person looking.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Applicability {
    /// They are what was meant, or leave the meaning as it is: `seam check --fix` applies them.
    MachineApplicable,
    /// They are a guess, or there are none.
    MaybeIncorrect,
}

/// One message to the user.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Diagnostic {
    /// A stable code, such as `E0203`; `seam explain` prints its page.
    pub code: &'static str,
    /// Error or warning.
    pub severity: Severity,
    /// The fact, in lower case, without a full stop.
    pub title: String,
    /// The place it is about.
    pub primary: Label,
    /// Other places that explain it.
    pub secondary: Vec<Label>,
    /// The reason, one sentence each.
    pub notes: Vec<String>,
    /// The ways to mend it.
    pub hints: Vec<Hint>,
}

impl Hint {
    /// Whether `seam check --fix` carries it out.
    pub fn is_machine_applicable(&self) -> bool {
        !self.edits.is_empty() && self.applicability == Applicability::MachineApplicable
    }
}

impl Diagnostic {
    /// An error `code` at `span`; `label` says what is wrong there (may be empty).
    pub fn error(code: &'static str, title: impl Into<String>, span: Span, label: impl Into<String>) -> Self {
        Self {
            code,
            severity: Severity::Error,
            title: title.into(),
            primary: Label { span, text: label.into() },
            secondary: Vec::new(),
            notes: Vec::new(),
            hints: Vec::new(),
        }
    }
    /// A warning; otherwise as [`Diagnostic::error`].
    pub fn warning(code: &'static str, title: impl Into<String>, span: Span, label: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, title, span, label) }
    }
    /// Adds another place.
    pub fn also(mut self, span: Span, text: impl Into<String>) -> Self {
        self.secondary.push(Label { span, text: text.into() });
        self
    }
    /// Adds a reason.
    pub fn note(mut self, text: impl Into<String>) -> Self {
        self.notes.push(text.into());
        self
    }
    /// Adds advice without an edit.
    pub fn hint(mut self, text: impl Into<String>) -> Self {
        self.hints.push(Hint { text: text.into(), edits: Vec::new(), applicability: Applicability::MaybeIncorrect });
        self
    }
    /// Adds advice with one edit that a tool may apply by itself.
    pub fn fix(mut self, text: impl Into<String>, span: Span, replacement: impl Into<String>) -> Self {
        let edits = vec![Edit { span, replacement: replacement.into() }];
        self.hints.push(Hint { text: text.into(), edits, applicability: Applicability::MachineApplicable });
        self
    }
    /// Adds advice with one edit that may not be what was meant.
    pub fn suggest(mut self, text: impl Into<String>, span: Span, replacement: impl Into<String>) -> Self {
        let edits = vec![Edit { span, replacement: replacement.into() }];
        self.hints.push(Hint { text: text.into(), edits, applicability: Applicability::MaybeIncorrect });
        self
    }
    /// Whether this is an error.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}
