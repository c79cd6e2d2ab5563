//! Declarations.

use base::Span;

use super::{Block, Expr, Ident, NamedType, Pattern, PatternArg, TemplateNode, Type, TypeParam};

/// A declaration of a module.
#[derive(Clone, PartialEq, Debug)]
pub struct Item {
    /// Which.
    pub kind: ItemKind,
    /// Whether other modules may use it.
    pub public: bool,
    /// `@wasm` and the like, in source order.
    pub attributes: Vec<Attribute>,
    /// The text of the `///` lines before it, joined by newlines.
    pub doc: Option<String>,
    /// From the first attribute or `pub` to the end.
    pub span: Span,
}

/// The forms of declarations.
#[derive(Clone, PartialEq, Debug)]
pub enum ItemKind {
    /// `import { a, b as c } from "./m"`, `import * as m from "./m"`.
    Import(Import),
    /// `const x: T = e`.
    Const(ValueDecl),
    /// `state x: T = e`.
    State(ValueDecl),
    /// `derive x: T = e`.
    Derive(ValueDecl),
    /// `struct S<T> { … }`.
    Struct(StructDecl),
    /// `enum E<T> { … }`.
    Enum(EnumDecl),
    /// `trait Tr<T> : Super { … }`.
    Trait(TraitDecl),
    /// `impl<T> Tr for S<T> { … }`, `impl<T> S<T> { … }`.
    Impl(ImplDecl),
    /// `fn f(…) -> T { … }`.
    Fn(FnDecl),
    /// `type A<T> = …`.
    TypeAlias(TypeAlias),
    /// `event e(…) … { … }`.
    Event(EventDecl),
    /// `impl e(…) { … }`, `default impl e(…) { … }`.
    EventImpl(EventImpl),
    /// `on e(…) { … }`.
    Observer(Observer),
    /// `view V(…) { … }`.
    View(ViewDecl),
    /// `test "name" { … }`.
    Test(TestDecl),
    /// `bench "name" { … }`.
    Bench(TestDecl),
    /// `extern js "m" { … }`, `extern seam { … }`; also a lone `extern interface …` or `extern struct …`.
    Extern(ExternBlock),
}

/// `@name` or `@name(args)`.
#[derive(Clone, PartialEq, Debug)]
pub struct Attribute {
    /// The name without `@`: `js wasm inline noinline pure get`; others are the checker's to refuse.
    pub name: Ident,
    /// The arguments; empty without parentheses.
    pub args: Vec<Expr>,
    /// With `@`.
    pub span: Span,
}

/// An import.
#[derive(Clone, PartialEq, Debug)]
pub struct Import {
    /// What is imported.
    pub names: ImportNames,
    /// From which module: `./nbody`, `std/map`.
    pub path: String,
    /// Where the path stands, with its quotes.
    pub path_span: Span,
}

/// What an import makes visible.
#[derive(Clone, PartialEq, Debug)]
pub enum ImportNames {
    /// `{ a, b as c }`.
    Named(Vec<ImportName>),
    /// `* as m`.
    All(Ident),
}

/// One imported name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ImportName {
    /// Its name in the other module.
    pub name: Ident,
    /// Its name here; the same unless `as` is written.
    pub local: Ident,
}

/// A named value of a module or view.
#[derive(Clone, PartialEq, Debug)]
pub struct ValueDecl {
    /// The name.
    pub name: Ident,
    /// The type, if written.
    pub ty: Option<Type>,
    /// The value.
    pub value: Expr,
}

/// A struct.
#[derive(Clone, PartialEq, Debug)]
pub struct StructDecl {
    /// The name.
    pub name: Ident,
    /// The type parameters.
    pub type_params: Vec<TypeParam>,
    /// The fields, in source order.
    pub fields: Vec<FieldDecl>,
}

/// A field of a struct.
#[derive(Clone, PartialEq, Debug)]
pub struct FieldDecl {
    /// The name.
    pub name: Ident,
    /// Whether it was written `var`.
    pub mutable: bool,
    /// Whether it was written `private`.
    pub private: bool,
    /// The type.
    pub ty: Type,
    /// The value when the call leaves it out.
    pub default: Option<Expr>,
    /// Its documentation.
    pub doc: Option<String>,
    /// Where it stands.
    pub span: Span,
}

