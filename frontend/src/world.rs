//! What the checker knows of the whole program: every declaration with its signature, by id.
//!
//! Filled by [`crate::declare`] before any body is looked at; bodies are then checked against it in any order. Names
//! are resolved through [`World::lookup`], methods through [`World::methods_of`].

use std::rc::Rc;

use base::{Diagnostic, IndexVec, Span, Symbol, define_id};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::ast;
use crate::modules::ModuleId;
use crate::typed::{
    self, Bound, Constant, EnumId, EventId, ExternId, ExternTypeId, FuncId, GlobalId, IntTy, StructId, TraitId, Ty,
    TyKind, TypeParam, Tys,
};

define_id! {
    /// A function of `extern seam`.
    pub struct IntrinsicId = "intrinsic";
    /// All external functions of one name.
    pub struct OverloadsId = "overloads";
    /// An external variable.
    pub struct ExternValueId = "extern_value";
    /// A type alias.
    pub struct AliasId = "alias";
}

/// What a name of a module stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Def {
    Func(FuncId),
    Intrinsic(IntrinsicId),
    ExternFns(OverloadsId),
    ExternValue(ExternValueId),
    Global(GlobalId),
    Struct(StructId),
    Enum(EnumId),
    ExternType(ExternTypeId),
    Alias(AliasId),
    Trait(TraitId),
    Module(ModuleId),
    Event(EventId),
    /// Part of the language that this compiler does not have yet: `view`.
    Unsupported(&'static str),
    /// What is left of an import that failed.
    Error,
}

/// A name of a module.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    pub def: Def,
    /// Where it is declared.
    pub span: Span,
    pub public: bool,
    /// Where it was imported, to tell which imports are used.
    pub import: Option<Span>,
}

/// A module's names.
pub(crate) struct ModuleData {
    pub path: Symbol,
    pub is_std: bool,
    pub scope: FxHashMap<Symbol, Entry>,
    /// The names in source order, for messages and for what must not depend on hashing.
    pub names: Vec<Symbol>,
    /// The enums a variant's unqualified name may mean.
    pub variants: FxHashMap<Symbol, Vec<(EnumId, u32)>>,
}

/// How many arguments a parameter takes.
pub(crate) use crate::ast::Presence;

/// A parameter of a signature.
#[derive(Clone, Debug)]
pub(crate) struct ParamSig {
    pub name: Symbol,
    pub span: Span,
    pub ty: Ty,
    pub default: Option<FuncId>,
    pub presence: Presence,
}

/// What a caller must know of a function, struct or variant.
#[derive(Clone, Debug)]
pub(crate) struct Sig {
    /// As in messages: `Body.speed`.
    pub name: Symbol,
    pub span: Span,
    pub module: ModuleId,
    pub public: bool,
    /// Those of the impl first.
    pub type_params: Rc<[TypeParam]>,
    /// How many of them are the impl's.
    pub outer_params: usize,
    /// `self` is the first of `params`.
    pub has_self: bool,
    /// The type of `self`, or the target of the impl, over the type parameters.
    pub target: Option<Ty>,
    pub params: Vec<ParamSig>,
    pub result: Ty,
    pub result_span: Option<Span>,
    /// `@get`: read without parentheses.
    pub getter: bool,
}

/// A struct and what messages need of it.
pub(crate) struct StructDef {
    pub typed: typed::Struct,
    pub module: ModuleId,
    pub sig: Option<Rc<Sig>>,
    pub opaque: bool,
}

/// An enum and what messages need of it.
pub(crate) struct EnumDef {
    pub typed: typed::Enum,
    pub module: ModuleId,
    /// The signature of each variant.
    pub sigs: Vec<Rc<Sig>>,
    pub by_name: FxHashMap<Symbol, u32>,
}

/// A member of an external interface.
#[derive(Clone)]
pub(crate) enum ExternMember {
    Property(ExternValueId),
    Methods(OverloadsId),
}

/// An external type and its members.
pub(crate) struct ExternTypeDef {
    pub typed: typed::ExternType,
    pub module: ModuleId,
    pub type_params: Rc<[TypeParam]>,
    pub members: FxHashMap<Symbol, ExternMember>,
    pub statics: FxHashMap<Symbol, ExternMember>,
    pub constructors: Option<OverloadsId>,
    /// For an extern struct.
    pub sig: Option<Rc<Sig>>,
}

/// An external variable or property.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ExternValue {
    pub span: Span,
    pub ty: Ty,
    pub get: ExternId,
    pub set: Option<ExternId>,
}

