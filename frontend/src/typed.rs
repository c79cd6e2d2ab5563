//! The typed program: what the checker makes and `lower` reads.
//!
//! Everything is resolved: names are ids, every expression has a type, method calls are calls of functions, defaults
//! and sugar are spelled out. It is still generic: type parameters are [`TyKind::Param`] and are replaced when `lower`
//! makes an instance. Without errors in the diagnostics it contains no `Error` node and no `Infer` type.

mod event;
mod expr;
mod ty;
mod walk;

pub use event::*;
pub use expr::*;
pub use ty::*;

use base::{IndexVec, Span, Symbol, define_id};

define_id! {
    /// A struct.
    pub struct StructId = "struct";
    /// An enum.
    pub struct EnumId = "enum";
    /// An extern type, interface or struct.
    pub struct ExternTypeId = "extern_type";
    /// A function, property, method or constructor of JavaScript.
    pub struct ExternId = "extern";
    /// A function or method with a body.
    pub struct FuncId = "fn";
    /// A module-level `const` or `state`.
    pub struct GlobalId = "global";
    /// An event.
    pub struct EventId = "event";
    /// A trait.
    pub struct TraitId = "trait";
    /// A parameter or local variable of a function, those of its lambdas included.
    pub struct LocalId = "local";
    /// A loop of a function, for `break` and `continue`.
    pub struct LoopId = "loop";
    /// The arms of a function for an effect with branches, for what resumes it.
    pub struct ArmsId = "arms";
}

/// `@js` or `@wasm`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Pin {
    /// `@js`
    Js,
    /// `@wasm`
    Wasm,
}

/// A type parameter.
#[derive(Clone, Debug)]
pub struct TypeParam {
    /// Its name.
    pub name: Symbol,
    /// The traits it must have.
    pub bounds: Vec<Bound>,
}

/// What a type parameter must have.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Bound {
    /// `==`.
    Eq,
    /// `<`, and `Eq`.
    Ord,
    /// A hash, and `Eq`.
    Hash,
    /// A numeric type: `std` only, for `min`, `max` and `abs`.
    Number,
    /// Text for people. Every type has it, so it is never an error.
    Show,
    /// A trait of the program with its arguments.
    Trait(TraitId, Vec<Ty>),
}

/// A field of a struct, variant or extern struct.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its name.
    pub name: Symbol,
    /// Where it is declared.
    pub span: Span,
    /// Its type, over the type parameters of the declaration.
    pub ty: Ty,
    /// `var`.
    pub mutable: bool,
    /// `private`.
    pub private: bool,
    /// A function of the preceding fields that gives its default, generic as the declaration is.
    pub default: Option<FuncId>,
}

/// A struct.
#[derive(Clone, Debug)]
pub struct Struct {
    /// Its name.
    pub name: Symbol,
    /// Where the name stands.
    pub span: Span,
    /// Its type parameters.
    pub type_params: Vec<TypeParam>,
    /// Its fields, in source order.
    pub fields: Vec<Field>,
    /// `@js` or `@wasm`.
    pub pin: Option<Pin>,
}

/// A variant of an enum.
#[derive(Clone, Debug)]
pub struct Variant {
    /// Its name.
    pub name: Symbol,
    /// Where it is declared.
    pub span: Span,
    /// Its payload.
    pub fields: Vec<Field>,
}

/// An enum.
#[derive(Clone, Debug)]
pub struct Enum {
    /// Its name.
    pub name: Symbol,
    /// Where the name stands.
    pub span: Span,
    /// Its type parameters.
    pub type_params: Vec<TypeParam>,
    /// Its variants, in source order.
    pub variants: Vec<Variant>,
    /// `@js` or `@wasm`.
    pub pin: Option<Pin>,
}

/// An extern type: in the IR each is `js`.
#[derive(Clone, Debug)]
pub struct ExternType {
    /// Its name here.
    pub name: Symbol,
    /// The JavaScript constructor to test with `instanceof`.
    pub js_name: Symbol,
    /// The ES module it comes from.
    pub module: Option<Symbol>,
    /// What it extends.
    pub supers: Vec<Ty>,
    /// The fields, if it is an `extern struct`: their JavaScript names are their names.
    pub fields: Option<Vec<Field>>,
}

/// How an extern is used.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ExternKind {
    /// `name(args)`
    Function,
    /// A global or export of a module that is read.
    Get,
    /// One that is written.
    Set,
    /// `receiver.name(args)`
    Method,
    /// `receiver.name`
    PropertyGet,
    /// `receiver.name = value`
    PropertySet,
    /// `new name(args)`
    New,
}

/// A function, property, method or constructor of JavaScript.
#[derive(Clone, Debug)]
pub struct Extern {
    /// The ES module it is imported from; `None` for globals.
    pub module: Option<Symbol>,
    /// The JavaScript name; statics are `Interface.name`.
    pub js_name: Symbol,
    /// How it is used.
    pub kind: ExternKind,
    /// Types of the operands, the receiver first; over type parameters.
    pub params: Vec<Ty>,
    /// Type of the result.
    pub result: Ty,
    /// Whether it may throw: then `result` is `Result<T, JsError>`.
    pub throws: bool,
}