/// An enum.
#[derive(Clone, PartialEq, Debug)]
pub struct EnumDecl {
    /// The name.
    pub name: Ident,
    /// The type parameters.
    pub type_params: Vec<TypeParam>,
    /// The variants, in source order.
    pub variants: Vec<VariantDecl>,
}

/// A variant of an enum: `Circle(r: f64)`, `Empty`.
#[derive(Clone, PartialEq, Debug)]
pub struct VariantDecl {
    /// The name.
    pub name: Ident,
    /// The payload; empty without parentheses.
    pub fields: Vec<Param>,
    /// Its documentation.
    pub doc: Option<String>,
    /// Where it stands.
    pub span: Span,
}

/// A trait.
#[derive(Clone, PartialEq, Debug)]
pub struct TraitDecl {
    /// The name.
    pub name: Ident,
    /// The type parameters.
    pub type_params: Vec<TypeParam>,
    /// The traits a type must have too: `trait Ord : Eq`.
    pub supertraits: Vec<NamedType>,
    /// The methods; one with a body is a default.
    pub methods: Vec<Method>,
}

/// An implementation of a trait for a type, or the methods of a type.
#[derive(Clone, PartialEq, Debug)]
pub struct ImplDecl {
    /// The type parameters after `impl`.
    pub type_params: Vec<TypeParam>,
    /// The trait; `None` for a type's own methods.
    pub of_trait: Option<NamedType>,
    /// The type.
    pub target: Type,
    /// The methods.
    pub methods: Vec<Method>,
}

/// A function of a trait or impl.
#[derive(Clone, PartialEq, Debug)]
pub struct Method {
    /// The function.
    pub function: FnDecl,
    /// Whether other modules may use it.
    pub public: bool,
    /// Its attributes.
    pub attributes: Vec<Attribute>,
    /// Its documentation.
    pub doc: Option<String>,
    /// Where it stands, with its attributes.
    pub span: Span,
}

/// A function.
#[derive(Clone, PartialEq, Debug)]
pub struct FnDecl {
    /// The name.
    pub name: Ident,
    /// The type parameters.
    pub type_params: Vec<TypeParam>,
    /// Where `self` stands, if it is a method.
    pub self_param: Option<Span>,
    /// The parameters after `self`.
    pub params: Vec<Param>,
    /// The type after `->`; `()` if none is written.
    pub result: Option<Type>,
    /// Whether it was written `async`.
    pub is_async: bool,
    /// The body; `None` in traits, for what an impl must give.
    pub body: Option<Block>,
}

/// A parameter, or a field of a variant, outcome or effect.
#[derive(Clone, PartialEq, Debug)]
pub struct Param {
    /// The name.
    pub name: Ident,
    /// The type.
    pub ty: Type,
    /// The value when the call leaves it out.
    pub default: Option<Expr>,
    /// `name?: T` and `...name: T` of extern functions.
    pub presence: Presence,
    /// Where it stands.
    pub span: Span,
}

/// Whether an argument must be given. Only extern functions have others than `Required`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Presence {
    /// `name: T`.
    Required,
    /// `name?: T`: if left out, the JavaScript call leaves it out too.
    Optional,
    /// `...name: T`: any number of arguments.
    Rest,
}

/// `type A<T> = …`.
#[derive(Clone, PartialEq, Debug)]
pub struct TypeAlias {
    /// The name.
    pub name: Ident,
    /// The type parameters.
    pub type_params: Vec<TypeParam>,
    /// What it stands for.
    pub ty: Type,
}

/// An event.
#[derive(Clone, PartialEq, Debug)]
pub struct EventDecl {
    /// The name.
    pub name: Ident,
    /// The type parameters.
    pub type_params: Vec<TypeParam>,
    /// The inputs.
    pub params: Vec<Param>,
    /// The `|` and `|?` lines.
    pub outcomes: Vec<OutcomeDecl>,
    /// The `!` lines.
    pub effects: Vec<EffectDecl>,
    /// The body; `None` if abstract or a broadcast.
    pub body: Option<Block>,
    /// Whether it was written `async`.
    pub is_async: bool,
}

