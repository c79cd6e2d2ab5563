//! Operators on `T?`. A nullable reference is a nullable Wasm reference; a nullable scalar is a flag and a value.

use super::{Body, Expr, Null, Slots};
use crate::code::{Instr, Local, op};
use ir::{InstData, PanicKind, Type, Value};

impl Body<'_, '_, '_> {
    fn is_pair(&self, value: Value) -> bool {
        let ty = self.func.ty(value);
        is_pair(ty)
    }

    pub(super) fn some(&mut self, data: &InstData) {
        let (mut exprs, effects) = self.operands(data);
        let expr = exprs.pop().expect("it has one operand");
        if !self.is_pair(data.results[0]) {
            return self.finish(data, Expr { null: Null::No, ..expr });
        }
        let code = std::iter::once(Instr::i32(1)).chain(expr.code).collect();
        self.finish(data, Expr { code, effects, null: Null::No });
    }

    pub(super) fn is_null(&mut self, data: &InstData) {
        let (mut exprs, effects) = self.operands(data);
        let mut code = match self.flag(data.args[0]) {
            Some(flag) => flag,
            None => exprs.pop().expect("it has one operand").code,
        };
        code.push(Instr::Op(if self.is_pair(data.args[0]) { op::I32_EQZ } else { op::REF_IS_NULL }));
        self.finish(data, Expr { code, effects, null: Null::No });
    }

    pub(super) fn unwrap(&mut self, data: &InstData) {
        let (mut exprs, effects) = self.operands(data);
        let value = data.args[0];
        if let Some(mut flag) = self.flag(value) {
            flag.push(Instr::Op(op::I32_EQZ));
            self.panic_if(flag, data.loc, PanicKind::Null);
            let payload = self.payload(value);
            return self.finish(data, payload);
        }
        let mut code = exprs.pop().expect("it has one operand").code;
        code.push(Instr::At(self.mark(data.loc, Some(PanicKind::Null))));
        code.push(Instr::Op(op::REF_AS_NON_NULL));
        self.finish(data, Expr { code, effects, null: Null::No });
    }

    pub(super) fn assume_some(&mut self, data: &InstData) {
        let (mut exprs, _) = self.operands(data);
        let value = data.args[0];
        if self.is_pair(value) {
            let payload = self.payload(value);
            return self.finish(data, payload);
        }
        let expr = exprs.pop().expect("it has one operand");
        let null = if self.needs_non_null(self.func.ty(data.results[0])) { Null::Yes } else { Null::No };
        self.finish(data, Expr { null, ..expr });
    }

    /// The locals of a nullable scalar, or `None` if it is something else or a constant.
    fn pair(&mut self, value: Value) -> Option<(Local, Local)> {
        if !self.is_pair(value) || self.func.as_const(value).is_some() {
            return None;
        }
        match self.slots(value) {
            Slots::Two(flag, payload) => Some((flag, payload)),
            Slots::One(_) | Slots::Unset => None,
        }
    }

    /// Code that pushes the flag of a nullable scalar.
    fn flag(&mut self, value: Value) -> Option<Vec<Instr>> {
        if !self.is_pair(value) {
            return None;
        }
        Some(match self.pair(value) {
            Some((flag, _)) => vec![Instr::Get(flag)],
            None => vec![Instr::i32(0)],
        })
    }

    /// The value of a nullable scalar that is not null.
    fn payload(&mut self, value: Value) -> Expr {
        match self.pair(value) {
            Some((_, payload)) => Expr::pure(vec![Instr::Get(payload)]),
            None => Expr::pure(self.leaf(value).code.split_off(1)),
        }
    }
}

/// Whether values of `ty` are a flag and a value.
pub fn is_pair(ty: Type) -> bool {
    ty.is_scalar() && ty.nullable
}
