//! Patterns of `let`, `for`, `match`, arms and parameters of lambdas.

use base::Span;

use super::{FloatLit, Ident, IntLit};

/// A pattern.
#[derive(Clone, PartialEq, Debug)]
pub struct Pattern {
    /// Which.
    pub kind: PatternKind,
    /// Where it stands.
    pub span: Span,
}

/// The forms of patterns.
#[derive(Clone, PartialEq, Debug)]
pub enum PatternKind {
    /// `_`: anything.
    Wildcard,
    /// A lower-case name: anything, which it names; with `@`, what the pattern after it takes: `n @ 1..=9`.
    Binding {
        /// The name given.
        name: Ident,
        /// The pattern after `@`.
        inner: Option<Box<Pattern>>,
    },
    /// `null`.
    Null,
    /// `1`, `-2.5`, `"a"`, `true`.
    Literal(PatternLiteral),
    /// `1..10`, `0..=9`: a value between two numbers.
    Range {
        /// The least value.
        start: Box<PatternLiteral>,
        /// The end; itself taken only if `inclusive`.
        end: Box<PatternLiteral>,
        /// Whether it was written `..=`.
        inclusive: bool,
    },
    /// `Circle(r)`, `Shape.Empty`, `Body(x, vx: v)`: a variant, or a struct. No arguments is not the same as empty ones.
    Constructor {
        /// The name, after its enum's and its module's if qualified: `Circle`, `Shape.Circle`, `geo.Shape.Circle`.
        path: Vec<Ident>,
        /// What is in the parentheses; `None` without parentheses.
        args: Option<Vec<PatternArg>>,
    },
    /// `(a, b)`; at least two members, or none for `()`.
    Tuple(Vec<Pattern>),
    /// `a | b`; at least two alternatives.
    Or(Vec<Pattern>),
    /// What could not be read; a diagnostic has been given.
    Error,
}

/// A literal in a pattern.
#[derive(Clone, PartialEq, Debug)]
pub enum PatternLiteral {
    /// An integer, `negative` if a `-` stands before it.
    Int {
        /// Whether a `-` stands before it.
        negative: bool,
        /// The digits.
        value: IntLit,
    },
    /// A number with a point or an exponent, `negative` if a `-` stands before it.
    Float {
        /// Whether a `-` stands before it.
        negative: bool,
        /// The number.
        value: FloatLit,
    },
    /// A string without holes.
    String(String),
    /// `true` or `false`.
    Bool(bool),
}

/// One pattern in parentheses, possibly for a named field: `r`, `radius: r`.
#[derive(Clone, PartialEq, Debug)]
pub struct PatternArg {
    /// The field's name, if written.
    pub name: Option<Ident>,
    /// The pattern.
    pub pattern: Pattern,
}
