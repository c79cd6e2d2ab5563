//! Building structs and variants: private fields, constructors as functions, changed copies.

use base::{Span, Symbol};

use super::body::{Body, LocalKind, Want, Why};
use super::calls::{Candidate, Seed};
use super::loops::given;
use crate::ast::{self, ExprKind as Ast};
use crate::errors::calls;
use crate::errors::names as errors;
use crate::spelling::nearest;
use crate::typed::{Expr, ExprKind, LocalId, Ty, TyKind};
use crate::world::Sig;

impl<'a> Body<'_, 'a> {
    /// Private fields can be given only in the struct's own module.
    pub(super) fn check_private_construction(&mut self, sig: &Sig, call: &ast::Call, _span: Span) {
        if sig.module == self.module || call.args.is_empty() {
            return;
        }
        let TyKind::Struct(id, _) = *self.world.tys.kind(sig.result) else { return };
        let data = &self.world.structs[id];
        for (index, arg) in call.args.iter().enumerate() {
            let field = match arg.name {
                Some(name) => data.typed.fields.iter().find(|field| field.name == name.name),
                None => data.typed.fields.get(index),
            };
            if let Some(field) = field.filter(|field| field.private) {
                let at = arg.name.map_or(arg.value.span, |name| name.span);
                let error = errors::private_field(field.name, data.typed.name, at, field.span);
                return self.report(error);
            }
        }
    }

    /// `Circle` as a function: a lambda that builds it.
    pub(super) fn constructor_value(&mut self, candidate: Candidate, span: Span, want: Want) -> Expr {
        let params: Vec<Ty> = candidate.sig.params.iter().map(|param| param.ty).collect();
        let params = self.world.tys.subst_all(&params, &candidate.type_args);
        let result = self.world.tys.subst(candidate.sig.result, &candidate.type_args);
        let ty = self.intern(TyKind::Func(params.clone(), result));
        let wants_function = want.ty().is_some_and(|ty| {
            let ty = self.non_null(ty).unwrap_or(ty);
            matches!(self.kind(ty), TyKind::Func(..))
        });
        if !wants_function {
            let shown = self.world.show_sig(&candidate.sig);
            let is_struct = matches!(candidate.seed, Seed::Struct);
            return self.error(calls::constructor_without_call(&shown, span, is_struct), span);
        }
        self.advise(ty, want);
        let names: Vec<Symbol> = candidate.sig.params.iter().map(|param| param.name).collect();
        let locals: Vec<LocalId> = names
            .into_iter()
            .zip(&params)
            .map(|(name, &ty)| self.new_local(name, span, ty, LocalKind::Hidden))
            .collect();
        let args = locals.iter().zip(&params).enumerate().map(|(index, (&local, &ty))| {
            let read = self.make(ExprKind::Local(local), ty, span);
            given(index as u32, read)
        });
        let args = args.collect();
        let body = Box::new(self.made_call(candidate, args, result, span));
        self.make(ExprKind::Lambda { params: locals, body, captures: Vec::new() }, ty, span)
    }

    /// `b.with(x: 2.0)`, if `b` is a struct that has no method of that name.
    pub(super) fn struct_with(
        &mut self,
        receiver: &'a ast::Expr,
        name: ast::Ident,
        optional: bool,
        call: &'a ast::Call,
        span: Span,
    ) -> Option<Expr> {
        if name.as_str() != "with" || optional || self.static_receiver(receiver).is_some() {
            return None;
        }
        let original = self.expr(receiver, Want::Any);
        let ty = self.settled(original.ty);
        if matches!(self.kind(ty), TyKind::Error | TyKind::Never) {
            self.check_arguments_of_mistake(call);
            return Some(self.error_expr(span));
        }
        let TyKind::Struct(id, args) = self.kind(ty).clone() else {
            self.check_arguments_of_mistake(call);
            let diagnostic = self.unknown_member(ty, name, true);
            return Some(self.error(diagnostic, span));
        };
        let fields: Vec<(Symbol, Ty)> =
            self.world.structs[id].typed.fields.iter().map(|field| (field.name, field.ty)).collect();
        let fields = self.substituted(fields, &args);
        let mut changes: Vec<(u32, Expr)> = Vec::with_capacity(call.args.len());
        for arg in &call.args {
            if let Some(change) = self.change(ty, &fields, arg) {
                if changes.iter().any(|(index, _)| *index == change.0) {
                    let at = arg.name.map_or(arg.value.span, |name| name.span);
                    self.report(calls::given_twice(fields[change.0 as usize].0, at, changes[0].1.span));
                }
                changes.push(change);
            }
        }
        Some(self.make(ExprKind::With(Box::new(original), changes), ty, span))
    }

    fn change(&mut self, of: Ty, fields: &[(Symbol, Ty)], arg: &'a ast::Arg) -> Option<(u32, Expr)> {
        let Some(name) = arg.name else {
            self.expr(&arg.value, Want::Any);
            self.report(calls::with_needs_names(arg.value.span));
            return None;
        };
        match self.struct_field(of, name) {
            Some((index, ty)) => {
                let TyKind::Struct(id, _) = *self.kind(of) else { return None };
                let declared = self.world.structs[id].typed.fields[index as usize].span;
                let why = Why { span: Some(declared), text: "this field is declared here" };
                Some((index, self.expr(&arg.value, Want::Must(ty, why))))
            }
            None => {
                if !matches!(arg.value.kind, Ast::Lambda(_)) {
                    self.expr(&arg.value, Want::Any);
                }
                let text = self.show(of);
                let names: Vec<Symbol> = fields.iter().map(|(name, _)| *name).collect();
                let near = nearest(name.as_str(), names.iter().copied());
                self.report(errors::unknown_member(name, &text, near, names, false));
                None
            }
        }
    }
}
