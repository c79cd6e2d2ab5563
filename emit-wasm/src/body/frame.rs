//! The frame of a function: its Wasm parameters, where its results go.

use super::{Body, Expr, Form, Slots, nullable::is_pair};
use crate::code::{Instr, op};
use crate::effects::Effects;
use crate::signature::boundary_types;
use ir::Value;

impl Body<'_, '_, '_> {
    /// Declares the parameters; gives the function's type and how many Wasm parameters it has.
    pub(super) fn enter(&mut self) -> (u32, usize) {
        let func = self.func;
        match self.form {
            Form::Plain => {
                func.params().iter().for_each(|&param| {
                    self.slots(param);
                });
                let params = self.module.types.slot_types(&func.param_types());
                let results = self.module.types.slot_types(&func.results);
                (self.module.types.func_type(params, results), self.locals.len())
            }
            Form::Boundary => self.enter_boundary(),
            Form::Closure(callee, sig) => self.enter_closure(callee, sig),
        }
    }

    /// Parameters as they cross, converted where they are used.
    fn enter_boundary(&mut self) -> (u32, usize) {
        let func = self.func;
        let params = boundary_types(&func.param_types());
        let locals: Vec<_> = params.iter().map(|&ty| self.local(ty, None)).collect();
        let mut rest = locals.iter().copied();
        for &param in func.params() {
            let ty = func.ty(param);
            let slots: Vec<_> = rest.by_ref().take(if is_pair(ty) { 2 } else { 1 }).collect();
            let conversion = self.inward(ty);
            if conversion.is_empty() {
                self.slots[param] = match slots[..] {
                    [flag, value] => Slots::Two(flag, value),
                    _ => Slots::One(slots[0]),
                };
            } else {
                let code = slots.into_iter().map(Instr::Get).chain(conversion).collect();
                self.define_param(param, Expr::pure(code));
            }
        }
        let results = boundary_types(&func.results);
        (self.module.types.func_type(params, results), locals.len())
    }

    /// Ends the function.
    pub(super) fn give(&mut self, args: &[Value]) {
        let exprs = self.take(args, &Effects::anything());
        match self.form {
            Form::Boundary => {
                let code = self.outward_all(exprs, args);
                self.code.extend(code);
            }
            Form::Plain | Form::Closure(..) => {
                for (position, expr) in exprs.into_iter().enumerate() {
                    let code = self.strict(expr, self.func.results[position]);
                    self.code.extend(code);
                }
            }
        }
        self.push(Instr::Op(op::RETURN));
    }
}
