//! Assignments: which places can be assigned, and what `op=` means for each type.

use base::Span;

use super::body::{Body, LocalKind, Want, Why};
use super::members::Found;
use super::operators::binary_op;
use crate::ast::{self, BinaryOp as Op, ExprKind as Ast};
use crate::errors::assignments as errors;
use crate::typed::{AssignOp, Expr, ExprKind, Place, Ty, TyKind};
use crate::world::{Def, ExternValue};

/// A place with the type it reads as, the type it takes, and why.
struct Target {
    place: Place,
    reads: Ty,
    takes: Ty,
    why: Why,
}

impl<'a> Body<'_, 'a> {
    pub(super) fn assign(
        &mut self,
        target: &'a ast::Expr,
        op: Option<Op>,
        op_span: Span,
        value: &'a ast::Expr,
        span: Span,
    ) -> Expr {
        let unit = self.world.core.unit;
        let Some(target_place) = self.place(target) else {
            self.expr(value, Want::Any);
            return Expr { ty: unit, ..self.error_expr(span) };
        };
        let (op, value) = match op {
            None => {
                let value = self.expr(value, Want::Must(target_place.takes, target_place.why));
                (None, value)
            }
            Some(op) => {
                let Some((op, value)) = self.op_assign(&target_place, target.span, op, op_span, value) else {
                    return Expr { ty: unit, ..self.error_expr(span) };
                };
                (Some(op), value)
            }
        };
        if let Place::Local(local) = target_place.place {
            self.forget(local);
        }
        let ty = if self.is_never(value.ty) && op.is_none() { self.world.core.never } else { unit };
        self.make(ExprKind::Assign(target_place.place, op, Box::new(value)), ty, span)
    }

    /// The right side of `op=`, and what it does.
    fn op_assign(
        &mut self,
        target: &Target,
        target_span: Span,
        op: Op,
        op_span: Span,
        value: &'a ast::Expr,
    ) -> Option<(AssignOp, Expr)> {
        let reads = self.settled(target.reads);
        if self.is_error(reads) {
            self.expr(value, Want::Any);
            return None;
        }
        let old = self.make(ExprKind::Unit, reads, target_span);
        let bool = self.world.core.bool;
        match op {
            Op::And | Op::Or => {
                let why = Why { span: Some(target_span), text: "`&&=` and `||=` are for `bool`" };
                let value = self.expr(value, Want::Must(bool, why));
                if *self.kind(reads) != TyKind::Bool {
                    self.report_mismatch(&old, bool, Why::NONE);
                    return None;
                }
                Some((if op == Op::And { AssignOp::And } else { AssignOp::Or }, value))
            }
            Op::Coalesce => {
                let Some(_) = self.non_null(reads) else {
                    self.expr(value, Want::Any);
                    let text = self.show(reads);
                    self.report(crate::errors::expressions::never_null("??=", &text, target_span, op_span));
                    return None;
                };
                let value = self.expr(value, Want::Must(target.takes, target.why));
                Some((AssignOp::Coalesce, value))
            }
            Op::Shl | Op::Shr | Op::UShr => {
                let value = self.shift_count(value);
                let result = self.shift(op, op_span, old, value, op_span);
                self.right_operand(result, AssignOp::Binary(binary_op(op)))
            }
            _ => {
                let hint = self.operand_hint(reads);
                let value = self.expr(value, hint);
                if self.is_never(value.ty) {
                    return Some((AssignOp::Binary(binary_op(op)), value));
                }
                let result = self.arithmetic(op, op_span, old, value, op_span);
                self.right_operand(result, AssignOp::Binary(binary_op(op)))
            }
        }
    }

    /// Takes the right operand out of a checked operation on the old value.
    fn right_operand(&self, operation: Expr, op: AssignOp) -> Option<(AssignOp, Expr)> {
        match operation.kind {
            ExprKind::Binary(_, _, right) => Some((op, *right)),
            ExprKind::Concat(mut parts) => parts.pop().map(|right| (AssignOp::Concat, right)),
            _ => None,
        }
    }

    fn place(&mut self, target: &'a ast::Expr) -> Option<Target> {
        match &target.kind {
            Ast::Name(name) => self.name_place(*name),
            Ast::Field { receiver, name, optional: false } => self.field_place(receiver, *name, target.span),
            Ast::Index { receiver, index } => {
                let (place, reads, takes) = self.index_place(receiver, index, target.span)?;
                Some(Target { place, reads, takes, why: Why::NONE })
            }
            Ast::Error => None,
            _ => {
                self.report(errors::not_assignable(target.span));
                None
            }
        }
    }

    fn name_place(&mut self, name: ast::Ident) -> Option<Target> {
        if let Some(local) = self.find_local(name.name) {
            self.use_local(local);
            let data = &mut self.locals[local];
            data.local.assigned = true;
            let (ty, declared, kind) = (data.local.ty, data.local.span, data.kind);
            match kind {
                LocalKind::Var => {}
                LocalKind::Let => {
                    let binding = self.lets.iter().find(|(_, first, end)| *first <= local && local < *end);
                    let keyword = binding.map(|&(keyword, ..)| keyword);
                    self.report(errors::assignment_to_let(name, declared, keyword));
                }
                LocalKind::Param | LocalKind::Hidden => self.report(errors::assignment_to_parameter(name, declared)),
            }
            let why = Why { span: Some(declared), text: "the variable is declared here" };
            return Some(Target { place: Place::Local(local), reads: ty, takes: ty, why });
        }
        match self.world.lookup(self.module, name.name).map(|entry| entry.def) {
            Some(Def::Global(id)) => {
                let ty = self.world.global_type(id, Some(name.span));
                let global = &self.world.globals[id];
                let (declared, mutable) = (global.span, global.mutable);
                if !mutable {
                    self.report(errors::assignment_to_const(name, declared));
                }
                let why = Why { span: Some(declared), text: "the variable is declared here" };
                Some(Target { place: Place::Global(id), reads: ty, takes: ty, why })
            }
            Some(Def::ExternValue(id)) => {
                let value = self.world.extern_values[id];
                self.extern_place(None, value, value.ty, name)
            }
            Some(Def::Error) => None,
            Some(_) => {
                self.report(errors::not_assignable(name.span));
                None
            }
            None => {
                let callable = self.named(name, &[], Want::Any);
                self.callable_value(callable, name.span, Want::Any);
                None
            }
        }
    }

    fn extern_place(&mut self, receiver: Option<Expr>, value: ExternValue, ty: Ty, name: ast::Ident) -> Option<Target> {
        let Some(set) = value.set else {
            self.report(errors::assignment_to_readonly(name, value.span));
            return None;
        };
        let place = Place::Extern { receiver: receiver.map(Box::new), get: value.get, set, ty };
        let why = Why { span: Some(value.span), text: "declared here" };
        Some(Target { place, reads: ty, takes: ty, why })
    }

    fn field_place(&mut self, receiver: &'a ast::Expr, name: ast::Ident, span: Span) -> Option<Target> {
        if let Some(of) = self.static_receiver(receiver) {
            return self.static_place(of, name, span);
        }
        let receiver = self.expr(receiver, Want::Any);
        let ty = self.settled(receiver.ty);
        if let Some((index, field)) = self.struct_field(ty, name) {
            let (declared, mutable) = match *self.kind(ty) {
                TyKind::Struct(id, _) => {
                    let data = &self.world.structs[id].typed.fields[index as usize];
                    (data.span, data.mutable)
                }
                _ => (name.span, true),
            };
            if !mutable {
                let text = self.show(ty);
                self.report(errors::assignment_to_field(name, &text, declared));
            }
            let place = Place::Field(Box::new(receiver), index);
            let why = Why { span: Some(declared), text: "the field is declared here" };
            return Some(Target { place, reads: field, takes: field, why });
        }
        if let TyKind::Extern(id, args) = self.kind(ty).clone()
            && let Some(Found::Property(value, args)) = self.extern_member(id, &args, name.name)
        {
            let value = self.world.extern_values[value];
            let ty = self.world.tys.subst(value.ty, &args);
            return self.extern_place(Some(receiver), value, ty, name);
        }
        let read = self.field_of(receiver, name, span);
        if !self.is_error(read.ty) {
            self.report(errors::not_assignable(span));
        }
        None
    }

    /// `geo.score = 1`, `Math.x = 1`.
    fn static_place(&mut self, of: super::statics::Static, name: ast::Ident, span: Span) -> Option<Target> {
        let callable = self.static_member(of, name, &[], Want::Any);
        let value = self.callable_value(callable, span, Want::Any);
        match value.kind {
            ExprKind::Global(id) => {
                let declared = self.world.globals[id].span;
                if !self.world.globals[id].mutable {
                    self.report(errors::assignment_to_const(name, declared));
                }
                let why = Why { span: Some(declared), text: "the variable is declared here" };
                Some(Target { place: Place::Global(id), reads: value.ty, takes: value.ty, why })
            }
            ExprKind::Call(crate::typed::Callee::Extern(get, _), ref args) if args.is_empty() => {
                let found = self.world.extern_values.iter().find(|value| value.get == get).copied();
                found.and_then(|found| self.extern_place(None, found, found.ty, name))
            }
            _ => {
                if !self.is_error(value.ty) {
                    self.report(errors::not_assignable(span));
                }
                None
            }
        }
    }
}