/// A type alias, resolved when it is first used.
pub(crate) struct AliasDef<'a> {
    pub decl: &'a ast::TypeAlias,
    pub module: ModuleId,
    pub state: AliasState,
}

/// How far an alias is resolved.
#[derive(Clone)]
pub(crate) enum AliasState {
    Unresolved,
    Resolving,
    Resolved(Rc<[TypeParam]>, Ty),
}

/// A trait.
pub(crate) struct TraitDef<'a> {
    pub decl: &'a ast::TraitDecl,
    pub module: ModuleId,
    pub public: bool,
    pub span: Span,
    pub typed: typed::Trait,
    /// Signatures of its methods; `Self` is the parameter after the trait's own.
    pub methods: Vec<Rc<Sig>>,
}

/// An event and what checking needs of it.
pub(crate) struct EventDef<'a> {
    pub decl: &'a ast::EventDecl,
    pub typed: typed::Event,
    pub module: ModuleId,
    /// Of the inputs; the result is what the body gives: `never` if there are outcomes, else `()`.
    pub sig: Rc<Sig>,
    pub outcomes: Vec<Rc<Sig>>,
    pub effects: Vec<Rc<Sig>>,
    /// For each effect its branches.
    pub branches: Vec<Vec<Rc<Sig>>>,
    /// The first call, if there is one.
    pub called: Option<Span>,
}

/// A module-level variable.
pub(crate) struct GlobalDef<'a> {
    pub name: Symbol,
    pub span: Span,
    pub module: ModuleId,
    pub decl: &'a ast::ValueDecl,
    pub mutable: bool,
    pub init: FuncId,
    pub state: GlobalState,
    pub constant: Option<Constant>,
}

/// How far a module-level variable is checked.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum GlobalState {
    /// Its type is not known yet.
    Unchecked,
    /// Its initialiser is being checked to find its type.
    Checking,
    /// Its type is known, since it is written; its initialiser is not checked.
    Declared(Ty),
    /// Done.
    Checked(Ty),
}

/// An implementation of a trait.
#[derive(Clone)]
pub(crate) struct ImplDef {
    pub of: Bound,
    pub type_params: Rc<[TypeParam]>,
    pub target: Ty,
    /// In the order of the trait; `None` for what it has a default of.
    pub methods: Vec<Option<FuncId>>,
    /// Where the trait is named.
    pub span: Span,
}

/// What a type is made with, without its arguments: methods are found by it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Head {
    Unit,
    Bool,
    Int(IntTy),
    F32,
    F64,
    String,
    BigInt,
    Tuple,
    Func,
    Array,
    Buffer,
    Optional,
    Struct(StructId),
    Enum(EnumId),
    Extern(ExternTypeId),
    Dyn(TraitId),
    /// Every type: what `impl<T> A for T` is for. No type is made with it.
    Any,
}

/// Types that are always there.
#[derive(Clone, Copy)]
pub(crate) struct Core {
    pub error: Ty,
    pub never: Ty,
    pub unit: Ty,
    pub bool: Ty,
    pub i32: Ty,
    pub f32: Ty,
    pub f64: Ty,
    pub string: Ty,
    pub bigint: Ty,
}

impl Core {
    pub fn new(tys: &mut Tys) -> Self {
        Self {
            error: tys.intern(TyKind::Error),
            never: tys.intern(TyKind::Never),
            unit: tys.intern(TyKind::Unit),
            bool: tys.intern(TyKind::Bool),
            i32: tys.intern(TyKind::Int(IntTy::I32)),
            f32: tys.intern(TyKind::F32),
            f64: tys.intern(TyKind::F64),
            string: tys.intern(TyKind::String),
            bigint: tys.intern(TyKind::BigInt),
        }
    }
}

/// A requirement that is looked at when all declarations are known.
pub(crate) struct PendingBound {
    pub ty: Ty,
    pub bound: Bound,
    pub span: Span,
    pub params: Rc<[TypeParam]>,
}

