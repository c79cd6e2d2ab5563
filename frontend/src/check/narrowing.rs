//! Conditions and what they tell: after `x != null`, `x` is known not to be null.
//!
//! The known variables are a sorted list. A condition gives two: what holds if it is true, and if it is false; `&&`,
//! `||` and `!` combine them. Where paths meet, what holds on both holds. Only variables that cannot change behind
//! the checker's back are narrowed: not fields, and no `var` that a lambda assigns.

use base::Span;

use super::body::{Body, LocalKind, Want, Why};
use crate::ast::{self, BinaryOp as Op, ExprKind as Ast};
use crate::errors::{expressions as errors, warnings};
use crate::typed::{Expr, ExprKind, LocalId, Stmt, TyKind, UnaryOp};

/// A checked condition.
pub(super) struct Cond {
    pub expr: Expr,
    pub when_true: Vec<LocalId>,
    pub when_false: Vec<LocalId>,
}

impl<'a> Body<'_, 'a> {
    /// Checks a condition: an expression of type `bool`.
    pub(super) fn condition(&mut self, e: &'a ast::Expr) -> Cond {
        match &e.kind {
            Ast::Binary { op: Op::And, left, right, .. } => self.condition_and(left, right, e.span),
            Ast::Binary { op: Op::Or, left, right, .. } => self.condition_or(left, right, e.span),
            Ast::Binary { op: op @ (Op::Eq | Op::Ne), op_span, left, right } => {
                self.condition_equality(*op, *op_span, left, right, e.span)
            }
            Ast::Unary { op: ast::UnaryOp::Not, operand } => self.condition_not(operand, e.span),
            _ => {
                let why = Why { span: None, text: "" };
                let expr = self.expr(e, Want::Must(self.world.core.bool, why));
                self.plain(expr)
            }
        }
    }

    /// A condition that tells nothing of variables.
    fn plain(&self, expr: Expr) -> Cond {
        Cond { expr, when_true: self.narrowed.clone(), when_false: self.narrowed.clone() }
    }

    /// Checks a condition as a value: afterwards holds what holds either way.
    pub(super) fn logical(&mut self, check: impl FnOnce(&mut Self) -> Cond) -> Expr {
        let cond = check(self);
        self.narrowed = self.met(&cond.when_true, &cond.when_false);
        cond.expr
    }

    pub(super) fn condition_not(&mut self, operand: &'a ast::Expr, span: Span) -> Cond {
        let cond = self.condition(operand);
        let expr = self.make(ExprKind::Unary(UnaryOp::Not, Box::new(cond.expr)), self.world.core.bool, span);
        Cond { expr, when_true: cond.when_false, when_false: cond.when_true }
    }

    pub(super) fn condition_and(&mut self, left: &'a ast::Expr, right: &'a ast::Expr, span: Span) -> Cond {
        let left = self.condition(left);
        self.narrowed.clone_from(&left.when_true);
        let right = self.condition(right);
        let kind = ExprKind::And(Box::new(left.expr), Box::new(right.expr));
        let when_false = self.met(&left.when_false, &right.when_false);
        Cond { expr: self.make(kind, self.world.core.bool, span), when_true: right.when_true, when_false }
    }

    pub(super) fn condition_or(&mut self, left: &'a ast::Expr, right: &'a ast::Expr, span: Span) -> Cond {
        let left = self.condition(left);
        self.narrowed.clone_from(&left.when_false);
        let right = self.condition(right);
        let kind = ExprKind::Or(Box::new(left.expr), Box::new(right.expr));
        let when_true = self.met(&left.when_true, &right.when_true);
        Cond { expr: self.make(kind, self.world.core.bool, span), when_true, when_false: right.when_false }
    }

    pub(super) fn condition_equality(
        &mut self,
        op: Op,
        op_span: Span,
        left: &'a ast::Expr,
        right: &'a ast::Expr,
        span: Span,
    ) -> Cond {
        let tested = match (&left.kind, &right.kind) {
            (_, Ast::Null) => left,
            (Ast::Null, _) => right,
            _ => {
                let expr = self.equality(op, op_span, left, right, span);
                return self.plain(expr);
            }
        };
        let bool = self.world.core.bool;
        let value = self.expr(tested, Want::Any);
        let ty = self.settled(value.ty);
        if self.is_error(ty) || self.is_never(ty) {
            return self.plain(Expr { ty: bool, ..self.error_expr(span) });
        }
        if self.non_null(ty).is_none() {
            let text = self.show(ty);
            if matches!(self.kind(ty), TyKind::Param(_)) {
                let mistake = self.error(errors::comparison_with_null(&text, value.span), span);
                return self.plain(Expr { ty: bool, ..mistake });
            }
            self.warn(warnings::constant_comparison(&text, value.span, span, op == Op::Eq));
            let result = Some(Box::new(self.make(ExprKind::Bool(op == Op::Ne), bool, span)));
            let whole = self.make(ExprKind::Block(vec![Stmt::Expr(value)], result), bool, span);
            return self.plain(whole);
        }
        let local = if let ExprKind::Local(local) = value.kind { Some(local) } else { None };
        let test = self.make(ExprKind::IsNull(Box::new(value)), bool, span);
        let is_null = self.narrowed.clone();
        let mut not_null = self.narrowed.clone();
        if let Some(local) = local.filter(|&local| self.can_narrow(local)) {
            insert(&mut not_null, local);
        }
        if op == Op::Eq {
            return Cond { expr: test, when_true: is_null, when_false: not_null };
        }
        let expr = self.make(ExprKind::Unary(UnaryOp::Not, Box::new(test)), bool, span);
        Cond { expr, when_true: not_null, when_false: is_null }
    }

    /// Whether a variable keeps what is known of it until it is assigned in plain sight.
    pub(super) fn can_narrow(&self, local: LocalId) -> bool {
        let data = &self.locals[local];
        match data.kind {
            LocalKind::Param | LocalKind::Let | LocalKind::Hidden => true,
            LocalKind::Var => data.frame + 1 == self.frames.len() && !self.closure_assigned.contains(&data.local.name),
        }
    }

    /// From here on the variable is known not to be null.
    pub(super) fn narrow(&mut self, local: LocalId) {
        if self.can_narrow(local) {
            insert(&mut self.narrowed, local);
        }
    }

    pub(super) fn is_narrowed(&self, local: LocalId) -> bool {
        self.narrowed.binary_search(&local).is_ok()
    }

    /// The variable was assigned: nothing is known of it.
    pub(super) fn forget(&mut self, local: LocalId) {
        self.narrowed.retain(|&known| known != local);
    }

    /// What holds where two paths meet.
    pub(super) fn met(&self, a: &[LocalId], b: &[LocalId]) -> Vec<LocalId> {
        a.iter().copied().filter(|local| b.binary_search(local).is_ok()).collect()
    }

    /// Before a loop: what its rounds may assign is not known at the start of each.
    pub(super) fn forget_assigned_in(&mut self, scan: impl FnOnce(&mut super::assigned::AssignScan)) {
        let has_var = self.narrowed.iter().any(|&local| self.locals[local].kind == LocalKind::Var);
        if !has_var {
            return;
        }
        let mut found = super::assigned::AssignScan::default();
        scan(&mut found);
        let locals = &self.locals;
        self.narrowed.retain(|&local| {
            let data = &locals[local];
            data.kind != LocalKind::Var || !found.assigned.contains(&data.local.name)
        });
    }
}

fn insert(known: &mut Vec<LocalId>, local: LocalId) {
    if let Err(at) = known.binary_search(&local) {
        known.insert(at, local);
    }
}
