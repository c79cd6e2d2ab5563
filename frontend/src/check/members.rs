//! `x.f`: fields, properties and methods of values, and what belongs to types and modules.

use base::{Span, Symbol};

use super::body::{Body, Want};
use super::calls::{Callable, Seed};
use super::loops::given;
use super::traits::Method;
use crate::ast;
use crate::errors::expressions;
use crate::errors::names as errors;
use crate::typed::{Callee, Expr, ExprKind, ExternTypeId, Ty, TyKind};
use crate::world::{ExternMember, ExternValueId};

/// A member of an external object.
pub(super) enum Found {
    Property(ExternValueId, Vec<Ty>),
    Methods(crate::world::OverloadsId, Vec<Ty>),
}

impl<'a> Body<'_, 'a> {
    /// `x.f` where a value is wanted.
    pub(super) fn field(
        &mut self,
        receiver: &'a ast::Expr,
        name: ast::Ident,
        optional: bool,
        span: Span,
        want: Want,
    ) -> Expr {
        if let Some(of) = self.static_receiver(receiver) {
            let callable = self.static_member(of, name, &[], want);
            return self.callable_value(callable, span, want);
        }
        let receiver = self.expr(receiver, Want::Any);
        let receiver = self.receiver(receiver, name, optional);
        self.field_of(receiver, name, span)
    }

    /// A field, property or getter of a value.
    pub(super) fn field_of(&mut self, receiver: Expr, name: ast::Ident, span: Span) -> Expr {
        let ty = self.settled(receiver.ty);
        match self.kind(ty).clone() {
            TyKind::Error => return self.error_expr(span),
            TyKind::Never => return receiver,
            TyKind::Infer(_) => return self.error(expressions::type_not_known(receiver.span), span),
            TyKind::Optional(inner) => {
                let (text, inner) = (self.show(ty), self.show(inner));
                let error = errors::member_of_optional(name, &text, &inner, receiver.span);
                return self.error(error, span);
            }
            _ => {}
        }
        if let Some((index, field)) = self.struct_field(ty, name) {
            return self.make(ExprKind::Field(Box::new(receiver), index), field, span);
        }
        if let TyKind::Extern(id, args) = self.kind(ty).clone()
            && let Some(found) = self.extern_member(id, &args, name.name)
        {
            return match found {
                Found::Property(value, args) => self.read_property(receiver, value, &args, span),
                Found::Methods(..) => self.error(errors::method_without_call(name), span),
            };
        }
        let Ok(method) = self.method_of(ty, name) else { return self.error_expr(span) };
        match method {
            Some(method) if method.sig.getter => {
                self.check_visible(&method.sig, name);
                let result = self.world.tys.subst(method.sig.result, &method.type_args);
                self.require_bounds(&method.sig, &method.type_args, span);
                self.make(ExprKind::Call(method.callee(), vec![given(0, receiver)]), result, span)
            }
            Some(_) => self.error(errors::method_without_call(name), span),
            None => {
                let diagnostic = self.unknown_member(ty, name, false);
                self.error(diagnostic, span)
            }
        }
    }

    /// A field of a struct or extern struct by name; reports if it is private.
    pub(super) fn struct_field(&mut self, ty: Ty, name: ast::Ident) -> Option<(u32, Ty)> {
        let (fields, args, module, of) = match self.kind(ty) {
            TyKind::Struct(id, args) => {
                let data = &self.world.structs[*id];
                (Some(&data.typed.fields), args.clone(), data.module, data.typed.name)
            }
            TyKind::Extern(id, args) => {
                let data = &self.world.extern_types[*id];
                (data.typed.fields.as_ref(), args.clone(), data.module, data.typed.name)
            }
            _ => return None,
        };
        let index = fields?.iter().position(|field| field.name == name.name)?;
        let field = &fields?[index];
        let (ty, private, declared) = (field.ty, field.private, field.span);
        if private && module != self.module {
            self.report(errors::private_field(name.name, of, name.span, declared));
        }
        Some((index as u32, self.world.tys.subst(ty, &args)))
    }

    fn read_property(&mut self, receiver: Expr, value: ExternValueId, args: &[Ty], span: Span) -> Expr {
        let value = self.world.extern_values[value];
        let ty = self.world.tys.subst(value.ty, args);
        let callee = Callee::Extern(value.get, args.to_vec());
        self.make(ExprKind::Call(callee, vec![given(0, receiver)]), ty, span)
    }

    /// A member of an external type or of one that it extends, with the type arguments of the one that has it.
    pub(super) fn extern_member(&mut self, id: ExternTypeId, args: &[Ty], name: Symbol) -> Option<Found> {
        let mut open = std::collections::VecDeque::from([(id, args.to_vec())]);
        let mut seen = Vec::new();
        while let Some((id, args)) = open.pop_front() {
            if seen.contains(&id) {
                continue;
            }
            seen.push(id);
            let data = &self.world.extern_types[id];
            match data.members.get(&name) {
                Some(ExternMember::Property(value)) => return Some(Found::Property(*value, args)),
                Some(ExternMember::Methods(overloads)) => return Some(Found::Methods(*overloads, args)),
                None => {}
            }
            for of in data.typed.supers.clone() {
                let of = self.world.tys.subst(of, &args);
                if let TyKind::Extern(id, args) = self.world.tys.kind(of) {
                    open.push_back((*id, args.to_vec()));
                }
            }
        }
        None
    }

    /// `x.f(…)`: what is called.
    pub(super) fn member_callable(
        &mut self,
        receiver: &'a ast::Expr,
        name: ast::Ident,
        optional: bool,
        type_args: &'a [ast::Type],
        want: Want,
    ) -> Callable {
        if let Some(of) = self.static_receiver(receiver) {
            return self.static_member(of, name, type_args, want);
        }
        let receiver = self.expr(receiver, Want::Any);
        let receiver = self.receiver(receiver, name, optional);
        self.method_callable(receiver, name, type_args)
    }

    fn method_callable(&mut self, receiver: Expr, name: ast::Ident, type_args: &'a [ast::Type]) -> Callable {
        let ty = self.settled(receiver.ty);
        match self.kind(ty).clone() {
            TyKind::Error | TyKind::Never => return Callable::Error,
            TyKind::Infer(_) => {
                self.report(expressions::type_not_known(receiver.span));
                return Callable::Error;
            }
            TyKind::Optional(inner) => {
                return match self.trait_method_of(ty, name, true) {
                    Ok(Some(method)) => self.method_candidate(Some(receiver), name, method, type_args),
                    Ok(None) => {
                        let (text, inner) = (self.show(ty), self.show(inner));
                        self.report(errors::member_of_optional(name, &text, &inner, receiver.span));
                        Callable::Error
                    }
                    Err(()) => Callable::Error,
                };
            }
            TyKind::Extern(id, args) => {
                if let Some(Found::Methods(overloads, mut args)) = self.extern_member(id, &args, name.name) {
                    args.extend(type_args.iter().map(|ty| self.resolve_type(ty)));
                    return Callable::Overloads(overloads, args, Some(receiver));
                }
            }
            _ => {}
        }
        if let Some((func, sig, inferred)) = self.find_method(ty, name.name, name.span) {
            let method = Method { seed: Seed::Func(func), sig, type_args: inferred };
            return self.method_candidate(Some(receiver), name, method, type_args);
        }
        let is_field = match self.kind(ty) {
            TyKind::Struct(id, _) => self.world.structs[*id].typed.fields.iter().any(|field| field.name == name.name),
            TyKind::Extern(..) => true,
            _ => false,
        };
        let is_field = is_field && self.has_field_or_property(ty, name.name);
        // A field that can be called goes before a method of a trait.
        let is_function = is_field && self.is_function_field(ty, name.name);
        if !is_function {
            match self.trait_method_of(ty, name, true) {
                Ok(Some(method)) => return self.method_candidate(Some(receiver), name, method, type_args),
                Ok(None) => {}
                Err(()) => return Callable::Error,
            }
        }
        if is_field {
            self.no_type_arguments(type_args);
            let span = receiver.span.to(name.span);
            return Callable::Value(self.field_of(receiver, name, span));
        }
        let diagnostic = self.unknown_member(ty, name, true);
        self.report(diagnostic);
        Callable::Error
    }

    fn is_function_field(&self, ty: Ty, name: Symbol) -> bool {
        let TyKind::Struct(id, args) = self.kind(ty) else { return false };
        let field = self.world.structs[*id].typed.fields.iter().find(|field| field.name == name);
        field.is_some_and(|field| match self.world.tys.kind(field.ty) {
            TyKind::Func(..) => true,
            TyKind::Param(index) => matches!(self.kind(args[*index as usize]), TyKind::Func(..)),
            _ => false,
        })
    }

    fn has_field_or_property(&mut self, ty: Ty, name: Symbol) -> bool {
        match self.kind(ty).clone() {
            TyKind::Extern(id, args) => {
                let fields = self.world.extern_types[id].typed.fields.as_ref();
                fields.is_some_and(|fields| fields.iter().any(|field| field.name == name))
                    || self.extern_member(id, &args, name).is_some()
            }
            _ => true,
        }
    }
}
