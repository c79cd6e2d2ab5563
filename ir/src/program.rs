//! A whole program: functions, heap types, globals, and what the outside world calls and provides.

use crate::{Const, Func, Placement, Seam, Side, Type, Types};
use base::{IndexVec, Span, Symbol, define_id};

define_id! {
    /// A function.
    pub struct FuncId = "f";
    /// A module-level variable.
    pub struct GlobalId = "g";
    /// Something of JavaScript that the program uses.
    pub struct ExternId = "x";
}

/// A module-level variable: `state`, or a `const` that is not a scalar.
#[derive(Clone, Debug)]
pub struct Global {
    /// Unique in the program.
    pub name: Symbol,
    /// Its type. A non-null reference is never read before `init` has set it.
    pub ty: Type,
    /// Its value before `init` runs: a constant, or zero / absent if there is none.
    pub value: Option<Const>,
    /// Whether it is assigned after `init`.
    pub mutable: bool,
    /// The declaration.
    pub span: Span,
}

impl Global {
    /// Whether the compiler made it to hand a value over, from just before a return to just after: such a variable is of
    /// no declaration.
    pub fn is_scratch(&self) -> bool {
        self.span.start == self.span.end
    }
}

/// How an extern is used; operands are the JS arguments, the object first.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ExternKind {
    /// `name(args)`
    Function,
    /// `name`
    Get,
    /// `name = value`
    Set,
    /// `object.name(args)`
    Method,
    /// `object.name`
    PropertyGet,
    /// `object.name = value`
    PropertySet,
    /// `new name(args)`
    New,
    /// `{field: value, …}`: an `extern struct`; the field names are in `Extern::fields`.
    Object,
    /// `object instanceof name`
    InstanceOf,
    /// `object[index]`
    IndexGet,
    /// `object[index] = value`
    IndexSet,
}

/// A function, property, method or constructor of JavaScript.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Extern {
    /// The ES module it is imported from, as written; `None` for the page's globals.
    pub module: Option<Symbol>,
    /// The JavaScript name, possibly dotted (`Math.sin`, `document`).
    pub name: Symbol,
    /// How it is used.
    pub kind: ExternKind,
    /// Operand types.
    pub params: Vec<Type>,
    /// Result type, if there is one.
    pub result: Option<Type>,
    /// How operands and results look to JavaScript where their IR type does not say: position (the result last).
    pub views: Vec<JsView>,
    /// Field names of `ExternKind::Object`.
    pub fields: Vec<Symbol>,
    /// Whether it may throw: then the result is a `Result` built by the caller from `(value, error)`. Such an extern
    /// has two results: the value or null, and the error as a nullable `js`.
    pub throws: bool,
}

/// How a value looks to JavaScript.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default, Debug)]
pub enum JsView {
    /// As its IR type.
    #[default]
    Plain,
    /// An `i32` or `i64` that is unsigned.
    Unsigned,
}

/// A test block.
#[derive(Clone, Debug)]
pub struct Test {
    /// What it is called.
    pub name: Symbol,
    /// Its body, without parameters and results.
    pub func: FuncId,
}

/// A function that the root module exports with `pub`.
#[derive(Clone, Debug)]
pub struct Export {
    /// The JavaScript name.
    pub name: Symbol,
    /// The function.
    pub func: FuncId,
    /// How parameters and then results look to JavaScript.
    pub views: Vec<JsView>,
}

/// A function whose blocks are counted while the program runs; the numbers of its counters follow those of the row before.
#[derive(Clone, Copy, Debug)]
pub struct Counted {
    /// The path of its module, from the folder of the root module.
    pub module: Symbol,
    /// Its name.
    pub name: Symbol,
    /// A hash of its text.
    pub hash: Symbol,
    /// How many blocks it had when they were numbered, the entry first.
    pub blocks: usize,
}

/// A program.
#[derive(Clone, Default, Debug)]
pub struct Program {
    /// Heap types and signatures.
    pub types: Types,
    /// Functions, in order of first use.
    pub funcs: IndexVec<FuncId, Func>,
    /// Module-level variables, in order of initialisation.
    pub globals: IndexVec<GlobalId, Global>,
    /// What the program uses of JavaScript, each once.
    pub externs: IndexVec<ExternId, Extern>,
    /// Sets the globals that are not constants. Runs once, first.
    pub init: Option<FuncId>,
    /// `main`, without parameters and results.
    pub main: Option<FuncId>,
    /// Test blocks; present only when they were asked for.
    pub tests: Vec<Test>,
    /// Exported functions.
    pub exports: Vec<Export>,
    /// The home of everything.
    pub placement: Placement,
    /// What crosses.
    pub seam: Seam,
    /// What is counted, in a build that makes a profile.
    pub counted: Vec<Counted>,
}

impl Program {
    /// Whether any function lives on `side`.
    pub fn has_side(&self, side: Side) -> bool {
        self.placement.funcs.iter().any(|&home| home == side)
    }
}
