//! The syntax tree: what the user wrote, with a place on every node and nothing resolved.
//!
//! In: nothing. Out: plain structs and enums that [`crate::parse`] makes and the resolver and the formatter read.
//! Names are not resolved here: `Circle(r)` is one node whether `Circle` is a variant, a struct or an event. What
//! was wrong is kept as an `Error` node, which fits everywhere, so that one mistake gives one message.

mod expr;
mod item;
mod pattern;
mod template;
mod ty;

use base::{SourceId, Span, Symbol};

pub use expr::*;
pub use item::*;
pub use pattern::*;
pub use template::*;
pub use ty::*;

/// One file.
#[derive(Clone, PartialEq, Debug)]
pub struct Module {
    /// The file it was read from.
    pub source: SourceId,
    /// Its declarations, in source order.
    pub items: Vec<Item>,
    /// The whole text.
    pub span: Span,
}

/// A name and where it stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Ident {
    /// The name.
    pub name: Symbol,
    /// Where it stands.
    pub span: Span,
}

impl Ident {
    /// `name` at `span`.
    pub fn new(name: Symbol, span: Span) -> Self {
        Self { name, span }
    }
    /// The name's text.
    pub fn as_str(&self) -> &'static str {
        self.name.as_str()
    }
    /// Whether it names a type, a variant or a view: such names start with an upper-case letter.
    pub fn is_upper(&self) -> bool {
        self.as_str().starts_with(char::is_uppercase)
    }
}