/// `| found(user: User)`, `|? stale(age: i32)`.
#[derive(Clone, PartialEq, Debug)]
pub struct OutcomeDecl {
    /// The name.
    pub name: Ident,
    /// Its payload; empty without parentheses.
    pub params: Vec<Param>,
    /// Whether it was written `|?`: callers may leave it out.
    pub optional: bool,
    /// Its documentation.
    pub doc: Option<String>,
    /// Where it stands.
    pub span: Span,
}

/// `! progress(percent: i32)`, `! confirm(question: string) -> bool`.
#[derive(Clone, PartialEq, Debug)]
pub struct EffectDecl {
    /// The name.
    pub name: Ident,
    /// Its payload; empty without parentheses.
    pub params: Vec<Param>,
    /// What the arm resumes it with; without it, callers may leave the arm out.
    pub result: Option<Type>,
    /// `-> { | yes | no(reason: string) }`: in which ways it is resumed; then there is no result.
    pub branches: Vec<OutcomeDecl>,
    /// Whether it was written `!?`: callers may leave the arm out, and it is then resumed with `null`.
    pub optional: bool,
    /// Its documentation.
    pub doc: Option<String>,
    /// Where it stands.
    pub span: Span,
}

/// The body of an abstract event.
#[derive(Clone, PartialEq, Debug)]
pub struct EventImpl {
    /// Whether it was written `default impl`.
    pub is_default: bool,
    /// The event, possibly qualified: `load`, `api.load`.
    pub event: Vec<Ident>,
    /// What the inputs are called.
    pub params: Vec<Pattern>,
    /// The body.
    pub body: Block,
}

/// Code that runs at a point of every call of an event.
#[derive(Clone, PartialEq, Debug)]
pub struct Observer {
    /// The event, possibly qualified.
    pub event: Vec<Ident>,
    /// At which point.
    pub point: ObserverPoint,
    /// What the inputs, or the payload of the outcome or effect, are called; empty without parentheses.
    pub args: Vec<PatternArg>,
    /// The condition after `if`: it runs only if that holds.
    pub guard: Option<Expr>,
    /// What runs.
    pub body: Block,
}

/// When an observer runs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ObserverPoint {
    /// `on load(id)`: before the body.
    Call,
    /// `on load | found(u)`: before the arm.
    Outcome(Ident),
    /// `on load ! progress(p)`: before the arm.
    Effect(Ident),
}

/// A view.
#[derive(Clone, PartialEq, Debug)]
pub struct ViewDecl {
    /// The name.
    pub name: Ident,
    /// The type parameters.
    pub type_params: Vec<TypeParam>,
    /// The parameters.
    pub params: Vec<Param>,
    /// What precedes the template, in source order.
    pub members: Vec<ViewMember>,
    /// The template's roots.
    pub template: Vec<TemplateNode>,
}

/// A declaration in a view.
#[derive(Clone, PartialEq, Debug)]
pub struct ViewMember {
    /// Which.
    pub kind: ViewMemberKind,
    /// Where it stands.
    pub span: Span,
}

/// The forms of declarations in a view.
#[derive(Clone, PartialEq, Debug)]
pub enum ViewMemberKind {
    /// `state x = e`: one per instance.
    State(ValueDecl),
    /// `derive x = e`.
    Derive(ValueDecl),
    /// `let p = e`: computed once per instance.
    Let(super::LetStmt),
    /// `on mount { … }`.
    Mount(Block),
    /// `on unmount { … }`.
    Unmount(Block),
}

/// A test or benchmark.
#[derive(Clone, PartialEq, Debug)]
pub struct TestDecl {
    /// Its name.
    pub name: String,
    /// Where the name stands, with its quotes.
    pub name_span: Span,
    /// What it does.
    pub body: Block,
}

