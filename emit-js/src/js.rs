//! A small JavaScript syntax tree: what the emitter builds, the simplifier rewrites and the printer prints.
//!
//! In: calls of the constructors here.  Out: [`Item`]s for [`print`].
//!
//! Names come in three kinds, so that minification is a renaming and never a guess: [`Expr::Local`] belongs to one
//! function, [`Expr::Global`] to the module, [`Expr::Host`] to the world and is never renamed. Locals are unique in
//! the whole top-level function that contains them, so no pass has to think about shadowing.

pub mod declare;
pub mod minify;
pub mod print;
pub mod simplify;
pub mod walk;

use base::Symbol;

/// The label of a loop, switch or block; unique in its function. Printed only if a jump needs it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Label(pub u32);

/// A binary operator.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct BinOp {
    /// How it is written.
    pub text: &'static str,
    /// For comparisons: whether the operands are totally ordered, so that `!(a < b)` is `a >= b`.
    pub total: bool,
}

/// Whose a property name is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Owner {
    /// The program's: minification may rename it.
    Program,
    /// JavaScript's.
    Host,
}

/// An expression.
#[derive(Clone, PartialEq, Debug)]
pub enum Expr {
    /// An integer, printed in decimal.
    Int(i64),
    /// Any other number.
    Float(f64),
    /// A BigInt.
    Big(i64),
    /// A string.
    Str(Symbol),
    /// `true`, `false`
    Bool(bool),
    /// `null`
    Null,
    /// A variable of the function.
    Local(Symbol),
    /// A name of the module.
    Global(Symbol),
    /// A name of the world, possibly dotted, or any other fixed text that is a primary expression.
    Host(Symbol),
    /// `op a`
    Unary(&'static str, Box<Expr>),
    /// `a op b`
    Binary(BinOp, Box<Expr>, Box<Expr>),
    /// `a ? b : c`
    Cond(Box<[Expr; 3]>),
    /// `a op b` where `op` assigns; `a++` if the operator is `++`.
    Assign(Box<Expr>, &'static str, Box<Expr>),
    /// `f(args)`
    Call(Box<Expr>, Vec<Expr>),
    /// `new f(args)`
    New(Box<Expr>, Vec<Expr>),
    /// `a.name`
    Member(Box<Expr>, Symbol, Owner),
    /// `a[b]`
    Index(Box<Expr>, Box<Expr>),
    /// `[a, b]`
    Array(Vec<Expr>),
    /// `{a: b}`; whose the names are.
    Object(Vec<(Symbol, Expr)>, Owner),
    /// A template literal; strings are its literal parts.
    Template(Vec<Expr>),
    /// `(params) => body`
    Arrow(Box<Arrow>),
    /// `...a`
    Spread(Box<Expr>),
    /// `(a, b)`
    Comma(Box<[Expr; 2]>),
}

/// An arrow function.
#[derive(Clone, PartialEq, Debug)]
pub struct Arrow {
    /// Parameter names, locals of the enclosing top-level function.
    pub params: Vec<Symbol>,
    /// What it does.
    pub body: Vec<Stmt>,
}

/// A case of a switch.
#[derive(Clone, PartialEq, Debug)]
pub struct Case {
    /// The values that lead here; none for `default`.
    pub tests: Vec<Expr>,
    /// Each body leaves the switch at its end; the printer adds the `break`.
    pub body: Vec<Stmt>,
}

/// A statement.
#[derive(Clone, PartialEq, Debug)]
pub enum Stmt {
    /// An expression for its effect.
    Expr(Expr),
    /// Assigns a local. [`declare`] turns it into a declaration where it is the first.
    Set(Symbol, Expr),
    /// Assigns several locals from an array; unused places are `None`.
    SetMany(Vec<Option<Symbol>>, Expr),
    /// Declares a local.
    Declare {
        /// `const`, not `let`.
        constant: bool,
        /// The local.
        name: Symbol,
        /// Its first value.
        init: Option<Expr>,
    },
    /// Declares several locals from an array.
    DeclareMany {
        /// `const`, not `let`.
        constant: bool,
        /// The locals.
        names: Vec<Option<Symbol>>,
        /// The array.
        init: Expr,
    },
    /// `if`
    If(Expr, Vec<Stmt>, Vec<Stmt>),
    /// `for (;;)`: falling off the end repeats it.
    Loop(Label, Vec<Stmt>),
    /// `while`
    While(Label, Expr, Vec<Stmt>),
    /// `do … while`
    DoWhile(Label, Vec<Stmt>, Expr),
    /// `for (init; cond; step)`; the first is a `Set` or a `Declare`.
    For {
        /// Its label.
        label: Label,
        /// Runs once, first.
        init: Box<Stmt>,
        /// Runs while it holds.
        cond: Expr,
        /// Runs after each repetition.
        step: Expr,
        /// What is repeated.
        body: Vec<Stmt>,
    },
    /// `switch`
    Switch(Label, Expr, Vec<Case>),
    /// A labelled block.
    Block(Label, Vec<Stmt>),
    /// Leaves the statement with the label.
    Break(Label),
    /// Repeats the loop with the label.
    Continue(Label),
    /// `return`
    Return(Option<Expr>),
    /// `throw`
    Throw(Expr),
    /// Control never gets here. Printed as nothing.
    Unreachable,
}

/// A top-level item of the module.
#[derive(Clone, PartialEq, Debug)]
pub enum Item {
    /// `import { name as local, … } from "module"`; `default` and `*` as JavaScript has them.
    Import(Symbol, Vec<(Symbol, Symbol)>),
    /// `function name(params) { body }`
    Function {
        /// The name in the module.
        name: Symbol,
        /// Parameter names.
        params: Vec<Symbol>,
        /// What it does.
        body: Vec<Stmt>,
        /// Whether it is exported under its own name.
        export: bool,
    },
    /// A class whose constructor takes its fields in order.
    Class {
        /// The name in the module.
        name: Symbol,
        /// Fields that the constructor sets to constants, first.
        fixed: Vec<(Symbol, Expr)>,
        /// Fields that the constructor takes, each with the parameter's name.
        fields: Vec<(Symbol, Symbol)>,
    },
    /// `const name = init` or `let name = init`.
    Variable {
        /// The name in the module.
        name: Symbol,
        /// `const`, not `let`.
        constant: bool,
        /// Its first value.
        init: Option<Expr>,
        /// Whether it is exported under its own name.
        export: bool,
    },
    /// A helper in source form: its own top-level names and those it refers to are globals of the module.
    Source(&'static str),
    /// A statement.
    Stmt(Stmt),
    /// `export { local as name, … }`
    Export(Vec<(Symbol, Symbol)>),
}

/// An operator that is not a comparison of totally ordered operands.
pub const fn op(text: &'static str) -> BinOp {
    BinOp { text, total: false }
}

impl Expr {
    /// `name`, a local.
    pub fn local(name: &str) -> Expr {
        Expr::Local(Symbol::new(name))
    }
    /// `name` of the module.
    pub fn global(name: &str) -> Expr {
        Expr::Global(Symbol::new(name))
    }
    /// `name` of the world.
    pub fn host(name: &str) -> Expr {
        Expr::Host(Symbol::new(name))
    }
    /// A string literal.
    pub fn str(text: &str) -> Expr {
        Expr::Str(Symbol::new(text))
    }
    /// `self op right`
    pub fn bin(self, text: &'static str, right: Expr) -> Expr {
        Expr::Binary(op(text), Box::new(self), Box::new(right))
    }
    /// `self op right` where both are integers or otherwise totally ordered.
    pub fn compare(self, text: &'static str, right: Expr) -> Expr {
        Expr::Binary(BinOp { text, total: true }, Box::new(self), Box::new(right))
    }
    /// `op self`
    pub fn unary(self, text: &'static str) -> Expr {
        Expr::Unary(text, Box::new(self))
    }
    /// `self ? then : otherwise`
    pub fn cond(self, then: Expr, otherwise: Expr) -> Expr {
        Expr::Cond(Box::new([self, then, otherwise]))
    }
    /// `self(args)`
    pub fn call(self, args: Vec<Expr>) -> Expr {
        Expr::Call(Box::new(self), args)
    }
    /// `new self(args)`
    pub fn construct(self, args: Vec<Expr>) -> Expr {
        Expr::New(Box::new(self), args)
    }
    /// `self.name` of a JavaScript object.
    pub fn member(self, name: &str) -> Expr {
        Expr::Member(Box::new(self), Symbol::new(name), Owner::Host)
    }
    /// `self.name(args)` of a JavaScript object.
    pub fn method(self, name: &str, args: Vec<Expr>) -> Expr {
        self.member(name).call(args)
    }
    /// `self.name` of an object of the program.
    pub fn field(self, name: Symbol) -> Expr {
        Expr::Member(Box::new(self), name, Owner::Program)
    }
    /// `self[index]`
    pub fn at(self, index: Expr) -> Expr {
        Expr::Index(Box::new(self), Box::new(index))
    }
    /// `self = value`
    pub fn assign(self, value: Expr) -> Expr {
        Expr::Assign(Box::new(self), "=", Box::new(value))
    }
    /// The expression where only its value modulo 2³² matters: without `| 0`.
    pub fn truncated(self) -> Expr {
        match self {
            Expr::Binary(BinOp { text: "|", .. }, left, right) if *right == Expr::Int(0) && left.is_exact() => *left,
            other => other,
        }
    }
    /// `!self`, pushed inside where it costs nothing.
    pub fn not(self) -> Expr {
        match self {
            Expr::Unary("!", inner) => *inner,
            Expr::Bool(value) => Expr::Bool(!value),
            Expr::Binary(op, left, right) => match opposite(op) {
                Some(text) => Expr::Binary(BinOp { text, total: op.total }, left, right),
                None if op.text == "&&" => left.not().bin("||", right.not()),
                None if op.text == "||" => left.not().bin("&&", right.not()),
                None => Expr::Binary(op, left, right).unary("!"),
            },
            other => other.unary("!"),
        }
    }
    /// An arrow function that returns an expression.
    pub fn arrow(params: Vec<Symbol>, result: Expr) -> Expr {
        Expr::Arrow(Box::new(Arrow { params, body: vec![Stmt::Return(Some(result))] }))
    }
    /// Whether writing the expression twice costs nothing and means the same.
    pub fn is_simple(&self) -> bool {
        match self {
            Expr::Int(_) | Expr::Float(_) | Expr::Bool(_) | Expr::Null | Expr::Local(_) | Expr::Global(_) => true,
            Expr::Big(_) => true,
            Expr::Str(text) => text.as_str().len() <= 8,
            _ => false,
        }
    }
    /// Whether the value is an integer that doubles represent exactly, so that `| 0` can be taken later.
    fn is_exact(&self) -> bool {
        matches!(self, Expr::Binary(op, ..) if matches!(op.text, "+" | "-" | ">>>"))
            || matches!(self, Expr::Unary("-", _))
    }
}

/// The comparison that holds when `op` does not.
fn opposite(op: BinOp) -> Option<&'static str> {
    match op.text {
        "===" => Some("!=="),
        "!==" => Some("==="),
        "<" if op.total => Some(">="),
        ">" if op.total => Some("<="),
        "<=" if op.total => Some(">"),
        ">=" if op.total => Some("<"),
        _ => None,
    }
}
