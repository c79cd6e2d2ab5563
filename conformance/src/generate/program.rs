//! Generated programs, and how they print.
//!
//! A program is text with typed holes: that is all that printing and shrinking need to know, so a new construct of the
//! language is one more template and nothing else.

use std::fmt::{self, Display, Formatter, Write as _};

/// A type of a generated program.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Ty {
    /// What statements have.
    Unit,
    /// A number type by name.
    Number(&'static str),
    /// `bool`
    Bool,
    /// `string`
    Str,
    /// `T?`; never of an optional or a function.
    Optional(Box<Ty>),
    /// `(A, B)`
    Tuple(Vec<Ty>),
    /// `S0<A>`, …
    Struct(usize, Vec<Ty>),
    /// `E0<A>`, …
    Enum(usize, Vec<Ty>),
    /// `List<T>`
    List(Box<Ty>),
    /// `Array<T>`
    Array(Box<Ty>),
    /// `Set<T>`
    Set(Box<Ty>),
    /// `Map<K, V>`
    Map(Box<Ty>, Box<Ty>),
    /// `Result<T, E>`
    Result(Box<Ty>, Box<Ty>),
    /// `(A, B) -> C`
    Func(Vec<Ty>, Box<Ty>),
    /// `T0`, `T1`, …: a type parameter of the declaration around it.
    Param(usize),
}

impl Ty {
    /// `i32`
    pub const I32: Ty = Ty::Number("i32");

    /// `self?`; optionals of optionals are flat.
    pub fn optional(self) -> Ty {
        if matches!(self, Ty::Optional(_)) { self } else { Ty::Optional(Box::new(self)) }
    }
    /// `List<self>`
    pub fn list(self) -> Ty {
        Ty::List(Box::new(self))
    }

    /// The type with `args` for its type parameters.
    pub fn with(&self, args: &[Ty]) -> Ty {
        let all = |tys: &[Ty]| tys.iter().map(|ty| ty.with(args)).collect();
        let one = |ty: &Ty| Box::new(ty.with(args));
        match self {
            Ty::Unit | Ty::Number(_) | Ty::Bool | Ty::Str => self.clone(),
            Ty::Param(index) => args.get(*index).unwrap_or(self).clone(),
            Ty::Optional(inner) => inner.with(args).optional(),
            Ty::Tuple(members) => Ty::Tuple(all(members)),
            Ty::Struct(index, of) => Ty::Struct(*index, all(of)),
            Ty::Enum(index, of) => Ty::Enum(*index, all(of)),
            Ty::List(of) => Ty::List(one(of)),
            Ty::Array(of) => Ty::Array(one(of)),
            Ty::Set(of) => Ty::Set(one(of)),
            Ty::Map(key, value) => Ty::Map(one(key), one(value)),
            Ty::Result(value, error) => Ty::Result(one(value), one(error)),
            Ty::Func(params, result) => Ty::Func(all(params), one(result)),
        }
    }

    /// The types that it is written with.
    pub fn parts(&self) -> Vec<&Ty> {
        match self {
            Ty::Unit | Ty::Number(_) | Ty::Bool | Ty::Str | Ty::Param(_) => Vec::new(),
            Ty::Tuple(of) | Ty::Struct(_, of) | Ty::Enum(_, of) => of.iter().collect(),
            Ty::Optional(of) | Ty::List(of) | Ty::Array(of) | Ty::Set(of) => vec![of],
            Ty::Map(first, second) | Ty::Result(first, second) => vec![first, second],
            Ty::Func(params, result) => params.iter().chain([&**result]).collect(),
        }
    }

    /// Finds the `args` that make `self` into `other`. What was found stays, also if it fails.
    pub fn unify(&self, other: &Ty, args: &mut [Option<Ty>]) -> bool {
        match (self, other) {
            (Ty::Param(index), _) => match &args[*index] {
                Some(known) => known == other,
                None => {
                    args[*index] = Some(other.clone());
                    true
                }
            },
            _ => {
                let (mine, others) = (self.parts(), other.parts());
                let unified = mine.len() == others.len() && mine.iter().zip(others).all(|(a, b)| a.unify(b, args));
                let known: Vec<Ty> =
                    args.iter().enumerate().map(|(at, arg)| arg.clone().unwrap_or(Ty::Param(at))).collect();
                unified && self.with(&known) == *other
            }
        }
    }
}

impl Display for Ty {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Ty::Unit => f.write_str("()"),
            Ty::Number(name) => f.write_str(name),
            Ty::Bool => f.write_str("bool"),
            Ty::Str => f.write_str("string"),
            Ty::Optional(inner) => write!(f, "{inner}?"),
            Ty::Tuple(members) => write!(f, "({})", commas(members)),
            Ty::Struct(index, args) => write!(f, "S{index}{}", Arguments(args)),
            Ty::Enum(index, args) => write!(f, "E{index}{}", Arguments(args)),
            Ty::List(of) => write!(f, "List<{of}>"),
            Ty::Array(of) => write!(f, "Array<{of}>"),
            Ty::Set(of) => write!(f, "Set<{of}>"),
            Ty::Map(key, value) => write!(f, "Map<{key}, {value}>"),
            Ty::Result(value, error) => write!(f, "Result<{value}, {error}>"),
            Ty::Func(params, result) => write!(f, "({}) -> {result}", commas(params)),
            Ty::Param(index) => write!(f, "T{index}"),
        }
    }
}

