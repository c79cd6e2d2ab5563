//! The end of a body: variables of inference are replaced by what they stand for.
//!
//! In: a checked body with `Infer` types.  Out: a [`typed::Func`] without, and the functions and variables it refers
//! to. Number literals that nothing decided become `i32` and `f64`; what else is open is a mistake, unless an earlier
//! mistake explains it. What needs final types is checked here: literal ranges, bounds, division by zero.

use std::rc::Rc;

use base::Span;

use super::body::Body;
use super::literals::single;
use super::walk_typed::for_each_child;
use crate::errors::expressions as errors;
use crate::errors::types as type_errors;
use crate::typed::{
    self, Answer, Arg, ArgValue, AssignOp, BinaryOp, Bound, Callee, Constant, EventCall, Expr, ExprKind, FuncId,
    Pattern, PatternKind, Place, Stmt, Ty, TyKind, UnaryOp,
};
use crate::world::{Refs, Sig};

impl<'a> Body<'_, 'a> {
    /// Stores the function; gives the type of its value.
    pub fn finish(mut self, func: FuncId, sig: &Sig, value: Expr) -> Ty {
        self.solve_bounds();
        self.infer.settle_numbers(&mut self.world.tys);
        self.solve_bounds();
        self.is_explained = self.has_errors();
        self.check_open_literals();
        self.check_obligations();
        let mut body = value;
        let mut refs = Refs::default();
        for id in self.locals.ids() {
            let (ty, span) = (self.locals[id].local.ty, self.locals[id].local.span);
            self.locals[id].local.ty = self.final_ty(ty, span);
        }
        self.finish_expr(&mut body, &mut refs);
        self.warn_unused_locals();
        let result = self.final_ty(sig.result, sig.span);
        let ty = body.ty;
        let attributes = self.world.attributes[func];
        let checked = typed::Func {
            name: sig.name,
            span: sig.span,
            type_params: sig.type_params.to_vec(),
            params: std::mem::take(&mut self.params),
            result,
            locals: self.locals.iter().map(|data| data.local.clone()).collect(),
            loops: self.loop_count,
            body,
            inline: attributes.inline,
            pin: attributes.pin,
            pinned: attributes.pinned,
            pure: attributes.pure,
            is_std: self.world.is_std(self.module),
        };
        self.world.refs.insert(func, refs);
        self.world.add_func(func, checked);
        ty
    }

    fn check_open_literals(&mut self) {
        for literal in std::mem::take(&mut self.open_literals) {
            if let TyKind::Int(int) = *self.kind(literal.ty) {
                self.check_range(literal.value, int, literal.span);
            }
        }
    }

    /// Types found by inference must have the bounds of their type parameters.
    fn check_obligations(&mut self) {
        let params = Rc::clone(&self.scope.params);
        for obligation in std::mem::take(&mut self.obligations) {
            let ty = self.deep(obligation.ty);
            if self.world.has_bound(ty, &obligation.bound, &params) {
                continue;
            }
            let text = self.show(ty);
            let bound = self.world.show_bound(&obligation.bound, &params);
            let why = self.world.why_lacks(ty, &obligation.bound, &params);
            let declared = self.world.module_sources.get(&obligation.declared.source);
            let in_std = declared.is_none_or(|&module| self.world.is_std(module));
            let declared =
                (!in_std && obligation.declared != obligation.span).then_some((obligation.param, obligation.declared));
            let is_known = why.is_some();
            let mut diagnostic = type_errors::bound_not_met(&text, &bound, obligation.span, declared, why);
            if let (Bound::Trait(..), false) = (&obligation.bound, is_known) {
                diagnostic = match self.world.tys.kind(ty) {
                    TyKind::Param(_) => type_errors::with_bound_advice(diagnostic, &bound, &text),
                    _ => crate::errors::traits::with_impl_advice(diagnostic, &bound, &text),
                };
            }
            self.report(diagnostic);
        }
    }

    /// A type without variables; reports one that is not known.
    fn final_ty(&mut self, ty: Ty, span: Span) -> Ty {
        let ty = self.deep(ty);
        let Some(open) = self.first_variable(ty) else { return ty };
        if !self.is_explained {
            let at = self.infer.origin(&self.world.tys, open).unwrap_or(span);
            self.report(type_errors::cannot_infer(at));
        }
        let error = self.world.core.error;
        self.unify(open, error);
        self.final_ty(ty, span)
    }

    fn first_variable(&self, ty: Ty) -> Option<Ty> {
        if self.infer.is_ground(ty) {
            return None;
        }
        match self.world.tys.kind(ty) {
            TyKind::Infer(_) => Some(ty),
            kind => crate::infer::parts_of(kind).into_iter().find_map(|part| self.first_variable(part)),
        }
    }

    fn finish_expr(&mut self, expr: &mut Expr, refs: &mut Refs) {
        expr.ty = self.final_ty(expr.ty, expr.span);
        self.finish_literal(expr);
        let span = expr.span;
        match &mut expr.kind {
            ExprKind::Call(callee, args) => {
                self.finish_callee(callee, span, refs);
                note_defaults(args, refs);
            }
            ExprKind::StructNew(args)
            | ExprKind::VariantNew(_, args)
            | ExprKind::Outcome(_, args)
            | ExprKind::Fire(_, args)
            | ExprKind::Resume(_, _, args) => note_defaults(args, refs),
            ExprKind::EventCall(call) => self.finish_event_call(call, span, refs),
            ExprKind::Firing(firing) => self.finish_answers(&mut firing.branches),
            ExprKind::FuncValue(callee) => self.finish_callee(callee, span, refs),
            ExprKind::Upcast(value) => {
                let from = self.final_ty(value.ty, value.span);
                refs.conversions.push((from, expr.ty, span));
            }
            ExprKind::Global(id) => refs.globals.push(*id),
            ExprKind::ForIndexed { pattern, length, get, .. } => {
                self.finish_pattern(pattern);
                self.finish_callee(length, span, refs);
                self.finish_callee(get, span, refs);
            }
            ExprKind::Match(_, arms) => arms.iter_mut().for_each(|arm| self.finish_pattern(&mut arm.pattern)),
            ExprKind::Block(statements, _) => {
                for statement in statements {
                    if let Stmt::Let(pattern, _) = statement {
                        self.finish_pattern(pattern);
                    }
                }
            }
            ExprKind::Assign(place, _, _) => self.finish_place(place, span, refs),
            _ => {}
        }
        for_each_child(expr, &mut |child| self.finish_expr(child, refs));
        self.check_division(expr);
    }

    /// A literal whose type was found later.
    fn finish_literal(&mut self, expr: &mut Expr) {
        let kind = self.world.tys.kind(expr.ty);
        match (&expr.kind, kind) {
            (ExprKind::Int(value), TyKind::F64) => expr.kind = ExprKind::Float(*value as f64),
            (ExprKind::Int(value), TyKind::F32) => expr.kind = ExprKind::Float(f64::from(*value as f32)),
            (ExprKind::Float(value), TyKind::F32) => {
                if let Some(digits) = self.float_digits.get(&expr.span) {
                    let nearest = single(digits, value.abs());
                    expr.kind = ExprKind::Float(nearest.copysign(*value));
                }
            }
            _ => {}
        }
    }

    fn finish_callee(&mut self, callee: &mut Callee, span: Span, refs: &mut Refs) {
        match callee {
            Callee::Func(id, args) => {
                args.iter_mut().for_each(|arg| *arg = self.final_ty(*arg, span));
                refs.calls.push((*id, args.clone(), span));
            }
            Callee::Intrinsic(_, args) | Callee::Extern(_, args) => {
                args.iter_mut().for_each(|arg| *arg = self.final_ty(*arg, span));
            }
            Callee::Trait { of, method, args, self_ty, type_args } => {
                *self_ty = self.final_ty(*self_ty, span);
                args.iter_mut().chain(&mut *type_args).for_each(|arg| *arg = self.final_ty(*arg, span));
                let all = args.iter().chain([&*self_ty]).chain(&*type_args).copied().collect();
                refs.trait_calls.push((*of, *method, all, span));
            }
        }
    }

    /// A call refers to all the code that may run in it.
    fn finish_event_call(&mut self, call: &mut EventCall, span: Span, refs: &mut Refs) {
        call.type_args.iter_mut().for_each(|arg| *arg = self.final_ty(*arg, span));
        note_defaults(&call.args, refs);
        let event = &self.world.events[call.event].typed;
        for func in event.body.into_iter().chain(event.observers.iter().map(|observer| observer.func)) {
            refs.calls.push((func, call.type_args.clone(), span));
        }
        self.finish_answers(&mut call.outcomes);
        for arm in call.effects.iter_mut().flatten().flatten() {
            self.finish_pattern(&mut arm.pattern);
        }
    }

    fn finish_answers(&mut self, answers: &mut [Answer]) {
        for answer in answers {
            match answer {
                Answer::Arms(arms) => arms.iter_mut().for_each(|arm| self.finish_pattern(&mut arm.pattern)),
                Answer::Rest | Answer::Ignored | Answer::Payload => {}
            }
        }
    }

    fn finish_place(&mut self, place: &mut Place, span: Span, refs: &mut Refs) {
        match place {
            Place::Local(_) | Place::Field(..) => {}
            Place::Global(id) => refs.globals.push(*id),
            Place::Index { get, set, ty, .. } => {
                *ty = self.final_ty(*ty, span);
                self.finish_callee(get, span, refs);
                self.finish_callee(set, span, refs);
            }
            Place::Extern { ty, .. } => *ty = self.final_ty(*ty, span),
        }
    }

    fn finish_pattern(&mut self, pattern: &mut Pattern) {
        pattern.ty = self.final_ty(pattern.ty, pattern.span);
        match &mut pattern.kind {
            PatternKind::Bind(_, Some(inner)) | PatternKind::NonNull(inner) => self.finish_pattern(inner),
            PatternKind::Variant(_, parts)
            | PatternKind::Struct(parts)
            | PatternKind::Tuple(parts)
            | PatternKind::Or(parts) => parts.iter_mut().for_each(|part| self.finish_pattern(part)),
            PatternKind::Wildcard
            | PatternKind::Bind(_, None)
            | PatternKind::Null
            | PatternKind::Bool(_)
            | PatternKind::Int(_)
            | PatternKind::Float(_)
            | PatternKind::Str(_)
            | PatternKind::IntRange(..)
            | PatternKind::FloatRange(..) => {}
        }
    }

    /// Division of integers by a literal or constant zero would always panic.
    fn check_division(&mut self, expr: &Expr) {
        let (divisor, by_constant) = match &expr.kind {
            ExprKind::Binary(BinaryOp::Div | BinaryOp::Rem, _, right) => (right, self.integer_constant(right)),
            ExprKind::Assign(_, Some(AssignOp::Binary(BinaryOp::Div | BinaryOp::Rem)), right) => {
                (right, self.integer_constant(right))
            }
            _ => return,
        };
        if let Some((0, is_literal)) = by_constant {
            self.report(errors::division_by_zero(divisor.span, expr.span, is_literal));
        }
    }

    /// The value of an integer literal or constant, and whether it is a literal.
    fn integer_constant(&self, expr: &Expr) -> Option<(i128, bool)> {
        match &expr.kind {
            ExprKind::Int(value) => Some((*value, true)),
            ExprKind::Unary(UnaryOp::Neg, inner) => self.integer_constant(inner).map(|(value, known)| (-value, known)),
            ExprKind::Global(id) => match self.world.globals[*id].constant {
                Some(Constant::Int(value)) => Some((value, false)),
                _ => None,
            },
            _ => None,
        }
    }
}

fn note_defaults(args: &[Arg], refs: &mut Refs) {
    for arg in args {
        if let ArgValue::Default(func) = arg.value {
            refs.defaults.push(func);
        }
    }
}