/// A function or method.
#[derive(Clone, Debug)]
pub struct Func {
    /// Qualified for people: `largest`, `Body.speed`, `List.push`.
    pub name: Symbol,
    /// Where the name stands.
    pub span: Span,
    /// Type parameters, those of the impl first.
    pub type_params: Vec<TypeParam>,
    /// Parameters, `self` first.
    pub params: Vec<LocalId>,
    /// Result type.
    pub result: Ty,
    /// Parameters and variables.
    pub locals: IndexVec<LocalId, Local>,
    /// How many loops there are.
    pub loops: usize,
    /// What it does.
    pub body: Expr,
    /// `@inline` (`Some(true)`) or `@noinline` (`Some(false)`).
    pub inline: Option<bool>,
    /// `@js` or `@wasm`.
    pub pin: Option<Pin>,
    /// Where `@js` or `@wasm` stands.
    pub pinned: Option<Span>,
    /// Where `@pure` stands.
    pub pure: Option<Span>,
    /// Whether it is part of the standard library. An `@inline` one is transparent: what it does is placed at its call.
    pub is_std: bool,
}

/// A parameter or local variable.
#[derive(Clone, Debug)]
pub struct Local {
    /// Its name.
    pub name: Symbol,
    /// Where it is declared.
    pub span: Span,
    /// Its declared type; uses where it is narrowed say so themselves.
    pub ty: Ty,
    /// Whether it is ever assigned after its declaration.
    pub assigned: bool,
    /// Whether a lambda uses it that is not where it is declared.
    pub captured: bool,
}

/// A module-level variable.
#[derive(Clone, Debug)]
pub struct Global {
    /// Qualified for people.
    pub name: Symbol,
    /// Where the name stands.
    pub span: Span,
    /// Its type.
    pub ty: Ty,
    /// Whether it is `state`.
    pub mutable: bool,
    /// A function without parameters that gives its first value.
    pub init: FuncId,
    /// The value, if it was computed while checking.
    pub constant: Option<Constant>,
}

/// A value known while checking.
#[derive(Clone, PartialEq, Debug)]
pub enum Constant {
    /// Of type `bool`.
    Bool(bool),
    /// Of any integer type, in its range.
    Int(i128),
    /// Of type `f64` or `f32`.
    Float(f64),
    /// Of type `string`.
    Str(Symbol),
    /// `null`.
    Null,
}

/// A trait: its methods in order. Calls through a bound are resolved when an instance is made.
#[derive(Clone, Debug)]
pub struct Trait {
    /// Its name.
    pub name: Symbol,
    /// Type parameters; `Self` is the one after them.
    pub type_params: Vec<TypeParam>,
    /// What a type with this trait has too, over the same parameters.
    pub supers: Vec<Bound>,
    /// The methods.
    pub methods: Vec<TraitMethod>,
}

/// A method of a trait. Its type parameters are those of the trait, `Self`, then its own.
#[derive(Clone, Debug)]
pub struct TraitMethod {
    /// Its name.
    pub name: Symbol,
    /// Where the name stands.
    pub span: Span,
    /// The types of its parameters, `self` first.
    pub params: Vec<Ty>,
    /// The type of its result.
    pub result: Ty,
    /// The function with its default body.
    pub default: Option<FuncId>,
    /// Whether a `dyn` can choose the implementation when the program runs: it has `self` and no type parameters of its
    /// own, and `Self` occurs nowhere else. On a `dyn`, others run their default body.
    pub dispatched: bool,
}

/// An implementation of a trait.
#[derive(Clone, Debug)]
pub struct Impl {
    /// The trait.
    pub of: Bound,
    /// Its type parameters.
    pub type_params: Vec<TypeParam>,
    /// The type, over them.
    pub target: Ty,
    /// A function per method of the trait, in its order, `None` for a default; built-in traits: `Eq` has `eq`, `Ord` has
    /// `compare`, `Hash` has `hash`, `Show` has `show`.
    pub methods: Vec<Option<FuncId>>,
}

/// Declarations of `std` that the compiler itself refers to.
#[derive(Clone, Debug)]
pub struct LangItems {
    /// `Result`, with variants `Ok` and `Err` in this order.
    pub result: EnumId,
    /// `List`.
    pub list: StructId,
    /// `JsError`, an extern type.
    pub js_error: Option<ExternTypeId>,
    /// Functions by name, from `std/lang`: `f64Rem`, `f64Pow`, `i32Pow`, `showList`, ….
    pub functions: Vec<(Symbol, FuncId)>,
}

/// A test or bench block.
#[derive(Clone, Debug)]
pub struct Test {
    /// What it is called.
    pub name: Symbol,
    /// Its body, without parameters.
    pub func: FuncId,
}

/// A checked program.
#[derive(Clone, Debug)]
pub struct Program {
    /// All types.
    pub tys: Tys,
    /// Structs.
    pub structs: IndexVec<StructId, Struct>,
    /// Enums.
    pub enums: IndexVec<EnumId, Enum>,
    /// Extern types.
    pub extern_types: IndexVec<ExternTypeId, ExternType>,
    /// Externs.
    pub externs: IndexVec<ExternId, Extern>,
    /// Functions.
    pub funcs: IndexVec<FuncId, Func>,
    /// Globals.
    pub globals: IndexVec<GlobalId, Global>,
    /// Events.
    pub events: IndexVec<EventId, Event>,
    /// Traits.
    pub traits: IndexVec<TraitId, Trait>,
    /// Implementations of traits, those of built-in ones included.
    pub impls: Vec<Impl>,
    /// Globals in the order in which their initialisers run.
    pub init_order: Vec<GlobalId>,
    /// `main`, if the root module has one.
    pub main: Option<FuncId>,
    /// Tests of the root module and the modules it imports, `std` apart.
    pub tests: Vec<Test>,
    /// `pub fn`s of the root module.
    pub exports: Vec<(Symbol, FuncId)>,
    /// What of `std` the compiler refers to.
    pub lang: LangItems,
}
