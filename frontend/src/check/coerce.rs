//! Where what is found meets what is wanted: the implicit conversions, and the message if there is none.
//!
//! `T` fits `T?`, an external type fits what it extends, a value fits a `dyn` of a trait that its type has, and what never
//! ends fits everything.

use base::{Diagnostic, Span, Symbol};

use super::body::{Body, LocalKind, Obligation, Why};
use crate::errors::{traits, types as errors};
use crate::infer::VarKind;
use crate::typed::{Bound, Expr, ExprKind, ExternTypeId, TraitId, Ty, TyKind};

impl<'a> Body<'_, 'a> {
    /// `expr` as a value of type `to`.
    pub(super) fn coerce(&mut self, expr: Expr, to: Ty, why: Why) -> Expr {
        let span = expr.span;
        match self.try_coerce(expr, to) {
            Ok(expr) => expr,
            Err(expr) => {
                self.report_mismatch(&expr, to, why);
                self.error_expr(span)
            }
        }
    }

    /// As [`Body::coerce`], or the expression as it was.
    pub(super) fn try_coerce(&mut self, expr: Expr, to: Ty) -> Result<Expr, Box<Expr>> {
        let (from, to) = (self.shallow(expr.ty), self.shallow(to));
        match (self.world.tys.kind(from).clone(), self.world.tys.kind(to).clone()) {
            (TyKind::Error, _) => {
                self.poison(to);
                Ok(expr)
            }
            (TyKind::Never, _) | (_, TyKind::Error) => Ok(expr),
            (TyKind::Infer(_), TyKind::Optional(inner)) => {
                if self.infer.kind_of(&self.world.tys, from) == Some(VarKind::Any) && self.try_unify(from, to) {
                    return Ok(expr);
                }
                self.widened(expr, inner, to)
            }
            (TyKind::Optional(a), TyKind::Optional(b)) => {
                if self.try_unify(from, to) {
                    Ok(expr)
                } else if self.is_subtype(a, b) {
                    Ok(Expr { span: expr.span, kind: ExprKind::Upcast(Box::new(expr)), ty: to })
                } else if self.fits_dyn(a, b, expr.span) {
                    Ok(self.optional_as_dyn(expr, a, to))
                } else {
                    Err(Box::new(expr))
                }
            }
            (_, TyKind::Optional(inner)) => self.widened(expr, inner, to),
            (TyKind::Extern(..), TyKind::Extern(..)) => {
                if self.try_unify(from, to) {
                    Ok(expr)
                } else if self.is_subtype(from, to) {
                    Ok(Expr { span: expr.span, kind: ExprKind::Upcast(Box::new(expr)), ty: to })
                } else {
                    Err(Box::new(expr))
                }
            }
            _ if self.try_unify(from, to) => Ok(expr),
            (_, TyKind::Dyn(of, args)) if self.converts_to_dyn(from, of, &args, expr.span) => {
                Ok(Expr { span: expr.span, kind: ExprKind::Upcast(Box::new(expr)), ty: to })
            }
            _ => Err(Box::new(expr)),
        }
    }

    /// A `T?` as a `(dyn A)?`: what is in it is converted, if there is something.
    fn optional_as_dyn(&mut self, optional: Expr, inner: Ty, to: Ty) -> Expr {
        let span = optional.span;
        let local = self.new_local(Symbol::new("value"), span, inner, LocalKind::Hidden);
        let value = self.make(ExprKind::Local(local), inner, span);
        let body = self.coerce(value, to, Why::NONE);
        self.make(ExprKind::NullChain { receiver: Box::new(optional), local, body: Box::new(body) }, to, span)
    }

    fn fits_dyn(&mut self, from: Ty, to: Ty, span: Span) -> bool {
        let to = self.shallow(to);
        match self.world.tys.kind(to).clone() {
            TyKind::Dyn(of, args) => self.converts_to_dyn(from, of, &args, span),
            _ => false,
        }
    }

    /// Whether a value of this type may be used as a `dyn` of a trait.
    fn converts_to_dyn(&mut self, from: Ty, of: TraitId, args: &[Ty], span: Span) -> bool {
        let from = self.settled(from);
        let Some(found) = self.arguments_of(of, from, span) else { return false };
        let snapshot = self.infer.snapshot();
        if !args.iter().zip(found).all(|(&wanted, found)| self.unify(wanted, found)) {
            self.infer.rollback(snapshot);
            return false;
        }
        // What the `impl` asks of the parts of the type is looked at when they are known.
        let bound = Bound::Trait(of, args.to_vec());
        let declared = self.world.traits[of].span;
        self.obligations.push(Obligation { ty: from, bound, span, param: Symbol::new("Self"), declared });
        true
    }

    /// What a mistake should have decided is a mistake too: it gives no further message.
    fn poison(&mut self, ty: Ty) {
        let ty = self.shallow(ty);
        if self.infer.is_ground(ty) {
            return;
        }
        let kind = self.world.tys.kind(ty).clone();
        if let TyKind::Infer(_) = kind {
            let error = self.world.core.error;
            self.unify(ty, error);
        }
        for part in crate::infer::parts_of(&kind) {
            self.poison(part);
        }
    }

    fn widened(&mut self, expr: Expr, inner: Ty, to: Ty) -> Result<Expr, Box<Expr>> {
        let expr = self.try_coerce(expr, inner)?;
        if self.is_never(expr.ty) || self.is_error(expr.ty) {
            return Ok(expr);
        }
        // What was a variable may have turned out to be optional itself.
        if self.non_null(expr.ty).is_some() {
            return Ok(expr);
        }
        Ok(Expr { span: expr.span, kind: ExprKind::Widen(Box::new(expr)), ty: to })
    }

    /// Whether an external type is, or extends, another.
    pub(super) fn is_subtype(&mut self, from: Ty, to: Ty) -> bool {
        let (from, to) = (self.shallow(from), self.shallow(to));
        let TyKind::Extern(wanted, _) = *self.world.tys.kind(to) else { return false };
        let mut open = vec![from];
        let mut seen: Vec<ExternTypeId> = Vec::new();
        while let Some(ty) = open.pop() {
            let TyKind::Extern(id, args) = self.world.tys.kind(ty).clone() else { continue };
            if id == wanted && self.try_unify(ty, to) {
                return true;
            }
            if seen.contains(&id) {
                continue;
            }
            seen.push(id);
            for of in self.world.extern_types[id].typed.supers.clone() {
                open.push(self.world.tys.subst(of, &args));
            }
        }
        false
    }

    /// Says which type was found, which is wanted, and why.
    pub(super) fn report_mismatch(&mut self, found: &Expr, wanted: Ty, why: Why) {
        let found = last_value(found);
        let (found_text, wanted_text) = (self.show(found.ty), self.show(wanted));
        let mut diagnostic = errors::mismatch(&found_text, &wanted_text, found.span, why.span.map(|at| (at, why.text)));
        let (from, to) = (self.settled_copy(found.ty), self.settled_copy(wanted));
        let numeric = |kind: &TyKind| matches!(kind, TyKind::Int(_) | TyKind::F32 | TyKind::F64);
        let (from_kind, to_kind) = (self.world.tys.kind(from).clone(), self.world.tys.kind(to).clone());
        if numeric(&from_kind) && numeric(&to_kind) {
            diagnostic = errors::with_cast(diagnostic, &wanted_text);
        } else if let TyKind::Optional(inner) = from_kind
            && self.try_unify(inner, to)
        {
            diagnostic = errors::with_null_advice(diagnostic);
        } else if self.is_subtype(to, from) {
            diagnostic = errors::with_downcast(diagnostic, &wanted_text);
        } else if let TyKind::Dyn(of, args) = to_kind {
            diagnostic = self.with_trait_advice(diagnostic, from, of, &args);
        } else if numeric(&to_kind) && from_kind == TyKind::String {
            diagnostic = errors::with_parse_advice(diagnostic, &wanted_text);
        } else if let Some(wanted) = self.dyn_of_elements(from, to) {
            diagnostic = errors::with_elements_advice(diagnostic, &wanted);
        } else if to_kind == TyKind::String {
            diagnostic = errors::with_interpolation_advice(diagnostic);
        } else if to_kind == TyKind::Bool && numeric(&from_kind) {
            diagnostic = errors::with_comparison_advice(diagnostic);
        } else if to_kind == TyKind::Bool && from_kind == TyKind::String {
            diagnostic = errors::with_condition_advice(diagnostic, "\"\"");
        } else if to_kind == TyKind::Bool && matches!(from_kind, TyKind::Optional(_)) {
            diagnostic = errors::with_condition_advice(diagnostic, "null");
        }
        self.report(diagnostic);
    }

    /// The `dyn` that the elements of a collection would have to be, if that is all that differs.
    fn dyn_of_elements(&mut self, from: Ty, to: Ty) -> Option<String> {
        if self.world.head(from) != self.world.head(to) {
            return None;
        }
        let [from, to] = [from, to].map(|ty| crate::infer::parts_of(self.world.tys.kind(ty)));
        let ([from], [to]) = (&from[..], &to[..]) else { return None };
        let (from, to) = (self.settled_copy(*from), self.shallow(*to));
        let TyKind::Dyn(of, _) = *self.world.tys.kind(to) else { return None };
        let span = self.world.traits[of].span;
        self.arguments_of(of, from, span)?;
        Some(self.show(to))
    }

    fn with_trait_advice(&mut self, diagnostic: Diagnostic, ty: Ty, of: TraitId, args: &[Ty]) -> Diagnostic {
        let params = std::rc::Rc::clone(&self.scope.params);
        let bound = self.world.show_bound(&Bound::Trait(of, args.to_vec()), &params);
        let text = self.show(ty);
        match self.world.why_no_trait(ty, of, args, &params) {
            Some(why) => diagnostic.note(why),
            None => traits::with_impl_advice(diagnostic.note(format!("`{text}` has no `{bound}`")), &bound, &text),
        }
    }

    /// The type a literal would take, without making it take it.
    fn settled_copy(&self, ty: Ty) -> Ty {
        match self.infer.kind_of(&self.world.tys, ty) {
            Some(VarKind::Int) => self.world.core.i32,
            Some(VarKind::Float) => self.world.core.f64,
            Some(VarKind::Any) | None => self.shallow(ty),
        }
    }

    /// The one type of several values (branches, elements), each then coerced to it. `why` says of the first what it
    /// is if another does not fit.
    pub(super) fn join(&mut self, mut exprs: Vec<Expr>, span: Span, why: &'static str) -> (Ty, Vec<Expr>) {
        let mut common: Option<(Ty, Span)> = None;
        for expr in &mut exprs {
            if self.is_never(expr.ty) || self.is_error(expr.ty) {
                continue;
            }
            common = match common {
                None => Some((expr.ty, expr.span)),
                Some((ty, at)) => match self.common_type(ty, expr.ty, expr.span) {
                    Some(ty) => Some((ty, at)),
                    None => {
                        self.report_mismatch(expr, ty, Why { span: Some(at), text: why });
                        *expr = self.error_expr(expr.span);
                        Some((ty, at))
                    }
                },
            };
        }
        let Some((ty, _)) = common else {
            let is_error = exprs.iter().any(|expr| self.is_error(expr.ty));
            let ty = match (exprs.is_empty(), is_error) {
                (true, _) => self.fresh(span),
                (false, true) => self.world.core.error,
                (false, false) => self.world.core.never,
            };
            return (ty, exprs);
        };
        let exprs = exprs.into_iter().map(|expr| self.coerce(expr, ty, Why::NONE)).collect();
        (ty, exprs)
    }

    /// The type that values of both types fit.
    pub(super) fn common_type(&mut self, a: Ty, b: Ty, span: Span) -> Option<Ty> {
        if self.is_never(a) {
            return Some(b);
        }
        if self.is_never(b) || self.try_unify(a, b) {
            return Some(a);
        }
        match (self.non_null(a), self.non_null(b)) {
            (Some(inner), None) if self.try_unify(inner, b) => Some(a),
            (None, Some(inner)) if self.try_unify(a, inner) => Some(b),
            _ if self.is_subtype(a, b) => Some(b),
            _ if self.is_subtype(b, a) => Some(a),
            _ => match (self.kind(a).clone(), self.kind(b).clone()) {
                (TyKind::Dyn(of, args), _) if self.converts_to_dyn(b, of, &args, span) => Some(a),
                (_, TyKind::Dyn(of, args)) if self.converts_to_dyn(a, of, &args, span) => Some(b),
                _ => None,
            },
        }
    }
}

/// Of a block the value at its end: that is what has the type.
fn last_value(mut expr: &Expr) -> &Expr {
    while let ExprKind::Block(_, Some(value)) = &expr.kind {
        expr = value;
    }
    expr
}