/// Declarations of what is outside of the program.
#[derive(Clone, PartialEq, Debug)]
pub struct ExternBlock {
    /// Where they are.
    pub host: ExternHost,
    /// The declarations, in source order.
    pub items: Vec<ExternItem>,
}

/// Where external things are.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ExternHost {
    /// `extern js`: the JavaScript globals.
    JsGlobals,
    /// `extern js "module"`: an npm package or local JavaScript module.
    JsModule {
        /// The module's specifier.
        path: String,
        /// Where it stands, with its quotes.
        span: Span,
    },
    /// `extern seam`: the compiler's own operations, for `std` only.
    Seam,
}

/// One external thing.
#[derive(Clone, PartialEq, Debug)]
pub struct ExternItem {
    /// Which.
    pub kind: ExternItemKind,
    /// Whether other modules may use it; all are if `pub` stands before `extern`.
    pub public: bool,
    /// Its attributes.
    pub attributes: Vec<Attribute>,
    /// Its documentation.
    pub doc: Option<String>,
    /// Where it stands.
    pub span: Span,
}

/// The forms of external things.
#[derive(Clone, PartialEq, Debug)]
pub enum ExternItemKind {
    /// `fn alert(message: string)`, `fn default(o: Options) as confetti`.
    Fn(ExternFn),
    /// `type Promise<T>`: an opaque object.
    Type(ExternType),
    /// `let title: string`, `var title: string as pageTitle`: a global or export.
    Value(ExternValue),
    /// `interface A : B { … }`; `extern interface` outside of a block.
    Interface(ExternInterface),
    /// `struct Options { … }`; `extern struct` outside of a block: an object whose field names are kept.
    Struct(StructDecl),
}

/// An external function, method or constructor.
#[derive(Clone, PartialEq, Debug)]
pub struct ExternFn {
    /// Its name here.
    pub name: Ident,
    /// Its name outside; the same unless `as` is written. Any word, also a keyword.
    pub external: Ident,
    /// The type parameters.
    pub type_params: Vec<TypeParam>,
    /// The parameters.
    pub params: Vec<Param>,
    /// The type after `->`; `()` if none is written.
    pub result: Option<Type>,
    /// Whether it was written `async`.
    pub is_async: bool,
    /// Whether it may throw; then it returns `Result<T, JsError>`.
    pub throws: bool,
}

/// `type Promise<T>`.
#[derive(Clone, PartialEq, Debug)]
pub struct ExternType {
    /// The name.
    pub name: Ident,
    /// The type parameters.
    pub type_params: Vec<TypeParam>,
}

/// An external variable, or a property of an interface.
#[derive(Clone, PartialEq, Debug)]
pub struct ExternValue {
    /// Its name here.
    pub name: Ident,
    /// Its name outside; the same unless `as` is written. Any word, also a keyword.
    pub external: Ident,
    /// Whether it may be assigned.
    pub mutable: bool,
    /// The type.
    pub ty: Type,
}

/// A kind of JavaScript object.
#[derive(Clone, PartialEq, Debug)]
pub struct ExternInterface {
    /// The name.
    pub name: Ident,
    /// The type parameters.
    pub type_params: Vec<TypeParam>,
    /// The interfaces it extends.
    pub supers: Vec<NamedType>,
    /// Its members, in source order.
    pub members: Vec<ExternMember>,
}

/// A member of an interface.
#[derive(Clone, PartialEq, Debug)]
pub struct ExternMember {
    /// Which.
    pub kind: ExternMemberKind,
    /// Its attributes.
    pub attributes: Vec<Attribute>,
    /// Its documentation.
    pub doc: Option<String>,
    /// Where it stands.
    pub span: Span,
}

/// The forms of members.
#[derive(Clone, PartialEq, Debug)]
pub enum ExternMemberKind {
    /// `title: string`, `var title: string`.
    Property(ExternValue),
    /// `static MAX: i32`.
    StaticProperty(ExternValue),
    /// `fn click()`; the receiver is not written.
    Method(ExternFn),
    /// `static fn now() -> f64`.
    StaticMethod(ExternFn),
    /// `new(width: i32)`; name and external name are `new`.
    New(ExternFn),
}
