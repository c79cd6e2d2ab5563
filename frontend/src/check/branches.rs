//! `if`, `if let` and `return`.

use base::Span;

use super::body::{Body, LocalKind, Want};
use crate::ast::{self, Condition};
use crate::errors::expressions as errors;
use crate::errors::warnings;
use crate::typed::{Expr, ExprKind, LocalId, MatchArm, Pattern, PatternKind, Ty, TyKind};

impl<'a> Body<'_, 'a> {
    pub(super) fn if_expr(
        &mut self,
        condition: &'a Condition,
        then: &'a ast::Block,
        otherwise: Option<&'a ast::Expr>,
        span: Span,
        want: Want,
    ) -> Expr {
        let want = match otherwise {
            Some(_) => want,
            None => self.want_without_else(want, then),
        };
        match condition {
            Condition::Expr(condition) => self.if_condition(condition, then, otherwise, span, want),
            Condition::Let { pattern, value } => self.if_let(pattern, value, then, otherwise, span, want),
        }
    }

    /// Without `else` the value is `()`; reports if another is wanted.
    fn want_without_else(&mut self, want: Want, then: &ast::Block) -> Want {
        if let Want::Must(ty, why) = want
            && !matches!(self.kind(ty), TyKind::Unit | TyKind::Error | TyKind::Infer(_))
        {
            let text = self.show(ty);
            let why = why.span.map(|at| (at, why.text));
            self.report(errors::missing_else(&text, then.span.after(), why));
            return Want::Hint(self.world.core.error);
        }
        Want::Discard
    }

    fn if_condition(
        &mut self,
        condition: &'a ast::Expr,
        then: &'a ast::Block,
        otherwise: Option<&'a ast::Expr>,
        span: Span,
        want: Want,
    ) -> Expr {
        let cond = self.condition(condition);
        self.narrowed = cond.when_true;
        let then = self.block(then, want);
        let after_then = std::mem::replace(&mut self.narrowed, cond.when_false);
        let otherwise = otherwise.map(|otherwise| self.branch(otherwise, want));
        let mut ends = vec![(then.ty, after_then)];
        ends.push((otherwise.as_ref().map_or(self.world.core.unit, |e| e.ty), self.narrowed.clone()));
        self.narrowed = self.met_ends(ends);
        let Some(otherwise) = otherwise else {
            let (unit, error) = (self.world.core.unit, self.world.core.error);
            let is_mistake = matches!(want, Want::Hint(_));
            let kind = ExprKind::If(Box::new(cond.expr), Box::new(then), None);
            return self.make(kind, if is_mistake { error } else { unit }, span);
        };
        let (ty, mut branches) = self.join_branches(vec![then, otherwise], want, span);
        let otherwise = branches.pop().expect("there are two branches");
        let then = branches.pop().expect("there are two branches");
        self.make(ExprKind::If(Box::new(cond.expr), Box::new(then), Some(Box::new(otherwise))), ty, span)
    }

    /// A branch: under [`Want::Discard`] of type `()` or `never`.
    pub(super) fn branch(&mut self, e: &'a ast::Expr, want: Want) -> Expr {
        match want {
            Want::Discard => {
                let value = self.discarded(e);
                self.dropped(value)
            }
            _ => self.expr(e, want),
        }
    }

    /// The branches with one type.
    pub(super) fn join_branches(&mut self, branches: Vec<Expr>, want: Want, span: Span) -> (Ty, Vec<Expr>) {
        match want {
            Want::Discard => {
                let all_end = !branches.is_empty() && branches.iter().all(|branch| self.is_never(branch.ty));
                (if all_end { self.world.core.never } else { self.world.core.unit }, branches)
            }
            Want::Must(ty, _) => {
                let all_end = !branches.is_empty() && branches.iter().all(|branch| self.is_never(branch.ty));
                (if all_end { self.world.core.never } else { ty }, branches)
            }
            Want::Any | Want::Hint(_) => self.join(branches, span, "the first branch gives this"),
        }
    }

    /// What holds after several paths, of which those that never end do not count.
    pub(super) fn met_ends(&mut self, ends: Vec<(Ty, Vec<LocalId>)>) -> Vec<LocalId> {
        let mut result: Option<Vec<LocalId>> = None;
        for (ty, narrowed) in ends {
            if self.is_never(ty) {
                continue;
            }
            result = Some(match result {
                None => narrowed,
                Some(before) => self.met(&before, &narrowed),
            });
        }
        result.unwrap_or_default()
    }

    /// `if let p = e { … }` is a match with two arms.
    fn if_let(
        &mut self,
        pattern: &'a ast::Pattern,
        value: &'a ast::Expr,
        then: &'a ast::Block,
        otherwise: Option<&'a ast::Expr>,
        span: Span,
        want: Want,
    ) -> Expr {
        let value = self.expr(value, Want::Any);
        let ty = self.settled(value.ty);
        let before = self.narrowed.clone();
        let tested = self.tested_local(&value);
        let (typed, body) = self.scoped(|body| {
            let typed = body.test_pattern(pattern, ty, LocalKind::Let);
            if let (Some(local), false) = (tested, takes_null(&typed)) {
                body.narrow(local);
            }
            let then = body.block(then, want);
            (typed, then)
        });
        if self.takes_everything(&typed) && !self.is_error(ty) {
            self.warn(warnings::test_always_holds(pattern.span));
        }
        let mut ends = vec![(body.ty, std::mem::replace(&mut self.narrowed, before))];
        let otherwise = match otherwise {
            Some(otherwise) => self.branch(otherwise, want),
            None => self.make(ExprKind::Unit, self.world.core.unit, span.after()),
        };
        ends.push((otherwise.ty, self.narrowed.clone()));
        self.narrowed = self.met_ends(ends);
        let other_span = otherwise.span;
        let (ty, mut branches) = self.join_branches(vec![body, otherwise], want, span);
        let otherwise = branches.pop().expect("there are two branches");
        let body = branches.pop().expect("there are two branches");
        let wildcard = Pattern { kind: PatternKind::Wildcard, ty: value.ty, span: other_span };
        let arms = vec![
            MatchArm { span: typed.span.to(body.span), pattern: typed, guard: None, body },
            MatchArm { span: other_span, pattern: wildcard, guard: None, body: otherwise },
        ];
        self.make(ExprKind::Match(Box::new(value), arms), ty, span)
    }

    /// The variable that a match looks at, if it is one that can be narrowed.
    pub(super) fn tested_local(&self, value: &Expr) -> Option<LocalId> {
        match value.kind {
            ExprKind::Local(local) if self.non_null(value.ty).is_some() => Some(local),
            _ => None,
        }
    }

    pub(super) fn return_expr(&mut self, value: Option<&'a ast::Expr>, tail: bool, span: Span) -> Expr {
        let frame = self.frames.last().expect("a body has a frame");
        let (result, why, drops) = (frame.result, frame.why, frame.drops_result);
        let never = self.world.core.never;
        let value = match value {
            None if self.event.is_some() && self.frames.len() == 1 && result == never => {
                self.report_no_outcome(span);
                None
            }
            None => {
                if !drops && !self.try_unify(result, self.world.core.unit) {
                    let text = self.show(result);
                    self.report(errors::return_without_value(&text, span, why.span));
                }
                None
            }
            Some(value) if drops => {
                let value = self.expr(value, Want::Any);
                Some(self.dropped(value))
            }
            Some(value) => {
                let is_plain = *self.kind(result) == TyKind::Unit && self.frames.len() == 1;
                let value_span = value.span;
                let typed = self.expr(value, if is_plain { Want::Any } else { Want::Must(result, why) });
                let fits = matches!(self.kind(typed.ty), TyKind::Unit | TyKind::Never | TyKind::Error);
                if is_plain && !fits {
                    let text = self.show(typed.ty);
                    self.report(errors::return_value_in_unit_function(&text, value_span));
                }
                if tail && !matches!(typed.kind, ExprKind::Call(..) | ExprKind::CallValue(..) | ExprKind::Error) {
                    self.report(errors::tail_needs_call(value_span));
                }
                Some(typed)
            }
        };
        self.make(ExprKind::Return(value.map(Box::new), tail), never, span)
    }
}

/// Whether a pattern of an optional takes `null` too.
pub(super) fn takes_null(pattern: &Pattern) -> bool {
    match &pattern.kind {
        PatternKind::Wildcard | PatternKind::Null | PatternKind::Bind(_, None) => true,
        PatternKind::Bind(_, Some(inner)) => takes_null(inner),
        PatternKind::Or(alternatives) => alternatives.iter().any(takes_null),
        PatternKind::NonNull(_)
        | PatternKind::Bool(_)
        | PatternKind::Int(_)
        | PatternKind::Float(_)
        | PatternKind::Str(_)
        | PatternKind::IntRange(..)
        | PatternKind::FloatRange(..)
        | PatternKind::Variant(..)
        | PatternKind::Struct(_)
        | PatternKind::Tuple(_) => false,
    }
}
