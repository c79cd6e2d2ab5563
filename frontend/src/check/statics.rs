//! What belongs to a module or a type: `geo.area`, `Shape.Circle`, `Array<f64>.new`, `Math.PI`.

use base::{Span, Symbol};

use super::body::{Body, Want};
use super::calls::{Callable, Candidate, Seed};
use super::traits::Method;
use crate::ast::{self, ExprKind as Ast};
use crate::errors::names as errors;
use crate::modules::ModuleId;
use crate::spelling::nearest;
use crate::typed::{ExternTypeId, TraitId, Ty, TyKind};
use crate::world::{Def, ExternMember};

/// What stands before the point, if it is not a value.
pub(super) enum Static {
    Module(ModuleId),
    Type(Ty, Span),
    /// A trait with its arguments.
    Trait(TraitId, Vec<Ty>),
    Error,
}

impl<'a> Body<'_, 'a> {
    /// A module or type before a point; `None` if it is a value.
    pub(super) fn static_receiver(&mut self, e: &'a ast::Expr) -> Option<Static> {
        match &e.kind {
            Ast::Name(name) => self.static_name(*name, &[], e.span),
            Ast::Instantiate { base, args } => match &base.kind {
                Ast::Name(name) => self.static_name(*name, args, e.span),
                Ast::Field { receiver, name, optional: false } => self.static_in_module(receiver, *name, args, e.span),
                _ => None,
            },
            Ast::Field { receiver, name, optional: false } => self.static_in_module(receiver, *name, &[], e.span),
            _ => None,
        }
    }

    fn static_name(&mut self, name: ast::Ident, args: &'a [ast::Type], span: Span) -> Option<Static> {
        if self.find_local(name.name).is_some() {
            return None;
        }
        if name.as_str() == "Self"
            && let Some(ty) = self.scope.self_ty
        {
            return Some(Static::Type(ty, span));
        }
        if let Some(index) = self.scope.params.iter().rposition(|param| param.name == name.name) {
            if let Some(first) = args.first() {
                self.report(crate::errors::types::wrong_number_of_type_arguments(
                    name.as_str(),
                    0,
                    args.len(),
                    first.span,
                    None,
                ));
            }
            return Some(Static::Type(self.intern(TyKind::Param(index as u32)), span));
        }
        match self.world.lookup(self.module, name.name) {
            Some(entry) => self.static_def(entry.def, name, args, span),
            None => {
                if let Some(ty) = self.world.scalar(name.as_str()) {
                    return Some(Static::Type(ty, span));
                }
                let is_built_in = matches!(name.as_str(), "Array" | "Buffer");
                is_built_in.then(|| {
                    let item = match args {
                        [] => self.fresh(span),
                        [item, ..] => self.resolve_type(item),
                    };
                    let kind = if name.as_str() == "Array" { TyKind::Array(item) } else { TyKind::Buffer(item) };
                    Static::Type(self.intern(kind), span)
                })
            }
        }
    }

    /// `geo.Shape` before a point.
    fn static_in_module(
        &mut self,
        receiver: &'a ast::Expr,
        name: ast::Ident,
        args: &'a [ast::Type],
        span: Span,
    ) -> Option<Static> {
        let Ast::Name(module) = &receiver.kind else { return None };
        if !name.is_upper() || self.find_local(module.name).is_some() {
            return None;
        }
        let Some(Def::Module(target)) = self.world.lookup(self.module, module.name).map(|entry| entry.def) else {
            return None;
        };
        match self.world.member_of_module(target, name) {
            Some(entry) => self.static_def(entry.def, name, args, span),
            None => Some(Static::Error),
        }
    }

    fn static_def(&mut self, def: Def, name: ast::Ident, args: &'a [ast::Type], span: Span) -> Option<Static> {
        let count = match def {
            Def::Module(module) => return Some(Static::Module(module)),
            Def::Struct(id) => self.world.structs[id].typed.type_params.len(),
            Def::Enum(id) => self.world.enums[id].typed.type_params.len(),
            Def::ExternType(id) => self.world.extern_types[id].type_params.len(),
            Def::Alias(_) => {
                let named = ast::NamedType { path: vec![name], args: args.to_vec(), span };
                let ty = self.resolve_type(&ast::Type { kind: ast::TypeKind::Named(named), span });
                return Some(Static::Type(ty, span));
            }
            Def::Error | Def::Unsupported(_) => return Some(Static::Error),
            Def::Trait(id) => self.world.traits[id].typed.type_params.len(),
            Def::Func(_)
            | Def::Event(_)
            | Def::Intrinsic(_)
            | Def::ExternFns(_)
            | Def::ExternValue(_)
            | Def::Global(_) => return None,
        };
        if !args.is_empty() && args.len() != count {
            let error =
                crate::errors::types::wrong_number_of_type_arguments(name.as_str(), count, args.len(), span, None);
            self.report(error);
            return Some(Static::Error);
        }
        let args: Box<[Ty]> = match args {
            [] => (0..count).map(|_| self.fresh(span)).collect(),
            args => args.iter().map(|arg| self.resolve_type(arg)).collect(),
        };
        let kind = match def {
            Def::Trait(id) => return Some(Static::Trait(id, args.into())),
            Def::Struct(id) => TyKind::Struct(id, args),
            Def::Enum(id) => TyKind::Enum(id, args),
            Def::ExternType(id) => TyKind::Extern(id, args),
            _ => TyKind::Error,
        };
        Some(Static::Type(self.intern(kind), span))
    }

    /// A member of a module or type.
    pub(super) fn static_member(
        &mut self,
        of: Static,
        name: ast::Ident,
        type_args: &'a [ast::Type],
        want: Want,
    ) -> Callable {
        match of {
            Static::Error => Callable::Error,
            Static::Module(module) => match self.world.member_of_module(module, name) {
                Some(entry) => self.def_callable(entry.def, name, type_args),
                None => Callable::Error,
            },
            Static::Trait(id, args) => self.static_trait_member(id, args, name, type_args),
            Static::Type(ty, span) => self.member_of_type(ty, span, name, type_args, want),
        }
    }

    fn member_of_type(
        &mut self,
        ty: Ty,
        span: Span,
        name: ast::Ident,
        type_args: &'a [ast::Type],
        want: Want,
    ) -> Callable {
        let kind = self.kind(ty).clone();
        if let TyKind::Enum(id, args) = &kind
            && let Some(&variant) = self.world.enums[*id].by_name.get(&name.name)
        {
            let sig = std::rc::Rc::clone(&self.world.enums[*id].sigs[variant as usize]);
            self.no_type_arguments(type_args);
            let _ = want;
            let type_args = args.to_vec();
            return Callable::One(Candidate { seed: Seed::Variant(variant), sig, type_args, receiver: None });
        }
        if let TyKind::Extern(id, _) = kind
            && let Some(callable) = self.extern_static(id, name)
        {
            return callable;
        }
        let mut is_method = false;
        let own = self.world.head(ty).map_or(&[][..], |head| self.world.methods_of(head, name.name)).to_vec();
        for func in own {
            let sig = self.world.sig(func);
            if sig.has_self {
                is_method = true;
                continue;
            }
            let Some(inferred) = self.fit_target(&sig, ty, span) else { continue };
            let method = Method { seed: Seed::Func(func), sig, type_args: inferred };
            return self.method_candidate(None, name, method, type_args);
        }
        match self.trait_method_of(ty, name, false) {
            Ok(Some(method)) => self.method_candidate(None, name, method, type_args),
            Ok(None) if self.is_error(ty) => Callable::Error,
            Ok(None) => {
                let is_method = is_method || matches!(self.trait_method_of(ty, name, true), Ok(Some(_)));
                self.unknown_static(ty, name, is_method)
            }
            Err(()) => Callable::Error,
        }
    }

    fn unknown_static(&mut self, ty: Ty, name: ast::Ident, is_method: bool) -> Callable {
        let text = self.show(ty);
        if is_method {
            self.report(errors::method_of_type(name, &text));
            return Callable::Error;
        }
        if let TyKind::Enum(id, _) = *self.kind(ty)
            && name.is_upper()
        {
            let data = &self.world.enums[id].typed;
            let variants = data.variants.iter().map(|variant| variant.name).collect();
            let (of, span) = (data.name, data.span);
            self.report(errors::unknown_variant(name, of, variants, span));
            return Callable::Error;
        }
        let mut available: Vec<Symbol> = match self.kind(ty) {
            TyKind::Enum(id, _) => self.world.enums[*id].typed.variants.iter().map(|variant| variant.name).collect(),
            TyKind::Extern(id, _) => self.world.extern_types[*id].statics.keys().copied().collect(),
            _ => Vec::new(),
        };
        if let Some(head) = self.world.head(ty) {
            let names = self.world.method_names.get(&head).into_iter().flatten().copied();
            let is_static =
                |name: &Symbol| self.world.methods_of(head, *name).iter().any(|&func| !self.world.sig(func).has_self);
            available.extend(names.filter(is_static));
        }
        available.sort_unstable();
        let near = nearest(name.as_str(), available.iter().copied());
        self.report(errors::unknown_static(name, &text, near, available));
        Callable::Error
    }

    fn extern_static(&mut self, id: ExternTypeId, name: ast::Ident) -> Option<Callable> {
        let data = &self.world.extern_types[id];
        if name.as_str() == "new"
            && let Some(constructors) = data.constructors
        {
            return Some(Callable::Overloads(constructors, Vec::new(), None));
        }
        Some(match data.statics.get(&name.name)? {
            ExternMember::Methods(overloads) => Callable::Overloads(*overloads, Vec::new(), None),
            ExternMember::Property(value) => {
                let value = *value;
                Callable::Value(self.read_extern_value(value, name.span))
            }
        })
    }
}
