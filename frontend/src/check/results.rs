//! `try` and `catch`: matches over a `Result`.

use base::{Span, Symbol};

use super::body::{Body, LocalKind, Want};
use crate::ast;
use crate::errors::expressions as errors;
use crate::typed::{EnumId, Expr, ExprKind, MatchArm, Pattern, PatternKind, Ty, TyKind};

/// `Ok` and `Err` among the variants of `Result`.
const OK: u32 = 0;
const ERR: u32 = 1;

impl<'a> Body<'_, 'a> {
    /// The value and error types of a `Result`.
    pub(super) fn result_parts(&self, ty: Ty) -> Option<(EnumId, Ty, Ty)> {
        match self.kind(ty) {
            TyKind::Enum(id, args) if Some(*id) == self.world.lang.result => Some((*id, args[0], args[1])),
            _ => None,
        }
    }

    /// `try e` is `match e { Ok(value) => value, Err(error) => return Err(error) }`.
    pub(super) fn try_expr(&mut self, value: &'a ast::Expr, span: Span, want: Want) -> Expr {
        let frame = self.frames.last().expect("a body has a frame");
        let (result, why) = (frame.result, frame.why);
        let hint = match (want.ty(), self.world.lang.result) {
            (Some(ty), Some(id)) => {
                let error = self.fresh(span);
                Want::Hint(self.intern(TyKind::Enum(id, [ty, error].into())))
            }
            _ => Want::Any,
        };
        let value = self.expr(value, hint);
        let ty = self.settled(value.ty);
        if self.is_error(ty) || self.is_never(ty) {
            return value;
        }
        let Some((id, ok, error)) = self.result_parts(ty) else {
            let text = self.show(ty);
            let is_optional = self.non_null(ty).is_some();
            return self.error(errors::try_of_other(&text, value.span, is_optional), span);
        };
        let outer_value = self.fresh(span);
        let outer = self.intern(TyKind::Enum(id, [outer_value, error].into()));
        if !self.try_unify(outer, result) {
            let (found, wanted) = (self.show(error), self.show(result));
            return self.error(errors::try_result_differs(&found, &wanted, span, why.span), span);
        }
        let err = self.new_local(Symbol::new("error"), span, error, LocalKind::Hidden);
        let read = self.make(ExprKind::Local(err), error, span);
        let args = vec![super::loops::given(0, read)];
        let failure = self.make(ExprKind::VariantNew(ERR, args), result, span);
        let never = self.world.core.never;
        let leave = self.make(ExprKind::Return(Some(Box::new(failure)), false), never, span);
        let bind = Pattern { kind: PatternKind::Bind(err, None), ty: error, span };
        let fail = MatchArm {
            pattern: Pattern { kind: PatternKind::Variant(ERR, vec![bind]), ty, span },
            guard: None,
            body: leave,
            span,
        };
        let arms = vec![self.ok_arm(ty, ok, span), fail];
        self.make(ExprKind::Match(Box::new(value), arms), ok, span)
    }

    /// `Ok(value) => value`.
    fn ok_arm(&mut self, ty: Ty, ok: Ty, span: Span) -> MatchArm {
        let value = self.new_local(Symbol::new("value"), span, ok, LocalKind::Hidden);
        let bind = Pattern { kind: PatternKind::Bind(value, None), ty: ok, span };
        MatchArm {
            pattern: Pattern { kind: PatternKind::Variant(OK, vec![bind]), ty, span },
            guard: None,
            body: self.make(ExprKind::Local(value), ok, span),
            span,
        }
    }

    /// `catch e { p => d }` is `match e { Ok(value) => value, Err(p) => d }`.
    pub(super) fn catch_expr(
        &mut self,
        value: &'a ast::Expr,
        arms: &'a [ast::MatchArm],
        span: Span,
        want: Want,
    ) -> Expr {
        let value = self.expr(value, Want::Any);
        let ty = self.settled(value.ty);
        let Some((_, ok, error)) = self.result_parts(ty) else {
            if !self.is_error(ty) && !self.is_never(ty) {
                let text = self.show(ty);
                let is_optional = self.non_null(ty).is_some();
                self.report(errors::catch_of_other(&text, value.span, is_optional));
            }
            let error = self.world.core.error;
            self.arms(arms, error, None, want);
            return self.error_expr(span);
        };
        let arm_want = match want {
            Want::Any | Want::Hint(_) => Want::Hint(ok),
            Want::Must(..) | Want::Discard => want,
        };
        let mut ok_arm = self.ok_arm(ty, ok, value.span);
        ok_arm.body = match want {
            Want::Must(wanted, why) => self.coerce(ok_arm.body, wanted, why),
            Want::Discard => self.dropped(ok_arm.body),
            Want::Any | Want::Hint(_) => ok_arm.body,
        };
        let bad_patterns = self.bad_patterns;
        let typed = self.arms(arms, error, None, arm_want);
        if self.bad_patterns == bad_patterns {
            self.check_exhaustive(&typed, error, value.span, span);
        }
        let wrap = |arm: MatchArm| {
            let at = arm.pattern.span;
            MatchArm { pattern: Pattern { kind: PatternKind::Variant(ERR, vec![arm.pattern]), ty, span: at }, ..arm }
        };
        let arms = std::iter::once(ok_arm).chain(typed.into_iter().map(wrap)).collect();
        let (arms, result) = self.join_arms(arms, want, span);
        self.make(ExprKind::Match(Box::new(value), arms), result, span)
    }
}
