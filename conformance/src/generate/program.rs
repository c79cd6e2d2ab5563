//! Generated programs, and how they print.

use std::fmt::{self, Display, Formatter, Write as _};

/// A type of a generated program.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ty {
    /// A number type by name.
    Number(&'static str),
    /// `bool`
    Bool,
    /// `string`
    Str,
    /// `i32?`
    OptInt,
    /// `string?`
    OptStr,
    /// `(i32, f64)`
    Pair,
    /// `S0`, `S1`, …
    Struct(usize),
    /// `E0`, `E1`, …
    Enum(usize),
    /// `List<i32>`
    List,
    /// `(i32) -> i32`
    Func,
}

impl Display for Ty {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Ty::Number(name) => f.write_str(name),
            Ty::Bool => f.write_str("bool"),
            Ty::Str => f.write_str("string"),
            Ty::OptInt => f.write_str("i32?"),
            Ty::OptStr => f.write_str("string?"),
            Ty::Pair => f.write_str("(i32, f64)"),
            Ty::Struct(index) => write!(f, "S{index}"),
            Ty::Enum(index) => write!(f, "E{index}"),
            Ty::List => f.write_str("List<i32>"),
            Ty::Func => f.write_str("(i32) -> i32"),
        }
    }
}

/// An expression: pieces of text with expressions between them, which is all that printing and shrinking need to know.
#[derive(Clone, PartialEq, Debug)]
pub struct Expr {
    /// Its type.
    pub ty: Ty,
    /// What stands before, between and after the parts; one more than there are parts.
    pub text: Vec<String>,
    /// The parts.
    pub parts: Vec<Expr>,
}

impl Expr {
    /// An expression without parts.
    pub fn leaf(ty: Ty, text: impl Into<String>) -> Expr {
        Expr { ty, text: vec![text.into()], parts: Vec::new() }
    }
    /// An expression of `template`, in which each `$` stands for the next part.
    pub fn of(ty: Ty, template: &str, parts: Vec<Expr>) -> Expr {
        let text: Vec<String> = template.split('$').map(str::to_owned).collect();
        assert_eq!(text.len(), parts.len() + 1, "`{template}` has a $ for each part");
        Expr { ty, text, parts }
    }
}

impl Display for Expr {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for (text, part) in self.text.iter().zip(&self.parts) {
            write!(f, "{text}{part}")?;
        }
        f.write_str(self.text.last().expect("one more text than parts"))
    }
}

/// A statement: a head, and blocks after it.
#[derive(Clone, PartialEq, Debug)]
pub struct Stmt {
    /// As in [`Expr::text`].
    pub head: Expr,
    /// Its blocks, each with what stands before its `{`.
    pub blocks: Vec<(String, Vec<Stmt>)>,
}

impl Stmt {
    /// A statement without blocks.
    pub fn simple(head: Expr) -> Stmt {
        Stmt { head, blocks: Vec::new() }
    }
    fn print(&self, out: &mut String, indent: usize) {
        let _ = write!(out, "{:indent$}{}", "", self.head);
        for (before, block) in &self.blocks {
            let _ = writeln!(out, "{before} {{");
            block.iter().for_each(|statement| statement.print(out, indent + 2));
            let _ = write!(out, "{:indent$}}}", "");
        }
        out.push('\n');
    }
}

/// A function.
#[derive(Clone, PartialEq, Debug)]
pub struct Function {
    /// Its name.
    pub name: String,
    /// Its parameters.
    pub params: Vec<(String, Ty)>,
    /// Its result; `None` for `main`.
    pub result: Option<Ty>,
    /// Its statements.
    pub body: Vec<Stmt>,
    /// Its value.
    pub value: Option<Expr>,
}

/// A program.
#[derive(Clone, PartialEq, Debug)]
pub struct Program {
    /// Declarations of types and globals, as text.
    pub declarations: Vec<String>,
    /// Functions, `main` last.
    pub functions: Vec<Function>,
}

impl Display for Program {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for declaration in &self.declarations {
            writeln!(f, "{declaration}\n")?;
        }
        for function in &self.functions {
            let params: Vec<_> = function.params.iter().map(|(name, ty)| format!("{name}: {ty}")).collect();
            let result = function.result.map_or(String::new(), |ty| format!(" -> {ty}"));
            writeln!(f, "fn {}({}){result} {{", function.name, params.join(", "))?;
            let mut body = String::new();
            function.body.iter().for_each(|statement| statement.print(&mut body, 2));
            f.write_str(&body)?;
            if let Some(value) = &function.value {
                writeln!(f, "  {value}")?;
            }
            writeln!(f, "}}\n")?;
        }
        Ok(())
    }
}