/// `<A, B>`, or nothing.
pub struct Arguments<'a>(pub &'a [Ty]);

impl Display for Arguments<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() { Ok(()) } else { write!(f, "<{}>", commas(self.0)) }
    }
}

fn commas(types: &[Ty]) -> String {
    types.iter().map(Ty::to_string).collect::<Vec<_>>().join(", ")
}

/// What stands in a hole.
#[derive(Clone, PartialEq, Debug)]
pub enum Part {
    /// An expression.
    Expr(Expr),
    /// `{ … }`: statements, the last one perhaps a value.
    Block(Vec<Expr>),
}

/// An expression or statement: pieces of text with parts between them.
#[derive(Clone, PartialEq, Debug)]
pub struct Expr {
    /// Its type.
    pub ty: Ty,
    /// What stands before, between and after the parts; one more than there are parts.
    pub text: Vec<String>,
    /// The parts.
    pub parts: Vec<Part>,
}

impl Expr {
    /// An expression without parts.
    pub fn leaf(ty: &Ty, text: impl Into<String>) -> Expr {
        Expr { ty: ty.clone(), text: vec![text.into()], parts: Vec::new() }
    }
    /// An expression of `template`, in which each `$` stands for the next part.
    pub fn of(ty: &Ty, template: &str, parts: Vec<Expr>) -> Expr {
        Expr::with_blocks(ty, template, parts.into_iter().map(Part::Expr).collect())
    }
    /// The same with parts that may be blocks.
    pub fn with_blocks(ty: &Ty, template: &str, parts: Vec<Part>) -> Expr {
        let text: Vec<String> = template.split('$').map(str::to_owned).collect();
        assert_eq!(text.len(), parts.len() + 1, "`{template}` has a $ for each part");
        Expr { ty: ty.clone(), text, parts }
    }
    /// A statement.
    pub fn statement(template: &str, parts: Vec<Part>) -> Expr {
        Expr::with_blocks(&Ty::Unit, template, parts)
    }

    /// Writes the expression.
    pub fn print(&self, out: &mut String, indent: usize) {
        for (text, part) in self.text.iter().zip(&self.parts) {
            out.push_str(text);
            match part {
                Part::Expr(expr) => expr.print(out, indent),
                Part::Block(block) => print_block(block, out, indent),
            }
        }
        out.push_str(self.text.last().expect("one more text than parts"));
    }
}

fn print_block(block: &[Expr], out: &mut String, indent: usize) {
    out.push_str("{\n");
    for statement in block {
        let _ = write!(out, "{:1$}", "", indent + 2);
        statement.print(out, indent + 2);
        out.push('\n');
    }
    let _ = write!(out, "{:indent$}}}", "");
}

impl Display for Expr {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        self.print(&mut text, 0);
        f.write_str(&text)
    }
}

/// A declaration.
#[derive(Clone, PartialEq, Debug)]
pub struct Item {
    /// `@js`, `@wasm` or nothing.
    pub attribute: Option<&'static str>,
    /// The text before the body.
    pub head: String,
    /// The rest.
    pub body: Body,
}

/// What follows the head of a declaration.
#[derive(Clone, PartialEq, Debug)]
pub enum Body {
    /// Nothing.
    None,
    /// Statements of a function.
    Block(Vec<Expr>),
    /// Functions of an `impl`.
    Members(Vec<Item>),
}

impl Item {
    /// A declaration that is only text.
    pub fn text(head: impl Into<String>) -> Item {
        Item { attribute: None, head: head.into(), body: Body::None }
    }
    fn print(&self, out: &mut String, indent: usize) {
        let attribute = self.attribute.map_or(String::new(), |name| format!("{name} "));
        let _ = write!(out, "{:indent$}{attribute}{}", "", self.head);
        match &self.body {
            Body::None => {}
            Body::Block(block) => {
                out.push(' ');
                print_block(block, out, indent);
            }
            Body::Members(members) => {
                out.push_str(" {\n");
                members.iter().for_each(|member| member.print(out, indent + 2));
                let _ = write!(out, "{:indent$}}}", "");
            }
        }
        out.push('\n');
    }
}

/// A program.
#[derive(Clone, PartialEq, Debug)]
pub struct Program {
    /// Its declarations, `main` last.
    pub items: Vec<Item>,
}

impl Display for Program {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        for item in &self.items {
            item.print(&mut text, 0);
            text.push('\n');
        }
        f.write_str(&text)
    }
}
