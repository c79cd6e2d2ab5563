//! Types as written.

use base::Span;

use super::Ident;

/// A type as written.
#[derive(Clone, PartialEq, Debug)]
pub struct Type {
    /// Which.
    pub kind: TypeKind,
    /// Where it stands.
    pub span: Span,
}

/// The forms of types.
#[derive(Clone, PartialEq, Debug)]
pub enum TypeKind {
    /// `i32`, `List<Body>`, `geo.Shape`, `Self`: also the scalars, `string`, `bigint`.
    Named(NamedType),
    /// `(A, B)`; at least two members.
    Tuple(Vec<Type>),
    /// `T?`.
    Optional(Box<Type>),
    /// `(A, B) -> C`.
    Function {
        /// The types of the parameters.
        params: Vec<Type>,
        /// The type of the result; `()` is written out.
        result: Box<Type>,
    },
    /// `dyn Area`: any value whose type has the trait.
    Dyn(NamedType),
    /// `()`: nothing.
    Unit,
    /// `never`: no value.
    Never,
    /// What could not be read; a diagnostic has been given.
    Error,
}

/// A possibly qualified name with its type arguments.
#[derive(Clone, PartialEq, Debug)]
pub struct NamedType {
    /// The name, after the module's if qualified: `Shape`, `geo.Shape`.
    pub path: Vec<Ident>,
    /// The type arguments; empty if none are written.
    pub args: Vec<Type>,
    /// Where it stands.
    pub span: Span,
}

impl NamedType {
    /// The last name of the path.
    pub fn name(&self) -> Ident {
        *self.path.last().expect("the parser makes no empty paths")
    }
}

/// A type parameter with its bounds: `T: Area + Show`.
#[derive(Clone, PartialEq, Debug)]
pub struct TypeParam {
    /// The name.
    pub name: Ident,
    /// The traits it must have; empty if none.
    pub bounds: Vec<NamedType>,
}
