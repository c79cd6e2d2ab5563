//! Expressions: which check each form has.

use base::Span;

use super::body::{Body, Want};
use crate::ast::{self, ExprKind as Ast};
use crate::errors::{declarations, expressions as errors, warnings};
use crate::typed::{Expr, ExprKind, Ty, TyKind, UnaryOp};

impl<'a> Body<'_, 'a> {
    /// Checks an expression. With [`Want::Must`], the result has that type (or never ends, or is a mistake).
    pub(super) fn expr(&mut self, e: &'a ast::Expr, want: Want) -> Expr {
        let found = self.expr_of_kind(e, want);
        match want {
            Want::Must(ty, why) => self.coerce(found, ty, why),
            Want::Any | Want::Hint(_) | Want::Discard => found,
        }
    }

    fn expr_of_kind(&mut self, e: &'a ast::Expr, want: Want) -> Expr {
        let span = e.span;
        match &e.kind {
            Ast::Int(literal) => self.int_literal(literal, false, span, want),
            Ast::Float(literal) => self.float_literal(literal, false, span, want),
            Ast::String(literal) => self.string_literal(literal, span),
            Ast::Bool(value) => self.make(ExprKind::Bool(*value), self.world.core.bool, span),
            Ast::Null => self.null(span, want),
            Ast::Unit => self.make(ExprKind::Unit, self.world.core.unit, span),
            Ast::Name(name) => self.name(*name, want),
            Ast::Instantiate { base, args } => self.instantiated(base, args, span, want),
            Ast::List(items) => self.list_literal(items, span, want),
            Ast::Map(entries) => self.map_literal(entries, span, want),
            Ast::Tuple(parts) => self.tuple(parts, span, want),
            Ast::Call(call) => self.call(call, span, want),
            Ast::Field { receiver, name, optional } => self.field(receiver, *name, *optional, span, want),
            Ast::Chain(inner) => self.chain(inner, span, want),
            Ast::TupleField { receiver, index, index_span } => self.tuple_field(receiver, *index, *index_span, span),
            Ast::Index { receiver, index } => self.index(receiver, index, span),
            Ast::Unwrap(value) => self.unwrap(value, span, want),
            Ast::Unary { op, operand } => self.unary(*op, operand, span, want),
            Ast::Binary { op, op_span, left, right } => self.binary(*op, *op_span, (left, right), span, want),
            Ast::Range { .. } => self.error(errors::range_outside_for(span), span),
            Ast::Cast { value, ty, checked } => self.cast(value, ty, *checked, span),
            Ast::Lambda(lambda) => self.lambda(lambda, span, want),
            Ast::If { condition, then, otherwise } => self.if_expr(condition, then, otherwise.as_deref(), span, want),
            Ast::Match { scrutinee, arms } => self.match_expr(scrutinee, arms, span, want),
            Ast::Block(block) => self.block_or_empty_map(block, want),
            Ast::Loop { label, body } => self.loop_expr(*label, body, span, want),
            Ast::While { label, condition, body } => self.while_expr(*label, condition, body, span),
            Ast::For { label, pattern, iterable, body } => self.for_expr(*label, (pattern, iterable), body, span),
            Ast::Break { label, value } => self.break_expr(*label, value.as_deref(), span),
            Ast::Continue { label } => self.continue_expr(*label, span),
            Ast::Return { value, tail } => self.return_expr(value.as_deref(), *tail, span),
            Ast::Assign { target, op, op_span, value } => self.assign(target, *op, *op_span, value, span),
            Ast::Try(value) => self.try_expr(value, span, want),
            Ast::Catch { value, arms } => self.catch_expr(value, arms, span, want),
            Ast::Await(_) => self.unsupported("`await`", span),
            Ast::Template(_) => self.unsupported("templates", span),
            Ast::Installed(name) => self.installed(*name, span),
            Ast::Error => self.error_expr(span),
        }
    }

    pub(super) fn make(&self, kind: ExprKind, ty: Ty, span: Span) -> Expr {
        Expr { kind, ty, span }
    }

    pub(super) fn unsupported(&mut self, what: &str, span: Span) -> Expr {
        self.error(declarations::not_supported_yet(what, span), span)
    }

    fn null(&mut self, span: Span, want: Want) -> Expr {
        let ty = match want.ty().map(|ty| self.shallow(ty)) {
            Some(ty) if self.non_null(ty).is_some() => ty,
            Some(ty) if self.is_error(ty) => ty,
            _ => {
                let inner = self.fresh(span);
                self.optional(inner)
            }
        };
        self.make(ExprKind::Null, ty, span)
    }

    fn tuple(&mut self, parts: &'a [ast::Expr], span: Span, want: Want) -> Expr {
        let wanted = want.ty().map(|ty| self.non_null(ty).unwrap_or(ty));
        let wanted = match wanted.map(|ty| self.kind(ty).clone()) {
            Some(TyKind::Tuple(wanted)) if wanted.len() == parts.len() => Some(wanted),
            _ => None,
        };
        let parts: Vec<Expr> = parts
            .iter()
            .enumerate()
            .map(|(index, part)| match (&wanted, want) {
                (Some(wanted), Want::Must(_, why)) => self.expr(part, Want::Must(wanted[index], why)),
                (Some(wanted), _) => self.expr(part, Want::Hint(wanted[index])),
                (None, _) => self.expr(part, Want::Any),
            })
            .collect();
        // A part that failed has the type of a mistake; one that never ends has the type it should have had.
        let tys = parts.iter().enumerate().map(|(index, part)| match &wanted {
            Some(wanted) if matches!(want, Want::Must(..)) => wanted[index],
            _ => part.ty,
        });
        let ty = TyKind::Tuple(tys.collect());
        let ty = self.intern(ty);
        self.make(ExprKind::Tuple(parts), ty, span)
    }

    fn tuple_field(&mut self, receiver: &'a ast::Expr, index: u32, index_span: Span, span: Span) -> Expr {
        let receiver = self.expr(receiver, Want::Any);
        let ty = self.settled(receiver.ty);
        match self.kind(ty).clone() {
            TyKind::Tuple(parts) => match parts.get(index as usize) {
                Some(&part) => self.make(ExprKind::TupleField(Box::new(receiver), index), part, span),
                None => {
                    let text = self.show(ty);
                    self.error(errors::no_such_tuple_member(index, parts.len(), &text, index_span), span)
                }
            },
            TyKind::Error | TyKind::Never => self.error_expr(span),
            TyKind::Infer(_) => self.error(errors::type_not_known(receiver.span), span),
            _ => {
                let text = self.show(ty);
                self.error(errors::not_a_tuple(&text, receiver.span, index_span), span)
            }
        }
    }

    fn unwrap(&mut self, value: &'a ast::Expr, span: Span, want: Want) -> Expr {
        let hint = want.ty().map(|ty| self.optional(ty));
        let value = self.expr(value, hint.map_or(Want::Any, Want::Hint));
        let ty = self.settled(value.ty);
        match *self.kind(ty) {
            TyKind::Optional(inner) => self.make(ExprKind::Unwrap(Box::new(value)), inner, span),
            TyKind::Error | TyKind::Never => value,
            TyKind::Infer(_) => self.error(errors::type_not_known(value.span), span),
            _ => {
                let text = self.show(ty);
                let sign = value.span.after().to(span.after());
                self.warn(warnings::never_null("!", &text, value.span, sign, (sign, "")));
                value
            }
        }
    }

    fn unary(&mut self, op: ast::UnaryOp, operand: &'a ast::Expr, span: Span, want: Want) -> Expr {
        match (op, &operand.kind) {
            (ast::UnaryOp::Neg, Ast::Int(literal)) => return self.int_literal(literal, true, span, want),
            (ast::UnaryOp::Neg, Ast::Float(literal)) => return self.float_literal(literal, true, span, want),
            (ast::UnaryOp::Not, _) => return self.logical(|body| body.condition_not(operand, span)),
            (ast::UnaryOp::Neg | ast::UnaryOp::BitNot, _) => {}
        }
        let value = self.expr(operand, want.as_hint());
        let ty = self.shallow(value.ty);
        let fits = match op {
            ast::UnaryOp::Neg => self.is_number(ty),
            ast::UnaryOp::BitNot | ast::UnaryOp::Not => self.is_integer(ty),
        };
        if self.is_never(ty) || self.is_error(ty) {
            return value;
        }
        if !fits {
            let text = self.show(ty);
            let is_optional = self.non_null(ty).is_some();
            return self.error(errors::operator_does_not_fit(op.text(), &text, None, value.span, is_optional), span);
        }
        let op = if op == ast::UnaryOp::Neg { UnaryOp::Neg } else { UnaryOp::BitNot };
        self.make(ExprKind::Unary(op, Box::new(value)), ty, span)
    }
}
