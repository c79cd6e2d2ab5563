//! `match`: arms in order, with what each knows from those before it.

use base::Span;

use super::body::{Body, LocalKind, Want};
use super::branches::takes_null;
use super::exhaustive::{self, Row};
use crate::ast;
use crate::errors::patterns as errors;
use crate::errors::warnings;
use crate::typed::{Expr, ExprKind, LocalId, MatchArm, Ty, TyKind};

impl<'a> Body<'_, 'a> {
    pub(super) fn match_expr(
        &mut self,
        scrutinee: &'a ast::Expr,
        arms: &'a [ast::MatchArm],
        span: Span,
        want: Want,
    ) -> Expr {
        let value = self.expr(scrutinee, Want::Any);
        self.settle_literals(value.ty);
        let ty = self.deep(value.ty);
        if *self.kind(ty) == TyKind::Unit && !arms.is_empty() {
            self.warn(warnings::unit_binding(scrutinee.span, scrutinee.span));
        }
        let tested = self.tested_local(&value);
        let bad_patterns = self.bad_patterns;
        let arms = self.arms(arms, ty, tested, want);
        if self.bad_patterns == bad_patterns {
            self.check_exhaustive(&arms, ty, scrutinee.span, span);
        }
        let (arms, ty) = self.join_arms(arms, want, span);
        self.make(ExprKind::Match(Box::new(value), arms), ty, span)
    }

    /// Checks arms over a value of type `ty`; `tested` is the variable that holds it.
    pub(super) fn arms(
        &mut self,
        arms: &'a [ast::MatchArm],
        ty: Ty,
        tested: Option<LocalId>,
        want: Want,
    ) -> Vec<MatchArm> {
        let before = self.narrowed.clone();
        let mut null_is_done = false;
        let mut ends = Vec::with_capacity(arms.len());
        let mut checked = Vec::with_capacity(arms.len());
        for arm in arms {
            self.narrowed.clone_from(&before);
            let arm = self.scoped(|body| body.arm(arm, ty, tested, null_is_done, want));
            ends.push((arm.body.ty, self.narrowed.clone()));
            null_is_done |= arm.guard.is_none() && self.non_null(ty).is_some() && takes_null(&arm.pattern);
            checked.push(arm);
        }
        self.narrowed = self.met_ends(ends);
        checked
    }

    fn arm(
        &mut self,
        arm: &'a ast::MatchArm,
        ty: Ty,
        tested: Option<LocalId>,
        null_is_done: bool,
        want: Want,
    ) -> MatchArm {
        let start = self.bound_names();
        let pattern = self.pattern(&arm.pattern, ty, LocalKind::Let, null_is_done);
        self.warn_named_as_constant(start);
        if let Some(local) = tested
            && (null_is_done || !takes_null(&pattern))
        {
            self.narrow(local);
        }
        let guard = arm.guard.as_ref().map(|guard| {
            let cond = self.condition(guard);
            self.narrowed = cond.when_true;
            cond.expr
        });
        let body = self.branch(&arm.body, want);
        MatchArm { pattern, guard, body, span: arm.span }
    }

    /// The arms with one type of body.
    pub(super) fn join_arms(&mut self, mut arms: Vec<MatchArm>, want: Want, span: Span) -> (Vec<MatchArm>, Ty) {
        let placeholder = self.make(ExprKind::Unit, self.world.core.unit, span);
        let bodies = arms.iter_mut().map(|arm| std::mem::replace(&mut arm.body, placeholder.clone())).collect();
        let (ty, bodies) = self.join_branches(bodies, want, span);
        for (arm, body) in arms.iter_mut().zip(bodies) {
            arm.body = body;
        }
        let ty = if arms.is_empty() { self.world.core.never } else { ty };
        (arms, ty)
    }

    /// Reports what no arm takes, and warns of arms that take nothing new.
    pub(super) fn check_exhaustive(&mut self, arms: &[MatchArm], ty: Ty, scrutinee: Span, span: Span) {
        if self.is_error(ty) || self.is_never(ty) || matches!(self.kind(ty), TyKind::Infer(_)) {
            return;
        }
        let rows: Vec<Row<'_>> =
            arms.iter().map(|arm| Row { pattern: &arm.pattern, guarded: arm.guard.is_some() }).collect();
        let ty = self.deep(ty);
        let found = exhaustive::check(self.world, ty, &rows);
        if !found.missing.is_empty() {
            let text = self.show(ty);
            self.report(errors::not_exhaustive(&found.missing, &text, scrutinee, span));
        }
        for index in found.useless {
            self.warn(warnings::unreachable_arm(arms[index].pattern.span, arms[index].span));
        }
    }
}
