//! Types as written become types: names are looked up, the number of arguments and the bounds are checked.

use std::rc::Rc;

use base::{Span, Symbol};

use crate::ast::{self, NamedType, TypeKind};
use crate::errors::{names as errors, types as type_errors};
use crate::modules::ModuleId;
use crate::spelling::nearest;
use crate::typed::{Bound, IntTy, Ty, TyKind, TypeParam};
use crate::world::{Def, Entry, PendingBound, World};

/// Where a type is written.
#[derive(Clone)]
pub(crate) struct TypeScope {
    pub module: ModuleId,
    /// The type parameters in scope, by position.
    pub params: Rc<[TypeParam]>,
    /// What `Self` is.
    pub self_ty: Option<Ty>,
}

/// The names of types that no module declares.
pub(crate) const BUILT_IN: [&str; 14] =
    ["bool", "i8", "u8", "i16", "u16", "i32", "u32", "i64", "u64", "f32", "f64", "string", "bigint", "never"];

/// The names of bounds that no module declares.
const BUILT_IN_TRAITS: [&str; 5] = ["Eq", "Ord", "Hash", "Number", "Show"];

impl World<'_> {
    /// The type that `ty` stands for; after a mistake, a type that fits everything.
    pub fn resolve_type(&mut self, scope: &TypeScope, ty: &ast::Type) -> Ty {
        match &ty.kind {
            TypeKind::Named(named) => self.resolve_named(scope, named),
            TypeKind::Tuple(parts) => {
                let parts = parts.iter().map(|part| self.resolve_type(scope, part)).collect();
                self.tys.intern(TyKind::Tuple(parts))
            }
            TypeKind::Optional(inner) => {
                let resolved = self.resolve_type(scope, inner);
                if matches!(self.tys.kind(resolved), TyKind::Optional(_)) {
                    self.report(type_errors::optional_of_optional(ty.span, inner.span));
                }
                match self.tys.kind(resolved) {
                    TyKind::Error => resolved,
                    _ => self.optional(resolved),
                }
            }
            TypeKind::Function { params, result } => {
                let params = params.iter().map(|param| self.resolve_type(scope, param)).collect();
                let result = self.resolve_type(scope, result);
                self.tys.intern(TyKind::Func(params, result))
            }
            TypeKind::Dyn(named) => match self.resolve_bound(scope, named) {
                Some(Bound::Trait(id, args)) => {
                    self.pending_dyns.push((id, named.span));
                    self.tys.intern(TyKind::Dyn(id, args.into()))
                }
                Some(built_in) => {
                    let name = Symbol::new(&self.show_bound(&built_in, &[]));
                    self.report(crate::errors::traits::no_dyn_of_built_in(name, named.span));
                    self.core.error
                }
                None => self.core.error,
            },
            TypeKind::Unit => self.core.unit,
            TypeKind::Never => self.core.never,
            TypeKind::Error => self.core.error,
        }
    }

    fn resolve_named(&mut self, scope: &TypeScope, named: &NamedType) -> Ty {
        let args: Vec<Ty> = named.args.iter().map(|arg| self.resolve_type(scope, arg)).collect();
        if let [name] = named.path[..]
            && let Some(ty) = self.resolve_simple(scope, name, &args, named)
        {
            return ty;
        }
        match self.resolve_type_path(scope.module, &named.path) {
            Some(entry) => self.apply_type(scope, entry.def, args, named.span),
            None => self.core.error,
        }
    }

    /// Scalars, type parameters, `Self`, `Array` and `Buffer`.
    fn resolve_simple(&mut self, scope: &TypeScope, name: ast::Ident, args: &[Ty], named: &NamedType) -> Option<Ty> {
        let text = name.as_str();
        let built_in = self.scalar(text);
        let param = scope.params.iter().rposition(|param| param.name == name.name);
        let plain = match (built_in, param) {
            (Some(ty), _) => Some(ty),
            (None, Some(index)) => Some(self.tys.intern(TyKind::Param(index as u32))),
            (None, None) if text == "Self" => Some(scope.self_ty.unwrap_or_else(|| {
                self.report(errors::self_type_outside(name.span));
                self.core.error
            })),
            (None, None) => None,
        };
        if let Some(ty) = plain {
            if !args.is_empty() {
                self.report(type_errors::wrong_number_of_type_arguments(text, 0, args.len(), named.span, None));
            }
            return Some(ty);
        }
        if self.modules[scope.module].scope.contains_key(&name.name) || (text != "Array" && text != "Buffer") {
            return None;
        }
        let [item] = *args else {
            self.report(type_errors::wrong_number_of_type_arguments(text, 1, args.len(), named.span, None));
            return Some(self.core.error);
        };
        if text == "Array" {
            return Some(self.tys.intern(TyKind::Array(item)));
        }
        let params = Rc::clone(&scope.params);
        self.pending_bounds.push(PendingBound { ty: item, bound: Bound::Number, span: named.span, params });
        Some(self.tys.intern(TyKind::Buffer(item)))
    }

    /// The scalar type, `string`, `bigint` or `never` of that name.
    pub fn scalar(&mut self, name: &str) -> Option<Ty> {
        Some(match name {
            "bool" => self.core.bool,
            "f32" => self.core.f32,
            "f64" => self.core.f64,
            "string" => self.core.string,
            "bigint" => self.core.bigint,
            "never" => self.core.never,
            _ => {
                let ints =
                    [IntTy::I8, IntTy::U8, IntTy::I16, IntTy::U16, IntTy::I32, IntTy::U32, IntTy::I64, IntTy::U64];
                let int = ints.into_iter().find(|int| int.name() == name)?;
                self.tys.intern(TyKind::Int(int))
            }
        })
    }

    /// What the path of a type names; reports if nothing.
    pub fn resolve_type_path(&mut self, module: ModuleId, path: &[ast::Ident]) -> Option<Entry> {
        let (&name, qualifier) = path.split_last()?;
        let Some(&qualifier) = qualifier.first() else {
            let entry = self.lookup(module, name.name);
            if entry.is_none() && BUILT_IN_TRAITS.contains(&name.as_str()) {
                self.report(type_errors::trait_as_type(name.name, name.span));
            } else if entry.is_none() {
                let near = self.nearest_type(module, name.as_str());
                self.report(errors::unknown_type(name, near));
            }
            return entry;
        };
        match self.lookup(module, qualifier.name).map(|entry| entry.def) {
            Some(Def::Module(target)) => self.member_of_module(target, name),
            Some(Def::Error) => None,
            Some(_) => {
                self.report(errors::not_a_module(qualifier));
                None
            }
            None => {
                let near = self.nearest_type(module, qualifier.as_str());
                self.report(errors::unknown_type(qualifier, near));
                None
            }
        }
    }

    /// `name` of a module imported by `* as`; reports if it is not there or not `pub`.
    pub fn member_of_module(&mut self, target: ModuleId, name: ast::Ident) -> Option<Entry> {
        let data = &self.modules[target];
        let path = data.path;
        match data.scope.get(&name.name).copied() {
            Some(entry) => {
                if !entry.public && entry.def != Def::Error {
                    self.report(crate::errors::modules::not_public(name, path, entry.span));
                }
                Some(entry)
            }
            None => {
                let near = nearest(name.as_str(), data.names.iter().copied().filter(|n| data.scope[n].public));
                self.report(crate::errors::modules::not_in_module(name, path, near));
                None
            }
        }
    }

    fn nearest_trait(&self, module: ModuleId, name: &str) -> Option<Symbol> {
        let is_trait = |def| matches!(def, Def::Trait(_));
        let data = &self.modules[module];
        let own = data.names.iter().copied().filter(|name| is_trait(data.scope[name].def));
        let mut prelude: Vec<Symbol> =
            self.prelude.iter().filter(|(_, entry)| is_trait(entry.def)).map(|(&name, _)| name).collect();
        prelude.sort_unstable();
        let built_in = ["Eq", "Ord", "Hash", "Show"].into_iter().map(Symbol::new);
        nearest(name, own.chain(prelude).chain(built_in))
    }

    fn nearest_type(&self, module: ModuleId, name: &str) -> Option<Symbol> {
        let is_type =
            |def| matches!(def, Def::Struct(_) | Def::Enum(_) | Def::ExternType(_) | Def::Alias(_) | Def::Trait(_));
        let data = &self.modules[module];
        let own = data.names.iter().copied().filter(|name| is_type(data.scope[name].def));
        let mut prelude: Vec<Symbol> =
            self.prelude.iter().filter(|(_, entry)| is_type(entry.def)).map(|(&name, _)| name).collect();
        prelude.sort_unstable();
        let built_in = BUILT_IN.iter().chain(&["Array", "Buffer"]).map(|name| Symbol::new(name));
        nearest(name, own.chain(prelude).chain(built_in))
    }

    /// A declared type with arguments.
    fn apply_type(&mut self, scope: &TypeScope, def: Def, args: Vec<Ty>, span: Span) -> Ty {
        let (name, params, declared) = match def {
            Def::Struct(id) => {
                let data = &self.structs[id].typed;
                (data.name, Rc::from(data.type_params.as_slice()), data.span)
            }
            Def::Enum(id) => {
                let data = &self.enums[id].typed;
                (data.name, Rc::from(data.type_params.as_slice()), data.span)
            }
            Def::ExternType(id) => {
                (self.extern_types[id].typed.name, Rc::clone(&self.extern_types[id].type_params), span)
            }
            Def::Alias(id) => return self.apply_alias(scope, id, args, span),
            Def::Trait(id) => {
                let name = self.traits[id].typed.name;
                self.report(type_errors::trait_as_type(name, span));
                return self.core.error;
            }
            Def::Error | Def::Unsupported(_) => return self.core.error,
            Def::Func(_)
            | Def::Event(_)
            | Def::Intrinsic(_)
            | Def::ExternFns(_)
            | Def::ExternValue(_)
            | Def::Global(_)
            | Def::Module(_) => {
                self.report(errors::not_a_type(span));
                return self.core.error;
            }
        };
        if !self.type_arguments_fit(scope, name, &params, &args, span, declared) {
            return self.core.error;
        }
        let args = args.into_boxed_slice();
        self.tys.intern(match def {
            Def::Struct(id) => TyKind::Struct(id, args),
            Def::Enum(id) => TyKind::Enum(id, args),
            Def::ExternType(id) => TyKind::Extern(id, args),
            _ => TyKind::Error,
        })
    }

    /// Whether there are as many arguments as parameters; their bounds are looked at later.
    pub(super) fn type_arguments_fit(
        &mut self,
        scope: &TypeScope,
        name: Symbol,
        params: &Rc<[TypeParam]>,
        args: &[Ty],
        span: Span,
        declared: Span,
    ) -> bool {
        if params.len() != args.len() {
            let declared = (declared != span).then_some(declared);
            self.report(type_errors::wrong_number_of_type_arguments(
                name.as_str(),
                params.len(),
                args.len(),
                span,
                declared,
            ));
            return false;
        }
        for (param, &ty) in params.iter().zip(args) {
            for bound in &param.bounds {
                let params = Rc::clone(&scope.params);
                let bound = self.tys.subst_bound(bound, args);
                self.pending_bounds.push(PendingBound { ty, bound, span, params });
            }
        }
        true
    }

    /// Reports type arguments that lack what their parameter asks for.
    pub fn check_pending_bounds(&mut self) {
        for (id, span) in std::mem::take(&mut self.pending_dyns) {
            if let Some((why, at)) = self.why_no_dyn(id) {
                self.report(crate::errors::traits::no_dyn(self.traits[id].typed.name, span, &why, at));
            }
        }
        for pending in std::mem::take(&mut self.pending_bounds) {
            if !self.has_bound(pending.ty, &pending.bound, &pending.params) {
                let ty = self.show(pending.ty, &pending.params);
                let name = self.show_bound(&pending.bound, &pending.params);
                let why = self.why_lacks(pending.ty, &pending.bound, &pending.params);
                let advises = why.is_none() && matches!(pending.bound, Bound::Trait(..));
                let is_param = matches!(self.tys.kind(pending.ty), TyKind::Param(_));
                let diagnostic = type_errors::bound_not_met(&ty, &name, pending.span, None, why);
                self.report(match (advises, is_param) {
                    (false, _) => diagnostic,
                    (true, true) => type_errors::with_bound_advice(diagnostic, &name, &ty),
                    (true, false) => crate::errors::traits::with_impl_advice(diagnostic, &name, &ty),
                });
            }
        }
    }

    /// The type parameters as declared.
    pub(super) fn type_params(&mut self, module: ModuleId, declared: &[ast::TypeParam]) -> Vec<TypeParam> {
        self.method_type_params(module, declared, &[], None)
    }

    /// Those of a method after the `outer` ones of its impl or trait. One that has the name of an outer one is that one,
    /// and the method asks more of it: `fn sum<T: Number>(self) -> T` in `trait Iter<T>`.
    pub(super) fn method_type_params(
        &mut self,
        module: ModuleId,
        declared: &[ast::TypeParam],
        outer: &[TypeParam],
        self_ty: Option<Ty>,
    ) -> Vec<TypeParam> {
        let mut params: Vec<TypeParam> = outer.to_vec();
        let mut places = Vec::with_capacity(declared.len());
        for (index, param) in declared.iter().enumerate() {
            if let Some(first) = declared[..index].iter().find(|other| other.name.name == param.name.name) {
                let error =
                    crate::errors::declarations::duplicate_member("type parameter", param.name, first.name.span);
                self.report(error);
            }
            match outer.iter().position(|known| known.name == param.name.name) {
                Some(place) if !param.bounds.is_empty() => places.push(place),
                known => {
                    if known.is_some() {
                        self.report(crate::errors::traits::outer_type_parameter(param.name));
                    }
                    places.push(params.len());
                    params.push(TypeParam { name: param.name.name, bounds: Vec::new() });
                }
            }
        }
        let scope = TypeScope { module, params: params.as_slice().into(), self_ty };
        for (param, place) in declared.iter().zip(places) {
            for bound in &param.bounds {
                let bound = self.resolve_bound(&scope, bound);
                params[place].bounds.extend(bound);
            }
        }
        params
    }

    /// A bound of a type parameter.
    pub(super) fn resolve_bound(&mut self, scope: &TypeScope, bound: &NamedType) -> Option<Bound> {
        let args: Vec<Ty> = bound.args.iter().map(|arg| self.resolve_type(scope, arg)).collect();
        let name = bound.name();
        let declared = self.modules[scope.module].scope.contains_key(&name.name) || bound.path.len() > 1;
        if !declared {
            let built_in = match name.as_str() {
                "Eq" => Some(Bound::Eq),
                "Ord" => Some(Bound::Ord),
                "Hash" => Some(Bound::Hash),
                "Number" => Some(Bound::Number),
                "Show" => Some(Bound::Show),
                _ => None,
            };
            if built_in.is_some() {
                return built_in;
            }
        }
        if self.scalar(name.as_str()).is_some() {
            self.report(type_errors::not_a_trait(name));
            return None;
        }
        if bound.path.len() == 1 && self.lookup(scope.module, name.name).is_none() {
            let near = self.nearest_trait(scope.module, name.as_str());
            self.report(type_errors::unknown_trait(name, near));
            return None;
        }
        match self.resolve_type_path(scope.module, &bound.path)?.def {
            Def::Trait(id) => {
                let wanted = self.traits[id].decl.type_params.len();
                if wanted != args.len() {
                    let text = name.as_str();
                    let error = type_errors::wrong_number_of_type_arguments(text, wanted, args.len(), bound.span, None);
                    self.report(error);
                    return None;
                }
                Some(Bound::Trait(id, args))
            }
            Def::Error | Def::Unsupported(_) => None,
            _ => {
                self.report(type_errors::not_a_trait(name));
                None
            }
        }
    }
}
