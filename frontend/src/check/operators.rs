//! Arithmetic, bit and shift operators, `??`, and `as`.

use base::Span;

use super::body::{Body, Want};
use crate::ast::{self, BinaryOp as Op, ExprKind as Ast};
use crate::errors::{expressions as errors, warnings};
use crate::infer::VarKind;
use crate::typed::{BinaryOp, Expr, ExprKind, IntTy, Ty, TyKind};

impl<'a> Body<'_, 'a> {
    pub(super) fn binary(
        &mut self,
        op: Op,
        op_span: Span,
        (left, right): (&'a ast::Expr, &'a ast::Expr),
        span: Span,
        want: Want,
    ) -> Expr {
        match op {
            Op::And => self.logical(|body| body.condition_and(left, right, span)),
            Op::Or => self.logical(|body| body.condition_or(left, right, span)),
            Op::Eq | Op::Ne => self.logical(|body| body.condition_equality(op, op_span, left, right, span)),
            Op::Identical | Op::NotIdentical => self.identity(op, left, right, span),
            Op::Lt | Op::Le | Op::Gt | Op::Ge => self.comparison(op, op_span, left, right, span),
            Op::Coalesce => self.coalesce(left, right, op_span, span, want),
            Op::Shl | Op::Shr | Op::UShr => {
                let left = self.expr(left, want.as_hint());
                let right = self.shift_count(right);
                self.shift(op, op_span, left, right, span)
            }
            Op::Pow | Op::Mul | Op::Div | Op::Rem | Op::Add | Op::Sub | Op::BitAnd | Op::BitXor | Op::BitOr => {
                let left = self.expr(left, want.as_hint());
                let hint = self.operand_hint(left.ty);
                let right = self.expr(right, hint);
                self.arithmetic(op, op_span, left, right, span)
            }
        }
    }

    /// Advice for the right operand from the type of the left one.
    pub(super) fn operand_hint(&self, left: Ty) -> Want {
        let left = self.shallow(left);
        match self.world.tys.kind(left) {
            TyKind::Infer(_) | TyKind::Error | TyKind::Never => Want::Any,
            _ => Want::Hint(left),
        }
    }

    /// A shift's count may be of any integer type; a literal is an `i32`.
    pub(super) fn shift_count(&mut self, right: &'a ast::Expr) -> Expr {
        let right = self.expr(right, Want::Any);
        self.settled(right.ty);
        right
    }

    pub(super) fn shift(&mut self, op: Op, op_span: Span, left: Expr, right: Expr, span: Span) -> Expr {
        for side in [&left, &right] {
            if !self.is_integer(side.ty) && !self.is_error(side.ty) && !self.is_never(side.ty) {
                return self.operator_error(op, op_span, &left, &right, span);
            }
        }
        let ty = left.ty;
        if op == Op::UShr && *self.kind(ty) == TyKind::BigInt {
            let why = "a `bigint` has no width at which zeros could come in".to_owned();
            let error = errors::operator_does_not_fit(">>>", "bigint", Some(why), op_span, false);
            return self.error(error, span);
        }
        self.make(ExprKind::Binary(binary_op(op), Box::new(left), Box::new(right)), ty, span)
    }

    /// An operator whose operands have one type, which is the result's.
    pub(super) fn arithmetic(&mut self, op: Op, op_span: Span, left: Expr, right: Expr, span: Span) -> Expr {
        if self.is_error(left.ty) || self.is_error(right.ty) {
            return self.error_expr(span);
        }
        let (left_never, right_never) = (self.is_never(left.ty), self.is_never(right.ty));
        if !left_never && !right_never && !self.try_unify(left.ty, right.ty) {
            return self.operator_error(op, op_span, &left, &right, span);
        }
        let ty = self.shallow(if left_never { right.ty } else { left.ty });
        if op == Op::Add && *self.world.tys.kind(ty) == TyKind::String {
            return self.concatenation(left, right, span);
        }
        let fits = match op {
            Op::BitAnd | Op::BitOr | Op::BitXor => self.is_integer(ty),
            _ => self.is_number(ty),
        };
        if !fits && !self.is_never(ty) {
            if self.infer.kind_of(&self.world.tys, ty) == Some(VarKind::Any) {
                return self.error(errors::type_not_known(left.span), span);
            }
            return self.operator_error(op, op_span, &left, &right, span);
        }
        self.make(ExprKind::Binary(binary_op(op), Box::new(left), Box::new(right)), ty, span)
    }

    /// `a + b + c` on strings is one concatenation.
    fn concatenation(&mut self, left: Expr, right: Expr, span: Span) -> Expr {
        let mut parts = match left.kind {
            ExprKind::Concat(parts) => parts,
            _ => vec![left],
        };
        parts.push(right);
        self.make(ExprKind::Concat(parts), self.world.core.string, span)
    }

    pub(super) fn operator_error(&mut self, op: Op, op_span: Span, left: &Expr, right: &Expr, span: Span) -> Expr {
        let (left_text, right_text) = (self.show(left.ty), self.show(right.ty));
        let optional = self.non_null(left.ty).is_some() || self.non_null(right.ty).is_some();
        let numbers = self.is_number(left.ty) && self.is_number(right.ty);
        let string = [left.ty, right.ty].into_iter().any(|ty| *self.kind(ty) == TyKind::String);
        if left_text == right_text {
            return self.error(errors::operator_does_not_fit(op.text(), &left_text, None, op_span, optional), span);
        }
        let of_optional = [left, right].into_iter().find(|side| self.non_null(side.ty).is_some());
        if let Some(side) = of_optional.filter(|_| !string) {
            let text = self.show(side.ty);
            return self.error(errors::operand_may_be_null(op.text(), &text, side.span), span);
        }
        let sides = [(left_text.as_str(), left.span), (right_text.as_str(), right.span)];
        let mut diagnostic = errors::operands_differ(op.text(), sides, op_span);
        if numbers {
            let right_is_wider = self.width(right.ty) > self.width(left.ty);
            let wider = if right_is_wider { &right_text } else { &left_text };
            diagnostic = errors::with_operand_cast(diagnostic, wider);
        } else if string && op == Op::Add {
            diagnostic = errors::with_operand_interpolation(diagnostic);
        }
        self.error(diagnostic, span)
    }

    /// Of two number types the one with more values, roughly, is the larger.
    fn width(&self, ty: Ty) -> u32 {
        match self.kind(ty) {
            TyKind::Int(int) => int.bits() * 2 + u32::from(!int.is_signed()),
            TyKind::F32 => 200,
            TyKind::F64 => 300,
            TyKind::BigInt => 400,
            _ => 0,
        }
    }

    pub(super) fn is_number(&self, ty: Ty) -> bool {
        match self.kind(ty) {
            TyKind::Int(_) | TyKind::F32 | TyKind::F64 | TyKind::BigInt | TyKind::Error => true,
            TyKind::Infer(_) => matches!(self.infer.kind_of(&self.world.tys, ty), Some(VarKind::Int | VarKind::Float)),
            TyKind::Param(index) => {
                let bounds = self.scope.params.get(*index as usize).map_or(&[][..], |param| &param.bounds);
                bounds.contains(&crate::typed::Bound::Number)
            }
            _ => false,
        }
    }

    pub(super) fn is_integer(&self, ty: Ty) -> bool {
        match self.kind(ty) {
            TyKind::Int(_) | TyKind::BigInt | TyKind::Error => true,
            TyKind::Infer(_) => self.infer.kind_of(&self.world.tys, ty) == Some(VarKind::Int),
            _ => false,
        }
    }

    fn coalesce(&mut self, left: &'a ast::Expr, right: &'a ast::Expr, op_span: Span, span: Span, want: Want) -> Expr {
        let hint = want.ty().map(|ty| self.optional(ty));
        let left = self.expr(left, hint.map_or(Want::Any, Want::Hint));
        let before = self.narrowed.clone();
        let left_ty = self.settled(left.ty);
        let Some(inner) = self.non_null(left_ty) else {
            let right = self.expr(right, want.as_hint());
            if self.is_error(left_ty) || self.is_never(left_ty) {
                return self.make(ExprKind::Error, right.ty, span);
            }
            let text = self.show(left_ty);
            let rest = left.span.after().to(right.span);
            self.warn(warnings::never_null("??", &text, left.span, op_span, (rest, "")));
            return left;
        };
        let right = self.expr(right, Want::Hint(inner));
        self.narrowed = self.met(&before, &self.narrowed);
        let ty = match self.non_null(right.ty) {
            Some(_) => left_ty,
            None => inner,
        };
        let why = super::Why { span: Some(left.span), text: "so that both sides of `??` have one type" };
        let right = self.coerce(right, ty, why);
        self.make(ExprKind::Coalesce(Box::new(left), Box::new(right)), ty, span)
    }

    /// `x as T`, `x as? T`.
    pub(super) fn cast(&mut self, value: &'a ast::Expr, ty: &'a ast::Type, checked: bool, span: Span) -> Expr {
        let to = self.resolve_type(ty);
        let hint = self.cast_hint(value, to);
        let value = self.expr(value, hint);
        let from = self.settled(value.ty);
        if self.is_error(from) || self.is_error(to) {
            return Expr { ty: to, ..self.error_expr(span) };
        }
        if self.is_never(from) {
            return value;
        }
        if checked {
            return self.downcast(value, to, span);
        }
        let (from_kind, to_kind) = (self.kind(from).clone(), self.kind(to).clone());
        let is_scalar = |kind: &TyKind| matches!(kind, TyKind::Int(_) | TyKind::F32 | TyKind::F64);
        let converts = match (&from_kind, &to_kind) {
            (TyKind::BigInt, kind) | (kind, TyKind::BigInt) => is_scalar(kind) || *kind == TyKind::BigInt,
            (TyKind::Bool, TyKind::Int(_)) => true,
            (TyKind::Enum(id, _), TyKind::Int(_)) => {
                self.world.enums[*id].typed.variants.iter().all(|variant| variant.fields.is_empty())
            }
            (from, to) => is_scalar(from) && is_scalar(to),
        };
        if converts {
            return self.make(ExprKind::Convert(Box::new(value)), to, span);
        }
        match self.try_coerce(value, to) {
            Ok(value) => value,
            Err(value) => {
                let (from_text, to_text) = (self.show(from), self.show(to));
                self.error(errors::cannot_convert(&from_text, &to_text, value.span, ty.span), span)
            }
        }
    }

    /// A literal takes the type it is converted to if it is in its range; otherwise it is converted: `-1 as u32`.
    /// Then it is an `i32`, or of the first larger type that it fits.
    fn cast_hint(&mut self, value: &ast::Expr, to: Ty) -> Want {
        let (negative, literal) = match &value.kind {
            Ast::Int(literal) => (false, literal),
            Ast::Unary { op: ast::UnaryOp::Neg, operand } => match &operand.kind {
                Ast::Int(literal) => (true, literal),
                _ => return Want::Any,
            },
            _ => return Want::Any,
        };
        let Some(value) = literal.value.and_then(|value| i128::try_from(value).ok()) else { return Want::Hint(to) };
        let value = if negative { -value } else { value };
        match *self.kind(to) {
            TyKind::Int(int) if value < int.min() || value > int.max() => {
                let fits = |int: &IntTy| value >= int.min() && value <= int.max();
                let own = [IntTy::I32, IntTy::I64, IntTy::U64].into_iter().find(fits);
                own.map_or(Want::Any, |own| Want::Hint(self.intern(TyKind::Int(own))))
            }
            _ => Want::Hint(to),
        }
    }

    fn downcast(&mut self, value: Expr, to: Ty, span: Span) -> Expr {
        let from = self.non_null(value.ty).unwrap_or(value.ty);
        let is_extern = |body: &Self, ty| matches!(body.kind(ty), TyKind::Extern(..));
        if !is_extern(self, from) || !is_extern(self, to) {
            let (from_text, to_text) = (self.show(from), self.show(to));
            return self.error(errors::cannot_downcast(&from_text, &to_text, span), span);
        }
        let ty = self.optional(to);
        self.make(ExprKind::Downcast(Box::new(value)), ty, span)
    }
}

/// The operator on values; those with a flow of their own have expressions of their own.
pub(super) fn binary_op(op: Op) -> BinaryOp {
    match op {
        Op::Pow => BinaryOp::Pow,
        Op::Mul => BinaryOp::Mul,
        Op::Div => BinaryOp::Div,
        Op::Rem => BinaryOp::Rem,
        Op::Add => BinaryOp::Add,
        Op::Sub => BinaryOp::Sub,
        Op::Shl => BinaryOp::Shl,
        Op::Shr => BinaryOp::Shr,
        Op::UShr => BinaryOp::UShr,
        Op::BitAnd => BinaryOp::BitAnd,
        Op::BitXor => BinaryOp::BitXor,
        Op::BitOr => BinaryOp::BitOr,
        Op::Eq | Op::Identical => BinaryOp::Eq,
        Op::Ne | Op::NotIdentical => BinaryOp::Ne,
        Op::Lt => BinaryOp::Lt,
        Op::Le => BinaryOp::Le,
        Op::Gt => BinaryOp::Gt,
        Op::Ge => BinaryOp::Ge,
        Op::And | Op::Or | Op::Coalesce => unreachable!("`{}` has an expression of its own", op.text()),
    }
}
