//! Comparisons: `==`, `<`, `===`.

use base::Span;

use super::body::{Body, Obligation, Want};
use super::operators::binary_op;
use crate::ast::{self, BinaryOp as Op};
use crate::bounds::BoundKind;
use crate::errors::expressions as errors;
use crate::typed::{Bound, Expr, ExprKind, Ty, TyKind, UnaryOp};

impl<'a> Body<'_, 'a> {
    /// `a == b` or `a != b`, neither of which is written `null`.
    pub(super) fn equality(
        &mut self,
        op: Op,
        op_span: Span,
        left: &'a ast::Expr,
        right: &'a ast::Expr,
        span: Span,
    ) -> Expr {
        let Some((left, right, ty)) = self.operands(op, op_span, left, right, span) else {
            return Expr { ty: self.world.core.bool, ..self.error_expr(span) };
        };
        self.require_comparison(ty, Bound::Eq, op, op_span);
        self.make(ExprKind::Binary(binary_op(op), Box::new(left), Box::new(right)), self.world.core.bool, span)
    }

    pub(super) fn comparison(
        &mut self,
        op: Op,
        op_span: Span,
        left: &'a ast::Expr,
        right: &'a ast::Expr,
        span: Span,
    ) -> Expr {
        let Some((left, right, ty)) = self.operands(op, op_span, left, right, span) else {
            return Expr { ty: self.world.core.bool, ..self.error_expr(span) };
        };
        self.require_comparison(ty, Bound::Ord, op, op_span);
        self.make(ExprKind::Binary(binary_op(op), Box::new(left), Box::new(right)), self.world.core.bool, span)
    }

    /// Both operands, of one type.
    fn operands(
        &mut self,
        op: Op,
        op_span: Span,
        left: &'a ast::Expr,
        right: &'a ast::Expr,
        span: Span,
    ) -> Option<(Expr, Expr, Ty)> {
        // An unqualified variant on the left takes its enum from the right: `Red == colour`.
        let left = self.expr(left, Want::Any);
        let hint = self.operand_hint(left.ty);
        let right = self.expr(right, hint);
        if self.is_error(left.ty) || self.is_error(right.ty) {
            return None;
        }
        let Some(ty) = self.common_type(left.ty, right.ty, right.span) else {
            self.operator_error(op, op_span, &left, &right, span);
            return None;
        };
        let left = self.coerce(left, ty, super::Why::NONE);
        let right = self.coerce(right, ty, super::Why::NONE);
        Some((left, right, ty))
    }

    /// The type of both operands must have the comparison; known types are looked at now.
    fn require_comparison(&mut self, ty: Ty, bound: Bound, op: Op, op_span: Span) {
        let ty = self.deep(ty);
        let is_open = matches!(self.world.tys.kind(ty), TyKind::Infer(_));
        if is_open {
            let param = base::Symbol::new(op.text());
            return self.obligations.push(Obligation { ty, bound, span: op_span, param, declared: op_span });
        }
        let kind = if bound == Bound::Eq { BoundKind::Eq } else { BoundKind::Ord };
        let params = std::rc::Rc::clone(&self.scope.params);
        if !self.world.has(ty, kind, &params) {
            let text = self.show(ty);
            let why = self.world.why_not(ty, kind, &params);
            let is_optional = self.non_null(ty).is_some();
            let is_param = matches!(self.world.tys.kind(ty), TyKind::Param(_));
            let bound = is_param.then(|| self.world.show_bound(&bound, &params));
            self.report(errors::not_comparable(op.text(), &text, op_span, why, is_optional, bound));
        }
    }

    pub(super) fn identity(&mut self, op: Op, left: &'a ast::Expr, right: &'a ast::Expr, span: Span) -> Expr {
        let bool = self.world.core.bool;
        let Some((left, right, ty)) = self.operands(op, span, left, right, span) else {
            return Expr { ty: bool, ..self.error_expr(span) };
        };
        let inner = self.non_null(ty).unwrap_or(ty);
        let has_identity = matches!(
            self.kind(inner),
            TyKind::Struct(..) | TyKind::Array(_) | TyKind::Buffer(_) | TyKind::Extern(..) | TyKind::Never
        );
        if !has_identity {
            let text = self.show(ty);
            return self.error(errors::no_identity(op.text(), &text, span), span);
        }
        let same = self.make(ExprKind::Identical(Box::new(left), Box::new(right)), bool, span);
        if op == Op::Identical { same } else { self.make(ExprKind::Unary(UnaryOp::Not, Box::new(same)), bool, span) }
    }
}