/// A body to check.
#[derive(Clone)]
pub(crate) enum Job<'a> {
    /// A function or method.
    Fn(FuncId, &'a ast::FnDecl),
    /// The default of parameter or field `index` of a signature.
    Default { func: FuncId, sig: Rc<Sig>, index: usize, value: &'a ast::Expr },
    /// A test.
    Test(FuncId, &'a ast::TestDecl),
    /// Code of an event.
    Event(FuncId, EventId, EventCode<'a>),
}

/// Code that belongs to an event.
#[derive(Clone, Copy)]
pub(crate) enum EventCode<'a> {
    /// The body of its declaration.
    Body(&'a ast::Block),
    /// An `impl`.
    Impl(&'a ast::EventImpl),
    /// An observer.
    Observer(typed::Point, &'a ast::Observer),
}

/// What a checked body refers to.
#[derive(Default)]
pub(crate) struct Refs {
    /// Functions with their type arguments, and where.
    pub calls: Vec<(FuncId, Vec<Ty>, Span)>,
    /// Methods of traits, with the arguments for all type parameters of the method's signature.
    pub trait_calls: Vec<(TraitId, u32, Vec<Ty>, Span)>,
    /// Conversions of a type to a `dyn`.
    pub conversions: Vec<(Ty, Ty, Span)>,
    /// Defaults of arguments that were left out.
    pub defaults: Vec<FuncId>,
    pub globals: Vec<GlobalId>,
}

/// Attributes of a function.
#[derive(Clone, Copy, Default)]
pub(crate) struct FuncAttributes {
    pub pin: Option<typed::Pin>,
    pub inline: Option<bool>,
    pub getter: bool,
    /// Where `@pure` stands.
    pub pure: Option<Span>,
    /// Where `@js` or `@wasm` stands.
    pub pinned: Option<Span>,
}

/// Declarations of `std` that the checker refers to.
#[derive(Clone, Copy, Default)]
pub(crate) struct Lang {
    pub result: Option<EnumId>,
    pub list: Option<StructId>,
    pub map: Option<StructId>,
    pub next: Option<EnumId>,
    pub js_error: Option<ExternTypeId>,
    pub list_of: Option<FuncId>,
    pub map_of: Option<FuncId>,
}

/// The whole program.
pub(crate) struct World<'a> {
    pub tys: Tys,
    pub core: Core,
    pub root: ModuleId,
    pub modules: IndexVec<ModuleId, ModuleData>,
    pub prelude: FxHashMap<Symbol, Entry>,
    pub prelude_variants: FxHashMap<Symbol, Vec<(EnumId, u32)>>,
    pub structs: IndexVec<StructId, StructDef>,
    pub enums: IndexVec<EnumId, EnumDef>,
    pub extern_types: IndexVec<ExternTypeId, ExternTypeDef>,
    pub externs: IndexVec<ExternId, typed::Extern>,
    pub extern_sigs: FxHashMap<ExternId, Rc<Sig>>,
    /// Externs with fewer or more operands than declared, for left out and repeated arguments.
    pub extern_arities: FxHashMap<(ExternId, usize), ExternId>,
    pub overloads: IndexVec<OverloadsId, Vec<ExternId>>,
    pub extern_values: IndexVec<ExternValueId, ExternValue>,
    pub intrinsics: IndexVec<IntrinsicId, (Symbol, Rc<Sig>)>,
    pub aliases: IndexVec<AliasId, AliasDef<'a>>,
    pub events: IndexVec<EventId, EventDef<'a>>,
    pub traits: IndexVec<TraitId, TraitDef<'a>>,
    pub globals: IndexVec<GlobalId, GlobalDef<'a>>,
    pub impls: Vec<ImplDef>,
    /// Implementations of a trait for a kind of type, as indices into `impls`.
    pub impls_by_head: FxHashMap<(ImplOf, Head), Vec<usize>>,
    /// The questions for a trait of a type that are being answered.
    pub asked: Vec<(TraitId, Ty)>,
    pub sigs: IndexVec<FuncId, Option<Rc<Sig>>>,
    pub attributes: IndexVec<FuncId, FuncAttributes>,
    /// Checked functions.
    pub funcs: IndexVec<FuncId, Option<typed::Func>>,
    pub refs: FxHashMap<FuncId, Refs>,
    pub jobs: Vec<Job<'a>>,
    pub tests: Vec<typed::Test>,
    pub methods: FxHashMap<(Head, Symbol), Vec<FuncId>>,
    /// Names of the methods of a kind of type, in source order.
    pub method_names: FxHashMap<Head, Vec<Symbol>>,
    /// The traits that have a method of a name, and which it is.
    pub trait_methods: FxHashMap<Symbol, Vec<(TraitId, u32)>>,
    pub pending_bounds: Vec<PendingBound>,
    /// Traits that the compiler implements where nobody has. See [`crate::derive`].
    pub derivable: Vec<TraitId>,
    /// Each `dyn` that is written, to be looked at when traits are declared.
    pub pending_dyns: Vec<(TraitId, Span)>,
    pub used_imports: FxHashSet<Span>,
    pub lang: Lang,
    pub main: Option<FuncId>,
    pub module_sources: FxHashMap<base::SourceId, ModuleId>,
    /// The module-level variables being checked inside each other.
    pub open_globals: Vec<GlobalId>,
    pub diagnostics: Vec<Diagnostic>,
    /// Whether types have an operation, once known. See [`crate::bounds`].
    pub bound_cache: FxHashMap<(Ty, crate::bounds::BoundKind), bool>,
    /// Whether types mention type parameters, once known.
    pub param_cache: FxHashMap<Ty, bool>,
}

/// Which trait an implementation is of, without its arguments.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum ImplOf {
    BuiltIn(crate::bounds::BoundKind),
    Trait(TraitId),
}

impl<'a> World<'a> {
    pub fn new(root: ModuleId) -> Self {
        let mut tys = Tys::default();
        let core = Core::new(&mut tys);
        Self {
            tys,
            core,
            root,
            modules: IndexVec::new(),
            prelude: FxHashMap::default(),
            prelude_variants: FxHashMap::default(),
            structs: IndexVec::new(),
            enums: IndexVec::new(),
            extern_types: IndexVec::new(),
            externs: IndexVec::new(),
            extern_sigs: FxHashMap::default(),
            extern_arities: FxHashMap::default(),
            overloads: IndexVec::new(),
            extern_values: IndexVec::new(),
            intrinsics: IndexVec::new(),
            aliases: IndexVec::new(),
            events: IndexVec::new(),
            traits: IndexVec::new(),
            globals: IndexVec::new(),
            impls: Vec::new(),
            impls_by_head: FxHashMap::default(),
            asked: Vec::new(),
            sigs: IndexVec::new(),
            attributes: IndexVec::new(),
            funcs: IndexVec::new(),
            refs: FxHashMap::default(),
            jobs: Vec::new(),
            tests: Vec::new(),
            methods: FxHashMap::default(),
            method_names: FxHashMap::default(),
            trait_methods: FxHashMap::default(),
            pending_bounds: Vec::new(),
            derivable: Vec::new(),
            pending_dyns: Vec::new(),
            used_imports: FxHashSet::default(),
            lang: Lang::default(),
            main: None,
            module_sources: FxHashMap::default(),
            open_globals: Vec::new(),
            diagnostics: Vec::new(),
            bound_cache: FxHashMap::default(),
            param_cache: FxHashMap::default(),
        }
    }

    pub fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// A new function without a signature or body yet.
    pub fn new_func(&mut self, attributes: FuncAttributes) -> FuncId {
        self.sigs.push(None);
        self.attributes.push(attributes);
        self.funcs.push(None)
    }

    /// The signature of a function; declarations have set it before bodies are checked.
    pub fn sig(&self, func: FuncId) -> Rc<Sig> {
        Rc::clone(self.sigs[func].as_ref().expect("signatures are made before bodies are checked"))
    }

    /// What `name` means in a module, and that its import is used.
    pub fn lookup(&mut self, module: ModuleId, name: Symbol) -> Option<Entry> {
        let entry = self.modules[module].scope.get(&name).or_else(|| self.prelude.get(&name)).copied()?;
        if let Some(import) = entry.import {
            self.used_imports.insert(import);
        }
        Some(entry)
    }

    /// What a type is made with; `None` for type parameters and unknown types.
    pub fn head(&self, ty: Ty) -> Option<Head> {
        Some(match self.tys.kind(ty) {
            TyKind::Unit => Head::Unit,
            TyKind::Bool => Head::Bool,
            TyKind::Int(int) => Head::Int(*int),
            TyKind::F32 => Head::F32,
            TyKind::F64 => Head::F64,
            TyKind::String => Head::String,
            TyKind::BigInt => Head::BigInt,
            TyKind::Tuple(_) => Head::Tuple,
            TyKind::Func(..) => Head::Func,
            TyKind::Struct(id, _) => Head::Struct(*id),
            TyKind::Enum(id, _) => Head::Enum(*id),
            TyKind::Array(_) => Head::Array,
            TyKind::Buffer(_) => Head::Buffer,
            TyKind::Extern(id, _) => Head::Extern(*id),
            TyKind::Dyn(id, _) => Head::Dyn(*id),
            TyKind::Optional(_) => Head::Optional,
            TyKind::Error | TyKind::Infer(_) | TyKind::Never | TyKind::Param(_) => return None,
        })
    }

    /// The methods and associated functions called `name` of a kind of type.
    pub fn methods_of(&self, head: Head, name: Symbol) -> &[FuncId] {
        self.methods.get(&(head, name)).map_or(&[], Vec::as_slice)
    }

    pub fn optional(&mut self, ty: Ty) -> Ty {
        self.tys.intern(TyKind::Optional(ty))
    }

    pub fn is_std(&self, module: ModuleId) -> bool {
        self.modules[module].is_std
    }
}
